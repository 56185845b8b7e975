"""The encoding of a text file: by its byte order mark, by being UTF-8, else the most likely one."""

from __future__ import annotations

import codecs
import re

SAMPLE = 256 * 1024
"""Bytes from the beginning of a file by which its encoding and its separator are judged."""

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)

_WIDE_SAMPLE = 4096
_WIDE = ("utf-32-le", "utf-32-be", "utf-16-le", "utf-16-be")
_CONTROLS = frozenset(map(chr, range(32))) - frozenset("\t\n\r\f")

_SELDOM = (
    "mac_cyrillic", "mac_greek", "mac_iceland", "mac_latin2", "mac_roman", "mac_turkish", "hp_roman8",
    "big5hkscs", "cp1258", "cp037", "cp500", "cp1026", "cp1140", "cp273", "kz1048", "ptcp154", "johab",
)  # fmt: skip
"""Encodings that fit nearly any bytes and that tables are hardly ever saved in."""
_LATIN = frozenset({"cp1250", "cp1252", "cp1254", "latin_1", "iso8859_2", "iso8859_9", "iso8859_15"})
_POWER = re.compile(rb"(?<![A-Za-z])(?:[mM]|[ckdCKD]?m)[\xb2\xb3](?![a-z\x80-\xff])")
"""m² and m³ of Western European text, which are letters of no word in Central European."""
_IN_ROWS = re.compile(rb"[\x80-\xff]{3}")
_CENTRAL_EUROPEAN = frozenset(
    b"\x8a\x8c\x8e\x8f\x9a\x9c\x9e\x9f\xa3\xa5\xaf\xb3\xb9\xbf\xcc\xd8\xec\xf2\xf8\xf9"
)
"""Letters such as š, ł, ě, ř, whose bytes are symbols or seldom letters in Western European text."""
_TURKISH = frozenset(b"\xd0\xdd\xde\xf0\xfd\xfe")
"""Ğ, İ, Ş, ğ, ı, ş, the only letters in which Turkish text differs from Western European."""


def encoding_of(content: bytes) -> str:
    """The encoding of a text: by its byte order mark or zero bytes, UTF-8 where it is that, else the likeliest."""
    for mark, name in _MARKS:
        if content.startswith(mark):
            return name
    if b"\x00" in content[:_WIDE_SAMPLE] and (wide := _wide_encoding(content[:_WIDE_SAMPLE])):
        return wide
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for start in range(0, len(content), 1 << 20):
            decoder.decode(content[start : start + (1 << 20)])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return _likely_encoding(content[:SAMPLE])
    return "utf-8"


def _wide_encoding(sample: bytes) -> str:
    """UTF-16 or UTF-32 without a byte order mark; empty where the bytes are neither.

    The signs between cells and lines are plain in every language: read in the right order of bytes they are many, and
    nothing else is a control character.
    """
    best, most = "", 0.05
    for name in _WIDE:
        try:
            text = codecs.getincrementaldecoder(name)().decode(sample)
        except UnicodeDecodeError:
            continue
        if not text or not _CONTROLS.isdisjoint(text):
            continue
        plain = sum(character.isascii() for character in text) / len(text)
        if plain > most:
            best, most = name, plain
    return best


def _likely_encoding(sample: bytes) -> str:
    """The most likely encoding of a text that is not UTF-8; empty where none fits.

    A short table has too few letters for a guess by their frequency alone: encodings that programs no longer
    write are left out, and among the Latin ones the letters decide that only some languages use.
    """
    # Accented letters stand alone among plain ones; other scripts and double bytes come in rows.
    best = ""
    if _IN_ROWS.search(sample):
        from charset_normalizer import from_bytes

        match = from_bytes(sample, cp_exclusion=list(_SELDOM)).best()
        best = match.encoding if match is not None else ""
        if best not in _LATIN:
            return best
    if b"\x00" not in sample:
        beyond_ascii = frozenset(_POWER.sub(b"", sample)) - frozenset(range(128))
        if beyond_ascii & _TURKISH and not beyond_ascii & _CENTRAL_EUROPEAN:
            return "cp1254"
        return "cp1250" if beyond_ascii & _CENTRAL_EUROPEAN else "cp1252"
    return best
