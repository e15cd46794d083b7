"""Every rule on articles that have what it looks for, and on articles that come close."""

from __future__ import annotations

import json
from itertools import chain
from pathlib import Path

import pytest

import sourcing
from sourcing.article import Article, SourceType
from sourcing.findings import RULES, Severity, find, profile
from sourcing.findings.reading import description_grade
from tests.builders import Piece, Who, build, piece

ROOT = Path(__file__).parents[1]
RESULTS = json.loads((ROOT / "benchmarks/results/findings.json").read_text(encoding="utf-8"))


def said(marked: str, type: str = "named_person", name: str = "", **facets: object) -> Piece:
    """A sentence whose source is called by the words in brackets, unless `name` says otherwise."""
    words = name or marked.partition("[")[2].partition("]")[0]
    return piece(marked, by=Who(words, SourceType(type)), **facets)


def anon(marked: str, name: str = "", **facets: object) -> Piece:
    return said(marked, "anonymous", name, **facets)


def thought(marked: str, type: str = "named_person", name: str = "") -> Piece:
    return said(marked, type, name, attribution="thought")


def own(marked: str, **facets: object) -> Piece:
    return piece(marked, **facets)


def view(marked: str, **facets: object) -> Piece:
    return anon(marked, content="opinion", **facets)


NAMED = said("[Ida Brandt] <said> {the pit was safe}.")
LONG = [own(f"The pit at Orrel has {n} shafts.") for n in ("nine", "ten", "six", "two", "five")]
LINKS = own("See https://a.example and https://b.example.", paragraph=9)
BOARD = said("[The Pit Board] <said> {so}.", "named_org")

