"""Take docs/{slack,discord}{,-phone}.png: `python -m tests.pictures`. Needs what `make e2e` needs."""

from __future__ import annotations

import asyncio
import shutil
import sys
import tempfile
from pathlib import Path

from playwright.async_api import async_playwright

from tests.pictures.discord import take_discord
from tests.pictures.slack import take_slack

ROOT = Path(__file__).parents[2]
QUIET = ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]


async def take(folder: Path) -> None:
    """All pictures, into `folder`."""
    chromium = shutil.which("chromium")
    if chromium is None:
        sys.exit("no chromium here: install it, then try again")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium, args=QUIET)
        with tempfile.TemporaryDirectory() as work:
            await take_slack(browser, ROOT, Path(work), folder)
            await take_discord(browser, ROOT, Path(work), folder)
        await browser.close()


if __name__ == "__main__":
    asyncio.run(take(Path(sys.argv[1]) if sys.argv[1:] else ROOT / "docs"))
