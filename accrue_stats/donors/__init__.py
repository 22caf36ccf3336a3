"""A unit against others that were left untouched (grade C): synthetic control and synthetic difference-in-differences."""
