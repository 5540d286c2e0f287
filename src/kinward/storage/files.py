"""Files that must be on the disk and closed to others before anybody is told that they are there."""

import errno
import os
import secrets
from pathlib import Path


def write_new(content: bytes, file: Path) -> None:
    """Write a file that was not there, for this account's eyes only, all the way to the disk, whole or not at all.

    Raises FileExistsError when it is there already, OSError when it cannot be written.
    """
    unfinished = _unfinished(content, file)
    try:
        _named_once(unfinished, file)
    finally:
        unfinished.unlink(missing_ok=True)
    keep_folder(file.parent)


def _named_once(unfinished: Path, file: Path) -> None:
    try:
        os.link(unfinished, file)  # unlike a rename it never replaces a file that came in between
    except FileExistsError:
        raise
    except OSError:  # a memory stick (exFAT) has no links
        if file.exists():
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(file)) from None
        unfinished.rename(file)


def write_anew(content: bytes, file: Path) -> None:
    """Write a file in the place of the one that is there: after a power cut the old one or the new, never half of one."""
    unfinished = _unfinished(content, file)
    try:
        unfinished.replace(file)
    finally:
        unfinished.unlink(missing_ok=True)
    keep_folder(file.parent)


def keep_folder(folder: Path) -> None:
    """Let a folder remember the names in it after a power cut; Windows has no such call and needs none."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _unfinished(content: bytes, file: Path) -> Path:
    """The content beside the file, on the disk, under a name that nobody takes for it; gone when writing failed."""
    unfinished = file.with_name(f".{file.name}.{secrets.token_hex(8)}.unfinished")
    handle = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise
    return unfinished
