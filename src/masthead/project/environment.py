"""What the environment says about this installation. Read by the settings and by the supervisor; knows no Django."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit


def home() -> Path:
    """Where everything this installation keeps lives: MASTHEAD_HOME, or `.data` in the current folder."""
    return Path(os.environ.get("MASTHEAD_HOME") or ".data").resolve()


def flag(name: str) -> bool:
    """Whether an environment variable is switched on (1, true, yes or on)."""
    return os.environ.get(name, "").strip().lower() in {"1", "true", "yes", "on"}


def words(name: str) -> list[str]:
    """A comma-separated environment variable as a list, without blanks."""
    return [word.strip() for word in os.environ.get(name, "").split(",") if word.strip()]


def database(url: str, folder: Path) -> dict[str, object]:
    """Django's DATABASES["default"]: PostgreSQL where `url` names one, else SQLite in `folder`.

    Raises ValueError for a URL of another kind. SQLite writes ahead (readers never wait for a writer) and takes its
    write lock when a transaction begins, so that two writers queue for up to 20 s instead of failing half-way. Its file
    is not mapped into memory: a disk that fails would then end the process instead of raising an error.
    """
    if not url:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": folder / "masthead.sqlite3",
            # A connection is a file that is open: kept, it costs nothing; opened again for each question, milliseconds.
            "CONN_MAX_AGE": None,
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": (
                    "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;"
                    # What a long reading left in the write-ahead log is given back to the disk afterwards (bytes).
                    "PRAGMA journal_size_limit=67108864;"
                ),
            },
        }
    parts = urlsplit(url)
    if parts.scheme not in {"postgresql", "postgres"}:
        raise ValueError("DATABASE_URL must begin with postgresql://, or be left out to use SQLite.")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": dict(parse_qsl(parts.query)),
    }
