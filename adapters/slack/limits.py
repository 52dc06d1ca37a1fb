"""Slack's limits, each with the page that states it. Lengths are in characters."""

from __future__ import annotations

from typing import Final

# Slack docs: chat.postMessage, "Truncating content" (keep `text` to 4,000; cut beyond 40,000).
# The blocks are held to the same: together, about 13,200 answered msg_blocks_too_long (bolt-js issue 2509)
TEXT: Final = 4000
# Slack docs: Block Kit, "Blocks" (50 a message)
BLOCKS: Final = 50
# Slack docs: Block Kit, "Blocks" (100 a view)
VIEW_BLOCKS: Final = 100

# Slack docs: Block Kit, "Header block"; slack_sdk.models.blocks.HeaderBlock
HEADER: Final = 150
# Slack docs: Block Kit, "Text object". Rich text states no size of its own: kept to the same
TEXT_OBJECT: Final = 3000
# Slack docs: Block Kit, "Context block"; slack_sdk.models.blocks.ContextBlock
CONTEXT_ELEMENTS: Final = 10

# Slack docs: Block Kit, "Button element"
BUTTON_TEXT: Final = 75
BUTTON_VALUE: Final = 2000
# Slack docs: Block Kit, "Select menu element" and "Option object"
OPTIONS: Final = 100
OPTION_TEXT: Final = 75
OPTION_VALUE: Final = 150
PLACEHOLDER: Final = 150

# Slack docs: Modals, "View object"
MODAL_TITLE: Final = 24
PRIVATE_METADATA: Final = 3000
# Slack docs: Block Kit, "Input block": of its label and its hint
FIELD_LABEL: Final = 2000
