"""A site on which every page has something to show: the worked example, and what it lacks."""

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from tests.envision.assemblies import pages as assembly_pages
from tests.envision.budgets.sharing import budget_pages
from tests.envision.choices.pages import choice_pages
from tests.envision.delphi import pages as delphi_pages
from tests.envision.ideas import pages as ideas_pages
from tests.envision.opinions.pages import opinion_pages
from tests.envision.pairs import pages as pairs_pages
from tests.envision.partnerships.pages import partnership_pages
from tests.envision.rankings.ordering import ranking_pages
from tests.envision.seats.pages import helped_seat_pages
from tests.evidence.drafting import making as factories_of_drafts
from tests.journeys import world_elsewhere
from tests.recommend import making
from tests.support import recordings
from tests.support.cookies import Cookies, cookies_of
from tests.support.factories import make_account, make_activity, make_contribution, make_member
from tests.understand.coding.pages import coding_pages
from tests.understand.imports.test_pages import through
from tests.understand.questionnaires.answered import answered, ask_again
from tests.understand.questionnaires.questions import ANSWERS, QUESTIONS
from tests.voices.part.walker import PERSON, STORY, Walker

from throughline.cli import worked_example
from throughline.evidence import counting
from throughline.evidence.actions import draft_finding
from throughline.evidence.fairness import actions as fairness
from throughline.evidence.models import Finding, Run
from throughline.people.models import Account
from throughline.programmes.models import Activity, Programme
from throughline.programmes.wording import actions as wording
from throughline.programmes.wording import terms
from throughline.understand.known.actions import look_up
from throughline.understand.known.jobs import search_what_is_known
from throughline.understand.questionnaires.queries import token_of
from throughline.understand.themes.models import RareSignal, Theme
from throughline.understand.touchpoints import actions as touchpoints
from throughline.understand.touchpoints.models import Named, Placement, Touchpoint
from throughline.voices.access import remember
from throughline.voices.actions import pass_on, take_recording, write_recording
from throughline.voices.models import Contribution, Decision

Where = tuple[str, ...]
PLAN = {"what": {"words": "Ask carers too."}, "why": {"words": "They do half of the work."}, **PERSON}
WALKED = {"stories": (STORY, "happened"), "plan": (PLAN, "what"), "questionnaires": (ANSWERS | PERSON, "q-ready")}


@dataclass
class World:
    """`codes`, which story → the six words; `where`, name of a page → what its address captures; `cookies`, name → what
    its visitor brings along."""

    operator: Account
    codes: dict[str, str] = field(default_factory=dict)
    where: dict[str, Where] = field(default_factory=dict)
    cookies: dict[str, Cookies] = field(default_factory=dict)
    queries: dict[str, str] = field(default_factory=dict)
    members: dict[tuple[str, str], Account] = field(default_factory=dict)

    def member(self, programme: str, role: str) -> Account:
        """An account with this role in the programme with this slug, always the same."""
        if (programme, role) not in self.members:
            self.members[programme, role] = make_member(Programme.objects.get(slug=programme), role)
        return self.members[programme, role]

    def stand(self, *names: str, at: Where = (), cookies: Cookies = (), query: str = "") -> None:
        """Note where pages are. Arguments: `at`, what the address captures; `query`, what is appended to it."""
        for name in names:
            self.where[name], self.cookies[name], self.queries[name] = at, list(cookies), query


def make_world() -> World:
    """Add what the worked example lacks, and say where every page is."""
    closed, opened, draft = (
        Programme.objects.filter(is_example=True, status=status).earliest("pk")
        for status in ("closed", "open", "draft")
    )
    world = World(operator=make_account(operator=True))
    _site_pages(world, closed)
    _followed_pages(world)
    _public_pages(world, closed)
    _planning_pages(world, closed, opened, draft)
    _method_pages(world, closed, opened, draft)
    _import_pages(world, closed)
    opinion_pages(world, opened)
    _moderation_pages(world, opened)
    _analysis_pages(world, closed)
    _known_pages(world, opened)
    _recommendation_pages(world, closed)
    coding_pages(world, closed)
    ideas_pages.add_to(world)
    delphi_pages.add_to(world)
    choice_pages(world, opened)
    budget_pages(world, opened)
    helped_seat_pages(world, opened)
    pairs_pages.add_to(world)
    ranking_pages(world, opened)
    assembly_pages.add_to(world)
    partnership_pages(world, opened)
    return world


