"""Names of people: after titles, roles, family words and phrases; listed first names and surnames; by context."""

# ruff: noqa: E501 (one rule a line reads better than a rule in pieces)
from __future__ import annotations

from collections.abc import Iterator

from throughline.language.names import (
    BEFORE_PEOPLE,
    COMMON_AFTER_TITLE,
    KIN,
    NOT_PEOPLE,
    PEOPLE_DO,
    STAFF_TITLES,
    TITLES,
)
from throughline.language.patterns import compiled
from throughline.language.redaction import lists
from throughline.language.redaction.reading import WORD, Reading, Word, bare_end, plain
from throughline.language.redaction.spans import PEOPLE, Proposal, proposal
from throughline.language.words import STOP_WORDS

CAPITAL = r"(?-i:[A-ZÀ-ÞŁŚŻŽŠČİŞŢȘȚ])[^\W\d_]{0,24}(?:['’\-](?-i:[A-ZÀ-Þ])?[^\W\d_]{1,24}){0,3}"
PARTICLE = r"(?:(?:de|van|von|der|den|al|el|bin|bint|ap|ab|da|dos|del|la|le|ní|ni|nic|mac|ó|st) ){0,2}"
INITIALS = r"(?:(?-i:[A-Z])\.? ?){0,3}"
NAME = rf"(?P<x>{INITIALS}{PARTICLE}{CAPITAL}(?: {INITIALS}{PARTICLE}{CAPITAL}){{0,2}})"
LAST_FIRST = rf"(?P<x>{CAPITAL}, {CAPITAL})"
SMALL = r"(?P<x>[^\W\d_]{2,24})"
OTHERS = r"(?:my|his|her|our|their|the|your|this)"
# What somebody does who has just been named in small letters.
THEN = r"(?= (?:was|is|who|came|said|told|wrote|rang|held|did|has|had|gave|made|helped|explained|sat|took|saw)\b)"
# Words by which people are addressed: what follows with a capital is a name, even "Mrs White" or "Nurse King".
ADDRESS = rf"(?:{TITLES}|dr|doctor|prof|professor|nurse|sister|matron)"
SAID = r"(?:(?:i think |(?:he|she|they) )?(?:was |is )?(?:called|named) )?"
# (kind, score, pattern): context, then the name in group "x".
ADDRESSED = (
    ("name", 0.95, rf"\b(?:{TITLES})\b\.? {NAME}"),
    ("staff_name", 0.95, rf"\b(?:dr|doctor|prof|professor|nurse|sister|matron)\b\.? {NAME}"),
    ("name", 0.6, rf"\b(?:mr|mrs|ms|miss)\b\.? {SMALL}\b"),
    ("staff_name", 0.6, rf"\bdr\b\.? {SMALL}\b"),
)
NAMED = (
    ("staff_name", 0.9, rf"\b(?:{STAFF_TITLES})s?\b,? {SAID}(?:{ADDRESS}\.? )?{NAME}"),
    ("staff_name", 0.6, rf"\b(?:nurse|doctor|midwife|carer|lady|man|guy|girl|lad) (?:called|named) {SMALL}\b"),
    ("staff_name", 0.5, rf"\b(?:nurse|midwife|doctor|physio|carer|hca|health visitor|support worker) {SMALL}{THEN}"),
    ("name", 0.95, rf"\b(?:my name['’]s|names? (?:is|was|are)|{OTHERS} name,? ?(?:is|was)?|named|called|known as) ?[:,]? (?:{ADDRESS}\.? )?{NAME}"),
    ("name", 0.95, rf"\b(?:signed(?: by)?|regards|yours(?: faithfully| sincerely| truly)?|badge (?:said|says|read)) ?[:,]? (?:{ADDRESS}\.? )?{NAME}"),
    ("name", 0.6, rf"\b(?:i am|i['’]m|this is|it['’]?s|it was) {NAME}"),
    ("name", 0.6, rf"\bname(?:['’]?s| is| was) {SMALL}\b"),
    ("name", 0.6, rf"\b(?:mister|missus|missis|auntie|aunty|uncle) {SMALL}\b"),
    ("name", 0.5, rf"\b(?:he|she|they) (?:was|is|were|are) (?:called|named) {SMALL}\b"),
    ("name", 0.5, rf"\b(?:it['’]?s|this is|i am|i['’]m|im) {SMALL} here\b"),
    ("name", 0.9, rf"\b{OTHERS} (?:[\w’'-]{{1,15}},? ){{0,2}}(?:{KIN}),? (?:also |called |named )?{NAME}"),
    ("name", 0.8, rf"\b{NAME},? (?:is )?(?:my|his|her|our|their) (?:\w{{3,9}} )?(?:{KIN})\b"),
    ("name", 0.6, rf"\b(?:my|our|big|little|wee|young|old|poor|dear|lovely|auld) {NAME}"),
    ("staff_name", 0.8, rf"\b{NAME}, (?:an?|the|our|my|his|her|their) (?:[\w’'-]{{1,20}} ){{0,3}}(?:{STAFF_TITLES}|nurses?)\b"),
    ("name", 0.7, rf"\b(?:for example|e\.g\.|re:?|patient:?|about|name:) {LAST_FIRST}"),
    ("name", 0.7, r"(?<![\w.])(?P<x>(?-i:[A-Z]\. ?){1,3}" + CAPITAL + ")"),
)  # fmt: skip
NAME_RULES = (*ADDRESSED, *NAMED)
KIN_WORDS = frozenset(KIN.split("|"))
SURE_ENOUGH_TO_REPEAT = 0.5