FOUND: dict[str, list[list[Piece]]] = {
    "anon-bare": [
        [anon("[A source] <said> {the pit was closed}.")],
        [anon("{The pit was closed}, [sources] <said>.")],
        [anon("[Two people] <said> {the pit was closed}.")],
        [NAMED, anon("[An insider] <said> {the pumps had failed}.")],
        [anon("{It is over}, [one person] <told> the paper.")],
        [anon("[Unnamed sources] <say> {the mayor will go}.")],
        [anon("[A source who spoke on condition of anonymity] <said> {so}.")],
    ],
    "anon-no-reason": [
        [anon("[A person close to the talks] <said> {they had failed}.")],
        [anon("[Two ministry sources] <said> {the order was signed}.")],
        [NAMED, anon("{The pumps failed}, [a source at the mine] <said>.")],
        [anon("[A source] <said>, on condition of anonymity, {that it was closed}.")],
        [anon("[People briefed on the sale] <said> {it was off}.")],
        [anon("[One union insider] <told> us {the vote was near}.")],
    ],
    "anon-boilerplate-reason": [
        [anon("[An aide], who was not authorized to speak publicly, <said> {so}.")],
        [anon("[An aide] <said> {so}, as she was not authorised to discuss the plan.")],
        [said("[A manager], who wasn’t permitted to speak, <said> {so}.", "org_official")],
        [said("[Officials] <said> {so} but were not allowed to comment.", "org_official")],
        [
            anon("[A source] <said> {so}. ", content="fact"),
            own("The source asked for anonymity because he was not cleared to speak."),
        ],
        [anon("[An engineer] who lacked authorization to discuss it <said> {so}.")],
    ],
    "anon-opinion": [
        [view("[A source at the club] <said> {it was a fine season}.")],
        [view("{“It was not a convincing plan,”} <said> [one delegate who was in the room].")],
        [view("[Two aides] <called> {the vote a great day for the town}.")],
        [view("{The bridge should be kept}, [a person close to the mayor] <said>.")],
        [NAMED, view("[An insider] <said> {the choice was wise}.")],
        [view("{“We deserve better.”}", name="a source at the mine", attribution="implicit")],
    ],
    "anon-attack": [
        [view("[A former aide] <said> {Brandt was incompetent}.")],
        [view("{“He is a bully,”} <said> [a person who worked with him].")],
        [view("[A source at the club] <called> {the coach a liar}.")],
        [view("{The minister is out of his depth}, [one insider] <said>.")],
        [NAMED, view("[A colleague] <said> {she was reckless and lazy}.")],
        [view("{“A disgrace.”}", name="a source at the mine", attribution="implicit")],
    ],
    "anon-lead": [
        [anon("{The mayor will resign}, [a person close to her] <said>.")],
        [anon("[Two sources] <said> {the deal is off}."), own("It rained.", paragraph=1)],
        [own("Mayor to go", headline=True), anon("[An insider] <said> {so}.", paragraph=1)],
        [own("It rained in Orrel."), anon("[A source] <said> {the pit is flooded}.")],
        [anon("[A source] <said> {so}."), anon("[Another insider] <said> {no}.")],
        [anon("[A source] <said> {so}."), said("[Ida Brandt] <said> {no}.", paragraph=1)],
    ],
    "plural-one-voice": [
        [anon("{“We will never again go down into that pit,”} [sources] <said>.")],
        [
            said(
                "{“The pumps had been broken since the spring,”} [officials] <said>.",
                "org_official",
            )
        ],
        [anon("[People close to the talks] <said>: {“This is the last offer they will get.”}")],
        [said("{“Nobody told us that the road was closed,”} <said> [witnesses].", "unnamed_group")],
        [
            said(
                "[Several employees] <told> us {“the doors were locked every single night.”}",
                "unnamed_group",
            )
        ],
        [said("{“It will be years before they reopen it,”} [experts] <say>.", "unnamed_group")],
    ],
    "late-attribution": [
        [
            said("{“It was dark.”}", name="Ida Brandt", attribution="implicit"),
            own("It rained."),
            own("The pumps stood still."),
            own("Nobody moved."),
            said("[Ida Brandt] <said> {so}."),
        ],
        [
            said("[He] <said> {it was dark}.", name="Tom Hall"),
            *LONG[:3],
            said("[Tom Hall] <said> {so}."),
        ],
        [
            said("[She] <said> {it was dark}.", name="Ida Brandt"),
            *LONG,
            said("[Ida Brandt], a miner, <said> {so}."),
        ],
        [
            own("Fire in pit", headline=True),
            said("[He] <told> us {it was dark}.", name="Tom Hall"),
            *LONG[:4],
            said("{The end}, [Tom Hall] <said>."),
        ],
        [said("{“Run!”} [he] <said>.", name="Tom Hall"), *LONG, said("[Tom Hall] <said> {so}.")],
        [
            own("It rained."),
            said("[She] <said> {it was dark}.", name="Ida Brandt"),
            *LONG,
            said("[Ida Brandt] <said> {so}."),
        ],
    ],
    "adjacent-speakers": [
        [said("{“It was dark,”} [Ida Brandt] <said>."), said("{“It was not,”} <said> [Tom Hall].")],
        [said("[Ida Brandt] <said>: {“It was dark.”}"), said("{“No,”} <said> [Tom Hall].")],
        [said("{“Dark,”} [Ida Brandt] <said>."), said("{“No,”} [Tom Hall] <said>.", paragraph=1)],
        [own("It rained."), said("{“A,”} [Tom Hall] <said>."), said("{“B,”} [Ida Brandt] <said>.")],
        [said("{“A.”}", name="Tom Hall", attribution="implicit"), said("{“B,”} [Ida] <said>.")],
        [
            said("{“Safe,”} <said> [the Pit Board].", "named_org"),
            said("{“No,”} [Tom Hall] <said>."),
        ],
    ],
    "vague-attribution": [
        [said("[Some] <say> {the pit is cursed}.", "vague")],
        [said("The pit <is believed> {to be empty}.", "vague", "is believed")],
        [said("According to [reports], {it is flooded}.", "vague")],
        [said("[Rumors] that {the mayor will go} spread.", "vague")],
        [NAMED, said("<It is said> {that she sold the pit}.", "vague", "it")],
        [NAMED, said("<It is known> {that she sold the pit}.", "vague", "it")],
        [said("There <has been speculation> {that it will close}.", "vague", "speculation")],
    ],
    "loaded-cue": [
        [said("[Ida Brandt] <claimed> {the pit was safe}.")],
        [said("[Ida Brandt] <admitted> {the pit was old}.")],
        [said("[The Pit Board] <insists> {it is safe}.", "named_org")],
        [said("{It is old}, [Tom Hall] <conceded>.")],
        [said("[Officials] <acknowledged> {that the pumps failed}.", "org_official")],
        [own("The board refused to say why the pumps failed.")],
        [said("[Critics] <pointed out> {that it had flooded before}.", "unnamed_group")],
    ],
    "non-speech-cue": [
        [said("{“It was nothing,”} [she] <smiled>.", name="Ida Brandt")],
        [said("{“Of course,”} <laughed> [Tom Hall].")],
        [said("{“Who knows?”} [Ida Brandt] <shrugged>.")],
        [said("{“We did it!”} <beamed> [Tom Hall].")],
        [said("{“You wish,”} [he] <grinned>.", name="Tom Hall")],
        [said("{“I lost it all,”} [the widow] <sobbed>.", "unnamed_person")],
    ],
    "mind-reading": [
        [thought("[Ida Brandt] <wants> {the pit for herself}.")],
        [thought("[The Pit Board] <hopes> {that it will be forgotten}.", "named_org")],
        [thought("[Tom Hall] <knows> {that nobody will ask}.")],
        [thought("[He] <fears> {the vote}.", name="Tom Hall")],
        [NAMED, thought("[Tom Hall] <believes> {that she is wrong}.")],
        [thought("[Orrel] <dreads> {the winter}.", "named_org")],
    ],
    "no-response-missing": [
        [said("[The union] <said>: they accused Ida Brandt of {theft}.", "named_org")],
        [said("[Tom Hall] <accused> Ida Brandt of {selling the pumps}.")],
        [said("[The suit] <says> Brandt was accused of {lying}.", "document")],
        [said("[Tom Hall] <repeated> {the allegations against Ida Brandt}.")],
        [said("[Miners] <alleged> {that Brandt had sold the pumps}.", "unnamed_group"), *LONG],
        [said("[Tom Hall] <spoke>, accusing Mrs. Brandt of {fraud}.")],
    ],
    "single-source": [
        [*LONG, *[said(f"[Ida Brandt] <said> {{the {n} is safe}}.") for n in ("a", "b", "c")]],
        [*LONG, *[BOARD for _ in range(3)]],
        [*LONG, *[anon("[a source] <said> {so}.") for _ in range(4)]],
        [*[said("[The report] <says> {so}.", "document") for _ in range(3)], *LONG],
        [own("Pit", headline=True), *LONG, *[said("[Tom Hall] <said> {so}.") for _ in range(3)]],
        [*LONG, *LONG, *[said("[Tom Hall] <said> {so}.") for _ in range(5)]],
        [*LONG, said("[Some] <say> {so}.", "vague"), *[BOARD for _ in range(3)]],
    ],
    "unsourced-number": [
        [own("The pit lost 12.5 percent of its miners.")],
        [own("In May, 14,250 people left Orrel.")],
        [own("Only 37% of the pumps worked.")],
        [NAMED, own("Waste rose by 48 per cent.", paragraph=1)],
        [own("The valley has 120,000 sheep.")],
        [own("It rained."), own("Some 12 men and 15,300 horses worked there.")],
    ],
    "document-without-link": [
        [said("[A survey] <found> {so}.", "document"), LINKS],
        [said("{It is old}, according to [court records].", "document"), LINKS],
        [said("[A Pit Board report] <says> {so}.", "document"), LINKS],
        [said("[An audit] <shows> {so}.", "document"), NAMED, LINKS],
        [said("[Two studies] <found> {so}.", "document"), LINKS],
        [
            said("[A leaked memo] <says> {so}.", "document"),
            own("[More](https://a.example) and [more](https://b.example).", paragraph=5),
        ],
    ],
}

