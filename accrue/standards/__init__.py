"""What people type, made regular. Each `checked_…` returns the regular form or raises ValueError with what to do."""
