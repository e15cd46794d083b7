"""`sourcing batch`, in this process and over a table of random numbers: what goes where."""

from __future__ import annotations

import io
import json
import os
import re
import shutil
import sys
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace

import pytest
from click.testing import CliRunner, Result

pa = pytest.importorskip("pyarrow")
import pyarrow.parquet as pq  # noqa: E402

from sourcing import __version__, cli  # noqa: E402
from sourcing.analyzer import Analyzer  # noqa: E402
from sourcing.batch import check, command, find, parts, progress, schema, work  # noqa: E402
from sourcing.batch.run import batches  # noqa: E402
from sourcing.batch.settings import Settings  # noqa: E402
from sourcing.folder import ModelFolder  # noqa: E402
from tests.batches import ROWS, TEXTS, lines, table, tree, write  # noqa: E402
from tests.fakes import TableTagger  # noqa: E402

DOCS = (Path(__file__).parents[1] / "docs" / "batch.md").read_text(encoding="utf-8")


@pytest.fixture
def model(weightless: ModelFolder, tmp_path, monkeypatch) -> Path:
    """A model folder that looks whole, and an analyzer that reads it without its network."""
    folder = tmp_path / "model"
    shutil.copytree(weightless.path, folder)
    (folder / "model.onnx").write_bytes(b"no network")
    fake = Analyzer(ModelFolder(folder), TableTagger())
    monkeypatch.setattr(work, "analyzer", lambda path: fake)
    monkeypatch.setattr(os, "fsync", lambda file: None)  # test_batch_crash.py is about that
    return folder


