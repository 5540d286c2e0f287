"""A name written in any script becomes forms that can be compared."""
