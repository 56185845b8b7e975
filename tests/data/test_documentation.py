"""docs/data.md tells every table and column as the schema has them.

To bring it up to date after a change of the schema:

    uv run python -m tests.data.test_documentation
"""

from __future__ import annotations

from pathlib import Path

from dependency_explorer.data.schema import TABLES

DOCUMENT = Path(__file__).parents[2] / "docs" / "data.md"
BEGIN = "<!-- tables: made from dependency_explorer/data/schema.py -->\n"


def described() -> str:
    """Every table as Markdown."""
    parts = []
    for table in TABLES.values():
        lines = [f"## {table.name}", "", table.description, ""]
        lines += ["| column | kind | what it is |", "|---|---|---|"]
        for column in table.columns:
            kind = column.kind + (", required" if column.required else "")
            what = column.description.replace("|", "\\|")
            if column.choices:
                what += " One of: " + ", ".join(column.choices) + "."
            lines.append(f"| {column.name} | {kind} | {what} |")
        parts.append("\n".join(lines))
    return "\n\n".join(parts) + "\n"


def test_the_document_tells_the_schema() -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    assert text.split(BEGIN, 1)[1] == "\n" + described()


if __name__ == "__main__":
    head = DOCUMENT.read_text(encoding="utf-8").split(BEGIN, 1)[0]
    DOCUMENT.write_text(head + BEGIN + "\n" + described(), encoding="utf-8")