def _site_pages(world: World, closed: Programme) -> None:
    world.stand("home", "about", "accessibility", "account", "answers", "components", "contact", "cookies", "follow")
    world.stand("hear", "hear-sent", "organisation-new", "privacy", "programmes", "rules", "sign-in", "sign-in-sent")
    world.stand("rather-not-see", "software")
    world.stand("software-record", at=("signals",))
    world.stand("sign-in-link", "hear-confirm", "hear-stop", at=("a-token",))
    world.stand("organisation", "organisation-people", "programme-new", at=(closed.organisation.slug,))
    world.stand("organisation-signposts", "organisation-names", at=(closed.organisation.slug,))
    _words_for_readers(world, closed)


def _words_for_readers(world: World, closed: Programme) -> None:
    organisation = closed.organisation
    term = terms.check(kind="hard", term="zebra route", meaning="the quick way to the stroke ward")
    wording.keep_word(organisation=organisation, term=term, by=None, once_key="word")
    lists = ("organisation-words", "organisation-word-new", "organisation-words-bring-in")
    world.stand(*lists, at=(organisation.slug,))
    world.stand("organisation-word", at=(organisation.slug, organisation.own_words.get(term="zebra route").ref))
    report = wording.report_phrase(
        programme=closed, page="programme", page_ref="", phrase="triage", unclear="What is it?", once_key="phrase"
    )
    world.stand("not-understood", "not-understood-list", at=(closed.slug,))
    world.stand("not-understood-answer", at=(closed.slug, report.ref))


def _followed_pages(world: World) -> None:
    links = worked_example.links()  # once: the next time the authority's link is a new one
    world.stand("answer", at=(urlsplit(links.answer).path.rpartition("/")[2],))
    world.codes = codes = {label.partition(" (")[0]: code for label, code in links.receipts}
    client = Client()
    client.post("/follow", {"code": codes["A story that led to an answer"]})
    world.stand("followed", cookies=cookies_of(client))
    client = Client()
    client.post("/follow", {"code": codes["A story that was not published"]})
    decision = _refused(client)
    mine = cookies_of(client)
    world.stand("consent-change", "withdraw", at=(decision.contribution.submission.ref,), cookies=mine)
    world.stand("decision-reply", at=(decision.ref,), cookies=mine)
    world.stand("received", at=(decision.contribution.submission.ref,), cookies=mine)


def _refused(client: Client) -> Decision:
    page = client.get("/follow/what-happened").content.decode()
    return next(one for one in Decision.objects.filter(outcome="red") if one.contribution.ref in page)


def _public_pages(world: World, closed: Programme) -> None:
    finding = Finding.objects.filter(programme=closed, status="published").earliest("pk")
    world.stand("programme", "findings", "throughline", at=(closed.slug,))
    world.stand("finding", at=(closed.slug, finding.ref))
    told = Contribution.objects.filter(programme=closed, moderation="green", may_quote=True, submission__isnull=False)
    heard = recordings.kept(told.filter(labels=[]).earliest("pk"), hearing="approved")
    world.stand("throughline-node", at=(closed.slug, "contribution", heard.contribution.ref))


def _planning_pages(world: World, closed: Programme, opened: Programme, draft: Programme) -> None:
    world.stand("programme-manage", "programme-about", "commitment", "commitment-publish", at=(draft.slug,))
    world.stand("programme-dates", "programme-open", "programme-places", "programme-edit", at=(draft.slug,))
    world.stand("programme-stages", "team", "team-add", "activity-new", "activity-choose", at=(draft.slug,))
    world.stand("programme-close", "programme-copy", at=(opened.slug,))
    world.stand("programme-stage", at=(draft.slug, "understand"))
    story = Activity.objects.get(programme=opened, method="stories")
    world.stand("activity-manage", "activity-edit", "activity-copy", at=(opened.slug, story.ref))
    asked = Activity.objects.filter(programme=closed, method="questionnaires").earliest("pk")
    world.stand("proposed", at=(closed.slug, asked.ref))


