"""Whether words praise or complain, by short lists of our own: enough to see a complaint turned into praise."""

from __future__ import annotations

import re

PRAISE = frozenset(
    """
    amazing appreciated attentive best brilliant calm caring comfortable compassionate courteous delighted efficient
    enjoyed excellent exceptional fantastic friendly gentle glad good grateful great happy helped helpful impressed
    kind lovely nice outstanding patient perfect pleasant pleased polite positive praise praised prompt reassured
    reassuring respectful safe satisfied smooth superb supportive thank thankful thanks welcoming well wonderful
    """.split()  # noqa: SIM905
)
COMPLAINT = frozenset(
    """
    abrupt agony angry anxious appalling awful bad broken cancelled cold complain complained complaint confused
    confusing crying delay delayed delays difficult dirty disappointed disappointing disgraceful disgusting dismissed
    dismissive distress distressed dreadful failed failure filthy forgotten frightened frustrated frustrating
    horrendous horrible humiliated ignored impossible inadequate late left long lost missed neglected never nobody
    noisy pain poor rude rushed scared shocking short shortage slow stressful struggle struggled terrible terrified
    unacceptable uncaring unhappy unhelpful unsafe upset upsetting useless waited waiting waits worried worse worst
    wrong
    """.split()  # noqa: SIM905
)
DENIES = frozenset(
    """
    no not never without nothing hardly isn't wasn't weren't didn't don't doesn't couldn't
    """.split()  # noqa: SIM905
)
WORD = re.compile(r"[a-z]+(?:'[a-z]+)?")


def tone(text: str) -> int:
    """1 where only praise is heard, -1 where only complaint is, 0 where both or neither are."""
    words = WORD.findall(text.lower().replace("’", "'"))
    heard = set()
    for index, word in enumerate(words):
        denied = not DENIES.isdisjoint(words[max(0, index - 2) : index])
        if word in PRAISE:
            heard.add(-1 if denied else 1)
        elif word in COMPLAINT and not denied:
            heard.add(-1)
    return heard.pop() if len(heard) == 1 else 0
