"""People in the stand-in: what they can do in Discord's client, and nothing that it would not let them do."""

from __future__ import annotations

from collections.abc import Mapping
from time import perf_counter
from typing import Any

from tests.support.discord_gateway import Gateway
from tests.support.discord_interactions import Interaction, Interactions
from tests.support.discord_world import (
    DM,
    EVERYTHING,
    EXTERNAL_APPS,
    Channel,
    Json,
    Message,
    User,
    World,
    parts,
)

COMMAND, COMPONENT, TYPING, HANDED_IN = 2, 3, 4, 5
MENU, LINE = 3, 4
BUTTON, SELECT = 2, 3
IN_SERVER, WITH_BOT, ELSEWHERE = 0, 1, 2


class Person:
    """One person with Discord open in one channel.

    What they do reaches the bot `late` seconds after it was done.
    """

    def __init__(
        self, user: User, channel: Channel, world: World, gateway: Gateway, door: Interactions
    ) -> None:
        self.user, self.channel = user, channel
        self.late = 0.0
        self._world, self._gateway, self._door = world, gateway, door

    def elsewhere(self, channel: Channel) -> Person:
        """The same person in another channel."""
        return Person(self.user, channel, self._world, self._gateway, self._door)

    def directly(self) -> Person:
        """The same person in the conversation with the bot."""
        return self.elsewhere(self._world.direct(self.user))

    def sees(self) -> list[Message]:
        """The bot's messages in this channel that this person sees."""
        return self._world.seen(self.channel, self.user)

    async def slash(
        self, name: str, options: Mapping[str, Any] | None = None, *, of_user: bool = False
    ) -> Interaction:
        """A slash command; `of_user` where the person brought the app along instead of the server."""
        command = self._command(name)
        given = _values(command, options or {})
        missing = {each["name"] for each in command.get("options", []) if each.get("required")} - set(
            options or {}
        )
        assert not missing, f"/{name}: Discord's client asks for {missing}"
        data = {"id": command["id"], "name": name, "type": 1, "options": given}
        return await self._act(COMMAND, data, of_user=of_user)

    async def autocomplete(self, name: str, focused: str, typed: str, **others: str) -> list[str]:
        """What is offered while an option is typed; values."""
        interaction = await self.type(name, focused, typed, **others)
        return await interaction.suggestions()

    async def type(self, name: str, focused: str, typed: str, **others: str) -> Interaction:
        """Type into an option without sending."""
        command = self._command(name)
        option = next(each for each in command["options"] if each["name"] == focused)
        assert option.get("autocomplete"), f"/{name} {focused}: no autocomplete"
        given = _values(command, {**others, focused: typed})
        for each in given:
            each.update({"focused": True} if each["name"] == focused else {})
        return await self._act(TYPING, {"id": command["id"], "name": name, "type": 1, "options": given})

    async def click(self, message: Message, button: str) -> Interaction:
        """Click on the button with this label or custom id."""
        found = [
            part for part in self._controls(message, BUTTON) if button in (part["label"], part["custom_id"])
        ]
        assert found, f"no button {button!r}; there are {message.labels()}"
        assert not found[0].get("disabled"), f"{button!r} is greyed out"
        return await self.forge(found[0]["custom_id"], message=message)

    async def choose(self, message: Message, option: str) -> Interaction:
        """Choose from a menu, by label or value."""
        for menu in self._controls(message, SELECT):
            for each in menu["options"]:
                if option in (each["label"], each["value"]):
                    return await self.forge(menu["custom_id"], message=message, values=[each["value"]])
        raise AssertionError(f"no option {option!r}; there are {message.labels()}")

    async def forge(
        self, custom_id: str, *, message: Message, values: list[str] | None = None, of_user: bool = False
    ) -> Interaction:
        """Send what a tampered client could send: any id and any values."""
        data: Json = {"custom_id": custom_id, "component_type": BUTTON if values is None else SELECT}
        data |= {"id": 1} if values is None else {"id": 1, "values": values}
        return await self._act(COMPONENT, data, message=message, of_user=of_user)

    async def hand_in(self, opened: Interaction, **changed: str | list[str]) -> Interaction:
        """Fill in the form that came up, and send it; what is not changed is sent as it stood there."""
        labels = (await opened.opened())["components"]
        assert changed.keys() <= {label["component"]["custom_id"] for label in labels}
        filled = [{**label, "component": _filled(label["component"], changed)} for label in labels]
        return await self.submit(opened.form["custom_id"], filled, message=opened.message)

    async def submit(
        self, custom_id: str, components: list[Json], *, message: Message | None = None
    ) -> Interaction:
        """Send a form that a tampered client could send."""
        data: Json = {"custom_id": custom_id, "components": components}
        return await self._act(HANDED_IN, data, message=message)

    async def say(self, text: str, *, to: Message | None = None) -> Message:
        """Write a message; in reply to another, whose author is pinged."""
        mentioned = [self._world.bot] if f"<@{self._world.bot.id}>" in text else []
        if to is not None and to.author not in mentioned:
            mentioned.append(to.author)
        message = self._world.post(
            self.channel, self.user, content=text, mentions=tuple(mentioned), reference=to
        )
        await self._gateway.message(message)
        return message

    async def mention(self, text: str) -> Message:
        """Write to the bot where others read it."""
        return await self.say(f"<@{self._world.bot.id}> {text}")

    async def repeat(self, message: Message) -> None:
        """Have the gateway tell of a message once more."""
        await self._gateway.message(message)

    def _command(self, name: str) -> Json:
        found = next(
            (each for each in self._world.commands if each["name"] == name and each["type"] == 1), None
        )
        assert found is not None, f"/{name} is not registered"
        contexts = found["contexts"]
        assert contexts is None or self._context() in contexts, f"/{name} is not offered here"
        return found

    def _controls(self, message: Message, kind: int) -> list[Json]:
        assert not message.deleted
        assert message.only in (None, self.user), f"{self.user.name} does not see this message"
        return [part for part in parts(message.components) if part["type"] == kind]

    def _context(self) -> int:
        if self.channel.kind != DM:
            return IN_SERVER
        return WITH_BOT if self.user in self.channel.people else ELSEWHERE

    async def _act(
        self, kind: int, data: Json, *, message: Message | None = None, of_user: bool = False
    ) -> Interaction:
        now, id = self._world.clock.now() - self.late, self._world.id()
        interaction = Interaction(
            id, f"token-{id}", kind, self.user, self.channel, now, message=message, of_user=of_user
        )
        self._door.every[interaction.token] = interaction
        interaction.sent = perf_counter()
        await self._gateway.dispatch("INTERACTION_CREATE", self._payload(interaction, data))
        return interaction

    def _payload(self, interaction: Interaction, data: Json) -> Json:
        channel = self.channel
        permissions = {"permissions": str(channel.theirs)}
        spelled: Json = {
            "id": str(interaction.id),
            "application_id": str(self._world.application),
            "type": interaction.kind,
            "token": interaction.token,
            "version": 1,
            "data": data,
            "channel_id": str(channel.id),
            "channel": channel.payload() | permissions,
            "locale": "en-US",
            "entitlements": [],
            "authorizing_integration_owners": self._owners(interaction.of_user),
            "context": self._context(),
            "app_permissions": str(channel.theirs & EXTERNAL_APPS if interaction.of_user else channel.mine),
            "attachment_size_limit": 10_485_760,
        }
        if interaction.message is not None:
            spelled["message"] = interaction.message.payload()
        if channel.kind == DM:
            return spelled | {"user": self.user.payload()}
        return spelled | {
            "guild_id": str(channel.guild),
            "guild": {"id": str(channel.guild), "locale": "en-US", "features": []},
            "guild_locale": "en-US",
            "member": self._world.member(self.user) | {"permissions": str(channel.theirs & EVERYTHING)},
        }

    def _owners(self, of_user: bool) -> dict[str, str]:
        if of_user:
            return {"1": str(self.user.id)}
        return {"0": str(self.channel.guild or 0)}


