"""Everything that `sourcing` raises on purpose.

    SourcingError
    ├── InputError          the text, file or record cannot be scored: says which and what to do
    ├── ModelError          a model folder is missing, incomplete or of another version
    └── MissingExtraError   an optional dependency is not installed: names the pip command

Each message is one sentence that names the value, the rule and the next step.
"""

from __future__ import annotations


class SourcingError(Exception):
    """Base of every error that this library raises on purpose."""


class InputError(SourcingError):
    """A text, file or record that cannot be scored."""


class ModelError(SourcingError):
    """A model folder that cannot be loaded."""


class MissingExtraError(SourcingError):
    """A feature whose optional dependency is not installed."""

    def __init__(self, feature: str, extra: str) -> None:
        super().__init__(f"{feature} needs an optional dependency: pip install 'sourcing[{extra}]'")
