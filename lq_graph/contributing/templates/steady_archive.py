"""A zip file that is the same, byte for byte, whenever it is written with the same contents."""

from __future__ import annotations

import zipfile
from typing import Any

_DAWN = (1980, 1, 1, 0, 0, 0)  # the first moment that a zip file can tell
_FILE_MODE = 0o600 << 16


class SteadyArchive(zipfile.ZipFile):
    """A zip file to write to, whose members bear no time."""

    def writestr(self, zinfo_or_arcname: Any, data: Any, *_: Any, **__: Any) -> None:
        """Adds a member from its contents."""
        member = zipfile.ZipInfo(getattr(zinfo_or_arcname, "filename", zinfo_or_arcname), _DAWN)
        member.compress_type, member.external_attr, member.create_system = zipfile.ZIP_DEFLATED, _FILE_MODE, 3
        super().writestr(member, data)
