"""Words to group, and a run over them, with the engine that needs no model."""

from __future__ import annotations

import secrets
from pathlib import Path

import pytest
from tests.support import factories

from throughline.core import jobs
from throughline.evidence.models import Run
from throughline.programmes.models import Programme, Role
from throughline.understand.themes import actions

PHONE = [
    "I rang the surgery {n} times before anybody answered the phone",
    "The phone line at the surgery was busy for {n} minutes every morning",
    "Nobody answered the phone at the surgery although I rang {n} times",
]
PARKING = [
    "The car park was full so I drove round it {n} times looking for a space",
    "Parking cost me {n} pounds and the car park had no space",
    "There was no space in the car park for {n} minutes",
]
LETTERS = [
    "The letter with my results came {n} weeks late and the letter was hard to read",
    "My results letter arrived {n} weeks after the test and used long words",
    "I waited {n} weeks for a letter with the results of my test",
]
ALONE = [
    "My grandmother's violin was lovely to hear on ward seven",
    "Zebra crossings near the chapel need repainting before winter",
]
NOTHING = ["n/a", "No comment"]
HARM = "They gave me the wrong dose and I nearly died in the corridor"


def texts(each: int = 15) -> list[str]:
    """Three clear topics, two texts like nothing else, two that say nothing and one of harm."""
    topics = [line.format(n=n) for n in range(2, 2 + each) for lines in (PHONE, PARKING, LETTERS) for line in lines]
    return [*topics, *ALONE, *NOTHING, HARM]


@pytest.fixture(autouse=True)
def _without_model(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("THROUGHLINE_MODELS", str(tmp_path / "no-models"))


def given(words: list[str] | None = None, **columns: object) -> Programme:
    """A programme in which these words were given, by the three constituencies in turn."""
    activity = factories.make_activity()
    factories.make_many(activity, words or texts(), **columns)
    return activity.programme


def ask(programme: Programme, *, seed: int = 7, by: object = None) -> Run:
    """Ask for themes and do the job, as a worker would."""
    run = actions.ask_for_themes(programme=programme, seed=seed, by=by, once_key=secrets.token_hex(16))
    jobs.run_ready(queues=["default"])
    run.refresh_from_db()
    return run


@pytest.fixture
def programme(db: None) -> Programme:
    return given()


@pytest.fixture
def analyst(programme: Programme) -> object:
    return factories.make_member(programme, Role.ANALYST)


def where(programme: Programme) -> dict[str, int]:
    """How many usable contributions are in a theme, stand alone, are in both, or in neither."""
    from throughline.evidence import counting
    from throughline.evidence import queries as evidence
    from throughline.understand.themes.models import Assignment, Theme

    usable = set(counting.usable(programme).values_list("pk", flat=True))
    placed = set(
        Assignment.objects.filter(theme__programme=programme, theme__status__in=Theme.OPEN).values_list(
            "contribution_id", flat=True
        )
    )
    alone = set(evidence.dispositions(programme).values_list("contribution_id", flat=True))
    return {
        "placed": len(usable & placed),
        "alone": len(usable & alone - placed),
        "lost": len(usable - placed - alone),
    }
