"""From the rows of a list to a file: what stands in each column, and how each kind of file is written."""
