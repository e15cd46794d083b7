"""Groups of articles side by side: shares, intervals, verb asymmetry, outliers, links, errors."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path

import pytest

pytest.importorskip("pandas")
pytest.importorskip("pyarrow")
pytest.importorskip("scipy")
pytest.importorskip("statsmodels")

import numpy as np
import pandas as pd
from click.testing import CliRunner

from sourcing.cli import main
from sourcing.compare import shares
from sourcing.compare.command import compare as command
from sourcing.compare.compare import Wishes, compare
from sourcing.compare.html import to_html
from sourcing.compare.links import links_to
from sourcing.compare.plot import MARGIN, WIDTH, scale_of
from sourcing.compare.result import Comparison, Estimate
from sourcing.compare.tables import COLUMNS, to_csv, to_json
from sourcing.compare.verbs import asymmetries
from sourcing.compare.words import points, share_sentence, verb_sentence
from sourcing.errors import InputError
from sourcing.scores import SHARES
from tests.compared import METADATA, attribution, document, two_outlets, voiced, write

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return two_outlets(tmp_path_factory.mktemp("scored"))


@pytest.fixture(scope="module")
def outlets(folder) -> Comparison:
    return compare(folder, Wishes("outlet"))


def group(comparison, name):
    return next(group for group in comparison.groups if group.name == name)


# Shares


def test_a_share_is_that_of_the_pooled_words(tmp_path):
    articles = [document(0, words=1000, claims=900, named=1.0, outlet="Gull")]
    articles += [document(1, words=100, claims=100, named=0.0, outlet="Gull")]
    found = compare(write(tmp_path, articles), Wishes("outlet", minimum=2)).groups[0]
    assert found.claim_words == 1000
    assert found.shares["named_share"].value == pytest.approx(0.9)  # the plain mean is 0.5
    assert found.shares["asserted_share"].value == pytest.approx(0.1)
    assert found.shares["unattributed_share"].value == pytest.approx(100 / 1100)
    assert not found.differences  # there are no other articles


def test_a_resample_keeps_the_words_of_an_article_together():
    random = np.random.default_rng(3)
    rows = [document(i, named=float(random.random())) for i in range(50)]
    table = pd.DataFrame([dict.fromkeys(SHARES, 0.0) | row for row in rows])
    drawn = shares.resampled(shares.words_by_basket(table), np.random.default_rng(0))
    assert drawn.shape == (len(SHARES) + 1, shares.DRAWS)
    found = dict(zip(SHARES, shares.shares_of(drawn), strict=True))
    assert found["named_share"] + found["asserted_share"] == pytest.approx(1.0)
    assert np.ptp(found["named_share"]) > 0


def test_an_interval_holds_the_truth_as_often_as_it_says():
    random, hits = np.random.default_rng(5), 0
    for _ in range(30):
        named = random.beta(3, 2, size=80) * 300
        words = np.zeros((len(SHARES) + 1, 80))
        words[0], words[list(SHARES).index("asserted_share")], words[-1] = named, 300 - named, 300
        drawn = shares.shares_of(shares.resampled(words, random))
        share = shares.estimates(shares.shares_of(words.sum(axis=1)), drawn)["named_share"]
        hits += share.low <= 0.6 <= share.high
    assert 22 <= hits <= 30  # 27 expected


def test_groups_differ_from_all_other_articles(outlets):
    gull, tern = group(outlets, "Gull"), group(outlets, "Tern")
    assert gull.differences["named_share"].low > 0.2
    assert tern.differences["named_share"].high < -0.2
    for found in (gull, tern):
        for name, estimate in [*found.shares.items(), *found.differences.items()]:
            assert estimate.low <= estimate.value <= estimate.high, name


def test_intervals_of_differences_are_wider_among_many():
    drawn = np.random.default_rng(0).normal(size=(len(SHARES), 4000))
    value = np.zeros(len(SHARES))
    one, many = shares.estimates(value, drawn), shares.estimates(value, drawn, among=10)
    assert many["named_share"].high > one["named_share"].high


def test_the_same_tables_give_the_same_numbers(folder, outlets):
    assert compare(folder, Wishes("outlet")) == outlets


# Groups


def test_a_small_group_is_listed_with_the_reason(outlets):
    wren = group(outlets, "Wren")
    assert (wren.articles, wren.withheld) == (5, "fewer than 20 articles")
    assert not any((wren.shares, wren.differences, wren.quoted, wren.outliers))
    assert [found.name for found in outlets.withheld] == ["Wren"]


def test_a_group_without_claims_has_no_share(tmp_path):
    articles = [document(i, claims=0, outlet="Gull") for i in range(3)]
    found = compare(write(tmp_path, articles), Wishes("outlet", minimum=2))
    assert found.groups[0].withheld == "no claim words"


DATES = [
    (["2026-01-05", "2026-01-31T10:00:00Z", "2026-02-01", None, "soon"], ["2026-01", "2026-02"]),
    ([pd.Timestamp(f"2026-0{m}-01") for m in (3, 3, 4, 5, 5)], ["2026-03", "2026-04", "2026-05"]),
    (["2026-01", "2026-13-01", "", "12/01/2026", " 2026-01-02"], ["2026-01"]),
]


@pytest.mark.parametrize(("dates", "months"), DATES)
def test_months_of_a_date(tmp_path, dates, months):
    articles = [document(i, day=date) for i, date in enumerate(dates)]
    found = compare(write(tmp_path, articles), Wishes("month", date="day"))
    assert [group.name for group in found.groups] == months
    assert found.ungrouped == 5 - sum(group.articles for group in found.groups)


def test_a_column_of_months_goes_before_a_date(tmp_path):
    articles = [document(i, month=("May", "June")[i % 2], date="2026-01-01") for i in range(4)]
    found = compare(write(tmp_path, articles), Wishes("month"))
    assert [group.name for group in found.groups] == ["June", "May"]


def test_numbers_are_groups_and_missing_values_are_counted(tmp_path):
    articles = [document(i, section=value) for i, value in enumerate([1, 1, 2, None])]
    found = compare(write(tmp_path, articles), Wishes("section"))
    assert sum(group.articles for group in found.groups) == 3
    assert found.ungrouped == 1


# Who is quoted, and with which verbs


def test_who_is_quoted(tmp_path):
    said = [attribution(0, "Ann Lee", words) for words in ("neutral", "doubting", "implying")]
    said += [attribution(1, "Ann Lee", cue=None), attribution(1, "Tom Hall", content_words=500)]
    said += [attribution(1, None, source_type=None)]
    said += [attribution(0, "critics", source_type="unnamed_group", source_named=False)]
    articles = [document(i, outlet="Gull") for i in range(2)]
    sides = {"Ann Lee": "council", "Tom Hall": "council"}
    wishes = Wishes("outlet", minimum=2, sides=sides)
    quoted = compare(write(tmp_path, articles, said), wishes).groups[0].quoted
    found = {(voice.kind, voice.name): voice for voice in quoted}
    assert set(found) == {
        *(("source", "Ann Lee"), ("source", "Tom Hall"), ("side", "council")),
        *(("type", "named_person"), ("type", "unnamed_group")),
    }
    assert [voice.name for voice in quoted if voice.kind == "source"] == ["Tom Hall", "Ann Lee"]
    lee = found["source", "Ann Lee"]
    assert (lee.articles, lee.words, lee.verbs) == (2, 80, 3)  # no verb where a quotation runs on
    assert (lee.neutral, lee.doubting, lee.implying) == (1, 1, 1)
    assert found["side", "council"].words == 580


def test_an_asymmetry_is_found_where_there_is_one(outlets):
    gull = next(item for item in outlets.asymmetries if item.group == "Gull")
    assert (gull.one.name, gull.other.name) == ("Ann Lee", "Tom Hall")
    assert gull.shown
    assert gull.difference.high < -0.2
    assert gull.difference.value == pytest.approx(
        gull.one.doubting / gull.one.verbs - gull.other.doubting / gull.other.verbs
    )


def cells(one, other, kind="source"):
    """Cells of two sources: (verbs, doubting verbs) for each article."""
    rows = [("A", *cell) for cell in one] + [("B", *cell) for cell in other]
    table = pd.DataFrame(rows, columns=["name", "verbs", "doubting"])
    table["row"] = [*range(len(one)), *range(len(other))]
    return table.assign(
        group="Gull", kind=kind, words=0, neutral=table["verbs"] - table["doubting"], implying=0
    )


def test_verbs_of_one_article_are_no_independent_evidence():
    spread = [(1, 1)] * 30 + [(1, 0)] * 90
    clustered = [(10, 10)] * 3 + [(10, 0)] * 9
    few = [(1, 1)] * 12 + [(1, 0)] * 108, [(10, 10)] * 1 + [(10, 0)] * 11
    (loose,), _ = asymmetries(cells(spread, few[0]), 5)
    found, untested = asymmetries(cells(clustered * 3, few[1] * 3), 5)
    assert loose.shown
    assert (len(found), untested) == (1, 0)
    assert not found[0].shown  # the same rates, three times the verbs
    wide, narrow = found[0].difference, loose.difference
    assert wide.value == pytest.approx(30 / 120 - 1 / 12)
    assert wide.high - wide.low > narrow.high - narrow.low


@pytest.mark.parametrize(
    ("one", "other", "pairs"),
    [
        ([(2, 0)] * 40, [(2, 0)] * 40, 1),  # nobody doubts
        ([(2, 1)] + [(2, 0)] * 39, [(2, 0)] * 40, 1),  # one verb of doubt
        ([(2, 1)] * 40, [(2, 0)] * 19, 0),  # too few articles for a pair
        ([(2, 1)] * 40, [(0, 0)] * 40, 0),  # articles without a reporting verb
    ],
)
def test_what_is_too_little_is_not_tested(one, other, pairs):
    assert asymmetries(cells(one, other), 20) == ((), pairs)


def test_chance_alone_is_seldom_called_an_asymmetry():
    random, tables = np.random.default_rng(11), []
    for i in range(150):
        rates = random.beta(0.8, 7.2, size=200)  # articles differ in how they report
        sizes = random.geometric(0.4, size=200)
        rows = list(zip(sizes, random.binomial(sizes, rates), strict=True))
        tables.append(cells(rows[:40], rows[40:]).assign(group=f"outlet {i}"))
    found, untested = asymmetries(pd.concat(tables), 20)
    assert len(found) > 100
    assert len(found) + untested == 150
    assert sum(item.p_value < 0.05 for item in found) <= 16  # 7.5 expected
    assert not any(item.shown for item in found)


def test_p_values_are_corrected_over_all_tests(tmp_path):
    random, said = np.random.default_rng(2), []
    for name in ("Ann Lee", "Tom Hall", "Ida Fox"):
        said += voiced(range(40), name, 0.2, random)
    articles = [document(i, outlet="Gull") for i in range(40)]
    found = compare(write(tmp_path, articles, said), Wishes("outlet")).asymmetries
    assert len(found) == 3
    strongest = min(found, key=lambda item: item.p_value)
    assert strongest.p_corrected == pytest.approx(min(1.0, 3 * strongest.p_value))
    assert [item.p_corrected for item in found] == sorted(item.p_corrected for item in found)


# Outliers and their reports


def odd_one(folder: Path, **odd) -> Path:
    named = [0.5 + 0.01 * (i % 5) for i in range(30)]
    articles = [document(i, named=share, outlet="Gull") for i, share in enumerate(named)]
    return write(folder, [*articles, document(30, named=0.05, outlet="Gull", **odd)])


def test_an_outlier_is_far_from_the_median(tmp_path):
    found = compare(odd_one(tmp_path), Wishes("outlet")).groups[0].outliers
    assert {(item.row, item.measure) for item in found} == {
        (30, "named_share"),
        (30, "asserted_share"),
    }
    item = next(item for item in found if item.measure == "named_share")
    angles = {share: np.arcsin(np.sqrt(share)) for share in (0.05, 0.51, 0.52)}
    scale = (angles[0.52] - angles[0.51]) * 1.4826
    assert item.z == pytest.approx((angles[0.05] - angles[0.52]) / scale, rel=0.01)
    assert item.median == pytest.approx(0.52)


def test_few_are_outliers_where_a_share_bunches_up_near_zero(tmp_path):
    named = np.random.default_rng(4).beta(0.5, 5, size=400)
    articles = [document(i, named=float(share), outlet="Gull") for i, share in enumerate(named)]
    assert len(compare(write(tmp_path, articles), Wishes("outlet")).groups[0].outliers) <= 8


def test_a_short_article_is_no_outlier(tmp_path):
    assert not compare(odd_one(tmp_path, claims=49), Wishes("outlet")).groups[0].outliers


@pytest.mark.parametrize(
    ("id", "file", "link"),
    [
        ("a30", "a30.html", "reports/a30.html"),
        ("a 30.txt", "a 30.html", "reports/a%2030.html"),
        ("../x", "30.html", "reports/30.html"),
        ("a30", "a31.html", ""),
        ("../compare", "a31.html", ""),
    ],
)
def test_links_to_reports(tmp_path, id, file, link):
    (tmp_path / "reports").mkdir()
    (tmp_path / "reports" / file).touch()
    (tmp_path / "compare.html").touch()
    links = links_to(tmp_path / "reports", tmp_path / "page.html")
    wishes = Wishes("outlet", links=links)
    found = compare(odd_one(tmp_path / "scored", id=id), wishes)
    assert found.groups[0].outliers[0].report == link
    assert (f'href="{link}"' in to_html(found)) == bool(link)


# Words


@pytest.mark.parametrize(
    ("ends", "words"),
    [
        ((0.012, 0.05), "1.2 to 5.0 points more"),
        ((-0.05, -0.012), "1.2 to 5.0 points fewer"),
        ((-0.01, 0.02), "1.0 points fewer to 2.0 more"),
        ((0.0, 0.02), "0.0 points fewer to 2.0 more"),
    ],
)
def test_differences_in_words(ends, words):
    assert points(Estimate(sum(ends) / 2, *ends)) == words


def test_a_difference_that_may_be_none_is_not_called_one(outlets):
    months = compare_months(outlets)
    text = share_sentence(months, "named_share")
    assert "which all other articles may equal" in text
    assert "than in all other articles" in share_sentence(group(outlets, "Gull"), "named_share")


def compare_months(outlets):
    nothing = {name: Estimate(0.0, -0.1, 0.1) for name in SHARES}
    gull = group(outlets, "Gull")
    return type(gull)(gull.name, 60, 1, 1, shares=gull.shares, differences=nothing)


def test_a_test_in_words(outlets):
    gull = next(item for item in outlets.asymmetries if item.group == "Gull")
    text = verb_sentence(gull, 2)
    assert text.startswith("In Gull, ")
    assert "of the verbs that report Ann Lee show doubt" in text
    assert "p < 0.001 corrected for 2 tests" in text


@pytest.mark.parametrize("far", [0.0, 0.004, 0.031, 0.12, 0.5, 0.99, 1.0])
@pytest.mark.parametrize("both", [True, False])
def test_axes_hold_what_is_drawn(far, both):
    scale = scale_of([Estimate(far, far, far)], around_zero=both)
    assert scale.high >= far - 1e-9
    assert len(scale.ticks) <= 9
    places = [scale.x(tick) for tick in scale.ticks]
    assert places == sorted(set(places))
    assert (places[0], places[-1]) == (MARGIN, WIDTH - MARGIN)


# Page, CSV, JSON


def test_the_page_stands_alone(outlets):
    page = to_html(outlets)
    assert not re.search(r"<script|https?://|url\(|<link|@import", page)
    assert "default-src 'none'" in page
    assert page.count("<svg") > 20
    assert "not shown: fewer than 20 articles" in page
    assert "docs/quality.md" in page
    for found in outlets.shown:
        for name in SHARES:
            assert share_sentence(found, name) in page.replace("&#39;", "'")


def test_nothing_in_the_page_is_taken_for_markup(tmp_path):
    bad = "<script>alert(1)</script>"
    articles = [document(i, outlet=bad, named=0.5 + 0.01 * (i % 5)) for i in range(30)]
    articles += [document(30, outlet=bad, named=0.0, title=bad)]
    said = voiced(range(30), bad, 0.5, np.random.default_rng(0))
    said += voiced(range(30), "Ann Lee", 0.5, np.random.default_rng(1))
    page = to_html(compare(write(tmp_path, articles, said), Wishes("outlet")))
    assert "<script" not in page
    assert page.count("&lt;script&gt;") > 5


def test_a_page_without_a_group_that_is_large_enough(folder):
    page = to_html(compare(folder, Wishes("outlet", minimum=100)))
    assert "No group has the 100 articles" in page


def test_json_has_it_all(outlets):
    data = json.loads(to_json(outlets))
    assert data["groups"][0]["shares"]["named_share"]["value"] == pytest.approx(0.7, abs=0.05)
    assert len(data["asymmetries"]) == 2


def test_csv_is_tidy(outlets):
    rows = list(csv.DictReader(io.StringIO(to_csv(outlets))))
    assert tuple(rows[0]) == COLUMNS
    tables = {row["table"] for row in rows}
    assert tables >= {"group", "share", "difference", "verbs", "asymmetry"}
    wren = [row for row in rows if row["group"] == "Wren"]
    assert [row["note"] for row in wren] == ["fewer than 20 articles"]
    assert len([row for row in rows if row["table"] == "share"]) == 2 * len(SHARES)


# Bad input


def broken(folder: Path, what: str) -> Path:
    articles = [document(i, outlet="Gull", date="soon") for i in range(3)]
    if what == "nothing":
        return folder
    if what == "a format":
        for table in ("documents", "attributions"):
            (folder / table).mkdir()
            (folder / table / "part-00000.jsonl").touch()
        return folder
    if what == "a schema":
        return write(folder, articles, metadata={**METADATA, "sourcing.schema": "99"})
    other = {"schemas": {"sourcing.schema": "0"}, "models": {"sourcing.model_digest": "d2"}}
    if what in other:
        write(folder, articles, part=1, metadata={**METADATA, **other[what]})
    if what == "a manifest":
        (folder / "manifest.jsonl").write_text("{", "utf-8")
    return write(folder, articles)


@pytest.mark.parametrize(
    ("what", "by", "message"),
    [
        ("nothing", "outlet", r"has no table 'documents': name the folder"),
        ("a format", "outlet", r"holds \.jsonl and compare reads Parquet"),
        ("a schema", "outlet", r"tables of schema 99 and this version reads schema"),
        ("schemas", "outlet", r"mixes versions of the schema \(0 and 1\)"),
        ("models", "outlet", r"mixes models \(d1 and d2\)"),
        ("a manifest", "outlet", r"cannot be read as a manifest"),
        ("a column", "author", r"no column 'author' came .* outlet, date\): choose one with --by,"),
        ("a column", "words", r"no column 'words' came"),
        ("a date", "month", r"no article has a date such as 2026-03-14 in the column 'date'"),
    ],
)
def test_bad_input_is_named(tmp_path, what, by, message):
    with pytest.raises(InputError, match=message):
        compare(broken(tmp_path, what), Wishes(by))


def test_an_unfinished_run_is_said_to_be_one(tmp_path):
    articles = [document(i, outlet="Gull") for i in range(4)]
    write(tmp_path, articles[:2])
    write(tmp_path, articles[2:], part=1)  # not in the manifest: it may be replaced
    lines = [{"input": {"rows": 9}}, {"part": 0, "rows": 3, "errors": 1}]
    text = "".join(json.dumps(line) + "\n" for line in lines)
    (tmp_path / "manifest.jsonl").write_text(text, "utf-8")
    found = compare(tmp_path, Wishes("outlet"))
    assert found.articles == 2
    assert found.notes == (
        "1 row of the input could not be scored.",
        "The run is not finished: 3 of 9 rows are done.",
    )


# The command


def run(*arguments):
    return CliRunner().invoke(main, ["compare", *map(str, arguments)])


def test_the_command_writes_a_page(folder, tmp_path):
    result = run(folder, "--by", "outlet", "-o", tmp_path / "page.html")
    assert result.exit_code == 0, result.output
    assert "125 articles, 2 groups, 1 too small to show" in result.stderr
    assert "</html>" in (tmp_path / "page.html").read_text("utf-8")


def test_the_command_prints_tables(folder, tmp_path):
    (tmp_path / "sides.csv").write_text("name,side\nAnn Lee,council\nTom Hall,works\n", "utf-8")
    options = ("--by", "month", "--format", "json", "--sides", tmp_path / "sides.csv")
    data = json.loads(run(folder, *options).stdout)
    assert [group["name"] for group in data["groups"]] == ["2026-01", "2026-02"]
    assert {test["kind"] for test in data["asymmetries"]} == {"source", "side"}


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--by", "author"), "no column 'author'"),
        (("--by", "outlet", "--reports", "missing"), "is no folder"),
        (("--by", "outlet", "--sides", "missing.csv"), "cannot be read"),
        (("--by", "outlet", "-o", "missing/page.html"), "cannot be written"),
    ],
)
def test_the_command_refuses_in_a_sentence(folder, options, message):
    result = run(folder, *options)
    assert result.exit_code == 2
    assert message in result.stderr
    assert "Traceback" not in result.output


def test_sides_need_two_columns(folder, tmp_path):
    (tmp_path / "sides.csv").write_text("name\nAnn Lee\n", "utf-8")
    result = run(folder, "--by", "outlet", "--sides", tmp_path / "sides.csv")
    assert result.exit_code == 2
    assert "does not give a side for each name" in result.stderr


def test_every_option_stands_in_the_docs():
    page = (ROOT / "docs" / "compare.md").read_text("utf-8")
    options = [name for option in command.params for name in option.opts if name[:2] == "--"]
    assert [name for name in options if f"`{name}" not in page] == []
