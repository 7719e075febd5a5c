import io
import uuid
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from throughline.language.coding import codebook
from throughline.language.coding.codebook import Code, Codebook
from throughline.language.coding.refi_qda import (
    Coding,
    ExchangeError,
    Project,
    Source,
    markup,
    read_codebook,
    read_project,
    reading,
    write_codebook,
    write_project,
)

TEXT = "🙂 Der Arzt hörte zu.\r\nThe soup 🍲 was cold."
BOOK = Codebook("ward 4", "2", (Code("food", "Food & drink", "What is <eaten>"), Code("soup", "Soup", parent="food")))
PROJECT = Project(
    "ward 4",
    BOOK,
    (Source("a", "Answer 1", TEXT, "P-17"), Source("b", "Answer 2", "شكرا", "P-18"), Source("c", "Answer 3", "")),
    (
        Coding("a", TEXT.index("The soup"), len(TEXT), "soup", "Ada", "2026-11-01T09:30:00Z"),
        Coding("a", TEXT.index("The soup"), len(TEXT), "soup", "Ben"),
        Coding("a", 0, 1, "food"),
        Coding("b", 0, 4, "soup", "Ada"),
    ),
)


def id_of(n):
    return str(uuid.UUID(int=n))


def zipped(**members):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "/").replace("_", "."), content)
    return packed.getvalue()


def qde(inside="", root='Project xmlns="urn:QDA-XML:project:1.0" name="x"'):
    return f"<{root}>{inside}</{root.split()[0]}>"


def source(inside="", attributes='plainTextPath="internal://t.txt"'):
    return f'<Sources><TextSource guid="{id_of(1)}" name="one" {attributes}>{inside}</TextSource></Sources>'


def codes():
    return f'<CodeBook><Codes><Code guid="{id_of(2)}" name="Food"/></Codes></CodeBook>'


def stretch(start, stop):
    coding = f'<Coding><CodeRef targetGUID="{id_of(2).upper()}"/></Coding>'
    return f'<PlainTextSelection startPosition="{start}" endPosition="{stop}">{coding}</PlainTextSelection>'


def test_a_project_comes_back_with_what_everybody_coded():
    back = read_project(write_project(PROJECT))
    names = {one.key: one.name for one in back.codebook.codes}
    texts = {one.key: one for one in back.sources}
    assert [(one.name, one.text, one.case) for one in back.sources] == [
        ("Answer 1", TEXT, "P-17"),
        ("Answer 2", "شكرا", "P-18"),
        ("Answer 3", "", ""),
    ]
    found = {
        (texts[one.source].text[one.start : one.stop], names[one.code], one.coder, one.when) for one in back.codings
    }
    assert found == {
        ("The soup 🍲 was cold.", "Soup", "Ada", "2026-11-01T09:30:00Z"),
        ("The soup 🍲 was cold.", "Soup", "Ben", ""),
        ("🙂", "Food & drink", "", ""),
        ("شكرا", "Soup", "Ada", ""),
    }
    assert back.left_out == ()


def test_positions_are_code_points():
    """Not bytes, not UTF-16 units: "🙂" is one."""
    with zipfile.ZipFile(io.BytesIO(write_project(PROJECT))) as archive:
        written = archive.read("project.qde").decode()
    assert 'startPosition="0" endPosition="1"' in written
    assert f'startPosition="{TEXT.index("The soup")}" endPosition="{len(TEXT)}"' in written


def test_what_was_read_is_written_the_same():
    once = write_project(read_project(write_project(PROJECT)))
    assert once == write_project(read_project(once))
    assert write_project(PROJECT) == write_project(PROJECT)


letters = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)


