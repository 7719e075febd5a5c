from throughline.core.access import LINK, PUBLIC
from throughline.core.routes import route
from throughline.programmes.access import VISIBLE, member
from throughline.programmes.models import Role
from throughline.recommend import feeds, views

TEAM = member(Role.ORGANISER)
_MANAGE = "programmes/<slug:programme>/manage/recommendations"
_ONE = _MANAGE + "/<ref:recommendation>"

urlpatterns = [
    route("answers", views.answers, name="answers", access=PUBLIC),
    route("feeds/answers.atom", feeds.answers, name="feed-answers", access=PUBLIC),
    route("answer/<str:token>", views.answer, name="answer", access=LINK),
    route(
        "programmes/<slug:programme>/recommendations/<ref:recommendation>",
        views.recommendation,
        name="recommendation",
        access=VISIBLE,
    ),
    route(_MANAGE, views.manage, name="recommendations-manage", access=TEAM),
    route(_MANAGE + "/authority", views.authority_new, name="authority-new", access=TEAM),
    route(_ONE, views.edit, name="recommendation-edit", access=TEAM),
    route(_ONE + "/details", views.details, name="recommendation-details", access=TEAM),
    route(_ONE + "/evidence", views.evidence, name="recommendation-evidence", access=TEAM),
    route(_ONE + "/words/<slug:audience>", views.wording, name="recommendation-wording", access=TEAM),
    route(_ONE + "/words/<slug:audience>/approve", views.approve, name="recommendation-approve", access=TEAM),
    route(_ONE + "/publish", views.publish, name="recommendation-publish", access=TEAM),
    route(_ONE + "/ask", views.ask, name="recommendation-ask", access=TEAM),
]
