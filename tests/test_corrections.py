"""What readers corrected: read, checked to the field, and put where it teaches."""

from __future__ import annotations

import gzip
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tokenizers import Tokenizer

from sourcing.errors import InputError
from sourcing.heads import FACETS
from sourcing.training import corrections, data

Row = dict[str, Any]

TEXT = "The bridge is safe, Ada Quill said. It may open in May. What a shameful affair."
ENDS = (35, 55, 79)


def sentence(number: int, **changes: Any) -> Row:
    """One of the three, as it should be, but for the changes."""
    right = [
        {"a": "S", "c": "F", "src": [{"n": "Ada Quill", "t": "named_person"}]},
        {"a": "N", "c": "P", "h": ["may"]},
        {"a": "N", "c": "O", "l": ["shameful"]},
    ][number]
    start = ENDS[number - 1] + 1 if number else 0
    return {"start": start, "end": ENDS[number], **right, **changes}


def row(*sentences: Row, **changes: Any) -> Row:
    return {"id": "a1", "corpus": "corrections", "text": TEXT, "sentences": [*sentences], **changes}


def put(folder: Path, *rows: object, name: str = "c.jsonl") -> Path:
    lines = (one if isinstance(one, str) else json.dumps(one) for one in rows)
    path = folder / name
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return path


# Reading


def test_what_is_right_is_read(tmp_path: Path) -> None:
    first, second, third = (sentence(i) for i in range(3))
    path = put(tmp_path, row(first, third), "", row(second, text=f"{TEXT} ", id="a2", model="m"))
    assert corrections.read([path]) == [
        row(first, third),
        row(second, text=f"{TEXT} ", id="a2"),
    ]


def test_what_was_judged_twice_counts_as_judged_last(tmp_path: Path) -> None:
    one = put(tmp_path, row(sentence(0), sentence(1)))
    other = put(tmp_path, row(sentence(1, c="X"), sentence(2)), name="d.jsonl")
    assert corrections.read([one, other]) == [row(sentence(0), sentence(1, c="X"), sentence(2))]
    assert corrections.read([other, one])[0]["sentences"][1] == sentence(1)


def without(item: Row, name: str) -> Row:
    return {key: value for key, value in item.items() if key != name}


SOURCE = {"n": "Ada", "t": "named_person"}


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ("{", "no JSON"),
        ([], "line 2 is []: it must be an object"),
        (row(sentence(0), id=7), "line 2: id is 7: it must be a string"),
        (row(sentence(0), text=" "), "line 2: text is ' '"),
        (without(row(sentence(0)), "text"), "line 2: text is None"),
        (row(), "line 2: sentences is []: it must be a list"),
        (row([]), "sentences[0] is []: it must be an object"),
        (row(sentence(0, start=True)), "sentences[0].start is True: it must be a whole number"),
        (row(sentence(0, end="9")), "sentences[0].end is '9'"),
        (row(sentence(0, end=80)), "sentences[0] is [0, 80]: it must be inside the 79"),
        (row(sentence(0, start=35)), "sentences[0] is [35, 35]"),
        (row(sentence(0, start=-1)), "sentences[0] is [-1, 35]"),
        (row(sentence(0), sentence(1, start=34)), "sentences[1].start is 34: it must be 35 or"),
        (row(sentence(0, a="Q")), "sentences[0].a is 'Q': it must be one of S, I, T, N"),
        (row(without(sentence(0), "a")), "sentences[0].a is None"),
        (row(sentence(0), sentence(1, c=["F"])), "sentences[1].c is ['F']: it must be one of F, P"),
        (row(sentence(0, src={})), "sentences[0].src is {}: it must be a list"),
        (row(sentence(1, src=[SOURCE])), "it must be empty where a is N"),
        (row(sentence(0, src=["Ada"])), "sentences[0].src[0] is 'Ada': it must be an object"),
        (row(sentence(0, src=[{**SOURCE, "n": ""}])), "sentences[0].src[0].n is ''"),
        (row(sentence(0, src=[SOURCE, {**SOURCE, "t": "person"}])), "src[1].t is 'person'"),
        (row(sentence(1, h="may")), "sentences[0].h is 'may': it must be a list"),
        (row(sentence(1, h=["may", "might"])), "sentences[0].h[1] is 'might': it must be words"),
        (row(sentence(1, h=["ma"])), "sentences[0].h[0] is 'ma'"),
        (row(sentence(1, l=[""])), "sentences[0].l[0] is ''"),
        (row(sentence(1, l=[1])), "sentences[0].l[0] is 1"),
    ],
)
def test_what_is_wrong_is_named_to_the_field(tmp_path: Path, wrong: object, said: str) -> None:
    path = put(tmp_path, row(sentence(0)), wrong if isinstance(wrong, str) else json.dumps(wrong))
    with pytest.raises(InputError) as error:
        corrections.read([path])
    assert f"{path}, line 2" in str(error.value)
    assert said in str(error.value)


