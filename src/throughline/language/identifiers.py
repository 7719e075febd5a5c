"""Rules for identifiers with a shape: numbers, addresses, dates, links. UK formats.

Every pattern is bounded and begins at a fixed edge, so the work grows with the length of the text and never
faster. Sources of the formats: NHS Data Dictionary (NHS number, Modulus 11), BS 7666 (postcodes), the national
numbering plan (telephones), DVLA (registrations), HMRC (National Insurance numbers).
"""

# ruff: noqa: E501 (one rule a line reads better than a rule in pieces)
from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from throughline.language.patterns import compiled


class Found(NamedTuple):
    """One identifier: its kind, its place and how sure the rule is (0 to 1)."""

    kind: str
    start: int
    end: int
    score: float


MONTHS = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
DAY = r"(?:the )?\d{1,2}(?:st|nd|rd|th)?"
DATE = (
    rf"(?:\d{{1,2}}[/.\- ]\d{{1,2}}[/.\- ](?:19|20)?\d{{2}}|{DAY}(?: of)? {MONTHS},? ?(?:(?:19|20)?\d{{2}})?"
    rf"|{MONTHS} {DAY},? ?(?:(?:19|20)?\d{{2}})?|\d{{1,2}}-{MONTHS}-(?:19|20)?\d{{2}}|(?:19|20)\d{{2}}-\d{{2}}-\d{{2}})"
)
ROAD = (
    r"(?:street|st|road|rd|avenue|ave|lane|ln|close|drive|crescent|terrace|gardens|court|way|place|square|grove"
    r"|hill|row|mews|walk|park|view|rise|green|parade|gate|vale|bank|croft|wharf)"
)
WORDS = r"(?:[^\W\d_][\w'’-]{0,20} ){1,3}?"
TEENS = r"(?:nineteen|twenty|two thousand)(?: and)?(?:[ -](?:hundred|oh|and|[a-z]{3,9}(?:ty|teen)|ten|eleven|twelve)){0,2}(?:[ -](?:one|two|three|four|five|six|seven|eight|nine)\b)?"
SPOKEN_DATE = (
    rf"(?:the )?(?:(?:twenty|thirty)[ -])?(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh"
    rf"|twelfth|[a-z]{{3,6}}teenth|twentieth|thirtieth) (?:of )?{MONTHS}(?:,? {TEENS}|,? (?:19|20)\d{{2}})"
)
# What a count is of, and small words: "5 minute walk" and "2 nurses on the way" are no addresses.
NO_HOUSE = (
    r"(?!(?:minutes?|mins?|hours?|hrs?|days?|nights?|weeks?|months?|years?|miles?|metres?|yards?|am|pm|per|times?|people"
    r"|patients?|nurses?|doctors?|staff|cars?|beds?|of|on|in|the|a|an|to|at|and|or|by|my|our|from|for|was|were|is|are"
    r"|with|out|all|that|this|they|we|i|it|who|as|but|so)\b)"
)
DIGIT = r"(?:oh|zero|nought|one|two|three|four|five|six|seven|eight|nine|double|triple|hundred)"
NINETY = (
    r"(?:9\d|10\d|ninety(?:[ -](?:one|two|three|four|five|six|seven|eight|nine))?"
    r"|a hundred(?: and (?:one|two|three|four|five|six|seven|eight|nine))?)"
)
SEPARATOR = r"(?: is| was| which is|,? which was| ends| ending|:| -|#| of| no\.?| number| num| id| code| ref| reference|,|\.){0,3}"

