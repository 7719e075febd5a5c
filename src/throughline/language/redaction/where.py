"""Where it happened: towns, hospitals and other sites, wards, and addresses without a number."""

# ruff: noqa: E501 (one rule a line reads better than a rule in pieces)
from __future__ import annotations

import re
from collections.abc import Iterator

from throughline.language.names import (
    BEFORE_PLACES,
    GENERIC_SITES,
    PLACE_BEGINNINGS,
    PLACE_ENDINGS,
    WARD_WORDS,
    WORD_PLACES,
)
from throughline.language.patterns import compiled
from throughline.language.redaction import lists
from throughline.language.redaction.people import CAPITAL
from throughline.language.redaction.reading import WORD, Reading, bare_end, plain
from throughline.language.redaction.spans import Proposal, proposal
from throughline.language.words import STOP_WORDS

LINK = r"(?: (?:of|and|the|on|upon|in|y|yr|&) | )"
CAPITALS = rf"{CAPITAL}(?:{LINK}{CAPITAL}){{0,3}}"
SITE = (
    r"(?:hospitals?|infirmary|surgery|medical (?:centre|practice|group)|health (?:centre|clinic)|family practice"
    r"|practice|clinic|hospice|(?:care|nursing|residential|rest|retirement) home|day (?:centre|hospital)|lodge|manor|grange"
    r"|pharmacy|chemist|dental (?:practice|surgery|care)|school|college|academy|university|church|community centre"
    r"|children['’]s centre|diagnostic centre|centre|trust|health board|prison|hub|birth centre|village hall|dental|medical"
    r"|annexe|building|house|court|hall)"
)
WARD = r"(?:wards?|unit|suite|bay|wing|assessment unit|day unit|birth(?:ing)? (?:unit|centre|suite))"
RULES = (
    ("site", 0.85, rf"\b(?P<x>(?P<n>{CAPITALS}) (?:(?-i:[A-Z])\w{{2,15}} )?{SITE}(?:, {CAPITAL})?)\b"),
    ("site", 0.85, rf"\b(?P<x>(?:the )?(?P<n>royal {CAPITAL}|queen['’]?s?(?: {CAPITAL})|king['’]?s {CAPITAL}|prince(?:ss)?(?: of)? {CAPITAL})(?: {SITE})?)\b"),
    ("site", 0.7, r"\b(?P<x>(?P<n>(?:st\.?|saint) (?!ambulance\b)[^\W\d_]{3,15}(?:['’]s?)?)(?: (?:hospital|hospice|infirmary|surgery|church|school|ward|clinic|practice|house))?)\b"),
    ("site", 0.6, rf"\b(?:in|at|to|from|of|outside|near) (?P<x>the (?P<n>{CAPITAL}))(?= (?:in|on|at|again|by|for|where|with|and|was|is)\b|[.,;:!?])"),
    ("site", 0.5, r"\b(?:at|to|in|from|of) (?P<x>(?:the )?(?P<n>(?-i:[A-Z]{3,5})))\b(?!-)"),
    ("site", 0.5, rf"\b(?:at|in|near|outside|to|from) (?:the )?(?P<x>(?P<n>{CAPITAL} {CAPITAL}))\b"),
    ("site", 0.85, rf"\b(?P<x>(?P<n>(?:hmp|hmyoi|raf|hms) {CAPITAL}))\b"),
    ("site", 0.7, r"\b(?P<x>(?P<n>(?-i:Northern|Southern|Eastern|Western|City|County|North|South|East|West|Royal)) (?:[A-Z]\w{2,12} )?(?-i:General|Infirmary|Royal))\b"),
    ("ward", 0.85, rf"\b(?P<x>(?P<n>{CAPITALS}) (?:(?:intensive care|high dependency|stroke|rehab|birth|maternity) )?{WARD})\b"),
    ("ward", 0.85, rf"\b(?P<x>ward (?P<n>(?!\d){CAPITAL}))\b"),
    ("ward", 0.5, r"\b(?:on|to|from|in|off) (?P<x>(?P<n>[^\W\d_]{4,15}) ward)\b"),
    ("site", 0.5, r"\b(?:at|in|to|from|outside|of) (?P<x>(?P<n>[^\W\d_]{4,15}(?: [^\W\d_]{4,15})?) (?:hospital|infirmary|hospice|surgery|medical centre|health centre|care home|nursing home))\b"),
    ("site", 0.85, rf"\b(?P<x>(?P<n>ysbyty {CAPITAL}(?: {CAPITAL})?|meddygfa {CAPITAL}(?: {CAPITAL})?))\b"),
    ("ward", 0.7, rf"\b(?P<x>(?P<n>{WARD_WORDS}) (?:ward|unit|suite))\b"),
    ("site", 0.7, rf"\b(?P<x>(?P<n>{WARD_WORDS})(?:s|fields?|croft|dale|view|side|hurst)? (?:house|lodge|court|care home|nursing home|surgery|medical centre|health centre|day centre|hospice))\b"),
    ("address", 0.8, rf"\b(?P<x>(?P<n>{CAPITALS}) (?-i:Street|St|Road|Rd|Avenue|Ave|Lane|Close|Drive|Crescent|Terrace|Gardens|Place|Square|Grove|Row|Mews|Way|Estate))\b"),
    ("address", 0.7, rf"(?<![\w.:£/-])(?P<x>\d{{1,4}}[a-z]?,? (?:the )?(?P<n>{CAPITAL}(?: {CAPITAL}){{0,2}}))\b"),
    ("address", 0.7, rf"\b(?P<x>(?P<n>(?:heol|ffordd|stryd|lôn|lon|rhodfa|clos|maes|tŷ|ty|bryn|cwrt|tan y|pen y) (?:(?:y|yr) )?{CAPITAL}(?: {CAPITAL})?))\b"),
    ("address", 0.7, rf"\b(?P<x>(?P<n>{CAPITALS}) (?-i:Tower|Towers|Heights|Mansions|Buildings|Point|Cottage|Cottages|Farm|Flats))\b"),
)  # fmt: skip
DISTINCT = frozenset(
    "royal queen king prince princess northern southern eastern western city county hmp raf".split()  # noqa: SIM905
)
AFTER_TOWNS = frozenset(
    "royal general hospital infirmary university women's children's district county".split()  # noqa: SIM905
)
PLACE_SHAPE = re.compile(
    rf"(?:{PLACE_BEGINNINGS})\w{{3,15}}|\w{{2,12}}(?:{PLACE_ENDINGS})|\w{{2,12}}-(?:on|upon|le|in|by|under)-\w{{2,12}}"
)


