"""`throughline analyse spc` as somebody uses it who has a file of months."""

import pytest
from tests.analysis.data import FOLDER, needs_data

MONTHLY = FOLDER / "evaluation" / "spc" / "ae_monthly_total.csv"


@needs_data
def test_performance_against_its_target_gives_the_published_limits_and_labels(run):
    """Expected: NHSRplotthedots 0.2, as SPC-04 of ../shared/data/evaluation/cases.json."""
    done = run(
        "analyse", "spc", MONTHLY, "--value", "perf", "--when", "period", "--better", "increase", "--target", 0.95
    )
    assert done.code == 0
    found = done.result
    assert found["points"][0]["mean"] == pytest.approx(0.884705682942, abs=1e-9)
    assert found["points"][0]["lower"] == pytest.approx(0.860447212875, abs=1e-9)
    kinds = [point["kind"] for point in found["points"]]
    assert [kinds.count(kind) for kind in ("common_cause", "improvement", "concern")] == [6, 23, 7]
    assert found["assurance"] == "fail"
    assert done.stdout.startswith("The latest value is within the usual ups and downs (30 of 36 points are flagged)")
    assert "1 Apr 2016" in done.report
    assert sorted(one.name for one in done.folder.iterdir()) == ["chart.svg", "report.html", "result.json"]
