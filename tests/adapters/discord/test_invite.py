"""The invite link, and the application that a token belongs to."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import discord
import pytest

from adapters.discord.invite import PERMISSIONS, application_id, invite_url


def test_the_link_asks_for_the_bot_its_commands_and_the_least_permissions() -> None:
    address = urlsplit(invite_url("123"))
    asked = parse_qs(address.query)
    assert f"{address.scheme}://{address.netloc}{address.path}" == "https://discord.com/oauth2/authorize"
    assert asked["client_id"] == ["123"]
    assert asked["scope"] == ["bot applications.commands"]
    needed = discord.Permissions(
        view_channel=True, send_messages=True, send_messages_in_threads=True, read_message_history=True
    )
    assert asked["permissions"] == [str(needed.value)]


def test_every_permission_says_why() -> None:
    for permission in PERMISSIONS:
        assert permission.reason.startswith("to ")
        assert permission.bit.bit_count() == 1


@pytest.mark.parametrize(
    ("token", "id"),
    [
        ("MTIzNDU2Nzg5MDEyMzQ1Njc4.G1abcd.secret", "123456789012345678"),
        ("MTIzNDU2Nzg5.x.y", "123456789"),
        ("", None),
        ("MTIzNDU2Nzg5", None),
        ("xoxb-1-2", None),
        ("not.a.token", None),
        ("é.b.c", None),
        ("....", None),
    ],
)
def test_a_token_tells_its_application(token: str, id: str | None) -> None:
    assert application_id(token) == id
