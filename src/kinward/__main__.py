"""``kinward`` and ``python -m kinward``."""

import os

# The planner multiplies thousands of tiny matrices; OpenBLAS's threads spin on each of them and make it 3 to 8 times
# slower on a busy laptop, and the order of their sums would differ. Said before numpy is loaded, or it is not heard.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from kinward.cli.app import app


def main() -> None:
    """Run the command line."""
    app()


if __name__ == "__main__":
    main()