QUIET: dict[str, list[list[Piece]]] = {
    "anon-bare": [
        [anon("[A source at the mine] <said> {the pit was closed}.")],
        [anon("[A person] close to the talks <said> {so}.")],
        [anon("[A senior official] <said> {so}.")],
        [anon("[Two people familiar with the sale] <said> {so}.")],
        [anon("[The source] <said> {so}.")],
        [anon("[A person at the mine] <said> {so}."), anon("[Sources] <said> {no}.")],
        [said("[Many people] <said> {so}.", "unnamed_group")],
        [own("Pit shut: source"), NAMED],
    ],
    "anon-no-reason": [
        [anon("[A person close to the talks] <said> {so}, fearing for her job.")],
        [anon("[A source] <said> {so} because the talks are private.")],
        [
            anon("[A source] <said> {so}."),
            own("He asked not to be named because his contract forbids it.", paragraph=3),
        ],
        [anon("[A source] <said> {so}, citing the investigation.")],
        [anon("[The source] <said> {so}.")],
        [said("[A spokesman] <said> {so}.", "org_official")],
        [NAMED],
    ],
    "anon-boilerplate-reason": [
        [anon("[An aide], who feared for her job, <said> {so}.")],
        [said("[Ida Brandt] <said> {so}."), own("Guards were not allowed to speak to prisoners.")],
        [own("The club was not authorised to speak for the league.")],
        [said("{“I was not authorised to speak,”} [a guard] <said>.", "org_official")],
        [anon("[An aide] authorised to speak for the board <said> {so}.")],
        [anon("[An aide] <said> {so}, on condition of anonymity because he feared arrest.")],
    ],
    "anon-opinion": [
        [anon("[A source] <said> {the pit was closed in May}.")],
        [said("[Ida Brandt] <said> {it was a fine season}.", content="opinion")],
        [said("[Officials] <called> {it a fine day}.", "org_official", content="opinion")],
        [view("[A former aide] <said> {Brandt was incompetent}.")],
        [anon("[A source] <said> {the pit will close}.", content="prediction")],
        [own("It was a fine season.", content="opinion")],
        [view("[A source at the club] <said> {it was fine}.", certainty=0.5)],
    ],
    "anon-attack": [
        [view("[A source at the club] <said> {it was a fine season}.")],
        [said("[Ida Brandt] <called> {him a liar}.", content="opinion")],
        [anon("[A source] <said> {the auditors found fraud in May}.")],
        [own("He was a bully.", content="opinion")],
        [said("[Officials] <called> {him reckless}.", "org_official", content="opinion")],
        [view("[A source at the club] <praised> {a brave and honest man}.")],
    ],
    "anon-lead": [
        [NAMED, anon("[A source] <said> {so}.", paragraph=1)],
        [anon("[A source] <said> {so}."), NAMED],
        [own("It rained."), anon("[A source] <said> {so}.", paragraph=1)],
        [said("[Officials] <said> {so}.", "org_official")],
        [anon("[Source] <says> {so}", headline=True), own("It rained.", paragraph=1)],
        [own("The mayor resigned.")],
    ],
    "plural-one-voice": [
        [anon("{“We will never again go down into that pit,”} [a source] <said>.")],
        [anon("[Sources] <said> {the pumps had been broken since the spring of last year}.")],
        [
            said(
                "{“We will not go back into the pit today,”} [protesters] <chanted>.",
                "unnamed_group",
            )
        ],
        [
            said(
                "{“We stand by what we did down there,”} [officials] <said> in a statement.",
                "org_official",
            )
        ],
        [anon("{“We will never again go down there,”} <said> [one of the sources].")],
        [said("[Officials] <said> the pit was {“not safe.”}", "org_official")],
        [said("{“The pumps had been broken since the spring,”} [Ida Brandt] <said>.")],
    ],
    "late-attribution": [
        [said("[Ida Brandt] <said> {so}."), *LONG, said("[she] <said> {no}.", name="Ida Brandt")],
        [
            said("[He] <said> {it was dark}.", name="Tom Hall"),
            own("It rained."),
            said("[Tom Hall] <said> {so}."),
        ],
        [own("Ida Brandt went home."), said("[She] <said> {so}.", name="Ida Brandt"), *LONG],
        [
            said("[Ida Brandt] <said> {so}."),
            said("[He] <said> {no}.", name="Tom Hall"),
            *LONG,
            said("[Tom Hall] <said> {so}."),
        ],
        [said("[The miner] <said> {so}.", name="Tom Hall"), *LONG, said("[Tom Hall] <said> {so}.")],
        [anon("[She] <said> {so}.", name="a source"), *LONG, anon("[A source] <said> {so}.")],
    ],
    "adjacent-speakers": [
        [said("{“It was dark,”} [Ida Brandt] <said>."), said("[Tom Hall] <said>: {“It was not.”}")],
        [said("{“It was dark,”} [Ida Brandt] <said>."), said("{“So dark,”} [Ida Brandt] <said>.")],
        [said("{“Dark,”} [Ida Brandt] <said>."), own("It rained."), said("{“No,”} [Tom] <said>.")],
        [said("{“Dark,”} [Ida Brandt] <said>."), said("{it was not}, [Tom Hall] <said>.")],
        [
            said("{“Dark,”} [Ida Brandt] <said>."),
            said("{“No.”}", name="Tom", attribution="implicit"),
        ],
        [said("{“Dark,”} [she] <said>.", "unnamed_person"), said("{“No,”} [Tom Hall] <said>.")],
    ],
    "vague-attribution": [
        [said("[Ida Brandt] <says> {the pit is cursed}.")],
        [said("[Critics] <say> {the pit is cursed}.", "unnamed_group")],
        [said("According to [a Pit Board report], {it is flooded}.", "document")],
        [own("The pit is ~probably~ empty.")],
        [said("[The reports] <reveal> {that it is flooded}.", "vague")],
        [piece("[Some] <say> {so}.", by=Who("Some", SourceType.VAGUE, probability=0.4))],
        [said("The pit <was accused> {of being empty}.", "vague", "reports")],
    ],
    "loaded-cue": [
        [said("[Ida Brandt] <said> {the pit was safe}.")],
        [said("[The lawsuit] <alleges> {that it was unsafe}.", "document")],
        [said("[Prosecutors] <allege> {that he stole} the court’s files.", "org_official")],
        [said("[The Red Hand] <claimed> responsibility for {the fire}.", "named_org")],
        [said("{“He claimed it was safe,”} [Ida Brandt] <said>.")],
        [said("[The union] <insisted> {that the pit be closed}.", "named_org")],
        [said("[The union] petitioned the board, <claiming> {a breach}.", "named_org")],
        [said("[Ida Brandt] <never admitted> {that it was old}.")],
        [own("The board refused to sell the pit.")],
    ],
    "non-speech-cue": [
        [said("{“It was nothing,”} [Ida Brandt] <said>.")],
        [said("{“It was nothing,”} [she] <said with a smile>.", name="Ida Brandt")],
        [said("[Ida Brandt] <laughed> at {the idea that it was safe}.")],
        [own("Ida Brandt smiled.")],
        [said("{“Never,”} [Tom Hall] <snapped>.")],
        [own("“It was nothing.” She smiled and left.")],
    ],
    "mind-reading": [
        [said("[Ida Brandt] <said> she wants {the pit}.")],
        [said("[Ida Brandt] <said> {so}."), thought("[Ida Brandt] <wants> {the pit}.")],
        [thought("[Miners] <hope> {that it reopens}.", "unnamed_group")],
        [thought("[Ida Brandt] ~apparently~ <wants> {the pit}.")],
        [thought("[Ida Brandt] <has sought> {a permit}.")],
        [own("Ida Brandt bought the pit.")],
        [
            piece(
                "[Ida Brandt] <wants> {it}.",
                by=Who("Ida Brandt", SourceType.NAMED_PERSON),
                attribution="thought",
                certainty=0.5,
            )
        ],
    ],
    "no-response-missing": [
        [said("[Tom Hall] <accused> Ida Brandt of {theft}."), own("She denied it.")],
        [
            said("[Tom Hall] <accused> Ida Brandt of {theft}."),
            *LONG,
            *LONG,
            own("Mrs. Brandt did not respond to a request for comment."),
        ],
        [
            said("[Tom Hall] <accused> Ida Brandt of {theft}."),
            *LONG,
            said("[Ida Brandt] <said> {he was jealous}."),
        ],
        [said("[Tom Hall] <accused> Ida Brandt of {theft}."), own("Her lawyer called it absurd.")],
        [said("[Tom Hall] <accused> the board of {theft}.")],
        [said("{“They accused Ida Brandt of theft,”} [Tom Hall] <said>.")],
        [said("[Tom Hall] <praised> Ida Brandt for {the pumps}.")],
    ],
    "single-source": [
        [*LONG, *[said(f"[{n} Hall] <said> {{so}}.") for n in ("Tom", "Ida", "Una")]],
        [BOARD for _ in range(3)],
        [*LONG, *LONG],
        [*LONG, BOARD, BOARD],
        [*LONG, BOARD, BOARD, BOARD, said("[Critics] <say> {no}.", "unnamed_group")],
        [*LONG, *[piece("“So.”", attribution="stated") for _ in range(3)]],
    ],
    "unsourced-number": [
        [said("{The pit lost 12.5 percent of its miners}, [Ida Brandt] <said>.")],
        [own("The pit lost about 14,250 miners.")],
        [own("Data from the board put the loss at 12.5 percent.")],
        [own("The law requires 12.5 percent of the profit.")],
        [NAMED, own("Only 37% of the pumps worked.")],
        [own("The pit was sold for $14.2 million in 1987.")],
        [own("The pit opened in 1987 at 15:30 with 250 men.")],
        [own("Half, or 50 percent, were new.")],
        [own("The pit lies under a 240,000 square metre park.")],
        [own("Only 37% of the pumps worked.", certainty=0.4)],
    ],
    "document-without-link": [
        [said("[A survey] <found> {so}.", "document")],
        [said("[A survey] <found> {so} (https://a.example, https://b.example).", "document")],
        [said("[A survey] <found> {so}.", "document", paragraph=9), LINKS],
        [said("[Voters] <want> {so}.", "document"), LINKS],
        [said("[The survey] <found> {so}.", "document"), LINKS],
        [NAMED, LINKS],
        [
            said("[A survey] <found> {so}.", "document"),
            own("Write to https://a.example.", paragraph=5),
        ],
    ],
}


