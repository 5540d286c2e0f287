"""Who may be shown what, for which purpose, and the record that it was shown."""
