"""Article scores on hand-made articles: a table of baskets, the whole, intervals, sources."""

import json
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sourcing.article import Article, Label, SourceType
from sourcing.scores import COUNTS, SHARES, Basket, basket, basket_probabilities
from tests.builders import Who, build, piece

TOM = Who("Tom Hall", SourceType.NAMED_PERSON)
MILL = Who("Green Mill Ltd", SourceType.NAMED_ORG)
CLERK = Who("a harbour clerk", SourceType.ORG_OFFICIAL)
INSIDER = Who("a person close to the talks", SourceType.ANONYMOUS)
VOTER = Who("one voter", SourceType.UNNAMED_PERSON)
CRITICS = Who("critics", SourceType.UNNAMED_GROUP)
VIDEO = Who("a video", SourceType.DOCUMENT)
POLL = Who("a Northgate poll", SourceType.DOCUMENT)
RUMOUR = Who("reports", SourceType.VAGUE)

CLAIM_SHARES = [name for name in SHARES if name != "unattributed_share"]
EMPTY = build()


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        (piece("Tom said so.", by=TOM), "named"),
        (piece("Green Mill said so.", by=MILL), "named"),
        (piece("A Northgate poll found so.", by=POLL), "named"),
        (piece("A video shows so.", by=VIDEO), "document"),
        (piece("A clerk said so.", by=CLERK), "org_official"),
        (piece("Someone close said so.", by=INSIDER), "anonymous"),
        (piece("One voter said so.", by=VOTER), "unnamed"),
        (piece("Critics said so.", by=CRITICS), "unnamed"),
        (piece("“It is so.”", attribution="stated"), "unknown"),
        (piece("Good, said Tom.", by=TOM, content="opinion"), "named"),
        # several sources: a named one decides, else the first that is not vague
        (piece("Critics and Tom said so.", by=(CRITICS, TOM)), "named"),
        (piece("A clerk and critics said so.", by=(CLERK, CRITICS)), "org_official"),
        (piece("Reports and critics say so.", by=(RUMOUR, CRITICS)), "unnamed"),
        # not attributed
        (piece("Reports say so.", by=RUMOUR), "vague"),
        (piece("Reports ~perhaps~ say so.", by=RUMOUR), "vague"),
        (piece("Reports think little of it.", by=RUMOUR, content="opinion"), "hedged_opinion"),
        (piece("It is ~probably~ so."), "hedged"),
        (piece("Tom ~apparently~ wants it.", by=TOM, attribution="thought"), "hedged"),
        (piece("It is ~perhaps~ bad.", content="opinion"), "hedged_opinion"),
        (piece("It is so."), "asserted"),
        (piece("Tom wants it.", by=TOM, attribution="thought"), "asserted"),
        (piece("It is bad.", content="opinion"), "unattributed"),
    ],
)
def test_basket(sentence, expected):
    (found,) = build(sentence).sentences
    assert basket(found) == expected
    certain = {kind: p for kind, p in basket_probabilities(found).items() if p}
    assert certain == {Basket(expected): 1.0}


def test_shares_are_counted_in_words_without_the_headline():
    scores = build(
        piece("Ten words that nobody will count here", headline=True),
        piece("Tom Hall said so twice.", by=TOM),  # 5
        piece("Reports say so.", by=RUMOUR),  # 3
        piece("It ~may~.", content="prediction"),  # 2
        piece("What a very fine day that was in town.", content="opinion"),  # 9
        piece("So what, ~perhaps~?", content="other"),  # 3
    ).scores
    assert (scores.words, scores.claim_words) == (22, 10)
    assert scores.named_share == 0.5
    assert scores.vague_share == 0.3
    assert scores.hedged_share == 0.2
    assert scores.unattributed_share == 9 / 22
    assert scores.label_counts == {
        Label.ATTRIBUTED: 1,
        Label.HEDGED: 3,
        Label.ASSERTED: 1,
        Label.UNATTRIBUTED: 1,
    }


@st.composite
def articles(draw):
    """Articles of any sentences, by sure and by unsure models."""
    who = st.lists(st.sampled_from((TOM, POLL, VIDEO, INSIDER, RUMOUR)), max_size=2, unique=True)
    texts = st.sampled_from(("It is so.", "It ~may~ rain.", "Rain is *vile*, and that is that."))
    pieces = st.builds(
        lambda text, by, attribution, content, headline, certainty: piece(
            text,
            by=tuple(by),
            attribution=attribution,
            content=content,
            headline=headline,
            certainty=certainty,
        ),
        texts,
        who,
        st.sampled_from(("stated", "implicit", "thought", "none")),
        st.sampled_from(("fact", "prediction", "opinion", "other")),
        st.booleans(),
        st.sampled_from((1.0, 0.9, 0.5)),
    )
    return build(*draw(st.lists(pieces, max_size=6)))


