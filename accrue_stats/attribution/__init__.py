"""Chance decides who is treated (grade A): differences of arms, their checks and their explanation."""
