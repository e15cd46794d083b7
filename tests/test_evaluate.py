"""The measures, on rows and articles small enough to count by hand."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
from dataclasses import replace

import pytest
from rich.console import Console
from sklearn.metrics import precision_recall_fscore_support

from sourcing.article import Article, Probabilities, SourceType
from sourcing.errors import InputError
from sourcing.training.evaluate import (
    MISSING,
    Score,
    Share,
    belongs,
    classify,
    evaluate,
    evaluate_annotations,
    evaluate_markkula,
    evaluate_polnear,
    gold_named_share,
    main_type,
    match,
    names_match,
    neutral_sentences,
)
from tests.builders import Who, build, piece, spread

TOM = Who("Tom Hall", SourceType.NAMED_PERSON)
MILL = Who("Hill Mill", SourceType.NAMED_ORG)
VOTERS = Who("voters", SourceType.UNNAMED_GROUP)
RUMOUR = Who("rumours", SourceType.VAGUE)
EMPTY = Article("", (), (), ())


def row(text: str, *sentences: dict, id: str = "a") -> dict:
    """Gold in the form of the data: each sentence names its words (`s`) and its codes."""
    placed = [
        {**{k: v for k, v in s.items() if k != "s"}, "start": start, "end": start + len(s["s"])}
        for s in sentences
        for start in [text.index(s["s"])]
    ]
    return {"id": id, "text": text, "sentences": placed}


def src(*who: Who) -> list[dict]:
    return [{"n": w.name, "t": str(w.type)} for w in who]


def fixed(article: Article):
    return lambda text: article


# ── Counters ──


@pytest.mark.parametrize(
    ("score", "precision", "recall", "f1"),
    [
        (Score(), 0.0, 0.0, 0.0),
        (Score(0, 3, 0), 0.0, 0.0, 0.0),
        (Score(2, 4, 2), 0.5, 1.0, 2 / 3),
        (Score.of("aab", "bc"), 0.5, 0.5, 0.5),  # sets: what is found twice counts once
        (Score(1, 2, 1) + Score(1, 2, 1), 0.5, 1.0, 2 / 3),
    ],
)
def test_score(score, precision, recall, f1):
    assert (score.precision, score.recall, score.f1) == pytest.approx((precision, recall, f1))


def test_share_adds_up_and_is_zero_of_nothing():
    assert (Share.of([True, False]) + Share.of([True])) == Share(2, 3)
    assert Share.of([]).accuracy == 0.0


def test_classes_agree_with_scikit_learn():
    gold, predicted = list("aaabbc"), ["a", "b", MISSING, "b", "a", "a"]
    result = classify(gold, predicted, "abcd")
    expected = precision_recall_fscore_support(
        gold, predicted, labels=list("abcd"), zero_division=0
    )
    actual = [(s.precision, s.recall, s.f1, s.gold) for s in result.scores.values()]
    assert actual == pytest.approx([pytest.approx(line) for line in zip(*expected, strict=True)])
    assert result.accuracy == pytest.approx(2 / 6)
    assert result.macro_f1 == pytest.approx((1 / 3 + 1 / 2) / 4)


def test_no_items_give_zero_for_each_class():
    result = classify([], [], "ab")
    assert (list(result.scores), result.accuracy, result.macro_f1) == (["a", "b"], 0.0, 0.0)


# ── sourcing.* ──


def test_a_gold_sentence_is_matched_with_the_one_that_covers_most_of_it():
    article = build(piece("One."), piece("Two words here."), piece("Three."))
    text = article.text
    record = row(
        text,
        {"s": "One. Two", "a": "N", "c": "F"},  # 4 characters of the first, 3 of the second
        {"s": "words here. Three.", "a": "N", "c": "F"},
    )
    assert [pair.predicted.text for pair in match(record, article)] == ["One.", "Two words here."]


def test_equal_cover_takes_the_first_and_no_cover_none():
    article = build(piece("Ab."), piece("Cd."))
    record = row(article.text + " Beyond.", {"s": "Ab. Cd.", "a": "N", "c": "F"})
    beyond = row(article.text + " Beyond.", {"s": "Beyond.", "a": "N", "c": "F"})
    assert match(record, article)[0].predicted.text == "Ab."
    assert match(beyond, article)[0].predicted is None


@pytest.fixture
def four_sentences():
    """Gold S, S (vague), T, N; predicted S, N, S, N, with one hedge of two found."""
    article = build(
        piece("[Tom Hall] <said> {the mill would close}.", by=TOM, content="prediction"),
        piece("Some say it ~may~ burn."),
        piece("[Voters] fear {the worst}.", by=VOTERS, content="opinion"),
        piece("A *shameful* day it was.", content="opinion"),
    )
    record = row(
        article.text,
        {"s": "Tom Hall said the mill would close.", "a": "S", "c": "P", "src": src(TOM, MILL)},
        {"s": "Some say it may burn.", "a": "S", "c": "F", "src": src(RUMOUR), "h": ["may"]},
        {"s": "Voters fear the worst.", "a": "T", "c": "F", "src": src(VOTERS), "h": ["fear"]},
        {"s": "A shameful day it was.", "a": "N", "c": "O", "l": ["shameful", "day"]},
    )
    return evaluate_annotations(fixed(article), [record])


def test_facets_by_hand(four_sentences):
    result = four_sentences
    assert (result.articles, result.sentences) == (1, 4)
    # Labels: gold attributed, hedged, hedged, unattributed; predicted the same but for the third.
    assert result.label.scores["attributed"] == Score(1, 2, 1)
    assert result.label.scores["hedged"] == Score(1, 1, 2)
    assert result.label.macro_f1 == pytest.approx((2 / 3 + 2 / 3 + 0 + 1) / 4)
    assert result.label.accuracy == 0.75
    assert result.attribution.scores["stated"] == Score(1, 2, 2)
    assert result.attribution.scores["thought"] == Score(0, 0, 1)
    assert result.content.accuracy == 0.75
    assert result.attributed == Score(1, 2, 2)
    assert result.attributed_label == Score(1, 2, 1)


def test_words_by_hand(four_sentences):
    result = four_sentences
    assert (result.hedged, result.loaded) == (Score(1, 1, 2), Score(1, 1, 1))
    assert (result.hedge_spans, result.loaded_spans) == (Score(1, 1, 2), Score(1, 1, 2))


def test_sources_by_hand(four_sentences):
    result = four_sentences  # Two gold S sentences; the second is predicted N, without a source.
    assert result.source_type.scores["named_person"] == Score(1, 1, 1)
    assert result.source_type.scores["vague"] == Score(0, 0, 1)
    assert (result.source_type_first, result.source_type_first_found) == (Share(1, 2), Share(1, 1))
    assert (result.source_name, result.source_name_found) == (Share(1, 2), Share(1, 1))


def test_a_further_source_is_right_for_any_and_wrong_for_first():
    article = build(piece("[Hill Mill] <and> Tom Hall said so.", by=MILL))
    record = row(
        article.text, {"s": article.text, "a": "I", "c": "F", "src": src(TOM, MILL)}, id="b"
    )
    result = evaluate_annotations(fixed(article), [record])
    assert (result.source_type_first, result.source_type_any) == (Share(0, 1), Share(1, 1))
    assert result.source_name == Share(0, 1)
    assert result.source_type.scores["named_org"] == Score(0, 1, 0)


def test_an_article_without_sentences_is_wrong_everywhere_and_nothing_breaks():
    text = "Tom Hall said so. It may rain."
    record = row(
        text,
        {"s": "Tom Hall said so.", "a": "S", "c": "F", "src": src(TOM)},
        {"s": "It may rain.", "a": "N", "c": "P", "h": ["may"]},
    )
    result = evaluate_annotations(fixed(EMPTY), [record])
    assert result.label.accuracy == result.content.accuracy == 0.0
    assert result.label.scores["attributed"] == Score(0, 0, 1)
    assert result.hedged == Score(0, 0, 1)
    assert (result.source_type_first, result.source_type_first_found) == (Share(0, 1), Share(0, 0))
    assert result.named_share.mean_signed_error == pytest.approx(-4 / 7)


def test_an_unknown_speaker_has_the_most_probable_type():
    sentence = build(piece("{It is over}.", attribution="implicit")).sentences[0]
    assert main_type(sentence) is None
    facets = sentence.probabilities
    likely = Probabilities(
        facets.label,
        facets.attribution,
        facets.content,
        spread(SourceType, SourceType.DOCUMENT, 0.9),
        0.0,
        0.0,
    )
    assert main_type(replace(sentence, probabilities=likely)) is SourceType.DOCUMENT


POLL = Who("a Weekly Globe poll", SourceType.DOCUMENT)
STUDY = Who("a recent study", SourceType.DOCUMENT)


@pytest.mark.parametrize(
    ("code", "content", "who", "expected", "expected_first"),
    [
        ("S", "F", (TOM,), 3 / 5, 3 / 5),
        ("I", "O", (TOM,), 3 / 5, 3 / 5),  # attributed opinions are claim words too
        ("T", "F", (TOM,), 0.0, 0.0),  # a mind read by the writer rests on nobody
        ("T", "O", (TOM,), 0.0, 0.0),
        ("S", "F", (VOTERS, MILL), 3 / 5, 0.0),
        ("S", "F", (RUMOUR, TOM), 3 / 5, 3 / 5),  # the first that is not vague
        ("S", "F", (RUMOUR,), 0.0, 0.0),
        ("S", "F", (POLL,), 3 / 5, 3 / 5),
        ("S", "F", (STUDY,), 0.0, 0.0),
        ("S", "F", (), 0.0, 0.0),  # somebody, but the text does not say who
    ],
)
def test_gold_named_share(code, content, who, expected, expected_first):
    record = row(
        "Up it goes. It rained. A sad day indeed.",
        {"s": "Up it goes.", "a": code, "c": content, "src": src(*who)},
        {"s": "It rained.", "a": "N", "c": "F"},
        {"s": "A sad day indeed.", "a": "N", "c": "O"},
    )
    assert gold_named_share(record) == pytest.approx(expected)
    assert gold_named_share(record, first_source=True) == pytest.approx(expected_first)


def test_gold_named_share_without_claims_is_zero():
    assert gold_named_share(row("Why? ", {"s": "Why?", "a": "N", "c": "X"})) == 0.0


def test_named_share_errors_and_coverage():
    article = build(piece("[Tom Hall] <said> {so}.", by=TOM), piece("It rained again today."))
    right = {"s": "Tom Hall said so.", "a": "S", "c": "F", "src": src(TOM)}
    rain = {"s": "It rained again today.", "a": "N", "c": "F"}
    records = [
        row(article.text, right, rain, id="right"),  # gold 4/8, as predicted
        row(article.text, {**right, "a": "N"}, rain, id="wrong"),  # gold 0
    ]
    result = evaluate_annotations(fixed(article), records).named_share
    assert [(a.id, a.gold, a.predicted, a.covered) for a in result.articles] == [
        ("right", 0.5, 0.5, True),
        ("wrong", 0.0, 0.5, False),
    ]
    assert (result.mean_absolute_error, result.mean_signed_error) == (0.25, 0.25)
    assert (result.mean_absolute_error_first, result.coverage) == (0.25, 0.5)


@pytest.mark.parametrize(
    ("gold", "predicted", "right"),
    [
        ("Tom Hall", ["Hall"], False),  # one word of two
        ("Tom Hall", ["Mayor Tom  HALL"], True),
        ("Tom B. Hall", ["Tom Hall"], True),  # two of three
        ("one two three four five", ["one two three"], True),  # 60 % exactly
        ("one two three four five", ["one two", "three"], False),  # never put together
        ("Tom Hall", [], False),
        ("—", ["—"], False),
    ],
)
def test_names_match(gold, predicted, right):
    assert names_match(gold, predicted) is right


# ── PolNeAR ──


def spans(text: str, *words: str) -> list[list[int]]:
    return [[text.index(w), text.index(w) + len(w)] for w in words]


def polnear_row(text: str, *attributions: tuple[str, str, str], id: str = "p") -> dict:
    layers = ("source", "cue", "content")
    gold = [
        {k: spans(text, w) if w else [] for k, w in zip(layers, words, strict=True)}
        for words in attributions
    ]
    return {"id": id, "text": text, "attributions": gold}


def test_polnear_spans_are_strict_and_trimmed():
    article = build(
        piece("[Tom Hall] <said>{ it was over }.", by=TOM),
        piece("[Voters] <left early> {in anger}.", by=VOTERS),
    )
    record = polnear_row(article.text, ("Tom Hall", "said", "it was over"), ("Voters", "left", ""))
    result = evaluate_polnear(fixed(article), [record])
    assert result.source == Score(2, 2, 2)
    assert result.cue == Score(1, 2, 2)
    assert result.content == Score(1, 2, 1)
    assert result.sentence_content == Score(1, 2, 1)
    # Only the first attribution has both spans found.
    assert (result.cue_source_links, result.content_cue_links) == (Share(1, 1), Share(1, 1))


def test_polnear_links_can_be_wrong_while_spans_are_right():
    article = build(piece("[Tom] <said> {yes}.", by=TOM), piece("[Ann] <told> {no}.", by=MILL))
    crossed = polnear_row(article.text, ("Ann", "said", "yes"), ("Tom", "told", "no"))
    result = evaluate_polnear(fixed(article), [crossed])
    assert result.source == result.cue == result.content == Score(2, 2, 2)
    assert (result.cue_source_links, result.content_cue_links) == (Share(0, 2), Share(2, 2))


def test_polnear_keeps_the_first_annotator_and_counts_spans_once():
    article = build(piece("[Tom] <said> {yes}.", by=(TOM, MILL)))  # two attributions, same spans
    records = [polnear_row(article.text, ("Tom", "said", "yes")), polnear_row(article.text)]
    result = evaluate_polnear(fixed(article), records)
    assert (result.articles, result.source, result.content) == (1, Score(1, 1, 1), Score(1, 1, 1))


def test_polnear_content_needs_more_than_one_character_of_a_sentence():
    article = build(piece("It is over. {Now} we go home."))
    text = article.text
    record = {"id": "p", "text": text, "attributions": [{"source": [], "cue": [], "content": []}]}
    for end, expected in ((13, Score(0, 0, 0)), (14, Score(0, 0, 1))):
        record["attributions"][0]["content"] = [[12, end]]
        assert evaluate_polnear(fixed(EMPTY), [record]).sentence_content == expected


def test_neutral_sentences_restart_on_every_line_and_skip_empty_ones():
    text = "One here. Two there.\n\n   \r\nThree\n"
    assert [text[a:b] for a, b in neutral_sentences(text)] == ["One here.", "Two there.", "Three"]


# ── Markkula ──


@pytest.mark.parametrize(
    ("sentence", "statement", "expected"),
    [
        ("b c d", "a b c d e", True),  # inside
        ("b c", "ab c d", False),  # whole words only
        ("x a b c d y", "a b c d", True),  # holds one of four words
        ("x a b c y z", "a b c", False),  # of three
        ("a b c d e x y", "z a b c d e", True),  # two sequences of four
        ("a b c d w x y z", "q a b c d", False),  # one of five
        ("a b c", "", False),
        ("a b x", "a b c", False),  # too short for a sequence
    ],
)
def test_belongs(sentence, statement, expected):
    assert belongs(sentence.split(), statement.split()) is expected


def statement(words: str, type: str, name: str = "") -> dict:
    return {"statement": words, "type": type, "name": name, "title": ""}


def markkula(article: Article, *statements: dict):
    record = {"id": 1, "text": article.text, "statements": list(statements)}
    return evaluate_markkula(fixed(article), [record])


def test_markkula_by_hand():
    article = build(
        piece("[Tom Hall] <said> {the mill would close in May}.", by=TOM),
        piece("[Voters] <want> {it to stay open}.", by=VOTERS, paragraph=1),
        piece("It has stood there for ages.", paragraph=2),
        piece("Not so.", paragraph=3),  # under three words
    )
    result = markkula(
        article,
        statement("the mill would close in May", "Named Individual", "Tom Hall"),
        statement("It has stood there for ages", "Unamed group of People"),
        statement("", "", ""),
    )
    assert (result.articles, result.sentences, result.sourced) == (1, 3, Score(1, 2, 2))
    assert (result.source_type, result.source_type_found) == (Share(1, 2), Share(1, 1))
    assert (result.source_name, result.source_name_found) == (Share(1, 1), Share(1, 1))
    assert result.types_found["unnamed group of people"] == Share(0, 0)


@pytest.mark.parametrize(
    ("theirs", "ours", "expected"),
    [
        ("Named Person", SourceType.NAMED_PERSON, Share(1, 1)),
        ("named individual", SourceType.NAMED_ORG, Share(0, 1)),
        ("Named Organization", SourceType.ORG_OFFICIAL, Share(1, 1)),
        ("Named Organization", SourceType.DOCUMENT, Share(1, 1)),
        ("Document", SourceType.NAMED_ORG, Share(1, 1)),
        ("Unnamed individual", SourceType.ANONYMOUS, Share(1, 1)),
        ("Unamed Group of People", SourceType.UNNAMED_GROUP, Share(1, 1)),
        ("Unnamed group of people", SourceType.VAGUE, Share(0, 1)),
        ("", SourceType.NAMED_PERSON, Share(0, 0)),  # not judged
    ],
)
def test_markkula_types(theirs, ours, expected):
    article = build(piece("[Somebody] <said> {the mill would close}.", by=Who("Somebody", ours)))
    result = markkula(article, statement("the mill would close", theirs, "Nobody"))
    assert result.source_type_found == expected


def test_markkula_thoughts_are_not_sourced_and_half_a_sentence_is_not_enough():
    thought = build(piece("[Tom] <hopes> {the mill stays}.", by=TOM, attribution="thought"))
    assert markkula(thought).sourced == Score(0, 0, 0)
    # The neutral splitter sees one sentence of 21 characters here; 10 of them are attributed.
    cut = build(piece("{Ab cd efg}", attribution="implicit"), piece("hi jklm no"))
    assert markkula(cut).sentences == 1
    assert markkula(cut).sourced == Score(0, 0, 0)


# ── Results ──


def write(folder, name: str, record: dict) -> None:
    with gzip.open(folder / f"{name}.jsonl.gz", "wt", encoding="utf-8") as file:
        file.write(json.dumps(record) + "\n")


@pytest.fixture
def results(tmp_path):
    article = build(piece("[Tom Hall] <said> {it was over}.", by=TOM))
    text = article.text
    gold = {"s": text, "a": "S", "c": "F", "src": src(TOM)}
    write(tmp_path, "sourcing.dev", row(text, gold))
    write(tmp_path, "polnear.dev", polnear_row(text, ("Tom Hall", "said", "it was over")))
    said = statement(text, "Named Person", "Tom Hall")
    write(tmp_path, "markkula.dev", {"id": 1, "text": text, "statements": [said]})
    return evaluate(fixed(article), tmp_path)


def test_to_dict_is_plain_json_with_one_key_a_corpus(results):
    numbers = results.to_dict()
    assert json.loads(json.dumps(numbers)) == numbers
    assert list(numbers) == ["sourcing.dev", "polnear.dev", "markkula.dev"]
    assert numbers["sourcing.dev"]["label"]["macro_f1"] == 0.25  # one class of four occurs
    assert numbers["sourcing.dev"]["named_share"]["mean_absolute_error"] == 0.0
    assert numbers["polnear.dev"]["source"]["f1"] == 1.0
    assert numbers["markkula.dev"]["source_type_found"] == {"accuracy": 1.0, "support": 1}


def test_tables_show_every_facet_and_every_source_type(results):
    console = Console(width=100)
    with console.capture() as captured:
        console.print(*results.tables(), sep="\n")
    text = captured.get()
    for words in ("sourcing.dev: source type", "unnamed group", "macro-F1 0.250", "hedge spans"):
        assert words in text


def test_a_missing_corpus_is_named(tmp_path):
    with pytest.raises(InputError, match=r"sourcing\.dev\.jsonl\.gz is missing"):
        evaluate(fixed(EMPTY), tmp_path)


def test_evaluation_needs_neither_torch_nor_transformers():
    code = (
        "import sys, sourcing.training.evaluate, sourcing.training.baselines; "
        "print({'torch', 'transformers'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
