"""12. A facilitator writes down what somebody says by telephone, and gives them their code, which is theirs alone."""

from collections.abc import Callable

from tests.support.cookies import cookies_of
from tests.support.factories import make_activity, make_member, make_programme
from tests.support.visitor import Visitor
from tests.voices.part.walker import STORY, Walker

Arrive = Callable[..., Visitor]
TOLD = STORY | {"medium": {"medium": "telephone"}, "consent": STORY["consent"] | {"given": "voice"}}


def test_what_somebody_tells_by_telephone_is_theirs(arrive: Arrive):
    activity = make_activity(programme=make_programme(title="By telephone"))
    helper = make_member(activity.programme, "facilitator")
    walker = Walker(activity, pages="stories-helped")
    walker.client.force_login(helper)
    walker.walk(**TOLD)
    visitor = arrive(account=helper, cookies=cookies_of(walker.client))
    visitor.goes_to(f"/programmes/{activity.programme.slug}/stories/{activity.ref}/for-somebody/send/check")
    visitor.sees("Read this back to them").follows("Change should readers be warned of something in it?")
    visitor.chooses("Death or grief").presses("Continue").sees("Death or grief")
    visitor.presses("Send").sees("Now give them their code").check("helped-received")
    code = " ".join(visitor.page.locator(".tl-receipt__word").all_inner_texts())
    visitor.goes_to("/follow").fills("Your six words", code).presses("Show me")
    visitor.sees("You wrote this down for somebody else.").check("helped-follow")

    caller = arrive(scripts=False)
    caller.goes_to("/follow").fills("Your six words", code).presses("Show me")
    caller.sees("You told us by telephone").sees("You asked us to warn readers of: Death or grief.").check(
        "helped-told"
    )
