"""Facts tables of any CRM: read and check them, make the statement's lines, compose them. No Django."""
