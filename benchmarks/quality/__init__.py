"""Every data set, one JSON: `python -m benchmarks.quality`.

corpora     which measures there are, and how a row of each data set is read
weasel      the one measure with a classifier of its own
figures     a measure as counts by article, its value and its interval
published   the numbers of others, and what we want to reach
breakdown   the table by genre and outlet
"""
