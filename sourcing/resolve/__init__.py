"""Mentions → sources: "Soleimani", "the IRGC commander" and "he" become Qassem Soleimani.

mention ─ candidates ─▶ what it may stand for ─ features ─▶ rows ─ scorer ─▶ one ─▶ source

names.py       proper names, and which of them are one person's
mentions.py    what a mention tells by its own words, and the source that several make up
salience.py    whom a reader has in mind at each point of a text
phrases.py     descriptions in the text, by their head noun
candidates.py  the names, descriptions and earlier sources that a mention may stand for
features.py    a mention and a candidate → one row of numbers
scorer.py      rows → the best one; its weights are plain numbers, made by
               `sourcing.training.resolver`
sources.py     all of it: `resolve`
"""

from sourcing.resolve.sources import resolve

__all__ = ["resolve"]
