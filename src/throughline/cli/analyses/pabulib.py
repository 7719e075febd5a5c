"""Votes on budgets as Pabulib keeps them: a text with the parts META, PROJECTS and VOTES, semicolons between cells.

Source: Faliszewski P. and others (2023), Participatory budgeting: data, tools and analysis, IJCAI; pabulib.org/format.
"""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

from throughline.cli.analyses.files import WrongFile
from throughline.cli.analyses.running import Work

PARTS = ("META", "PROJECTS", "VOTES")
Rows = list[tuple[int, dict[str, str]]]


def read(work: Work, path: Path, group: str | None) -> tuple[dict[str, str], dict[str, Any], str]:
    """Costs, what `budgets.collect` wants of votes, and the budget.

    group: a column of the part VOTES, such as district. Raises WrongFile with the line for anything that is missing,
    and for votes that are not approvals.
    """
    work.used(path)
    parts = _parts(path)
    meta = {row["key"]: row["value"] for _, row in parts["META"] if row.keys() >= {"key", "value"}}
    if "budget" not in meta:
        raise WrongFile(path, "the part META has no budget")
    if meta.get("vote_type", "approval") not in ("approval", "choose-1"):
        raise WrongFile(path, f"votes are “{meta['vote_type']}”; only approvals can be read")
    costs = {_cell(path, line, row, "project_id"): _cell(path, line, row, "cost") for line, row in parts["PROJECTS"]}
    if len(costs) < len(parts["PROJECTS"]):
        raise WrongFile(path, "a project_id stands twice in the part PROJECTS")
    ballots = [
        [name.strip() for name in _cell(path, line, row, "vote").split(",") if name.strip()]
        for line, row in parts["VOTES"]
    ]
    for (line, _), ballot in zip(parts["VOTES"], ballots, strict=True):
        if unknown := [name for name in ballot if name not in costs]:
            raise WrongFile(path, f"“{unknown[0]}” is not a project", row=line, column="vote")
    groups = [_cell(path, line, row, group) for line, row in parts["VOTES"]] if group else None
    return costs, {"ballots": ballots, "groups": groups}, meta["budget"].replace(",", ".")


def _cell(path: Path, line: int, row: dict[str, str], name: str) -> str:
    if row.get(name) is None:
        raise WrongFile(path, "this cell is missing", row=line, column=name)
    return row[name]


def _parts(path: Path) -> dict[str, Rows]:
    """Each part as rows by the names in its first row, with their lines."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise WrongFile(path, "this is not a text in UTF-8, as files of Pabulib are") from None
    found: dict[str, Rows] = {}
    part, header = "", list[str]()
    for line, cells in enumerate(csv.reader(text.splitlines(), delimiter=";"), start=1):
        if len(cells) == 1 and cells[0].strip().upper() in PARTS:
            part, header = cells[0].strip().upper(), []
            found[part] = []
        elif any(cell.strip() for cell in cells) and part:
            if not header:
                header = [cell.strip() for cell in cells]
            else:
                found[part].append((line, dict(zip(header, (cell.strip() for cell in cells), strict=False))))
    if missing := [name for name in PARTS if not found.get(name)]:
        raise WrongFile(path, f"there is no part {missing[0]}; a file of Pabulib has {', '.join(PARTS)}")
    return found
