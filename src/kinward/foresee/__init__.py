"""How many people come by when, and when the roofs run out."""
