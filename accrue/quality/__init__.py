"""Clean records: duplicates found, looked at, merged or kept apart."""
