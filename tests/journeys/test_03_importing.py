"""3. A facilitator brings in what people said elsewhere, from a CSV file or a workbook."""

import csv
from collections.abc import Callable
from pathlib import Path

import pytest
import xlsxwriter
from tests.support.factories import make_activity, make_member, make_programme
from tests.support.site import until
from tests.support.visitor import Visitor

from throughline.voices.models import Contribution

Arrive = Callable[..., Visitor]
HEADER = ["Comment", "Given on", "Place", "Who", "Stars", "Bed"]
GOOD = [
    ["The nurse explained everything.", "03/09/2025", "North East", "Patient", "5", "12"],
    ["We are too few at night.", "04/09/2025", "London", "Nurse", "2", "7"],
    ["Nobody told me which tablets to stop.", "05/09/2025", "North East", "Patient", "1", "3"],
]
BAD = ["The food was cold.", "31/02/2025", "Wales", "Patient", "3", "9"]


def _file(folder: Path, kind: str, rows: list[list[str]]) -> Path:
    path = folder / f"comments.{kind}"
    if kind == "csv":
        with path.open("w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows([HEADER, *rows])
        return path
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Comments")
        for number, row in enumerate([HEADER, *rows]):
            sheet.write_row(number, 0, row)
    return path


def _maps(facilitator: Visitor, start: str, file: Path) -> None:
    """Upload the file and say which column is what."""
    facilitator.goes_to(start).check("import-upload")
    facilitator.page.locator("input[type=file]").set_input_files(file)
    facilitator.presses("Upload and continue").answers("Which columns hold what people said?", "Comment")
    for label, column in (
        ("Column with the date", "Given on"),
        ("Column with the region", "Place"),
        ("Column that says whose voice it is", "Who"),
        ("Column with a rating, a whole number", "Stars"),
    ):
        facilitator.page.get_by_label(label, exact=True).select_option(label=column)
    facilitator.fills("Or: the one question that all of them answered", "How was your care?")
    facilitator.check("import-columns").presses("Continue").sees("Whose voice is it?").check("import-values")
    facilitator.page.get_by_label("Patient", exact=True).select_option("patients")
    facilitator.page.get_by_label("Nurse", exact=True).select_option("staff")
    facilitator.presses("Continue").sees("Check what will be stored")


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_facilitator_brings_in_a_file(arrive: Arrive, tmp_path: Path, kind: str):
    # given an activity for what exists already, and a file in which one row has a day that does not exist
    programme = make_programme()
    activity = make_activity(programme=programme, method="imports", title="Comments of last year")
    facilitator = arrive(account=make_member(programme, "facilitator"))
    start = f"/programmes/{programme.slug}/imports/{activity.ref}/bring"

    # when the facilitator brings it in, it is refused with the row and the column, and nothing is stored
    _maps(facilitator, start, _file(tmp_path, kind, [*GOOD, BAD]))
    facilitator.sees("Row 5", "Given on", "31/02/2025").check("import-refused").presses("Continue").sees(
        "There is a problem"
    )
    assert not Contribution.objects.filter(programme=programme).exists()

    # and when the file is mended, they see what will be stored, and say where it is from
    _maps(facilitator, start, _file(tmp_path, kind, GOOD))
    facilitator.sees("We are too few at night.", "3 September 2025", "Bed").check("import-preview").presses("Continue")
    facilitator.fills("A name for these comments", "Ward survey 2025").fills("Where do they come from?", "Paper forms.")
    facilitator.fills("Under which licence or agreement may they be used?", "Made up for a test")
    facilitator.fills("What were people told or asked about how their words are used?", "That we publish them.")
    facilitator.chooses("Their words may be quoted in public, without names").check("import-source")
    facilitator.presses("Bring in 3 texts")

    # then all of it is in, with its source, and each text waits for a moderator
    until(lambda: Contribution.objects.filter(programme=programme, standing="live").count() == 3, "the import")
    facilitator.goes_to(facilitator.path).sees("The comments are in").check("import-done")
    rows = Contribution.objects.filter(programme=programme).order_by("source_row")
    assert [one.constituency for one in rows] == ["patients", "staff", "patients"]
    assert {one.moderation for one in rows} == {"waiting"}
    assert {one.participant_id for one in rows} == {None}
    facilitator.follows("See what was brought in").sees("Ward survey 2025", "Paper forms.", "Made up for a test")
    facilitator.does_not_see("We are too few at night.").check("import-results")
