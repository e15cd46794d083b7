"""What an editor would stop at: checks on a finished article, each with its place and its reason.

    find(article) -> tuple of Finding, in text order

    unnamed.py, speech.py, whole.py    the rules: small functions, Article -> places
    rules.py                           the table of rules: message, why it matters, when it is fine
    profiles.toml, profiles.py         which house follows which rule, how gravely, on what basis
    words.py                           formulas around sources without a name, as patterns
    reading.py                         what the rules look up in an article
    find.py                            every rule that is on, applied

A finding describes the text; it never says that anything is untrue.
"""

from sourcing.findings.find import find
from sourcing.findings.model import Finding, Place, Rule, Severity
from sourcing.findings.profiles import Policy, Profile, profile, profiles, settings_for
from sourcing.findings.rules import RULES

__all__ = [
    "RULES",
    "Finding",
    "Place",
    "Policy",
    "Profile",
    "Rule",
    "Severity",
    "find",
    "profile",
    "profiles",
    "settings_for",
]
