"""`lq merge`: changes the files of data/ as contributions have it, all or none; or makes a git branch with that."""

from __future__ import annotations

import sys
import time
from argparse import Namespace
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from lq_graph.checking.check import Checked
from lq_graph.checking.finding import has_violation
from lq_graph.checking.reports.report import report_of
from lq_graph.cli import check as check_verb
from lq_graph.cli.arguments import Colour, VerbParser, add_colour, add_language, as_path
from lq_graph.cli.day import add_today
from lq_graph.cli.exits import FINDINGS, UsageError
from lq_graph.cli.sheets import said_in
from lq_graph.cli.terminal import steps
from lq_graph.contributing.contribution import ContributionReader, contribution_reader
from lq_graph.contributing.forms.form_reader import form_named
from lq_graph.contributing.forms.reference import project_forms
from lq_graph.contributing.merging.branch import commit_on_branch, refuse_branch
from lq_graph.contributing.merging.journal import restore_interrupted
from lq_graph.contributing.merging.merge import Merge, check_merge, commit_message, merged
from lq_graph.contributing.merging.provenance import Origin, merged_on, sha256
from lq_graph.contributing.merging.writing import write_together
from lq_graph.contributing.sheets.source import read_sheet_content
from lq_graph.errors import MergeError
from lq_graph.names import LQ
from lq_graph.reading.project import Project, read_project
from lq_graph.reading.query_file import read_query_folder
from lq_graph.settings import Settings, read_settings
from lq_graph.text import Language, Texts, explicit

_STEPS = 4
_MOST_THINGS = 20  # of a class that are shown

_NOTHING = Texts(
    "Inget att göra: allt i bidraget finns redan i data/.",
    "Nothing to do: data/ has all of the contribution already.",
)
_MERGED = Texts("{file} fördes in {day} och läses inte igen.", "{file} was merged on {day}, and is not read again.")
_TWICE = Texts(
    "{file} har samma innehåll som {other}, och läses en gång.",
    "{file} has the same content as {other}, and is read once.",
)
_FAULTY = Texts(
    "Inget är ändrat. Rätta felen i bidraget och kör kommandot igen.",
    "Nothing was changed. Correct the errors in the contribution and run the command again.",
)
_FILES = Texts("Filer som ändras:", "Files that change:")
_NEW, _GONE = Texts("ny", "new"), Texts("tas bort, eftersom inget är kvar i den", "removed, as nothing is left in it")
_RESTORED = Texts(
    "En tidigare sammanslagning avbröts. Antal återställda filer: {n}.",
    "An earlier merge was interrupted. Files restored: {n}.",
)
_DRY = Texts("Inget är skrivet (--dry-run).", "Nothing was written (--dry-run).")
_WRITTEN = Texts("Antal skrivna filer: {n}.", "Files written: {n}.")
_BRANCH = Texts(
    "Grenen {branch} har en incheckning mer, {commit}. Skicka den med: git push -u origin {branch}",
    "The branch {branch} has one commit more, {commit}. Send it with: git push -u origin {branch}",
)
_NO_BODY = Texts(
    "{body} är inget organ i data/. Ange det organ som för in bidraget, som id/body/…",
    "{body} is no body in data/. Name the body that merges the contribution, as id/body/…",
)


Files = Sequence[tuple[Path, bytes]]


@dataclass(frozen=True)
class Options:
    """What to write and where, and what is recorded of the contribution."""

    dry_run: bool = False
    branch: str | None = None
    dataset: str | None = None
    class_: str | None = None
    by: str | None = None
    reason: str = ""
    language: Language | None = None
    colour: Colour = "auto"
    today: date | None = None


def add_arguments(parser: VerbParser) -> None:
    """Adds the arguments of `lq merge`."""
    help_text = "workbooks .xlsx or .ods, files .csv, and RDF files such as a proposal .ttl"
    parser.add_argument("files", nargs="+", type=as_path, metavar="FILE", help=help_text)
    parser.add_argument("--dry-run", action="store_true", help="show what would change, and write nothing")
    help_text = "make a git branch with one commit, and leave the working tree as it is"
    parser.add_argument("--branch", metavar="NAME", help=help_text)
    help_text = "dataset that new things go to (default: that of the things that are most alike)"
    parser.add_argument("--dataset", metavar="NAME", help=help_text)
    help_text = "class that the rows describe, if a file does not say"
    parser.add_argument("--class", dest="class_", metavar="CLASS", help=help_text)
    help_text = "body that merges the contribution, such as id/body/… (default: the publisher)"
    parser.add_argument("--by", metavar="BODY", help=help_text)
    parser.add_argument(
        "--reason", default="", metavar="TEXT", help="why, in one sentence, beside the reasons in the files; published"
    )
    add_language(parser, "findings and changes")
    add_colour(parser)
    add_today(parser, "that of the clock")


