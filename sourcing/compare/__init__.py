"""The tables of `sourcing batch` → groups of articles, side by side, with intervals and tests.

    OUT/ ─ read ─▶ corpus ─ group ─▶ groups ─┬─ shares ──▶ shares, differences, intervals
                                             ├─ quoted ──▶ who is quoted, with which verbs
                                             ├─ verbs ───▶ whose words are "claimed": tests
                                             └─ outliers ▶ articles unlike their group
    all of these ─ compare ─▶ Comparison ─ html, tables ─▶ page, CSV, JSON

    read.py      the folder that `sourcing batch` wrote → the columns that are needed
    group.py     a column, or the month of a date → the group of each article
    shares.py    words by basket → shares of a group, by bootstrap over articles
    quoted.py    attributions → sources, types or sides, with their words and verbs
    verbs.py     the verb asymmetry test
    outliers.py  robust z by median and MAD
    result.py    what comes out: frozen data
    compare.py   all of these: `compare`
    links.py     an article → its report
    words.py     every sentence that a reader sees
    plot.py      numbers → coordinates
    html.py      Comparison → page
    tables.py    Comparison → CSV, JSON
    command.py   the command line's `compare`

`docs/compare.md` says what each number means. Statistics are those of scipy and statsmodels.
"""
