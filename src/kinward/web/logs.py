"""Writes what went wrong without a word of what anybody typed: no path, no query, no body, no message text."""

import logging
import traceback


class NoNames(logging.Formatter):
    """Of a record: its level, its logger, the route as declared, the status, and where in the code it broke.

    A message of Django or of a library may hold a path, a host name or a value, so only Kinward's own are kept;
    an exception is named by its class and the lines it passed, never by its text.
    """

    def format(self, record: logging.LogRecord) -> str:
        """One line, and one more for each line of code an exception passed."""
        parts = [self.formatTime(record), record.levelname, record.name]
        if record.name.startswith("kinward"):
            parts.append(record.getMessage())
        match = getattr(getattr(record, "request", None), "resolver_match", None)
        if match is not None:
            parts.append(f"/{match.route}")
        if (status := getattr(record, "status_code", None)) is not None:
            parts.append(str(status))
        return "\n".join([" ".join(parts), *_lines_of(record)])


def _lines_of(record: logging.LogRecord) -> list[str]:
    if not record.exc_info or record.exc_info[0] is None:
        return []
    kind, _value, trace = record.exc_info
    frames = traceback.extract_tb(trace)
    return [f"  {kind.__name__}", *(f"  {frame.filename}:{frame.lineno} {frame.name}" for frame in frames)]
