"""The optional “about you” questions. Each says why it is asked and offers “prefer not to say”."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

PREFER_NOT = "prefer-not"


@dataclass(frozen=True)
class Option:
    """One answer: what is stored, and what a person reads."""

    slug: str
    label: str | _StrPromise


@dataclass(frozen=True)
class Question:
    """One question, with one answer. `purpose` is shown beside it."""

    slug: str
    question: str | _StrPromise
    purpose: str | _StrPromise
    options: tuple[Option, ...]


def _options(*pairs: tuple[str, str | _StrPromise]) -> tuple[Option, ...]:
    return (*(Option(slug, label) for slug, label in pairs), Option(PREFER_NOT, _("Prefer not to say")))


QUESTIONS: tuple[Question, ...] = (
    Question(
        "age",
        _("What is your age group?"),
        _("We ask because care can be different for younger and older people."),
        _options(
            ("under-18", _("Under 18")),
            ("18-24", _("18 to 24")),
            ("25-34", _("25 to 34")),
            ("35-49", _("35 to 49")),
            ("50-64", _("50 to 64")),
            ("65-79", _("65 to 79")),
            ("80-over", _("80 or over")),
        ),
    ),
    Question(
        "gender",
        _("How do you describe your gender?"),
        _("We ask because people are sometimes treated in a different way because of their gender."),
        _options(
            ("woman", _("Woman")),
            ("man", _("Man")),
            ("non-binary", _("Non-binary")),
            ("other", _("In another way")),
        ),
    ),
    # The five high-level groups of the census of England and Wales 2021 (Office for National Statistics).
    Question(
        "ethnic-group",
        _("What is your ethnic group?"),
        _("We ask because some ethnic groups get worse care than others, and we want to see where."),
        _options(
            ("asian", _("Asian, Asian British or Asian Welsh")),
            ("black", _("Black, Black British, Black Welsh, Caribbean or African")),
            ("mixed", _("Mixed or multiple ethnic groups")),
            ("white", _("White")),
            ("other", _("Another ethnic group")),
        ),
    ),
    Question(
        "disability",
        _("Do you have a disability or a health condition that has lasted, or will last, 12 months or more?"),
        _("We ask because services must work for disabled people, and often do not."),
        _options(
            ("yes-a-lot", _("Yes, and it limits my daily life a lot")),
            ("yes-a-little", _("Yes, and it limits my daily life a little")),
            ("yes-not-limited", _("Yes, and it does not limit my daily life")),
            ("no", _("No")),
        ),
    ),
    Question(
        "sexual-orientation",
        _("How do you describe your sexual orientation?"),
        _("We ask because lesbian, gay and bisexual people tell us that care does not always respect them."),
        _options(
            ("straight", _("Straight or heterosexual")),
            ("gay-lesbian", _("Gay or lesbian")),
            ("bisexual", _("Bisexual")),
            ("other", _("In another way")),
        ),
    ),
    Question(
        "money",
        _("In the last 12 months, how often have you worried about paying for food, heating or travel?"),
        _("We ask because the cost of travel, heating or time off work can keep people from getting care."),
        _options(
            ("often", _("Often")),
            ("sometimes", _("Sometimes")),
            ("rarely", _("Rarely")),
            ("never", _("Never")),
        ),
    ),
    Question(
        "language",
        _("Do you need an interpreter or another format, such as easy read, to use health services?"),
        _("We ask because people must be able to understand their care and be understood."),
        _options(
            ("spoken", _("Yes, an interpreter for a spoken language")),
            ("bsl", _("Yes, an interpreter for British Sign Language")),
            ("format", _("Yes, another format, such as easy read, large print or Braille")),
            ("first-language-not-english", _("No, but English is not my first language")),
            ("no", _("No")),
        ),
    ),
    Question(
        "carer",
        _("Do you look after somebody who is ill, disabled or old, without being paid for it?"),
        _("We ask because carers see things that others miss, and need support of their own."),
        _options(
            ("yes-over-20", _("Yes, 20 hours a week or more")),
            ("yes-under-20", _("Yes, less than 20 hours a week")),
            ("no", _("No")),
        ),
    ),
)


def question(slug: str) -> Question:
    """The question with this slug.

    Raises:
        KeyError: there is no such question.
    """
    return _BY_SLUG[slug]


_BY_SLUG = {one.slug: one for one in QUESTIONS}
