"""ACCORD, the reporting checklist for consensus methods, filled as far as the panel's own records go.

Source: Gattrell W. T. and others (2024), ACCORD: a reporting guideline for consensus methods in biomedicine, PLOS
Medicine 21(1): 35 items. The items stand here in short; check the source before quoting.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from throughline.analysis.panels.delphi import CHANGED, UNREGISTERED
from throughline.analysis.panels.rounds import EVERYBODY

if TYPE_CHECKING:
    from throughline.analysis.panels.delphi import Delphi

ITEMS = {
    "T1": "Title says that it is a consensus exercise, and by which method",
    "I1": "Why a consensus exercise was chosen over other ways",
    "I2": "Aim, audience and geographical scope",
    "I3": "For an update: why it was needed, and what it updates",
    "M1": "Registration, with a link",
    "M2": "Who directed the exercise, and their expertise",
    "M3": "Who could be a panellist, how many and why; who chose them",
    "M4": "How panellists were recruited",
    "M5": "The role of patients, carers and the public in each step",
    "M6": "How information was gathered before items were written",
    "M7": "Literature searches, with strategy and dates",
    "M8": "How existing evidence was summed up, and whether panellists had it",
    "M9": "The method and its steps",
    "M10": "How items were shown, the response options, and whether reasons or new items could be given",
    "M11": "The purpose of each step",
    "M12": "The definition of consensus, and why",
    "M13": "Whether items in consensus stayed in later rounds",
    "M14": "How answers were collected in each step, in a group or one by one",
    "M15": "How answers were processed",
    "M16": "Piloting of materials",
    "M17": "How feedback was given",
    "M18": "Anonymity: of whom, towards whom, and how it was kept",
    "M19": "Whether the steering group had a part in the panel's decisions",
    "M20": "Incentives",
    "M21": "What was done to make taking part accessible",
    "R1": "When it was done, how long each step took, and any extension",
    "R2": "Deviations from the protocol, and why",
    "R3": "For each step: panellists, response rate and who they were",
    "R4": "The final outcome, with its figures",
    "R5": "Items changed or removed: when and why",
    "D1": "Strengths and limits of the method",
    "D2": "Agreement with what is known already",
    "O1": "Endorsing organisations and their part",
    "O2": "Conflicts of interest and how they were handled",
    "O3": "Funding and the part of the funder",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One item of the checklist. text: what the records say; None where a person has to write it."""

    code: str
    about: str
    text: str | None


def accord(result: Delphi) -> tuple[Entry, ...]:
    """All 35 items in order, with text where this result holds what they ask for."""
    known = _known(result)
    return tuple(Entry(code, about, known.get(code)) for code, about in ITEMS.items())


def _known(result: Delphi) -> dict[str, str]:
    definition, scale = result.definition, result.definition.scale
    changed = [
        f"round {e.round}: “{e.item}” {e.what} ({e.why})" for e in result.log if not e.what.startswith("settled")
    ]
    deviations = ["another definition of consensus than the one registered"] if CHANGED in result.warnings else []
    deviations += [f"round {e.round}: “{e.item}” {e.what} ({e.why})" for e in result.log if e.deviation]
    unknown = "; no registered definition was given to compare with" if UNREGISTERED in result.warnings else ""
    return {
        "T1": "Delphi panel",
        "M9": f"Delphi panel of {len(result.rounds)} rounds",
        "M10": f"Ratings of whole numbers from {scale.low} to {scale.high}",
        "M12": f"{definition.words} Fingerprint {definition.fingerprint}"
        + (f", fixed on {definition.dated}" if definition.dated else ""),
        "M13": "Yes" if definition.keep_settled else "No",
        "M15": "Counts, medians and quartiles (type 7) for everybody and each constituency; exact tests between rounds",
        "M17": "Own score beside the distribution of each constituency; groups of few people are not shown",
        "R2": "; ".join(deviations) or "None found in the records of items" + unknown,
        "R3": "; ".join(f"round {r.number}: {_panel(r.flow)}" for r in result.rounds),
        "R4": result.shown,
        "R5": "; ".join(changed) or "None",
    }


def _panel(flow: dict[str, dict[str, int | None]]) -> str:
    def one(cell: str) -> str:
        n = flow[cell]
        of = "" if n["invited"] is None else f" of {n['invited']} invited"
        return f"{'in all' if cell == EVERYBODY else cell} {n['started']}{of}, {n['completed']} answered all"

    return ", ".join(one(cell) for cell in flow)
