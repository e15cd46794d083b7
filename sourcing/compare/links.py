"""An article → the link to its report, where a folder holds one."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from urllib.parse import quote

from sourcing.errors import InputError
from sourcing.report.pagenames import plain_name, unmistakable_name


@dataclass(frozen=True)
class Links:
    """The reports of a folder: named by id as `sourcing report` does, or `<row>.html`."""

    base: str = ""
    names: frozenset[str] = frozenset()

    def of(self, row: int, id: str) -> str:
        """A relative link; empty where there is no report."""
        plain = (plain_name(id), PurePosixPath(id).stem)
        for stem in (unmistakable_name(id), id, *plain, str(row)):
            if f"{stem}.html" in self.names:  # only what lies there: no id leads elsewhere
                return f"{self.base}/{quote(stem)}.html"
        return ""


def links_to(reports: Path | None, page: Path | None) -> Links:
    """The reports in a folder, as seen from the page that links to them, or from here."""
    if reports is None:
        return Links()
    if not reports.is_dir():
        raise InputError(f"{reports} is no folder: give the one that holds the reports")
    here = (page.parent if page else Path()).resolve()
    base = Path(os.path.relpath(reports.resolve(), here)).as_posix()
    return Links(quote(base), frozenset(os.listdir(reports)))