def _method_pages(world: World, closed: Programme, opened: Programme, draft: Programme) -> None:
    questions = make_activity(programme=opened, method="questionnaires", title="Q", settings={"questions": QUESTIONS})
    activities = {
        "stories": Activity.objects.get(programme=opened, method="stories"),
        "plan": Activity.objects.get(programme=draft, method="plan"),
        "questionnaires": questions,
    }
    for method, activity in activities.items():
        answers, first = WALKED[method]
        walker = Walker(activity)
        about = {f"about-{slug}": {"answer": "prefer-not"} for slug in activity.programme.about_questions}
        walker.walk(**answers | {"region": {"region": "not-said"}}, **about)
        at = (activity.programme.slug, activity.ref)
        world.stand(f"{method}-start", f"{method}-check", f"{method}-discard", at=at, cookies=cookies_of(walker.client))
        world.stand(f"{method}-step", at=(*at, first), cookies=cookies_of(walker.client))
        if method == "stories":
            world.stand("stories-speak", at=(*at, first))
        shown = Activity.objects.filter(programme=draft if method == "plan" else closed, method=method).earliest("pk")
        world.stand(f"{method}-results", at=(shown.programme.slug, shown.ref))
    _helped_pages(world, activities["stories"])
    suggestion = make_contribution(activity=activities["plan"], kind="suggestion", text="Ask carers too.")
    world.stand("plan-reply", at=(draft.slug, activities["plan"].ref, suggestion.ref))
    prepared = make_activity(
        programme=draft, method="questionnaires", status="draft", title="Prepared", settings={"questions": QUESTIONS}
    )
    at = (draft.slug, prepared.ref)
    world.stand("questionnaires-questions", at=at)
    world.stand("questionnaires-question-new", at=at, query="?type=single")
    world.stand("questionnaires-question", at=(*at, "called"))
    _wave_pages(world, questions)


def _wave_pages(world: World, questions: Activity) -> None:
    before = answered(questions, 1, 24, "no")
    ask_again(questions)
    answered(questions, 2, 24, "yes")
    at = (questions.programme.slug, questions.ref)
    world.stand("questionnaires-waves", "questionnaires-change", at=at)
    world.stand("questionnaires-again", at=(*at, token_of(before[0].ref, 2)))


def _helped_pages(world: World, stories: Activity) -> None:
    at = (stories.programme.slug, stories.ref)
    walker = Walker(stories, pages="stories-helped")
    walker.client.force_login(world.member(stories.programme.slug, "facilitator"))
    about = {f"about-{slug}": {"answer": "prefer-not"} for slug in stories.programme.about_questions}
    told = {"medium": {"medium": "paper"}, "consent": STORY["consent"] | {"given": "paper"}}
    walker.walk(**STORY | told | {"region": {"region": "not-said"}}, **about)
    cookies = cookies_of(walker.client)
    world.stand("stories-helped-start", "stories-helped-check", "stories-helped-discard", at=at, cookies=cookies)
    world.stand("stories-helped-step", at=(*at, "consent"), cookies=cookies)


def _import_pages(world: World, closed: Programme) -> None:
    cards = Activity.objects.get(programme=closed, method="imports")
    world.stand("imports-results", at=(closed.slug, cards.ref))
    activity = make_activity(method="imports", title="Cards")
    client, slug = Client(), activity.programme.slug
    client.force_login(world.member(slug, "facilitator"))
    upload = through(client, activity)
    world.stand("imports-upload", at=(slug, activity.ref))
    steps = ("columns", "values", "preview", "source")
    world.stand(*(f"imports-{step}" for step in steps), at=(slug, activity.ref, upload.ref))


def _moderation_pages(world: World, opened: Programme) -> None:
    sent = Contribution.objects.filter(programme=opened, submission__isnull=False)
    waiting = sent.filter(moderation="waiting").earliest("pk")
    recordings.kept(waiting)
    world.stand("moderation", at=(opened.slug,))
    world.stand("moderation-item", at=(opened.slug, waiting.ref))
    moderator = world.member(opened.slug, "moderator")
    route = pass_on(contribution=waiting, kinds=["care"], by=moderator, once_key="route")[0]
    world.stand("moderation-routes", at=(opened.slug,))
    world.stand("moderation-route", at=(opened.slug, route.ref))
    world.stand("programme-signposts", "programme-names", at=(opened.slug,))
    _recording_pages(world, opened)


def _recording_pages(world: World, opened: Programme) -> None:
    """One that a person is to write down, and one that they have written down."""
    activity = Activity.objects.get(programme=opened, method="stories")
    waiting, heard = recordings.waiting(activity), recordings.waiting(activity)
    moderator = world.member(opened.slug, "moderator")
    take_recording(recording=waiting, by=moderator)
    write_recording(recording=heard, words="They said that nobody rang back.", by=moderator, once_key="heard")
    world.stand("recordings", at=(opened.slug,))
    world.stand("recording", at=(opened.slug, waiting.ref))
    client = Client()
    remember(response := HttpResponse(), heard.submission.participant)
    client.cookies.update(response.cookies)
    world.stand("recording-check", at=(heard.ref,), cookies=cookies_of(client))


