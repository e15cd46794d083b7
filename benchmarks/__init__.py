"""Scripts that measure; not part of the installed package."""
