"""What customers will still buy, and what it is worth."""
