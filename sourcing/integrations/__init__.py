"""Scoring inside engines that run on many machines: thin adapters, their frameworks extras.

    ray.py      Ray Data in, Ray Data out; and what `sourcing batch --engine ray` runs on
    spark.py    Spark data frames in and out
    nested.py   what both do to a batch of rows, in pyarrow
    weights.py  a model folder that goes to every machine with the work

A scored row holds its article's sentences and attributions as lists, so that a row goes in and a
row comes out; `tables` makes the three tables of `sourcing batch` of it.
"""
