"""Slack as a platform: Socket Mode or HTTP, the same listeners behind both."""

from __future__ import annotations

import asyncio
import logging
from time import perf_counter

from aiohttp import ClientError
from slack_bolt.async_app import AsyncApp, AsyncBoltRequest
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.response import BoltResponse
from slack_sdk.errors import SlackApiError
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse
from slack_sdk.web.async_client import AsyncWebClient
from starlette.routing import Route

from adapters.desk import Desk
from adapters.platform import Refused
from adapters.slack.access import AccessEvents
from adapters.slack.arrivals import Myself
from adapters.slack.client import granted, open_session, quiet, web_client
from adapters.slack.courier import Courier
from adapters.slack.directory import Directory
from adapters.slack.door import Door
from adapters.slack.listeners import Connection, Listeners
from adapters.slack.payload import understood
from adapters.slack.socket import PING, Socket
from adapters.slack.trouble import KEEPS_OUT, code, in_words
from bot.config import Settings
from bot.delivery.access import Access
from bot.delivery.remembered import Seen
from bot.errors import StoreError, UsageError
from bot.telemetry.escape import one_line
from bot.telemetry.health import Pulse

log = logging.getLogger(__name__)
CHECKED = 15.0  # seconds between two looks at the token where no socket shows that Slack is there


class SlackPlatform:
    """One app in one workspace. Raises UsageError if there is no way for Slack to reach it.

    `access` hears where the bot may post no more, or may again. `ping` is the seconds between two signs of
    life on the socket, `check` those between two looks at the token without a socket.
    """

    name = "slack"

    def __init__(
        self,
        settings: Settings,
        desk: Desk,
        pulse: Pulse,
        seen: Seen,
        access: Access | None = None,
        *,
        ping: float = PING,
        check: float = CHECKED,
    ) -> None:
        usable(settings)
        self._settings = settings
        self._pulse = pulse
        self._metrics = desk.metrics
        self._access = access
        self._ping, self._check = ping, check
        self._connection: Connection | None = None
        self._app = self._built(Listeners(self._connected, desk, seen, settings.slack_subscribe))
        if access is not None:
            AccessEvents(lambda: self._connected().me, desk, access).listen(self._app)
        self.routes: list[Route] = [] if settings.slack_app_token else self._door().routes

    async def run(self) -> None:
        """Serve until cancelled. Raises Refused, or ConnectionError, which passes."""
        async with open_session() as session:
            client = web_client(
                self._settings.slack_api_url, self._settings.slack_bot_token.reveal(), session
            )
            try:
                me = await introduce(client)
                log.info("Slack knows the bot as %s", one_line(me.name))
                self._connection = Connection(me, Courier(client, session), Directory(client))
                await self._note_return(me)
                await (self._listen(client) if self._settings.slack_app_token else self._look(client))
            finally:
                self._connection = None
                self._pulse.down(self._pulse.trouble or "not running")

    async def _note_return(self, me: Myself) -> None:
        """Slack takes the token: wherever the app had been removed, it is there again."""
        try:
            if self._access is not None:
                await self._access.returned(self.name, me.team)
        except StoreError as error:
            log.error("that the app is in the workspace is not noted: %s", one_line(str(error)))

    async def _listen(self, client: AsyncWebClient) -> None:
        token = self._settings.slack_app_token.reveal()
        await Socket(token, client, self._pulse, self._receive, self._ping).stay()

    async def _look(self, client: AsyncWebClient) -> None:
        """Over HTTP Slack comes by itself; whether it still knows the token is asked now and then."""
        self._pulse.up()
        while True:
            await asyncio.sleep(self._check)
            began = perf_counter()
            try:
                await introduce(client)
            except ConnectionError as error:
                log.warning("%s", error)
                self._pulse.down(one_line(str(error)))
            else:
                self._pulse.up()
                self._pulse.latency = perf_counter() - began

    async def _receive(self, client: AsyncBaseSocketModeClient, request: SocketModeRequest) -> None:
        """An envelope from the socket; unlike bolt's own handler, this passes on when it came."""
        arrived = perf_counter()
        made = understood(request.payload, arrived)
        if made is None:
            log.warning("an envelope of Slack's was not understood")
        else:
            await self._handle(made)
        await client.send_socket_mode_response(SocketModeResponse(envelope_id=request.envelope_id))
        self._metrics.acknowledged(self.name, perf_counter() - arrived)

    async def _dispatch(self, request: AsyncBoltRequest) -> BoltResponse:
        self._pulse.beat()
        response = await self._handle(request)
        self._metrics.acknowledged(self.name, perf_counter() - request.context["arrived"])
        return response

    async def _handle(self, request: AsyncBoltRequest) -> BoltResponse:
        """What bolt makes of it; on a payload without its usual parts even bolt's own handling of faults
        fails. Slack is told that all is well: sent again, the same would fail again."""
        try:
            return await self._app.async_dispatch(request)
        except Exception:
            log.exception("a payload could not be handled")
            self._metrics.failed(self.name, "event")
            return BoltResponse(status=200, body="")

    def _connected(self) -> Connection:
        if self._connection is None:
            raise ConnectionError("there is no connection to Slack")
        return self._connection

    def _door(self) -> Door:
        secret = self._settings.slack_signing_secret.reveal()
        return Door(secret, self._dispatch, ready=lambda: self._connection is not None)

    def _built(self, listeners: Listeners) -> AsyncApp:
        async def authorize() -> AuthorizeResult:  # bolt would want to be given a method's `self`
            return self._authorized()

        app = AsyncApp(
            name="onrecord",
            logger=quiet(),
            client=web_client(self._settings.slack_api_url),
            authorize=authorize,
            signing_secret="",  # the door has looked at the signature before anything was parsed
            request_verification_enabled=False,
            ssl_check_enabled=False,
            attaching_conversation_kwargs_enabled=False,
            raise_error_for_unhandled_request=True,
        )
        listeners.listen(app)
        return app

    def _authorized(self) -> AuthorizeResult:
        """One token, one workspace: nothing has to be asked for each request."""
        me, token = self._connected().me, self._settings.slack_bot_token.reveal()
        return AuthorizeResult(
            enterprise_id=None, team_id=me.team, bot_user_id=me.user, bot_id=me.bot, bot_token=token
        )


