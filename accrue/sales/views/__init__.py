"""The doors of selling."""
