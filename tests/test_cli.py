"""The command line over a fake analyzer: what goes where, and with which exit code."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from types import ModuleType, SimpleNamespace

import click
import pytest
from click.testing import CliRunner, Result

from sourcing import cli
from sourcing.article import Article, SourceType
from sourcing.errors import ModelError
from tests.builders import Who, build, piece

ROOT = Path(__file__).parents[1]
TEXT = "The bridge is safe, Tom Hall said."
TOM = Who("Tom Hall", SourceType.NAMED_PERSON)
ARTICLE = build(piece("{The bridge is safe}, [Tom Hall] <said>.", by=TOM))


class FakeAnalyzer:
    """Reads `TEXT` as an analyzer would, and anything else as one sentence without a source."""

    def __call__(self, text: str, id: str | None = None, title: str | None = None) -> Article:
        article = ARTICLE if text == TEXT else build(piece(text))
        return replace(article, id=id, title=title, model="fake")


@pytest.fixture
def loaded(monkeypatch) -> list[str | None]:
    """Puts the fake in; holds the models that were asked for."""
    asked: list[str | None] = []

    def load(model: str | None) -> FakeAnalyzer:
        asked.append(model)
        return FakeAnalyzer()

    monkeypatch.setattr(cli, "_load", load)
    return asked


@pytest.fixture
def run(loaded, tmp_path, monkeypatch):
    """Runs a command line in an empty folder."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str, stdin: str | bytes | None = None) -> Result:
        result = CliRunner().invoke(cli.main, arguments, input=stdin, prog_name="sourcing")
        assert result.exception is None or isinstance(result.exception, SystemExit), result.output
        return result

    return run


@pytest.fixture
def fake_report(monkeypatch) -> None:
    module = ModuleType("sourcing.report")
    module.to_terminal = lambda article: f"terminal {article.id}"
    module.to_markdown = lambda article: f"# {article.id}"
    module.report_pages = fake_pages
    module.PAGE_LIMIT, module.NO_LIMIT = 5, 10
    monkeypatch.setitem(sys.modules, "sourcing.report", module)


def fake_pages(articles, page, *, split, limit):
    """One page of the ids; with `split`, or past the limit, a page an article too."""
    ids = [article.id for article in articles]
    if split or len(ids) > limit:
        for id in ids:
            yield page.with_name("apart") / f"{id}.html", f"<html>{id}</html>"
    if ids:
        yield page, f"<html>{' '.join(ids)}</html>"


def put(name: str, data: str | bytes = TEXT) -> str:
    Path(name).write_bytes(data.encode() if isinstance(data, str) else data)
    return name


def rows(*items: object) -> str:
    return "".join(f"{item if isinstance(item, str) else json.dumps(item)}\n" for item in items)


def parsed(output: str) -> list[dict]:
    return [json.loads(line) for line in output.splitlines()]


# Every command, live

COMMANDS = sorted(cli.main.commands)


def test_the_commands_are_these():
    names = "batch check compare evaluate label report score serve train"
    assert names.split() == COMMANDS


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_and_an_example(run, name):
    command = cli.main.commands[name]
    assert f"Example: sourcing {name} " in command.help
    assert command.get_short_help_str(limit=60).endswith("."), "first line too long for the list"
    for option in command.params:
        assert isinstance(option, click.Argument) or option.help, option.name
    for flag in ("-h", "--help"):
        assert run(name, flag).stdout.startswith(f"Usage: sourcing {name} ")


@pytest.mark.parametrize("name", ["check", "label", "report", "score"])
def test_commands_over_articles_share_their_flags(name):
    flags = {flag for option in cli.main.commands[name].params for flag in option.opts}
    assert {"--model", "--from", "--strict", "paths"} <= flags


def test_help_needs_nothing_slow():
    heavy = ["pyarrow", "onnxruntime", "tokenizers", "jinja2", "rich", "torch", "trafilatura"]
    code = (
        "import sys; from sourcing.cli import main; main(['--help'], standalone_mode=False); "
        f"sys.exit(str([name for name in {heavy} if name in sys.modules] or ''))"
    )
    found = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert found.stderr.strip() == ""
    assert "Commands:" in found.stdout


# label


