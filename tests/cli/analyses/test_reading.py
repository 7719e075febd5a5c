"""Tables as commands want them: what is right is read whatever its form; what is wrong is one line with its place."""

import csv as standard
import io
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from throughline.cli.analyses import files
from throughline.cli.analyses.files import Form, WrongFile
from throughline.cli.analyses.reading import Column, column, read

NUMBER = column("b", kind="number")


def message(path: Path, *columns: Column, others: Column | None = None, form: Form | None = None) -> str:
    """What is said of a wrong file, without its folder."""
    with pytest.raises(WrongFile) as caught:
        read(path, *columns, others=others, form=form)
    assert "\n" not in caught.value.message
    return caught.value.message.replace(f"{path.parent}/", "")


def saved(path: Path, data: bytes | str, encoding: str = "utf-8") -> Path:
    path.write_bytes(data if isinstance(data, bytes) else data.encode(encoding))
    return path


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "t.csv: the file is empty"),
        (b" \r\n\n", "t.csv: the file is empty"),
        (b"a,b\n", "t.csv: there are no rows beneath the header"),
        (b"a,b", "t.csv: there are no rows beneath the header"),
        (b"a,b\n,\n\n", "t.csv: there are no rows beneath the header"),
        (b",\n1,2\n", "t.csv, row 1: the names of the columns are missing"),
        (b"b,a,b\n1,2,3\n", "t.csv, row 1: two columns are called “b”; give each a name of its own"),
        (b"a,B\n1,2\n", "t.csv, row 1: there is no column “b”. Did you mean “B”? There are: a, B."),
        (b"x,y\n1,2\n", "t.csv, row 1: there is no column “b”. There are: x, y."),
        (b"a,b\n1,2\n1\n", "t.csv, row 3: it has 1 cells, the header 2; a cell with “,” in it needs quotation marks"),
        (b"a,b\n1,2,3\n", "t.csv, row 2: it has 3 cells, the header 2; a cell with “,” in it needs quotation marks"),
        (b"a\tb\n1\n", "t.csv, row 2: it has 1 cells, the header 2; a cell with a tab in it needs quotation marks"),
        (b'a,b\n"x\ny",2\n1,2,3\n', "t.csv, row 3: it has 3 cells"),
        (b'a,b\n1,2\n"x,2\n', 't.csv, row 3: a quotation mark (") is not closed'),
        (b'a,b\n"x"y,2\n', 't.csv, row 2: a quotation mark (") is not closed, or stands inside a value'),
        (b'a,b\n"1",2\r"3",4\n', "t.csv: its 2 rows cannot be told apart: check the quotation marks"),
        (b"a,b\n1,two\n", "t.csv, row 2, column “b”: “two” is not a number (written like 1234.5)"),
        (b"a,b\n1,2\n\n1,3\n", "t.csv, row 3, column “b”: the cell is empty"),
        (b"a,b\n1,NA\n2,\n", "t.csv, row 2, column “b”: the cell is empty (and 1 more row)"),
        (
            b"a,b\n1,2\n1,x\n1,x\n1,x\n",
            "t.csv, row 3, column “b”: “x” is not a number (written like 1234.5) (and 2 more",
        ),
        (b"a,b\n1,inf\n", "t.csv, row 2, column “b”: “inf” is not a finite number"),
        (b'a,b\n1,"1,234"\n', "t.csv, row 2, column “b”: “1,234” is not a number"),
        (b"a,b\n1,95%\n", "t.csv, row 2, column “b”: “95%” is not a number"),
        (b"PK\x03\x04xx", "t.csv: this is a spreadsheet or a zip; save it as CSV (comma separated values)"),
        (b"a,b\n1,\x00\n", "t.csv: this is not text: save it as CSV (comma separated values)"),
        (b"a,b\n\x81,1\n", "t.csv, row 2: the file is not written in UTF-8; name its --encoding"),
    ],
)
def test_a_wrong_file_is_one_line_with_its_place(tmp_path, data, words):
    assert message(saved(tmp_path / "t.csv", data), NUMBER).startswith(words)


