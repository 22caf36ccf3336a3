"""Rows of a table that mean the same person or company."""

from accrue_stats.duplicates.finding import Found, find_duplicates
from accrue_stats.duplicates.grouping import Agreement, Claimed, agreement, claimed
from accrue_stats.duplicates.kinds import Column

__all__ = ["Agreement", "Claimed", "Column", "Found", "agreement", "claimed", "find_duplicates"]
