"""Accrue: the CRM that measures its own return."""
