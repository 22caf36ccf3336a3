"""Fields that a company makes itself: what they are, what stands in them, and how that is written."""
