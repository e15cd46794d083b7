"""The rules, one entry each: how it is found, and the sentences that a reader is shown."""

from __future__ import annotations

from collections.abc import Mapping

from sourcing.findings import speech, unnamed, whole
from sourcing.findings.model import Rule

_RULES = (
    Rule(
        "anon-bare",
        unnamed.bare,
        "“{text}” says nothing about who this is",
        "A reader cannot judge a source of whom nothing is told, not even how it could know.",
        "Fine in a second reference, when the source was described before.",
    ),
    Rule(
        "anon-no-reason",
        unnamed.no_reason,
        "the article does not say why “{text}” goes without a name",
        "A reader who knows why a name is withheld can weigh what its bearer has to gain.",
        "Fine where the danger is plain from the story itself.",
    ),
    Rule(
        "anon-boilerplate-reason",
        unnamed.boilerplate_reason,
        "“{text}” is a formula, not a reason",
        "Hardly anybody who leaks is authorised to; the formula hides what the source wants.",
        "Fine where the ban itself is news, or a further reason stands beside it.",
    ),
    Rule(
        "anon-opinion",
        unnamed.opinion,
        "an opinion of a source without a name ({detail})",
        "Anonymity is for facts that cannot be had otherwise; a judgement needs its owner.",
        "Fine where the mood of a group is itself the news, and it is described as such.",
    ),
    Rule(
        "anon-attack",
        unnamed.attack,
        "an attack by a source without a name ({detail})",
        "Whoever is attacked from behind a curtain can neither answer nor be judged by the reader.",
        "Fine only where the attack can be checked and is news in itself.",
    ),
    Rule(
        "anon-lead",
        unnamed.lead,
        "the first paragraph rests on a source without a name ({detail})",
        "What opens the article carries it, so the whole article then rests on somebody unknown.",
        "Fine where the matter is grave, no other way exists, and an editor knows the name.",
    ),
    Rule(
        "plural-one-voice",
        unnamed.plural_one_voice,
        "one quotation in the mouth of several ({detail})",
        "People do not speak in chorus: a plural makes one voice look like many.",
        "Fine for chants, joint statements and letters with several signatures.",
    ),
    Rule(
        "late-attribution",
        speech.late,
        "the reader learns too late who speaks: {detail}",
        "A reader weighs words by who says them, and cannot before the name is there.",
        "Fine in a scene that builds up to a name, when the reader is told that it will come.",
    ),
    Rule(
        "adjacent-speakers",
        speech.adjacent_speakers,
        "a new speaker ({detail}) is named only after the words; the one before seems to go on",
        "Two quotations in a row read as one person's, until the second name comes.",
        "Fine in question-and-answer pieces and transcripts, which mark each turn.",
    ),
    Rule(
        "vague-attribution",
        speech.vague,
        "nobody stands behind this: “{text}”",
        "“Some say” and “it is believed” sound like sources, and nobody can be asked.",
        "Fine where the rumour itself is the news, or the sources follow at once.",
    ),
    Rule(
        "loaded-cue",
        speech.loaded_cue,
        "“{text}” judges what it reports; “said” does not",
        "Such verbs tell the reader whom to believe, often unevenly between two sides.",
        "Fine where it is literally so: a charge is alleged, guilt is admitted in court.",
    ),
    Rule(
        "non-speech-cue",
        speech.non_speech_cue,
        "nobody can “{text}” words",
        "A gesture is no way to speak; written as one, it colours the words.",
        "Fine in features and dialogue, where the house allows it.",
    ),
    Rule(
        "mind-reading",
        speech.mind_reading,
        "“{text}”: how does the writer know the mind of {detail}?",
        "Nobody can see into a head: thoughts are known from words and deeds, which can be told.",
        "Fine where the person said so elsewhere in the article, or the wish is a stated policy.",
    ),
    Rule(
        "no-response-missing",
        whole.no_response,
        "{text} is accused, and neither answers nor is said to have been asked",
        "Fairness wants the other side, and a reader without it hears half of the case.",
        "Fine for old, settled matters, and where the answer stood in an earlier report.",
    ),
    Rule(
        "single-source",
        whole.single_source,
        "everything that is attributed rests on {detail}",
        "One source can be wrong, or want something; a second one shows it.",
        "Fine for interviews, short items, and reports of a ruling or a speech.",
    ),
    Rule(
        "unsourced-number",
        whole.unsourced_number,
        "where does “{text}” come from?",
        "A precise figure looks certain; only its source lets a reader check how it was counted.",
        "Fine for public facts that anybody can look up, and for what the reporter counted.",
    ),
    Rule(
        "document-without-link",
        whole.document_without_link,
        "“{text}” is a source, and the only documents that a reader can open are others",
        "A document speaks for itself, and a link lets it.",
        "Fine where it is confidential, behind a wall, or linked elsewhere on the page.",
    ),
)

RULES: Mapping[str, Rule] = {rule.id: rule for rule in _RULES}
"""All rules by their id, in the order of the documentation."""
