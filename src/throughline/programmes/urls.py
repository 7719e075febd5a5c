from django.utils.translation import gettext_lazy as _

from throughline.core.access import OPERATOR, PUBLIC, SIGNED_IN
from throughline.core.routes import route
from throughline.programmes import export_views, forms
from throughline.programmes.access import ORGANISATION, PLANNER, VISIBLE, member
from throughline.programmes.models import Role
from throughline.programmes.permissions import Duty
from throughline.programmes.views import account, activities, organising, public, team

ORGANISER = member(Role.ORGANISER)
RUNNERS = member(Role.ORGANISER, Role.FACILITATOR)
EXPORTERS = member(*sorted(Duty.EXPORT.roles))
PROMISERS = member(Role.ORGANISER, Role.SPONSOR)

HERE = "programmes/<slug:programme>"
MANAGE = f"{HERE}/manage"

question = organising.edit(forms.QuestionForm, _("The question"), "title", "question", "summary")
places = organising.edit(forms.PlacesForm, _("Topics and regions"), "topics", "regions")
dates = organising.edit(forms.DatesForm, _("Dates"), "opens_on", "closes_on")
about = organising.edit(forms.AboutForm, _("Questions about people"), "about_questions")

urlpatterns = [
    route("programmes", public.finder, name="programmes", access=PUBLIC),
    route(HERE, public.programme, name="programme", access=VISIBLE),
    route("account", account.account, name="account", access=SIGNED_IN),
    route("organisations/new", organising.organisation_new, name="organisation-new", access=OPERATOR),
    route("organisations/<slug:organisation>", public.organisation, name="organisation", access=ORGANISATION),
    route(
        "organisations/<slug:organisation>/people",
        organising.organisation_people,
        name="organisation-people",
        access=PLANNER,
    ),
    route(
        "organisations/<slug:organisation>/programmes/new",
        organising.programme_new,
        name="programme-new",
        access=PLANNER,
    ),
    route(MANAGE, organising.manage, name="programme-manage", access=RUNNERS),
    route(f"{MANAGE}/question", question, name="programme-edit", access=ORGANISER),
    route(f"{MANAGE}/places", places, name="programme-places", access=ORGANISER),
    route(f"{MANAGE}/dates", dates, name="programme-dates", access=ORGANISER),
    route(f"{MANAGE}/about-people", about, name="programme-about", access=ORGANISER),
    route(f"{MANAGE}/stages", organising.stages, name="programme-stages", access=ORGANISER),
    route(f"{MANAGE}/stages/<slug:stage>", organising.stage, name="programme-stage", access=ORGANISER),
    route(f"{MANAGE}/commitment", team.commitment, name="commitment", access=PROMISERS),
    route(f"{MANAGE}/commitment/publish", team.commitment_publish, name="commitment-publish", access=PROMISERS),
    route(f"{MANAGE}/team", team.team, name="team", access=ORGANISER),
    route(f"{MANAGE}/team/add", team.team_add, name="team-add", access=ORGANISER),
    route(f"{MANAGE}/team/remove", team.team_remove, name="team-remove", access=ORGANISER),
    route(f"{MANAGE}/open", organising.open_programme, name="programme-open", access=ORGANISER),
    route(f"{MANAGE}/copy", organising.copy, name="programme-copy", access=ORGANISER),
    route(f"{MANAGE}/close", organising.close_programme, name="programme-close", access=ORGANISER),
    route(f"{MANAGE}/activities/choose", activities.choose, name="activity-choose", access=RUNNERS),
    route(f"{MANAGE}/activities/new", activities.activity_new, name="activity-new", access=RUNNERS),
    route(f"{MANAGE}/activities/together", activities.activity_chain, name="activity-chain", access=RUNNERS),
    route(
        f"{MANAGE}/activities/<ref:activity>",
        activities.activity_manage,
        name="activity-manage",
        access=RUNNERS,
    ),
    route(
        f"{MANAGE}/activities/<ref:activity>/change",
        activities.activity_edit,
        name="activity-edit",
        access=RUNNERS,
    ),
    route(
        f"{MANAGE}/activities/<ref:activity>/copy",
        activities.activity_copy,
        name="activity-copy",
        access=RUNNERS,
    ),
    route(
        f"{MANAGE}/activities/<ref:activity>/export",
        export_views.activity_export,
        name="activity-export",
        access=EXPORTERS,
    ),
]