@pytest.mark.parametrize(
    ("cell", "wanted", "words"),
    [
        ("2.5", column("b", kind="integer"), "“2.5” is not a whole number"),
        ("1e300", column("b", kind="integer"), "“1e300” is not a whole number"),
        ("-1", column("b", kind="integer", least=0), "“-1” is below 0"),
        ("0", column("b", kind="number", above=0), "“0” is not above 0"),
        ("101", column("b", kind="number", most=100), "“101” is above 100"),
        ("maybe", column("b", kind="flag"), "“maybe” is neither yes nor no"),
        ("13/13/2024", column("b", kind="date"), "“13/13/2024” is not a date (written like 2024-03-31 or 31/03/2024)"),
        ("up", column("b", choices=("high", "low")), "“up” is none of high, low"),
        ("", column("b"), "the cell is empty"),
    ],
)
def test_a_wrong_cell_is_named_by_file_row_and_column(tmp_path, cell, wanted, words):
    path = saved(tmp_path / "t.csv", f"a,b\n1,{cell}\n")
    assert message(path, wanted) == f"t.csv, row 2, column “b”: {words}"


def test_values_that_must_differ_or_rise_are_told_where_they_do_not(tmp_path):
    path = saved(tmp_path / "t.csv", "a,b\nx,2024-02-01\ny,2024-03-01\nx,2024-01-01\n")
    assert message(path, column("a", unique=True)) == "t.csv, row 4, column “a”: “x” stands here a second time"
    told = message(path, column("b", kind="date", rising=True))
    assert told == "t.csv, row 4, column “b”: “2024-01-01” does not come after the row above: put the rows in order"


def test_the_option_that_names_a_column_is_told(tmp_path):
    path = saved(tmp_path / "t.csv", "trust,n\nx,1\n")
    assert message(path, column("trusts", option="--place")).endswith(
        "Did you mean “trust”? There are: trust, n. Name it with --place."
    )


def test_places_that_are_no_files(tmp_path):
    assert message(tmp_path / "t.csv", NUMBER) == "t.csv: there is no such file"
    (tmp_path / "folder").mkdir()
    assert message(tmp_path / "folder", NUMBER) == "folder: this is a folder, not a file"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_usual_form_of_a_text_file_is_read_alike(tmp_path, encoding, delimiter, end):
    lines = (delimiter.join(row) for row in (("name", "b"), ("Zoë", "2"), ("José", " 3.5 ")))
    table = read(saved(tmp_path / "t.csv", end.join(lines) + end, encoding), column("name"), NUMBER)
    assert table["name"] == ["Zoë", "José"]
    assert table["b"].tolist() == [2.0, 3.5]
    assert table.notes == ()


def test_windows_1252_is_supposed_and_said(tmp_path):
    table = read(saved(tmp_path / "t.csv", "a,b\nx,1\ncafé,2\n", "cp1252"), column("a"))
    assert table["a"] == ["x", "café"]
    assert table.notes == ("t.csv is not written in UTF-8 (row 3), so it was read as Windows-1252.",)


def test_a_named_encoding_and_delimiter_are_used(tmp_path):
    path = saved(tmp_path / "t.csv", "a:b\nЖ:1\n", "cp1251")
    assert read(path, column("a"), form=Form("cp1251", ":"))["a"] == ["Ж"]
    assert "there is no encoding named 'klingon'" in message(path, column("a"), form=Form("klingon"))
    assert "the file is not written in ascii" in message(path, column("a"), form=Form("ascii"))


def test_kinds_become_what_computations_want(tmp_path):
    text = (
        "n,i,d,t,f\n1e3,4,2024-03-05, x y ,yes\n-2,5.0,2024-04,z,N\n0.5,6,05/05/2024,w,TRUE\n3,7,2024-06-01T10:00,v,0\n"
    )
    kinds = {"n": "number", "i": "integer", "d": "date", "t": "text", "f": "flag"}
    table = read(saved(tmp_path / "t.csv", text), *(column(name, kind=kind) for name, kind in kinds.items()))
    assert table["n"].tolist() == [1000.0, -2.0, 0.5, 3.0]
    assert table["i"].tolist() == [4, 5, 6, 7]
    assert table["i"].dtype == np.int64
    assert table["d"] == [date(2024, 3, 5), date(2024, 4, 1), date(2024, 5, 5), date(2024, 6, 1)]
    assert table["t"] == ["x y", "z", "w", "v"]
    assert table["f"].tolist() == [True, False, True, False]
    assert len(table) == 4


def test_empty_cells_where_they_may_be(tmp_path):
    path = saved(tmp_path / "t.csv", "n,d,t,f\n1,,NA,yes\nNA,2024-01-01,,\n")
    table = read(path, *(column(name, kind=kind, blanks=True) for name, kind in
                         {"n": "number", "d": "date", "t": "text", "f": "flag"}.items()))  # fmt: skip
    assert np.isnan(table["n"]).tolist() == [False, True]
    assert table["d"] == [None, date(2024, 1, 1)]
    assert table["t"] == ["NA", None]
    assert table["f"] == [True, None]


