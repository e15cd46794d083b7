"""`sourcing compare`: the options, one call, one file."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sourcing.errors import InputError, MissingExtraError

if TYPE_CHECKING:
    from sourcing.compare.result import Comparison

_NEEDED = ("pandas", "pyarrow", "scipy", "statsmodels")
_PATH = click.Path(path_type=Path)


@click.command()
@click.argument("folder", metavar="OUT", type=_PATH)
@click.option(
    "--by",
    required=True,
    metavar="COLUMN",
    help="A column that came with the articles, or 'month' of --date.",
)
@click.option(
    "--date", default="date", show_default=True, metavar="COLUMN", help="What --by month reads."
)
@click.option(
    "-o", "--output", metavar="FILE", help="compare.html by default; csv and json are printed."
)
@click.option(
    "--format",
    type=click.Choice(["html", "csv", "json"]),
    default="html",
    show_default=True,
    help="A page, a tidy table, or all there is.",
)
@click.option(
    "--min-articles",
    "minimum",
    type=click.IntRange(2),
    default=20,
    show_default=True,
    help="A smaller group is only listed.",
)
@click.option("--reports", metavar="DIR", type=_PATH, help="Reports to link to: <id>.html.")
@click.option("--sides", metavar="FILE", type=_PATH, help="CSV: a source's name, its side.")
def compare(
    folder: Path,
    output: str | None,
    format: str,
    reports: Path | None,
    sides: Path | None,
    **wishes: object,
) -> None:
    """Compare groups of scored articles.

    OUT is a folder that `sourcing batch` wrote. For each group: its shares with intervals, who is
    quoted, whose words are "said" and whose "claimed", and articles unlike the rest.

    \b
    Example: sourcing compare scored --by outlet -o compare.html
    Example: sourcing compare scored --by month --date published --format csv > months.csv
    """
    if not all(map(find_spec, _NEEDED)):
        raise MissingExtraError("sourcing compare", "compare")
    from sourcing.compare.compare import Wishes
    from sourcing.compare.compare import compare as compared
    from sourcing.compare.links import links_to
    from sourcing.compare.quoted import read_sides

    target = output or ("compare.html" if format == "html" else "-")
    links = links_to(reports, None if target == "-" else Path(target))
    wanted = Wishes(**wishes, sides=read_sides(sides) if sides else {}, links=links)  # type: ignore[arg-type]
    found = compared(folder, wanted)
    _write(target, _shown(found, format))
    if target != "-":
        click.echo(f"wrote {target}: {_summary(found)}", err=True)


def _shown(comparison: Comparison, format: str) -> str:
    from sourcing.compare.html import to_html
    from sourcing.compare.tables import to_csv, to_json

    return {"html": to_html, "csv": to_csv, "json": to_json}[format](comparison)


def _write(target: str, text: str) -> None:
    if target == "-":
        click.echo(text)
        return
    try:
        Path(target).write_text(text + "\n", encoding="utf-8")
    except OSError as error:
        reason = error.strerror or error
        raise InputError(f"{target} cannot be written ({reason}): choose another place") from None


def _summary(comparison: Comparison) -> str:
    shown, small = len(comparison.shown), len(comparison.withheld)
    text = f"{comparison.articles:,} articles, {shown:,} group{'' if shown == 1 else 's'}"
    return f"{text}, {small:,} too small to show" if small else text
