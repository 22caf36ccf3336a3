"""What every installation finds in the palette, whichever areas it has."""

from accrue.ui.commands import Command, register

register(Command("Switch light or dark", "contrast", "#theme", order=900))
register(Command("Keyboard shortcuts", "keyboard", "#keys", hotkey="?", order=910))
