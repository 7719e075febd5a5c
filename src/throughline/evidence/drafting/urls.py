from throughline.core.routes import route
from throughline.evidence.drafting import views
from throughline.programmes.access import member
from throughline.programmes.models import Role
from throughline.programmes.permissions import Duty

WRITERS = member(*Duty.PUBLISH.roles)
_MANAGE = "programmes/<slug:programme>/manage/"
_DRAFTS = _MANAGE + "findings/<ref:finding>/drafts"

urlpatterns = [
    route(_MANAGE + "drafting", views.choose, name="drafting", access=member(Role.ORGANISER)),
    route(_DRAFTS, views.drafts, name="finding-drafts", access=WRITERS),
    route(_DRAFTS + "/<ref:proposal>", views.draft, name="finding-draft", access=WRITERS),
]