def _values(command: Json, given: Mapping[str, Any]) -> list[Json]:
    """The options as the client spells them; an unknown one, or a value of a wrong type, can't be sent."""
    known = {each["name"]: each for each in command.get("options", [])}
    spelled = []
    for name, value in given.items():
        assert name in known, f"/{command['name']} has no option {name}"
        option = known[name]
        expected = {3: str, 4: int, 5: bool}[option["type"]]
        assert isinstance(value, expected), f"{name}: {value!r}"
        allowed = [choice["value"] for choice in option.get("choices", [])]
        assert not allowed or value in allowed, f"{name}: {value!r} is no choice"
        assert not isinstance(value, str) or len(value) <= option.get("max_length", 6000), f"{name}: too long"
        spelled.append({"name": name, "type": option["type"], "value": value})
    return spelled


def _filled(field: Json, changed: Mapping[str, str | list[str]]) -> Json:
    """A field as the client sends it; what the client would not let through can't be sent."""
    name, kind = field["custom_id"], field["type"]
    if kind == LINE:
        value = changed.get(name, field.get("value", ""))
        assert isinstance(value, str), f"{name}: {value!r}"
        assert len(value) <= field["max_length"], f"{name}: too long"
        assert value or not field["required"], f"{name} has to be filled in"
        return {"type": LINE, "id": 1, "custom_id": name, "value": value}
    options = [option["value"] for option in field["options"]]
    chosen = changed.get(name, [each["value"] for each in field["options"] if each["default"]])
    assert isinstance(chosen, list), f"{name}: {chosen!r}"
    assert set(chosen) <= set(options), f"{name}: {chosen} are no options"
    assert field["min_values"] <= len(chosen) <= field["max_values"], f"{name}: {len(chosen)} chosen"
    return {"type": MENU, "id": 1, "custom_id": name, "values": chosen}
