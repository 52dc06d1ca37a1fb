"""Where the database is: DATABASE_URL read into a file's path or a server's name, never shown whole."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from msgspec import Struct

from bot.config import Secret, Settings
from bot.errors import UsageError
from bot.telemetry.escape import one_line

ALLOWED = "allowed: sqlite:///path/to/file or postgresql://user:password@host/name"
FILE = "onrecord.db"


class SqliteFile(Struct, frozen=True):
    """A file on this machine; `ours` where it lies in DATA_DIR, a folder that the bot makes itself."""

    path: Path
    ours: bool

    @property
    def where(self) -> str:
        """The file's path, safe to show."""
        return one_line(str(self.path))


class Server(Struct, frozen=True):
    """A PostgreSQL server and one of its databases; `where` tells host, port and name only."""

    dsn: Secret
    where: str


Address = SqliteFile | Server


def find_database(settings: Settings) -> Address:
    """The database that the settings name. Raises UsageError, which shows nothing of a wrong address."""
    url = settings.database_url.reveal()
    if not url:
        return SqliteFile(settings.data_dir / FILE, ours=True)
    if url.startswith("sqlite:///"):
        return _file(url.removeprefix("sqlite:///"))
    if url.startswith(("postgresql://", "postgres://")):
        return Server(settings.database_url, _whereabouts(url))
    raise UsageError(f"DATABASE_URL is (not shown) of another kind; {ALLOWED}")


def _file(path: str) -> SqliteFile:
    if not path or path.endswith("/") or path.startswith(":") or "?" in path:
        raise UsageError(f"DATABASE_URL must name a file, without options; {ALLOWED}")
    return SqliteFile(Path(path), ours=False)


def _whereabouts(url: str) -> str:
    """Host, port and name. A password with a bare / ? # or @ would end up in them, so it is refused."""
    try:
        parts = urlsplit(url)
        host, port = _host(parts), parts.port
    except ValueError:
        host, port = "", None
    if not host or url.count("@") > 1 or ("@" in url and "@" not in parts.netloc) or parts.fragment:
        raise UsageError(
            f"DATABASE_URL (not shown) cannot be read; {ALLOWED}; in the password, write / as %2F, "
            "@ as %40, # as %23, ? as %3F and % as %25"
        )
    name = unquote(parts.path).strip("/")
    return one_line(f"{host}{f':{port}' if port else ''}{f'/{name}' if name else ''}")


def _host(parts: SplitResult) -> str:
    """The host, or the folder of a Unix socket, which stands among the options."""
    return parts.hostname or next(iter(parse_qs(parts.query).get("host", [])), "localhost")
