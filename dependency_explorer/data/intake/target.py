"""What a guessed table can become: flows or balances, from which columns, and what only the user can say.

A pure function of a guess and a plan, used for reading and by the window that shows both.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from dependency_explorer.data.intake.around import good_in
from dependency_explorer.data.intake.headwords import GOODS, ITEMS, TITLES, said_of
from dependency_explorer.data.intake.measures import CUMULATIVE, is_doubtful_multiple, measure_of
from dependency_explorer.data.intake.periods import period as period_of
from dependency_explorer.data.intake.plan import Plan
from dependency_explorer.data.intake.roles import Guess
from dependency_explorer.data.problems import shown
from dependency_explorer.data.schema import WORLD

GOODS_NOT_STATED = "not_stated"
"""The commodity of flows of which a table does not say what they are."""
BOTH = "both"
"""Of the decision direction: imports and exports are read, where a row tells both."""


_CAPACITY = re.compile(
    r"\bcapacit(y|ies)\b|kapazität|capacité|capacidad|мощность|хүчин чадал|产能", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Told:
    """Where a value comes from: a column, the titles of columns (headwords.TITLES), or a constant; or nowhere."""

    column: str = ""
    constant: str = ""

    def __bool__(self) -> bool:
        return bool(self.column or self.constant)

    @property
    def in_titles(self) -> bool:
        """Whether the titles of the columns of figures tell it."""
        return self.column == TITLES

    @property
    def in_column(self) -> bool:
        """Whether a column tells it of each row."""
        return bool(self.column) and not self.in_titles


@dataclass(frozen=True, slots=True)
class Target:
    """What the table becomes.

    table: flows or balances. exporter, importer: of flows; where the table has reports instead, reporter and
    partner with flow (a column, or TITLES where imports and exports have columns of their own). direction: "imports"
    or "exports" where it says whose report the rows are. place, item: of balances. year: of a table whose titles are
    months. month: of one whose periods are years. missing: what the table does not
    say, each a sentence with the --set that says it.
    found: constants that come from the title or a file name, to be told, by the column of ours.
    """

    table: Literal["flows", "balances"] = "flows"
    exporter: Told = Told()
    importer: Told = Told()
    reporter: Told = Told()
    partner: Told = Told()
    flow: str = ""
    direction: str = ""
    place: Told = Told()
    item: Told = Told()
    period: Told = Told()
    year: Told = Told()
    month: Told = Told()
    commodity: Told = Told()
    unit: Told = Told()
    missing: tuple[str, ...] = ()
    found: tuple[tuple[str, str], ...] = ()


def target(guess: Guess, plan: Plan) -> Target:
    """What a table becomes, and what is missing for that."""
    said, constants = guess.constants, plan.constants
    missing: list[str] = []
    found: list[tuple[str, str]] = []

    def told(role: str, from_title: str = "") -> Told:
        if constants.get(role):
            return Told(constant=constants[role])
        if guess.column(role):
            return Told(guess.column(role))
        if from_title:
            found.append((role, from_title))
            return Told(constant=from_title)
        return Told()

    period = (
        Told(TITLES)
        if guess.axis == "period" or any(v.period for v in guess.values)
        else told("period", said.period)
    )
    typed, several = constants.get("period", ""), _periods_in(guess)
    if typed and several and typed not in several and not guess.is_by_month:
        named = ", ".join(list(several)[:3]) + (", …" if len(several) > 3 else "")
        missing.append(
            f"The titles of its columns tell the periods ({named}), and the one that was typed ({typed}) is none "
            "of them: its figures would be a sum over all of them. Leave the period out, or type one of them."
        )
    year = told("period", said.period) if guess.is_by_month else Told()
    month = Told(guess.column("month"))
    goods = guess.axis == "commodity" or any(value.commodity for value in guess.values)
    commodity = Told(TITLES) if goods else told("commodity")
    if not commodity and guess.column("commodity_name"):
        commodity = Told(guess.column("commodity_name"))  # names of goods without their codes
    if not commodity:
        commodity = told("commodity", _goods_of_titles(guess) or said.commodity or _good_of(guess))
    unclear = ("quantity", "") if guess.currency else ("quantity", "money", "")
    bare = [v for v in guess.values if v.measure.kind in unclear and not v.measure.unit]
    names = ", ".join(shown(value.name, 30) for value in bare[:3])
    if not guess.values and guess.ignored:
        missing.append(
            f"Its figures ({', '.join(shown(name, 30) for name in guess.ignored[:3])}) are shares, ranks or prices, "
            "which are no amounts. Where one of them is an amount, add --set role:quantity=COLUMN."
        )
    elif not guess.values:
        missing.append(
            "It does not say which column holds the figures: add --set role:quantity=COLUMN, or "
            "--set role:value_usd=COLUMN for US dollars."
        )
    if not period:
        missing.append("It does not say of which period the figures are: add --set period=2020.")
    if guess.is_by_month and not year:
        missing.append(
            f"The titles of its columns are parts of a year ({shown(guess.values[0].period, 20)}), and it does not "
            "say of which year: add --set period=2020."
        )
    if (
        any(CUMULATIVE.search(text) for text in (*(v.name for v in guess.values), *said.texts))
        and "cumulative" not in plan.choices
    ):
        missing.append(
            "Its figures are cumulative (since the beginning of the year): each month holds the ones before it. "
            "Give the figures of each month, or keep the last month of each year as its period; "
            "--set cumulative=as_written reads them as they stand."
        )
    unit = told("unit")
    if not unit and bare and (doubtful := [v.name for v in bare if is_doubtful_multiple(v.name)]):
        missing.append(
            f"It does not say whether “mil” ({shown(doubtful[0], 40)}) is a thousand or a million: add "
            '--set "unit=million usd" or --set "unit=thousand usd" (or kt, Mt).'
        )
    elif not unit and bare:
        missing.append(
            f"It does not say in which unit its figures are ({names}): add --set unit=kt (or usd for US "
            "dollars)."
        )
    sides = _sides(guess, plan, found)
    # Where a table itself says who sells to whom, and not what, it is worth opening without.
    both = guess.axis == "place" or len(guess.places) > 1 if sides is None else _names_both(sides)
    if sides is None:
        missing.append(_no_sides(guess))
        sides = Target()
    elif not commodity and both and _are_measures(guess):
        commodity = Told(constant=GOODS_NOT_STATED)
    if not commodity and not (both and _are_measures(guess)):
        missing.append(
            "It does not say what the figures are of: add --set commodity=coal, or --set role:commodity=COLUMN."
        )
    if sides.table == "flows" and (ways := [v.name for v in guess.values if _CAPACITY.search(v.name)]):
        missing.append(
            f"Its figures ({', '.join(shown(name, 30) for name in ways[:3])}) are capacities: what can flow in a "
            "year, and not what did. Open a table of flows, or name the column of amounts: "
            "--set role:quantity=COLUMN."
        )
    return Target(
        sides.table, sides.exporter, sides.importer, sides.reporter, sides.partner, sides.flow, sides.direction,
        sides.place, sides.item, period, year, month, commodity, unit, tuple(missing), tuple(found),
    )  # fmt: skip


def _periods_in(guess: Guess) -> dict[str, None]:
    """The periods that titles of figures name, as written and as they are called here; none where there is one."""
    written = dict.fromkeys(value.period for value in guess.values if value.period)
    return written | dict.fromkeys(filter(None, map(period_of, written))) if len(written) > 1 else {}


def _goods_of_titles(guess: Guess) -> str:
    """The goods that the one column of figures is called by ("Natural gas", "coal_kt"); empty where it names none."""
    if guess.axis or len(guess.values) != 1:
        return ""
    plain = " ".join(re.split(r"[\W_]+", guess.values[0].name))
    found = [id for id, words in GOODS.items() if re.search(words, plain, re.IGNORECASE)]
    return found[0] if len(found) == 1 else ""


def _are_measures(guess: Guess) -> bool:
    """Whether the titles of figures say what is measured, or are places or periods: another word may be what they are
    of."""
    return guess.axis in ("place", "period") or all(
        measure_of(v.name).kind or said_of(v.name).keys() & {"quantity", "value_usd", "flow"}
        for v in guess.values
    )


def _names_both(sides: Target) -> bool:
    """Whether both ends of flows stand in the table itself."""
    ends = (
        (sides.reporter, sides.partner)
        if sides.reporter or sides.partner
        else (sides.exporter, sides.importer)
    )
    return sides.table == "flows" and all(end.column for end in ends)


def _sides(guess: Guess, plan: Plan, found: list[tuple[str, str]]) -> Target | None:
    """Who sells and who buys, or whose figures they are; None where the table does not say."""
    constants, said = plan.constants, guess.constants
    columns = {
        role: Told(guess.column(role)) for role in ("exporter", "importer", "reporter", "partner", "place")
    }
    ways = {value.way for value in guess.values} - {""}
    flow = TITLES if len(ways) == 2 else guess.column("flow")
    chosen = plan.choices.get("direction", "")
    direction = (chosen if chosen != BOTH else "") or (next(iter(ways)) if len(ways) == 1 else said.direction)

    def one(role: str) -> Told:
        return Told(constant=constants[role]) if constants.get(role) else columns[role]

    exporter, importer, place = one("exporter"), one("importer"), columns["place"]
    if guess.values and all(value.item for value in guess.values):
        return _balance(guess, plan, columns, found)
    if exporter and importer:
        return Target(exporter=exporter, importer=importer, flow=flow if len(ways) == 2 else "")
    across = guess.axis == "place" and not any(columns.values())
    if (constants.get("item") and not across) or (guess.column("item") and not (exporter or importer)):
        owner = Told(constant=constants["place"]) if constants.get("place") else place or columns["reporter"]
        if not owner and said.place:
            found.append(("place", said.place))
            owner = Told(constant=said.place)
        item = Told(constant=constants["item"]) if constants.get("item") else Told(guess.column("item"))
        return Target("balances", place=owner, item=item) if owner else None
    if across:
        if not (exporter or importer or direction) and (what := constants.get("item") or said.item):
            if not constants.get("item"):
                found.append(("item", what))
            return Target("balances", place=Told(TITLES), item=Told(constant=what))
        return _across_only(guess, plan, exporter, importer, direction, found)
    other = place or (
        columns["reporter"] or columns["partner"]
        if not (columns["reporter"] and columns["partner"])
        else Told()
    )
    if other and (exporter or importer):
        return Target(exporter=exporter or other, importer=importer or other)
    reporter, partner = columns["reporter"] or (place if columns["partner"] else Told()), columns["partner"]
    if (reporter or partner) and (flow or direction):
        named = constants.get("place", "") if partner and not reporter else ""
        if named:
            reporter = Told(constant=named)
        elif not (reporter and partner) and said.place:
            found.append(("reporter" if partner else "partner", said.place))
            reporter, partner = reporter or Told(constant=said.place), partner or Told(constant=said.place)
        if flow and reporter and not partner:
            found.append(("partner", WORLD))
            partner = Told(constant=WORLD)
        if reporter and partner:
            return Target(reporter=reporter, partner=partner, flow=flow, direction="" if flow else direction)
    if flow and place and constants.get("place"):
        return Target(reporter=Told(constant=constants["place"]), partner=place, flow=flow)
    if len(ways) == 2 and not any(columns.values()) and (of := constants.get("place") or said.place):
        if not constants.get("place"):
            found.append(("reporter", of))
        found.append(("partner", WORLD))
        return Target(reporter=Told(constant=of), partner=Told(constant=WORLD), flow=flow)
    if len(ways) == 2 and place and said.place:
        found.append(("reporter", said.place))
        return Target(reporter=Told(constant=said.place), partner=place, flow=flow)
    if (exporter or importer) and said.place:
        found.append(("importer" if exporter else "exporter", said.place))
        return Target(
            exporter=exporter or Told(constant=said.place), importer=importer or Told(constant=said.place)
        )
    if place and said.place and direction:
        found.append(("importer" if direction == "imports" else "exporter", said.place))
        country = Told(constant=said.place)
        return Target(
            exporter=place if direction == "imports" else country,
            importer=country if direction == "imports" else place,
            direction=direction,
        )
    what = _item_of_titles(guess) or said.item
    if place and what and not direction:
        found.append(("item", what))
        return Target("balances", place=place, item=Told(constant=what))
    return None


def _good_of(guess: Guess) -> str:
    """What all columns of figures are of, by their titles; electricity where all are in watts, for no other good is
    told by its power."""
    named = {good_in(value.name) for value in guess.values}
    if len(named) == 1 and (good := next(iter(named))):
        return good
    watts = {value.measure.unit for value in guess.values} <= {"kW", "MW", "GW"}
    return "electricity" if guess.values and watts else ""


def _item_of_titles(guess: Guess) -> str:
    """What every column of figures says that it is ("Production (kt)"); empty where they say different things."""
    said = {
        tuple(
            name
            for name, words in ITEMS.items()
            if re.search(words, " ".join(re.split(r"[\W_]+", value.name)), re.I)
        )
        for value in guess.values
    }
    names = next(iter(said)) if len(said) == 1 else ()
    return names[0] if len(names) == 1 else ""


def _across_only(
    guess: Guess, plan: Plan, exporter: Told, importer: Told, direction: str, found: list[tuple[str, str]]
) -> Target | None:
    """Of a table whose places stand in the titles of its columns alone: whom they trade with; None where it does
    not say."""
    if exporter or importer:
        return Target(exporter=exporter or Told(TITLES), importer=importer or Told(TITLES))
    named = plan.constants.get("place", "") or guess.constants.place
    if not named or not direction:
        return None
    if not plan.constants.get("place"):
        found.append(("exporter" if direction == "exports" else "importer", named))
    one, titles = Told(constant=named), Told(TITLES)
    if direction == "exports":
        return Target(exporter=one, importer=titles, direction=direction)
    return Target(exporter=titles, importer=one, direction=direction)


def _balance(
    guess: Guess, plan: Plan, columns: dict[str, Told], found: list[tuple[str, str]]
) -> Target | None:
    """Whose balance a table is whose columns are its items; None where it does not say."""
    named = [columns[role] for role in ("place", "reporter", "exporter", "importer") if columns[role]]
    if len(named) > 1 or columns["partner"]:
        return None
    if plan.constants.get("place"):
        return Target("balances", place=Told(constant=plan.constants["place"]), item=Told(TITLES))
    if named:
        return Target("balances", place=named[0], item=Told(TITLES))
    if guess.constants.place:
        found.append(("place", guess.constants.place))
        return Target("balances", place=Told(constant=guess.constants.place), item=Told(TITLES))
    return None


def _no_sides(guess: Guess) -> str:
    """What to add where the table does not say who sells to whom."""
    if guess.axis == "place" and not any(
        guess.column(role) for role in ("exporter", "importer", "reporter", "partner", "place")
    ):
        return (
            "The titles of its columns are places "
            f"({', '.join(shown(v.name, 30) for v in guess.values[:3])}), and nothing says with whom they trade: add "
            "--set exporter=MNG where they buy from one place, --set importer=MNG where they sell to one, or "
            "--set item=production where the figures are no trade."
        )
    if guess.axis == "place":
        rows = next((role.column for role in guess.roles if role.role == "place"), "its first column")
        return (
            f"Its rows ({shown(rows, 30)}) and the titles of its columns are places, and nothing says "
            "which of them sell: "
            f'add --set "role:exporter={TITLES}", or --set "role:importer={TITLES}".'
        )
    one = next(
        (role for role in ("exporter", "importer", "place", "reporter", "partner") if guess.column(role)), ""
    )
    if not one and (guess.column("item") or any(value.item for value in guess.values)):
        return (
            "It does not say whose figures these are: add --set place=MNG, or name the column of places with "
            "--set role:place=COLUMN."
        )
    if (guess.column("reporter") or guess.column("place")) and guess.column("partner"):
        return (
            "It names reporters and partners, and not whether they import or export: add --set direction=imports, or "
            "--set role:flow=COLUMN."
        )
    if len(two := guess.places) > 1:
        return (
            f"Several columns hold places ({', '.join(shown(name, 30) for name in two[:3])}), and nothing says which "
            f'of them sell: add --set "role:exporter={two[0]}" and --set "role:importer={two[1]}", or the other way '
            "round."
        )
    if not one and len({value.way for value in guess.values} - {""}) == 2:
        return (
            "It tells imports and exports in columns of their own, and not whose they are: add --set place=MNG, or "
            "name the column of places with --set role:reporter=COLUMN."
        )
    if not one:
        return (
            "It does not say who sells and who buys: add --set exporter=RUS and --set importer=MNG, "
            "or name the columns "
            "with --set role:exporter=COLUMN and --set role:importer=COLUMN."
        )
    column = shown(guess.column(one), 40)
    both = len({value.way for value in guess.values} - {""}) == 2
    if both or guess.column("flow"):
        name = guess.column(one)
        where = " in columns of their own" if both else ""
        return (
            f"It tells imports and exports{where}, and one place a row ({column}): add "
            f'--set "role:reporter={name}" where that is the place whose trade it is, or '
            f'--set "role:partner={name}" and --set place=MNG where it is the partner of one place.'
        )
    if one == "exporter":
        return f"It names who sells ({column}), not who buys: add --set importer=MNG, or --set role:importer=COLUMN."
    if one == "importer":
        return f"It names who buys ({column}), not who sells: add --set exporter=RUS, or --set role:exporter=COLUMN."
    return (
        f"It names one place a row ({column}) and not who trades with whom: add --set importer=MNG "
        "where these places sell, --set exporter=MNG where they buy, or "
        "--set item=production where the figures are no trade. Where a column says it: --set "
        "role:importer=COLUMN or --set role:exporter=COLUMN."
    )
