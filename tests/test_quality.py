"""The benchmark: counts by article, intervals, and the corpora, on rows small enough to count."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from benchmarks.quality import breakdown, corpora, figures, published, weasel
from benchmarks.quality.__main__ import measure
from benchmarks.quality.corpora import Reader
from benchmarks.quality.figures import Figure, Measure, counts_of, figure, found
from sourcing.analyzer import Analyzer
from sourcing.article import SourceType
from sourcing.decode import Decoder
from sourcing.heads import BEGIN, COLUMNS, LAYERS, OUTSIDE, TAGS, WIDTH
from sourcing.segment import segment
from sourcing.training.data import held_back
from sourcing.training.evaluate import Score, Share, classify, evaluate_annotations
from sourcing.training.evaluate.annotations import ArticleShare, NamedShare
from sourcing.training.evaluate.decoding import decoded
from sourcing.training.evaluate.newsdiscourse import evaluate_newsdiscourse
from sourcing.training.evaluate.opinions import evaluate_babe, evaluate_checkthat
from sourcing.training.evaluate.source_types import evaluate_source_types
from sourcing.training.evaluate.wikiweasel import evaluate_wikiweasel, gold_cues, wikiweasel_text
from sourcing.windows import tokenize
from tests.builders import Who, build, piece
from tests.fakes import NO_TRANSITIONS, TableTagger

TOM = Who("Tom Hall", SourceType.NAMED_PERSON)
VOTERS = Who("voters", SourceType.UNNAMED_GROUP)
CLASSES = classify(["a", "a", "b", "c"], ["a", "b", "b", "a"], "abc")
SHARES = NamedShare((ArticleShare("x", 0.5, 0.4, 0.7, 0.6, 0.8),))


# ── Figures ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("part", "path", "expected"),
    [
        (Score(2, 4, 3), "f1", 4 / 7),
        (Score(2, 4, 3), "recall", 2 / 3),
        (Score(), "f1", 0.0),
        (Share(3, 4), "accuracy", 0.75),
        (Share(), "accuracy", 0.0),
        (CLASSES, "macro_f1", CLASSES.macro_f1),
        (CLASSES, "accuracy", 0.5),
        (SHARES, "mean_absolute_error", 0.2),
        (SHARES, "coverage", 0.0),
    ],
)
def test_a_figure_is_what_its_counter_says(part, path, expected):
    made = figure("corpus", Measure(f"part.{path}", "title"), [{"part": part}])
    assert (made.id, made.value) == (f"corpus/part.{path}", pytest.approx(expected))


def test_what_has_no_counts_is_refused_by_name():
    with pytest.raises(TypeError, match=r"label\.texts leads to str"):
        counts_of("words", "label.texts")


def test_a_path_leads_through_classes_and_mappings():
    assert found({"kind": CLASSES}, "kind.b.f1") == CLASSES.scores["b"]


def shares(*counts: tuple[int, int]) -> Figure:
    return Figure("id", "title", np.array(counts, np.float64), figures.share)


def test_the_interval_shows_how_articles_differ():
    even = shares(*[(3, 4)] * 20)
    assert even.interval() == (0.75, 0.75)
    few, many = shares((4, 4), (2, 4)), shares(*[(4, 4), (2, 4)] * 50)
    assert few.value == many.value == 0.75
    for mixed in (few, many):
        low, high = mixed.interval()
        assert low < mixed.value < high
        assert mixed.interval() == (low, high), "seeded"
    assert np.diff(many.interval()) < np.diff(few.interval())
    assert many.to_dict()["n"] == 400


def test_draws_that_miss_a_rare_thing_do_not_count_as_zero():
    rare = shares((1, 1), *[(0, 0)] * 9)
    assert (rare.value, rare.interval()) == (1.0, (1.0, 1.0))
    assert shares((0, 0), (0, 0)).interval() == (0.0, 0.0)


def test_an_interval_of_a_mean_is_as_wide_as_its_standard_error():
    right = np.arange(400) % 4 > 0
    low, high = shares(*[(int(r), 1) for r in right]).interval()
    error = 1.96 * (0.75 * 0.25 / 400) ** 0.5
    assert (low, high) == pytest.approx((0.75 - error, 0.75 + error), abs=0.01)


# ── Corpora ─────────────────────────────────────────────────────────────────────────────────

FACT, VIEW = piece("The bridge is open."), piece("The bridge is ugly.", content="opinion")
SAID = piece("[Hall] <said> {the bridge is ugly}.", by=TOM, content="opinion")
WORDED = piece("The *hideous* *Hill* bridge is open.")


@pytest.mark.parametrize(
    ("pieces", "subjective", "biased"),
    [
        ((FACT,), False, False),
        ((VIEW,), True, True),
        ((WORDED,), True, True),
        ((SAID,), False, True),  # somebody else's opinion is still loaded language
        ((SAID, VIEW), True, True),
        ((), False, False),
    ],
)
def test_who_judges(pieces, subjective, biased):
    article = build(*pieces)
    for label, right in (("SUBJ", subjective), ("OBJ", not subjective)):
        results = evaluate_checkthat(lambda text: article, [{"text": "", "label": label}])
        assert (results.subjective.accuracy, results.sentences) == (right, 1)
    row = {"text": "", "bias": "Biased", "biased_words": []}
    assert evaluate_babe(lambda text: article, [row]).biased.accuracy == biased


def test_babe_words_and_rows_that_count():
    rows = [
        {"text": "", "bias": "Biased", "biased_words": ["HIDEOUS", "open"]},
        {"text": "", "bias": "No agreement", "biased_words": ["hill"]},
    ]
    results = evaluate_babe(lambda text: build(WORDED), rows)
    assert (results.sentences, results.words) == (1, Score(1, 2, 2))


def test_macro_f1_of_yes_and_no():
    articles = {"fact": build(FACT), "view": build(VIEW)}
    rows = [{"text": t, "label": g} for t, g in [("fact", "OBJ"), ("fact", "SUBJ")]]
    results = evaluate_checkthat(articles.__getitem__, [*rows, {"text": "view", "label": "SUBJ"}])
    assert results.subjective.macro_f1 == pytest.approx(2 / 3)


def test_newsdiscourse_counts_speech_by_lines():
    lines = [("Hall said the bridge is ugly.", True), ("The bridge is open.", True)]
    record = {"sentences": [{"text": text, "speech": speech} for text, speech in lines]}
    results = evaluate_newsdiscourse(lambda text: build(SAID, FACT), [record])
    assert (results.articles, results.sentences, results.speech) == (1, 2, Score(1, 1, 2))


def gold(text: str, *sentences: dict[str, Any]) -> dict[str, Any]:
    placed = [
        {**s, "start": text.index(s["s"]), "end": text.index(s["s"]) + len(s["s"])}
        for s in sentences
    ]
    return {"id": "a", "corpus": "gum", "outlet": "?", "text": text, "sentences": placed}


def test_recall_by_type_wants_the_sentence_found():
    article = build(SAID, piece("[Voters] <said> {so}.", by=VOTERS), FACT)
    parts = [s.text for s in article.sentences]
    types = ("named_person", "named_person", "unnamed_group")
    record = gold(
        article.text,
        *(
            {"s": s, "a": "S", "c": "F", "src": [{"n": "x", "t": t}]}
            for s, t in zip(parts, types, strict=False)
        ),
    )
    results = evaluate_source_types(lambda text: article, [record])
    assert results.of_all["named_person"] == Share(1, 2)
    assert results.of_all["unnamed_group"] == Share(0, 1)
    assert results.of_found["unnamed_group"] == Share(0, 0)


def documents(held: bool, count: int) -> list[int]:
    return [id for id in range(1000) if held_back(id) is held][:count]


def hedged_document(id: int) -> dict[str, Any]:
    sentences = [{"text": "It may rain.", "cues": [[3, 6, "x"]]}, {"text": "It rains.", "cues": []}]
    return {"id": id, "sentences": sentences}


def test_wikiweasel_measures_held_back_documents_alone(tokenizer):
    (held,), (trained,) = documents(True, 1), documents(False, 1)

    def decode(text: str):
        tokens = tokenize(text, segment(text).paragraphs, tokenizer)
        rows = np.zeros((len(tokens.starts), WIDTH), np.float32)
        tags = rows[:, COLUMNS["tags"]].reshape(-1, len(LAYERS), len(TAGS))
        tags[:, :, OUTSIDE] = 20
        tags[[1, 5], LAYERS.index("speculation")] = 0  # "may" and the "rains" after it
        tags[[1, 5], LAYERS.index("speculation"), BEGIN] = 20
        rows[:, COLUMNS["tags"]] = tags.reshape(len(rows), -1)
        return tokens, Decoder(rows, tokens.paragraphs, NO_TRANSITIONS, {})

    results = evaluate_wikiweasel(decode, [hedged_document(held), hedged_document(trained)])
    assert (results.documents, results.sentences) == (1, 2)
    assert (results.cue, results.sentence) == (Score(1, 2, 1), Score(1, 2, 1))


def test_gold_cues_index_the_text_of_the_document():
    record = hedged_document(1)
    record["sentences"].reverse()
    text = wikiweasel_text(record)
    assert [text[start:end] for start, end in gold_cues(record)] == ["may"]


# ── Weasels ─────────────────────────────────────────────────────────────────────────────────


def weasels(count: int = 120, cue: str = "some say") -> tuple[list[str], np.ndarray, np.ndarray]:
    rng = np.random.default_rng(0)
    flags = np.arange(count) % 3 == 0
    places = ["harbour", "bridge", "mill", "school", "depot"]
    words = [" ".join(rng.choice(places, 6)) for _ in range(count)]
    texts = [f"{cue if f else 'it is'} {w}" for f, w in zip(flags, words, strict=True)]
    return texts, rng.standard_normal((count, 9)).astype(np.float32), flags


def f1_of(scores: list[Score]) -> float:
    return sum(scores, start=Score()).f1


def test_weasels_are_learned_from_other_folds():
    texts, rows, flags = weasels()
    assert f1_of(weasel.cross_validated(texts, rows, flags)) == 1.0
    blind, rows, flags = weasels(cue="it is")
    assert f1_of(weasel.cross_validated(blind, rows, flags)) < 0.7, "nothing there to be learned"
    assert weasel.cross_validated(blind, rows, flags) == weasel.cross_validated(blind, rows, flags)


def test_rows_alone_tell_too():
    _, rows, flags = weasels()
    rows += 8 * flags[:, None]
    assert f1_of(weasel.cross_validated(["it is"] * len(flags), rows, flags)) == 1.0


def test_a_sentence_without_words_has_a_summary():
    assert weasel.summary(np.zeros((0, 4), np.float32)).shape == (12,)
    rows = np.array([[1, 5], [3, 1]], np.float32)
    assert weasel.summary(rows).tolist() == [2, 3, 3, 5, 1, 1]


# ── By genre and outlet ─────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("corpus", "stated", "id", "expected"),
    [
        ("basil", "HPO", "basil/1", "basil / hpo"),
        ("newsdiscourse", "?", "newsdiscourse/train-Xinhua_1", "newsdiscourse / xinhua"),
        ("gum", "?", "gum/1", "gum / not stated"),
    ],
)
def test_outlets(corpus, stated, id, expected):
    row = {"corpus": corpus, "outlet": stated, "id": id}
    assert breakdown.outlet(row) == expected
    assert breakdown.genre(row).startswith(f"{corpus}: ")


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ("Publisher: The Hill Mail \n", "The Hill Mail"),
        ("Publisher:\nx", "not stated"),
        ("", "not stated"),
    ],
)
def test_publisher(head, expected):
    assert breakdown.publisher({"text": f"Headline: x\n{head}\nText."}) == expected


# ── All of it ───────────────────────────────────────────────────────────────────────────────

TEXT = "Bridge reopens\n\nThe bridge is safe, Tom Hall said. It may close again."
STATED = {"s": "The bridge is safe, Tom Hall said.", "a": "S", "c": "F"}
HEDGED = {"s": "It may close again.", "a": "N", "c": "P", "h": ["may"]}


def tiny_data() -> dict[str, list[dict[str, Any]]]:
    source = [{"n": "Tom Hall", "t": "named_person"}]
    attribution = {"source": [[36, 44]], "cue": [[45, 49]], "content": [[16, 34]]}
    statement = {"statement": "The bridge is safe", "type": "Named Person", "name": "Tom Hall"}
    texts, _, flags = weasels(60)
    subjective = [{"text": "It is ugly.", "label": "SUBJ"}, {"text": "It is.", "label": "OBJ"}]
    babe = {"text": "The hideous bridge.", "bias": "Biased", "biased_words": ["hideous"]}
    speech = {"sentences": [{"text": "Hall said so.", "speech": True}]}
    unseen = {"id": documents(True, 1)[0], "sentences": [{"text": texts[0], "cues": []}]}
    return {
        "sourcing.dev": [gold(TEXT, {**STATED, "src": source}, HEDGED)],
        "polnear.dev": [
            {"id": "p", "annotator": "x", "publisher": "mail", "text": TEXT}
            | {"attributions": [attribution]}
        ],
        "markkula.dev": [{"id": 1, "text": TEXT, "statements": [statement]}],
        "wikiweasel.train": [hedged_document(documents(True, 2)[1]), unseen],
        "conll2010wiki.train": [
            {"text": t, "weasel": bool(f)} for t, f in zip(texts, flags, strict=True)
        ],
        **dict.fromkeys(("checkthat.train", "checkthat.dev", "checkthat.test2024"), subjective),
        "babe": [babe, {"text": "A bridge.", "bias": "Non-biased", "biased_words": []}],
        "newsdiscourse.validation": [speech],
    }


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("data")
    for name, rows in tiny_data().items():
        with gzip.open(folder / f"{name}.jsonl.gz", "wt", encoding="utf-8") as file:
            file.writelines(json.dumps(row) + "\n" for row in rows)
    return folder


@pytest.fixture(scope="module")
def analyzer(weightless) -> Analyzer:
    return Analyzer(weightless, TableTagger(reserve=1.0))


@pytest.fixture(scope="module")
def numbers(analyzer: Analyzer, data: Path) -> dict[str, Any]:
    return measure(analyzer, data)


def test_every_figure_has_its_place(numbers):
    known = numbers["figures"]
    assert {id.partition("/")[0] for id in known} >= {c.name for c in corpora.OTHERS}
    for id, row in known.items():
        assert -1 <= row["interval"][0] <= row["interval"][1] <= 1, id
    assert {*published.ELSEWHERE, *published.TARGETS} <= set(known), "a key that no figure has"
    assert known["conll2010wiki.train/weasel_held_back.f1"]["sentences"] == 1
    assert known["babe/biased.macro_f1"]["sentences"] == 2
    assert known["babe/biased.macro_f1"]["target"] == published.TARGETS["babe/biased.macro_f1"]
    assert "held back" in numbers["notes"], "the version of this model is an old one"


def test_groups_cover_every_article_of_their_data(numbers):
    groups = numbers["groups"]
    names = [(group["data"], group["group"]) for group in groups]
    assert ("polnear.dev", "mail") in names
    assert ("markkula.dev", "not stated") in names
    assert [name for data, name in names if data == "sourcing.dev"] == [
        "gum: Wikinews",
        "gum / not stated",
    ]
    assert not any(group["enough"] for group in groups)


def test_a_corpus_read_by_article_is_the_corpus(analyzer, data):
    corpus = corpora.NEWS[0]
    records = list(corpus.records(data)) * 3
    made = {figure.id: figure for figure in corpus.figures(Reader(analyzer), records)}
    whole = evaluate_annotations(analyzer, records)
    assert made["sourcing.dev/label.macro_f1"].value == pytest.approx(whole.label.macro_f1)
    assert made["sourcing.dev/content.accuracy"].value == pytest.approx(whole.content.accuracy)
    error = whole.named_share.mean_absolute_error
    assert made["sourcing.dev/named_share.mean_absolute_error"].value == pytest.approx(error)


def test_what_is_decoded_is_what_the_article_shows(analyzer):
    (tokens, decoder), article = next(decoded(analyzer, [TEXT])), analyzer(TEXT)
    cues = {
        (int(tokens.starts[s.begin]), int(tokens.ends[s.end - 1])) for s in decoder.spans("cue")
    }
    shown = {(a.cue.start, a.cue.end) for a in article.attributions if a.cue}
    assert shown
    assert shown <= cues
