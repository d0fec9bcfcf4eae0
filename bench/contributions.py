"""Measures `lq template`, `lq check` and `lq import` as complete processes, on made-up plans in a workbook.

python bench/contributions.py [--quick]
"""

from __future__ import annotations

import argparse
import resource
import statistics
import subprocess
import tempfile
import time
from pathlib import Path

from openpyxl import load_workbook

ROOT = Path(__file__).resolve().parents[1]
LQ = ROOT / ".venv" / "bin" / "lq"
ROWS, RUNS, FIRST_ROW = 2000, 5, 3
QUICK_ROWS, QUICK_RUNS = 20, 1
FILES = ROOT / "data" / "helsingborg-documents"


MORE = {
    "GoverningDocument-appliesTo#1": "Chief Guardian Board",
    "Plan-validFrom": "2020",
    "Thing-source#1": "https://example.org/made-up",
}


def fill(template: Path, target: Path, rows: int, lacking: int) -> None:
    """Writes made-up plans; in regular intervals a row lacks three of its values, each of which is a finding."""
    book = load_workbook(template)
    sheet = book.worksheets[0]
    columns = {cell.value: cell.column for cell in sheet[1]}
    for row in range(FIRST_ROW, FIRST_ROW + rows):
        values = {"Thing-prefLabel-sv": f"Påhittad plan {row}", "Thing-prefLabel-en": f"Made-up plan {row}"}
        values["ChainElement-implements#1"] = "Accessibility"
        for column, value in {**values, **({} if row % lacking == 0 else MORE)}.items():
            sheet.cell(row, columns[column], value)
    book.save(target)


def run(*words: str) -> tuple[float, float]:
    """The seconds of a process: wall clock and processor time."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    done = subprocess.run([str(LQ), *words], cwd=ROOT, capture_output=True, text=True, check=False)
    wall = time.perf_counter() - start
    if done.returncode not in {0, 1}:
        raise SystemExit(f"lq {' '.join(words)}\n{done.stderr[-2000:]}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def row(name: str, runs_counted: int, *words: str) -> None:
    runs = [run(*words) for _ in range(runs_counted + 1)][1:]
    wall, processor = (statistics.median(each) for each in zip(*runs, strict=True))
    print(f"| {name} | {wall:.2f} | {processor:.2f} | {min(each[0] for each in runs):.2f} |", flush=True)


def main() -> None:
    """Reads the command line, measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help=f"{QUICK_RUNS} run with {QUICK_ROWS} rows")
    rows, runs = (QUICK_ROWS, QUICK_RUNS) if parser.parse_args().quick else (ROWS, RUNS)
    with tempfile.TemporaryDirectory() as here:
        folder = Path(here)
        template = folder / "plan.xlsx"
        run("template", "plan", "--lang", "en", "-o", str(template))
        changed = next(iter(sorted(FILES.rglob("*.ttl"))))
        print("| | s, median | CPU s | s, best |\n|---|--:|--:|--:|")
        row("`lq template plan`", runs, "template", "plan", "-o", str(folder / "again.xlsx"))
        row("`lq check` of one file", runs, "check", str(changed))
        marked = ("--force", "-o", str(folder / "plans.ttl"), "--annotate", str(folder / "marked.xlsx"))
        for name, lacking in (("every tenth", 10), ("each", 1)):
            filled = folder / f"{lacking}.xlsx"
            fill(template, filled, rows, lacking)
            title = f"`lq import --annotate`, {rows:,} rows, {name} with three faults"
            row(title, runs, "import", str(filled), *marked)


if __name__ == "__main__":
    main()
