"""Which group an article is in: the value of a carried column, or the month of its date."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sourcing.errors import InputError

if TYPE_CHECKING:
    import pandas as pd

MONTH = "month"
_ISO_MONTH = r"^(\d{4}-(?:0[1-9]|1[0-2]))(?:\D|$)"


def column_for(by: str, date: str, carried: Sequence[str]) -> str:
    """The column to read; raises InputError when it did not come with the articles."""
    column = date if by == MONTH and MONTH not in carried else by
    if column in carried:
        return column
    known = ", ".join(carried) or "none"
    hint = " or --date" if by == MONTH else ""
    raise InputError(
        f"no column {column!r} came with the articles (there are: {known}): choose one with "
        f"--by{hint}, or keep it when you run `sourcing batch`"
    )


def groups_of(values: pd.Series, by: str) -> pd.Series:
    """The group of each article as text; missing where the value is empty or missing.

    Dates are ISO 8601, or of a date type. Raises InputError when no article has a group.
    """
    text = values.astype("string").str.strip()
    if by == MONTH and values.name != MONTH:
        text = text.str.extract(_ISO_MONTH, expand=False)
    groups = text.where(text.fillna("") != "")
    if groups.notna().any():
        return groups.astype(object).where(groups.notna(), None)
    rule = "a date such as 2026-03-14" if by == MONTH else "a value"
    raise InputError(f"no article has {rule} in the column {values.name!r}: choose another column")