def usable(settings: Settings) -> None:
    """Raise UsageError, in an operator's words, unless the settings let Slack and the bot meet."""
    if not settings.slack_bot_token:
        raise UsageError("SLACK_BOT_TOKEN is not set; it starts with xoxb- and is under OAuth & Permissions")
    if not (settings.slack_app_token or settings.slack_signing_secret):
        raise UsageError(
            "Slack cannot reach the bot: set SLACK_APP_TOKEN (xapp-…) for Socket Mode,"
            " or SLACK_SIGNING_SECRET to be called over HTTP"
        )


async def introduce(client: AsyncWebClient) -> Myself:
    """Who the token is. Raises Refused where only a person can help, ConnectionError for what may pass."""
    try:
        told = await client.auth_test()
    except SlackApiError as error:
        name = code(error)
        if name in KEEPS_OUT:
            raise Refused(f"Slack does not take SLACK_BOT_TOKEN: {in_words(name)}") from error
        raise ConnectionError(f"Slack does not answer as it should ({name})") from error
    except (ClientError, TimeoutError) as error:
        raise ConnectionError(f"Slack does not answer: {str(error) or type(error).__name__}") from error
    named = {key: str(told.get(key) or "") for key in ("team_id", "user_id", "bot_id", "user")}
    return Myself(
        team=named["team_id"],
        user=named["user_id"],
        bot=named["bot_id"],
        name=named["user"],
        scopes=granted(told),
    )
