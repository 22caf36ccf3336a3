"""Reads and checks facts folders, draws the lines of a statement and composes them. No Django."""
