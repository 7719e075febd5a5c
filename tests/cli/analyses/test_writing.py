"""What an analysis leaves behind: numbers for programs, a page for people, and never more than was asked."""

import json
import re
from dataclasses import dataclass, replace

import pytest

from throughline.analysis import charts
from throughline.cli.analyses.page import render
from throughline.cli.analyses.writing import About, Checklist, Listing, Report, as_csv, as_json, check_folder, write
from throughline.cli.failures import BadInput

EVIL = "<script>alert(1)</script>"


@dataclass(frozen=True)
class Found:
    value: float = 0.5
    shown: str = "Half of them."
    warnings: tuple[str, ...] = ("Only few people.",)

    def to_dict(self):
        return {"value": self.value}


def chart(title="Half of them agree"):
    return charts.bars(title=title, sentence="Half.", rows=[("Patients", 0.5, None, None, "50%")])


INPUT = {"file": "votes.csv", "sha256": "ab" * 32, "bytes": 12, "rows": 1234, "columns": ["vote"]}
ABOUT = About("analyse spc", [INPUT], {"value": "vote", "of": None}, 7, "The survey of 2026", ["Read as Windows-1252."])
REPORT = Report(Found(), 1234, "Half of them agree", ("By counting.",), charts={"only": chart()})


def test_result_json_has_its_documented_keys():
    found = json.loads(as_json(REPORT, ABOUT))
    assert found["schema"] == "throughline.analyse.spc"
    assert found["version"] == 1
    assert found["software"].startswith("throughline ")
    assert found["inputs"] == [INPUT]
    assert found["options"] == {"value": "vote", "of": None}
    assert (found["seed"], found["n"]) == (7, 1234)
    assert (found["title"], found["sentence"]) == ("Half of them agree", "Half of them.")
    assert found["warnings"] == ["Read as Windows-1252.", "Only few people."]
    assert found["charts"][0]["file"] == "chart.svg"
    assert found["charts"][0]["table"]["rows"] == [["Patients", "50%", "", ""]]
    assert found["result"] == {"value": 0.5}
    assert list(found) == [
        *("schema", "version", "software", "inputs", "options", "seed"),
        *("n", "title", "sentence", "warnings", "charts", "files", "result"),
    ]


def test_a_number_that_is_not_finite_is_never_written():
    with pytest.raises(ValueError, match="not JSON compliant"):
        as_json(replace(REPORT, result=Found(float("nan"))), ABOUT)


def test_several_results_and_charts_have_names(tmp_path):
    both = {"before": Found(0.1), "after": Found(0.2)}
    write(replace(REPORT, result=both, charts={"Before it": chart("a"), "after": chart("b")}), ABOUT, tmp_path)
    assert json.loads((tmp_path / "result.json").read_text())["result"]["after"] == {"value": 0.2}
    assert {path.name for path in tmp_path.glob("*.svg")} == {"chart-before-it.svg", "chart-after.svg"}


def test_what_is_written_stands_alone_and_only_an_earlier_result_goes(tmp_path):
    (tmp_path / "chart-mine.svg").write_text("mine")
    both = {"Before it": chart("a"), "after": chart("b")}
    write(replace(REPORT, charts=both, files={"protected.csv": "a\n1\n"}), ABOUT, tmp_path)
    assert (tmp_path / "chart-after.svg").exists()
    (tmp_path / "mine.txt").write_text("mine")
    write(replace(REPORT, files={"weights.csv": "w\n1\n"}), ABOUT, tmp_path)
    names = {path.name for path in tmp_path.iterdir()}
    ours = {"chart.svg", "report.html", "result.json", "weights.csv"}
    assert names == ours | {"chart-mine.svg", "mine.txt"}
    assert (tmp_path / "chart.svg").read_text() == chart().svg
    page = (tmp_path / "report.html").read_text()
    links = set(re.findall(r'(?:src|href)="([^"]*)"', page))
    assert links == {"result.json"}
    assert "<script" not in page


@pytest.mark.parametrize("told", ["not json", "[]", '{"charts": [{"file": "../x"}], "files": ["/etc/x", 3]}'])
def test_a_folder_of_somebody_else_loses_nothing(tmp_path, told):
    beside = tmp_path / "x"
    beside.write_text("kept")
    out = tmp_path / "out"
    out.mkdir()
    (out / "result.json").write_text(told)
    write(REPORT, ABOUT, out)
    assert beside.read_text() == "kept"
    assert json.loads((out / "result.json").read_text())["version"] == 1


def test_a_page_tells_finding_sentence_chart_warnings_method_source_and_checklist():
    report = replace(
        REPORT,
        tables=[Listing("Who took part", ["Group", "People"], [["Patients", 12]])],
        checklist=Checklist("ACCORD", "Gattrell 2024.", [("1. Title", "Only a person can say.")]),
    )
    page = render(report, ABOUT)
    told = re.sub(r"<style>.*?</style>|<[^>]+>", " ", page, flags=re.DOTALL)
    order = ["Half of them agree", "Half of them.", "Patients", "Read as Windows-1252.", "Only few people."]
    order += ["Who took part", "By counting.", "throughline analyse spc", "The survey of 2026", "1,234 rows", "ab" * 32]
    order += ["value: vote", "Seed of random numbers", "7", "Gattrell 2024.", "Only a person can say."]
    places, at = [], 0
    for words in order:
        at = told.find(words, at)
        places.append((words, at >= 0))
    assert [words for words, there in places if not there] == []


def test_nothing_from_a_file_becomes_markup():
    report = replace(
        REPORT,
        title=EVIL,
        sentence=EVIL,
        method=(EVIL,),
        warnings=[EVIL],
        charts={EVIL: charts.bars(title=EVIL, sentence=EVIL, rows=[(EVIL, 1.0, None, None, EVIL)])},
        tables=[Listing(EVIL, [EVIL], [[EVIL]])],
        checklist=Checklist(EVIL, EVIL, [(EVIL, EVIL)]),
    )
    about = replace(ABOUT, source=EVIL, options={EVIL: EVIL}, inputs=[{**INPUT, "file": EVIL, "columns": [EVIL]}])
    assert "<script" not in render(report, about).lower()


def test_no_cell_of_a_csv_file_runs_as_a_formula():
    assert as_csv(["name", "=n"], [["=1+1", 2], ["@x", -2.5], ["a,b", None]]) == (
        "name,'=n\n'=1+1,2\n'@x,-2.5\n\"a,b\",\n"
    )


def test_a_folder_that_holds_something_is_kept_unless_told(tmp_path):
    check_folder(tmp_path / "new", replace=False)
    check_folder(tmp_path, replace=False)
    (tmp_path / "a.txt").write_text("a")
    with pytest.raises(BadInput, match="not empty"):
        check_folder(tmp_path, replace=False)
    check_folder(tmp_path, replace=True)
    with pytest.raises(BadInput, match="this is a file"):
        check_folder(tmp_path / "a.txt", replace=True)
