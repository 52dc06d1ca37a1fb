"""The library: what is served, what is isolated, what survives."""

from __future__ import annotations

import logging
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

import bot.brief.library.intake
from bot.brief.check import Checked, check
from bot.brief.library import Library, announce, load, reload
from bot.errors import OnrecordError
from tests.support import briefs

REVISION_2 = {"number": 2, "at": "2026-03-03T08:00:00Z", "note": "The union answers."}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "briefs").mkdir()
    return tmp_path / "briefs"


@pytest.fixture
def read(folder: Path, tmp_path: Path) -> Callable[[], Library]:
    return lambda: load(folder, tmp_path / "archive", tmp_path / "var")


@pytest.fixture
def checked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the files that were read and checked, as it happens."""
    seen: list[str] = []

    def spy(path: Path, shown: str) -> Checked:
        seen.append(path.name)
        return check(path, shown)

    monkeypatch.setattr(bot.brief.library.intake, "check", spy)
    return seen


def break_file(path: Path) -> None:
    path.write_text("slug: [never closed", encoding="utf-8")


def codes(library: Library) -> set[str]:
    return {problem.code for problem in library.problems}


def test_a_good_brief_is_listed_and_opens(folder: Path, lock: bytes, read: Callable[[], Library]) -> None:
    briefs.write(folder, "norrhamn", lock=lock)
    library = read()
    entry = library.entries["norrhamn"]
    assert (entry.revision, entry.status, entry.file) == (1, "live", "norrhamn.yaml")
    assert entry.contested == 8
    assert "Harbour Pilots’ Union" in entry.speakers
    assert library.story("norrhamn").name("ada-lindqvist") == "Ada Lindqvist"
    assert library.problems == ()


def test_an_unknown_story_is_a_key_error(read: Callable[[], Library]) -> None:
    with pytest.raises(KeyError):
        read().story("nowhere")


def test_what_has_not_changed_is_not_read_again(
    folder: Path, lock: bytes, read: Callable[[], Library], checked: list[str]
) -> None:
    briefs.write_many(folder, lock, 3)
    break_file(folder / "broken.yaml")
    first = read()
    assert len(checked) == 4
    second = read()
    assert len(checked) == 4
    assert second.entries == first.entries
    assert second.problems == first.problems


@pytest.mark.parametrize("touched", ["harbour-0002.yaml", "harbour-0002.lock.yaml"])
def test_only_the_changed_file_is_read_again(
    folder: Path, lock: bytes, read: Callable[[], Library], checked: list[str], touched: str
) -> None:
    briefs.write_many(folder, lock, 3)
    read()
    checked.clear()
    os.utime(folder / touched, ns=(1, 1))
    read()
    assert checked == ["harbour-0002.yaml"]


def test_an_archived_source_that_appears_is_checked_against(
    folder: Path, tmp_path: Path, lock: bytes, read: Callable[[], Library], checked: list[str]
) -> None:
    briefs.write(folder, "norrhamn", lock=lock)
    assert read().problems == ()
    source = briefs.write_archive(tmp_path / "archive")
    source.write_bytes(source.read_bytes().replace(b"1871", b"1872"))
    library = read()
    assert checked == ["norrhamn.yaml", "norrhamn.yaml"]
    assert "E-ARCHIVE-SHA256" in codes(library)
    assert library.entries["norrhamn"].revision == 1


def test_an_upgrade_of_the_program_checks_everything_again(
    folder: Path,
    lock: bytes,
    read: Callable[[], Library],
    checked: list[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    briefs.write(folder, "norrhamn", lock=lock)
    read()
    monkeypatch.setattr("bot.brief.library.gather.maker", lambda archive: "another release")
    read()
    assert len(checked) == 2


def test_a_bad_file_is_isolated_and_named(folder: Path, lock: bytes, read: Callable[[], Library]) -> None:
    briefs.write(folder, "norrhamn", lock=lock)
    break_file(folder / "broken.yaml")
    library = read()
    assert list(library.entries) == ["norrhamn"]
    assert {problem.file for problem in library.problems} == {"briefs/broken.yaml"}


def test_an_edit_is_served_as_the_new_revision(
    folder: Path, lock: bytes, read: Callable[[], Library]
) -> None:
    briefs.write(folder, "norrhamn", lock=lock)
    before = read()
    briefs.write(folder, "norrhamn", lock=lock, revision=REVISION_2, title="Norrhamn decides")
    after = reload(before)
    assert after.entries["norrhamn"].revision == 2
    assert after.story("norrhamn").brief.title == "Norrhamn decides"
    assert before.story("norrhamn").brief.revision.number == 1, "an old snapshot stays the old revision"


def test_the_last_good_revision_is_served_while_the_file_is_bad(
    folder: Path, lock: bytes, read: Callable[[], Library]
) -> None:
    path = briefs.write(folder, "norrhamn", lock=lock)
    read()
    break_file(path)
    for library in (read(), read()):  # the second is a restart later
        assert library.entries["norrhamn"].revision == 1
        assert library.story("norrhamn").brief.slug == "norrhamn"
        assert library.problems


def test_a_default_that_is_written_out_changes_nothing(
    folder: Path, lock: bytes, read: Callable[[], Library]
) -> None:
    path = briefs.write(folder, "norrhamn", lock=lock, revision=REVISION_2)
    left_out = read().entries["norrhamn"].sha256
    briefs.write(folder, "norrhamn", lock=lock, revision=REVISION_2 | {"notify": "auto"}, timezone=None)
    assert read().entries["norrhamn"].sha256 == left_out
    break_file(path)
    assert read().story("norrhamn").brief.revision.number == 2


def test_the_last_good_revision_survives_an_upgrade(
    folder: Path, lock: bytes, read: Callable[[], Library], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = briefs.write(folder, "norrhamn", lock=lock)
    read()
    break_file(path)
    monkeypatch.setattr("bot.brief.library.gather.maker", lambda archive: "another release")
    assert read().entries["norrhamn"].revision == 1


def test_one_altered_character_in_a_quote_keeps_the_old_words(
    folder: Path, lock: bytes, read: Callable[[], Library]
) -> None:
    path = briefs.write(folder, "norrhamn", lock=lock)
    read()
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("not one crane at berth 0", "not one crank at berth 0"), encoding="utf-8")
    library = read()
    assert "E-LOCK-STALE" in codes(library)
    assert library.story("norrhamn").statements["s-1"].quoted == ("not one crane at berth 0 is safe",)


def test_quotes_without_a_lock_do_not_go_live(folder: Path, read: Callable[[], Library]) -> None:
    briefs.write(folder, "norrhamn")
    library = read()
    assert not library.entries
    assert codes(library) == {"E-LOCK-MISSING"}


def test_a_deleted_story_is_gone_and_does_not_come_back_by_itself(
    folder: Path, lock: bytes, read: Callable[[], Library]
) -> None:
    path = briefs.write(folder, "norrhamn", lock=lock)
    read()
    path.unlink()
    assert not read().entries
    break_file(path)
    assert not read().entries


def test_a_renamed_story_is_known_by_its_new_name_only(
    folder: Path, lock: bytes, read: Callable[[], Library]
) -> None:
    path = briefs.write(folder, "norrhamn", lock=lock)
    read()
    path.unlink()
    briefs.write(folder, "harbour", lock=lock)
    assert list(read().entries) == ["harbour"]


def test_a_draft_is_absent_even_if_it_was_live(
    folder: Path, lock: bytes, read: Callable[[], Library]
) -> None:
    briefs.write(folder, "norrhamn", lock=lock)
    read()
    briefs.write(folder, "norrhamn", status="draft")
    (folder / "norrhamn.lock.yaml").unlink()
    library = read()
    assert not library.entries
    assert library.problems == ()


@pytest.mark.parametrize("status", ["hold", "withdrawn"])
def test_a_story_held_back_is_listed_with_its_note(
    folder: Path, lock: bytes, read: Callable[[], Library], status: str
) -> None:
    briefs.write(folder, "norrhamn", lock=lock, status=status, revision=REVISION_2)
    entry = read().entries["norrhamn"]
    assert (entry.status, entry.note) == (status, "The union answers.")


def test_of_two_new_stories_with_one_name_the_first_file_has_it(
    folder: Path, lock: bytes, read: Callable[[], Library]
) -> None:
    briefs.write(folder, "alpha", lock=lock, aliases=["harbour"])
    briefs.write(folder, "beta", lock=lock, aliases=["harbour"])
    for library in (read(), read()):
        assert list(library.entries) == ["alpha"]
        assert [(problem.file, problem.code) for problem in library.problems] == [
            ("briefs/beta.yaml", "E-SLUG-TAKEN")
        ]


def test_a_name_stays_with_the_story_that_is_being_served(
    folder: Path, lock: bytes, read: Callable[[], Library]
) -> None:
    briefs.write(folder, "beta", lock=lock, aliases=["harbour"])
    briefs.write(folder, "alpha", lock=lock, aliases=["town"])
    read()
    briefs.write(folder, "alpha", lock=lock, aliases=["harbour"], revision=REVISION_2)
    library = read()
    assert library.entries["beta"].aliases == ("harbour",)
    assert library.entries["alpha"].aliases == ("town",), "served as before"
    assert {problem.file for problem in library.problems} == {"briefs/alpha.yaml"}


def test_a_name_may_pass_from_one_story_to_another(
    folder: Path, lock: bytes, read: Callable[[], Library]
) -> None:
    briefs.write(folder, "alpha", lock=lock, aliases=["harbour"])
    briefs.write(folder, "beta", lock=lock)
    read()
    briefs.write(folder, "alpha", lock=lock, revision=REVISION_2)
    briefs.write(folder, "beta", lock=lock, aliases=["harbour"], revision=REVISION_2)
    library = read()
    assert library.problems == ()
    assert library.entries["beta"].aliases == ("harbour",)


def test_a_missing_folder_is_one_clear_sentence(tmp_path: Path) -> None:
    with pytest.raises(OnrecordError, match=r"the briefs cannot be read from .*nowhere.*BRIEFS_DIR"):
        load(tmp_path / "nowhere", tmp_path, tmp_path / "var")


def test_odd_things_in_the_folder_harm_nobody(
    folder: Path, lock: bytes, read: Callable[[], Library], tmp_path: Path
) -> None:
    briefs.write(tmp_path / "elsewhere", "norrhamn", lock=lock)
    for name in ("norrhamn.yaml", "norrhamn.lock.yaml"):
        (folder / name).symlink_to(tmp_path / "elsewhere" / name)
    (folder / "a-folder.yaml").mkdir()
    (folder / ".#norrhamn.yaml").symlink_to("somebody@their-desk:1234")
    (folder / "dangling.yaml").symlink_to("nothing")
    (folder / "loop.yaml").symlink_to("loop.yaml")
    (folder / os.fsdecode(b"caf\xe9.yaml")).write_bytes(b"\xff\xfe")
    library = read()
    assert list(library.entries) == ["norrhamn"]
    files = {problem.file for problem in library.problems}
    assert files == {"briefs/dangling.yaml", "briefs/loop.yaml", r"briefs/caf\xe9.yaml"}
    assert read().problems == library.problems


def test_a_fault_of_ours_stays_with_its_file(
    folder: Path, lock: bytes, read: Callable[[], Library], monkeypatch: pytest.MonkeyPatch
) -> None:
    briefs.write_many(folder, lock, 2)

    def faulty(path: Path, shown: str) -> Checked:
        if path.name == "harbour-0001.yaml":
            raise RecursionError
        return check(path, shown)

    monkeypatch.setattr(bot.brief.library.intake, "check", faulty)
    assert list(read().entries) == ["harbour-0002"]
    monkeypatch.undo()
    assert len(read().entries) == 2, "a fault is not remembered"


def test_problems_are_logged_once_without_control_characters(
    folder: Path, lock: bytes, read: Callable[[], Library], caplog: pytest.LogCaptureFixture
) -> None:
    briefs.write(folder, "norrhamn", lock=lock, **{"tit\u202ele": "disguised"})
    library = read()
    (message,) = caplog.messages
    assert message.startswith("not served as it is: briefs/norrhamn.yaml:")
    assert "\u202e" not in message
    caplog.clear()
    announce(reload(library), library)
    assert not caplog.messages


def test_progress_counts_the_files_that_have_to_be_read(folder: Path, tmp_path: Path, lock: bytes) -> None:
    briefs.write_many(folder, lock, 2)
    told: list[tuple[int, int]] = []
    for _ in range(2):
        load(
            folder, tmp_path / "a", tmp_path / "var", progress=lambda done, total: told.append((done, total))
        )
    assert told == [(1, 2), (2, 2)]


def test_two_folders_of_briefs_share_a_data_folder_in_peace(tmp_path: Path, lock: bytes) -> None:
    for name in ("one", "two"):
        briefs.write(tmp_path / name, f"story-{name}", lock=lock)
    for _ in range(2):
        for name in ("one", "two"):
            library = load(tmp_path / name, tmp_path / "archive", tmp_path / "var")
            assert library.story(f"story-{name}").slug == f"story-{name}"


def test_content_that_nobody_has_served_for_a_week_is_swept(
    folder: Path, tmp_path: Path, lock: bytes, read: Callable[[], Library]
) -> None:
    for number in range(1, 6):
        briefs.write(folder, "norrhamn", lock=lock, revision=REVISION_2 | {"number": number})
        read()
        for content in (tmp_path / "var").rglob("content/*"):
            os.utime(content, (1_000_000, 1_000_000))
    assert len(list((tmp_path / "var").rglob("content/*"))) == 2, "this revision and the one before"


def test_the_data_folder_may_be_deleted_at_any_time(
    folder: Path, tmp_path: Path, lock: bytes, read: Callable[[], Library], caplog: pytest.LogCaptureFixture
) -> None:
    briefs.write(folder, "norrhamn", lock=lock)
    library = read()
    shutil.rmtree(tmp_path / "var")
    assert library.story("norrhamn").slug == "norrhamn"
    assert not [record for record in caplog.records if record.levelno >= logging.WARNING]


def test_lost_content_of_a_file_that_has_changed_is_admitted(
    folder: Path, tmp_path: Path, lock: bytes, read: Callable[[], Library]
) -> None:
    path = briefs.write(folder, "norrhamn", lock=lock)
    library = read()
    shutil.rmtree(tmp_path / "var")
    break_file(path)
    with pytest.raises(OnrecordError, match="norrhamn cannot be opened"):
        library.story("norrhamn")


def test_an_old_snapshot_outlives_several_newer_ones(
    folder: Path, lock: bytes, read: Callable[[], Library]
) -> None:
    briefs.write(folder, "norrhamn", lock=lock)
    old = read()
    for number in (2, 3, 4):
        briefs.write(folder, "norrhamn", lock=lock, revision=REVISION_2 | {"number": number})
        reload(old)
    old.vault.story.cache_clear()
    assert old.story("norrhamn").brief.revision.number == 1


def test_a_name_is_not_free_because_its_storys_file_is_bad(
    folder: Path, lock: bytes, read: Callable[[], Library]
) -> None:
    path = briefs.write(folder, "beta", lock=lock, aliases=["harbour"])
    read()
    break_file(path)
    briefs.write(folder, "alpha", lock=lock, aliases=["harbour"])
    library = read()
    assert list(library.entries) == ["beta"]
    assert ("briefs/alpha.yaml", "E-SLUG-TAKEN") in {(one.file, one.code) for one in library.problems}
