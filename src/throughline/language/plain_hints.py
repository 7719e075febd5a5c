"""Hints on words and sentences: long words that have a shorter one, and sentences that hide who acts."""

from __future__ import annotations

import re

LONG_LINES = """
accommodate | fit in
accompany | go with
accomplish | do
accordingly | so
additional | more
additionally | also
advantageous | useful
alternatively | or
anticipate | expect
approximately | about
ascertain | find out
assistance | help
attempt | try
cease | stop
commence | begin
communicate | tell, write to
comprise | be made of
consequently | so
consult | ask
demonstrate | show
designate | choose
determine | decide, find out
disseminate | send out
endeavour | try
enquire | ask
ensure | make sure
establish | set up
evaluate | test, judge
expedite | speed up
facilitate | help
finalise | finish
fundamental | basic
furthermore | also
identify | find
implement | carry out
implementation | carrying out
in accordance with | as the rules say, by
in addition to | besides
in excess of | more than
in order to | to
in relation to | about
in the event of | if
inform | tell
initiate | start
maintain | keep
majority of | most
methodologies | methods
modification | change
necessitate | need
nevertheless | but
notification | notice
notify | tell
numerous | many
objective | aim
obtain | get
participate | take part
permissible | allowed
prior to | before
prioritise | put first
proportion | share
purchase | buy
regarding | about
remainder | rest
require | need
residing | living
retain | keep
subsequently | later
substantial | large
sufficient | enough
supplementary | extra
terminate | end
transparency | openness
undertake | do
whereas | but
with reference to | about
with regard to | about
"""
LONG_WORDS: dict[str, str] = dict(line.split(" | ", 1) for line in LONG_LINES.strip().splitlines())

_BE = r"(?:is|are|was|were|be|been|being|gets?|got)"
_IRREGULAR = (
    r"(?:born|bought|brought|built|caught|chosen|cut|done|drawn|driven|eaten|felt|found|given|heard|held|hit|hurt|kept"
    r"|known|laid|led|left|lost|made|meant|met|paid|put|read|run|said|seen|sent|set|shown|shut|sold|spent|spoken|taken"
    r"|taught|told|thought|understood|won|written)"
)
# Forms that end alike and tell how somebody is.
_STATES = (
    r"(?:interested|worried|tired|pleased|excited|married|retired|scared|frightened|delighted|need|indeed|bed|red)"
)
PASSIVE = re.compile(
    rf"\b{_BE}\s(?:(?:not|also|then|now|\w{{2,20}}ly)\s)?(?!{_STATES}\b)(?:\w{{2,20}}ed|{_IRREGULAR})\b", re.IGNORECASE
)


def passives(text: str) -> list[tuple[int, int]]:
    """Places that look like a passive ("was decided"). A guess by form: some are not, and some are fine."""
    return [match.span() for match in PASSIVE.finditer(text)]
