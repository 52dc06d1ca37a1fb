"""The bot in a Slack page, in a real browser: typed to, clicked, looked at."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.support.local_slack import LocalSlack
from tests.support.running import RunningBot

pytest.importorskip("playwright", reason="playwright is not here; run make e2e")

from playwright.async_api import Page, async_playwright, expect

QUIET = ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]


@pytest.fixture
async def page(browser_path: str, workspace: LocalSlack, running: RunningBot) -> AsyncIterator[Page]:
    """The newsdesk as Ada sees it."""
    workspace.reset()
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=browser_path, args=QUIET)
        page = await browser.new_page()
        await page.goto(workspace.url)
        yield page
        await browser.close()


async def type_into(page: Page, line: str) -> None:
    composer = page.locator("textarea.composer-input")
    await composer.fill(line)
    await composer.press("Enter")


async def test_what_is_typed_is_answered_and_a_button_turns_the_page(page: Page) -> None:
    await type_into(page, "/brief nk-russia")
    answer = page.locator(".blocks")
    await expect(answer).to_have_count(1)
    await expect(answer.locator(".bk-header")).to_have_text("North Korea denies arming Russia")
    await answer.get_by_role("button", name="Timeline").click()
    await expect(answer.locator(".bk-context").first).to_contain_text("Timeline")
    await expect(answer).to_have_count(1)


async def test_the_home_lists_the_briefs(page: Page) -> None:
    """No clicks: local-slack tells of them as if they came from a message, which Slack does not."""
    await page.get_by_role("button", name="onrecord").first.click()
    home = page.locator(".blocks")
    await expect(home.locator(".bk-header")).to_have_text(["Briefs", "Followed here"])
    await expect(home.get_by_role("button", name="North Korea denies arming Russia")).to_be_visible()