@pytest.mark.usefixtures("fake_report")
@pytest.mark.parametrize(
    ("flags", "expected"),
    [
        ([], "terminal a.txt\n\nterminal b.txt\n\n"),
        (["--format", "text"], "terminal a.txt\n\nterminal b.txt\n\n"),
        (["--format", "md"], "# a.txt\n# b.txt\n"),
    ],
)
def test_label_prints_every_article(run, flags, expected):
    result = run("label", put("a.txt"), put("b.txt"), *flags)
    assert (result.stdout, result.stderr, result.exit_code) == (expected, "", 0)


def test_label_as_json_is_an_object_for_one_and_an_array_for_several(run):
    a, b = put("a.txt"), put("b.txt")
    one = json.loads(run("label", a, "--format", "json").stdout)
    assert Article.from_dict(one) == FakeAnalyzer()(TEXT, id="a.txt")
    assert [item["id"] for item in json.loads(run("label", a, b, "--format", "json").stdout)] == [
        a,
        b,
    ]


def test_label_as_json_lines_is_one_line_an_article(run):
    articles = put("a.jsonl", rows({"text": TEXT, "id": "1", "title": "T"}, {"text": "“Hm.”"}))
    output = run("label", articles, "-", "--format", "jsonl", stdin=TEXT).stdout
    assert [(row["id"], row["title"]) for row in parsed(output)] == [
        ("1", "T"),
        ("a.jsonl:2", None),
        ("stdin", None),
    ]
    assert "“Hm.”" in output


def test_the_model_is_the_one_asked_for_and_loaded_once(run, loaded):
    a, b = put("a.txt"), put("b.txt")
    run("label", a, b, "--format", "jsonl", "--model", "other/folder")
    run("label", a, "--format", "jsonl")
    assert loaded == ["other/folder", None]


# What cannot be read


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "is empty"),
        (b"\x00\x01\x02", "a NUL at byte 0"),
        ("Le café est fermé".encode("latin-1"), "not valid UTF-8 (byte 0xe9 at offset 6)"),
        ("Die Brücke ist am Montag gesperrt, sagt Tom. ".encode() * 4, "does not look English"),
        (b"The bridge is safe, he said. " * 180_000, "more than the 1,000,000"),
    ],
)
@pytest.mark.parametrize("command", ["label", "report", "score"])
def test_an_unusable_file_is_one_sentence_and_exit_code_2(run, loaded, command, data, message):
    result = run(command, put("bad.txt", data))
    assert result.exit_code == 2
    assert result.stdout == ""
    first, *rest = result.stderr.splitlines()
    assert first.startswith("sourcing: bad.txt ")
    assert message in first
    assert [line for line in rest if not line.startswith("scored 0 articles")] == []
    assert loaded == [], "no model is loaded for nothing"


@pytest.mark.parametrize("path", ["gone.txt", "."])
def test_a_missing_file_and_a_directory_are_one_sentence(run, path):
    result = run("label", path)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith(f"sourcing: {path} ")
    assert result.stderr.count("\n") == 1


def test_the_other_files_are_read_when_one_cannot_be(run):
    result = run("label", put("a.txt"), "gone.txt", put("b.txt"), "--format", "jsonl")
    assert [row["id"] for row in parsed(result.stdout)] == ["a.txt", "b.txt"]
    assert result.stderr.startswith("sourcing: gone.txt cannot be read")
    assert result.exit_code == 2


BAD = rows({"text": TEXT, "id": "1"}, "{broken", {"text": 5, "id": "3"}, {"text": TEXT, "id": "4"})


@pytest.mark.parametrize(("flags", "code"), [([], 0), (["--strict"], 1)])
def test_bad_json_lines_are_reported_and_the_rest_is_scored(run, flags, code):
    result = run("score", put("a.jsonl", BAD), *flags)
    assert [row["id"] for row in parsed(result.stdout)] == ["1", "4"]
    broken, number, summary = result.stderr.splitlines()
    assert broken.startswith("sourcing: a.jsonl, line 2: not valid JSON")
    assert number.startswith("sourcing: a.jsonl, line 3 (id '3'): \"text\" is a number")
    assert summary == "scored 2 articles, 2 lines skipped"
    assert result.exit_code == code


