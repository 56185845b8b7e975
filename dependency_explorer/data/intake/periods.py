"""Periods as people write them, made into those of a dataset: 2014, 2018-Q1, 2018-01."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Literal

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
_DIGITS = {chr(zero + digit): str(digit) for zero in (0x0660, 0x06F0, 0x0966, 0xFF10) for digit in range(10)}
_YEAR = r"(?P<year>1[89]\d\d|20\d\d|21\d\d)"
_FORMS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"{_YEAR}(\.0+)?",
        rf"{_YEAR}\s?(г\.?|год|року?|р\.|оны?|[年년]度?)",
        # A mark of a footnote, or of a figure that is provisional, estimated or revised.
        rf"{_YEAR}\s?([*†‡§¹²³]+|[per]|\((\d|[*per]|prov\.?|est\.?|rev\.?|пр\.?|оценка)\))",
        rf"(jan(uary)?|янв(арь)?)\.?\s?[-–]\s?(dec(ember)?|дек(абрь)?)\.?,?\s?{_YEAR}(\s?г\.?)?",
        rf"{_YEAR}年1[-–~]12月",
        rf"{_YEAR}\s?оны?\s?(?P<month>0?[1-9]|1[0-2])([-–]?\s?р)?\s?сар(ын)?",
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
        rf"(?P<name>[^\W\d]{{3,10}})\.?[- /,]*{_YEAR}(\s?г(\.|од)?)?",
        rf"(?P<name>[^\W\d]{{3,10}})\.? (?P<day>0?[1-9]|[12]\d|3[01])(st|nd|rd|th)?,? {_YEAR}",
        rf"{_YEAR}[- /]*(?P<name>[^\W\d]{{3,10}})\.?",
        rf"(?P<day>0?[1-9]|[12]\d|3[01])[- ](?P<name>[^\W\d]{{3,10}})\.?[- ,]*{_YEAR}",
    )
)
_DATE = re.compile(
    rf"(?P<one>0?[1-9]|[12]\d|3[01])([/-])(?P<two>0?[1-9]|[12]\d|3[01])\2{_YEAR}(?P<clock>[T ,].*)?"
)
_MIDNIGHT = re.compile(r"[T ]00:00(:00(\.0+)?)?(Z|[+-]00:?00)?$")
_BEGIN_QUARTERS = frozenset({"01-01", "04-01", "07-01", "10-01"})
_END_QUARTERS = frozenset({"03-31", "06-30", "09-30", "12-31"})
_FIRST_DAY = re.compile(r"\d{4}-\d\d-01")
DateOrder = Literal["day", "month", ""]
_SPLIT_YEAR = re.compile(
    rf"((FY|year|season|campaña|сезон)\s?)?{_YEAR}\s?[-/–—‑]\s?(?P<end>\d{{2}}|\d{{4}})", re.IGNORECASE
)
_FISCAL = re.compile(rf"FY\s?{_YEAR}", re.IGNORECASE)
_WHOLE_YEAR = frozenset(
    ("total", "year", "annual", "yearly", "sum", "all", "all months", "jan-dec", "gesamt", "jahr", "année", "annuel",
     "año", "anual", "всего", "итого", "год", "за год", "бүгд", "дүн", "жилийн дүн", "合计", "全年", "年計")
)  # fmt: skip
_ROMAN = {"i": "1", "ii": "2", "iii": "3", "iv": "4"}
_QUARTER = re.compile(
    r"q([1-4])|([1-4])q|([1-4])[-. ]*(?:st|nd|rd|th|р|й)? ?(?:quarter|quartal|trimestre|квартал|кв|улирал)"
    r"|(iv|i{1,3})[-. ]*(?:quarter|quartal|trimestre|квартал|кв|улирал)|第?([1-4])(?:季度|四半期)"
)
_YEAR_OF_QUARTER = re.compile(
    rf"(?P<part>[^ ]{{1,8}}( ?[^\W\d]+)?)\.?[ ,'/-]*({_YEAR}(\s?г(\.|од.?)?)?|(?<=['Qq])'?(?P<short>\d\d))",
    re.IGNORECASE,
)
_MONTH_NUMBER = re.compile(r"m?(0?[1-9]|1[0-2])(?:\.0)?(?: ?(?:月|월|сар|-?р сар|мес|месяц))?")
_SHORT_YEAR = re.compile(r"(?P<name>[^\W\d]{3,10})(\.|\.?[- ']+)(?P<short>\d\d)")


def period(text: str) -> str:
    """The period that a text names, a day as its month; empty where it names none.

    A year is one between 1800 and 2199. `05/06/2018` is the fifth of June: most publishers put the day first. What
    the dates of a whole column say is asked of `plain_days`.
    """
    year, month, quarter, _ = _parts(text)
    if not year:
        return ""
    if quarter:
        return f"{year}-Q{quarter}"
    return f"{year}-{month:02d}" if month else year


def periods_of(texts: Iterable[str]) -> dict[str, str]:
    """Texts of one column with their periods; together they tell what one of them alone does not.

    "03/25/2018" shows that the month stands first in all of them (see `plain_days`). Beside "2018.01" is "2018.1"
    October, whose zero a spreadsheet has cut off.
    """
    texts = list(texts)
    days = plain_days(texts)
    found = {text: period(days.get(text, text)) for text in texts}
    if any(re.fullmatch(rf"{_YEAR}\.0[1-9]", text.strip()) for text in found):
        for text in found:
            if re.fullmatch(rf"{_YEAR}\.1", text.strip()):
                found[text] = f"{text.strip()[:4]}-10"
    return found


def month_of(text: str, quarters: bool = False) -> str:
    """The part of a year that a text names without the year: "01" of January, "Q1" of a first quarter, "year" of the
    whole; empty where it names none. quarters: whether a bare number counts quarters.

    "1", "M01", "Jan", "январь", "1月", "1-р сар", "Q1", "2 квартал", "III"; "Total".
    """
    written = " ".join(_western(text).replace("\u00a0", " ").split()).casefold().rstrip(".")
    month = _MONTHS.get(written)
    if month:
        return f"{month:02d}"
    if written in _WHOLE_YEAR:
        return "year"
    quarter = _QUARTER.fullmatch(written)
    if quarter is not None:
        found = next(filter(None, quarter.groups()))
        return f"Q{_ROMAN.get(found, found)}"
    number = _MONTH_NUMBER.fullmatch(written)
    if number is None:
        return f"Q{_ROMAN[written]}" if quarters and written in _ROMAN else ""
    if quarters:
        return f"Q{int(number[1])}" if int(number[1]) <= 4 else ""
    return f"{int(number[1]):02d}"


def within(year: str, part: str) -> str:
    """The period of a year and a part of it as `month_of` names it; empty where one of them is."""
    if not re.fullmatch(_YEAR, year) or not part:
        return ""
    return year if part == "year" else f"{year}-{part}"


def split_years(texts: Iterable[str]) -> dict[str, tuple[str, str]]:
    """Of texts that name years which begin in one calendar year and end in the next: each with these two years.

    "2019/20", "2019-2020", "FY 2019/20". "2010-11" is November 2010 as well: it is a year only where all texts that
    are no plain year run from a year to the next and are several, or one of them can be no month.
    """
    found: dict[str, tuple[str, str]] = {}
    may_be_months = True
    told = dict.fromkeys(texts)
    plain = {text.strip() for text in told}
    for text in told:
        written = " ".join(text.replace("\u00a0", " ").split())
        split = _SPLIT_YEAR.fullmatch(written)
        if split is not None and {split["year"], str(int(split["year"]) + 1)} <= plain:
            continue  # "2020-2021" beside 2020 and 2021 is both of them together
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


def order_of_dates(texts: Iterable[str]) -> DateOrder:
    """Which comes first in dates such as 05/06/2018, by all of them together: "day", "month", or "" where none tells.

    A number above twelve is no month. Where one of the two is 1 throughout and the other is not, the dates are the
    first days of months.
    """
    pairs = {
        (int(found["one"]), int(found["two"])) for text in texts if (found := _slashed(text)) is not None
    }
    firsts, seconds = {one for one, _ in pairs}, {two for _, two in pairs}
    if pairs and (max(firsts) > 12) != (max(seconds) > 12):
        return "day" if max(firsts) > 12 else "month"
    if (firsts == {1}) != (seconds == {1}) and max(firsts | seconds) <= 12:
        return "day" if firsts == {1} else "month"
    return ""


def plain_days(texts: Iterable[str], order: DateOrder = "") -> dict[str, str]:
    """Of texts that are days, each as 2018-01-31; as 2018-01 where several are all the first days of months.

    The time of the day stays. order: what comes first in 05/06/2018; by default as `order_of_dates` says, else the
    day.
    """
    written = [text for text in dict.fromkeys(texts) if text]
    slashed = {text: found for text in written if (found := _slashed(text)) is not None}
    order = order or order_of_dates(slashed) or "day"
    days: dict[str, str] = {}
    for text in written:
        if text in slashed:
            parts = slashed[text]
            number, month = (parts["one"], parts["two"]) if order == "day" else (parts["two"], parts["one"])
            if int(month) <= 12:
                days[text] = f"{parts['year']}-{int(month):02d}-{int(number):02d}{parts['clock'] or ''}"
        elif one := day(text):
            days[text] = text if ":" in text else one
    if len(set(days.values())) > 1 and all(_FIRST_DAY.fullmatch(one) for one in days.values()):
        return {text: one[:7] for text, one in days.items()}
    return days


def whole_days(texts: Iterable[str], order: DateOrder = "") -> dict[str, str]:
    """Of texts that are days, each as 2018-01-31 without the time of midnight; order as for `plain_days`."""
    days = plain_days(texts, order)
    return {text: _MIDNIGHT.sub("", f"{one}-01" if len(one) == 7 else one) for text, one in days.items()}


def step_of(days: Iterable[str]) -> Literal["year", "quarter", "month", ""]:
    """What days (2018-12-31) of one column stand for: their year, where all are the first or all the last of theirs,
    one each; their quarter likewise. "month" where there are one or two a year that end or begin a quarter: each may
    be of more than its month. Empty for all other days."""
    days = set(days)
    ends = {one[5:] for one in days}
    if not ends or not (ends <= _BEGIN_QUARTERS or ends <= _END_QUARTERS):
        return ""
    if len(ends) > 1:
        return "quarter" if len(ends) > 2 else "month"
    return "year" if len(days) > 1 and ends <= {"01-01", "12-31"} else "month"


def _slashed(text: str) -> re.Match[str] | None:
    return _DATE.fullmatch(" ".join(_western(text).replace("\u00a0", " ").split()))


def _western(text: str) -> str:
    # Arabic, Persian and full-width digits are digits.
    return text if text.isascii() else "".join(_DIGITS.get(char, char) for char in text)


def _parts(text: str) -> tuple[str, int, int, int]:
    written = " ".join(_western(text).replace("\u00a0", " ").split())
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
    quarter = _YEAR_OF_QUARTER.fullmatch(written)
    if quarter is not None and (part := month_of(quarter["part"].rstrip("'"))).startswith("Q"):
        year = quarter["year"] or f"20{quarter['short']}"
        return year, 0, int(part[1]), 0
    short = _SHORT_YEAR.fullmatch(written)
    if short is not None and (month := _MONTHS.get(short["name"].casefold(), 0)):
        number = int(short["short"])
        return str(1900 + number if number > 60 else 2000 + number), month, 0, 0
    return "", 0, 0, 0


_PART_OF_YEAR = re.compile(
    r"\b([1-4]H|H[12]|[369]M|half|halbjahr|semestre|semester|полугодие|полугодия|полугодии|months|monate|mois|meses|mesi"
    r"|месяц(а|ев)|сар)\b|(?<!\d)(?!0?1\s?[-–—~至到]\s?12)\d\d?\s?[月월]?\s?[-–—~至到]\s?\d\d?\s?[月월]"
    r"|[上下]半年|前\d+个月|상반기|하반기",
    re.IGNORECASE,
)
_MONTHS_BETWEEN = re.compile(
    rf"(?P<from>[^\W\d]{{3,10}})\.?\s*([-–—/]|\b(to|bis|until|through|à|a|по)\b)\s*(?P<to>[^\W\d]{{3,10}})\.?,?\s*{_YEAR}",
    re.IGNORECASE,
)
_NAME = rf"({'|'.join(sorted(_MONTHS, key=len, reverse=True))})\.?"
_DAY = re.compile(
    rf"(?<!\d)({_YEAR}([-/.])\d\d?\3\d\d?|\d\d?([-/.])\d\d?\4(19|20|21)\d\d|\d\d?\.? {_NAME},? (19|20)\d\d"
    rf"|{_NAME} \d\d?, (19|20)\d\d|(19|20)\d\d年\d\d?月\d\d?日)(?!\d)",
    re.IGNORECASE,
)
_WORDS_TOO = frozenset({"set", "out", "ago", "mag", "sie", "lis", "mart", "mai", "kas", "dic"})
"""Short months that are words in other languages: "Data set 2020" is of no September, or of one."""


_IN_WORDS = re.compile(r"((?:19|20)\d{2}\s?[年년]\s?(?:0?[1-9]|1[0-2])\s?[月월])(?!\d)")
"""A month as East Asian titles write it, without blanks around: "2024年12月进出口总值"."""


_Y = r"(?:19|20)\d\d"
_OTHER_YEARS = re.compile(
    rf"\b(HS|harmoni[sz]ed system)[ -]?(1992|1996|2002|2007|2012|2017|2022)\b"
    rf"|\b(ISIC|SITC|NACE|NAICS|CPA|CPC|BEC|SNA|ESA)\b[ ,.-]*(rev(ision)?\.? ?\d[ ,]*)?\(?{_Y}\b"
    rf"|\b{_Y}\s+(constant\s+|fixed\s+)?(prices|dollars|edition)\b|\b(prices|dollars|US\$|USD) of {_Y}\b"
    rf"|\b(in|at|constant|real|chained)\s+\(?{_Y}\s+(US ?\$|USD|EUR|€)|[(\[]{_Y}\s+(US ?\$|USD|EUR|€)"
    rf"|\b(base|reference)( year| period)?:?\s+{_Y}\b|\b{_Y}\s?= ?100\b|в ценах {_Y}\b|{_Y}年不变价"
    rf"|(\b(copyright|published|updated?|revised|released?|retrieved|accessed|downloaded|printed)|©|\(c\)):?"
    rf"( ©)?( (on|in|by))?( \d\d?\.?)?( [^\W\d]{{3,10}}\.?)?( \d\d?,)? {_Y}\b",
    re.IGNORECASE,
)
"""Years of a classification, of prices and of a publication: those of the data are others."""


def without_other_years(text: str) -> str:
    """A title without years that are none of its data: "HS 2017", "at 2015 prices", "updated March 2024"."""
    return _OTHER_YEARS.sub(" ", text)


def told_in(texts: Sequence[str]) -> str:
    """The one period that titles and file names tell: a year, or a month or quarter of it ("2019Q3", "May 2020").

    Empty where they name none or several, or a part of a year that no period is ("January-June 2020", "9 months
    2020"). A day, as of a download, is no period of the data, and its year not either, nor that of a classification,
    of prices or of a publication.
    """
    texts = [_DAY.sub(" ", without_other_years(text.replace("_", " "))) for text in texts]
    texts = [_IN_WORDS.sub(r" \1 ", text) for text in texts]
    years = {year for text in texts for year in years_in(text)}
    whole = " . ".join(texts)
    if len(years) != 1 or _PART_OF_YEAR.search(whole):
        return ""
    for span in _MONTHS_BETWEEN.finditer(whole):
        if span["from"].casefold() in _MONTHS and span["to"].casefold() in _MONTHS:
            return ""
    year = next(iter(years))
    finer: set[str] = set()
    for text in texts:
        words = re.findall(r"[^\s_,;:()\[\]]+", text)
        start = 0
        while start < len(words):
            length, named = _longest(words[start : start + 3])
            if named and words[start].casefold().strip(".") in _WORDS_TOO:
                return ""
            if named[:4] == year:
                finer.add(named)
            start += max(length, 1)
    if len(finer) > 1:
        return ""
    return next(iter(finer), year)


def _longest(words: Sequence[str]) -> tuple[int, str]:
    """How many of these words, from the first, are a period, and which month or quarter; empty for a year."""
    for length in range(len(words), 0, -1):
        phrase = " ".join(words[:length])
        named = period(phrase)
        if length > 1 and re.match(r"\d{4}\b", phrase) and "Q" not in named:
            continue  # "in 2020 mart": a year ends what is said before it
        if "-" in named:
            return length, named
    return 0, ""


def years_in(text: str) -> tuple[str, ...]:
    """Every year that a title or a file name mentions, in order and each once."""
    found = re.findall(r"(?<!\d)(1[89]\d\d|20\d\d)(?!\d)", text)
    return tuple(dict.fromkeys(found))
