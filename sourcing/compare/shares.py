"""Shares of a group and their intervals, by bootstrap over articles.

A group's share is that of its pooled words: the mean over its articles, each weighted by its claim
words (by all its words for `unattributed_share`). So a long article counts for more, and a brief
with one claim does not count as much as an investigation.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from sourcing.compare.result import Estimate
from sourcing.scores import CONFIDENCE, SHARES, Basket
from sourcing.scores.misreading import misreading

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]

DRAWS = 2000
SEED = 20  # fixed: the same tables always give the same intervals
_CELLS = 20_000  # numbers of one row that are drawn at once: they stay in the cache

_CLAIMS = np.array([kind.is_claim for kind in SHARES.values()])
_COLUMNS = [list(Basket).index(kind) for kind in SHARES.values()]
_REST = list(Basket).index(Basket.HEDGED_OPINION)  # the one basket that has no share


def words_by_basket(documents: pd.DataFrame) -> Floats:
    """Words of each article by basket, in the order of SHARES, then all words: [11, articles]."""
    whole = {True: documents["claim_words"], False: documents["words"]}
    rows = [documents[name] * whole[kind.is_claim] for name, kind in SHARES.items()]
    return np.array([*rows, documents["words"]], dtype=np.float64)


def corrected(words: Floats, model: str) -> Floats:
    """The same words where they belong as often as the model's measured confusion says.

    Takes the lean of the model out of a group's shares, intervals and differences
    (`sourcing.scores.misreading`); what another model read stays as it is.
    """
    matrix = misreading(model).matrix
    by_basket = np.zeros((len(Basket), words.shape[1]))
    by_basket[_COLUMNS] = words[:-1]
    by_basket[_REST] = words[-1] - words[:-1].sum(axis=0)
    return np.vstack([(matrix.T @ by_basket)[_COLUMNS], words[-1:]])


def shares_of(totals: Floats) -> Floats:
    """Pooled words by basket, [11, ...] → shares in the order of SHARES, [10, ...]; 0.0 of none."""
    baskets, everything = totals[:-1], totals[-1:]
    claims = baskets[_CLAIMS].sum(axis=0, keepdims=True)
    is_claim = _CLAIMS.reshape(-1, *[1] * (totals.ndim - 1))
    whole = np.where(is_claim, claims, everything)
    return np.divide(baskets, whole, out=np.zeros_like(baskets), where=whole > 0)


def resampled(words: Floats, random: np.random.Generator) -> Floats:
    """Pooled words by basket in DRAWS bootstrap resamples of the articles: [11, DRAWS].

    scipy resamples columns, so the baskets of an article stay together.
    """
    articles = words.shape[1]
    if articles < 2:  # nothing to resample
        return np.repeat(words.sum(axis=1, keepdims=True), DRAWS, axis=1)
    drawn = stats.bootstrap(
        (words,),
        np.mean,
        n_resamples=DRAWS,
        batch=max(1, _CELLS // articles),
        axis=1,
        method="percentile",
        rng=random,
    )
    return np.asarray(drawn.bootstrap_distribution * articles)


def estimates(value: Floats, drawn: Floats, among: int = 1) -> dict[str, Estimate]:
    """Each share with its 90 % percentile interval, always around it.

    `among` several groups, the interval of each is wider (Bonferroni), so that all those of one
    share hold together with 90 %.
    """
    tail = (1.0 - CONFIDENCE) / 2.0 / among
    low, high = np.quantile(drawn, [tail, 1.0 - tail], axis=1)
    ends = zip(value, np.minimum(low, value), np.maximum(high, value), strict=True)
    return {name: Estimate(*map(float, row)) for name, row in zip(SHARES, ends, strict=True)}
