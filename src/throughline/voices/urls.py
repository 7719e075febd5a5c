from throughline.core.access import LINK, PUBLIC
from throughline.core.routes import route
from throughline.programmes.access import PLANNER, VISIBLE, member
from throughline.programmes.models import Role
from throughline.voices import checking
from throughline.voices import published_recordings as published
from throughline.voices.access import FOLLOWER
from throughline.voices.moderation import name_views, recordings, routing_views
from throughline.voices.moderation import views as moderation
from throughline.voices.part import views as part

ORGANISER = member(Role.ORGANISER)
MODERATOR = member(Role.MODERATOR)
LISTENER = member(Role.FACILITATOR, Role.MODERATOR)
_QUEUE = "programmes/<slug:programme>/moderation"
_RECORDINGS = "programmes/<slug:programme>/recordings"

urlpatterns = [
    route("received/<ref:submission>", part.received, name="received", access=LINK),
    route("rather-not-see", part.rather_not_see, name="rather-not-see", access=PUBLIC),
    route("follow/recording/<ref:recording>", checking.check, name="recording-check", access=FOLLOWER),
    route("follow/recording/<ref:recording>/sound", checking.sound, name="recording-own", access=FOLLOWER),
    route(_RECORDINGS, recordings.queue, name="recordings", access=LISTENER),
    route(_RECORDINGS + "/<ref:recording>", recordings.recording, name="recording", access=LISTENER),
    route(_RECORDINGS + "/<ref:recording>/sound", recordings.sound, name="recording-sound", access=LISTENER),
    route("programmes/<slug:programme>/heard/<ref:contribution>", published.heard, name="heard", access=VISIBLE),
    route(
        "programmes/<slug:programme>/heard/<ref:contribution>/captions",
        published.captions,
        name="heard-captions",
        access=VISIBLE,
    ),
    route(_QUEUE + "/<ref:contribution>/sound", published.for_moderator, name="moderation-sound", access=MODERATOR),
    route("rules", part.rules_page, name="rules", access=PUBLIC),
    route(_QUEUE, moderation.queue, name="moderation", access=MODERATOR),
    route(_QUEUE + "/several", moderation.several, name="moderation-bulk", access=MODERATOR),
    route(_QUEUE + "/routes", routing_views.routes, name="moderation-routes", access=MODERATOR),
    route(_QUEUE + "/routes/<ref:route>", routing_views.route, name="moderation-route", access=MODERATOR),
    route(
        "programmes/<slug:programme>/manage/signposts",
        routing_views.of_programme,
        name="programme-signposts",
        access=ORGANISER,
    ),
    route(
        "programmes/<slug:programme>/manage/names", name_views.of_programme, name="programme-names", access=ORGANISER
    ),
    route(
        "organisations/<slug:organisation>/names", name_views.of_organisation, name="organisation-names", access=PLANNER
    ),
    route(
        "organisations/<slug:organisation>/signposts",
        routing_views.of_organisation,
        name="organisation-signposts",
        access=PLANNER,
    ),
    route(_QUEUE + "/<ref:contribution>", moderation.item, name="moderation-item", access=MODERATOR),
]