def named(reading: Reading) -> Iterator[Proposal]:
    """Names that their context gives away."""
    for rules, is_common in ((ADDRESSED, _is_common), (NAMED, lists.is_vouched)):
        for kind, score, pattern in rules:
            for match in compiled(pattern).finditer(reading.text):
                start, end = match.span("x")
                words = [word for word in WORD.finditer(reading.text, start, end) if len(word.group()) > 1]
                first = plain(words[0].group()) if words else ""
                if words and start not in reading.safe and not (_is_common(first) or is_common(first)):
                    yield proposal(kind, start, _without_tail(reading.text, words[0].start(), end), score)


def _without_tail(text: str, start: int, end: int) -> int:
    """Cut everyday words ("Smith On Monday") and a possessive off the end of a name."""
    last = start
    for word in WORD.finditer(text, start, end):
        if _is_common(plain(word.group())):
            break
        last = word.end()
    return last - 2 if text[start:last].lower().endswith(("'s", "’s")) and last - start > 2 else last


def _is_common(word: str) -> bool:
    """True for what follows a title and is no name: everyday words, roles, adverbs."""
    adverb = word.endswith("ly") and word not in lists.first_names() and word not in lists.last_names()
    return adverb or word in STOP_WORDS or word in NOT_PEOPLE or word in COMMON_AFTER_TITLE


def listed(reading: Reading) -> Iterator[Proposal]:
    """First names and surnames from our lists, with the surname that may follow."""
    for number, word in enumerate(reading.words):
        if word.start in reading.safe or (word.written.isupper() and len(word.written) < 3):
            continue
        capital = word.written[0].isupper()
        first, ambiguous = _is_first_name(word.plain), word.plain in lists.ambiguous_names()
        after = reading.next_to(number) if first or (ambiguous and capital) else None
        if after is not None and _is_surname(after, capital) and after.start not in reading.safe:
            yield proposal("name", word.start, bare_end(after), 0.9 if capital else 0.7)
        elif first and (capital or len(word.plain) > 3):
            yield proposal("name", word.start, bare_end(word), 0.8 if capital else 0.6)
        elif ambiguous and _may_be_a_name(reading, number):
            yield proposal("name", word.start, bare_end(word), 0.5)
        elif capital and word.plain in lists.last_names() and not word.written.isupper():
            yield proposal("name", word.start, bare_end(word), 0.6)


def _is_first_name(word: str) -> bool:
    """True for a listed first name, or two in one ("Mary-Jane")."""
    names = lists.first_names()
    return word in names or ("-" in word and word.split("-")[0] in names)


def _is_surname(word: Word, capital: bool) -> bool:
    if not capital:
        return word.plain in lists.last_names()
    return word.written[0].isupper() and not word.written.isupper() and not _is_common(word.plain)


def _may_be_a_name(reading: Reading, number: int) -> bool:
    """An ambiguous name stands with a capital inside a sentence, does what people do, or follows "my brother"."""
    word = reading.words[number]
    if lists.is_vouched(word.plain) or word.written.isupper():
        return False
    if word.written[0].isupper():
        return not reading.starts_sentence(word.start) or _acts(reading, number)
    before = reading.before(number, 2)
    return len(before) == 2 and before[0] in KIN_WORDS and before[1] in {"my", "me", "our", "his", "her", "their"}


def _acts(reading: Reading, number: int) -> bool:
    after = reading.next_to(number)
    return after is not None and after.plain in PEOPLE_DO


def by_context(reading: Reading) -> Iterator[Proposal]:
    """Capitalised words that no list vouches for, where a person is likely: "thanks to X", "X told us"."""
    for number, word in enumerate(reading.words):
        if reading.is_open(word) and (
            _acts(reading, number)
            or (not reading.starts_sentence(word.start) and set(reading.before(number)) & BEFORE_PEOPLE)
        ):
            yield proposal("name", word.start, reading.name_end(number), 0.5)


def repeated(reading: Reading, found: list[Proposal]) -> Iterator[Proposal]:
    """The words of a name that was found, wherever else they stand with a capital."""
    kinds: dict[str, Proposal] = {}
    for item in found:
        if item.kind in PEOPLE and SURE_ENOUGH_TO_REPEAT <= item.score < 1:
            for match in WORD.finditer(reading.text, item.start, item.end):
                kinds.setdefault(match.group().removesuffix("'s").removesuffix("’s"), item)
    for word in reading.words:
        source = kinds.get(reading.text[word.start : bare_end(word)])
        if source is not None and not source.start <= word.start < source.end and _repeats(reading, word):
            yield proposal(source.kind, word.start, bare_end(word), min(source.score, 0.7))


def _repeats(reading: Reading, word: Word) -> bool:
    everyday = lists.is_vouched(word.plain) or (
        word.plain in lists.ambiguous_names() and reading.starts_sentence(word.start)
    )
    return word.written[0].isupper() and len(word.plain) > 2 and word.start not in reading.safe and not everyday
