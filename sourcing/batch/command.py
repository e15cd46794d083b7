"""`sourcing batch`: the options, one call, and what is said at the end."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sourcing.errors import InputError, MissingExtraError

if TYPE_CHECKING:
    from sourcing.batch.parts import Done
    from sourcing.batch.run import Engine

# `find` and `parts` say the same, and are imported only when the command runs.
_INPUT_FORMATS = ("text", "jsonl", "csv", "tsv", "parquet")
_FORMATS = ("parquet", "jsonl", "csv")


@click.command()
@click.argument("inputs", nargs=-1, required=True, metavar="IN...")
@click.option(
    "-o",
    "--output",
    required=True,
    metavar="OUT",
    type=click.Path(path_type=Path),
    help="Folder for the tables.",
)
@click.option("--text", default="text", show_default=True, help="Column of the texts.")
@click.option("--id", help="Column of the ids; by default 'id', or else the place in the file.")
@click.option("--title", help="Column of the headlines; by default 'title', if there is one.")
@click.option("--rename", multiple=True, metavar="OLD=NEW", help="Carry a column by another name.")
@click.option("--drop", multiple=True, metavar="COLUMN", help="Do not carry a column.")
@click.option(
    "--from",
    "input_format",
    type=click.Choice(_INPUT_FORMATS),
    help="What the inputs hold; by default their suffix says, and '-' is jsonl.",
)
@click.option(
    "--format",
    type=click.Choice(_FORMATS),
    default="parquet",
    show_default=True,
    help="Format of the tables.",
)
@click.option("--model", metavar="PATH", help="Model folder; by default the shipped model.")
@click.option("--workers", type=click.IntRange(1), help="Processes; by default one a core.")
@click.option(
    "--engine",
    type=click.Choice(("local", "ray")),
    default="local",
    show_default=True,
    help="Score on this machine or on a Ray cluster; the tables are the same.",
)
@click.option("--address", metavar="HOST:PORT", help="Of the Ray cluster; by default Ray's own.")
@click.option(
    "--batch-rows",
    type=click.IntRange(1),
    default=16,
    show_default=True,
    help="Texts that a process is handed at once.",
)
@click.option(
    "--part-rows",
    type=click.IntRange(1, 100_000),
    default=1000,
    show_default=True,
    help="Input rows in each part of the tables; what a crash costs at most.",
)
@click.option(
    "--max-characters",
    type=click.IntRange(1),
    default=1_000_000,
    show_default=True,
    help="A longer text is an error.",
)
@click.option("--lang-check", is_flag=True, help="A text that is not English is an error.")
@click.option("--no-text", is_flag=True, help="Leave the sentences' words out of the tables.")
@click.option("--strict", is_flag=True, help="Exit with 1 if a row could not be scored.")
@click.pass_context
def batch(
    context: click.Context, /, inputs: tuple[str, ...], output: Path, strict: bool, **options: Any
) -> None:
    """Score many articles into three tables.

    IN is a file, a folder, a glob or '-': Parquet, CSV, JSON Lines (also .gz and .zst) or plain
    text. OUT gets the tables documents, sentences and attributions, and errors.jsonl with the rows
    that could not be scored. After a crash, the same command goes on where it stopped.

    \b
    Example: sourcing batch articles.parquet -o scored --text body --id url
    Example: zcat articles.jsonl.gz | sourcing batch - -o scored
    """
    if find_spec("pyarrow") is None:
        raise MissingExtraError("sourcing batch", "batch")
    done = _run(inputs, output, options)
    click.echo(_summary(done, output), err=True)
    context.exit(1 if strict and done.errors else 0)


def _run(inputs: tuple[str, ...], output: Path, options: dict[str, Any]) -> Done:
    from rich.console import Console

    from sourcing.batch.progress import shown
    from sourcing.batch.run import score_files
    from sourcing.batch.settings import Settings, Wishes

    columns = Wishes(
        **{name: options.pop(name) for name in ("text", "id", "title")},
        rename=_renamed(options.pop("rename")),
        drop=frozenset(options.pop("drop")),
    )
    engine = _engine(options.pop("engine"), options.pop("address"))
    keep_text, workers = not options.pop("no_text"), options.pop("workers") or 0
    settings = Settings(columns, keep_text=keep_text, workers=workers, **options)
    try:
        with shown(Console(stderr=True)) as report:
            return score_files(inputs, output, settings, report=report, engine=engine)
    except KeyboardInterrupt:
        click.echo("sourcing: stopped; the same command goes on from here", err=True)
        raise
    except OSError as error:
        reason = error.strerror or error
        raise InputError(f"{output} cannot be written ({reason}): see to it, and run again") from (
            error
        )


def _engine(name: str, address: str | None) -> Engine:
    if name == "ray":
        from sourcing.integrations.ray import on_cluster

        return on_cluster(address)
    if address is not None:
        raise InputError(f"--address {address} is for a Ray cluster: add --engine ray")
    from sourcing.batch.run import on_this_machine

    return on_this_machine


def _renamed(pairs: tuple[str, ...]) -> dict[str, str]:
    for pair in pairs:
        if not all(pair.partition("=")):
            raise InputError(f"--rename {pair} is not OLD=NEW: give the two names")
    return {old: new for old, _, new in (pair.partition("=") for pair in pairs)}


def _summary(done: Done, output: Path) -> str:
    lines = [
        f"{output}: {done.documents:,} documents, {done.sentences:,} sentences, "
        f"{done.attributions:,} attributions"
    ]
    if done.errors:
        lines.append(
            f"sourcing: warning: {done.errors:,} of {done.rows:,} rows could not be scored, see "
            f"{output / 'errors.jsonl'}"
        )
    return "\n".join(lines)
