"""Kinward registers everyone who crosses, reunites who lost each other, and says how sure it is."""
