"""The parts of a `.docx` file: an archive from a stranger, opened in memory and within limits.

No name inside is ever used as a path. Sizes are counted while reading, never taken from the archive's own headers.
"""

import io
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass

from lxml import etree

from annotator.core.errors import Invalid, TooLarge
from annotator.formats.blocks import MAX_BYTES

_MAX_ENTRIES = 2_000
#: Largest part, and how many times its packed size it may have once it is larger than a megabyte.
_MAX_PART = 20 * 1024 * 1024
_MAX_RATIO = 100
_RATIO_FROM = 1024 * 1024
_STEP = 64 * 1024
_OLD_OFFICE = b"\xd0\xcf\x11\xe0"
_TYPES = "[Content_Types].xml"
_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_TEMPLATE = "application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml"
_STYLES = "application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"
_CORE = "application/vnd.openxmlformats-package.core-properties+xml"
#: A declaration of document types in the encodings that XML is written in.
_DOCTYPES = tuple("<!DOCTYPE".encode(codec) for codec in ("utf-8", "utf-16-le", "utf-16-be"))


@dataclass(frozen=True, slots=True)
class DocxParts:
    """The parsed parts that are read; `others` counts those that are left out, by what they are called."""

    document: etree._Element
    styles: etree._Element | None
    core: etree._Element | None
    others: Mapping[str, int]


#: Parts that hold words of no article: beginning of the name -> what it is called.
_LEFT_OUT = {"word/header": "page header", "word/footer": "page footer", "word/embeddings/": "embedded file",
             "word/media/": "picture", "word/charts/chart": "chart"}  # fmt: skip


def open_docx(data: bytes) -> DocxParts:
    """Open a Word document.

    Raises `Invalid` (`zip_bad`, `zip_encrypted`, `docx_macros`, `docx_no_document`, `xml_doctype`, `xml_bad`) and
    `TooLarge` (`zip_too_large`, `zip_too_many`).
    """
    if len(data) > MAX_BYTES:
        raise TooLarge("The file is over 10 MB. Take its pictures out, or paste the words.", code="zip_too_large")
    if data.startswith(_OLD_OFFICE):
        raise Invalid(
            "This document has a password, or is an old .doc. Save it without one as .docx, or paste the words.",
            code="zip_encrypted",
        )
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _parts(archive)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, EOFError, OSError, ValueError) as error:
        raise Invalid("This is no readable Word document. Save it anew as .docx, or paste the words.",
                      code="zip_bad") from error  # fmt: skip


def _parts(archive: zipfile.ZipFile) -> DocxParts:
    entries = archive.infolist()
    if len(entries) > _MAX_ENTRIES:
        raise TooLarge(f"The document has {len(entries):,} parts; the limit is {_MAX_ENTRIES:,}.", code="zip_too_many")
    names = [entry.filename.lower() for entry in entries]
    if len(set(names)) != len(names):
        raise zipfile.BadZipFile("two parts have one name")
    if any(entry.flag_bits & 1 for entry in entries):
        raise Invalid("This document has a password. Save it without one, or paste the words.", code="zip_encrypted")
    types = _types(archive)
    if any("macroenabled" in kind.lower() for kind in types.values()) or any("vbaproject" in name for name in names):
        raise Invalid("The document holds macros. Save it as .docx without them, or paste the words.",
                      code="docx_macros")  # fmt: skip
    by_type = {kind: part for part, kind in types.items()}
    document = _parse(archive, by_type.get(_MAIN) or by_type.get(_TEMPLATE) or "word/document.xml")
    if document is None:
        raise Invalid("The file is no Word document: it has no text part. Paste the words instead.",
                      code="docx_no_document")  # fmt: skip
    others: dict[str, int] = {}
    for name in names:
        for opening, called in _LEFT_OUT.items():
            if name.startswith(opening):
                others[called] = others.get(called, 0) + 1
    styles = _parse(archive, by_type.get(_STYLES, "word/styles.xml"))
    return DocxParts(document, styles, _parse(archive, by_type.get(_CORE, "docProps/core.xml")), others)


def _types(archive: zipfile.ZipFile) -> dict[str, str]:
    """Part names and what the package says they are."""
    root = _parse(archive, _TYPES)
    if root is None:
        return {}
    named = ((one.get("PartName") or "", one.get("ContentType") or "") for one in root.iterfind("{*}Override"))
    return {name.removeprefix("/"): kind for name, kind in named}


def _parse(archive: zipfile.ZipFile, name: str) -> etree._Element | None:
    """A part as a tree, None where there is none; nothing outside of it is ever read."""
    try:
        entry = archive.getinfo(name)
    except KeyError:
        return None
    data = _read(archive, entry)
    if any(mark in data for mark in _DOCTYPES):
        raise _doctype()
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, huge_tree=False,
        remove_comments=True, remove_pis=True,
    )  # fmt: skip
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise Invalid("The document's XML cannot be read: it is damaged or nested too deeply. Save it anew in its "
                      "program, or paste the words.", code="xml_bad") from error  # fmt: skip
    if root.getroottree().docinfo.doctype:
        raise _doctype()
    return root


def _read(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    """A part's bytes, counted as they come."""
    pieces, size = [], 0
    try:
        with archive.open(entry) as stream:
            while piece := stream.read(_STEP):
                size += len(piece)
                if size > _MAX_PART or (size > _RATIO_FROM and size > _MAX_RATIO * max(entry.compress_size, 1)):
                    raise TooLarge("A part of the document is too large once it is unpacked. Paste the words instead.",
                                   code="zip_too_large")  # fmt: skip
                pieces.append(piece)
    except RuntimeError as error:  # what zipfile raises for a part that needs a password
        raise Invalid("This document has a password. Save it without one, or paste the words.",
                      code="zip_encrypted") from error  # fmt: skip
    except zlib.error as error:
        raise zipfile.BadZipFile(entry.filename) from error
    return b"".join(pieces)


def _doctype() -> Invalid:
    return Invalid("The document declares document types or entities, which are not accepted. Save it anew in its "
                   "program, or paste the words.", code="xml_doctype")  # fmt: skip
