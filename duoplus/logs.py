"""Log lines as JSON: one object per line, so a line break in a value cannot forge a second line.

A line holds what happened and where, never a request body, a cookie or a token.
"""

import json
import logging
import re
from datetime import UTC, datetime

_CALENDAR_KEY = re.compile(r"(/agenda/)[\w-]{20,}")  # who may read the days of a user: see journal.calendar_keys


class JsonFormatter(logging.Formatter):
    """Write a log record as one JSON object: time (UTC), level, logger, message, traceback."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the record as one line of JSON."""
        line = {
            "time": datetime.fromtimestamp(record.created, tz=UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": _CALENDAR_KEY.sub(r"\1...", record.getMessage()),
        }
        status = getattr(record, "status_code", None)
        if status is not None:  # django.request adds it
            line["status"] = status
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)
