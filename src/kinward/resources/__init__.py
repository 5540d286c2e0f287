"""Commented tables: alphabets, home names, place names, policies, words of speech, counts with their sources."""