# kind, score, pattern; where a group "x" exists, it is the identifier and the rest is context.
PATTERNS: tuple[tuple[str, float, str], ...] = (
    ("email", 1.0, r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}"),
    ("email", 0.8, r"(?<!\S)(?:[\w-]{1,30} (?:dot|underscore|dash|hyphen) ){0,3}[\w.-]{1,40} (?:at|\(at\)|\[at\]) [\w-]{2,30}(?:(?: dot |\.)[\w-]{2,20}){0,2}(?: dot |\.)(?:com|co ?(?:dot |\.)uk|org|net|nhs ?(?:dot |\.)uk|uk)\b"),
    ("url", 1.0, r"(?<!\w)(?:https?://|www\.)[^\s<>\"]{1,500}[^\s<>\".,;:!?)\]]"),
    ("url", 0.9, r"(?<![\w@.-])(?:[\w-]{1,63}\.){1,4}(?:com|co\.uk|org\.uk|nhs\.uk|gov\.uk|ac\.uk|org|net|uk|info|io)\b(?:/[^\s<>\"]{0,300}[^\s<>\".,;:!?)])?"),
    ("handle", 0.95, r"(?<![\w@./+-])@[^\W\d]\w{2,29}"),
    ("handle", 0.8, r"(?:instagram|insta|facebook|twitter|tiktok|snapchat|snap|youtube|x)(?: account| page| name| handle| user ?name)?(?: is|:| as| under)(?: called)? (?P<x>[\w.]{3,30})"),
    ("national_insurance", 1.0, r"\b[a-ceghj-pr-tw-z][a-ceghj-npr-tw-z] ?\d{2} ?\d{2} ?\d{2} ?[a-d]\b"),
    ("national_insurance", 0.8, r"(?:national insurance|ni)(?: number| no\.?)?(?: is| was|:){0,2} \(?(?P<x>[a-z]{2} ?\d{2} ?\d{2} ?\d{2} ?[a-z])\b"),
    ("nhs_number", 0.9, r"nhs(?: number| no\.?| num| id)?(?: is| was|:| -){0,2} ?(?P<x>\d{3}[ -]?\d{3}[ -]?\d{4})(?!\d)"),
    ("phone", 0.95, r"(?<![\w+])(?:\+44|0044|0)[\s().-]{0,3}(?:0\)[\s.-]?)?[1237](?:[\s().-]{0,2}\d){8,9}(?!\d)"),
    ("phone", 0.9, r"(?<![\w+])0(?:800|808|845|844|870|871)(?:[ -]?\d){6,7}(?!\d)"),
    ("phone", 0.8, r"(?:phone|tel|telephone|mobile|mob|call|ring|text|extension|ext|bleep)(?: me| us)?(?: number| no\.?)?(?: is| on|:|\.){0,2} ?(?P<x>\d(?:[ -]?\d){3,10})(?!\d)"),
    ("phone", 0.8, rf"\b(?:{DIGIT}[ ,-]{{1,2}}){{6,12}}{DIGIT}\b"),
    ("postcode", 0.95, r"\b(?:gir ?0aa|[a-pr-uwyz](?:\d[\da-hjkpstuw]?|[a-hk-y]\d[\dabehmnprv-y]?)\s{0,2}(?!\d(?:st|nd|rd|th)\b)\d[abd-hjlnp-uw-z]{2})\b"),
    ("address", 0.9, rf"(?<![£$€.\d])\b(?:flat \w{{1,4}},? )?\d{{1,4}}[a-z]?,? (?:{NO_HOUSE}[^\W\d_][\w'’-]{{0,20}} ){{1,3}}?{ROAD}(?: {ROAD})?\b"),
    ("address", 0.8, r"\b(?:flat|apartment|apt|unit|room) \d{1,4}[a-z]?,? (?:[^\W\d_][\w'’-]{0,20} ){1,3}?(?:house|court|lodge|tower|towers|point|heights|mansions|hall)\b"),
    ("address", 0.7, rf"\b(?:live|lives|lived|living|home|address|house|stays|staying)(?: is| on| at| in|:){{1,2}} (?P<x>{WORDS}{ROAD}(?: {ROAD})?)\b"),
    ("address", 0.6, r"\b(?:on|off|in|down|up|along|at) (?P<x>(?!(?:the|my|our|a|an|this|that|your|their|his|her|its|one|any|each|every|same|next|busy|main|high|back|side|wrong|right|long|ring|open)\b)[^\W\d_]{3,15} (?:street|road|avenue|lane|crescent|terrace|drive))\b"),
    ("date_of_birth", 0.95, rf"(?:born|dob|d\.o\.b\.?|date of birth|birth ?day|birthdate)(?: on| is| was|:| in|,){{0,2}} ?(?P<x>{DATE})"),
    ("date_of_birth", 0.6, r"(?<![\d/.-])\d{1,2}[/.-]\d{1,2}[/.-]19\d{2}(?!\d)"),
    ("date_of_birth", 0.6, rf"\b(?:{DAY}(?: of)? {MONTHS},? 19\d{{2}}|\d{{1,2}}-{MONTHS}-19\d{{2}}|19\d{{2}}-\d{{2}}-\d{{2}})\b"),
    ("date_of_birth", 0.7, rf"\b{SPOKEN_DATE}"),
    ("age", 0.7, r"(?:aged|age|i am|i['’]m|he is|she is|he was|she was|is now|turned|am now) (?P<x>(?:9\d|1[01]\d)(?: years old)?)\b(?! ?(?:%|per|minutes|mins|days|miles))"),
    ("age", 0.7, r"\b(?P<x>(?:9\d|1[01]\d)[ -]years?[ -]old)\b"),
    ("age", 0.6, rf"(?:aged?|i am|i['’]m|(?:he|she|mum|dad|mother|father|nan) (?:is|was)|(?:he|she)['’]s|turned|turns|now) (?P<x>{NINETY})\b(?! ?(?:%|per|minutes|mins|days|miles|pounds|hours|pence))"),
    ("age", 0.7, rf"\b(?P<x>{NINETY}[ -]years?[ -]old)\b"),
    ("vehicle", 0.85, r"\b[a-hj-pr-y]{2}\d{2} ?[a-hj-pr-z]{3}\b"),
    ("vehicle", 0.6, r"\b(?-i:[A-Z]\d{1,3} ?[A-Z]{3}|[A-Z]{3} ?\d{1,3}[A-Z])\b"),
    ("vehicle", 0.85, r"(?:reg|registration|number ?plate|car|van|vehicle)(?: number| plate| no\.?)?(?: is| was|:|,){0,2} (?P<x>[a-z]{1,3} ?\d{1,4} ?[a-z]{0,3})\b"),
    ("reference", 0.85, rf"\b(?:hospital|patient|case|reference|ref|booking|complaint|incident|datix|mrn|crn|claim|account|badge|staff|pin|gmc|nmc|policy|passport|licence|record|job|log|order|pals|file|unit|ticket|receipt|report|prescription|crime|form|sample|study|trial|member(?:ship)?|student){SEPARATOR} ?(?P<x>(?=[\w/-]{{0,20}}\d)[a-z]{{0,5}}[-/]?\d[\da-z/-]{{3,18}})\b"),
    ("reference", 0.85, r"(?:door|entry|gate|alarm|key ?safe|keypad|access|key)(?: code| number| pin){1,2}(?: is| was|:){0,2} (?P<x>[#*a-z]?\d{3,8}[#*a-z]?)"),
    ("reference", 0.7, r"(?:key ?safe|keypad|pin)(?: is| was|:){0,2} (?P<x>[#*a-z]?\d{3,8}[#*a-z]?)"),
    ("reference", 0.7, r"(?:sort code|account number|card number|card)(?: is|:|,| ending| in| number){0,4} (?P<x>\d(?:[ -]?\d){3,18})"),
    ("reference", 0.7, r"(?:number|no\.?|ref|reference|receipt|ticket|code|card|certificate|docket)(?:,|:| is| was| on it| of){0,2} (?P<x>(?-i:[A-Z]{1,6})[ /-]?\d{3,12}(?:[/-]\d{1,8}){0,2})\b"),
    ("reference", 0.6, r"\bnumber(?: is|['’]s| was|:|,| it is){0,3} (?P<x>(?:\d[ -]?){4,11}\d|(?=[\w/-]{0,20}\d{3})[a-z]{1,4}[-/]?\d[\da-z/-]{2,14})\b"),
    ("reference", 0.6, r"\b(?P<x>(?-i:[A-Z]\d{4}[A-Z]{2}))\b"),
    ("reference", 0.7, r"\b(?P<x>(?-i:[A-Z]{2,6})[/-]\d{4,10}|(?-i:[A-Z]{1,6})[/-]\d{1,8}[/-]\d{1,10})\b"),
)  # fmt: skip
TEN_DIGITS = re.compile(r"(?<![\d+])\d{3}[ -]?\d{3}[ -]?\d{4}(?!\d)")


def find_identifiers(text: str) -> Iterator[Found]:
    """Every identifier with a shape; rules may overlap, which `redaction.propose` settles."""
    for match in TEN_DIGITS.finditer(text):
        if nhs_number_is_valid(match.group()):
            yield Found("nhs_number", *match.span(), 0.95)
    for kind, score, rule in PATTERNS:
        pattern = compiled(rule)
        for match in pattern.finditer(text):
            group = "x" if "x" in pattern.groupindex else 0
            yield Found(kind, *match.span(group), score)


def nhs_number_is_valid(number: str) -> bool:
    """True when ten digits pass the NHS number's check: weights 10 … 2, modulus 11 (NHS Data Dictionary)."""
    digits = [int(character) for character in number if character.isascii() and character.isdigit()]
    if len(digits) != 10:
        return False
    check = 11 - sum(weight * digit for weight, digit in zip(range(10, 1, -1), digits, strict=False)) % 11
    # 10 is never issued; 11 stands for 0.
    return check != 10 and check % 11 == digits[9]
