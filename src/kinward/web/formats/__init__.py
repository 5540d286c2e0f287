"""How languages write numbers where Django has no table of its own."""
