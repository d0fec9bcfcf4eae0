"""One commit with new contents on a new git branch; working tree, index and current branch stay as they are."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

from lq_graph.contributing.merging.contents import Contents
from lq_graph.errors import MergeError
from lq_graph.text import Texts

_NO_GIT = Texts(
    "--branch behöver git, som inte är installerat. Slå samman utan --branch.",
    "--branch needs git, which is not installed. Merge without --branch.",
)
_NO_REPOSITORY = Texts(
    "{root} ligger inte i något git-arkiv med en incheckning. Slå samman utan --branch.",
    "{root} is in no git repository with a commit. Merge without --branch.",
)
_UNREADABLE = Texts(
    "git läser inte arkivet i {root}: {reason}.",
    "git does not read the repository in {root}: {reason}.",
)
_NOBODY = Texts(
    "git vet inte vem du är. Ange det med git config --global user.name och git config --global user.email.",
    "git does not know who you are. Say so with git config --global user.name and git config --global user.email.",
)
_OUTSIDE = Texts(
    "{path} är en länk till en fil utanför git-arkivet. Slå samman utan --branch.",
    "{path} is a link to a file outside the git repository. Merge without --branch.",
)
_INVALID = Texts(
    "”{name}” kan inte vara namn på en gren. Använd bokstäver, siffror och bindestreck.",
    "“{name}” cannot be the name of a branch. Use letters, digits and hyphens.",
)
_EXISTS = Texts(
    "Grenen ”{name}” finns redan. Välj ett annat namn, eller ta bort den med git branch -D {name}.",
    "The branch “{name}” exists already. Choose another name, or remove it with git branch -D {name}.",
)
_UNCOMMITTED = Texts(
    "{files} har ändringar som inte är incheckade. Checka in eller ångra dem, så att grenen bara har bidraget.",
    "{files} has changes that are not committed. Commit or undo them, so that the branch has the contribution alone.",
)
_FAILED = Texts("git {verb}: {reason}. Ingen gren gjordes.", "git {verb}: {reason}. No branch was made.")

_MODE = "100644"  # of new files
_STATUS = ("--no-optional-locks", "status", "--porcelain", "-z", "--no-renames", "--untracked-files=all")
_SHOWN = 3  # changed files that are named


def refuse_branch(root: Path, data: Path, name: str) -> None:
    """Raises MergeError if no branch of a name can be made of a project folder with its data.

    That is without git or a name there, outside a repository, for a name that a branch has or cannot have, and where
    files of data/ have changes that are not committed.
    """
    if shutil.which("git") is None:
        raise MergeError(_NO_GIT)
    found = _run(root, ("rev-parse", "--show-toplevel"))
    if found.returncode and b"not a git repository" not in found.stderr:
        raise MergeError(_UNREADABLE, root=str(root), reason=_reason(found).partition("\n")[0])
    if not _answer(root, "rev-parse", "--verify", "--quiet", "HEAD^{commit}"):
        raise MergeError(_NO_REPOSITORY, root=str(root))
    if not name or name.startswith("-") or _answer(root, "check-ref-format", "--branch", name) != name:
        raise MergeError(_INVALID, name=name)
    if _answer(root, "show-ref", "--verify", f"refs/heads/{name}"):
        raise MergeError(_EXISTS, name=name)
    if not _answer(root, "var", "GIT_AUTHOR_IDENT") or not _answer(root, "var", "GIT_COMMITTER_IDENT"):
        raise MergeError(_NOBODY)
    status = _git(root, *_STATUS, "--", str(data))
    changed = [line[3:] for line in os.fsdecode(status).split("\0") if line]
    if changed:
        more = [] if len(changed) <= _SHOWN else ["…"]
        raise MergeError(_UNCOMMITTED, files=", ".join([*changed[:_SHOWN], *more]))


def commit_on_branch(root: Path, name: str, contents: Contents, message: str) -> str:
    """Makes a branch from the current commit with one commit more, and gives the name of that commit.

    Git's author is the person who runs it, as in any commit. Raises MergeError if git fails; then there is no branch.
    """
    top = Path(os.fsdecode(_git(root, "rev-parse", "--show-toplevel").removesuffix(b"\n")))
    base = _line(root, "rev-parse", "HEAD")
    with tempfile.TemporaryDirectory(prefix="lq-") as folder:
        index = Path(folder) / "index"
        _git(root, "read-tree", base, index=index)
        names = {_name_in(top, path): content for path, content in contents.items()}
        entries = [_entry(root, base, name, content) for name, content in names.items()]
        _git(top, "update-index", "-z", "--index-info", given="".join(entries).encode(), index=index)
        tree = _line(root, "write-tree", index=index)
        commit = _line(root, "commit-tree", tree, "-p", base, "-F", "-", given=message.encode())
        _git(root, "update-ref", f"refs/heads/{name}", commit, "")
    return commit


def _name_in(top: Path, path: Path) -> str:
    """The path of a file, followed if it is a link, from the top of the working tree."""
    target = path.resolve()
    if not target.is_relative_to(top):
        raise MergeError(_OUTSIDE, path=path)
    return target.relative_to(top).as_posix()


def _entry(root: Path, base: str, name: str, content: bytes | None) -> str:
    """The line of `git update-index --index-info` for a file, by its path from the top of the working tree."""
    if content is None:
        return f"0 {'0' * len(base)}\t{name}\0"
    listed = _answer(root, "ls-tree", "--full-tree", base, "--", name)
    blob = _line(root, "hash-object", "-w", "--stdin", given=content)
    return f"{listed.split(' ')[0] or _MODE} {blob}\t{name}\0"


def _line(root: Path, *words: str, given: bytes = b"", index: Path | None = None) -> str:
    return _git(root, *words, given=given, index=index).decode().strip()


def _git(root: Path, *words: str, given: bytes = b"", index: Path | None = None) -> bytes:
    done = _run(root, words, given, index)
    if done.returncode:
        raise MergeError(_FAILED, verb=words[0], reason=_reason(done))
    return done.stdout


def _reason(done: subprocess.CompletedProcess[bytes]) -> str:
    return done.stderr.decode(errors="replace").strip().removeprefix("fatal: ")


def _answer(root: Path, *words: str) -> str:
    """What git writes; nothing if it fails."""
    done = _run(root, words)
    return done.stdout.decode(errors="replace").strip() if done.returncode == 0 else ""


def _run(
    root: Path, words: Sequence[str], given: bytes = b"", index: Path | None = None
) -> subprocess.CompletedProcess[bytes]:
    settings = ["LC_ALL=C", *([] if index is None else [f"GIT_INDEX_FILE={index}"])]
    command = ["env", *settings, "git", "-C", str(root), *words]
    return subprocess.run(command, input=given, capture_output=True, check=False)
