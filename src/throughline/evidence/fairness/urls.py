from throughline.core.routes import route
from throughline.evidence.fairness import views
from throughline.programmes.access import member
from throughline.programmes.models import Role
from throughline.voices.access import FOLLOWER

_MANAGE = "programmes/<slug:programme>/manage/"

urlpatterns = [
    route("follow/fair/<ref:asked>", views.say, name="fair", access=FOLLOWER),
    route(
        _MANAGE + "findings/<ref:finding>/fair",
        views.ask,
        name="finding-fair",
        access=member(Role.ANALYST, Role.ORGANISER),
    ),
    route(_MANAGE + "fairness", views.said, name="fairness", access=member(Role.ANALYST)),
    route(_MANAGE + "fairness/<ref:said>", views.reply, name="fairness-reply", access=member(Role.ANALYST)),
]
