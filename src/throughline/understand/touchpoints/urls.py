from throughline.core.routes import route
from throughline.programmes.access import member
from throughline.programmes.models import Role
from throughline.understand.touchpoints import views

READERS = member(Role.ANALYST)
DRAWERS = member(Role.ANALYST, Role.FACILITATOR)
TEAM = member(Role.ANALYST, Role.FACILITATOR, Role.ORGANISER)
_MAP = "programmes/<slug:programme>/touchpoints"

urlpatterns = [
    route(_MAP, views.the_map, name="touchpoints", access=TEAM),
    route(_MAP + "/journey", views.journey, name="touchpoints-journey", access=DRAWERS),
    route(_MAP + "/words", views.words, name="touchpoints-words", access=READERS),
    route(_MAP + "/words/<ref:contribution>", views.place, name="touchpoints-place", access=READERS),
    route(_MAP + "/finding", views.finding, name="touchpoints-finding", access=READERS),
    route(_MAP + "/at/<ref:touchpoint>", views.touchpoint, name="touchpoint", access=READERS),
]
