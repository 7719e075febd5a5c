"""Words of feeling that stand in a text, so that a person can say which of them its author meant.

A written list and nothing more: no feeling is inferred, weighed or scored. What an author did not name is not
found; what they denied (“I was not worried”, “no fear”) is left out; and whose feeling it is, only a reader can say.
The list is our own: words that people use of what care did to them, pleasant and unpleasant alike. Words that as often
mean something else in talk about care (“patient”, “low”, “cross”, “content”, “mad”) are not on it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

WORDS = frozenset(
    """
    abandoned afraid aggrieved agitated alarmed alarming amazed angry anger anguish annoyed annoying anxiety
    anxious apprehensive appreciated appreciative ashamed astonished awkward awful belittled betrayed bewildered
    bitter bored brave calm calmed calmer cheerful cherished comfortable comforted comforting confident confused
    confusing concerned dehumanised dejected delighted demeaned demeaning demoralised demoralising desolate
    despair despairing desperate desperation despondent devastated devastating disappointed disappointing
    disappointment disbelieved discouraged disgusted disheartened disheartening disillusioned dismayed dismissed
    disrespected distraught distress distressed distressing dread dreaded dreading ecstatic elated embarrassed
    embarrassing embarrassment empowered encouraged encouraging enraged exasperated exasperating excited
    exhausted exhausting fear feared fearful fearing forgotten fright frightened frightening frustrated
    frustrating frustration fuming furious gloomy grateful gratitude gutted happy happier hated hateful
    heartbreaking heartbroken helpless hope hopeful hopeless horrified horrifying humiliated humiliating
    humiliation hurt ignored impressed impatient indignant inspired insulted intimidated intimidating invisible
    irritated irritating isolated isolating joy joyful judged lonely loneliness lost loved miserable misery
    mortified neglected nervous nervousness numb offended overjoyed overlooked overwhelmed overwhelming panic
    panicked panicking panicky patronised patronising petrified pleased powerless proud rage reassured
    reassuring regret regretful rejected relaxed relief relieved resentful resentment respected sad sadness safe
    safer satisfied scared scary shaken shame shaken shattered shocked shocking sorrow stressed stressful stupid
    suffocated supported surprised suspicious tearful terrified terrifying terror thankful thrilled timid
    trapped traumatised traumatising traumatic trusted uncomfortable undermined understood uneasy unhappy
    unheard unloved unsafe unsupported unsure upset upsetting unvalued useless valued vulnerable welcome
    welcomed worn worried worry worrying worthless wretched
    """.split()  # noqa: SIM905 (a list would be 220 lines)
)
_ABOUT_THINGS = {"worn": "out"}
"""Words that are a feeling only before another."""
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_DENIALS = frozenset({"not", "no", "never", "without", "hardly", "neither", "nor", "cannot"})
_BETWEEN = frozenset(
    {"at", "all", "so", "very", "really", "too", "that", "feel", "felt", "feeling", "any", "been", "be"}
)
"""What may stand between a denial and what it denies."""


@dataclass(frozen=True, slots=True)
class Feeling:
    """A word of feeling as it stands in a text: in small letters, and where it begins and ends."""

    word: str
    start: int
    end: int


def find(text: str) -> list[Feeling]:
    """The words of feeling that stand in a text, in order, each time they stand there, without those denied."""
    words = list(_WORD.finditer(text))
    found = []
    for place, match in enumerate(words):
        word = match.group().lower()
        if word not in WORDS or _denied(words, place, text):
            continue
        follows = words[place + 1].group().lower() if place + 1 < len(words) else ""
        if _ABOUT_THINGS.get(word, follows) == follows:
            found.append(Feeling(word, match.start(), match.end()))
    return found


def _denied(words: list[re.Match[str]], place: int, text: str) -> bool:
    """Whether a denial stands before the word, in the same clause, with nothing but small words between."""
    for before in reversed(words[:place]):
        if re.search(r"[.!?;:,\n]", text[before.end() : words[place].start()]):
            return False
        word = before.group().lower().replace("’", "'")
        if word in _DENIALS or word.endswith("n't"):
            return True
        if word not in _BETWEEN:
            return False
    return False


def sentences(text: str) -> list[tuple[int, int]]:
    """Where each sentence of a text begins and ends; lines and lists are sentences of their own."""
    found = []
    for match in re.finditer(r"[^\s][^\n]*?(?:[.!?]+[\"'”’)]*(?=\s|$)|(?=\n)|$)", text):
        if match.group().strip():
            found.append((match.start(), match.end()))
    return found
