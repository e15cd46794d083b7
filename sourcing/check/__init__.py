"""`sourcing check`: findings on files, for people, editors' tools and build servers.

    policy_for(folder, profile, fail_under) → Policy    what is asked; reads `.sourcing.toml`
    Policy.check(path, exact, article) → Checked        one article and its findings
    FORMATS[name](many Checked) → text                  text, json, sarif, github
    exit_code(many Checked, fail_on) → 0 or 1

Scores under their least value are findings too, of the rule `fail-under`.
"""

from sourcing.check.checked import Checked, Policy, exit_code, policy_for
from sourcing.check.formats import FORMATS

__all__ = [
    "FORMATS",
    "Checked",
    "Policy",
    "exit_code",
    "policy_for",
]