@given(st.lists(letters, min_size=1, max_size=4), st.data())
@settings(max_examples=60, deadline=None)
def test_any_project_comes_back_as_it_went(texts, data):
    # A byte order mark at the beginning of a file is no character of its text.
    sources = tuple(Source(id_of(10 + n), f"s{n}", text.lstrip("\ufeff")) for n, text in enumerate(texts))
    book = Codebook("p", "1", (Code(id_of(1), "A"), Code(id_of(2), "B", parent=id_of(1))))
    codings = []
    for one in sources:
        for start in sorted(data.draw(st.sets(st.integers(0, max(len(one.text) - 1, 0)), max_size=3))):
            if one.text:
                stop = data.draw(st.integers(start + 1, len(one.text)))
                code, coder = data.draw(st.sampled_from([1, 2])), data.draw(st.sampled_from(["", "Ada"]))
                codings.append(Coding(one.key, start, stop, id_of(code), coder))
    project = Project("p", book, sources, tuple(codings))
    assert read_project(write_project(project)) == project


def test_a_codebook_comes_back_with_its_tree():
    book = codebook.default()
    back = read_codebook(write_codebook(book))
    keys = {one.key: old.key for one, old in zip(back.codes, book.codes, strict=True)}
    assert [one.name for one in back.codes] == [one.name for one in book.codes]
    assert [keys.get(one.parent) for one in back.codes] == [one.parent for one in book.codes]
    assert "Exclude: Being told about a delay" in back.codes[1].definition
    assert write_codebook(back).split(b"<Codes>")[1] == write_codebook(book).split(b"<Codes>")[1]


def test_a_code_may_stand_before_its_parent():
    book = Codebook("p", "1", (Code(id_of(2), "B", parent=id_of(1)), Code(id_of(1), "A")))
    assert [(one.name, one.parent) for one in read_codebook(write_codebook(book)).codes] == [
        ("A", None),
        ("B", id_of(1)),
    ]


def test_what_xml_cannot_hold_is_replaced_and_the_text_kept_whole():
    project = Project("a\x00b", BOOK, (Source("a", "n\x0b", "x\x00y"),), (Coding("a", 0, 3, "food"),))
    back = read_project(write_project(project))
    assert back.name == "a\N{REPLACEMENT CHARACTER}b"
    assert back.sources[0].text == "x\x00y"
    assert read_project(write_project(Project("p", BOOK, (Source("a", "", "\ud800!"),)))).sources[0].text == "?!"


def test_a_file_of_another_program_is_read():
    inside = (
        codes()
        + source(stretch(1, 3))
        + f'<Notes/><Cases><Case name="P"><SourceRef targetGUID="{id_of(1)}"/></Case></Cases>'
    )
    found = read_project(zipped(project_qde=qde(inside), Sources__t_txt="\ufeffabcd"))
    assert [(one.start, one.stop, one.code) for one in found.codings] == [(1, 3, id_of(2))]
    assert (found.sources[0].text, found.sources[0].case) == ("abcd", "P")
    assert found.left_out == ("Notes (1)",)


def test_text_inside_and_a_code_for_the_whole_are_read():
    coding = f'<Coding><CodeRef targetGUID="{id_of(2)}"/></Coding>'
    inside = source(f"<PlainTextContent>héllo</PlainTextContent>{coding}", "")
    (one,) = read_project(zipped(project_qde=qde(codes() + inside))).codings
    assert (one.start, one.stop) == (0, 5)


@pytest.mark.parametrize(
    "path", ["internal://../../etc/passwd", "internal:///etc/passwd", "relative://t.txt", "absolute:///etc/passwd", ""]
)
def test_a_path_that_leads_elsewhere_is_never_followed(path):
    inside = source(attributes=f'plainTextPath="{path}"') + "<!-- -->"
    found = read_project(zipped(project_qde=qde(inside)))
    assert found.sources == ()
    assert found.left_out == ("TextSource (1)",)


