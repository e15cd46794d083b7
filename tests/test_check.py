"""`sourcing check`: places, formats, thresholds, exit codes, and what runs it elsewhere."""

from __future__ import annotations

import json
import re
import runpy
from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest
import yaml
from click.testing import CliRunner, Result

from sourcing import cli
from sourcing.article import Article, SourceType
from sourcing.check.checked import SCORES, Checked
from sourcing.findings import RULES, find
from tests.builders import Who, build, piece

ROOT = Path(__file__).parents[1]
SCHEMA = json.loads((ROOT / "tests/sarif/sarif-2.1.0-rtm.4.json").read_text(encoding="utf-8"))
IDA = Who("Ida Brandt", SourceType.NAMED_PERSON)
CLEAN = build(piece("[Ida Brandt] <said> {so}.", by=IDA))
NOTE = build(piece("Pit shut", headline=True), piece("[Ida Brandt] <claimed> {so}.", by=IDA))
RUMOUR = build(piece("[Some] <say> {so}.", by=Who("Some", SourceType.VAGUE)))
ATTACK = build(
    piece(
        "[A former aide] <said> {she was a liar}.",
        by=Who("A former aide", SourceType.ANONYMOUS),
        content="opinion",
    )
)
ARTICLES = {article.text: article for article in (CLEAN, NOTE, RUMOUR, ATTACK)}


class FakeAnalyzer:
    def __call__(self, text: str, id: str | None = None, title: str | None = None) -> Article:
        return replace(ARTICLES[text], id=id, title=title)


@pytest.fixture
def run(tmp_path, monkeypatch):
    """Runs `sourcing check` in a folder with clean.txt, note.txt, rumour.txt and attack.txt."""
    monkeypatch.setattr(cli, "_load", lambda model: FakeAnalyzer())
    monkeypatch.chdir(tmp_path)
    names = {"clean": CLEAN, "note": NOTE, "rumour": RUMOUR, "attack": ATTACK}
    for name, article in names.items():
        Path(f"{name}.txt").write_text(article.text, encoding="utf-8")
    lines = [json.dumps({"text": a.text, "id": name}) for name, a in names.items()]
    Path("all.jsonl").write_text("\n".join(lines), encoding="utf-8")

    def run(*arguments: str, stdin: str | None = None) -> Result:
        result = CliRunner().invoke(cli.main, ["check", *arguments], input=stdin)
        assert result.exception is None or isinstance(result.exception, SystemExit), result.output
        return result

    return run


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["clean.txt"], 0),
        (["note.txt"], 0),  # a note is no failure
        (["note.txt", "--fail-on", "note"], 1),
        (["note.txt", "--profile", "reuters"], 1),
        (["rumour.txt"], 1),
        (["rumour.txt", "--fail-on", "error"], 0),
        (["rumour.txt", "--profile", "reuters", "--fail-on", "error"], 1),
        (["attack.txt", "--fail-on", "error"], 1),
        (["attack.txt", "--fail-on", "never"], 0),
        (["clean.txt", "rumour.txt"], 1),
        (["clean.txt", "--fail-under", "named_share=0.5"], 0),
        (["clean.txt", "--fail-under", "n_named=2"], 1),
        (["rumour.txt", "--fail-on", "error", "--fail-under", "named_share=0.5"], 1),
        (["missing.txt"], 2),
        (["missing.txt", "rumour.txt"], 2),
        (["clean.txt", "--profile", "app"], 2),
        (["clean.txt", "--fail-under", "named_share"], 2),
        (["clean.txt", "--fail-under", "pej_band=1"], 2),
        (["clean.txt", "--fail-under", "nmed_share=1"], 2),
    ],
)
def test_exit_codes(run, arguments, code):
    assert run(*arguments).exit_code == code


def test_text_is_one_line_a_finding_and_a_count(run):
    assert run("note.txt", "rumour.txt").stdout == (
        "note.txt:2:12 note loaded-cue “claimed” judges what it reports; “said” does not\n"
        "rumour.txt:1:1 warning vague-attribution nobody stands behind this: “Some say”\n"
        "1 warning, 1 note in 2 articles\n"
    )
    assert run("clean.txt").stdout == "no findings in 1 article\n"


def test_standard_input_has_a_name(run):
    result = run("-", stdin=RUMOUR.text)
    assert result.stdout.startswith("stdin:1:1 warning vague-attribution ")


def test_a_low_score_is_a_finding(run):
    result = run("rumour.txt", "--fail-under", "named_share=0.5", "--fail-under", "n_named=0")
    assert "rumour.txt:1:1 error fail-under named_share is 0.00, under 0.5\n" in result.stdout
    assert "n_named" not in result.stdout


def test_a_share_of_nothing_is_not_low(run):
    text = "What a day."
    ARTICLES[text] = build(piece(text, content="opinion"))
    assert run("-", "--fail-under", "named_share=0.5", stdin=text).exit_code == 0


@pytest.mark.parametrize("name", SCORES)
def test_every_score_with_a_least_value_is_a_number(name):
    value = getattr(NOTE.scores, name)
    assert isinstance(value, int | float)
    assert not isinstance(value, bool)


