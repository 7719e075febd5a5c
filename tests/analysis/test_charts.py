"""Charts: one meaning as picture, sentence and table; safe, small, quick, and readable without colour."""

import re
from xml.etree import ElementTree

import pytest

from throughline.analysis._canvas import COLOURS, GREY, INK
from throughline.analysis.charts import bars, grouped, line

SVG = "{http://www.w3.org/2000/svg}"
ROWS = [
    ("Waiting to be seen", 43.0, 38.0, 48.0, "43%"),
    ("Food", 12.0, 9.0, 16.0, "12%"),
    ("Parking", None, None, None, "*"),
]
THREE = [
    ("Patients and public", 60.0, 55.0, 65.0, "60%"),
    ("Staff", 30.0, 22.0, 38.0, "30%"),
    ("Policy", None, None, None, "*"),
]
NASTY = "<script>alert(1)</script>\"'&]]>"


def draw():
    return {
        "bars": bars(title="Waiting comes first", sentence="Waiting 43%.", rows=ROWS, unit="% of people"),
        "grouped": grouped(
            title="Staff see it differently",
            sentence="Waiting: patients 60%, staff 30%.",
            groups=[(name, THREE) for name in ("Waiting", "Being told", "Food")],
            unit="% of people",
        ),
        "line": line(title="Fewer say so", sentence="From 43% to 12%.", rows=[ROWS[0], ROWS[2], ROWS[1]]),
    }


@pytest.fixture(params=["bars", "grouped", "line"])
def chart(request):
    return draw()[request.param]


def test_a_chart_is_an_image_with_the_finding_as_its_name(chart):
    root = ElementTree.fromstring(chart.svg)
    named = [root.find(f".//*[@id='{ref}']").text for ref in root.get("aria-labelledby").split()]
    assert root.get("role") == "img"
    assert named == [chart.title, chart.sentence]
    assert root.get("viewBox").split()[2] == "368"
    assert root.get("width") == "100%"


def test_a_chart_passes_the_strictest_content_security_policy(chart):
    for element in ElementTree.fromstring(chart.svg).iter():
        assert element.tag not in {f"{SVG}style", f"{SVG}script", f"{SVG}image", f"{SVG}foreignObject"}
        assert not [a for a in element.keys() if a == "style" or a.startswith("on") or "href" in a]  # noqa: SIM118


def test_every_figure_is_printed_as_text_in_picture_and_table(chart):
    words = " ".join(e.text or "" for e in ElementTree.fromstring(chart.svg).iter(f"{SVG}text"))
    headers, rows = chart.table
    assert all(len(row) == len(headers) for row in rows)
    for row in rows:
        assert row[-3].split(" (")[0] in words


def test_a_hidden_figure_is_a_labelled_gap_and_never_nothing(chart):
    root = ElementTree.fromstring(chart.svg)
    words = [e.text for e in root.iter(f"{SVG}text")]
    assert "* not shown, too few people" in words
    hidden = [row for row in chart.table[1] if row[-4] in ("Parking", "Policy")]
    assert {row[-3:] for row in hidden} == {("* (not shown, too few people)", "", "")}


def test_a_hidden_bar_has_no_length_and_a_hidden_point_breaks_the_line():
    root = ElementTree.fromstring(draw()["bars"].svg)
    filled = [r for r in root.iter(f"{SVG}rect") if r.get("fill") != "none"]
    gaps = [r for r in root.iter(f"{SVG}rect") if r.get("stroke-dasharray")]
    assert (len(filled), len(gaps)) == (2, 1)
    curve = ElementTree.fromstring(draw()["line"].svg).findall(f"{SVG}path")[-1].get("d")
    assert curve.count("M") == 2
    assert "L" not in curve


def test_bars_are_as_long_as_their_values():
    lengths = [float(x) for x in re.findall(r'<rect x="0" y="[\d.]+" width="([\d.]+)"', draw()["bars"].svg)]
    assert lengths[0] / lengths[1] == pytest.approx(43 / 12, rel=0.01)


def test_texts_are_escaped():
    for drawn in (
        bars(title=NASTY, sentence=NASTY, rows=[(NASTY, 1, 0, 2, NASTY)], unit=NASTY),
        grouped(title=NASTY, sentence=NASTY, groups=[(NASTY, [(NASTY, None, None, None, NASTY)])]),
        line(title=NASTY, sentence=NASTY, rows=[(NASTY, 1, None, None, NASTY)], unit=NASTY),
    ):
        root = ElementTree.fromstring(drawn.svg)
        assert root.find(f"{SVG}title").text == NASTY
        assert "<script" not in drawn.svg


def test_long_labels_are_broken_to_fit_a_narrow_screen():
    words = "a word " * 30 + "x" * 100
    drawn = bars(title="t", sentence="s", rows=[(words, 1, None, None, "1")])
    lines = [e.text for e in ElementTree.fromstring(drawn.svg).iter(f"{SVG}text")]
    assert max(len(x) for x in lines) <= 44
    assert "".join("".join(lines[:-1]).split()) == "".join(words.split())


def test_what_overlaps_on_one_page_has_names_of_its_own():
    one, two = draw()["grouped"], draw()["bars"]
    ids = re.findall(r' id="(\w+)"', one.svg + two.svg)
    assert len(ids) == len(set(ids))
    assert draw()["grouped"].svg == one.svg


def _luminance(colour):
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("colour", [INK, GREY, *COLOURS])
def test_colours_stand_out_from_the_page(colour):
    """WCAG 2.2, SC 1.4.3: 4.5 to 1 for text, which is more than SC 1.4.11 asks of pictures."""
    assert 1.05 / (_luminance(colour) + 0.05) >= 4.5


def test_series_are_told_apart_without_colour():
    svg = draw()["grouped"].svg
    fills = set(re.findall(r'fill="(url\(#\w+\)|#005eb8)"', svg))
    assert len(fills) == 2  # the third is hidden; each has a fill of its own
    shapes = re.findall(r"<pattern [^>]*><rect [^>]*/>(<\w+)", svg)
    assert shapes == ["<path", "<circle"]


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([], "at least one row"),
        ([("a", -1, None, None, "-1")], "“a” cannot be drawn"),
        ([("a", float("nan"), None, None, "")], "finite"),
        ([("a", 2, 3, 4, "2")], "does not hold its value"),
        ([("a", 2, None, 4, "2")], "half a range"),
    ],
)
def test_what_cannot_be_drawn_is_refused_in_words(rows, words):
    with pytest.raises(ValueError, match=words):
        bars(title="t", sentence="s", rows=rows)


def test_a_scale_that_is_too_short_and_too_many_bars_are_refused():
    with pytest.raises(ValueError, match="must reach"):
        bars(title="t", sentence="s", rows=ROWS, maximum=40)
    with pytest.raises(ValueError, match="told apart"):
        grouped(title="t", sentence="s", groups=[("g", [("a", 1, None, None, "1")] * 5)])


def test_only_hidden_figures_can_be_drawn_too():
    drawn = bars(title="t", sentence="s", rows=[ROWS[2]])
    assert drawn.table[1] == (("Parking", "* (not shown, too few people)", "", ""),)


def test_charts_are_small(chart):
    assert len(chart.svg.encode()) < 4096
    rows = [(f"Theme {i}", float(i), i - 0.5 if i else 0.0, i + 0.5, str(i)) for i in range(10)]
    ten = bars(title="t", sentence="s", rows=rows, unit="people")
    assert len(ten.svg.encode()) < 4096
