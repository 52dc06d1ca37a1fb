"""What is new for a reader: in one story, or in all that have anything new."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct
from msgspec.structs import replace

from bot.brief.library import Entry
from bot.brief.story import Story
from bot.query.refusals import BRIEFS, label
from bot.query.views.update import update_reply
from bot.reply.model import Action, Block, Choices, Heading, Notice, Paragraph, Plain, Reply
from bot.revision.changes import Change
from bot.revision.labels import HELD, LABELS

VIEW = "whats-new"
STORIES, BLOCKS = 5, 12  # of one message about all stories, and of each story in it
OFFERED = 10
ELSEWHERE = Action(label="New in all stories", command="/brief new all")


class News(Struct, frozen=True, kw_only=True):
    """What is new in one story between two snapshots; `notes` say what the older one is."""

    before: Story
    after: Story
    changes: tuple[Change, ...]
    notes: tuple[str, ...] = ()

    @property
    def rank(self) -> int:
        """The smaller, the more important is the gravest change."""
        return min((LABELS.index(each.label) for each in self.changes), default=len(LABELS))


def news_line(story: str = "") -> str:
    """The command in words that asks what is new."""
    return f"/brief new {story}".rstrip()


def news_of_story(news: News, *, private: bool, moves: bool, others: bool = False) -> Reply:
    """What is new in one story; where the cursor `moves`, this reply moves it. `others`: there are more."""
    made = update_reply(news.before, news.after, news.changes)
    # While a story is held back what is new in it is not told, and has to be told later.
    moves = moves and news.after.brief.status not in HELD
    return replace(
        made,
        blocks=(*map(_notice, news.notes), *made.blocks),
        view=VIEW,
        actions=(*made.actions, *((ELSEWHERE,) if others else ()), BRIEFS),
        private=private,
        read=((news.after.slug, news.after.brief.revision.number),) if moves else (),
    )


def news_of_all(
    found: Sequence[News], unseen: Sequence[Entry], looked: int, *, private: bool, moves: bool
) -> Reply:
    """What is new in several stories, the gravest first. What there is no room for is not counted as read.

    `unseen` are stories that the reader never looked at, `looked` is at how many others they did.
    """
    ranked = sorted(found, key=lambda each: (each.rank, each.after.slug))
    shown = [(each, news_of_story(each, private=private, moves=moves)) for each in ranked[:STORIES]]
    blocks: list[Block] = [block for each, made in shown for block in _short(each, made)]
    if not found:
        blocks = [Heading(text="What is new"), *_nothing(looked)]
    blocks += _left(ranked[STORIES:])
    blocks += _offered(unseen)
    whole = [made for _, made in shown if len(made.blocks) <= BLOCKS]
    return Reply(
        kind="update",
        blocks=tuple(blocks),
        view=VIEW,
        actions=(BRIEFS,),
        private=private,
        read=tuple(read for made in whole for read in made.read),
    )


def _short(news: News, made: Reply) -> Iterator[Block]:
    """As much of a story's news as one message about several holds, and how to see the rest."""
    if len(made.blocks) <= BLOCKS:
        yield from made.blocks
        return
    yield from made.blocks[: _cut(made.blocks)]
    options = (
        Action(label=label(f"All that is new: {news.after.brief.title}"), command=news_line(news.after.slug)),
    )
    yield Choices(prompt="There is more:", options=options)


def _cut(blocks: Sequence[Block]) -> int:
    """Where to leave off: never between what an item was and what it is, nor under a bare heading."""
    cut = BLOCKS - 2
    while cut > 1 and (isinstance(blocks[cut - 1], Heading) or _item(blocks[cut - 1]) == _item(blocks[cut])):
        cut -= 1
    return cut


def _item(block: Block) -> object:
    """The item that a block shows; a block that shows none is like no other."""
    return getattr(block, "item", None) or block


def _nothing(looked: int) -> Iterator[Block]:
    stories = "the story" if looked == 1 else f"the {looked} stories"
    text = (
        f"Nothing new in {stories} that you looked at." if looked else "You have not looked at any story yet."
    )
    yield Paragraph(words=(Plain(text=text),))


def _left(news: Sequence[News]) -> list[Block]:
    if not news:
        return []
    options = tuple(
        Action(label=label(each.after.brief.title), command=news_line(each.after.slug))
        for each in news[:OFFERED]
    )
    return [Choices(prompt="More is new in:", options=options)]


def _offered(unseen: Sequence[Entry]) -> list[Block]:
    if not unseen:
        return []
    options = tuple(
        Action(label=label(entry.title), command=news_line(entry.slug)) for entry in unseen[:OFFERED]
    )
    return [Choices(prompt="You have not asked yet what is new in:", options=options)]


def _notice(text: str) -> Notice:
    return Notice(text=text)
