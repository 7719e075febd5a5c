from throughline.core.access import PUBLIC
from throughline.core.routes import route
from throughline.evidence import proposed, views
from throughline.evidence.balance import views as balance
from throughline.evidence.follow import views as follow
from throughline.programmes.access import VISIBLE, member
from throughline.programmes.models import Role
from throughline.voices.access import FOLLOWER

TEAM = member(Role.ANALYST, Role.ORGANISER)
_P = "programmes/<slug:programme>/"
_BALANCE = _P + "manage/activities/<ref:activity>/balance"
_FINDING = _P + "manage/findings/<ref:finding>"

urlpatterns = [
    route("follow", follow.follow, name="follow", access=PUBLIC),
    route("follow/what-happened", follow.followed, name="followed", access=FOLLOWER),
    route("follow/close", follow.close, name="follow-close", access=PUBLIC),
    route("follow/<ref:submission>/consent", follow.consent, name="consent-change", access=FOLLOWER),
    route("follow/<ref:submission>/withdraw", follow.withdraw, name="withdraw", access=FOLLOWER),
    route("follow/decision/<ref:decision>", follow.reply, name="decision-reply", access=FOLLOWER),
    route(_P + "throughline", views.throughline, name="throughline", access=VISIBLE),
    route(_P + "throughline/<slug:kind>/<ref:ref>", views.node, name="throughline-node", access=VISIBLE),
    route(_P + "findings", views.findings, name="findings", access=VISIBLE),
    route(_P + "findings/<ref:finding>", views.finding, name="finding", access=VISIBLE),
    route(_P + "manage/activities/<ref:activity>/found", proposed.proposed, name="proposed", access=TEAM),
    route(_P + "activities/<ref:activity>/balance", balance.public, name="balance", access=VISIBLE),
    route(_BALANCE, balance.exact, name="balance-exact", access=member(*balance.TEAM)),
    route(_P + "manage/findings", views.manage, name="findings-manage", access=TEAM),
    route(_FINDING, views.edit, name="finding-edit", access=TEAM),
    route(_FINDING + "/retract", views.retract, name="finding-retract", access=TEAM),
    route(_FINDING + "/revise", views.revise, name="finding-revise", access=TEAM),
]
