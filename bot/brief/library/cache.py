"""A folder of small files that may vanish, rot, or refuse to be written; none of it is fatal."""

from __future__ import annotations

import hashlib
import logging
import os
import time
from collections.abc import Collection
from contextlib import suppress
from pathlib import Path

logger = logging.getLogger(__name__)

WEEK = 7 * 24 * 3600  # seconds
SEAL = hashlib.sha256().digest_size


class Cache:
    """Bytes by name. Every file begins with the sha256 of the rest: what was damaged counts as missing.

    Several processes may use one folder at once: a file appears whole or not at all.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._warned = False

    def read(self, name: str) -> bytes | None:
        """The bytes kept under the name, or None if there are none that can be trusted."""
        try:
            sealed = (self.folder / name).read_bytes()
        except OSError:
            return None
        content = sealed[SEAL:]
        if hashlib.sha256(content).digest() == sealed[:SEAL]:
            return content
        logger.warning("%s is damaged; it is not used", self.folder / name)
        return None

    def write(self, name: str, content: bytes) -> bool:
        """Keep the bytes under the name; False, with one warning a folder, if the disk refuses."""
        try:
            self._replace(name, hashlib.sha256(content).digest() + content)
        except OSError as error:
            self._warn(error)
            return False
        return True

    def names(self) -> set[str]:
        """The names under which something is kept, trusted or not."""
        try:
            return {name for name in os.listdir(self.folder) if not name.startswith(".")}
        except OSError:
            return set()

    def sweep(self, keep: Collection[str]) -> None:
        """Delete what has been in nobody's `keep` for a week: till then another process may be using it."""
        now = time.time()
        for name in self.names():
            path = self.folder / name
            with suppress(OSError):
                if name in keep:
                    os.utime(path, (now, now))
                elif path.stat().st_mtime < now - WEEK:
                    path.unlink()

    def _replace(self, name: str, sealed: bytes) -> None:
        import tempfile

        self.folder.mkdir(parents=True, exist_ok=True)
        descriptor, temporary = tempfile.mkstemp(prefix=f".{name[:16]}-", dir=self.folder)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(sealed)
            os.replace(temporary, self.folder / name)
        except OSError:
            Path(temporary).unlink(missing_ok=True)
            raise

    def _warn(self, error: OSError) -> None:
        if not self._warned:
            self._warned = True
            logger.warning("nothing can be remembered in %s: %s", self.folder, error.strerror or error)
