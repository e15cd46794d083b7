"""The whole comparison: a folder of tables → groups side by side."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from sourcing.compare import quoted, shares
from sourcing.compare.group import column_for, groups_of
from sourcing.compare.links import Links
from sourcing.compare.outliers import outliers
from sourcing.compare.read import open_corpus
from sourcing.compare.result import Comparison, Estimate, Group
from sourcing.compare.verbs import asymmetries

if TYPE_CHECKING:
    import pandas as pd

    from sourcing.compare.shares import Floats


@dataclass(frozen=True)
class Wishes:
    """What is asked for. `date` is the column that `by="month"` reads."""

    by: str
    date: str = "date"
    minimum: int = 20  # articles that a group, or a voice in a verb test, needs
    sides: Mapping[str, str] = field(default_factory=dict)  # name of a source → its side
    links: Links = field(default_factory=Links)


def compare(folder: Path, wishes: Wishes) -> Comparison:
    """Compare the groups of articles in a folder of `sourcing batch`.

    Raises InputError when the tables are missing or mixed, or the column is not there.
    """
    corpus = open_corpus(folder)
    column = column_for(wishes.by, wishes.date, corpus.carried)
    documents = corpus.documents(column)
    documents["group"] = groups_of(documents[column], wishes.by)
    known = documents[documents["group"].notna()]
    groups = _groups(known, wishes, corpus.model)
    large = [group.name for group in groups if not group.withheld]
    of_row = known.set_index("row")["group"]
    voices = quoted.voices(corpus.attributions(), of_row[of_row.isin(large)], wishes.sides)
    cells = quoted.cells_of(voices)
    who = quoted.quoted(cells)
    tests, untested = asymmetries(cells, wishes.minimum)
    return Comparison(
        by=wishes.by,
        articles=len(documents),
        ungrouped=len(documents) - len(known),
        minimum=wishes.minimum,
        model=corpus.model,
        notes=corpus.notes,
        groups=tuple(replace(group, quoted=who.get(group.name, ())) for group in groups),
        asymmetries=tests,
        untested=untested,
    )


def _groups(documents: pd.DataFrame, wishes: Wishes, model: str) -> list[Group]:
    """All groups by name, those that are large enough with their shares and outliers."""
    frames = {str(name): frame for name, frame in documents.groupby("group")}
    groups = {name: _group(name, frame, wishes.minimum) for name, frame in frames.items()}
    small = [name for name, group in groups.items() if group.withheld]
    large = [name for name in groups if name not in small]
    words = {name: shares.words_by_basket(frame) for name, frame in frames.items()}
    words = {name: shares.corrected(found, model) for name, found in words.items()}
    strata = {name: words[name] for name in large}
    rest = [words[name] for name in small]
    for name, estimates in _estimated(strata, rest).items():
        found = outliers(frames[name], wishes.minimum, wishes.links)
        own, differences = estimates
        groups[name] = replace(groups[name], shares=own, differences=differences, outliers=found)
    return list(groups.values())


def _group(name: str, articles: pd.DataFrame, minimum: int) -> Group:
    words, claims = int(articles["words"].sum()), int(articles["claim_words"].sum())
    count, withheld = len(articles), ""
    if count < minimum:
        withheld = f"fewer than {minimum} articles"
    elif not claims:
        withheld = "no claim words"
    return Group(name, count, words, claims, withheld)


_Pair = tuple[Mapping[str, Estimate], Mapping[str, Estimate]]


def _estimated(strata: Mapping[str, Floats], rest: list[Floats]) -> dict[str, _Pair]:
    """For each group its shares, and their differences from all other articles.

    Each group is resampled apart; those that are too small are one stratum, and belong to the
    other articles of every group.
    """
    random = np.random.default_rng(shares.SEED)
    every = {**strata, "": np.hstack(rest)} if rest else dict(strata)
    sums = {name: words.sum(axis=1) for name, words in every.items()}
    drawn = {name: shares.resampled(words, random) for name, words in every.items()}
    all_sums, all_drawn = sum(sums.values()), sum(drawn.values())
    result: dict[str, _Pair] = {}
    for name in strata:
        value, draws = shares.shares_of(sums[name]), shares.shares_of(drawn[name])
        others = shares.shares_of(all_sums - sums[name])
        others_drawn = shares.shares_of(all_drawn - drawn[name])
        differences = shares.estimates(value - others, draws - others_drawn, among=len(strata))
        result[name] = shares.estimates(value, draws), differences if len(every) > 1 else {}
    return result
