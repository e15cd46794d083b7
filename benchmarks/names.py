"""How often a source gets the right name: annotated articles, Markkula, and GUM's coreference.

    python benchmarks/names.py [MODEL] [--data FOLDER] [--out FILE]

`sourcing.*` and Markkula by the protocols of `sourcing evaluate`; of `sourcing.train` only the
fifth of the articles that the resolver did not learn from (the network did). GUM: a source's
mention that begins inside an annotated entity is right when the source carries one of the names
under which that entity stands in the text, or, where it has none, one of its descriptions.
"""

from __future__ import annotations

import argparse
import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zlib import crc32

import sourcing
from sourcing.training.data import data_folder, rows
from sourcing.training.evaluate.annotations import match
from sourcing.training.evaluate.markkula import evaluate_markkula
from sourcing.training.evaluate.matching import names_match
from sourcing.training.resolver import HELD_OUT

OUT = Path(__file__).parent / "results" / "names.json"
GENRE = re.compile(r"GUM_news_")
LONGEST = 8  # words of a name or description that is compared
_OPEN_OR_CLOSE = re.compile(r"\((\d+)-[^()]*(\))?|(\d+)\)")
_PRONOUNS = frozenset("he him his she her hers it its they them their i we you who which".split())

Counts = dict[str, dict[str, float]]


@dataclass
class Entity:
    """One annotated mention of GUM: whose it is, and its characters."""

    number: str
    start: int
    end: int = 0


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("model", nargs="?", help="by default the shipped one")
    parser.add_argument("--data", type=Path, help="data folder; by default $SOURCING_DATA")
    parser.add_argument("--out", type=Path, default=OUT, help="where the numbers go")
    options = parser.parse_args()
    try:
        folder = data_folder(options.data)
    except sourcing.InputError as error:
        print(f"{error}; nothing measured")
        return
    results = measure(sourcing.load(options.model), folder)
    options.out.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
    print(f"wrote {options.out}")


def measure(analyzer: sourcing.Analyzer, folder: Path) -> dict[str, Any]:
    """Accuracies by data set and source type."""
    train = rows(folder, "sourcing.train")
    held_out = [r for r in train if crc32(r["id"].encode()) % HELD_OUT == 0]
    markkula = evaluate_markkula(analyzer, rows(folder, "markkula.dev"))
    news = [r for r in rows(folder, "gum") if GENRE.match(r["id"])]
    return {
        "sourcing.train, held out": annotated(analyzer, held_out),
        "sourcing.dev": annotated(analyzer, rows(folder, "sourcing.dev")),
        "markkula.dev": {
            "all": _share(markkula.source_name.right, markkula.source_name.support),
            "found": _share(markkula.source_name_found.right, markkula.source_name_found.support),
        },
        "GUM news": coreference(analyzer, news),
    }


def annotated(analyzer: sourcing.Analyzer, records: Sequence[Mapping[str, Any]]) -> Counts:
    """Name accuracy of all gold sentences with a source, of those found, and by source type."""
    right: Counter[str] = Counter()
    total: Counter[str] = Counter()
    for record in records:
        for pair in match(record, analyzer(record["text"])):
            if pair.gold_spoken and pair.gold.sources:
                kinds = ["all", str(pair.gold.sources[0].type)]
                kinds += ["found"] if pair.predicted_spoken else []
                total.update(kinds)
                right.update(kinds if pair.name_right else [])
    return {kind: _share(right[kind], total[kind]) for kind in sorted(total)}


def coreference(analyzer: sourcing.Analyzer, records: Sequence[Mapping[str, Any]]) -> Counts:
    """Whether the source of each mention carries a name of the entity that GUM sees there."""
    right: Counter[str] = Counter()
    total: Counter[str] = Counter()
    for record in records:
        text, entities = read_gum(record["conllu"])
        for source in analyzer(text).sources:
            for mention in source.mentions:
                names = names_of(text, entities, mention.start, mention.end)
                kind = "pronoun" if mention.text.lower() in _PRONOUNS else "other"
                if names:
                    total.update(("all", kind))
                    right.update(("all", kind) if _carries(source.name, names) else ())
    return {kind: _share(right[kind], total[kind]) for kind in sorted(total)}


def _carries(name: str, gold: Sequence[str]) -> bool:
    return any(names_match(one, [name]) for one in gold)


def _share(right: int, total: int) -> dict[str, float]:
    return {"accuracy": round(right / max(1, total), 4), "support": total}


def names_of(text: str, entities: Sequence[Entity], start: int, end: int) -> list[str]:
    """The names, or else descriptions, of the widest entity that begins with a mention."""
    here = [e for e in entities if e.start == start and e.end <= end + 1]
    if not here:
        return []
    number = max(here, key=lambda e: e.end).number
    spans = [text[e.start : e.end] for e in entities if e.number == number]
    spans = [s for s in spans if len(s.split()) <= LONGEST and s.lower() not in _PRONOUNS]
    return [s for s in spans if re.search(r"(?:^|\s)[A-Z]\S*$", s)] or spans


def read_gum(conllu: str) -> tuple[str, list[Entity]]:
    """The text of a CoNLL-U document, paragraphs apart, and its entities with their offsets."""
    text, entities, opened = "", list[Entity](), list[Entity]()
    for line in conllu.split("\n"):
        if re.match(r"# newpar(?!_)", line):
            text = text.rstrip() + "\n\n" if text else ""
        fields = line.split("\t")
        if len(fields) < 10 or not fields[0].isdigit():
            continue
        start, text = len(text), text + fields[1]
        for event in _OPEN_OR_CLOSE.finditer(_entity(fields[9])):
            _note(event, start, len(text), entities, opened)
        text += "" if "SpaceAfter=No" in fields[9] else " "
    return text.rstrip(), [e for e in entities if e.end]


def _entity(fields: str) -> str:
    return next((f[7:] for f in fields.split("|") if f.startswith("Entity=")), "")


def _note(
    event: re.Match[str], start: int, end: int, entities: list[Entity], opened: list[Entity]
) -> None:
    if event[1]:
        entities.append(Entity(event[1], start, end if event[2] else 0))
        opened += [] if event[2] else entities[-1:]
        return
    for entity in reversed(opened):
        if entity.number == event[3]:
            entity.end = end
            opened.remove(entity)
            return


if __name__ == "__main__":
    main()
