"""Accrue's settings, with the catalogue of parts open: the browser tests look at it too."""

from accrue.settings import *  # noqa: F403

UI_CATALOGUE = True
