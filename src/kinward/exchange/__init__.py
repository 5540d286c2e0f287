"""Spreadsheets, reports and forms in and out, through one guarded way to open a foreign file."""
