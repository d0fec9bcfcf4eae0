"""Where files really are, behind links; many files are looked up folder by folder."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path


def real_paths(paths: Iterable[Path]) -> list[str]:
    """The real path of each of some paths, as os.path.realpath has it; a folder of many is looked up once."""
    folders: dict[str, str] = {}
    return [_real(os.fspath(path), folders) for path in paths]


def is_below(real: str, folder: str) -> bool:
    """Whether a real path is another, or lies in it."""
    return real == folder or real.startswith(folder.rstrip(os.sep) + os.sep)


def _real(path: str, folders: dict[str, str]) -> str:
    folder, name = os.path.split(path)
    if name in {"", os.curdir, os.pardir} or os.path.islink(path):
        return os.path.realpath(path)
    if folder not in folders:
        folders[folder] = os.path.realpath(folder)
    return os.path.join(folders[folder], name)
