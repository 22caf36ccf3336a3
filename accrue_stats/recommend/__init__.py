"""What someone will buy next, and whether that is known better than by what everybody buys."""
