"""Days as files write them."""

from __future__ import annotations

import re
from datetime import date, timedelta

_NUMBERS = re.compile(r"(\d{1,4})[/.\- ](\d{1,2})[/.\- ](\d{1,4})")
_WORDS = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?[ \-/]+([A-Za-z]{3,9})\.?,?[ \-/]+(\d{2,4})")
_TIME = re.compile(r"[T ]\s*\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?\s*([AaPp][Mm])?\s*(Z|[+-]\d{2}:?\d{2})?$")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_EXCEL_DAY_0 = date(1899, 12, 30)
_EXCEL_DAYS = range(25_569, 73_051)
"""1970 to 2099 as Excel counts days, which is how a date loses its shape when a sheet is saved as CSV."""


def parse_day(text: str, *, order: str = "dmy") -> date | None:
    """The day that a cell means, or None if it means none.

    Args:
        text: such as 2021-09-30, 30/09/2021, 30.9.21, 30 Sep 2021, with or without a time, or 44469 (a day as
            Excel counts them).
        order: "dmy" or "mdy", for those written with a day or month first; "either" means day first unless only
            month first makes a day. Years of two digits are of this century.
    """
    if order == "either":
        return parse_day(text) or parse_day(text, order="mdy")
    text = _TIME.sub("", text.strip())
    if text.isascii() and text.isdigit() and len(text) == 5 and int(text) in _EXCEL_DAYS:
        return _EXCEL_DAY_0 + timedelta(days=int(text))
    if numbers := _NUMBERS.fullmatch(text):
        first, second, third = numbers.groups()
        if len(first) == 4:
            return _day(first, second, third)
        if len(first) > 2 or len(third) not in (2, 4):
            return None
        return _day(third, first, second) if order == "mdy" else _day(third, second, first)
    if words := _WORDS.fullmatch(text):
        day, name, year = words.groups()
        month = name[:3].lower()
        if month in _MONTHS and len(year) != 3:
            return _day(year, str(_MONTHS.index(month) + 1), day)
    return None


def _day(year: str, month: str, day: str) -> date | None:
    whole = int(year) + 2000 if len(year) == 2 else int(year)
    try:
        return date(whole, int(month), int(day))
    except ValueError:
        return None
