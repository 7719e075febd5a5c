"""A codebook as REFI-QDA: a file of its own (.qdc), or part of a project."""

from __future__ import annotations

from xml.etree.ElementTree import Element, SubElement

from throughline.language.coding.codebook import Code, Codebook, CodebookError
from throughline.language.coding.refi_qda import markup
from throughline.language.coding.refi_qda.model import CODEBOOK, GUID, ORIGIN, ExchangeError, guid


def write_codebook(codebook: Codebook) -> bytes:
    """A .qdc file. Its name and version go into `origin`; definition, limits and examples into the description."""
    root = Element("CodeBook", {"xmlns": CODEBOOK, "origin": f"{ORIGIN}: {codebook.name} {codebook.version}"})
    add_codes(root, codebook)
    return markup.write(root)


def read_codebook(data: bytes, *, name: str = "Imported codebook", version: str = "1") -> Codebook:
    """A codebook from a .qdc file; codes keep their GUIDs as keys, so that writing it again gives the same ones.

    Raises `ExchangeError`, which says what is wrong.
    """
    root = markup.parse(data, "the codebook")
    if root.tag != f"{{{CODEBOOK}}}CodeBook":
        raise ExchangeError("this is no REFI-QDA codebook")
    return codes_in(root, CODEBOOK, name=name, version=version)


def add_codes(root: Element, codebook: Codebook) -> None:
    """Put a codebook's codes below an element, each below its parent."""
    places: dict[str | None, Element] = {None: SubElement(root, "Codes")}
    given = {code.key for code in codebook.given}
    waiting = list(codebook.codes)
    while waiting:
        later = []
        for code in waiting:
            if code.parent not in places:  # it stands before its parent
                later.append(code)
                continue
            codable = "true" if code.key in given else "false"
            about = {"guid": guid("code", code.key), "name": code.name, "isCodable": codable}
            places[code.key] = SubElement(places[code.parent], "Code", about)
            if said := _description(code):
                SubElement(places[code.key], "Description").text = said
        waiting = later


def codes_in(root: Element, namespace: str, *, name: str, version: str) -> Codebook:
    """The codebook below an element. Raises `ExchangeError`."""
    found: list[Code] = []
    for codes in root.findall(f"{{{namespace}}}Codes"):
        _collect(codes, namespace, None, found)
    try:
        return Codebook(name, version, tuple(found))
    except CodebookError as error:
        raise ExchangeError(f"the codebook cannot be used: {error}") from None


def _collect(above: Element, namespace: str, parent: str | None, found: list[Code]) -> None:
    for element in above.findall(f"{{{namespace}}}Code"):
        key = element.get("guid", "").lower()
        if not GUID.fullmatch(key):
            raise ExchangeError(f"the code “{element.get('name', '')}” has no GUID")
        definition = element.findtext(f"{{{namespace}}}Description", "").strip()
        found.append(Code(key, element.get("name", "").strip() or "Unnamed", definition, parent=parent))
        _collect(element, namespace, key, found)


def _description(code: Code) -> str:
    said = [code.definition]
    said += [f"Include: {code.include}"] if code.include else []
    said += [f"Exclude: {code.exclude}"] if code.exclude else []
    said += [f"Example: {example}" for example in code.examples]
    return "\n".join(line for line in said if line)
