"""All of it: survey the input, go on where an earlier run stopped, score, write."""

from __future__ import annotations

import sys
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from importlib.util import find_spec
from itertools import islice
from pathlib import Path

import pyarrow as pa

from sourcing.batch.check import fault
from sourcing.batch.collect import Batch, Part
from sourcing.batch.find import Source, find
from sourcing.batch.header import check_same, header_of, identity
from sourcing.batch.parts import ASIDE, INPUTS, Done, Output
from sourcing.batch.read import Record, records
from sourcing.batch.settings import Settings, cores
from sourcing.batch.survey import Survey, survey
from sourcing.batch.work import Scored, Scorer, Text, scored
from sourcing.errors import InputError, MissingExtraError
from sourcing.files import STDIN
from sourcing.folder import ModelFolder
from sourcing.folder import find as find_model

MAX_PART_CHARACTERS = 20_000_000  # a part of long texts has fewer rows, so that it fits in memory

Report = Callable[[int, int, int], None]
"""Called with the rows done, the rows in all, and the errors among those done."""

Engine = Callable[[Scorer, Iterable[Batch], int], Generator[tuple[Batch, Scored], None, None]]
"""Gives every batch with its tables, in order; called with `Settings.workers`."""


def on_this_machine(
    scorer: Scorer, batches: Iterable[Batch], workers: int
) -> Generator[tuple[Batch, Scored], None, None]:
    """The engine that needs nothing: processes, by default one a core."""
    return scored(scorer, batches, workers or cores())


def score_files(
    inputs: Sequence[str],
    out: Path,
    settings: Settings,
    *,
    report: Report = lambda done, rows, errors: None,
    engine: Engine = on_this_machine,
) -> Done:
    """Score all inputs into the tables of the folder `out`, or go on where a run stopped.

    An input is a file, a folder, a glob, or "-" for the standard input. The tables are the same
    whatever `engine` scores, and a run may go on with another. Returns what stands in
    `out` in the end. Raises InputError when the input cannot be read, or when `out` was begun
    with other input, another model or other settings.
    """
    if settings.lang_check and find_spec("py3langid") is None:
        raise MissingExtraError("--lang-check", "lang")
    folder = find_model(settings.model)
    output = Output(out, settings.format)
    with output.opened():
        items = list(_with_stdin(inputs, output, settings))
        known = _opened(output, items, folder, settings)
        report(output.done.rows, known.rows, output.done.errors)
        found = records(_sources(items, settings, out), known.roles, known.carried)
        rest = batches(islice(found, output.done.rows, None), settings)
        model = None if settings.model is None else str(folder.path)
        scorer = Scorer(model, settings.lang_check, settings.keep_text)
        with closing(engine(scorer, rest, settings.workers)) as work:
            _write(output, work, known, identity(folder), report)
        output.clear_aside()
    return output.done


def _with_stdin(
    inputs: Sequence[str], output: Output, settings: Settings
) -> Iterator[str | Source]:
    """The inputs, each once; a copy in place of the standard input, which cannot be read twice."""
    for item in dict.fromkeys(inputs):
        if item != STDIN:
            yield item
            continue
        path = output.copy_aside(sys.stdin.buffer, "stdin")
        yield Source(path, "stdin", settings.input_format or "jsonl", None)


def _sources(items: Iterable[str | Source], settings: Settings, out: Path) -> Iterator[Source]:
    for item in items:
        if isinstance(item, Source):
            yield item
        else:
            yield from find(item, settings.input_format, without=out)


def _opened(
    output: Output, items: Sequence[str | Source], folder: ModelFolder, settings: Settings
) -> Survey:
    """Survey the input, and begin the output or find the place where it goes on."""
    listing = output.folder / f"{ASIDE}{INPUTS}"
    known = survey(_sources(items, settings, output.folder), settings.columns, listing)
    header = header_of(known, folder, settings)
    earlier = output.header()
    if earlier is None:
        output.begin(header, listing)
    else:
        check_same(earlier, header, output.folder / INPUTS, listing)
        output.resume()
    return known


def _write(
    output: Output,
    work: Iterable[tuple[Batch, Scored]],
    known: Survey,
    metadata: Mapping[str, str],
    report: Report,
) -> None:
    carried = pa.schema([(name, kind) for name, (_, kind) in known.carried.items()])
    part, done = Part(carried, metadata), output.done
    for batch, result in work:
        part.add(batch, result)
        if batch.closes:
            part.write(output)
        report(done.rows + part.rows, known.rows, done.errors + part.errors)
    part.write(output)
    if done.rows != known.rows:
        raise InputError(
            f"the input changed while it was read: it had {known.rows:,} rows, and then "
            f"{done.rows:,}; start again in another folder"
        )


def batches(rest: Iterable[Record], settings: Settings) -> Iterator[Batch]:
    """Rows in batches; where a part ends depends on the rows alone, not on the batches."""
    batch: list[Record] = []
    rows = characters = 0
    for record in rest:
        batch.append(record)
        rows += 1
        characters += len(record.text) if isinstance(record.text, str) else 0
        closes = rows >= settings.part_rows or characters >= MAX_PART_CHARACTERS
        if closes or len(batch) >= settings.batch_rows:
            yield _batch(batch, closes, settings.max_characters)
            batch = []
        if closes:
            rows = characters = 0
    if batch:
        yield _batch(batch, False, settings.max_characters)


def _batch(batch: Sequence[Record], closes: bool, longest: int) -> Batch:
    faults, texts = {}, []
    for record in batch:
        if reason := record.fault or fault(record.text, longest):
            faults[record.row] = reason
        else:
            texts.append(Text(record.row, record.id, record.title, str(record.text)))
    return Batch(tuple(batch), tuple(texts), faults, closes)
