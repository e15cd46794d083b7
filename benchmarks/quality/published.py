"""What others reached, and what we want to reach; a key is a figure's id.

Only numbers for the same corpus and measure; `note` says where the protocols differ.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from sourcing.article import SourceType

NINE = "nine of the corpus's 43 articles"
GIVEN = "as given in this project's table of targets"
MARKKULA = f"sourced statements of the Markkula Center; {GIVEN}"
POLNEAR = f"trained on PolNeAR (Newell, Margolin and Ruths, LREC 2018), test split; {GIVEN}"
CONLL = f"CoNLL-2010 shared task 1, Wikipedia (Farkas et al., CoNLL 2010); {GIVEN}"
CHECKTHAT = f"CheckThat! Lab 2024, task 2, English test set; {GIVEN}"
BABE = "BABE (Spinde et al., Findings of EMNLP 2021); five-fold cross-validation"
OWN = "README of the annotated data: two runs of one annotator over 64 articles"
RULES = f"tools that extract quotations by rule; {GIVEN}"


@dataclass(frozen=True)
class Elsewhere:
    """Somebody else's number, or range of numbers."""

    who: str
    value: float
    citation: str
    upto: float | None = None
    note: str = ""

    def __str__(self) -> str:
        values = [v for v in (self.value, self.upto) if v is not None]
        return f"{self.who} {'–'.join(f'{100 * value:.1f}' for value in values)}"

    def to_dict(self) -> dict[str, Any]:
        return {name: value for name, value in asdict(self).items() if value not in (None, "")}


TYPE_RECALL = {
    SourceType.DOCUMENT: Elsewhere("rule tools", 0.40, RULES),
    SourceType.UNNAMED_GROUP: Elsewhere("rule tools", 0.03, RULES, upto=0.81),
    SourceType.UNNAMED_PERSON: Elsewhere("rule tools", 0.0, RULES, upto=0.71),
}

ELSEWHERE: Mapping[str, tuple[Elsewhere, ...]] = {
    "markkula.dev/sourced.f1": (
        Elsewhere("GPT-4.1", 0.88, MARKKULA, note=NINE),
        Elsewhere("Claude Sonnet 4", 0.88, MARKKULA, note=NINE),
        Elsewhere("annotators of `sourcing.*`", 0.89, MARKKULA, note="nine of these 13 articles"),
    ),
    "markkula.dev/source_type_found.accuracy": (
        Elsewhere("Claude Sonnet 4", 0.957, MARKKULA, note=NINE),
        Elsewhere("annotators of `sourcing.*`", 0.86, MARKKULA, note="nine of these 13 articles"),
    ),
    "markkula.dev/source_name_found.accuracy": (
        Elsewhere("Gemini 1.5 Pro", 0.898, MARKKULA, note=NINE),
    ),
    "polnear.dev/source.f1": (Elsewhere("BERT-base", 0.775, POLNEAR),),
    "polnear.dev/cue.f1": (Elsewhere("BERT-base", 0.716, POLNEAR),),
    "polnear.dev/content.f1": (Elsewhere("BERT-base", 0.625, POLNEAR),),
    "polnear.dev/sentence_content.f1": (Elsewhere("BERT-base", 0.889, POLNEAR),),
    "sourcing.dev/label.accuracy": (
        Elsewhere("second annotator", 0.981, OWN, note="consistency, not truth"),
    ),
    "conll2010wiki.train/weasel.f1": (
        Elsewhere(
            "best published", 0.628, CONLL, note="on the test set; ours cross-validates train"
        ),
    ),
    "checkthat.test2024/subjective.macro_f1": (
        Elsewhere("systems trained on it", 0.70, CHECKTHAT, upto=0.74, note="ours is zero-shot"),
    ),
    "babe/biased.macro_f1": (
        Elsewhere("BERT trained on it", 0.789, BABE, note="ours is zero-shot"),
    ),
    **{f"sourcing.dev/of_all.{kind}.accuracy": (known,) for kind, known in TYPE_RECALL.items()},
}

TARGETS: Mapping[str, float] = {
    "markkula.dev/sourced.f1": 0.90,
    "markkula.dev/source_type_found.accuracy": 0.95,
    "markkula.dev/source_name_found.accuracy": 0.90,
    "polnear.dev/source.f1": 0.84,
    "polnear.dev/cue.f1": 0.76,
    "polnear.dev/content.f1": 0.70,
    "polnear.dev/sentence_content.f1": 0.91,
    "sourcing.dev/label.macro_f1": 0.88,
    "sourcing.dev/named_share.mean_absolute_error": 0.03,
    "sourcing.dev/named_share.coverage": 0.85,
    "conll2010wiki.train/weasel.f1": 0.68,
    "checkthat.test2024/subjective.macro_f1": 0.74,
    "babe/biased.macro_f1": 0.76,
    **{f"sourcing.dev/of_all.{kind}.accuracy": 0.80 for kind in SourceType},
}


def beside(id: str) -> dict[str, Any]:
    """What stands beside a figure of ours; nothing where nobody has measured it."""
    out: dict[str, Any] = {"target": TARGETS[id]} if id in TARGETS else {}
    if id in ELSEWHERE:
        out["elsewhere"] = [{"shown": str(known), **known.to_dict()} for known in ELSEWHERE[id]]
    return out
