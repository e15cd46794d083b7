"""What newsrooms write around sources without a name, as patterns: data, each with its origin.

The network finds who speaks; these patterns only tell what is said *about* that source, which the
codebook has no label for. They are closed sets of formulas, not topics.
"""

from __future__ import annotations

import re


def _pattern(*parts: str) -> re.Pattern[str]:
    return re.compile(r"\b(?:" + "|".join(parts) + r")", re.IGNORECASE)


# Formulas for withheld identity (AP, Reuters and NYT policies quote the same ones).
ANONYMITY = _pattern(
    r"anonym(?:ity|ously)\b",
    r"not (?:to )?be (?:further |publicly )?(?:named|identified|quoted by name)\b",
    r"(?:declined|refused|did not want|didn['’]t want|did not wish|asked) to be "
    r"(?:further |publicly )?(?:named|identified)\b",
    r"(?:on|that|with)(?:hold(?:ing)?|held) (?:his|her|their|its) names?\b",
)

# What can stand as the reason for it.
REASON = _pattern(
    r"because\b", r"since (?:he|she|they|it|the)\b", r"as (?:he|she|they) (?:was|were|is|are)\b",
    r"out of (?:fear|concern)", r"for fear\b", r"fear(?:s|ed|ing)?\b", r"worr(?:y|ied)\b",
    r"(?:in order )?to (?:discuss|describe|speak|talk|share|reveal|protect|avoid|be frank)\b",
    r"citing\b", r"given (?:the|his|her|their)\b", r"(?:due|owing) to\b",
    r"(?:not|n['’]t) (?:yet |been |publicly )*(?:authori[sz]ed|permitted|allowed|cleared)\b",
    r"unauthori[sz]ed\b", r"retaliat", r"repris", r"retribution", r"sensitiv", r"confidential",
    r"private\b", r"safety\b", r"jeopardi[sz]", r"ongoing\b",
)  # fmt: skip

# The reason that explains nothing: NYT and AP ask for the motive, not for the formula.
BOILERPLATE = _pattern(
    r"(?:(?:was|were|is|are|been|being) not|(?:was|were|is|are)n['’]t|not|lacked|lacks|without) "
    r"(?:been |being |the )?(?:publicly |officially )?"
    r"(?:authori[sz](?:ed|ation)|permitted|allowed|cleared|permission) to "
    r"(?:publicly |openly )?(?:speak|talk|comment|discuss|disclose|be quoted|brief)\b"
    r"(?: (?:publicly|openly|on the record|to (?:the )?(?:media|press|reporters)))?",
)

# A source of whom nothing is said: the bare noun, with numbers and articles only.
BARE = re.compile(
    r"(?:(?:a|an|the|this|that|these|those|one|two|three|four|five|some|several|many|multiple|"
    r"various|other|another|more|our|its|their|unnamed|unidentified|anonymous|separate)\s+)*"
    r"(?:sources?|insiders?|persons?|people|individuals?|someone|somebody)",
    re.IGNORECASE,
)
DESCRIBES = re.compile(
    r"[\s,]*(?:who(?:m|se)?\b(?! (?:\w+ ){0,3}(?:anonym|on (?:the )?condition|not to be))|close|"
    r"familiar|with|in|at|from|inside|within|of|near|briefed|involved|present|there|based|for|"
    r"to (?!the\b|reporters\b)|aware|privy|directly|both|working|near)\b|\s*\(",
    re.IGNORECASE,
)
HOW_THEY_KNOW = _pattern(
    r"familiar with", r"knowledge of", r"briefed on", r"involved in", r"privy to",
    r"present (?:at|for)",
    r"close to", r"with (?:direct )?access", r"worked (?:on|at|for|in)", r"took part",
    r"who (?:has |had |have )?(?:attended|saw|seen|read|reviewed|witnessed|heard)\b",
)  # fmt: skip

# Personal abuse and blame of the kind that a name should stand behind (our own list, English).
ATTACK = _pattern(
    r"incompeten(?:t|ce)", r"liars?\b", r"l(?:ies|ied|ying)\b", r"corrupt", r"crook", r"dishonest",
    r"idiot", r"moron", r"fool(?:ish)?\b", r"stupid", r"laz(?:y|iness)", r"unhinged", r"unfit\b",
    r"bull(?:y|ies|ying)\b", r"toxic\b", r"disgrace", r"reckless", r"clueless", r"coward",
    r"racist",
    r"fraud(?:ster)?\b", r"hypocri", r"arrogan", r"narciss", r"egomania", r"(?:a|the) joke\b",
    r"pathetic", r"paranoi", r"erratic", r"delusion", r"spineless", r"untrustworthy", r"vindictive",
    r"childish", r"petulan", r"deranged", r"inept", r"ruthless", r"out of (?:his|her|their) depth",
    r"laughing[- ]stock", r"backstabb", r"megalomania", r"snake\b", r"disaster", r"a mess\b",
    r"chao(?:s|tic)\b", r"disorgani[sz]ed", r"frenzy\b",
    r"never (?:did|does) (?:his|her) job", r"tyran", r"obsess", r"unstable", r"a failure\b",
)  # fmt: skip

