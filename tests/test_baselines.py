"""The two baselines on sentences written for them, and the script that measures both."""

from __future__ import annotations

import runpy
import sys
from pathlib import Path

import pytest

from sourcing.article import Article, Label, Quote, SourceType
from sourcing.training.baselines import LinearBaseline, RuleBaseline, source_type

SCRIPT = Path(__file__).parents[1] / "benchmarks" / "baselines.py"
RULES = RuleBaseline()


@pytest.mark.parametrize(
    ("text", "attribution", "source", "cue", "content"),
    [
        (
            "Carla Nuñez said the dam would hold.",
            "stated",
            "Carla Nuñez",
            "said",
            "the dam would hold",
        ),
        (
            "“The dam will hold through winter,” said Carla Nuñez.",
            "stated",
            "Carla Nuñez",
            "said",
            "“The dam will hold through winter,”",
        ),
        (
            "The dam will hold through the winter, according to Carla Nuñez.",
            "stated",
            "Carla Nuñez",
            "according to",
            "The dam will hold through the winter",
        ),
        (
            "The town hopes the dam is sound.",
            "thought",
            "The town",
            "hopes",
            "the dam is sound",
        ),
        ("The dam is old.", "none", None, None, None),
    ],
)
def test_rules_read_a_sentence(text, attribution, source, cue, content):
    article = RULES(text)
    assert [str(s.attribution) for s in article.sentences] == [attribution]
    found = [(a.source_span.text, a.cue.text, a.contents[0].text) for a in article.attributions]
    assert found == ([(source, cue, content)] if source else [])


def test_rules_follow_a_speaker_through_names_pronouns_and_quotations():
    article = RULES(
        "Mayor Carla Nuñez spoke on Monday.\n"
        "“The dam will hold through the winter,” Nuñez said. “We have checked every stone.”\n"
        "She added that the town was calm."
    )
    assert [s.label for s in article.sentences][1:] == [Label.ATTRIBUTED] * 3
    assert [str(s.attribution) for s in article.sentences][1:] == ["stated", "implicit", "stated"]
    assert [(s.name, s.type) for s in article.sources] == [("Carla Nuñez", SourceType.NAMED_PERSON)]
    assert [a.quote for a in article.attributions] == [Quote.DIRECT, Quote.DIRECT, Quote.INDIRECT]


def test_rules_leave_quoted_words_out_of_hedges_and_loaded_words():
    article = RULES(
        "“It is perhaps a shameful affair,” Ann Lee said. It is perhaps a shameful affair."
    )
    assert [[h.text for h in s.hedges] for s in article.sentences] == [[], ["perhaps"]]
    assert [[w.text for w in s.loaded] for s in article.sentences] == [[], ["shameful"]]
    assert article.sentences[1].label is Label.HEDGED


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Ann Lee", SourceType.NAMED_PERSON),
        ("the Ministry of Salt", SourceType.NAMED_ORG),
        ("two port officials", SourceType.ORG_OFFICIAL),
        ("a person familiar with the plan", SourceType.ANONYMOUS),
        ("a new study", SourceType.DOCUMENT),
        ("fishermen and sailors", SourceType.UNNAMED_GROUP),
        ("a sailor", SourceType.UNNAMED_PERSON),
        ("rumours", SourceType.VAGUE),
    ],
)
def test_source_types_by_rule(name, expected):
    assert source_type(name) is expected


@pytest.fixture(scope="module")
def linear() -> LinearBaseline:
    """Trained on sentences where one word gives each facet away."""
    kinds = [
        ("Ann Lee said the port opens.", "S", "F", [{"n": "Ann Lee", "t": "named_person"}], [], []),
        ("A study said the port opens.", "S", "F", [{"n": "A study", "t": "document"}], [], []),
        ("The port perhaps opens.", "N", "P", [], ["perhaps"], []),
        ("The horrid port opens.", "N", "O", [], [], ["horrid"]),
        ("The port opens.", "N", "F", [], [], []),
    ]
    text = " ".join(kind[0] for kind in kinds)
    sentences = [
        {
            "start": text.index(words),
            "end": text.index(words) + len(words),
            "a": attribution,
            "c": content,
            "src": sources,
            "h": hedges,
            "l": loaded,
        }
        for words, attribution, content, sources, hedges, loaded in kinds
    ]
    return LinearBaseline.train([{"text": text, "sentences": sentences}] * 8, minimum=1)


def test_linear_learns_the_facets_from_words(linear):
    article = linear("Ann Lee said the port opens. The port perhaps opens. The horrid port opens.")
    assert [str(s.attribution) for s in article.sentences] == ["stated", "none", "none"]
    assert [str(s.content) for s in article.sentences] == ["fact", "prediction", "opinion"]
    assert [(s.name, str(s.type)) for s in article.sources] == [("Ann Lee", "named_person")]
    assert 0.5 < article.sentences[1].probabilities.hedged < 1.0


def test_linear_shows_the_weightiest_word_where_the_rules_know_none(linear):
    sentence = linear("The horrid port opens.").sentences[0]
    assert [word.text for word in sentence.loaded] == ["horrid"]  # on no list of the rules


@pytest.mark.parametrize(
    "text", ["", "Hm", "“", "A.\n\nB said. “C”?", "He said. It said she said."]
)
def test_any_text_gives_a_consistent_tree(linear, text):
    for analyzer in (RULES, linear):
        article = analyzer(text)
        assert Article.from_dict(article.to_dict()) == article
        assert 0.0 <= article.scores.named_share <= 1.0
        for sentence in article.sentences:
            assert sum(sentence.probabilities.label.values()) == pytest.approx(1.0)
            assert all(
                0 <= s.start < s.end <= len(text) for a in sentence.attributions for s in a.spans
            )


def test_the_script_says_what_is_missing_and_ends_well(tmp_path, monkeypatch, capsys):
    missing = tmp_path / "nowhere"
    monkeypatch.setattr(sys, "argv", ["baselines.py", "--data", str(missing)])
    runpy.run_path(str(SCRIPT), run_name="__main__")
    assert f"no data folder at {missing}" in capsys.readouterr().out
