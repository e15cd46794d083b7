"""Many articles → three tidy tables, in parts, with no row lost.

    find ─▶ files ─ survey ─▶ columns, rows, digest
              └──── read ───▶ records ─ check ─▶ texts ─ work ─▶ tables ─ parts ─▶ OUT/
                                           └──▶ faults ────────────────────────▶ OUT/errors.jsonl

    settings.py  what is asked for
    schema.py    the columns of the tables: names, types, meaning
    find.py      paths, folders and globs → files
    read.py      a file → records: JSON Lines, CSV, Parquet, plain text; plain or compressed
    survey.py    one pass ahead: columns with their types, number of rows, digest of the input
    check.py     which texts cannot be scored, and why
    rows.py      an article → rows of the three tables
    work.py      texts → tables, in several processes, in order
    collect.py   the tables of many batches → one part
    parts.py     parts → files that are whole or absent; the manifest that says which are done
    header.py    what the tables depend on: a run may go on only where nothing of it changed
    run.py       all of it: `score_files`
    progress.py  how far it has come
    command.py   the command line's `batch`
    frames.py    the same tables for pandas, the same scores for `datasets`

What a text gets depends on nothing but the text and the model: not on its neighbours, the size of
the batches or the number of processes.
"""
