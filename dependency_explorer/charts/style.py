"""Colours and sizes of a drawing: the tokens of the light and the dark theme, and who has which colour."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field


def as_is(text: str) -> str:
    """The translation of someone who speaks the language of the source."""
    return text


@dataclass(frozen=True, slots=True)
class Style:
    """Design tokens. Text contrasts with `surface` at 4.5:1 or more, marks at 3:1 or more.

    entities: place code to fill colour, assigned once per dataset by `entity_colours` and kept in every
    chart, scenario and export. faded: opacity of what a selection does not match. say: translates the few
    words that a chart itself adds ("Demand", "high"), given in English.
    """

    name: str
    window: str
    surface: str
    border: str
    text: str
    muted: str
    accent: str
    alarm: str
    grid: str
    neutral: str
    ghost: str
    other: str
    hues: tuple[str, ...]
    entities: Mapping[str, str] = field(default_factory=dict)
    faded: float = 0.35
    font: str = "Inter, Noto Sans, Segoe UI, Helvetica, Arial, sans-serif"
    base: float = 13.0
    small: float = 11.0
    title: float = 15.0
    say: Callable[[str], str] = as_is

    @property
    def scale(self) -> float:
        """How much larger than on screen everything is drawn; figures for slides and print raise `base`."""
        return self.base / 13.0

    def entity(self, code: str) -> str:
        """Fill colour of a place; grey for everyone who is not among the dataset's leading partners."""
        return self.entities.get(code, self.other)


# Okabe-Ito, orange and yellow darkened, brown for sky, which is too near the blue: each holds 3:1 on the
# surface, and white or black on it 4.5:1.
_LIGHT_HUES = ("#0072B2", "#BF5700", "#007A5A", "#8E5EA2", "#A37A00", "#5C3A21", "#B0457F")
_DARK_HUES = ("#56B4E9", "#E69F00", "#2DBE94", "#C49BDA", "#F0E442", "#A65E2E", "#E58BB8")

LIGHT = Style(
    name="light", window="#F3F5F7", surface="#FFFFFF", border="#DDE1E7", text="#1B1F24", muted="#5A6472",
    accent="#0B6E99", alarm="#B42318", grid="#E8EBEF", neutral="#5A6472", ghost="#8A94A3", other="#8A94A3",
    hues=_LIGHT_HUES,
)  # fmt: skip
DARK = Style(
    name="dark", window="#14171B", surface="#1C2025", border="#333A43", text="#E6E9ED", muted="#A0A9B4",
    accent="#56B4E9", alarm="#FF8A80", grid="#2A3038", neutral="#A0A9B4", ghost="#7C8694", other="#7C8694",
    hues=_DARK_HUES,
)  # fmt: skip

# Where one of these is among the partners it keeps the hue readers know from the first figure on.
_FIXED = {"RUS": 0, "CHN": 1}


def entity_colours(ranked: Iterable[str], style: Style) -> dict[str, str]:
    """Colours for at most seven places, the largest partners first; the rest stay `other` grey.

    `ranked` is every partner of the dataset, largest first, so that the assignment depends on the dataset
    alone and not on what is on screen.
    """
    chosen: dict[str, str] = {}
    wanted = list(dict.fromkeys(ranked))[: len(style.hues)]
    free = [i for i in range(len(style.hues)) if i not in {_FIXED[c] for c in wanted if c in _FIXED}]
    for code in wanted:
        chosen[code] = style.hues[_FIXED[code] if code in _FIXED else free.pop(0)]
    return chosen