# Verbs of the face and the body, which no words come out of
# (Bender et al., Writing and Reporting for the Media: "people cannot smile or laugh words").
NON_SPEECH = re.compile(
    r"\b(?:smil(?:es?|ed|ing)|laugh(?:s|ed|ing)?|grin(?:s|ned|ning)?|shrug(?:s|ged|ging)?|"
    r"nod(?:s|ded|ding)?|beam(?:s|ed|ing)?|chuckl(?:es?|ed|ing)|giggl(?:es?|ed|ing)|"
    r"frown(?:s|ed|ing)?|winc(?:es?|ed|ing)|smirk(?:s|ed|ing)?|gestur(?:es?|ed|ing)|"
    r"sob(?:s|bed|bing)?|weep(?:s|ing)?|wept|blush(?:es|ed|ing)?|wink(?:s|ed|ing)?)\b",
    re.IGNORECASE,
)

# A cue that loads what it reports, though it is no verb of saying.
REFUSAL = _pattern(
    r"refus(?:es|ed|ing) to (?:comment|answer questions|elaborate|explain"
    r"|say (?:if|whether|who|what|when|where|why|how|more|anything))\b",
)

# Said of those who were asked for their side and did not give it.
NO_COMMENT = _pattern(
    r"(?:did|do|does|had|has|have)(?: not|n['’]t) (?:immediately |yet )?"
    r"(?:respond|repl(?:y|ied)|return(?:ed)?|comment|answer)",
    r"declin(?:es?|ed|ing) (?:to (?:be interviewed|speak|answer|respond|say)|(?:to )?comment)",
    r"(?:could|can)(?: not|not|n['’]t) (?:immediately )?be (?:reached|contacted|located)",
    r"(?:unavailable|unreachable) for comment", r"no comment\b", r"refused to (?:comment|answer)",
)  # fmt: skip

# Said of those who gave it.
RESPONSE = _pattern(
    r"den(?:y|ies|ied|ying|ials?)\b", r"reject(?:s|ed|ing)?\b", r"dismiss(?:es|ed|ing)?\b",
    r"plead(?:s|ed|ing)?\b", r"pled\b", r"refut(?:es?|ed|ing)\b", r"disput(?:es?|ed|ing)\b",
    r"respon(?:d|ds|ded|ding|se|ses)\b", r"repl(?:y|ies|ied)\b", r"rebut", r"rebuff",
    r"admit(?:s|ted|ting)?\b", r"apologi[sz]", r"confess", r"acknowledg", r"convict", r"guilty\b",
    r"(?:lawyers?|attorneys?|solicitors?|spokes(?:man|woman|person|people)) for",
    r"(?:his|her|their|its) (?:lawyers?|attorneys?|solicitors?|spokes(?:man|woman|person))",
    r"defend(?:s|ed|ing)?\b", r"innocence\b", r"shot back", r"hit back", r"counter(?:s|ed)?\b",
    r"called the (?:claims?|allegations?|accusations?|charges?)", r"insist(?:s|ed)?\b",
)  # fmt: skip

# Figures that somebody sets or supposes, and prices of the market: nobody has counted them.
SET = _pattern(
    r"laws?\b", r"rules?\b", r"requir", r"limit", r"threshold", r"target", r"goal", r"tariff",
    r"tax(?:es)?\b", r"fees?\b", r"fines?\b", r"bill\b", r"designed", r"if\b", r"let['’]s\b",
    r"would\b", r"will\b", r"plans?\b", r"propos", r"appeal", r"offer", r"quota",
    r"shares\b", r"stocks?\b", r"index\b", r"points\b", r"traded\b", r"closed\b",
)  # fmt: skip

# Where the figures come from, when no cue says so.
ORIGIN = _pattern(
    r"accord", r"data\b", r"figures?\b", r"surve", r"poll", r"report", r"census", r"statistic",
    r"estimat", r"records?\b", r"stud(?:y|ies)\b", r"filing", r"index\b", r"audit", r"research",
    r"budget", r"account(?:s|ing)\b", r"disclos", r"announc", r"said\b", r"says\b", r"survey",
)  # fmt: skip

# Verbs of the inner life (Levin 1993, English Verb Classes: psych-verbs, want and consider verbs).
OF_THE_MIND = _pattern(
    r"want(?:s|ed|ing)?\b", r"hop(?:es?|ed|ing)\b", r"fear(?:s|ed|ing)?\b",
    r"believ(?:es?|ed|ing)\b",
    r"thinks?\b", r"thought\b", r"kn(?:ow|ows|ew|owing)\b", r"feels?\b", r"felt\b",
    r"worr(?:y|ies|ied|ying)\b", r"wish(?:es|ed|ing)?\b", r"see(?:s|n)?\b", r"saw\b",
    r"regard(?:s|ed)?\b", r"dream(?:s|ed|t)?\b", r"regret(?:s|ted)?\b", r"hat(?:es?|ed)\b",
    r"lov(?:es?|ed)\b", r"doubt(?:s|ed)?\b", r"suspect(?:s|ed)?\b", r"assum(?:es?|ed)\b",
    r"reali[sz](?:es?|ed)\b", r"consider(?:s|ed)?\b", r"crav(?:es?|ed)\b", r"loath(?:es?|ed)\b",
    r"resent(?:s|ed)?\b", r"dread(?:s|ed)?\b", r"understand(?:s)?\b", r"understood\b",
)  # fmt: skip

LINK = re.compile(r"https?://|\bwww\.|\]\([^)\s]+\)|<a\s", re.IGNORECASE)