def test_nothing_but_bad_lines_is_a_failure(run):
    result = run("score", "-", stdin="{broken\n")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("sourcing: stdin, line 1: not valid JSON")
    assert "scored 0 articles, 1 line skipped" in result.stderr


def test_a_broken_model_is_one_sentence(run, monkeypatch):
    def refuse(model):
        raise ModelError(f"{model} is no model folder: name one")

    monkeypatch.setattr(cli, "_load", refuse)
    result = run("label", put("a.txt"), "--model", "x", "--format", "json")
    assert (result.stderr, result.exit_code) == ("sourcing: x is no model folder: name one\n", 2)


def test_an_interrupt_is_quiet(run, monkeypatch):
    def interrupt(model):
        raise KeyboardInterrupt

    monkeypatch.setattr(cli, "_load", interrupt)
    result = run("score", "-", stdin=rows({"text": TEXT}))
    assert (result.output, result.exit_code) == ("", 130)


def test_a_closed_pipe_is_quiet(tmp_path):
    """The reader of the output goes away after the first line, as `head -1` does."""
    code = (
        "from sourcing import cli; from tests.test_cli import FakeAnalyzer; "
        "cli._load = lambda model: FakeAnalyzer(); cli.main(['score', '-'])"
    )
    articles = tmp_path / "a.jsonl"
    articles.write_text(rows(*[{"text": TEXT}] * 400))
    with (
        articles.open() as stdin,
        subprocess.Popen(
            [sys.executable, "-c", code],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": "."},
            stdin=stdin,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        ) as process,
    ):
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait() == 1


# score


def test_score_keeps_what_is_known_and_adds_all_scores(run):
    known = {
        "id": "1",
        "title": "T",
        "outlet": "Tern",
        "date": "2024-03-05",
        "url": "https://e.org",
    }
    result = run("score", "-", stdin=rows({"text": TEXT, **known}))
    (row,) = parsed(result.stdout)
    assert row == {**known, **replace(ARTICLE, title="T").scores.to_dict()}
    assert row["named_share"] == 1.0
    assert result.stderr == "scored 1 article\n"


def test_score_adds_sentences_when_asked(run):
    (row,) = parsed(run("score", "--sentences", "-", stdin=rows({"text": TEXT})).stdout)
    assert row["sentences"] == [
        {
            "start": 0,
            "end": len(TEXT),
            "text": TEXT,
            "label": "attributed",
            "probability": 1.0,
            "attribution": "stated",
            "content": "fact",
            "sources": ["Tom Hall"],
        }
    ]


def test_from_overrules_what_standard_input_holds(run):
    (row,) = parsed(run("score", "--from", "text", "-", stdin=TEXT).stdout)
    assert row["id"] == "stdin"


# report


@pytest.mark.usefixtures("fake_report")
@pytest.mark.parametrize(
    ("names", "page", "count"),
    [
        (["a.txt"], "<html>a.txt</html>", "1 article"),
        (["a.txt", "b.txt"], "<html>a.txt b.txt</html>", "2 articles"),
    ],
)
def test_report_writes_one_page(run, names, page, count):
    result = run("report", *map(put, names))
    assert Path("report.html").read_text(encoding="utf-8") == page
    assert (result.stdout, result.exit_code) == ("", 0)
    assert result.stderr == f"wrote report.html: {count}\n"


@pytest.mark.usefixtures("fake_report")
def test_report_goes_where_it_is_told(run):
    assert run("report", put("a.txt"), "-o", "-").stdout == "<html>a.txt</html>\n"
    result = run("report", "a.txt", "-o", "no/such/folder.html")
    assert result.stderr.startswith("sourcing: no/such/folder.html cannot be written (No such file")
    assert result.exit_code == 2


@pytest.mark.usefixtures("fake_report")
def test_no_page_is_written_on_nothing(run):
    run("report", put("empty.txt", ""))
    assert not Path("report.html").exists()


