"""The words that several rules of `signals` share: people, staff, parts of the body, filth."""

from __future__ import annotations

Rule = tuple[str, float]
"""A pattern in the notation of `signal_rules`, and how strongly it speaks (0 to 1)."""

SELF = r"(?:myself|himself|herself|themsel(?:f|ves)|yourself|ourselves|meself|me self|my self|hisself)"
PERSON = (
    r"(?:me|him|her|them|us|mum|mam|mom|mother|dad|father|son|daughter|child|children|baby|wife|husband"
    r"|partner|brother|sister|gran|nan|nana|grandad|grandma|patients?|residents?|people|woman|man|lady|boy|girl"
    r"|toddler|infant|kids?|niece|nephew|uncle|aunt|teenager)"
)
KIN = (
    r"(?:mum|mam|mom|mother|dad|father|son|daughter|wife|husband|partner|boyfriend|girlfriend|ex"
    r"|brother|sister|uncle|aunt|carer|stepdad|stepfather|stepmum|family)"
)
STAFF = (
    r"(?:staff|nurses?|doctors?|carers?|porters?|paramedics?|consultants?|surgeons?|midwi(?:fe|ves)"
    r"|managers?|hcas?|health care assistants?|support workers?|drivers?|therapists?|gps?)"
)
BODY = (
    r"(?:patient|leg|arm|eye|side|site|knee|hip|kidney|limb|operation|procedure|baby|tooth|teeth|lens|ovary|breast"
    r"|foot|hand|ear|finger|toe|testicle)"
)
FILTH = r"(?:urine|wee|pee|faeces|poo|excrement|soiled|wet|vomit|sick|blood|mess|filth|dirty)"
CHILD = (
    r"(?:child|children|kids?|baby|babies|toddlers?|infants?|newborns?|little (?:boy|girl|lad|lass|one)s?|teen\w*"
    r"|under ?age|pupils?|schools?|nursery|(?:aged|age|i am|i'm|he is|she is|is only|boy of|girl of) (?:[1-9]|1[0-7]"
    r"|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen)"
    r"(?! (?:weeks?|days?|hours?|minutes?|times|of|in|stone))|(?:[1-9]|1[0-7]|two|three|four|five"
    r"|six|seven|eight|nine|ten) years? old|mummy|daddy|my teacher)"
)
YOUNG_OR_GROWN = (
    r"(?:boys?|girls?|lads?|niece|nephew|son|daughter|grandson|granddaughter|step ?dad|step ?father|step ?mum|uncle|dad"
    r"|grandad|brother|sister)"
)
"""Words of family that leave open whether a child is spoken of."""