def main(arguments: Namespace) -> None:
    """Runs `lq merge`."""
    options = Options(
        dry_run=arguments.dry_run,
        branch=arguments.branch,
        dataset=arguments.dataset,
        class_=arguments.class_,
        by=arguments.by,
        reason=arguments.reason.strip(),
        language=arguments.lang,
        colour=arguments.color,
        today=arguments.today,
    )
    run(arguments.files, options)


def run(files: Sequence[Path], options: Options) -> None:
    """Merges contributions into data/ unless there are errors, and prints what changes."""
    settings = read_settings()
    language = options.language or settings.language
    try:
        with said_in(language):
            _merge(files, options, settings, language)
    except MergeError as error:
        raise UsageError(error.texts.in_language(language)) from error


def _merge(files: Sequence[Path], options: Options, settings: Settings, language: Language) -> None:
    restored = restore_interrupted(settings.data)
    if restored:
        print(f"lq: {_RESTORED.in_language(language).format(n=restored)}", file=sys.stderr)
    if options.branch is not None:
        refuse_branch(settings.root, settings.data, options.branch)
    start, today = time.perf_counter(), options.today or date.today()
    given = [(file, read_sheet_content(file)) for file in dict.fromkeys(files)]
    project = read_project(settings)
    reader = contribution_reader(project, project_forms(project))
    checks = read_query_folder(settings.sparql / "checks")
    form = None if options.class_ is None else form_named(reader.forms, options.class_)
    body = _body(options.by, settings, reader)

    def attempt(contents: Files) -> tuple[Merge, Checked]:
        with steps(_STEPS) as step:
            step("reading")
            read = reader.read(contents, form)
            hashes = tuple(sha256(content) for _, content in contents)
            reason = " ".join(filter(None, dict.fromkeys([options.reason, *read.reasons])))
            merge = merged(read, Origin(body, today, hashes, reason, language), options.dataset)
            return merge, check_merge(merge, read, checks, today=today, step=step)

    contents = _without_copies(given, language)
    merge, checked = attempt(contents)
    if has_violation(checked.findings):
        left = _unmerged(contents, project, language)
        if not left:
            print(_NOTHING.in_language(language))
            return
        if len(left) < len(contents):
            contents = left
            merge, checked = attempt(contents)
    paths = [path for path, _ in contents]
    report = report_of(checked, settings, language, paths=paths, seconds=time.perf_counter() - start)
    check_verb.write_report(report, check_verb.Options(language=language, colour=options.colour), settings)
    if has_violation(checked.findings):
        print(f"lq: {_FAULTY.in_language(language)}", file=sys.stderr)
        raise SystemExit(FINDINGS)
    if not merge.contents:
        print(_NOTHING.in_language(language))
        return
    _show(merge, settings, language)
    _write(merge, options, settings, language)


def _without_copies(files: Files, language: Language) -> Files:
    """The files, each content once; the others are told of."""
    first: dict[bytes, Path] = {}
    for path, content in files:
        if first.setdefault(content, path) != path:
            told = _TWICE.in_language(language).format(file=path.name, other=first[content].name)
            print(f"lq: {told}", file=sys.stderr)
    return [(path, content) for content, path in first.items()]


def _unmerged(files: Files, project: Project, language: Language) -> Files:
    """The files that were not merged before; the others are told of.

    They are read again all the same where that gives no errors: what they changed may have been undone since.
    """
    days = {path: merged_on(project, sha256(content)) for path, content in files}
    for path, day in days.items():
        if day is not None:
            print(f"lq: {_MERGED.in_language(language).format(file=path.name, day=day)}", file=sys.stderr)
    return [(path, content) for path, content in files if days[path] is None]


def _body(given: str | None, settings: Settings, reader: ContributionReader) -> str:
    """The IRI of the body that merges; raises MergeError for what is none, such as a person."""
    iri = given or settings.publisher
    iri = f"{settings.names.base}{iri}" if iri.startswith("id/") else iri
    if not reader.known.is_a(iri, f"{LQ}Body"):
        raise MergeError(_NO_BODY, body=explicit(given or settings.publisher))
    return iri


def _show(merge: Merge, settings: Settings, language: Language) -> None:
    """Prints the changes in words, and the files."""
    print(merge.outcome(language).text(_MOST_THINGS))
    print(_FILES.in_language(language))
    for path, content in merge.contents.items():
        note = _GONE if content is None else _NEW if path not in merge.project.sources else None
        shown = path.relative_to(settings.root) if path.is_relative_to(settings.root) else path
        print(f"  {shown}{f' ({note.in_language(language)})' if note else ''}")


def _write(merge: Merge, options: Options, settings: Settings, language: Language) -> None:
    if options.dry_run:
        told = _DRY.in_language(language)
    elif options.branch is not None:
        commit = commit_on_branch(
            settings.root, options.branch, merge.contents, commit_message(merge.outcome(language))
        )
        told = _BRANCH.in_language(language).format(branch=options.branch, commit=commit[:12])
    else:
        write_together(merge.contents, merge.project)
        told = _WRITTEN.in_language(language).format(n=len(merge.contents))
    print(f"\n{told}")
