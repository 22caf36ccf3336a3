"""Lines put together: one return with one interval."""
