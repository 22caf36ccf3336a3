"""The chance that something will happen to someone, learnt from those of whom it is known."""
