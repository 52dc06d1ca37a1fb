"""Discord's limits, each with the page that states it. Lengths are in characters unless said otherwise."""

from __future__ import annotations

from typing import Final

# Discord docs: Message resource, "Message flags" (IS_COMPONENTS_V2; bars content and embeds)
IS_COMPONENTS_V2: Final = 1 << 15
# The same; a message that notifies nobody
SUPPRESS_NOTIFICATIONS: Final = 1 << 12

# Discord docs: Components reference ("up to 40 total components", nested ones counted)
COMPONENTS: Final = 40
# discord.py ui/view.py, LayoutView.content_length (over all text displays of a message)
TEXT: Final = 4000
# discord-api-docs discussion 8554: about 10,170 bytes of text answered 500; kept well below
TEXT_BYTES: Final = 9600

# Discord docs: Components reference, "Action row" and "Button"
ROW_BUTTONS: Final = 5
LABEL: Final = 80
CUSTOM_ID: Final = 100
# Discord docs: Components reference, "String select"
OPTIONS: Final = 25
OPTION_LABEL: Final = 100
PLACEHOLDER: Final = 150
OPTION_VALUE: Final = 100

# Discord docs: Interactions, "Modal"; Components reference, "Label" and "Text input"
FIELDS: Final = 5
MODAL_TITLE: Final = 45
FIELD_LABEL: Final = 45
HINT: Final = 100

# Discord docs: Message resource, "Embed limits" (the 6,000 over all embeds are not reached)
EMBED_TITLE: Final = 256
EMBED_DESCRIPTION: Final = 4096
# Discord docs: Components reference, "Legacy message component behavior" (rows without the V2 flag)
LEGACY_ROWS: Final = 5
