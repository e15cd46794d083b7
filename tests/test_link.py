"""Spans -> attributions, from rows made by hand (see `fakes.scripted` for the marks)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sourcing.article import AttributionKind
from sourcing.decode import Decoder, Found
from sourcing.link import Carried, join
from tests.fakes import scripted

KINDS = dict(zip("SITN", AttributionKind, strict=True))
Words = tuple[str | None, str | None, list[str]]


def sentences(decoder: Decoder, words: Sequence[str], kinds: str) -> list[Carried]:
    """A sentence for each full stop."""
    ends = [i + 1 for i, word in enumerate(words) if word == "."]
    bounds = zip([0, *ends[:-1]], ends, kinds.split(), strict=True)
    return [Carried(begin, end, KINDS[kind]) for begin, end, kind in bounds]


def joined(script: str, kinds: str) -> list[Words]:
    """The attributions of a script in words; a source that only goes on is marked with dots."""
    decoder, words = scripted(script)

    def text(found: Found | None) -> str | None:
        return None if found is None else " ".join(words[found.begin : found.end])

    return [
        (
            f"... {text(item.goes_on)}" if item.goes_on else text(item.source),
            text(item.cue),
            [text(content) or "" for content in item.contents],
        )
        for item in join(decoder, sentences(decoder, words, kinds))
    ]


TABLE: list[tuple[str, str, str, list[Words]]] = [
    ("nothing", "It rained .", "N", []),
    (
        "source, cue, content",
        "a[Tom Hall] a<said> a{it is safe} .",
        "S",
        [("Tom Hall", "said", ["it is safe"])],
    ),
    (
        "content before its cue",
        "a{It is safe} , a<said> a[Tom Hall] .",
        "S",
        [("Tom Hall", "said", ["It is safe"])],
    ),
    (
        "content on both sides",
        "a{It is safe} , a<said> a[Hall] , a{and it will open} .",
        "S",
        [("Hall", "said", ["It is safe", "and it will open"])],
    ),
    (
        "two attributions in a sentence",
        "a[Hall] a<said> a{it is safe} but b[Reed] b<denied> b{that it is} .",
        "S",
        [("Hall", "said", ["it is safe"]), ("Reed", "denied", ["that it is"])],
    ),
    (
        "two attributions, crossed",
        "a[Hall] , b[Reed] b<says> b{it is unsafe} , a<said> a{it is safe} .",
        "S",
        [("Hall", "said", ["it is safe"]), ("Reed", "says", ["it is unsafe"])],
    ),
    (
        "one inside another",
        "a[Hall] a<said> a{he was told} that b[Reed] b<believes> b{it is safe} .",
        "S",
        [("Hall", "said", ["he was told"]), ("Reed", "believes", ["it is safe"])],
    ),
    (
        "no source",
        "It was a<alleged> a{that it is unsafe} .",
        "S",
        [(None, "alleged", ["that it is unsafe"])],
    ),
    ("no content", "a[Hall] a<declined to comment> .", "N", [("Hall", "declined to comment", [])]),
    ("a source that nobody asks for", "[Hall] rang and left .", "N", []),
    (
        "a cue refuses a source that does not fit",
        "a[Hall] b<said> b{it is safe} .",
        "N",
        [(None, "said", ["it is safe"])],
    ),
    (
        "unless somebody is credited",
        "a[Hall] b<said> b{it is safe} .",
        "S",
        [("Hall", "said", ["it is safe"])],
    ),
    (
        "a cue that names nobody goes on with the speaker",
        "a[Hall] a<said> a{it is safe} . b{It is new} , b<ran the quote> .",
        "S I",
        [("Hall", "said", ["it is safe"]), ("... Hall", "ran the quote", ["It is new"])],
    ),
    (
        "content without a cue, nobody spoke before",
        "{It is safe} . a[Hall] a<said> a{so} .",
        "I S",
        [(None, None, ["It is safe"]), ("Hall", "said", ["so"])],
    ),
    (
        "a quotation that runs on",
        "a{It is safe} , a<said> a[Hall] . {It will open soon} .",
        "S I",
        [("Hall", "said", ["It is safe", "It will open soon"])],
    ),
    (
        "it runs on in the next paragraph",
        "a[Hall] a<said> a{it is safe} . ¶ {It will open soon} . {It must} .",
        "S I I",
        [("Hall", "said", ["it is safe", "It will open soon", "It must"])],
    ),
    (
        "content without a cue where the writer speaks",
        "a[Hall] a<said> a{it is safe} . {It will open soon} .",
        "S N",
        [("Hall", "said", ["it is safe"]), (None, None, ["It will open soon"])],
    ),
    (
        "it goes to who has the floor",
        "a[Hall] a<said> a{so} . b[Reed] b<said> b{no} . {It is unsafe} .",
        "S S I",
        [("Hall", "said", ["so"]), ("Reed", "said", ["no", "It is unsafe"])],
    ),
    (
        "a sentence that goes on, without any span",
        "a[Hall] a<said> a{it is safe} . It will open soon .",
        "S I",
        [("Hall", "said", ["it is safe", "It will open soon ."])],
    ),
    (
        "a sentence that nobody can be found for",
        "It will open soon .",
        "I",
        [(None, None, ["It will open soon ."])],
    ),
    (
        "a thought without any span stays the writer's",
        "a[Hall] a<said> a{it is safe} . Reed knows better .",
        "S T",
        [("Hall", "said", ["it is safe"])],
    ),
    (
        "a quotation in the paragraph after goes on with the speaker",
        "a[Hall] a<explained> . ¶ a{It is safe} .",
        "S I",
        [("Hall", "explained", ["It is safe"])],
    ),
    (
        "a cue two paragraphs away is out of reach",
        "a[Hall] a<explained> . ¶ It rained . ¶ a{It is safe} .",
        "N N N",
        [("Hall", "explained", []), (None, None, ["It is safe"])],
    ),
    (
        "a source in another paragraph is out of reach",
        "a[Hall] came . ¶ a<said> a{it is safe} .",
        "N S",
        [(None, "said", ["it is safe"])],
    ),
    (
        "two cues share a source",
        "a[Hall] a<said> a{it is safe} and a<smiled> .",
        "S",
        [("Hall", "said", ["it is safe"]), ("Hall", "smiled", [])],
    ),
]


@pytest.mark.parametrize(
    ("case", "script", "kinds", "expected"), TABLE, ids=[row[0] for row in TABLE]
)
def test_join(case: str, script: str, kinds: str, expected: list[Words]) -> None:
    assert joined(script, kinds) == expected


SPOTS = st.sampled_from(
    "a[Hall] b[Reed] [Lee] a<said> b<wrote> <added> a{so} b{no} {yes} . ¶ it".split()
)


@given(st.lists(SPOTS, max_size=40), st.text(alphabet="SITN", min_size=41, max_size=41))
def test_every_cue_and_content_is_joined_once(spots: list[str], kinds: str) -> None:
    script = " ".join([*spots, "."])
    decoder, words = scripted(script)
    found = join(decoder, sentences(decoder, words, " ".join(kinds[: words.count(".")])))
    cues = [item.cue for item in found if item.cue is not None]
    assert sorted(cues, key=lambda cue: cue.begin) == decoder.spans("cue")
    contents = [content for item in found for content in item.contents]
    assert all(contents.count(content) == 1 for content in decoder.spans("content"))
    assert len(contents) == len(set(contents))
    begins = [item.spans[0].begin for item in found]
    assert begins == sorted(begins)


@given(st.lists(SPOTS, max_size=40), st.text(alphabet="SI", min_size=41, max_size=41))
def test_every_spoken_sentence_is_touched(spots: list[str], kinds: str) -> None:
    decoder, words = scripted(" ".join([*spots, "."]))
    carried = sentences(decoder, words, " ".join(kinds[: words.count(".")]))
    found = join(decoder, carried)
    assert all(any(j.touches(s.begin, s.end) for j in found) for s in carried)


def test_a_signature_names_the_speaker_of_the_quotation_before_it() -> None:
    decoder, words = scripted("a{It is cold .} {Go home .} — [Ida Holm] , Elm . It rained .")
    first, second, signature, rest = sentences(decoder, words, "I I N N")
    signature = replace(signature, signed=signature.begin + 1)
    (item,) = join(decoder, [first, replace(second, closes=True), signature, rest])
    assert item.source == Found(signature.begin + 1, signature.end, 1.0)
    assert item.contents == (Found(0, signature.begin, 1.0),)


@pytest.mark.parametrize(
    ("closes", "content"), [(True, "It is over ."), (False, "It is over . He sat")]
)
def test_a_content_ends_with_its_quotation(closes: bool, content: str) -> None:
    decoder, words = scripted("a[Hall] a<said> : a{It is over . He sat} down .")
    quotation, after = sentences(decoder, words, "S N")
    (item,) = join(decoder, [replace(quotation, closes=closes), after])
    (found,) = item.contents
    assert " ".join(words[found.begin : found.end]) == content
