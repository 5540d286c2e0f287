"""Nouns only: what a desk, a caseworker and a planner talk about."""
