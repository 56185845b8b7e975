"""Periods as people write them, made into those of a dataset: 2014, 2018-Q1, 2018-01."""

from __future__ import annotations

import re
from collections.abc import Iterable

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan january janvier januar enero ene janv gen gennaio janeiro январь января янв січень січня "
            "oca ocak sty",
            "feb february fevrier février februar febrero fév févr fev febbraio fevereiro февраль февраля фев лютий "
            "лютого şub şubat lut",
            "mar march mars märz marzo mrz mär março март марта мар березень березня mart",
            "apr april avril abril avr abr aprile апрель апреля апр квітень квітня nis nisan kwi",
            "may mai mayo mag maggio maio май мая травень травня mayıs maj",
            "jun june juin juni junio giu giugno junho июнь июня июн червень червня haz haziran cze",
            "jul july juillet juli julio juil lug luglio julho июль июля июл липень липня tem temmuz lip",
            "aug august août aout agosto ago август августа авг серпень серпня ağu ağustos sie",
            "sep sept september septembre septiembre set settembre setembro сентябрь сентября сен сент вересень "
            "вересня eyl eylül wrz",
            "oct october octobre oktober octubre okt ott ottobre out outubro октябрь октября окт жовтень жовтня eki "
            "ekim paź",
            "nov november novembre noviembre novembro ноябрь ноября ноя нояб листопад листопада kas kasım lis",
            "dec december decembre décembre dezember diciembre dez déc dic dicembre dezembro декабрь декабря дек "
            "грудень грудня ara aralık gru",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_YEAR = r"(?P<year>1[89]\d\d|20\d\d|21\d\d)"
_FORMS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"{_YEAR}(\.0+)?",
        rf"{_YEAR}\s?(г\.?|год|року?|р\.|оны?|[年년]度?)",
        rf"{_YEAR}\s?[年년]\s?(?P<month>0?[1-9]|1[0-2])\s?[月월]",
        rf"(Y|FY|CY|AD)\s?{_YEAR}",
        rf"{_YEAR}(?P<month>0[1-9]|1[0-2])",
        rf"{_YEAR}(?P<month>0[1-9]|1[0-2])(?P<day>0[1-9]|[12]\d|3[01])",
        rf"{_YEAR}[-/. ]?(M|m)?(?P<month>0?[1-9]|1[0-2])",
        rf"{_YEAR}[-/.](?P<month>0?[1-9]|1[0-2])[-/.](?P<day>0?[1-9]|[12]\d|3[01])([T ].*)?",
        rf"(?P<day>0?[1-9]|[12]\d|3[01])[./-](?P<month>0?[1-9]|1[0-2])[./-]{_YEAR}([T ,].*)?",
        rf"(?P<month>0?[1-9]|1[0-2])[./-]{_YEAR}",
        rf"{_YEAR}[- ]?Q(?P<quarter>[1-4])",
        rf"Q(?P<quarter>[1-4])[- /]?{_YEAR}",
        rf"(?P<name>[^\W\d]{{3,10}})\.?[- /,]*{_YEAR}",
        rf"{_YEAR}[- /]*(?P<name>[^\W\d]{{3,10}})\.?",
        rf"(?P<day>0?[1-9]|[12]\d|3[01])[- ](?P<name>[^\W\d]{{3,10}})\.?[- ,]*{_YEAR}",
    )
)
_SPLIT_YEAR = re.compile(
    rf"((FY|year|season|campaña|сезон)\s?)?{_YEAR}\s?[-/–—‑]\s?(?P<end>\d{{2}}|\d{{4}})", re.IGNORECASE
)
_FISCAL = re.compile(rf"FY\s?{_YEAR}", re.IGNORECASE)
_SHORT_YEAR = re.compile(r"(?P<name>[^\W\d]{3,10})\.?[- ']+(?P<short>\d\d)")


def period(text: str) -> str:
    """The period that a text names, a day as its month; empty where it names none.

    A year is one between 1800 and 2199. `05/06/2018` is the fifth of June: most publishers put the day first,
    and the month is all that is used where only one of the two can be a month.
    """
    year, month, quarter, _ = _parts(text)
    if not year:
        return ""
    if quarter:
        return f"{year}-Q{quarter}"
    return f"{year}-{month:02d}" if month else year


def split_years(texts: Iterable[str]) -> dict[str, tuple[str, str]]:
    """Of texts that name years which begin in one calendar year and end in the next: each with these two years.

    "2019/20", "2019-2020", "FY 2019/20". "2010-11" is November 2010 as well: it is a year only where all texts that
    are no plain year run from a year to the next and are several, or one of them can be no month.
    """
    found: dict[str, tuple[str, str]] = {}
    may_be_months = True
    for text in dict.fromkeys(texts):
        written = " ".join(text.replace("\u00a0", " ").split())
        split = _SPLIT_YEAR.fullmatch(written)
        if split is not None and int(split["end"][-2:]) == (int(split["year"]) + 1) % 100:
            ending = str(int(split["year"]) + 1)
            if split["end"] in (ending, ending[2:]):
                found[text] = (split["year"], ending)
                may_be_months = may_be_months and bool(period(text))
                continue
        if period(text) and not re.fullmatch(_YEAR, written):
            return {}
    return {} if len(found) == 1 and may_be_months else found


def written_in(title: str) -> str:
    """The one year, or year that ends in the next, within a longer title; empty where there is none or several."""
    found = re.findall(r"(?<!\d)(?:(?:19|20)\d\d(?:\s?[-/–—‑]\s?(?:\d{4}|\d{2}))?)(?!\d)", title)
    return str(found[0]) if len(found) == 1 else ""


def is_fiscal(text: str) -> bool:
    """Whether a text names a fiscal year by one number: FY2021."""
    return bool(_FISCAL.fullmatch(" ".join(text.split())))


def day(text: str) -> str:
    """The day that a text names as 2018-01-31; empty where it names none."""
    year, month, _, number = _parts(text)
    return f"{year}-{month:02d}-{number:02d}" if year and month and number else ""


def _parts(text: str) -> tuple[str, int, int, int]:
    written = " ".join(text.replace("\u00a0", " ").split())
    for form in _FORMS:
        found = form.fullmatch(written)
        if found is None:
            continue
        groups = found.groupdict()
        month = int(groups.get("month") or 0)
        name = groups.get("name")
        if name:
            month = _MONTHS.get(name.casefold(), 0)
            if not month:
                continue
        return found["year"], month, int(groups.get("quarter") or 0), int(groups.get("day") or 0)
    short = _SHORT_YEAR.fullmatch(written)
    if short is not None and (month := _MONTHS.get(short["name"].casefold(), 0)):
        number = int(short["short"])
        return str(1900 + number if number > 60 else 2000 + number), month, 0, 0
    return "", 0, 0, 0


def years_in(text: str) -> tuple[str, ...]:
    """Every year that a title or a file name mentions, in order and each once."""
    found = re.findall(r"(?<!\d)(1[89]\d\d|20\d\d)(?!\d)", text)
    return tuple(dict.fromkeys(found))
