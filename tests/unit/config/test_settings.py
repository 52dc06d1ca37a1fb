"""Settings: typed, one clear line when wrong, and all of them in .env.example."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.config import Settings, names, read_env_file, read_settings
from bot.errors import UsageError

EXAMPLE = Path(__file__).parents[3] / ".env.example"
NO_FILE = Path("no such file")


def test_the_example_lists_every_setting_with_its_default_and_a_comment() -> None:
    assert tuple(read_env_file(EXAMPLE)) == names()
    assert read_settings({}, EXAMPLE) == Settings()
    for before, line in zip(lines := EXAMPLE.read_text().splitlines(), lines[1:], strict=False):
        assert "=" not in line or before.startswith("# ")


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text("BRIEFS_DIR=from-file\nDATA_DIR='from file'\n")
    settings = read_settings({"BRIEFS_DIR": "from-environment"}, file)
    assert settings.briefs_dir == Path("from-environment")
    assert settings.data_dir == Path("from file")


def test_an_empty_value_means_the_default() -> None:
    assert read_settings({"LOG_LEVEL": ""}, NO_FILE) == Settings()


def test_a_level_may_be_in_capitals() -> None:
    assert read_settings({"LOG_LEVEL": "INFO"}, NO_FILE).log_level == "info"


@pytest.mark.parametrize(
    ("name", "value", "allowed"),
    [
        ("LOG_LEVEL", "loud", "debug, info, warning or error"),
        ("LOG_FORMAT", "xml", "text or json"),
        ("DATA_DIR", "a\x1b[2Jb", "the path of a folder"),
    ],
)
def test_a_wrong_value_is_named_with_what_is_allowed(name: str, value: str, allowed: str) -> None:
    with pytest.raises(UsageError) as caught:
        read_settings({name: value}, NO_FILE)
    message = str(caught.value)
    assert name in message
    assert allowed in message
    assert message.isprintable()


def test_names_of_other_programs_are_no_mistake() -> None:
    assert read_settings({"PYTHONPATH": "x", "HOME": "/root"}, NO_FILE) == Settings()


def test_a_file_that_is_no_text_is_one_clear_line(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_bytes(b"\xff\xfe")
    with pytest.raises(UsageError, match="cannot be read"):
        read_settings({}, file)


@pytest.mark.parametrize("line", ["LOG_LEVEL='debug", "DATA_DIR: var", "two words"])
def test_a_line_that_is_no_setting_is_one_clear_line(line: str, tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text(f"# Mine\nLOG_FORMAT=json\n{line}\n")
    with pytest.raises(UsageError, match=r"line 3: not NAME=value"):
        read_settings({}, file)


def test_a_file_may_have_a_byte_order_mark_quotes_and_comments(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_bytes(b'\xef\xbb\xbfexport DATA_DIR="my data" # mine\r\nLOG_LEVEL = info\r\n')
    assert read_settings({}, file) == Settings(data_dir=Path("my data"), log_level="info")


def test_values_are_taken_as_they_stand(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text("DATA_DIR='${HOME}/x'\n")
    assert read_settings({"HOME": "/root"}, file).data_dir == Path("${HOME}/x")
