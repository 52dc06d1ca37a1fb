"""The evidence lock: one form, read back exactly, and nothing else taken for one."""

from __future__ import annotations

import yaml
from hypothesis import given
from hypothesis import strategies as st

from bot.brief.evidence.lock import Anchor, Lock, LockedSource, read, write

LOCK = Lock(
    (LockedSource("src-1", "0" * 64, 7),),
    (Anchor("s-one", "quoted", "src-1#p2", 3, 21, "it's “so”: # {yes}"),),
)


def test_a_lock_is_read_back_as_it_was_written() -> None:
    assert read(write(LOCK)) == LOCK
    assert read(write(LOCK).replace(b"\n", b"\r\n")) == LOCK


def test_a_lock_is_yaml_with_one_anchor_a_line() -> None:
    loaded = yaml.safe_load(write(LOCK))
    assert loaded["anchors"][0]["text"] == "it's “so”: # {yes}"
    assert write(LOCK).startswith(b"# written by onrecord verify; do not edit\n")
    assert len(write(LOCK).splitlines()) == 6


def test_anything_else_is_no_lock() -> None:
    good = write(LOCK)
    for bad in (
        b"",
        good[20:],
        good[:-5],
        good + b"- *alias\n",
        good.replace(b'"start":3', b'"start":-3'),
        good.replace(b'"start":3', b'"start":4'),
        good.replace(b'"end":21', b'"end":0'),
        good.replace(b"src-1#p2", b"../x#p2"),
        good.replace(b'"item"', b'"!!python"'),
        b"sources:\nanchors:\n",
        b"[" * 100_000,
    ):
        assert read(bad) is None


@given(st.binary(max_size=200))
def test_hostile_bytes_are_only_no_lock(data: bytes) -> None:
    assert read(data) is None
    head = write(Lock((), ()))
    read(head + data)


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=50))
def test_any_words_survive(text: str) -> None:
    lock = Lock((), (Anchor("s-one", "quoted", "src-1#p1", 0, len(text), text),))
    assert read(write(lock)) == lock