def test_the_project_file_chooses_and_the_command_line_overrules(run):
    Path(".sourcing.toml").write_text(
        "profile = 'reuters'\n[rules]\nvague-attribution = 'off'\n[fail-under]\nn_named = 1\n",
        encoding="utf-8",
    )
    assert " warning loaded-cue " in run("note.txt").stdout
    assert "vague-attribution" not in run("rumour.txt").stdout
    assert "fail-under n_named is 0.00, under 1" in run("rumour.txt").stdout
    assert run("rumour.txt", "--fail-under", "n_named=0").exit_code == 0
    assert "loaded-cue" not in run("note.txt", "--profile", "nyt").stdout


def test_an_unknown_rule_in_the_project_file_is_named(run):
    Path(".sourcing.toml").write_text("[rules]\nanon-bear = 'off'", encoding="utf-8")
    result = run("clean.txt")
    assert result.exit_code == 2
    assert "rule 'anon-bear' does not exist: did you mean 'anon-bare'?" in result.stderr


def test_json_says_what_and_where_and_why(run):
    (article,) = json.loads(run("note.txt", "--format", "json").stdout)["articles"]
    (found,) = article["findings"]
    assert (article["file"], article["scores"]["n_named"]) == ("note.txt", 1)
    assert [found[k] for k in ("line", "column", "end_line", "end_column")] == [2, 12, 2, 19]
    assert NOTE.text[found["start"] : found["end"]] == found["text"] == "claimed"
    assert {"rule", "severity", "message", "why", "fine", "basis"} <= set(found)


@pytest.mark.parametrize(
    "arguments",
    [
        ["clean.txt"],
        ["note.txt", "rumour.txt", "attack.txt", "--fail-under", "n_named=3"],
        ["all.jsonl"],
    ],
)
def test_sarif_follows_its_schema(run, arguments):
    log = json.loads(run(*arguments, "--format", "sarif").stdout)
    jsonschema.Draft4Validator(SCHEMA).validate(log)


def test_sarif_places_and_rules(run):
    log = json.loads(run("note.txt", "all.jsonl", "--format", "sarif").stdout)
    (sarif,) = log["runs"]
    ids = [rule["id"] for rule in sarif["tool"]["driver"]["rules"]]
    assert ids == [*RULES, "fail-under"]
    assert all(ids[result["ruleIndex"]] == result["ruleId"] for result in sarif["results"])
    places = [result["locations"][0] for result in sarif["results"]]
    assert places[0]["physicalLocation"] == {
        "artifactLocation": {"uri": "note.txt"},
        "region": {"startLine": 2, "startColumn": 12, "endLine": 2, "endColumn": 19},
    }
    inside = [place for place in places[1:] if "region" not in place["physicalLocation"]]
    assert [p["logicalLocations"][0]["name"] for p in inside][:2] == ["note", "rumour"]


def test_the_schema_refuses_what_is_no_sarif(run):
    log = json.loads(run("note.txt", "--format", "sarif").stdout)
    log["runs"][0]["results"][0]["level"] = "notice"
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.Draft4Validator(SCHEMA).validate(log)


def test_github_commands(run):
    assert run("note.txt", "--format", "github").stdout == (
        "::notice file=note.txt,line=2,endLine=2,col=12,endColumn=19,title=loaded-cue (note.txt)"
        "::“claimed” judges what it reports; “said” does not\n"
    )
    assert run("clean.txt", "--format", "github").stdout == ""
    Path("100%, a:b.txt").write_text(RUMOUR.text, encoding="utf-8")
    line = run("100%, a:b.txt", "--format", "github").stdout
    assert line.startswith("::warning file=100%25%2C a%3Ab.txt,")


@pytest.mark.parametrize(
    ("offset", "place"), [(0, (1, 1)), (3, (1, 4)), (4, (2, 1)), (6, (3, 1)), (7, (3, 2))]
)
def test_line_and_column(offset, place):
    article = Article("one\n2\nxyz", (), (), ())
    assert Checked("a.txt", True, article, ()).position(offset) == place


def test_the_hook_runs_a_command_that_exists():
    (hook,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    program, command = hook["entry"].split()
    assert (program, hook["language"]) == ("sourcing", "python")
    assert command in cli.main.commands
    assert re.search(hook["files"], "articles/one.txt")
    assert not re.search(hook["files"], "setup.py")


def test_the_action_hands_its_inputs_to_options_that_exist():
    action = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
    script = "\n".join(step.get("run", "") for step in action["runs"]["steps"])
    options = {flag for option in cli.main.commands["check"].params for flag in option.opts}
    assert set(re.findall(r"--(?:fail|profile|format)[\w-]*", script)) <= options
    # An input inside a script could be code; it may only come through the environment.
    assert "inputs." not in script
    given = re.findall(r"inputs\.([\w-]+)", json.dumps(action["runs"]))
    assert set(given) == set(action["inputs"])


def test_the_page_of_findings_is_up_to_date():
    made = runpy.run_path(str(ROOT / "docs" / "findings.py"))
    results = json.loads(made["RESULTS"].read_text(encoding="utf-8"))
    assert made["PAGE"].read_text(encoding="utf-8") == made["page"](results)


def test_check_is_what_find_says(run):
    (article,) = json.loads(run("attack.txt", "--format", "json").stdout)["articles"]
    assert [f["rule"] for f in article["findings"]] == [f.rule for f in find(ATTACK)]
