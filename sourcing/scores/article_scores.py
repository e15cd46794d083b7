"""The scores of one article, each a property of its parts."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from sourcing.article import Article, AttributionKind, Label, Sentence, Source
from sourcing.scores.baskets import Basket, accountable, basket
from sourcing.scores.intervals import Interval, intervals
from sourcing.scores.misreading import misreading
from sourcing.scores.own_voice import own_loaded, own_words, quoted_characters
from sourcing.scores.shape import repeats, waits


@dataclass(frozen=True)
class Scores:
    """The scores of one article; every number is a property of the article's parts.

    Shares lie in 0..1 and are counted in words. Each has a `<share>_interval`: (low, high),
    90 %, always around the share. Headlines stay out of every number except `label_counts`,
    `headline_sourced` and `loaded_rate`. The numbers describe the text; none of them says
    whether what it tells is true.
    """

    article: Article = field(repr=False)

    # The whole and its parts

    @cached_property
    def body(self) -> tuple[Sentence, ...]:
        """The sentences outside the headline."""
        return tuple(s for s in self.article.sentences if not s.headline)

    @cached_property
    def words_in(self) -> Mapping[Basket, int]:
        """Words by basket, every basket listed."""
        counts = dict.fromkeys(Basket, 0)
        for sentence in self.body:
            counts[basket(sentence)] += sentence.words
        return counts

    @property
    def words(self) -> int:
        """Words outside the headline, split at white space."""
        return sum(self.words_in.values())

    @property
    def claim_words(self) -> int:
        """Words of the sentences that are attributed, or state a fact or a prediction."""
        return sum(count for kind, count in self.words_in.items() if kind.is_claim)

    @property
    def label_counts(self) -> Mapping[Label, int]:
        """Sentences by label, headlines included, every label listed."""
        counts = Counter(sentence.label for sentence in self.article.sentences)
        return {kind: counts[kind] for kind in Label}

    def share(self, kind: Basket) -> float:
        """Words of a basket over all words if it is no claim, else over the claim words."""
        whole = self.claim_words if kind.is_claim else self.words
        return self.words_in[kind] / whole if whole else 0.0

    def interval(self, kind: Basket) -> Interval:
        """The 90 % interval of `share(kind)`."""
        return self._intervals[kind]

    @cached_property
    def _intervals(self) -> Mapping[Basket, Interval]:
        shares = {kind: self.share(kind) for kind in Basket}
        return intervals(self.body, shares, self.words, misreading(self.article.model))

    # The shares, one pair a basket

    @property
    def named_share(self) -> float:
        """Share of claim words whose source is named: the headline figure."""
        return self.share(Basket.NAMED)

    @property
    def named_share_interval(self) -> Interval:
        return self.interval(Basket.NAMED)

    @property
    def adjusted_named_share(self) -> float:
        """`named_share` as the model's misreading makes it likely: for means over many articles.

        It need not lie nearer to the truth in one article; over a group it takes out the lean.
        """
        return misreading(self.article.model).adjusted_named_share(self.words_in)

    @property
    def org_official_share(self) -> float:
        """Share of claim words from unnamed people with a stated affiliation."""
        return self.share(Basket.ORG_OFFICIAL)

    @property
    def org_official_share_interval(self) -> Interval:
        return self.interval(Basket.ORG_OFFICIAL)

    @property
    def anonymous_share(self) -> float:
        """Share of claim words from sources whose identity is withheld on purpose."""
        return self.share(Basket.ANONYMOUS)

    @property
    def anonymous_share_interval(self) -> Interval:
        return self.interval(Basket.ANONYMOUS)

    @property
    def unnamed_share(self) -> float:
        """Share of claim words from individuals or groups without a name or affiliation."""
        return self.share(Basket.UNNAMED)

    @property
    def unnamed_share_interval(self) -> Interval:
        return self.interval(Basket.UNNAMED)

    @property
    def document_share(self) -> float:
        """Share of claim words from documents that the article does not identify."""
        return self.share(Basket.DOCUMENT)

    @property
    def document_share_interval(self) -> Interval:
        return self.interval(Basket.DOCUMENT)

    @property
    def unknown_share(self) -> float:
        """Share of claim words that are attributed, and the text does not let us tell to whom."""
        return self.share(Basket.UNKNOWN)

    @property
    def unknown_share_interval(self) -> Interval:
        return self.interval(Basket.UNKNOWN)

    @property
    def vague_share(self) -> float:
        """Share of claim words resting on nobody who could be held to them: "it is said"."""
        return self.share(Basket.VAGUE)

    @property
    def vague_share_interval(self) -> Interval:
        return self.interval(Basket.VAGUE)

    @property
    def hedged_share(self) -> float:
        """Share of claim words from which the writer keeps a distance, without a source."""
        return self.share(Basket.HEDGED)

    @property
    def hedged_share_interval(self) -> Interval:
        return self.interval(Basket.HEDGED)

    @property
    def asserted_share(self) -> float:
        """Share of claim words that the writer states as fact on their own authority."""
        return self.share(Basket.ASSERTED)

    @property
    def asserted_share_interval(self) -> Interval:
        return self.interval(Basket.ASSERTED)

    @property
    def unattributed_share(self) -> float:
        """Share of all words in opinions, questions and the like that have no source."""
        return self.share(Basket.UNATTRIBUTED)

    @property
    def unattributed_share_interval(self) -> Interval:
        return self.interval(Basket.UNATTRIBUTED)

    # The sources. An unknown speaker stays out; a vague source is nobody; a plural counts as one.

    @cached_property
    def _words_by_source(self) -> tuple[tuple[Source, float], ...]:
        """Each source of an attributed sentence with its words; co-sources share equally."""
        sources: dict[int, Source] = {}
        words: defaultdict[int, float] = defaultdict(float)
        for sentence in self._attributed:
            together = accountable(sentence)
            for source in together:
                sources[id(source)] = source
                words[id(source)] += sentence.words / len(together)
        return tuple((source, words[key]) for key, source in sources.items())

    @property
    def _attributed(self) -> Iterator[Sentence]:
        return (s for s in self.body if s.label is Label.ATTRIBUTED)

    @property
    def n_sources(self) -> int:
        """Distinct sources that carry at least one attributed sentence."""
        return len(self._words_by_source)

    @property
    def n_named(self) -> int:
        """Those of them that are named."""
        return sum(source.named for source, _ in self._words_by_source)

    @property
    def pej_band(self) -> str:
        """Band of `n_named`: "0", "1", "2-3" or "4+" (Project for Excellence in Journalism)."""
        return ("0", "1", "2-3", "2-3", "4+")[min(self.n_named, 4)]

    @property
    def single_source(self) -> bool:
        """Whether everything that rests on a known source rests on one and the same."""
        return self.n_sources == 1

    @property
    def _source_shares(self) -> list[float]:
        total = sum(words for _, words in self._words_by_source)
        return [words / total for _, words in self._words_by_source] if total else []

    @property
    def top_source_share(self) -> float:
        """Share of the most used source in all words from known sources; 0.0 without any."""
        return max(self._source_shares, default=0.0)

    @property
    def effective_sources(self) -> float:
        """1/Σp² over the sources' shares p of words: how many equal voices; 0.0 without any.

        The inverse Simpson index, Hill's number of order two (Hill 1973).
        """
        shares = self._source_shares
        return 1.0 / sum(share * share for share in shares) if shares else 0.0

    # The shape of the article

    @property
    def lead_sourced(self) -> bool:
        """Whether the first paragraph has an attributed sentence."""
        return any(s.paragraph == self.body[0].paragraph for s in self._attributed)

    @property
    def headline_sourced(self) -> bool | None:
        """Whether something attributed backs the headline; None when there is no headline.

        It does when the headline itself is attributed, or when one attributed sentence holds
        at least half of the headline's longer words.
        """
        headlines = [s for s in self.article.sentences if s.headline]
        text = " ".join(s.text for s in headlines) or self.article.title
        if not text:
            return None
        if any(s.label is Label.ATTRIBUTED for s in headlines):
            return True
        return any(repeats(text, sentence.text) for sentence in self._attributed)

    @property
    def attribution_distance(self) -> float:
        """Sentences, on average, that a reader waits to learn whose words they are reading.

        Over the statements of sources that are named somewhere, and not in the sentence where
        the statement begins: the sentences from there to the first that names the source, 0
        when an earlier one has. 0.0 without such statements. (Reuters: name the speaker after
        the first sentence of a quotation, never later than after the third.)
        """
        found = [wait for _, wait in waits(self.article.attributions, self.body)]
        return sum(found) / len(found) if found else 0.0

    # The writer's own voice

    @cached_property
    def quoted(self) -> bytearray:
        """One byte a character of the text: 1 inside quotation marks."""
        return quoted_characters(self.article)

    @property
    def loaded_rate(self) -> float:
        """Loaded words or phrases per 1,000 words of the writer's own, headline included.

        What is reported, and what stands in quotation marks, is not the writer's own.
        """
        words = sum(map(own_words, self.article.sentences))
        return 1000.0 * len(own_loaded(self.article, self.quoted)) / words if words else 0.0

    @property
    def mind_reading(self) -> int:
        """Sentences that state a thought without saying how the writer knows it."""
        return sum(s.attribution is AttributionKind.THOUGHT for s in self.body)

    def to_dict(self) -> dict[str, Any]:
        """All scores as plain JSON types; intervals are lists [low, high]."""
        result: dict[str, Any] = {}
        for name, kind in SHARES.items():
            result[name] = self.share(kind)
            result[f"{name}_interval"] = list(self.interval(kind))
        result |= {name: getattr(self, name) for name in COUNTS}
        return result | {"label_counts": {str(k): n for k, n in self.label_counts.items()}}


SHARES: Mapping[str, Basket] = {
    f"{kind}_share": kind for kind in Basket if kind is not Basket.HEDGED_OPINION
}
"""The shares by name, in the order of reports."""

COUNTS = (
    "words",
    "claim_words",
    "adjusted_named_share",
    "n_sources",
    "n_named",
    "pej_band",
    "top_source_share",
    "effective_sources",
    "single_source",
    "lead_sourced",
    "headline_sourced",
    "attribution_distance",
    "loaded_rate",
    "mind_reading",
)
"""The names of all other scores."""
