"""The sign between the cells of a text."""

from __future__ import annotations

import io

from dependency_explorer.data.delimited import SEPARATORS, text_rows

_ENOUGH = 300
"""So much of a line tells what stands between its cells."""


def likely_separator(text: str) -> str:
    """The separator of a text, by how many of its first rows agree on more than one cell."""
    best, most = "", 0
    for separator in SEPARATORS:
        lengths = [
            len(row) for _, row in text_rows(io.StringIO(text, newline=""), separator, 60) if len(row) > 1
        ]
        usual = max(set(lengths), key=lengths.count) if lengths else 0
        score = lengths.count(usual) * (usual - 1)
        if score > most:
            best, most = separator, score
    if best and most >= 4:
        return best
    from clevercsv.detect import Detector  # a fifth of a second, for the odd files alone

    # Null characters it wants to know nothing of, and one long cell can keep it busy for minutes.
    plain = "\n".join(line[:_ENOUGH] for line in text[:8192].replace("\x00", "").splitlines())
    found = Detector().detect(plain) if plain.strip() else None
    delimiter = found.delimiter if found is not None else None
    return delimiter if delimiter is not None and len(delimiter) == 1 else ","