@pytest.fixture
def run(model, tmp_path, monkeypatch):
    """Runs `sourcing batch` with one worker, in a folder that holds the model alone."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str, out: str = "out", stdin: bytes | None = None) -> Result:
        options = ["-o", out, "--model", str(model), "--workers", "1"]
        result = CliRunner().invoke(
            cli.main, ["batch", *arguments, *options], input=stdin, prog_name="sourcing"
        )
        assert result.exception is None or isinstance(result.exception, SystemExit), result.output
        return result

    return run


def scored(run, *arguments: str) -> tuple[Path, Result]:
    result = run(*arguments)
    assert result.exit_code == 0, result.output
    return Path("out"), result


# Inputs


@pytest.mark.parametrize(
    "name", ["a.jsonl", "a.jsonl.gz", "a.ndjson.zst", "a.csv", "a.csv.gz", "a.csv.zst", "a.parquet"]
)
def test_every_format_gives_the_same_documents(run, tmp_path, name):
    out, result = scored(run, write(tmp_path / name).name)
    documents = table(out, "documents")
    assert [row["id"] for row in documents] == [row["id"] for row in ROWS]
    assert [row["row"] for row in documents] == list(range(len(ROWS)))
    assert [row["outlet"] for row in documents] == [row["outlet"] for row in ROWS]
    assert [row["characters"] for row in documents] == [len(row["text"]) for row in ROWS]
    assert {row["title"] for row in documents} == {"Bridge"}
    assert result.stderr.endswith("attributions\n")


def test_a_folder_is_read_in_order_and_a_text_has_its_path_as_id(run, tmp_path):
    for name in ("in/b.txt", "in/a/z.txt", "in/.hidden.txt", "in/notes.doc"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(f"A bridge opens\n\n{TEXTS[0]}", encoding="utf-8")
    out, _ = scored(run, "in")
    documents = table(out, "documents")
    assert [row["id"] for row in documents] == ["in/a/z.txt", "in/b.txt"]
    assert documents[0]["title"] == "A bridge opens"


def test_a_folder_may_hold_the_output(run, tmp_path):
    write(tmp_path / "a.jsonl")
    assert run(".", "--format", "jsonl").exit_code == 0
    before = tree(Path("out"))
    assert run(".", "--format", "jsonl").exit_code == 0
    assert tree(Path("out")) == before


def test_globs_and_several_inputs(run, tmp_path):
    for name in ("b1.jsonl", "b2.jsonl", "a.parquet"):
        write(tmp_path / name, [{"text": TEXTS[0], "id": name}])
    out, _ = scored(run, "b*.jsonl", "a.parquet", "b1.jsonl")
    expected = ["b1.jsonl", "b2.jsonl", "a.parquet", "b1.jsonl"]
    assert [row["id"] for row in table(out, "documents")] == expected


def test_standard_input_is_read_and_leaves_nothing_behind(run):
    data = json.dumps({"text": TEXTS[0]}).encode() + b"\n"
    assert run("-", stdin=data).exit_code == 0
    assert [row["id"] for row in table(Path("out"), "documents")] == ["stdin:1"]
    assert run("-", stdin=data).exit_code == 0, "the same input again is no change"
    expected = {"manifest.jsonl", "inputs.jsonl", "errors.jsonl", ".lock", *schema.TABLES}
    assert {path.name for path in Path("out").iterdir()} == expected


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["gone.jsonl"], "gone.jsonl matches no file"),
        (["model"], "model holds no file of a known suffix"),
        (["a.doc"], "a.doc has none of the suffixes"),
        (["cut.jsonl.gz"], "cut.jsonl.gz is damaged"),
        (["cut.zst", "--from", "jsonl"], "cut.zst is damaged"),
        (["cut.parquet"], "cut.parquet is damaged"),
        (["empty.jsonl"], "the input holds no row"),
        (["a.jsonl", "--text", "body"], "there is no column 'body', only 'id', 'title', 'outlet'"),
        (["a.jsonl", "--id", "url"], "name the right one with --id"),
        (["a.jsonl", "--rename", "outlet"], "--rename outlet is not OLD=NEW"),
        (
            ["clash.jsonl"],
            "a second 'words' in the table documents: give it another name with --re",
        ),
        (["a.jsonl", "--rename", "outlet=row"], "a second 'row' in the table documents"),
        (["twice.csv"], "two columns of one name"),
        (["a.parquet", "b.parquet"], "int64 in the column 'n', and a file before it has string"),
    ],
)
def test_what_cannot_be_read_is_one_sentence(run, tmp_path, arguments, message):
    write(tmp_path / "a.jsonl")
    write(tmp_path / "clash.jsonl", [{"text": "Hm.", "words": 5}])
    write(tmp_path / "a.parquet", [{"text": "Hm.", "n": "1"}])
    write(tmp_path / "b.parquet", [{"text": "Hm.", "n": 1}])
    whole = write(tmp_path / "cut.jsonl.gz").read_bytes()
    Path("cut.jsonl.gz").write_bytes(whole[:-9])
    Path("cut.zst").write_bytes(b"no zstd")
    Path("cut.parquet").write_bytes(b"PAR1")
    Path("empty.jsonl").write_bytes(b"\n")
    Path("twice.csv").write_bytes(b"text,n,n\nHm.,1,2\n")
    Path("a.doc").write_bytes(b"Hm.")
    result = run(*arguments)
    assert message in result.stderr
    assert (result.exit_code, result.stderr.count("\n")) == (2, 1)


# Columns


def test_the_columns_are_those_of_the_schema_and_then_the_carried_ones(run, tmp_path):
    out, _ = scored(run, write(tmp_path / "a.jsonl").name)
    for name, columns in schema.TABLES.items():
        found = pq.read_schema(out / name / "part-00000.parquet")
        own = schema.arrow_schema(columns)
        assert list(found)[: len(own)] == list(own)
        assert found.names[len(own) :] == (["outlet"] if name == "documents" else [])
        assert found.metadata[b"sourcing.table"] == name.encode()
        assert found.metadata[b"sourcing.version"] == __version__.encode()
        assert found.metadata[b"sourcing.model"] == b"weightless 0"
        assert len(found.metadata[b"sourcing.model_digest"]) == 32


@pytest.mark.parametrize(
    ("arguments", "carried", "ids"),
    [
        ([], {"url": "u", "outlet": "Tern"}, "7"),
        (["--drop", "url"], {"outlet": "Tern"}, "7"),
        (["--rename", "url=link"], {"link": "u", "outlet": "Tern"}, "7"),
        (["--id", "url", "--rename", "id=old"], {"old": 7, "url": "u", "outlet": "Tern"}, "u"),
        (["--title", "url", "--drop", "outlet"], {"url": "u"}, "7"),
    ],
)
def test_other_columns_are_carried_through(run, tmp_path, arguments, carried, ids):
    row = {"id": 7, "url": "u", "text": TEXTS[0], "outlet": "Tern"}
    out, _ = scored(run, write(tmp_path / "a.jsonl", [row]).name, *arguments)
    (document,) = table(out, "documents")
    own = {column.name for column in schema.DOCUMENTS}
    assert {name: value for name, value in document.items() if name not in own} == carried
    assert document["id"] == ids
    assert document["title"] == ("u" if "--title" in arguments else None)


@pytest.mark.parametrize(
    ("values", "kind", "expected"),
    [
        ([1, None, 3], pa.int64(), [1, None, 3]),
        ([1, 2.5, None], pa.float64(), [1.0, 2.5, None]),
        ([True, None, False], pa.bool_(), [True, None, False]),
        (["x", 1, [1, "é"]], pa.string(), ["x", "1", '[1, "é"]']),
        ([2**70, 1, None], pa.string(), [str(2**70), "1", None]),
        ([None, None, None], pa.string(), [None, None, None]),
    ],
)
def test_json_columns_get_one_type_for_all_parts(run, tmp_path, values, kind, expected):
    rows = [{"text": TEXTS[0], "extra": value} for value in values]
    rows += [{"text": TEXTS[0]}]
    out, _ = scored(run, write(tmp_path / "a.jsonl", rows).name, "--part-rows", "1")
    for part in (out / "documents").iterdir():
        assert pq.read_schema(part).field("extra").type == kind
    assert [row["extra"] for row in table(out, "documents")] == [*expected, None]


def test_parquet_columns_keep_their_types_and_values(run, tmp_path):
    columns = {
        "text": pa.array([TEXTS[0], None, TEXTS[1]]),
        "seen": pa.array([1, 2, None], pa.timestamp("ns", "UTC")),
        "tags": pa.array([["a"], None, []], pa.list_(pa.string())),
        "who": pa.array([{"n": 1}, {"n": 2}, None]),
        "kind": pa.array(["x", "y", "x"]).dictionary_encode(),
        "price": pa.array([1, 2, 3]).cast(pa.decimal128(24, 2)),
    }
    pq.write_table(pa.table(columns), tmp_path / "a.parquet")
    out, _ = scored(run, "a.parquet", "--part-rows", "1")
    found = pq.read_table(out / "documents")
    for name in ("seen", "tags", "who", "price"):
        assert found.schema.field(name).type == columns[name].type
        assert found[name].combine_chunks() == columns[name].take(pa.array([0, 2]))
    assert found["kind"].to_pylist() == ["x", "x"]


def test_the_tables_hang_together(run, tmp_path, model):
    out, _ = scored(run, write(tmp_path / "a.jsonl").name, "--part-rows", "5")
    documents, sentences, attributions = (table(out, name) for name in schema.TABLES)
    reader = work.analyzer(None)
    for document in documents:
        text = ROWS[document["row"]]["text"]
        article = reader(text, title="Bridge")
        mine = [row for row in sentences if row["row"] == document["row"]]
        assert [row["text"] for row in mine] == [text[row["start"] : row["end"]] for row in mine]
        assert len(mine) == document["sentences"]
        scores = article.scores.to_dict()
        assert document["named_share"] == scores["named_share"]
        low_high = [document["named_share_low"], document["named_share_high"]]
        assert low_high == scores["named_share_interval"]
        assert document["n_sources"] == scores["n_sources"]
        said = [row for row in attributions if row["row"] == document["row"]]
        assert [row["content_start"] for row in said] == [
            [span.start for span in a.contents] for a in article.attributions
        ]
        assert [row["cue"] for row in said] == [
            a.cue.text if a.cue else None for a in article.attributions
        ]
        for row, a in zip(said, article.attributions, strict=True):
            first = article.sentences[row["sentence"]]
            assert first.start <= a.spans[0].start < first.end
    assert attributions, "the random network finds some"


def test_without_text_no_word_of_a_sentence_is_kept(run, tmp_path):
    out, _ = scored(run, write(tmp_path / "a.jsonl").name, "--no-text")
    assert {row["text"] for row in table(out, "sentences")} == {None}


@pytest.mark.parametrize("name", schema.TABLES)
def test_the_documentation_has_every_column(name):
    section = DOCS.partition(f"### {name}\n")[2].partition("\n### ")[0].partition("\n## ")[0]
    found = re.findall(r"^\| `(\w+)` \| (\S+) \| (.*) \|$", section, re.MULTILINE)
    expected = [(c.name, c.type + "?" * c.nullable, c.meaning) for c in schema.TABLES[name]]
    assert found == expected
    assert f"version {schema.SCHEMA} of the schema" in DOCS


# Outputs


def test_json_lines_and_csv_say_the_same_as_parquet(run, tmp_path):
    rows = [row | {"seen": datetime(2026, 3, 5, 12)} for row in ROWS]
    write(tmp_path / "a.parquet", rows)
    for name in ("parquet", "jsonl", "csv"):
        assert run("a.parquet", "--format", name, "--part-rows", "7", out=name).exit_code == 0
    for name in schema.TABLES:
        expected = table(tmp_path / "parquet", name)
        found = [row for part in sorted(Path("jsonl", name).iterdir()) for row in lines(part)]
        for row in expected:
            if "seen" in row:
                row["seen"] = "2026-03-05 12:00:00.000000"
        assert found == expected
        header = Path("csv", name, "part-00000.csv").read_text("utf-8").splitlines()[0]
        assert header.split(",") == list(expected[0])
    cells = Path("csv", "sentences", "part-00000.csv").read_text("utf-8")
    assert ",false," in cells
    assert ",[]," in cells


def test_parts_have_the_rows_they_should(run, tmp_path, monkeypatch):
    out, _ = scored(run, write(tmp_path / "a.jsonl").name, "--part-rows", "5")
    _, *manifest = lines(out / "manifest.jsonl")
    assert [line["rows"] for line in manifest] == [5, 5, 2]
    assert sum(line["documents"] for line in manifest) == len(ROWS)
    names = sorted(path.name for path in (out / "documents").iterdir())
    assert names == [f"part-{i:05d}.parquet" for i in range(3)]


def test_a_part_of_long_texts_closes_early(monkeypatch):
    monkeypatch.setattr("sourcing.batch.run.MAX_PART_CHARACTERS", 100)
    records = [SimpleNamespace(text="x" * 60, fault="no", row=i) for i in range(5)]
    for batch_rows in (1, 2, 16):
        closed = []
        for batch in batches(records, Settings(batch_rows=batch_rows)):
            closed += [*[False] * (len(batch.records) - 1), batch.closes]
        assert closed == [False, True, False, True, False]


@pytest.mark.parametrize("batch_rows", ["1", "2", "100"])
def test_the_size_of_batches_changes_no_byte(run, tmp_path, batch_rows):
    write(tmp_path / "a.jsonl")
    run("a.jsonl", "--part-rows", "5")
    run("a.jsonl", "--part-rows", "5", "--batch-rows", batch_rows, out="other")
    assert tree(Path("other")) == tree(Path("out"))


# Bad rows

GERMAN = "Die Brücke ist sicher, sagte der Bürgermeister am Montag vor den Abgeordneten."
BAD = [
    (b"{broken", "not valid JSON", None),
    (b"[1]", "list, not a JSON object", None),
    (b"\xff\xfe{}", "not valid UTF-8: byte 0xff at offset 0", None),
    (b'{"id": "n"}', "the text is missing", "n"),
    (b'{"id": "m", "text": null}', "the text is missing", "m"),
    (b'{"id": 5, "text": 5}', "the text is int, not a string", "5"),
    (b'{"id": "e", "text": " \\n"}', "the text is empty", "e"),
    (b'{"id": "z", "text": "a\\u0000b"}', "1 control characters", "z"),
    (b'{"id": "s", "text": "a \\ud800"}', "the text is not valid UTF-8 at character 2", "s"),
    (b'{"id": "c", "text": "Hm.", "x": "\\ud800"}', "'x' is not valid UTF-8", "c"),
    (b'{"id": "k", "text": "Hm.", "\\ud800": 1}', "a key is not valid UTF-8", "k"),
    (b'{"id": "l", "text": "' + b"x" * 60 + b'"}', "60 characters, more than the 50", "l"),
]


@pytest.mark.parametrize(("flags", "code"), [([], 0), (["--strict"], 1)])
def test_bad_lines_go_to_the_errors_and_the_rest_is_scored(run, flags, code):
    good = json.dumps({"id": "good", "text": TEXTS[0]}).encode()
    Path("a.jsonl").write_bytes(b"\n".join([good, b"", *(line for line, *_ in BAD), good, b""]))
    result = run("a.jsonl", "--max-characters", "50", *flags)
    errors = lines(Path("out/errors.jsonl"))
    assert [error["line"] for error in errors] == list(range(3, 3 + len(BAD)))
    assert [error["row"] for error in errors] == list(range(1, 1 + len(BAD)))
    for error, (_, reason, known) in zip(errors, BAD, strict=True):
        assert reason in error["reason"]
        assert error["id"] == (known or f"a.jsonl:{error['line']}")
        assert error["file"] == "a.jsonl"
    assert [row["row"] for row in table(Path("out"), "documents")] == [0, 1 + len(BAD)]
    assert f"warning: {len(BAD)} of {len(BAD) + 2} rows could not be scored" in result.stderr
    assert result.exit_code == code
    again = run("a.jsonl", "--max-characters", "50", *flags)
    assert (again.stderr, again.exit_code) == (result.stderr, code), "also when nothing is left"


def test_bad_lines_of_csv(run):
    data = [b"text,n", b"Fine words.,1", b"too few", b"caf\xe9,2", b'"Two', b'lines.",3', b",4"]
    Path("a.csv").write_bytes(b"\n".join([*data, b""]))
    run("a.csv")
    found = [(error["line"], error["reason"]) for error in lines(Path("out/errors.jsonl"))]
    assert found == [
        (3, "1 cells, and the header has 2"),
        (4, "'text' is not valid UTF-8 at character 3"),
        (7, "the text is empty"),
    ]
    assert [row["n"] for row in table(Path("out"), "documents")] == ["1", "3"]


def test_bad_texts_in_a_folder(run):
    Path("in").mkdir()
    for name, data in [("a.txt", b"caf\xe9"), ("b.txt", b""), ("c.txt", "Hm.".encode("utf-16"))]:
        Path("in", name).write_bytes(data)
    run("in")
    reasons = [(error["id"], error["reason"]) for error in lines(Path("out/errors.jsonl"))]
    assert reasons == [
        ("in/a.txt", "not valid UTF-8: byte 0xe9 at offset 3"),
        ("in/b.txt", "the text is empty"),
    ]
    assert [row["id"] for row in table(Path("out"), "documents")] == ["in/c.txt"]


def test_a_text_that_trips_the_analyzer_costs_its_row_alone(run, tmp_path, monkeypatch):
    reader = work.analyzer(None)

    def trips(text, **known):
        if text == TEXTS[1]:
            raise ZeroDivisionError("no words")
        return reader(text, **known)

    monkeypatch.setattr(work, "analyzer", lambda path: trips)
    run(write(tmp_path / "a.jsonl").name)
    errors = lines(Path("out/errors.jsonl"))
    assert [error["row"] for error in errors] == [1, 5, 9]
    assert errors[0]["reason"] == "could not be scored (ZeroDivisionError: no words)"
    assert len(table(Path("out"), "documents")) == len(ROWS) - 3


@pytest.mark.parametrize(("flags", "scored_rows"), [([], [0, 1]), (["--lang-check"], [0])])
def test_the_language_is_checked_when_asked(run, tmp_path, monkeypatch, flags, scored_rows):
    ranks = {TEXTS[0]: [("en", -50.0), ("de", -90.0)], GERMAN: [("de", -50.0), ("en", -90.0)]}
    fake = SimpleNamespace(rank=ranks.__getitem__, __spec__=SimpleNamespace())
    monkeypatch.setitem(sys.modules, "py3langid", fake)
    write(tmp_path / "a.jsonl", [{"text": TEXTS[0]}, {"text": GERMAN}])
    run("a.jsonl", *flags)
    assert [row["row"] for row in table(Path("out"), "documents")] == scored_rows
    reasons = [error["reason"] for error in lines(Path("out/errors.jsonl"))]
    assert reasons == ["the text is not English (it looks like 'de')"] * (2 - len(scored_rows))


def test_the_real_language_check():
    pytest.importorskip("py3langid")
    assert check.language_fault(GERMAN) == "the text is not English (it looks like 'de')"
    for text in (*TEXTS, "Bridge safe: mayor", "Nguyen Van Troi, Hanoi"):
        assert check.language_fault(text) is None


@pytest.mark.parametrize(
    ("package", "flags", "extra"),
    [("pyarrow", [], "batch"), ("py3langid", ["--lang-check"], "lang")],
)
def test_a_missing_extra_names_the_command(run, tmp_path, monkeypatch, package, flags, extra):
    for module in (command, sys.modules["sourcing.batch.run"]):
        monkeypatch.setattr(module, "find_spec", lambda name: None if name == package else name)
    result = run(write(tmp_path / "a.jsonl").name, *flags)
    assert f"pip install 'sourcing[{extra}]'" in result.stderr
    assert result.exit_code == 2


# Going on, and refusing to


def changed_row(path: Path, model: Path) -> list[str]:
    write(path, [*ROWS[:-1], ROWS[-1] | {"outlet": "Other"}])
    return []


def changed_model(path: Path, model: Path) -> list[str]:
    (model / "model.onnx").write_bytes(b"another network")
    return []


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (changed_row, "the input has changed (a.jsonl)"),
        (changed_model, "the model digest was "),
        (lambda *_: ["--part-rows", "6"], "--part-rows was 5 and is 6"),
        (lambda *_: ["--format", "csv"], "--format was parquet and is csv"),
        (lambda *_: ["--drop", "outlet"], "--drop was [] and is ['outlet']"),
        (lambda *_: ["--id", "outlet", "--rename", "id=n"], "--id was id and is outlet"),
    ],
)
def test_another_run_into_the_same_folder_is_refused(run, tmp_path, model, change, message):
    path = write(tmp_path / "a.jsonl")
    run("a.jsonl", "--part-rows", "5")
    before = tree(Path("out"))
    result = run("a.jsonl", "--part-rows", "5", *change(path, model))
    assert message in result.stderr
    assert "name another folder with -o" in result.stderr
    assert result.exit_code == 2
    after = {name: data for name, data in tree(Path("out")).items() if parts.ASIDE not in name}
    assert after == before


def test_a_folder_with_other_things_in_it_is_left_alone(run, tmp_path):
    Path("out").mkdir()
    Path("out/letters.txt").write_text("Dear Tom")
    result = run(write(tmp_path / "a.jsonl").name)
    assert "out holds 'letters.txt', which is none of ours" in result.stderr
    assert result.exit_code == 2
    assert tree(Path("out")) == {"letters.txt": b"Dear Tom"}


def test_two_runs_cannot_write_to_one_folder(run, tmp_path):
    pytest.importorskip("fcntl")
    with parts.Output(Path("out"), "parquet").opened():
        result = run(write(tmp_path / "a.jsonl").name)
    assert "another run is writing to out" in result.stderr


def test_the_command_offers_the_formats_that_there_are():
    choices = {option.name: option.type for option in command.batch.params}
    assert tuple(choices["input_format"].choices) == find.FORMATS
    assert tuple(choices["format"].choices) == parts.FORMATS


# Progress


def test_without_a_terminal_there_is_a_line_now_and_then():
    from rich.console import Console

    console, now = Console(file=io.StringIO(), width=200), [0.0]
    report = progress._lines(console, lambda: now[0])
    for seconds, done in [(0.0, 100), (10.0, 110), (40.0, 140), (41.0, 141), (80.0, 180)]:
        now[0] = seconds
        report(done, 10_000, 2)
    assert console.file.getvalue().splitlines() == [
        "140 of 10,000 rows, 1.0 a second, 2 h 44 min left, 2 errors",
        "180 of 10,000 rows, 1.0 a second, 2 h 43 min left, 2 errors",
    ]


def test_on_a_terminal_there_is_a_bar():
    from rich.console import Console

    console = Console(file=io.StringIO(), width=120, force_terminal=True)
    with progress.shown(console) as report:
        report(0, 40, 0)
        report(20, 40, 3)
    assert "20/40" in console.file.getvalue()
    assert "3 errors" in console.file.getvalue()
