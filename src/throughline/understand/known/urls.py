from throughline.core.routes import route
from throughline.programmes.access import member
from throughline.programmes.permissions import Duty
from throughline.understand.known import views

TEAM = member(*Duty.LOOK_UP.roles)
_KNOWN = "programmes/<slug:programme>/known"

urlpatterns = [
    route(_KNOWN, views.known, name="known", access=TEAM),
    route(_KNOWN + "/<ref:search>", views.search, name="known-search", access=TEAM),
]
