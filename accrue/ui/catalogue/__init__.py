"""The parts of the screens, each in every state: for those who build with them."""
