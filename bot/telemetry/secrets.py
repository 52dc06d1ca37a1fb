"""Secrets taken out of what is said about the program: logs, stack traces, the health page."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

INSTEAD = "[secret]"
SHORTEST = 4  # anything shorter guards nothing, and taking it out would garble every line

Redact = Callable[[str], str]


def redaction(secrets: Iterable[str]) -> Redact:
    """What replaces every one of `secrets` in a text: as it is, as an address spells it, as JSON does."""
    spellings = sorted({each for secret in secrets for each in _spellings(secret)}, key=len, reverse=True)
    if not spellings:
        return str
    found = re.compile("|".join(map(re.escape, spellings)))
    return lambda text: found.sub(INSTEAD, text)


def _spellings(secret: str) -> Iterator[str]:
    from urllib.parse import quote, quote_plus, unquote  # late: without a secret nobody needs it

    for each in (secret, *_passwords(secret)):
        plain = unquote(each)
        forms = {each, plain, quote(plain), quote(plain, safe=""), quote_plus(plain), repr(plain)[1:-1]}
        yield from (form for form in forms | {_in_json(plain)} if len(form) >= SHORTEST)


def _passwords(secret: str) -> Iterator[str]:
    """The password inside an address: a driver may name it without the rest."""
    from urllib.parse import urlsplit

    try:
        password = urlsplit(secret).password
    except ValueError:  # no address
        return
    if password:
        yield password


def _in_json(text: str) -> str:
    import json

    return json.dumps(text)[1:-1]
