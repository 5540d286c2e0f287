"""Who said how many, when, and through whom."""
