"""A button remembers its command, or is not made."""

from __future__ import annotations

from adapters.discord.ids import command_of, custom_id, menu_id


def test_a_command_survives_in_the_id() -> None:
    assert command_of(custom_id("brief nk-russia claims") or "") == "brief nk-russia claims"


def test_a_command_too_long_for_an_id_has_none() -> None:
    assert custom_id("x" * 97) is not None
    assert custom_id("x" * 98) is None


def test_an_id_of_somebody_else_is_no_command() -> None:
    assert command_of(menu_id(0)) is None
    assert command_of("other:thing") is None
