"""The command line, a skin over the library: every command reads, calls, and writes.

Results go to standard output and everything else to standard error, so that pipes stay clean.
Exit codes: 0 done; 1 with `--strict`, when lines of a JSON Lines file were skipped, and with
`check`, when something was found; 2 a file, model or option cannot be used; 130 interrupted.
Whatever is slow to import is imported inside the command that needs it.
"""

from __future__ import annotations

import functools
import json
import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

import click

from sourcing import __version__, files
from sourcing.batch.command import batch
from sourcing.compare.command import compare
from sourcing.errors import InputError, MissingExtraError, SourcingError
from sourcing.serve.command import serve

if TYPE_CHECKING:
    from sourcing.analyzer import Analyzer
    from sourcing.article import Article, Sentence

INTERRUPTED = 130  # what shells expect after Ctrl-C: 128 + SIGINT


class _Refusal(click.ClickException):
    """A SourcingError as the command line shows it: one sentence, no traceback."""

    exit_code = 2

    def show(self, file: Any = None) -> None:
        _complain(self.message)


class _Commands(click.Group):
    """Lets no command end in a traceback that the user can do nothing about."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except SourcingError as error:
            raise _Refusal(str(error)) from error
        except KeyboardInterrupt:
            raise click.exceptions.Exit(INTERRUPTED) from None


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__)
def main() -> None:
    """Who stands behind each sentence of a news article?

    \b
    Example: sourcing label article.txt
    """
    # What libraries log would otherwise reach standard error between our own sentences.
    logging.getLogger().addHandler(logging.NullHandler())


main.add_command(batch)
main.add_command(serve)
main.add_command(compare)

# What the commands over articles share.


@dataclass
class _Articles:
    """The articles of some files, read and analysed one at a time; "-" is standard input.

    What cannot be read is reported and counted, and the rest goes on.
    """

    paths: tuple[str, ...]
    model: str | None
    format: str | None  # of all files; by default the suffix says
    stdin_format: str
    path: str = ""  # the file that the last article came from
    read: int = 0
    bad_lines: int = 0
    bad_files: int = 0

    def __iter__(self) -> Iterator[tuple[files.Record, Article]]:
        analyzer: Analyzer | None = None
        for record in self._records():
            # Loaded after the first good record: bad input is refused at once.
            analyzer = analyzer or _load(self.model)
            yield record, analyzer(record.text, id=record.id, title=record.title)
            self.read += 1

    def _records(self) -> Iterator[files.Record]:
        for path in self.paths:
            self.path = path
            format = self._format_of(path)
            try:
                for item in files.read(path, format=format):
                    if isinstance(item, files.Record):
                        yield item
                    else:
                        self.bad_lines += 1
                        _complain(f"{files.name_of(path)}, {item}")
            except InputError as error:
                self.bad_files += 1
                _complain(str(error))

    def _format_of(self, path: str) -> str:
        known = self.stdin_format if path == files.STDIN else files.format_of(path)
        return self.format or known

    @property
    def exact(self) -> bool:
        """Whether the last article's text is its file's own, character by character."""
        return self._format_of(self.path) == "text"

    def summary(self) -> str:
        counts = {"line": self.bad_lines, "file": self.bad_files}
        skipped = [f"{_count(number, kind)} skipped" for kind, number in counts.items() if number]
        return ", ".join([_count(self.read, "article"), *skipped])

    def exit_code(self, strict: bool) -> int:
        if self.bad_files or not self.read:
            return 2
        return 1 if strict and self.bad_lines else 0


def _load(model: str | None) -> Analyzer:
    """The only place where the command line meets a model; tests put a fake here."""
    import sourcing

    return sourcing.load(model)


def _over_articles(stdin_format: str) -> Callable[[Callable[..., int | None]], click.Command]:
    """Makes a command of a function over `_Articles`, with the arguments that all of them share.

    What the function returns is the exit code, unless something could not be read.

    Standard input has no suffix, so `stdin_format` says what it holds unless `--from` does.
    """

    def command(function: Callable[..., int | None]) -> click.Command:
        @main.command(name=function.__name__)
        @click.argument("paths", nargs=-1, required=True, metavar="FILE...")
        @click.option("--model", metavar="PATH", help="Model folder; by default the shipped model.")
        @click.option(
            "--from",
            "format",
            type=click.Choice(files.FORMATS),
            help=f"What the files hold; by default their suffix says, and '-' is {stdin_format}.",
        )
        @click.option("--strict", is_flag=True, help="Exit with 1 if a JSON line was skipped.")
        @functools.wraps(function)
        def run(
            paths: tuple[str, ...], model: str | None, format: str | None, strict: bool, **own: Any
        ) -> None:
            articles = _Articles(paths, model, format, stdin_format)
            code = function(articles, **own)
            click.get_current_context().exit(articles.exit_code(strict) or code or 0)

        return run

    return command


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def _complain(message: str) -> None:
    click.echo(f"sourcing: {message}", err=True)


def _write(path: str, text: str) -> None:
    if path == files.STDIN:
        click.echo(text)
        return
    try:
        Path(path).write_text(text, encoding="utf-8")
    except OSError as error:
        raise _unwritable(path, error) from None


def _make_folder(path: Path) -> None:
    try:
        path.mkdir(exist_ok=True)
    except OSError as error:
        raise _unwritable(path, error) from None


def _unwritable(path: str | Path, error: OSError) -> InputError:
    reason = error.strerror or error
    return InputError(f"{path} cannot be written ({reason}): choose another place")


def _json(data: Any, indent: int | None = None) -> str:
    return json.dumps(data, ensure_ascii=False, indent=indent)


# The commands over articles


@_over_articles(stdin_format="text")
@click.option(
    "--format",
    "output",
    type=click.Choice(["text", "json", "jsonl", "md", "mail"]),
    default="text",
    show_default=True,
    help="text is coloured in a terminal, mail is plain; json is an array for several articles.",
)
def label(articles: _Articles, output: str) -> None:
    """Label the sentences of articles and show the evidence.

    \b
    Example: sourcing label article.txt
    Example: curl -s https://example.org/story | sourcing label --from html -
    """
    _PRINTERS[output](article for _, article in articles)


def _print_text(articles: Iterator[Article]) -> None:
    from rich.console import Console

    from sourcing.report import to_terminal

    console = Console()
    for article in articles:
        console.print(to_terminal(article), end="\n\n")


def _print_markdown(articles: Iterator[Article]) -> None:
    from sourcing.report import to_markdown

    for article in articles:
        click.echo(to_markdown(article))


def _print_mail(articles: Iterator[Article]) -> None:
    from sourcing.report import to_text

    for article in articles:
        click.echo(to_text(article))


def _print_json_lines(articles: Iterator[Article]) -> None:
    for article in articles:
        click.echo(_json(article.to_dict()))


def _print_json(articles: Iterator[Article]) -> None:
    found = [article.to_dict() for article in articles]
    if found:
        click.echo(_json(found[0] if len(found) == 1 else found, indent=2))


_PRINTERS: dict[str, Callable[[Iterator[Article]], None]] = {
    "text": _print_text,
    "json": _print_json,
    "jsonl": _print_json_lines,
    "md": _print_markdown,
    "mail": _print_mail,
}


@_over_articles(stdin_format="text")
@click.option(
    "-o",
    "--output",
    metavar="FILE",
    default="report.html",
    show_default=True,
    help="The page to write; '-' is standard output.",
)
@click.option("--diff", is_flag=True, help="Two articles, or two versions of one, side by side.")
@click.option("--split", is_flag=True, help="A page an article in a folder, and an index.")
def report(articles: _Articles, output: str, diff: bool, split: bool) -> None:
    """Write one HTML page on articles; several get an index.

    Where one page would pass 5 MB, and always with --split, FILE is the index, and each article
    has a page of its own, by its id, in a folder beside it: report-articles for report.html.

    \b
    Example: sourcing report article.txt -o report.html
    Example: sourcing report first.txt second.txt --diff
    """
    if split and (diff or output == files.STDIN):
        raise click.UsageError("--split writes several files: give it a FILE, and no --diff")
    found = (article for _, article in articles)
    folders = _write_diff(found, output) if diff else _write_pages(found, output, split)
    if articles.read:
        click.echo(f"wrote {' and '.join([output, *folders])}: {articles.summary()}", err=True)


def _write_diff(articles: Iterator[Article], output: str) -> list[str]:
    from sourcing.report import to_diff_html

    found = list(articles)
    if len(found) != 2:
        raise click.UsageError(f"--diff takes two articles, and there are {len(found)}")
    before, after = found
    _write(output, to_diff_html(before, after))
    return []


def _write_pages(articles: Iterator[Article], output: str, split: bool) -> list[str]:
    """Write the pages of a report one by one; returns the folders that hold some."""
    from sourcing.report import NO_LIMIT, PAGE_LIMIT, report_pages

    target = Path(output)
    limit = NO_LIMIT if output == files.STDIN else PAGE_LIMIT  # a stream has no folder beside it
    folders: list[str] = []
    for path, page in report_pages(articles, target, split=split, limit=limit):
        if path != target and str(path.parent) not in folders:
            _make_folder(path.parent)
            folders.append(str(path.parent))
        _write(str(path) if path != target else output, page)
    return folders


@_over_articles(stdin_format="text")
@click.option(
    "--profile",
    metavar="NAME",
    help="Whose rules: default, ap, reuters, bbc, nyt or jti; .sourcing.toml may name it too.",
)
@click.option(
    "--format",
    "output",
    type=click.Choice(["text", "json", "sarif", "github"]),
    default="text",
    show_default=True,
    help="text is file:line:col severity rule message.",
)
@click.option(
    "--fail-under",
    metavar="SCORE=VALUE",
    multiple=True,
    help="Exit with 1 if a score is lower, as in named_share=0.5; may be repeated.",
)
@click.option(
    "--fail-on",
    type=click.Choice(["error", "warning", "note", "never"]),
    default="warning",
    show_default=True,
    help="The least grave finding that makes the exit code 1.",
)
def check(
    articles: _Articles,
    profile: str | None,
    output: str,
    fail_under: tuple[str, ...],
    fail_on: str,
) -> int:
    """Check articles as editors do.

    Each finding has its place, a rule and a severity. Exit code 0: nothing grave; 1: a finding
    as grave as --fail-on, or a score under its least value; 2: a file or option cannot be used.
    A .sourcing.toml here or in a folder above chooses the profile and switches single rules.

    \b
    Example: sourcing check article.txt --profile ap --fail-under named_share=0.5
    """
    from sourcing import check as checks

    policy = checks.policy_for(Path.cwd(), profile, fail_under)
    found = [policy.check(articles.path, articles.exact, article) for _, article in articles]
    if text := checks.FORMATS[output](found):
        click.echo(text)
    return checks.exit_code(found, fail_on)


@_over_articles(stdin_format="jsonl")
@click.option("--sentences", is_flag=True, help="Add the sentences with their labels.")
def score(articles: _Articles, sentences: bool) -> None:
    """Score JSON Lines: one line of scores an article.

    Each input line is an object with "text" and, if known, "id", "title", "outlet", "date" and
    "url". A line that cannot be scored is reported with its number, and the rest goes on.

    \b
    Example: sourcing score articles.jsonl > scores.jsonl
    """
    for record, article in articles:
        known = {name: getattr(record, name) for name in ("id", "title", "outlet", "date", "url")}
        row = {**known, **article.scores.to_dict()}
        if sentences:
            row["sentences"] = [_sentence_row(sentence) for sentence in article.sentences]
        click.echo(_json(row))
    click.echo(f"scored {articles.summary()}", err=True)


def _sentence_row(sentence: Sentence) -> dict[str, Any]:
    return {
        "start": sentence.start,
        "end": sentence.end,
        "text": sentence.text,
        "label": str(sentence.label),
        "probability": sentence.probability,
        "attribution": str(sentence.attribution),
        "content": str(sentence.content),
        "sources": [source.name for source in sentence.sources],
    }


# The commands over models

_FOLDER = click.Path(file_okay=False, path_type=Path)


@main.command()
@click.argument("recipe", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--data", type=_FOLDER, help="Folder of the annotated data.")
@click.option("-o", "--output", type=_FOLDER, help="Folder for the model; the recipe names one.")
@click.option(
    "--extra",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    multiple=True,
    help="Corrections that a reader exported, to learn from too; may be repeated.",
)
def train(recipe: Path, data: Path | None, output: Path | None, extra: tuple[Path, ...]) -> None:
    """Train a model by a RECIPE.

    From the data folder to a finished model folder, its card included.

    \b
    Example: sourcing train models/recipes/default.yaml
    """
    folder = _training("train", "Training").run(recipe, data, output, extra)
    click.echo(f"wrote {folder}", err=True)


@main.command()
@click.argument("model", required=False, type=click.Path(path_type=Path))
@click.option("--data", type=_FOLDER, help="Folder of the annotated data.")
@click.option("--json", "target", metavar="FILE", help="Write the numbers here too.")
def evaluate(model: Path | None, data: Path | None, target: str | None) -> None:
    """Measure a MODEL on the development data.

    By default the shipped model: one table a facet, with precision, recall and F1.

    \b
    Example: sourcing evaluate models/default --json results.json
    """
    from rich.console import Console

    results = _training("evaluate", "Evaluation").run(model, data)
    Console().print(*results.tables(), sep="\n")
    if target:
        _write(target, _json(results.to_dict(), indent=2))


def _training(name: str, feature: str) -> ModuleType:
    """A module of `sourcing.training`, or MissingExtraError when its dependencies are missing."""
    try:
        return import_module(f"sourcing.training.{name}")
    except ModuleNotFoundError as error:
        if (error.name or "").startswith("sourcing"):
            raise
        raise MissingExtraError(feature, "train") from error
