"""Write the tables of columns in docs/batch.md anew, from `sourcing.batch.schema`.

python docs/batch_columns.py
"""

from __future__ import annotations

import re
from pathlib import Path

from sourcing.batch.schema import TABLES, Column

PAGE = Path(__file__).parent / "batch.md"


def rows(columns: tuple[Column, ...]) -> str:
    head = "| column | type | meaning |\n| --- | --- | --- |\n"
    return head + "".join(
        f"| `{c.name}` | {c.type}{'?' if c.nullable else ''} | {c.meaning} |\n" for c in columns
    )


def main() -> None:
    page = PAGE.read_text(encoding="utf-8")
    for name, columns in TABLES.items():
        page = re.sub(
            rf"(### {name}\n.*?\n)(?:\|[^\n]*\n)+",
            lambda match, columns=columns: match[1] + rows(columns),
            page,
            count=1,
            flags=re.DOTALL,
        )
    PAGE.write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main()
