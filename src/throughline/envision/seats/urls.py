from throughline.core.routes import route
from throughline.envision.seats import helping, pages, paper, team_views
from throughline.envision.seats.access import of_seats
from throughline.programmes.access import member
from throughline.programmes.models import Role
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
    route(
        "programmes/<slug:programme>/seats/<ref:activity>/paper",
        paper.page,
        name="seat-paper",
        access=of_seats(Role.ORGANISER, Role.FACILITATOR),
    ),
]