def rules_found(article: Article) -> set[str]:
    return {finding.rule for finding in find(article)}


def cases(table: dict[str, list[list[Piece]]]) -> list[object]:
    return [
        pytest.param(rule, pieces, id=f"{rule}-{number}")
        for rule, articles in table.items()
        for number, pieces in enumerate(articles)
    ]


@pytest.mark.parametrize(("rule", "pieces"), cases(FOUND))
def test_found(rule, pieces):
    assert rule in rules_found(build(*pieces))


@pytest.mark.parametrize(("rule", "pieces"), cases(QUIET))
def test_quiet(rule, pieces):
    assert rule not in rules_found(build(*pieces))


@pytest.mark.parametrize("rule", RULES)
def test_every_rule_has_six_of_each(rule):
    assert len(FOUND[rule]) >= 6
    assert len(QUIET[rule]) >= 6


@pytest.mark.parametrize("rule", RULES.values(), ids=list(RULES))
def test_every_rule_explains_itself(rule):
    assert rule.why.endswith(".")
    assert rule.fine.startswith("Fine ")
    assert rule.fine.endswith(".")
    assert rule.id in profile().rules


def test_a_finding_has_its_place_and_its_reasons():
    (found,) = find(build(NAMED, said("[Tom Hall] <claimed> {it was not}.")))
    assert (found.rule, found.text, found.sentence) == ("loaded-cue", "claimed", 1)
    assert found.severity is Severity.NOTE
    assert found.message == "“claimed” judges what it reports; “said” does not"
    assert all((found.why, found.fine, found.basis))
    assert json.loads(json.dumps(found.to_dict()))["text"] == "claimed"


