"""Which household sleeps in which rooms, and when the rooms run out."""