def sites(reading: Reading) -> Iterator[Proposal]:
    """Hospitals, surgeries, homes, wards and streets by the words around their names."""
    for kind, score, pattern in RULES:
        for match in compiled(pattern).finditer(reading.text):
            start, end = match.span("x")
            words = list(WORD.finditer(reading.text, *match.span("n")))
            # "Church Lane" and "Park View Surgery" are names, "Lovely hospital" is none.
            titled = len(words) > 1 or (end > match.end("n") and not reading.starts_sentence(start))
            titled = titled and reading.text[start:end].split()[-1][0].isupper()
            road = kind == "address" and end > match.end("n")
            generic = _is_everyday if not titled else _is_road if road else _is_generic
            if any(word.start() not in reading.safe and not generic(plain(word.group())) for word in words):
                begin = next(word.start() for word in words if plain(word.group()) not in STOP_WORDS)
                yield proposal(kind, start if begin == match.start("n") else begin, end, score)


def _is_generic(word: str) -> bool:
    """True for what many sites are called: "General Hospital"."""
    return word not in DISTINCT and (word in GENERIC_SITES or lists.is_known(word) or len(word) < 3)


def _is_road(word: str) -> bool:
    """True for what any road may be called: "Main Road"."""
    return word in STOP_WORDS or word in {"high", "main", "ring", "service", "slip", "back"}


def _is_everyday(word: str) -> bool:
    """True for those and for every word that nobody is called: "Lovely hospital"."""
    return _is_generic(word) or (word not in DISTINCT and lists.is_vouched(word))


def towns(reading: Reading) -> Iterator[Proposal]:
    """Places from our gazetteer, in small letters only after "in", "near", "from"; others by shape and context."""
    in_small_letters = [word.plain for word in reading.words]
    for first, last in lists.in_phrases(in_small_letters, lists.place_phrases()):
        if reading.words[first].written[0].isupper() or _leads(reading, first):
            yield _town(reading, first, last, 0.8)
    for number, word in enumerate(reading.words):
        if word.start in reading.safe:
            continue
        capital, lead = word.written[0].isupper(), _leads(reading, number)
        if word.plain in lists.places() and (capital or (lead and len(word.plain) > 3)):
            yield _town(reading, number, number, 0.8)
        elif capital and word.plain in WORD_PLACES and lead:
            yield _town(reading, number, number, 0.5)
        elif reading.is_open(word) and (lead or _is_shaped(reading, number)):
            yield proposal("site" if lead == "at" else "place", word.start, reading.name_end(number), 0.5)


def _leads(reading: Reading, number: int) -> str:
    """The "in", "at" or "near" before a word; empty where there is none."""
    before = reading.before(number)
    return before[0] if before and before[0] in BEFORE_PLACES else ""


def _town(reading: Reading, first: int, last: int, score: float) -> Proposal:
    """A place, or the hospital that is called after it: "Hull Royal", "barnsley general hospital"."""
    end = last
    while (after := reading.next_to(end)) is not None and after.plain in AFTER_TOWNS and end - last < 3:
        end += 1
    kind = "place" if end == last else "site"
    return proposal(kind, reading.words[first].start, bare_end(reading.words[end]), score)


def _is_shaped(reading: Reading, number: int) -> bool:
    word = reading.words[number]
    return not reading.starts_sentence(word.start) and bool(PLACE_SHAPE.fullmatch(word.plain))
