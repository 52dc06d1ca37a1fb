"""What Discord's codes mean in words, and how whoever runs a place can mend it."""

from __future__ import annotations

from typing import Final

# Discord docs: Opcodes and Status Codes, "JSON error codes"
ACKNOWLEDGED: Final = 40060
NO_HISTORY: Final = 160002
UNKNOWN_MESSAGE: Final = 10008
OLD_EDITS: Final = 30046
BLOCKED: Final = 40333
# What only a body that is wrong in itself gets.
MALFORMED: Final = frozenset({40005, 50006, 50035, 50109})

WORDS: Final = {
    10003: "the channel is gone",
    10004: "the server is gone, or the bot is no longer in it",
    UNKNOWN_MESSAGE: "the message is gone",
    10015: "the time to answer is over",
    10062: "the time to answer is over",
    20009: "Discord finds it too explicit for the place",
    20016: "the channel is in slow mode",
    20022: "an announcement may not be changed so often",
    20028: "the channel has had too many messages",
    20029: "the server has had too many messages",
    OLD_EDITS: "messages older than an hour may not be changed so often",
    40004: "Discord takes no messages for the time being",
    40005: "it is too large",
    40006: "Discord has switched this off for the time being",
    40058: "this is a forum, which holds threads only",
    ACKNOWLEDGED: "it has been answered already, perhaps by a second process with the same token",
    40062: "Discord has had too many requests for this",
    40094: "an app installed only for a person may send no more messages here",
    BLOCKED: "Discord's doorkeeper blocks the bot",
    50001: "the bot may not see the channel",
    50005: "the message is not the bot's to change",
    50006: "it is empty",
    50007: "the person takes no direct messages from the bot",
    50008: "this is no channel for text",
    50009: "the server lets only verified accounts in",
    50013: "the bot lacks a permission in the channel",
    50021: "the message is Discord's own",
    50024: "a channel of this kind takes no messages",
    50035: "it is malformed",
    50083: "the thread is archived, and what stands in it cannot be changed",
    50109: "it is malformed",
    50278: "the person is in no server with the bot any more",
    130000: "Discord is overloaded",
    NO_HISTORY: "the bot may not read the channel's history",
    160005: "the thread is locked",
    200000: "AutoMod blocks the message",
    240000: "AutoMod blocks a link of the message",
}

# Of a place that takes nothing from the bot (any more): who can change that, and how.
MEND: Final = {
    10003: "subscribe in another channel",
    10004: "invite the bot again",
    40058: "subscribe in one of its threads, or in a text channel",
    50001: "give it the permission View Channel there",
    50007: "they can allow direct messages of this server's members, or write to the bot",
    50008: "subscribe in a text channel",
    50009: "give the bot a role there",
    50013: "it needs View Channel and Send Messages, in threads Send Messages in Threads",
    50024: "subscribe in a text channel",
    50278: "they can join a server that the bot is in",
    160005: "unlock it, or subscribe in the channel",
}


def in_words(code: int) -> str:
    """A code for an operator; "" for one that is not known here."""
    known = WORDS.get(code)
    return f"{known} (Discord's code {code})" if known else ""