@pytest.mark.usefixtures("fake_report")
@pytest.mark.parametrize(("names", "flags"), [("ab", ["--split"]), ("abcdef", [])])
def test_a_report_in_several_files(run, names, flags):
    result = run("report", *map(put, names), *flags, "-o", "index.html")
    count = f"{len(names)} articles"
    assert (result.exit_code, result.stderr) == (0, f"wrote index.html and apart: {count}\n")
    assert Path("index.html").read_text(encoding="utf-8") == f"<html>{' '.join(names)}</html>"
    pages = {path.name: path.read_text(encoding="utf-8") for path in Path("apart").iterdir()}
    assert pages == {f"{name}.html": f"<html>{name}</html>" for name in names}


@pytest.mark.usefixtures("fake_report")
def test_a_stream_gets_one_page_whatever_its_size(run):
    assert run("report", *map(put, "abcdef"), "-o", "-").stdout == "<html>a b c d e f</html>\n"


@pytest.mark.usefixtures("fake_report")
def test_a_folder_that_cannot_be_made_is_named(run):
    put("apart")
    result = run("report", put("a"), "--split")
    assert result.stderr.startswith("sourcing: apart cannot be written (File exists)")
    assert result.exit_code == 2


@pytest.mark.usefixtures("fake_report")
@pytest.mark.parametrize("flags", [["-o", "-"], ["--diff"]])
def test_split_needs_a_place_for_files(run, flags):
    result = run("report", put("a"), "--split", *flags)
    assert "--split writes several files" in result.stderr
    assert result.exit_code == 2


# train and evaluate


def fake_training(monkeypatch, name: str, function) -> None:
    monkeypatch.setitem(sys.modules, f"sourcing.training.{name}", SimpleNamespace(run=function))


@pytest.mark.parametrize(
    ("flags", "expected"),
    [
        ([], (None, None, ())),
        (["--data", "d", "-o", "m"], (Path("d"), Path("m"), ())),
        (["--extra", "r.yaml", "--extra", "r.yaml"], (None, None, (Path("r.yaml"),) * 2)),
    ],
)
def test_train_hands_over_its_arguments(run, monkeypatch, flags, expected):
    fake_training(monkeypatch, "train", lambda *arguments: f"{arguments}")
    result = run("train", put("r.yaml"), *flags)
    assert result.stderr == f"wrote {(Path('r.yaml'), *expected)}\n"
    assert result.exit_code == 0


def test_evaluate_prints_tables_and_writes_numbers(run, monkeypatch):
    results = SimpleNamespace(tables=lambda: ["facet F1", "type F1"], to_dict=lambda: {"f1": 0.5})
    fake_training(monkeypatch, "evaluate", lambda model, data: results)
    result = run("evaluate", "some/model", "--json", "numbers.json")
    assert result.stdout.split("\n")[:2] == ["facet F1", "type F1"]
    assert json.loads(Path("numbers.json").read_text()) == {"f1": 0.5}


@pytest.mark.parametrize(
    ("arguments", "feature"), [(["train", "r.yaml"], "Training"), (["evaluate"], "Evaluation")]
)
def test_training_without_its_extra_names_the_command(run, monkeypatch, arguments, feature):
    def import_module(name):
        raise ModuleNotFoundError("No module named 'torch'", name="torch")

    monkeypatch.setattr(cli, "import_module", import_module)
    put("r.yaml")
    result = run(*arguments)
    assert result.stderr.startswith(f"sourcing: {feature} needs an optional dependency")
    assert "pip install 'sourcing[train]'" in result.stderr
    assert result.exit_code == 2


def test_diff_of_two_versions(run, tmp_path):
    first, second = (tmp_path / name for name in ("a.txt", "b.txt"))
    first.write_text("The bridge is safe, said Tom Hall, the mayor.", encoding="utf-8")
    second.write_text("The bridge is safe. Nobody was asked.", encoding="utf-8")
    page = tmp_path / "page.html"
    result = run("report", str(first), str(second), "--diff", "-o", str(page))
    assert result.exit_code == 0, result.stderr
    assert "Tom Hall" in page.read_text(encoding="utf-8")


def test_diff_wants_two(run, tmp_path):
    only = tmp_path / "a.txt"
    only.write_text("The bridge is safe, said Tom Hall, the mayor.", encoding="utf-8")
    result = run("report", str(only), "--diff", "-o", str(tmp_path / "page.html"))
    assert result.exit_code == 2
    assert "--diff takes two articles, and there are 1" in result.stderr