@given(articles())
def test_claim_shares_partition_the_claim_words_inside_their_intervals(article):
    scores = article.scores
    total = sum(getattr(scores, name) for name in CLAIM_SHARES)
    assert total == pytest.approx(1.0 if scores.claim_words else 0.0)
    for name in SHARES:
        low, high = getattr(scores, f"{name}_interval")
        assert 0.0 <= low <= getattr(scores, name) <= high <= 1.0


@given(articles())
def test_basket_probabilities_sum_to_one(article):
    for sentence in article.sentences:
        assert sum(basket_probabilities(sentence).values()) == pytest.approx(1.0)


def mixed(certainty, n=20):
    """Half named, half asserted, read with the same certainty throughout."""
    named = [piece("Tom said that it is so.", by=TOM, certainty=certainty) for _ in range(n // 2)]
    own = [piece("It really is just like that.", certainty=certainty) for _ in range(n // 2)]
    return build(*named, *own)


def test_an_interval_is_wider_the_less_sure_the_model_and_a_point_when_it_is_sure():
    widths = []
    for certainty in (1.0, 0.98, 0.9, 0.7):
        low, high = mixed(certainty).scores.named_share_interval
        widths.append(high - low)
    assert widths[0] == 0.0 < widths[-1]
    assert widths == sorted(widths)


def test_the_interval_is_that_of_the_binomial_where_that_is_exact():
    # Ten sentences of equal length by ten people, each named with probability .5.
    people = [Who(f"Tom Hall {i}", SourceType.NAMED_PERSON) for i in range(10)]
    article = build(*[piece("Tom said so.", by=who) for who in people])
    for sentence in article.sentences:
        sentence.probabilities.source_type.update(named_person=0.5, anonymous=0.5)
    low, high = article.scores.named_share_interval
    assert low == pytest.approx(0.2)  # quantile .05 of Binomial(10, .5) is 2; the point is 1
    assert high == 1.0
    assert article.scores.anonymous_share_interval == pytest.approx((0.0, 0.8))


def test_sentences_of_one_source_are_misread_together():
    tom = Who("Tom Hall", SourceType.NAMED_PERSON)
    article = build(*[piece("Tom said so.", by=tom) for _ in range(10)])
    for sentence in article.sentences:
        sentence.probabilities.source_type.update(named_person=0.5, anonymous=0.5)
    assert article.scores.named_share_interval == (0.0, 1.0)


def test_the_same_article_gets_the_same_intervals():
    assert mixed(0.8).scores.to_dict() == mixed(0.8).scores.to_dict()


def test_a_second_named_source_makes_named_more_probable():
    alone = build(piece("Critics say so.", by=CRITICS, certainty=0.9)).sentences[0]
    joined = build(piece("Critics and Tom say so.", by=(CRITICS, TOM), certainty=0.9)).sentences[0]
    unsure = Who("Tom Hall", SourceType.NAMED_PERSON, probability=0.6)
    between = build(piece("Both say so.", by=(CRITICS, unsure), certainty=0.9)).sentences[0]
    named = [basket_probabilities(s)[Basket.NAMED] for s in (alone, between, joined)]
    assert named == sorted(set(named))


def test_sources_share_a_sentence_and_rumour_and_the_unknown_stay_out():
    scores = build(
        piece("Tom Hall said so again.", by=TOM),  # 5
        piece("Critics and Tom said.", by=(CRITICS, TOM)),  # 2 + 2
        piece("Critics.", by=CRITICS),  # 1
        piece("Somebody said so.", attribution="stated"),
        piece("Reports say so.", by=RUMOUR),
        piece("A clerk wants it.", by=CLERK, attribution="thought"),
    ).scores
    assert (scores.n_sources, scores.n_named) == (2, 1)
    assert scores.top_source_share == pytest.approx(0.7)
    assert scores.effective_sources == pytest.approx(1 / (0.49 + 0.09))
    assert not scores.single_source


@pytest.mark.parametrize(("n", "band"), [(0, "0"), (1, "1"), (2, "2-3"), (3, "2-3"), (4, "4+")])
def test_pej_band_counts_named_sources(n, band):
    people = [Who(f"Ann Lee{i}", SourceType.NAMED_PERSON) for i in range(n)]
    scores = build(piece("A clerk said.", by=CLERK), *[piece("So.", by=p) for p in people]).scores
    assert scores.pej_band == band
    assert scores.single_source == (n == 0)


@pytest.mark.parametrize(
    ("pieces", "expected"),
    [
        ([piece("It is so."), piece("Tom said.", by=TOM)], True),
        ([piece("It is so."), piece("Tom said.", by=TOM, paragraph=1)], False),
        ([piece("Tom says so", by=TOM, headline=True), piece("So.", paragraph=1)], False),
        ([piece("Up", headline=True), piece("Tom said.", by=TOM, paragraph=1)], True),
    ],
)
def test_lead_sourced(pieces, expected):
    assert build(*pieces).scores.lead_sourced is expected


@pytest.mark.parametrize(
    ("pieces", "title", "expected"),
    [
        ([piece("Tom said so.", by=TOM)], None, None),
        ([piece("Tom: it is so", by=TOM, headline=True)], None, True),
        ([piece("The mayor resigned today.")], "Mayor resigns", False),
        ([piece("The mayor resigned, Tom said.", by=TOM)], "Mayor resigns", True),
        ([piece("The mayor was ill, Tom said.", by=TOM)], "Mayor resigns", True),
        ([piece("The bakers resigned, Tom said.", by=TOM)], "Harbour mayor resigns", False),
        ([piece("Bread is up, Tom said.", by=TOM)], "Mayor resigns", False),
        ([piece("Mayor resigns", headline=True), piece("Mayor ill, he said.", by=TOM)], None, True),
    ],
)
def test_headline_sourced(pieces, title, expected):
    assert build(*pieces, title=title).scores.headline_sourced is expected


@pytest.mark.parametrize(
    ("pieces", "expected"),
    [
        # named on the spot: not measured
        ([piece("[Tom Hall] said {so}.", by=TOM)], 0.0),
        # two sentences of "he", then the name
        (
            [
                piece("[He] said {so}.", by=TOM),
                piece("It rained."),
                piece("[Mr Hall] is a baker.", by=TOM, attribution="none"),
            ],
            2.0,
        ),
        # named before: no wait; the mean of 0 and 1
        (
            [
                piece("[The baker] said {so}.", by=TOM),
                piece("[Tom Hall] said {more}.", by=TOM),
                piece("{And more}.", by=TOM, attribution="implicit"),
            ],
            0.5,
        ),
        # never named by the article, or named in the headline only
        ([piece("[A clerk] said {so}.", by=CLERK), piece("It rained.")], 0.0),
        ([piece("[Hall] out", by=TOM, headline=True), piece("[He] said {so}.", by=TOM)], 0.0),
    ],
)
def test_attribution_distance(pieces, expected):
    assert build(*pieces).scores.attribution_distance == expected


def test_loaded_rate_leaves_reported_words_out():
    scores = build(
        piece("*Shameful* row", headline=True),  # 2 own, 1 loaded
        piece("[Tom Hall] <said> {it was a *vile* *plot*}.", by=TOM),  # 3 own
        piece("The *so-called* plan *utterly failed* at last."),  # 7 own, 2 loaded
    ).scores
    assert scores.loaded_rate == pytest.approx(1000 * 3 / 12)


def test_words_in_quotation_marks_are_never_the_writers_own_loaded_words():
    assert build(piece("They met the “*regime*” and its *cronies*.")).scores.loaded_rate == (
        pytest.approx(1000 / 7)
    )


def test_a_name_counts_wherever_it_stands():
    scores = build(piece("Tom Hall came."), piece("[He] <said> {so}.", by=TOM)).scores
    assert scores.attribution_distance == 0.0
    late = build(piece("[He] <said> {so}.", by=TOM), piece("Tom Hall came.")).scores
    assert late.attribution_distance == 1.0


def test_mind_reading_counts_thoughts():
    thought = piece("Tom wants it.", by=TOM, attribution="thought")
    assert build(thought, piece("Tom said so.", by=TOM), thought).scores.mind_reading == 2


@pytest.mark.parametrize("article", [EMPTY, build(piece("A headline", headline=True))])
def test_an_article_without_body_has_zeros(article: Article):
    scores = article.scores
    assert all(getattr(scores, name) == 0.0 for name in SHARES)
    assert all(getattr(scores, f"{name}_interval") == (0.0, 0.0) for name in SHARES)
    assert (scores.words, scores.top_source_share, scores.effective_sources) == (0, 0.0, 0.0)
    assert scores.lead_sourced is False
    assert not scores.single_source


def test_to_dict_is_json_and_says_what_the_properties_say():
    scores = mixed(0.9).scores
    found = json.loads(json.dumps(scores.to_dict()))
    expected = {name: getattr(scores, name) for name in (*SHARES, *COUNTS)}
    expected |= {f"{n}_interval": list(getattr(scores, f"{n}_interval")) for n in SHARES}
    assert found == expected | {"label_counts": scores.label_counts}


def test_sixty_sentences_take_a_blink():
    took = []
    for _ in range(3):
        article = mixed(0.9, n=60)
        began = perf_counter()
        article.scores.to_dict()
        took.append(perf_counter() - began)
    assert min(took) < 0.1  # about 5 ms; the margin is for a busy machine
