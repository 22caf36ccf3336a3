"""Estimators: numbers in, estimates with intervals out. No Django, no input or output, no clock."""
