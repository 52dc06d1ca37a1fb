"""The bot in local-slack's page, at the width of a desk and of a phone."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

from playwright.async_api import Browser, Page

from tests.support import local_slack as slack
from tests.support.local_slack import LocalSlack, eventually, free_port, local_slack
from tests.support.running import running_bot

# local-slack draws no rich text: these blocks are drawn into its page, from what the bot posted.
DRAW = """(messages) => {
  const make = (tag, text, style) => {
    const element = document.createElement(tag);
    if (text !== undefined) element.textContent = text;
    Object.assign(element.style, style || {});
    return element;
  };
  const run = (part) => {
    const style = part.style || {};
    const element = make(part.type === 'link' ? 'a' : 'span', part.text || part.url, {
      fontWeight: style.bold ? '700' : '', fontStyle: style.italic ? 'italic' : '',
      whiteSpace: 'pre-wrap'});
    if (part.type === 'link') element.style.color = '#1264a3';
    return element;
  };
  const draw = (part) => {
    const tags = {rich_text: 'div', rich_text_section: 'div', rich_text_list: 'ul',
      rich_text_quote: 'blockquote'};
    if (!(part.type in tags)) return run(part);
    const styles = {
      rich_text_list: {margin: '2px 0', paddingLeft: '20px'},
      rich_text_quote: {margin: '2px 0', paddingLeft: '10px', borderLeft: '4px solid #ddd'},
    };
    const element = make(tags[part.type], undefined, styles[part.type]);
    for (const inner of part.elements) {
      const drawn = draw(inner);
      if (part.type === 'rich_text_list') {
        const item = make('li'); item.append(drawn); element.append(item);
      }
      else element.append(drawn);
    }
    return element;
  };
  const shown = [...document.querySelectorAll('.blocks')];
  const posted = messages.filter((message) => (message.blocks || []).length);
  shown.forEach((place, at) => {
    const unknown = [...place.querySelectorAll('.bk-unknown')];
    const rich = posted[at].blocks.filter((block) => block.type === 'rich_text');
    unknown.forEach((element, number) => element.replaceWith(draw(rich[number])));
  });
}"""
PHONE = ".sidebar, .topbar { display: none !important } .body { grid-template-columns: 1fr !important }"


async def take_slack(browser: Browser, root: Path, work: Path, folder: Path) -> None:
    """slack.png and slack-phone.png."""
    with local_slack(root, work) as workspace:
        settings = {
            "SLACK_BOT_TOKEN": slack.BOT_TOKEN,
            "SLACK_APP_TOKEN": slack.APP_TOKEN,
            "SLACK_API_URL": f"{workspace.url}/api/",
        }
        with running_bot(work / "bot", free_port(), settings):
            await asyncio.to_thread(converse, workspace)
            await picture(browser, workspace, folder / "slack.png", 900, 1040, "")
            await picture(browser, workspace, folder / "slack-phone.png", 390, 1500, PHONE)


def converse(workspace: LocalSlack) -> None:
    """What stands in the picture."""
    workspace.command("nk-russia")
    eventually(lambda: workspace.answers(), "the summary")


async def picture(
    browser: Browser, workspace: LocalSlack, path: Path, width: int, height: int, css: str
) -> None:
    page: Page = await browser.new_page(viewport={"width": width, "height": height})
    await page.goto(workspace.url)
    await page.wait_for_selector(".blocks")
    if css:
        await page.add_style_tag(content=css)
    messages: list[dict[str, Any]] = await asyncio.to_thread(workspace.messages)
    await page.evaluate(DRAW, messages)
    await page.screenshot(path=str(path))
    await page.close()