@pytest.mark.parametrize("content", [None, b"\xff"])
def test_a_file_that_cannot_be_read(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "c.jsonl"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(InputError, match=r"c\.jsonl cannot be read"):
        corrections.read([path])


# Into the training data


def classes(example: data.Example, facet: str) -> list[str]:
    return [FACETS[facet][int(np.argmax(target))] for _, target in example.facets[facet]]


def test_only_what_was_judged_teaches(tokenizer: Tokenizer) -> None:
    (example,) = corrections.examples([row(sentence(0), sentence(1))], tokenizer)
    assert classes(example, "attribution") == ["stated", "none"]
    assert classes(example, "content") == ["fact", "prediction"]
    assert classes(example, "hedged") == ["no", "yes"]
    assert classes(example, "source_type")[0] == "named_person"
    assert example.layers == {}  # the third sentence may hold a hedge


def test_a_text_that_was_judged_whole_teaches_its_hedges(tokenizer: Tokenizer) -> None:
    (example,) = corrections.examples([row(*map(sentence, range(3)))], tokenizer)
    words = {
        layer: [
            example.text[example.tokens.starts[a] : example.tokens.ends[b - 1]] for a, b in spans
        ]
        for layer, spans in example.layers.items()
    }
    assert words == {"hedge": ["may"], "loaded": ["shameful"]}


def test_what_was_judged_replaces_what_was_annotated() -> None:
    annotated = [row(sentence(0), sentence(1), sentence(2)), row(sentence(0), text="Else.")]
    judged = row(sentence(1, c="X"), sentence(2, c="F"))
    amended = list(corrections.amended(annotated, {TEXT: judged}))
    assert amended == [row(sentence(0), sentence(1, c="X"), sentence(2, c="F")), annotated[1]]


# What is measured on

LONG = (
    "The harbour master closed the north gate on Monday morning after the storm, Ada Quill said. "
    "Nobody on the council had asked for a report about the state of it. "
    "The repairs to the gate may take until the end of the coming winter. Ships wait."
)
FIRST, SECOND, THIRD, *_ = (f"{part}." for part in LONG.split("."))
OTHER = "Eleven bakers from the old town met in the mill and talked about the price of flour."


def sentences(text: str) -> list[Row]:
    return [{"text": part} for part in text.split("\n")]


def folder_with(folder: Path, corpora: Mapping[str, list[Row]]) -> Path:
    for name, rows in corpora.items():
        with gzip.open(folder / f"{name}.jsonl.gz", "wt", encoding="utf-8") as file:
            file.writelines(json.dumps(one) + "\n" for one in rows)
    return folder


def weasel(held_back: bool) -> int:
    return next(i for i in range(100) if data.held_back(i) is held_back)


MEASURED = [
    ("sourcing.dev", {"id": "d", "text": LONG}),
    ("polnear.dev", {"id": "d", "text": LONG}),
    ("markkula.dev", {"id": 4, "text": LONG}),
    ("newsdiscourse.train", {"id": "n", "sentences": sentences(f"{FIRST}\n{SECOND}\n{THIRD}")}),
    ("wikiweasel.train", {"id": weasel(True), "sentences": sentences(LONG)}),
]


@pytest.mark.parametrize(("corpus", "measured"), MEASURED, ids=[name for name, _ in MEASURED])
@pytest.mark.parametrize("text", [LONG, f"{OTHER} {SECOND.upper()}{THIRD}", f"{LONG} {OTHER}"])
def test_what_is_measured_on_is_refused(
    tmp_path: Path, corpus: str, measured: Row, text: str
) -> None:
    folder = folder_with(tmp_path, {corpus: [measured]})
    with pytest.raises(InputError, match=r"'a1' shares .* measured on") as error:
        corrections.refuse_measured([row(text=text)], folder, [])
    assert f"{measured['id']!r} ({corpus})" in str(error.value)


@pytest.mark.parametrize(
    ("corpus", "known", "text"),
    [
        ("sourcing.dev", {"id": "d", "text": LONG}, f"{FIRST} {OTHER}"),  # one sentence in common
        ("sourcing.dev", {"id": "d", "text": LONG}, f"Ships wait. {OTHER}"),
        ("sourcing.train", {"id": "t", "text": LONG}, LONG),
        ("polnear.train", {"id": "t", "text": LONG}, LONG),
        ("wikiweasel.train", {"id": weasel(False), "sentences": sentences(LONG)}, LONG),
    ],
)
def test_what_is_not_measured_on_may_be_corrected(
    tmp_path: Path, corpus: str, known: Row, text: str
) -> None:
    corrections.refuse_measured([row(text=text)], folder_with(tmp_path, {corpus: [known]}), [])


def test_what_is_held_out_for_calibration_is_refused(tmp_path: Path) -> None:
    held = [{"id": "h", "text": LONG, "sentences": []}]
    with pytest.raises(InputError, match="held out for calibration"):
        corrections.refuse_measured([row(text=LONG)], tmp_path, held)


def test_a_short_text_is_compared_as_a_whole(tmp_path: Path) -> None:
    folder = folder_with(tmp_path, {"checkthat.dev": [{"text": "What a day!", "label": "SUBJ"}]})
    corrections.refuse_measured([row(text="What a night!")], folder, [])
    with pytest.raises(InputError, match="shares 1 of its sentences with 1"):
        corrections.refuse_measured([row(text="what a day")], folder, [])


# The training run


def test_training_takes_them_as_a_corpus(
    tmp_path: Path, tokenizer: Tokenizer, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("torch")
    from sourcing.training.train import Recipe, load_examples

    monkeypatch.setattr(data, "OWN", tmp_path)
    monkeypatch.setattr(corrections, "OWN", tmp_path)
    known = row(*map(sentence, range(3)), id="t", corpus="made")
    measured = {"id": "n", "sentences": sentences(TEXT)}  # and trained on already all the same
    training = [known, row(text=LONG, id="h")]
    folder = folder_with(tmp_path, {"sourcing.train": training, "gum": [measured]})
    recipe = Recipe("r", corpora={"sourcing": 1.0}, held_out=0)
    new = row({**sentence(0), "end": len(OTHER)}, text=OTHER)
    judged = [row(sentence(1, c="X")), new]
    examples, _ = load_examples(recipe, folder, tokenizer, judged)
    assert {name: [e.text for e in found] for name, found in examples.items()} == {
        "sourcing": [TEXT, LONG],
        "corrections": [OTHER],
    }
    assert classes(examples["sourcing"][0], "content") == ["fact", "other", "opinion"]
    plain, _ = load_examples(recipe, folder, tokenizer)
    assert classes(plain["sourcing"][0], "content") == ["fact", "prediction", "opinion"]
    assert set(plain) == {"sourcing"}
    held_out = Recipe("r", corpora={"sourcing": 1.0}, held_out=2)
    with pytest.raises(InputError, match="held out for calibration"):
        load_examples(held_out, folder, tokenizer, [row({**sentence(0), "end": 90}, text=LONG)])
