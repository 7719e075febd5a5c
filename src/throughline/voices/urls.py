from throughline.core.access import LINK, PUBLIC
from throughline.core.routes import route
from throughline.programmes.access import member
from throughline.programmes.models import Role
from throughline.voices.moderation import views as moderation
from throughline.voices.part import views as part

MODERATOR = member(Role.MODERATOR)
_QUEUE = "programmes/<slug:programme>/moderation"

urlpatterns = [
    route("received/<ref:submission>", part.received, name="received", access=LINK),
    route("rules", part.rules_page, name="rules", access=PUBLIC),
    route(_QUEUE, moderation.queue, name="moderation", access=MODERATOR),
    route(_QUEUE + "/several", moderation.several, name="moderation-bulk", access=MODERATOR),
    route(_QUEUE + "/<ref:contribution>", moderation.item, name="moderation-item", access=MODERATOR),
]
