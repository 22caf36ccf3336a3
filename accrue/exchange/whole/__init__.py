"""Everything the company owns, in one file that needs no Accrue to be read."""
