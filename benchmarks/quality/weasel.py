"""Weasel sentences of CoNLL-2010: what the model's rows and n-grams tell a linear classifier.

The model never saw a weasel label, so the measure has to learn one: ten folds of sentences
(stratified, seeded), and in each fold everything, vocabulary, scales and the threshold too, is
learned from the other nine. Two linear classifiers are added up: one over the rows of a sentence
(mean, highest and lowest of each column) with TF-IDF n-grams, one over bare n-grams weighted by
naive Bayes (Wang and Manning 2012). The threshold is the best on inner folds.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix, diags, hstack
from sklearn.feature_extraction.text import CountVectorizer, TfidfTransformer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import precision_recall_curve
from sklearn.model_selection import StratifiedKFold
from sklearn.preprocessing import StandardScaler
from sklearn.svm import LinearSVC

from sourcing.training.evaluate.counters import Score

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

FOLDS, INNER, SEED = 10, 3, 0
ROWS_SCALE, WORDS_SCALE, WORDS_C = 0.1, 3.0, 0.03
BAYES_C, BAYES_WEIGHT = 0.1, 0.5
LONGEST, COMMON = 3, 2


def summary(rows: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """A sentence's rows (words, columns) as one: mean, highest and lowest of each column."""
    if not len(rows):
        return np.zeros(3 * rows.shape[1], np.float32)
    return np.concatenate([rows.mean(0), rows.max(0), rows.min(0)])


def cross_validated(
    texts: Sequence[str], rows: npt.NDArray[np.float32], gold: Flags
) -> list[Score]:
    """The answer for each sentence, by classifiers that never saw its fold."""
    sentences = Sentences(_ngrams(texts), rows, gold)
    predicted = np.zeros(len(gold), bool)
    for train, test in _folds(FOLDS, gold):
        threshold = _threshold(sentences.at(train))
        predicted[test] = _scores(sentences.at(train), sentences.at(test)) > threshold
    return [Score(int(p and g), int(p), int(g)) for p, g in zip(predicted, gold, strict=True)]


@dataclass(frozen=True)
class Sentences:
    """Counts of n-grams, the model's rows in one, and whether each sentence is a weasel."""

    ngrams: csr_matrix
    rows: npt.NDArray[np.float32]
    gold: Flags

    def at(self, places: npt.NDArray[np.int64]) -> Sentences:
        return Sentences(self.ngrams[places], self.rows[places], self.gold[places])


def _ngrams(texts: Sequence[str]) -> csr_matrix:
    """Counted once for all; each fold keeps those that its own training sentences know."""
    counter = CountVectorizer(ngram_range=(1, LONGEST), token_pattern=r"\w+|[^\w\s]")
    return counter.fit_transform(texts).tocsr()


def _known(train: Sentences, test: Sentences) -> tuple[csr_matrix, csr_matrix]:
    """The n-grams of at least `COMMON` training sentences, in both parts."""
    kept = np.flatnonzero(train.ngrams.getnnz(axis=0) >= COMMON)
    return train.ngrams[:, kept], test.ngrams[:, kept]


def _folds(
    count: int, gold: Flags
) -> Iterable[tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]]:
    return StratifiedKFold(count, shuffle=True, random_state=SEED).split(gold, gold)


def _threshold(train: Sentences) -> float:
    """Where F1 is best, over inner folds of the training sentences."""
    scores = np.zeros(len(train.gold))
    for inner, rest in _folds(INNER, train.gold):
        scores[rest] = _scores(train.at(inner), train.at(rest))
    precision, recall, thresholds = precision_recall_curve(train.gold, scores)
    f1 = 2 * precision * recall / np.maximum(precision + recall, 1e-9)
    return float(thresholds[f1[:-1].argmax()])


def _scores(train: Sentences, test: Sentences) -> Floats:
    """Both classifiers on new sentences; the weight makes their spreads about equal."""
    return _rows_and_words(train, test) + BAYES_WEIGHT * _bayes_words(train, test)


def _rows_and_words(train: Sentences, test: Sentences) -> Floats:
    known, new = _known(train, test)
    scaler, weights = StandardScaler().fit(train.rows), TfidfTransformer(sublinear_tf=True)
    weights.fit(known)

    def features(part: Sentences, ngrams: csr_matrix) -> csr_matrix:
        rows = csr_matrix(ROWS_SCALE * scaler.transform(part.rows))
        return hstack([rows, WORDS_SCALE * weights.transform(ngrams)]).tocsr()

    model = LinearSVC(C=WORDS_C, random_state=SEED).fit(features(train, known), train.gold)
    return model.decision_function(features(test, new))


def _bayes_words(train: Sentences, test: Sentences) -> Floats:
    """N-grams, there or not, each weighted by how much more often weasels have it."""
    known, new = (part.astype(bool).astype(float) for part in _known(train, test))
    rates = [np.asarray(known[flags].sum(axis=0)) + 1.0 for flags in (train.gold, ~train.gold)]
    ratio = np.log(rates[0] / rates[0].sum()) - np.log(rates[1] / rates[1].sum())
    weights = diags(ratio.ravel())
    model = LogisticRegression(C=BAYES_C, solver="liblinear", random_state=SEED)
    model.fit(known @ weights, train.gold)
    return model.decision_function(new @ weights)
