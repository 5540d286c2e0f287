"""The Lachin crossing of 2023 with synthetic people whose truth is known."""
