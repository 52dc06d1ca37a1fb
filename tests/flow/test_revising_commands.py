"""The commands of whoever edits and publishes: diff, check, publish, history, beside the store."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from adapters.main import main
from bot.config import Settings
from bot.delivery.publish import Made
from bot.storage.alone import alone
from tests.support import story_bridge as bridge
from tests.support.deliveries import HERE, House
from tests.support.operated import inside

Capture = pytest.CaptureFixture[str]


class Desk:
    """The folders of an editor, with the story in some revision."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.settings = Settings(data_dir=folder / "var")

    def write(self, number: int) -> Path:
        return bridge.write(self.folder / "briefs", self.folder / "archive", number)

    def publish(self, number: int) -> None:
        self.write(number)
        assert main(["publish"]) == 0


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    for name in ("BRIEFS_DIR", "ARCHIVE_DIR", "DATA_DIR", "DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    made = Desk(tmp_path)
    made.write(bridge.BASELINE)
    return made


def told(capsys: Capture, *words: str) -> tuple[int, str, str]:
    """The exit code of a command, and what it printed on both streams."""
    capsys.readouterr()
    code = main(words)
    return code, *capsys.readouterr()


def read(capsys: Capture, *words: str) -> Any:
    code, out, _ = told(capsys, *words, "--json")
    return code, json.loads(out)


def test_publish_begins_a_history_then_tells_of_changes(desk: Desk, capsys: Capture) -> None:
    first = "bridge: published revision 1: its history begins, nobody is told\n"
    assert told(capsys, "publish") == (0, first, "")
    assert told(capsys, "publish")[1].startswith("nothing to publish: 1 story ")
    desk.write(bridge.PARTY)
    code, [made] = read(capsys, "publish", "bridge")
    assert (code, made["result"], made["revision"], made["first"]) == (0, "published", 2, False)
    assert made["tasks"]
    assert sum(made["labels"].values()) > 0
    assert read(capsys, "publish") == (0, [])


def test_what_cannot_follow_is_refused_with_its_line(desk: Desk, capsys: Capture) -> None:
    desk.publish(bridge.PARTY)
    path = desk.write(bridge.ANSWERED)
    path.write_text(path.read_text("utf-8").replace("number: 3", "number: 2"), encoding="utf-8")
    code, out, err = told(capsys, "publish")
    assert (code, out) == (1, "")
    assert "bridge: not published; it goes on being served as it was last published" in err
    assert "E-GUARD-NUMBER" in err
    code, [refused] = read(capsys, "publish")
    assert (code, refused["result"]) == (1, "refused")
    assert refused["problems"][0]["line"] > 1
    assert told(capsys, "check")[0] == 1  # an editor sees it before


def test_a_file_that_was_put_back_is_not_published(desk: Desk, capsys: Capture) -> None:
    desk.publish(bridge.BASELINE)
    desk.publish(bridge.PARTY)
    desk.write(bridge.BASELINE)
    assert told(capsys, "publish")[::2] == (
        1,
        "bridge: not published: the file is older than revision 2, which is\n",
    )
    code, [behind] = read(capsys, "publish")
    assert (code, behind["result"], behind["revision"]) == (1, "behind", 2)


def test_history_is_newest_first_with_what_changed(desk: Desk, capsys: Capture) -> None:
    desk.publish(bridge.BASELINE)
    desk.publish(bridge.PARTY)
    desk.publish(bridge.CORRECTED)
    code, out, err = told(capsys, "history", "bridge")
    assert (code, err) == (0, "")
    heads = [line for line in out.splitlines() if line.startswith("revision ")]
    assert [line.split()[1] for line in heads] == ["4", "2", "1"]
    assert " CORRECTED" in heads[0]
    _, revisions = read(capsys, "history", "bridge")
    assert [each["number"] for each in revisions] == [4, 2, 1]
    assert set(revisions[0]) == {"number", "at", "published", "note", "labels", "changes"}
    assert revisions[0]["labels"]["CORRECTED"] > 0


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("history brigde", "no story 'brigde' was published; did you mean 'bridge'?"),
        ("publish brigde", "there is no story 'brigde' to publish; did you mean 'bridge'?"),
        ("diff brigde", "'brigde' is neither a file nor a brief in briefs; did you mean 'bridge'?"),
        ("diff bridge --from 7", "revision 7 of bridge was not published; the last one is 1"),
        ("diff bridge --from 1 --against HEAD", "not allowed with argument"),
    ],
)
def test_what_cannot_be_meant_is_one_line_with_what_was_meant(
    words: str, said: str, desk: Desk, capsys: Capture
) -> None:
    desk.publish(bridge.BASELINE)
    code, out, err = told(capsys, *words.split())
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert said in err


