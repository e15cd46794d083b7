"""`python -m sourcing` is the command line."""

from sourcing.cli import main

if __name__ == "__main__":
    main(prog_name="sourcing")
