"""What an answer about subscriptions depends on and only Slack knows: who may, and whether the bot can."""

from __future__ import annotations

from msgspec import Struct

from adapters.slack.arrivals import Myself
from adapters.slack.directory import Directory, Unasked
from bot.config import Policy
from bot.query.request import Place

_AGAIN = "paste the manifest again and reinstall the app"
_BETWEEN_OTHERS = (
    "I am not in this conversation, so I could not post here by myself. Use the command in a channel, or"
    " write to me directly."
)
_WHO = {
    "creators": "Only the creator of this channel or an admin of the workspace may change what it follows.",
    "admins": "Only an admin of the workspace may change what this channel follows.",
}


class SlackSurroundings(Struct, frozen=True, kw_only=True):
    """See `bot.query.request.Surroundings`. In a direct conversation and in the home, people are by
    themselves and may; the bot can, unless the conversation is one between others."""

    directory: Directory
    me: Myself
    place: Place
    user: str
    policy: Policy

    async def refusal(self) -> str:
        """By SLACK_SUBSCRIBE; refused where Slack cannot be asked."""
        if self.policy == "anyone" or self._own:
            return ""
        who = await self.directory.person(self.user)
        if isinstance(who, Unasked):
            return f"I cannot find out whether you may change this: {who.reason}."
        if who.admin:
            return ""
        return await self._as_creator() if self.policy == "creators" else _WHO["admins"]

    async def obstacle(self) -> str:
        """Slack docs: chat.postMessage; members may post, and with chat:write.public in public channels
        others too."""
        if not self._granted("chat:write"):
            return f"I may not post by myself: the app lacks the scope chat:write; {_AGAIN}."
        if self.place.channel == self.user:
            return ""
        if self.place.direct:
            return _BETWEEN_OTHERS if await self.directory.shuts_out(self.place.channel) else ""
        channel = await self.directory.channel(self.place.channel)
        invite = f"invite me with /invite @{self.me.name}, then try again"
        if isinstance(channel, Unasked):
            if channel.name == "channel_not_found":
                return f"I am not in this channel, so I could not post here by myself: {invite}."
            return f"I cannot find out whether I may post here: {channel.reason}."
        if channel.archived:
            return "This channel is archived: I can post here once somebody unarchives it."
        if channel.member or (not channel.private and self._granted("chat:write.public")):
            return ""
        return f"I am not in this channel, so I could not post here by myself: {invite}."

    async def zone(self) -> str:
        """The zone in the asker's profile."""
        who = await self.directory.person(self.user)
        return "" if isinstance(who, Unasked) else who.zone

    async def _as_creator(self) -> str:
        channel = await self.directory.channel(self.place.channel)
        if isinstance(channel, Unasked):
            return f"I cannot find out whether you may change this: {channel.reason}."
        return "" if channel.creator == self.user else _WHO["creators"]

    @property
    def _own(self) -> bool:
        return self.place.direct or self.place.channel == self.user

    def _granted(self, scope: str) -> bool:
        """Whether the token has a scope, as far as Slack has told."""
        return not self.me.scopes or scope in self.me.scopes