def test_diff_shows_the_changes_who_hears_of_them_and_the_message(desk: Desk, capsys: Capture) -> None:
    desk.publish(bridge.ANSWERED)

    async def follow(house: House) -> None:
        await house.follow(HERE, story="bridge")

    inside(desk.settings, follow)
    desk.write(bridge.CORRECTED)
    code, out, err = told(capsys, "diff", "bridge")
    assert (code, err) == (0, "")
    assert out.startswith("CORRECTED")
    assert "1 place follows this story (1 instantly):" in out
    assert "The message, where everything is followed:" in out
    assert bridge.NOW in out
    assert "→ Settings: /brief settings bridge" in out, "the ways onward of the message as it is sent"
    code, changes = read(capsys, "diff", "bridge")
    assert (code, {each["label"] for each in changes} >= {"CORRECTED"}) == (0, True)
    code, out, _ = told(capsys, "diff", "bridge", "--as", "slack")
    assert json.loads(out)[0]["blocks"]


def test_diff_compares_with_an_earlier_revision_too(desk: Desk, capsys: Capture) -> None:
    desk.publish(bridge.BASELINE)
    desk.publish(bridge.PARTY)
    assert told(capsys, "diff", "bridge")[1] == "bridge says what it said in revision 2.\n"
    code, changes = read(capsys, "diff", "bridge", "--from", "1")
    assert (code, len(changes) > 0) == (0, True)


def test_without_a_store_diff_and_check_say_so_and_make_none(desk: Desk, capsys: Capture) -> None:
    code, out, err = told(capsys, "diff", "bridge")
    assert code == 0
    assert "this is where its history begins" in out
    assert "there is no store yet" in err
    assert told(capsys, "diff", "bridge", "--from", "1")[::2] == (
        2,
        "onrecord: --from 1: there is no store yet at var/onrecord.db: nothing was published, and nothing was"
        " sent\n",
    )
    code, _, err = told(capsys, "check")
    assert code == 0
    assert "nothing was published from here yet" in err
    assert not (desk.folder / "var" / "onrecord.db").exists()


def test_check_holds_a_brief_to_what_was_published(desk: Desk, capsys: Capture) -> None:
    desk.publish(bridge.PARTY)
    assert told(capsys, "check")[::2] == (0, "1 brief, no problems\n")
    path = desk.write(bridge.BASELINE)
    path.write_text(path.read_text("utf-8").replace("The Aldmoor bridge", "Aldmoor’s bridge", 1), "utf-8")
    code, problems = read(capsys, "check")
    assert (code, "E-GUARD-NUMBER" in [each["code"] for each in problems]) == (1, True)


def test_beside_a_running_bot_a_revision_is_published(desk: Desk, capsys: Capture) -> None:
    desk.publish(bridge.BASELINE)
    with alone(desk.settings):
        desk.write(bridge.PARTY)
        assert told(capsys, "publish")[0] == 0
        assert told(capsys, "history", "bridge")[0] == 0


def test_a_story_is_published_once_however_many_publish_it(desk: Desk, capsys: Capture) -> None:
    desk.publish(bridge.BASELINE)

    async def publish(house: House) -> tuple[Made, ...]:
        from bot.brief.library import load

        folder = desk.folder
        return (
            await house.publisher.publish(load(folder / "briefs", folder / "archive", folder / "var"))
        ).made

    desk.write(bridge.PARTY)
    assert [made.number for made in inside(desk.settings, publish)] == [2]
    assert told(capsys, "publish")[1].startswith("nothing to publish: 1 story ")
