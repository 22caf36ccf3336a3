"""Facts kept in parts, of which only those are written anew whose records changed."""
