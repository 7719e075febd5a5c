from throughline.core.routes import route
from throughline.envision.seats import helping, pages
from throughline.voices.access import FOLLOWER

urlpatterns = [
    route("follow/<ref:submission>/go-on", pages.go_on, name="seat-go-on", access=FOLLOWER),
    *helping.routes(),
]
