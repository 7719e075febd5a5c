from throughline.core.routes import route
from throughline.envision.seats import helping, pages, team_views
from throughline.programmes.access import member
from throughline.voices.access import FOLLOWER

urlpatterns = [
    route(
        "programmes/<slug:programme>/manage/activities/<ref:activity>/watch",
        team_views.watch,
        name="seats-watch",
        access=member(*team_views.TEAM),
    ),
    route("follow/<ref:submission>/go-on", pages.go_on, name="seat-go-on", access=FOLLOWER),
    *helping.routes(),
]
