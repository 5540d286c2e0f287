"""A public benchmark of tracing across scripts: synthetic people with known truth, and everybody's results on them."""