ENTITIES = '<!DOCTYPE a [<!ENTITY b "&c;&c;"><!ENTITY c "cccc">]>'
OUTSIDE = '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/hostname">]>'


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "no readable .qdpx"),
        (b"PK\x03\x04 but not really", "no readable .qdpx"),
        (zipped(other_txt="x"), "project.qde is missing"),
        (zipped(project_qde="<a"), "not XML"),
        (zipped(project_qde="<a/>"), "no REFI-QDA project"),
        (zipped(project_qde=ENTITIES + "<a>&b;</a>"), "document type"),
        (zipped(project_qde=OUTSIDE + "<a>&b;</a>"), "document type"),
        (zipped(project_qde="<a>&b;</a>"), "not XML"),
        (zipped(project_qde="<a>" * 100 + "</a>" * 100), "too many inside each other"),
        (zipped(project_qde=qde(source())), "sources/t.txt is missing"),
        (zipped(project_qde=qde(source()), sources__t_txt=b"\xff\xfe"), "of “one” is not UTF-8"),
        (zipped(project_qde=qde(codes() + source(stretch(2, 9))), sources__t_txt="abc"), "2 to 9 is no stretch"),
        (zipped(project_qde=qde(codes() + source(stretch(-1, 2))), sources__t_txt="abc"), "no startPosition"),
        (zipped(project_qde=qde(source(stretch(0, 2))), sources__t_txt="abc"), "which is no code"),
        (zipped(project_qde=qde(source().replace(id_of(1), "1")), sources__t_txt="abc"), "“one” has no GUID"),
        (zipped(project_qde=qde(codes().replace(id_of(2), "2"))), "“Food” has no GUID"),
        (zipped(project_qde=qde(codes().replace("<Code ", f'<Code guid="{id_of(2)}"/><Code ', 1))), "used twice"),
    ],
)
def test_a_faulty_project_is_refused_in_words(data, said):
    with pytest.raises(ExchangeError, match=said):
        read_project(data)


def test_a_damaged_zip_is_refused():
    whole = bytearray(write_project(PROJECT))
    at = whole.index(b"project.qde") + 40
    whole[at : at + 30] = bytes(30)
    with pytest.raises(ExchangeError):
        read_project(bytes(whole))


def test_sizes_have_limits(monkeypatch):
    bomb = zipped(project_qde=qde(source()), sources__t_txt="a" * 10_000)
    assert len(bomb) < 2_000
    monkeypatch.setattr(reading, "MOST_TEXT", 9_999)
    with pytest.raises(ExchangeError, match="too large"):
        read_project(bomb)
    monkeypatch.setattr(reading, "MOST_TEXT", 20_000)
    monkeypatch.setattr(reading, "MOST_IN_ALL", 5_000)
    with pytest.raises(ExchangeError, match="too large"):
        read_project(bomb)
    monkeypatch.setattr(reading, "MOST_MEMBERS", 1)
    with pytest.raises(ExchangeError, match="more than 1 files"):
        read_project(bomb)
    monkeypatch.setattr(markup, "MOST_BYTES", 10)
    with pytest.raises(ExchangeError, match="larger than"):
        read_codebook(write_codebook(BOOK))


@pytest.mark.parametrize("data", [b"", b"<a/>", ENTITIES.encode() + b"<a/>"])
def test_a_faulty_codebook_is_refused(data):
    with pytest.raises(ExchangeError):
        read_codebook(data)


@given(st.binary(max_size=200))
@settings(max_examples=100, deadline=None)
def test_no_bytes_break_it_in_another_way(data):
    for read in (read_project, read_codebook):
        with pytest.raises(ExchangeError):
            read(data)


def test_a_project_that_contradicts_itself_cannot_be_made():
    with pytest.raises(ExchangeError, match="no source"):
        Project("p", BOOK, (), (Coding("a", 0, 1, "food"),))
    with pytest.raises(ExchangeError, match="same key"):
        Project("p", BOOK, (Source("a", "", ""), Source("a", "", "")))
    with pytest.raises(ExchangeError, match="0 to 0 is no stretch"):
        Project("p", BOOK, (Source("a", "", "x"),), (Coding("a", 0, 0, "food"),))
