"""Writing a project (.qdpx): a ZIP of `project.qde` and one plain text a source."""

from __future__ import annotations

import io
import zipfile
from collections import defaultdict
from xml.etree.ElementTree import Element, SubElement

from throughline.language.coding.refi_qda import markup
from throughline.language.coding.refi_qda.codebooks import add_codes
from throughline.language.coding.refi_qda.model import ORIGIN, PROJECT, Coding, Project, Source, guid

# The same project gives the same bytes: a ZIP wants a date, and this is its first.
DATE = (1980, 1, 1, 0, 0, 0)


def write_project(project: Project) -> bytes:
    """A .qdpx file. Positions are code points of the texts as they are written, emoji and line ends included."""
    root = Element("Project", {"xmlns": PROJECT, "name": project.name, "origin": ORIGIN})
    _add_coders(root, project)
    add_codes(SubElement(root, "CodeBook"), project.codebook)
    _add_cases(root, project)
    coded: dict[str, list[Coding]] = defaultdict(list)
    for coding in project.codings:
        coded[coding.source].append(coding)
    if project.sources:
        sources = SubElement(root, "Sources")
        for source in project.sources:
            _add_source(sources, source, coded[source.key])
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(_entry("project.qde"), markup.write(root))
        for source in project.sources:
            # A lone surrogate is no character; one question mark for it keeps every position.
            text = source.text.encode("utf-8", "replace")
            archive.writestr(_entry(f"sources/{guid('source', source.key)}.txt"), text)
    return packed.getvalue()


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, DATE)
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry


def _add_coders(root: Element, project: Project) -> None:
    coders = sorted({coding.coder for coding in project.codings} - {""})
    if coders:
        users = SubElement(root, "Users")
        for coder in coders:
            SubElement(users, "User", {"guid": guid("coder", coder), "name": coder})


def _add_cases(root: Element, project: Project) -> None:
    cases: dict[str, list[Source]] = defaultdict(list)
    for source in project.sources:
        if source.case:
            cases[source.case].append(source)
    if cases:
        place = SubElement(root, "Cases")
        for name, sources in cases.items():
            case = SubElement(place, "Case", {"guid": guid("case", name), "name": name})
            for source in sources:
                SubElement(case, "SourceRef", {"targetGUID": guid("source", source.key)})


def _add_source(sources: Element, source: Source, codings: list[Coding]) -> None:
    own = guid("source", source.key)
    about = {"guid": own, "name": source.name, "plainTextPath": f"internal://{own}.txt"}
    element = SubElement(sources, "TextSource", about)
    stretches: dict[tuple[int, int], list[Coding]] = defaultdict(list)
    for coding in codings:
        stretches[coding.start, coding.stop].append(coding)
    for (start, stop), given in sorted(stretches.items()):
        place = f"{own} {start} {stop}"
        about = {"guid": guid("stretch", place), "name": markup.clean(source.text[start:stop])[:60]}
        stretch = SubElement(
            element, "PlainTextSelection", about | {"startPosition": str(start), "endPosition": str(stop)}
        )
        for coding in given:
            about = {"guid": guid("coding", f"{place} {coding.code} {coding.coder} {coding.when}")}
            about |= {"creatingUser": guid("coder", coding.coder)} if coding.coder else {}
            about |= {"creationDateTime": coding.when} if coding.when else {}
            given_code = SubElement(stretch, "Coding", about)
            SubElement(given_code, "CodeRef", {"targetGUID": guid("code", coding.code)})
