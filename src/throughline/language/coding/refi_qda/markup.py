"""XML read with care and written without what XML cannot hold."""

from __future__ import annotations

import re
from typing import NoReturn
from xml.etree.ElementTree import Element, TreeBuilder, tostring
from xml.parsers import expat

from throughline.language.coding.refi_qda.model import ExchangeError

MOST_BYTES = 64_000_000
MOST_ELEMENTS = 1_000_000
DEEPEST = 60
# Characters that XML 1.0 has no place for, section 2.2.
NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def parse(data: bytes, name: str) -> Element:
    """The root element; tags are `{namespace}name`.

    Raises `ExchangeError` for what is no XML, too large or too deep, and for any document type declaration: entities
    that grow or that read files can only come by one.
    """
    if len(data) > MOST_BYTES:
        raise ExchangeError(f"{name} is larger than {MOST_BYTES // 1_000_000} MB")
    builder = TreeBuilder()
    parser = expat.ParserCreate(namespace_separator="}")
    depth = elements = 0

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal depth, elements
        depth, elements = depth + 1, elements + 1
        if depth > DEEPEST or elements > MOST_ELEMENTS:
            raise ExchangeError(f"{name} holds too many elements, or too many inside each other")
        builder.start("{" + tag if "}" in tag else tag, attributes)

    def end(tag: str) -> None:
        nonlocal depth
        depth -= 1
        builder.end("{" + tag if "}" in tag else tag)

    def refuse(*_: object) -> NoReturn:
        raise ExchangeError(f"{name} declares a document type, which is not accepted")

    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler = builder.data
    parser.StartDoctypeDeclHandler = refuse
    try:
        parser.Parse(data, True)
    except (expat.ExpatError, ValueError) as error:
        if isinstance(error, ExchangeError):
            raise
        raise ExchangeError(f"{name} is not XML: {error}") from None
    return builder.close()


def write(root: Element) -> bytes:
    """The document in UTF-8; characters that XML cannot hold are replaced."""
    for element in root.iter():
        element.text = clean(element.text) if element.text else element.text
        element.attrib = {key: clean(value) for key, value in element.attrib.items()}
    return tostring(root, encoding="utf-8", xml_declaration=True)


def clean(text: str) -> str:
    return NOT_XML.sub("\N{REPLACEMENT CHARACTER}", text)