def _analysis_pages(world: World, closed: Programme) -> None:
    slug = closed.slug

    def first(model: Any, **columns: Any) -> str:
        return str(model.objects.filter(programme=closed, **columns).earliest("pk").ref)

    world.stand("themes", "rare-signals", "stands-alone", "themes-finding", "findings-manage", at=(slug,))
    world.stand("run", at=(slug, first(Run, status="done")))
    world.stand("theme", "theme-merge", "theme-name", at=(slug, first(Theme, status="signed-off")))
    world.stand("rare-signal", at=(slug, first(RareSignal)))
    world.stand("finding-retract", at=(slug, first(Finding, status="published")))
    world_elsewhere.stand(world, closed)
    _map_pages(world, closed)
    draft = draft_finding(programme=closed, kind="theme", title="Draft", summary="S", by=None, once_key="draft")
    world.stand("finding-edit", at=(slug, draft.ref))
    _drafts_of_a_machine(world, draft)
    _fairness_pages(world, closed, draft)


def _fairness_pages(world: World, closed: Programme, draft: Finding) -> None:
    """Somebody whose story became a finding says that the next one is not quite fair."""
    analyst = world.member(closed.slug, "analyst")
    question = fairness.ask(finding=draft, whom="everybody", by_mail=False, by=analyst, once_key="fair")
    client = Client()
    client.post("/follow", {"code": world.codes["A story that led to an answer"]})
    path = reverse("fair", args=[question.ref])
    client.post(path, {"choice": "partly", "words": "It was not only the telephone.", "once": "fair"})
    world.stand("fair", at=(question.ref,), cookies=cookies_of(client))
    world.stand("finding-fair", at=(closed.slug, draft.ref))
    world.stand("fairness", at=(closed.slug,))
    world.stand("fairness-reply", at=(closed.slug, question.judgements.get().ref))


def _map_pages(world: World, closed: Programme) -> None:
    names = ("Ringing the surgery", "Waiting", "Seeing the doctor")
    wanted = [touchpoints.Wanted(name) for name in names]
    touchpoints.set_journey(programme=closed, wanted=wanted, by=None, once_key="journey")
    stops = list(Touchpoint.objects.filter(programme=closed))
    rows = list(counting.usable(closed).order_by("pk")[:60])
    for number, row in enumerate(rows):
        going = "well" if number % 5 == 0 else "not-well"
        place = Placement.objects.create(touchpoint=stops[number % 2], contribution=row, going=going)
        Named.objects.create(placement=place, word="worried")
    world.stand("touchpoints", "touchpoints-journey", "touchpoints-words", "touchpoints-finding", at=(closed.slug,))
    world.stand("touchpoint", at=(closed.slug, stops[0].ref))
    world.stand("touchpoints-place", at=(closed.slug, rows[0].ref))


def _drafts_of_a_machine(world: World, draft: Finding) -> None:
    slug = draft.programme.slug
    proposal = factories_of_drafts.proposal(draft, "People wait too long.", "The wait was far too long")
    world.stand("drafting", at=(slug,))
    world.stand("finding-drafts", at=(slug, draft.ref))
    world.stand("finding-draft", at=(slug, draft.ref, proposal.ref))


def _known_pages(world: World, opened: Programme) -> None:
    """In the programme of few words: the model reads each of them."""
    analyst = world.member(opened.slug, "analyst")
    search = look_up(programme=opened, question="Why is it hard to get through by phone?", by=analyst, once_key="known")
    search_what_is_known.call(search.ref)
    search.refresh_from_db()
    assert all(search.results[kind] for kind in ("finding", "theme", "contribution"))
    world.stand("known", at=(opened.slug,))
    world.stand("known-search", at=(opened.slug, search.ref))


def _recommendation_pages(world: World, closed: Programme) -> None:
    draft = making.ready(closed, title="A draft")
    world.stand("recommendations-manage", "authority-new", at=(closed.slug,))
    edit = ("recommendation-edit", "recommendation-details", "recommendation-evidence")
    world.stand(*edit, at=(closed.slug, draft.ref))
    world.stand("recommendation-wording", at=(closed.slug, draft.ref, "patients"))
    published = closed.recommendations.filter(status="published").earliest("pk")
    world.stand("recommendation", "recommendation-ask", at=(closed.slug, published.ref))
