"""How long things last: customers until they leave, deals until they are decided."""
