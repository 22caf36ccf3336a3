"""One series before and after a date (grade C with a control, D without)."""
