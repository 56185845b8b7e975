"""The state within a picture: the project file's own text in a PNG, SVG or PDF, found again without a parser.

A picture comes from anywhere, so it is read as bytes with bounds: no XML parser that could be led astray, at most
`MOST` bytes unpacked. What is found goes through the same checks as a project file.
"""

from __future__ import annotations

import re
import struct
import zlib
from pathlib import Path
from xml.sax.saxutils import escape, unescape

from dependency_explorer.data.problems import DataError, Problem

SUFFIXES = (".png", ".svg", ".pdf")
KEY = "Workspace"
"""Keyword of the text chunk in a PNG."""
NAMESPACE = "urn:dependency-explorer:workspace"
MOST = 2_000_000
"""Bytes that a state may have."""

_LARGEST = 200_000_000
_PNG = b"\x89PNG\r\n\x1a\n"
_ELEMENT = re.compile(rb"<dex:workspace\b[^<>]*>([^<]*)</dex:workspace>")


def is_picture(path: Path) -> bool:
    """Whether the name is that of a picture that may carry a state."""
    return path.suffix.lower() in SUFFIXES


def element(text: str) -> str:
    """The state as an XML element, for the metadata of an SVG and of a PDF; "" for none."""
    return f'<dex:workspace xmlns:dex="{NAMESPACE}">{escape(text)}</dex:workspace>' if text else ""


def state_in(path: Path) -> str:
    """The text of the state that a picture carries.

    Raises DataError for a file that cannot be read, is no such picture, is damaged, or carries no state: pictures
    of other programs, screenshots, and pictures that a service has repacked.
    """
    try:
        if path.stat().st_size > _LARGEST:
            raise _fault(path, "is too large for a picture of this program")
        content = path.read_bytes()
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise _fault(path, f"cannot be read ({reason}); check the path and its permissions") from None
    try:
        packed = _in_png(content) if path.suffix.lower() == ".png" else _in_markup(content)
    except (ValueError, struct.error, zlib.error):
        raise _fault(path, "is damaged; open the picture as it was exported") from None
    if packed is None:
        raise _fault(
            path,
            "carries no view of this program: it was made elsewhere, exported without its view, or repacked on its "
            "way; open the data or the workspace instead",
        )
    try:
        return packed.decode("utf-8")
    except UnicodeDecodeError:
        raise _fault(path, "is damaged; open the picture as it was exported") from None


def _in_markup(content: bytes) -> bytes | None:
    found = _ELEMENT.search(content)
    if found is None:
        return None
    if len(found[1]) > MOST:
        raise ValueError("too long")
    return unescape(found[1].decode("utf-8")).encode()


def _in_png(content: bytes) -> bytes | None:
    """The first text chunk of our keyword; ValueError or struct.error where chunks do not add up."""
    if not content.startswith(_PNG):
        raise ValueError("no PNG")
    at = len(_PNG)
    while at < len(content):
        length, kind = struct.unpack_from(">I4s", content, at)
        data = content[at + 8 : at + 8 + length]
        if len(data) != length:
            raise ValueError("cut off")
        if kind in (b"tEXt", b"zTXt", b"iTXt"):
            keyword, _, rest = data.partition(b"\0")
            if keyword == KEY.encode():
                return _text_of(kind, rest)
        if kind == b"IEND":
            break
        at += 12 + length
    return None


def _text_of(kind: bytes, rest: bytes) -> bytes:
    """The text of a chunk behind its keyword, as UTF-8."""
    if kind == b"tEXt":
        return rest.decode("latin-1").encode()
    if kind == b"zTXt":
        return _unpacked(rest[1:]).decode("latin-1").encode()
    packed, (_, _, text) = rest[:1] == b"\1", _language_and_key(rest[2:])
    return _unpacked(text) if packed else text


def _language_and_key(rest: bytes) -> tuple[bytes, bytes, bytes]:
    language, key, text = rest.split(b"\0", 2)
    return language, key, text


def _unpacked(packed: bytes) -> bytes:
    machine = zlib.decompressobj()
    text = machine.decompress(packed, MOST)
    if machine.unconsumed_tail or not machine.eof:
        raise ValueError("too long, or cut off")
    return text


def _fault(path: Path, what: str) -> DataError:
    return DataError(Problem("error", f"“{path.name}” {what}."))