@pytest.mark.parametrize("pieces", [*chain(*FOUND.values()), *chain(*QUIET.values())])
def test_findings_lie_inside_the_text_in_order(pieces):
    article = build(*pieces)
    starts = [finding.start for finding in article.findings]
    assert starts == sorted(starts)
    for finding in article.findings:
        sentence = article.sentences[finding.sentence]
        assert sentence.start <= finding.start < finding.end <= len(article.text)
        assert finding.start < sentence.end


@pytest.mark.parametrize(
    ("words", "grade"),
    [
        ("a source", 0),
        ("several people", 0),
        ("an official", 1),
        ("a senior Treasury official", 2),
        ("a source at the mine", 2),
        ("a senior Treasury official familiar with the talks", 3),
    ],
)
def test_description_grade(words, grade):
    article = build(anon(f"[{words}] <said> {{so}}."))
    assert description_grade(article, article.sources[0]) == grade


MODEL = ROOT / "models" / "default"


@pytest.fixture(scope="module")
def analyzer():
    if not (MODEL / "model.onnx").is_file():
        pytest.skip("models/default is not complete")
    return sourcing.load(MODEL)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("rule", "text"),
    [
        ("anon-bare", "The harbour will close in June, a source told the Herald on Monday."),
        (
            "anon-boilerplate-reason",
            "The harbour will close in June, said an official who was not authorized to speak "
            "publicly.",
        ),
        ("anon-no-reason", "The harbour will close in June, a person close to the owner said."),
        ("loaded-cue", "Edda Ravn, who has run the harbour since 2011, claimed that it is safe."),
        ("vague-attribution", "Some say the harbour was sold for a song."),
    ],
)
def test_the_shipped_model_leads_to_the_finding(analyzer, rule, text):
    assert rule in {finding.rule for finding in analyzer(text).findings}


@pytest.mark.slow
def test_plain_reporting_has_no_findings(analyzer):
    text = (
        "The harbour will close in June, said Edda Ravn, the harbour master. "
        "“We have no choice,” she said. Ravn said the piles had rotted.\n\n"
        "Tom Hall, who owns two boats, said he would move to Selby."
    )
    assert analyzer(text).findings == ()


def test_an_empty_article_has_none():
    assert find(build()) == ()
    assert find(build(own("Pit shut", headline=True))) == ()


@pytest.mark.parametrize("rule", RULES)
def test_precision_is_nine_in_ten_where_it_was_measured(rule):
    numbers = RESULTS["rules"][rule]
    assert numbers["read"] == min(numbers["found"], numbers["read"])
    assert numbers["right"] >= 0.9 * numbers["read"]