def test_columns_that_need_not_be_there_and_all_the_others(tmp_path):
    path = saved(tmp_path / "t.csv", "id,S_1,S_2,note\n1,2,,x\n2,,3,y\n")
    table = read(path, column("id"), column("age", required=False), others=column("S_*", kind="number", blanks=True))
    assert table.others == ("S_1", "S_2")
    assert table["S_1"][0] == 2
    assert not table.has("age")
    assert table.get("age") is None
    assert message(path, column("id"), others=column("Q_*")) == "t.csv, row 1: there are no columns like “Q_*”"
    lone = saved(tmp_path / "u.csv", "id\n1\n")
    assert message(lone, column("id"), others=column("*")) == "u.csv, row 1: there are no other columns"


def test_an_error_of_the_command_itself_has_the_row_of_a_spreadsheet(tmp_path):
    table = read(saved(tmp_path / "t.csv", 'a,b\n"x\nx",1\ny,2\n'), NUMBER)
    assert str(table.wrong(1, "b", "too late").message).endswith("t.csv, row 3, column “b”: too late")
    assert str(table.wrong(None, None, "too short").message).endswith("t.csv: too short")


def test_parquet_is_read_by_the_same_rules(tmp_path):
    path = tmp_path / "t.parquet"
    rows = {"b": [1, 2, None], "f": [True, False, True], "d": [date(2024, 1, 1)] * 3, "x": [1.5, float("nan"), 2.0]}
    pl.DataFrame(rows).write_parquet(path)
    assert message(path, NUMBER) == "t.parquet, row 4, column “b”: the cell is empty"
    table = read(
        path,
        column("b", kind="number", blanks=True),
        column("f", kind="flag"),
        column("d", kind="date"),
        column("x", kind="number", blanks=True),
    )
    assert table["f"].tolist() == [True, False, True]
    assert table["d"] == [date(2024, 1, 1)] * 3
    assert np.isnan(table["x"]).tolist() == [False, True, False]
    assert table.series("b").to_list() == [1.0, 2.0, None]
    assert message(saved(tmp_path / "u.parquet", b"abc"), NUMBER) == "u.parquet: this is not a Parquet file"
    assert "Parquet: let its name end in .parquet" in message(saved(tmp_path / "u.csv", path.read_bytes()), NUMBER)


def test_whole_numbers_of_parquet_may_be_of_any_kind(tmp_path):
    path = tmp_path / "t.parquet"
    columns = {"small": pl.Series([1, 2], dtype=pl.Int8), "float": [1.0, 2.0], "half": [1.0, 2.5]}
    pl.DataFrame({**columns, "huge": pl.Series([1, 2**64 - 1], dtype=pl.UInt64)}).write_parquet(path)
    table = read(path, column("small", kind="integer"), column("float", kind="integer"))
    assert [table[name].tolist() for name in ("small", "float")] == [[1, 2], [1, 2]]
    assert table["small"].dtype == table["float"].dtype == np.int64
    assert (
        message(path, column("half", kind="integer")) == "t.parquet, row 3, column “half”: “2.5” is not a whole number"
    )
    assert "row 3, column “huge”" in message(path, column("huge", kind="integer"))


def test_a_long_file_is_checked_in_parts(tmp_path, monkeypatch):
    monkeypatch.setattr(files, "CHUNK", 16)
    lines = [f"{i},{i * 2}" for i in range(200)]
    assert len(read(saved(tmp_path / "t.csv", "a,b\n" + "\n".join(lines)), NUMBER)) == 200
    lines[150] = "150"
    assert message(saved(tmp_path / "t.csv", "a,b\n" + "\n".join(lines)), NUMBER).startswith("t.csv, row 152: it has 1")


CELL = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zs", "Zl", "Zp")), min_size=1, max_size=6)


@settings(max_examples=60)
@given(rows=st.lists(st.tuples(CELL, CELL), min_size=1, max_size=8), delimiter=st.sampled_from(",;\t|"))
def test_what_the_standard_library_writes_is_read_back(tmp_path_factory, rows, delimiter):
    text = io.StringIO()
    standard.writer(text, delimiter=delimiter).writerows([("first", "second"), *rows])
    path = saved(tmp_path_factory.mktemp("csv") / "t.csv", text.getvalue())
    table = read(path, column("first"), column("second"))
    assert list(zip(table["first"], table["second"], strict=True)) == rows
