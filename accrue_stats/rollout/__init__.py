"""Teams that began at different times, or some of them never (grade B)."""
