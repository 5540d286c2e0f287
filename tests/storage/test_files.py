"""What is told to be on the disk is whole, closed to others, and never replaces what it must not."""

import os
import stat
from pathlib import Path

import pytest

from kinward import wiring
from kinward.model.problem import BadInputError
from kinward.storage.files import write_anew, write_new


def no_space(_handle: int) -> None:
    raise OSError(28, "No space left on device")


def test_a_copy_cut_short_has_no_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "fsync", no_space)
    with pytest.raises(OSError, match="No space"):
        write_new(b"half", tmp_path / "backup.age")
    assert list(tmp_path.iterdir()) == []


def test_a_new_file_is_closed_to_others_and_replaces_nothing(tmp_path: Path) -> None:
    file = tmp_path / "backup.age"
    write_new(b"first", file)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    with pytest.raises(FileExistsError):
        write_new(b"second", file)
    assert file.read_bytes() == b"first"
    assert list(tmp_path.iterdir()) == [file]


def test_a_memory_stick_without_links_takes_a_backup_and_replaces_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_links(_old: Path, _new: Path) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", no_links)
    file = tmp_path / "backup.age"
    write_new(b"first", file)
    with pytest.raises(FileExistsError):
        write_new(b"second", file)
    assert file.read_bytes() == b"first"


def test_a_file_written_anew_is_the_old_one_until_it_is_the_new(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "tombstones.jsonl"
    write_anew(b"one\n", file)
    with monkeypatch.context() as broken:
        broken.setattr(os, "fsync", no_space)
        with pytest.raises(OSError, match="No space"):
            write_anew(b"one\ntwo\n", file)
    assert file.read_bytes() == b"one\n"
    write_anew(b"one\ntwo\n", file)
    assert file.read_bytes() == b"one\ntwo\n"
    assert list(tmp_path.iterdir()) == [file]


@pytest.fixture
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("KINWARD_HOME", str(tmp_path))
    return tmp_path


def test_a_key_is_made_once_and_closed_to_others(own_home: Path) -> None:
    key = wiring.secret("some.key")
    assert len(key) == 64
    assert wiring.secret("some.key") == key
    assert stat.S_IMODE((own_home / "some.key").stat().st_mode) == 0o600
    assert [file.name for file in own_home.iterdir()] == ["some.key"]


def test_two_that_start_at_once_use_one_key(own_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    other = "k" * 64
    (own_home / "some.key").write_text(other, encoding="ascii")
    seen = iter([False])
    real = Path.exists
    monkeypatch.setattr(
        Path, "exists", lambda file: next(seen, None) if file.suffix == ".key" else real(file)
    )
    assert wiring.secret("some.key") == other


@pytest.mark.parametrize("cut", ["", "\n", "short"])
def test_a_key_cut_short_is_refused(own_home: Path, cut: str) -> None:
    (own_home / "head.key").write_text(cut, encoding="ascii")
    with pytest.raises(BadInputError) as refusal:
        wiring.secret("head.key")
    assert refusal.value.problems[0].file == "head.key"
