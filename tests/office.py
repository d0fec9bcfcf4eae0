"""The real LibreOffice Calc: opens files, edits them as a person in Sweden would, and saves them in other formats."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from xml.sax.saxutils import escape

import pytest

SECONDS = 60  # one call takes one or two; the first one of a profile more
FILTERS: Mapping[str, str] = MappingProxyType(
    {".ods": "calc8", ".xlsx": "Calc MS Excel 2007 XML", ".pdf": "calc_pdf_Export"}
)
SWEDISH = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Setup/L10N">
<prop oor:name="ooSetupSystemLocale" oor:op="fuse"><value>sv-SE</value></prop>
</item></oor:items>
"""
MODULE = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE script:module PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "module.dtd">
<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Module1" script:language="StarBasic">
Function Named(name As String, value As Variant) As Object
  Dim pair As New com.sun.star.beans.PropertyValue
  pair.Name = name
  pair.Value = value
  Named = pair
End Function

Sub Main
{lines}
End Sub
</script:module>
"""


@dataclass(frozen=True)
class Office:
    """LibreOffice with a profile of its own, whose locale is Swedish."""

    program: str
    profile: Path

    def saved_as(self, suffix: str, files: Iterable[Path], folder: Path) -> list[Path]:
        """The files, opened and saved into a folder in the format of a suffix, such as `.ods`, `.xlsx` or `.pdf`.

        All in one call, since each takes a second or two.
        """
        paths = list(files)
        self._run("--convert-to", f"{suffix[1:]}:{FILTERS[suffix]}", "--outdir", str(folder), *map(str, paths))
        saved = [folder / f"{path.stem}{suffix}" for path in paths]
        missing = [path.name for path in saved if not path.exists()]
        assert not missing, f"LibreOffice did not save {missing}"
        return saved

    def edit(self, path: Path, basic: str, *targets: Path) -> None:
        """Opens a file, runs lines of Basic, and saves the result to each target in the format of its suffix.

        In the lines, `document` is the file and `sheet` its first sheet. `.FormulaLocal = "17,5"` enters a value as a
        person types it.
        """
        library = self.profile / "user" / "basic" / "Standard"
        if not library.exists():
            self._run("--terminate_after_init")  # makes the profile, without what stood in this folder
        library.joinpath("Module1.xba").write_text(MODULE.format(lines=escape(_lines(path, basic, targets))), "utf-8")
        for target in targets:
            target.unlink(missing_ok=True)
        self._run("--norestore", "macro:///Standard.Module1.Main()")
        assert all(target.exists() for target in targets), f"LibreOffice stopped in these lines:\n{basic}"

    def _run(self, *arguments: str) -> None:
        self.profile.joinpath("user").mkdir(parents=True, exist_ok=True)
        settings = self.profile / "user" / "registrymodifications.xcu"
        if not settings.exists():
            settings.write_text(SWEDISH, "utf-8")
        command = [self.program, f"-env:UserInstallation={self.profile.as_uri()}", "--headless", *arguments]
        subprocess.run(command, check=True, capture_output=True, timeout=SECONDS)


def _lines(path: Path, basic: str, targets: Iterable[Path]) -> str:
    return "\n".join(
        (
            'hidden = Array(Named("Hidden", True))',
            f'document = StarDesktop.loadComponentFromURL("{path.as_uri()}", "_blank", 0, hidden)',
            "sheet = document.Sheets.getByIndex(0)",
            basic,
            *(
                f'document.storeToURL("{target.as_uri()}", Array(Named("FilterName", "{FILTERS[target.suffix]}")))'
                for target in targets
            ),
            "document.close(True)",
        )
    )


def office_program() -> str:
    """The path of LibreOffice; skips the test where there is none or no Calc, and fails it under LQ_REQUIRE_ALL."""
    program = shutil.which("soffice")
    if program is not None:
        return program
    message = "needs LibreOffice Calc: apt install libreoffice-calc"
    if os.environ.get("LQ_REQUIRE_ALL"):
        pytest.fail(message)
    pytest.skip(message)
