"""Who is looking for whom, is this them, how sure are we and why."""
