"""What a driver complains of, as one line: what is wrong, where, and what to do."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, SQLAlchemyError

from bot.errors import RowError, StoreError
from bot.telemetry.escape import one_line

LONGEST = 200  # characters of a driver's own words

# SQLite docs: Result and Error Codes. Of an extended code the low byte is the primary one.
SQLITE = {
    sqlite3.SQLITE_FULL: "the disk is full; make room there",
    sqlite3.SQLITE_BUSY: "another program holds the file; stop it, or use PostgreSQL for several",
    sqlite3.SQLITE_LOCKED: "another program holds the file; stop it, or use PostgreSQL for several",
    sqlite3.SQLITE_NOTADB: "the file is no SQLite database; let DATABASE_URL or DATA_DIR name another",
    sqlite3.SQLITE_CORRUPT: "the file is damaged; put back a copy, or move it away to begin anew",
    sqlite3.SQLITE_CANTOPEN: "the file cannot be opened; look whether its folder is there and may be written",
    sqlite3.SQLITE_READONLY: "the file may not be written; give the bot's user the right to",
    sqlite3.SQLITE_IOERR: "the disk fails or is full; look at the system's log",
}

# PostgreSQL docs: Appendix A, Error Codes. The two first characters are the class.
POSTGRES = {
    "28": "the server refuses the user or the password; mend DATABASE_URL",
    "3D": "the server has no database of this name; create it, or mend DATABASE_URL",
    "42501": "the user lacks a right in this database; grant it ALL on the schema",
    "42P01": "a table is missing; run onrecord migrate",
    "25006": "the server only reads at present; let DATABASE_URL name the one that writes",
    "53100": "the server's disk is full; make room there",
    "53300": "the server has too many connections; allow it more, or close others",
    "08": "the connection broke; look whether the server runs",
    "57P": "the server is going down or coming up; the bot tries again by itself",
}


@contextmanager
def told(where: str) -> Iterator[None]:
    """Turn what the drivers raise into a StoreError about the database at `where`."""
    try:
        yield
    except (SQLAlchemyError, sqlite3.Error, OSError) as error:
        # Without its cause: a stack trace in the log would hold statements and people's words.
        raise explain(error, where) from None


def explain(error: BaseException, where: str) -> StoreError:
    """The fault in one line, without a value of any row."""
    cause = error.orig or error if isinstance(error, DBAPIError) else error
    words = f"the database {where}: {_known(cause) or _unknown(cause)}"
    return RowError(words) if _of_a_row(error, cause) else StoreError(words)


def _of_a_row(error: BaseException, cause: BaseException) -> bool:
    """Whether a value is at fault: of no use to a column, or too large (class 54)."""
    too_large = str(getattr(cause, "sqlstate", None) or "").startswith("54")
    return too_large or isinstance(error, (IntegrityError, DataError, sqlite3.IntegrityError))


def _known(cause: BaseException) -> str | None:
    state = getattr(cause, "sqlstate", None)
    if state:
        return next((POSTGRES[code] for code in (state, state[:3], state[:2]) if code in POSTGRES), None)
    if isinstance(cause, sqlite3.Error):
        return SQLITE.get(getattr(cause, "sqlite_errorcode", 0) & 0xFF)
    if isinstance(cause, TimeoutError):
        return "it does not answer in time; look whether it runs and is not overloaded"
    if isinstance(cause, OSError):
        return f"it cannot be reached ({_words(cause.strerror or str(cause))}); look whether it is there"
    return None


def _unknown(cause: BaseException) -> str:
    """The driver's own words, unless they quote values: SQLAlchemy's do, and those of class 22."""
    state = getattr(cause, "sqlstate", None) or "22"
    if isinstance(cause, sqlite3.Error) or not state.startswith("22"):
        return f"{_words(str(cause))} ({type(cause).__name__})"
    return f"a fault of the kind {type(cause).__name__}; look whether it runs and is not overloaded"


def _words(text: str) -> str:
    """The first line of a driver's text, without the class that the adapter puts before it."""
    return one_line(text.split("\n")[0].split(">: ", 1)[-1][:LONGEST])
