"""Action, hooks and workflow run: their shell steps with bash and the real lq, on a made-up project."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from conftest import ROOT
from lq_graph.cli.main import VERBS
from lq_graph.reading.rdf_file import RDF_FORMATS
from releasing.conftest import RECORD, TOML

TEMPLATE = ROOT / "docs" / "data-repository"
ACTION: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
HOOKS: list[dict[str, Any]] = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
# YAML 1.1 reads the key `on` as true
WORKFLOW: dict[Any, Any] = yaml.safe_load((TEMPLATE / ".github" / "workflows" / "lq.yml").read_text(encoding="utf-8"))
FAULTY = """# Made-up data with a fault: no English label.
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix lq: <https://w3id.org/livskvalitet/ns#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
<https://data.example.org/id/body/them> a lq:Body ;
    skos:prefLabel "de"@sv ;
    dcterms:source <https://example.org/source> .
"""
SOUND = FAULTY.replace(" with a fault: no English label", "").replace('"de"@sv', '"de"@sv, "they"@en')
FAULT = "data/city/them.ttl"
Run = Callable[..., subprocess.CompletedProcess[str]]


def all_steps() -> Iterator[dict[str, Any]]:
    yield from ACTION["runs"]["steps"]
    for job in WORKFLOW["jobs"].values():
        yield from job["steps"]


def script(steps: list[dict[str, Any]], name: str) -> str:
    return str(next(step["run"] for step in steps if step.get("name") == name))


@pytest.fixture(name="project")
def _project(tmp_path: Path) -> Path:
    """A made-up project in a git repository of its own."""
    folder = tmp_path / "city"
    (folder / "data" / "city").mkdir(parents=True)
    for name in ("ontology", "shapes", "sparql"):
        (folder / name).symlink_to(ROOT / name)
    (folder / "lq.toml").write_text(TOML, encoding="utf-8")
    (folder / "data" / "city" / "dataset.ttl").write_text(RECORD, encoding="utf-8")
    git(folder, "init", "--quiet", "--initial-branch", "main")
    commit(folder)
    return folder


@pytest.fixture(name="bash")
def _bash(tmp_path: Path, project: Path) -> Run:
    """A function that runs a step as a runner does, with the real lq; GITHUB_OUTPUT and RUNNER_TEMP are in tmp_path."""
    commands = tmp_path / "commands"
    commands.mkdir()
    command(commands / "lq", f'exec {sys.executable} -m lq_graph "$@"\n')

    def run(text: str, **environment: str) -> subprocess.CompletedProcess[str]:
        file = tmp_path / "step.sh"
        file.write_text(text, encoding="utf-8")
        paths = {name: str(tmp_path / name) for name in ("GITHUB_OUTPUT", "GITHUB_PATH", "RUNNER_TEMP")}
        variables = {**os.environ, "PYTHONPATH": str(ROOT), **paths, **environment}
        variables["PATH"] = f"{commands}:{os.environ['PATH']}"
        words = ["bash", "--noprofile", "--norc", "-eo", "pipefail", str(file)]
        return subprocess.run(words, cwd=project, env=variables, capture_output=True, text=True, check=False)

    return run


def command(path: Path, text: str) -> None:
    path.write_text(f"#!/bin/bash\n{text}", encoding="utf-8")
    path.chmod(0o755)


def git(folder: Path, *words: str) -> str:
    identity = ("-c", "user.name=Test", "-c", "user.email=test@example.org")
    return subprocess.run(["git", *identity, *words], cwd=folder, check=True, capture_output=True, text=True).stdout


def commit(folder: Path) -> None:
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", "data")


def inputs(**given: str) -> Mapping[str, str]:
    """The variables of the step that checks, from inputs of the action and the defaults of the others."""
    values = {name: given.get(name.replace("-", "_"), each["default"]) for name, each in ACTION["inputs"].items()}
    step = next(step for step in ACTION["runs"]["steps"] if step.get("name") == "Check")
    found = {name: re.fullmatch(r"\$\{\{ inputs\.([a-z-]+) \}\}", value) for name, value in step["env"].items()}
    return {name: values[match[1]] for name, match in found.items() if match}


def check(bash: Run, **given: str) -> subprocess.CompletedProcess[str]:
    return bash(script(ACTION["runs"]["steps"], "Check"), **inputs(**given))


def test_the_action_annotates_what_is_wrong_and_fails(bash: Run, project: Path, tmp_path: Path) -> None:
    (project / FAULT).write_text(FAULTY, encoding="utf-8")
    done = check(bash, paths=f"\n  {FAULT}  \n", lang="en", sarif="found.sarif")
    assert done.returncode == 1, done.stderr
    assert f"::error file={FAULT},line=" in done.stdout
    assert json.loads((project / "found.sarif").read_text(encoding="utf-8"))["runs"][0]["results"]
    assert (tmp_path / "GITHUB_OUTPUT").read_text(encoding="utf-8") == "sarif=found.sarif\nexit-code=1\n"


def test_the_action_checks_what_changed_alone(bash: Run, project: Path, tmp_path: Path) -> None:
    (project / FAULT).write_text(FAULTY, encoding="utf-8")
    commit(project)
    assert check(bash, changed_since="HEAD").returncode == 0
    assert check(bash, changed_since="HEAD~1", fail_on="never").stdout.startswith("::error ")
    assert (tmp_path / "GITHUB_OUTPUT").read_text(encoding="utf-8") == "exit-code=0\n" * 2


def test_the_action_installs_its_own_checkout(bash: Run, tmp_path: Path) -> None:
    made = 'mkdir -p "$3/bin"; printf "#!/bin/sh\\necho lq\\n" > "$3/bin/lq"; chmod +x "$3/bin/lq"\n'
    pip = f'printf "#!/bin/sh\\necho \\"\\$@\\" >> {tmp_path}/log\\n" > "$3/bin/python"; chmod +x "$3/bin/python"\n'
    command(tmp_path / "python", made + pip)
    done = bash(script(ACTION["runs"]["steps"], "Install lq"), LQ_ACTION=str(ROOT), LQ_PYTHON=str(tmp_path / "python"))
    assert done.returncode == 0, done.stderr
    folder = (tmp_path / "GITHUB_PATH").read_text(encoding="utf-8").strip()
    assert subprocess.run([f"{folder}/lq"], capture_output=True, text=True, check=True).stdout == "lq\n"
    first, second = (tmp_path / "log").read_text(encoding="utf-8").splitlines()
    assert first.endswith(f"--require-hashes --requirement {ROOT}/requirements.txt")
    assert second.endswith(f"--no-deps --no-build-isolation {ROOT}")
    assert (ROOT / "requirements.txt").is_file()


GH = """printf '%s\\n' "$*" >> "$GH_LOG"
for word in "$@"; do case $word in body=@*) cp "${word#body=@}" "$GH_LOG.body";; esac; done
case $* in *--paginate*) printf '%s' "$GH_FOUND";; esac
"""


@pytest.fixture(name="tell")
def _tell(bash: Run, project: Path, tmp_path: Path) -> Callable[[str], tuple[str, str]]:
    """A function that runs the job that comments, with a gh that only notes; gives what it called and the comment."""
    command(tmp_path / "commands" / "gh", GH)
    steps = WORKFLOW["jobs"]["tell"]["steps"]
    comment = tmp_path / "lq-comment.md"

    def tell(found: str) -> tuple[str, str]:
        done = bash(script(steps, "Compare, from git's objects"), NUMBER="7", COMMENT=str(comment))
        assert done.returncode == 0, done.stderr
        changed = (tmp_path / "GITHUB_OUTPUT").read_text(encoding="utf-8").strip().removeprefix("changed=")
        log = tmp_path / "gh.log"
        variables = {"NUMBER": "7", "COMMENT": str(comment), "CHANGED": changed, "GITHUB_REPOSITORY": "city/data"}
        done = bash(script(steps, "Write the one comment"), **variables, GH_LOG=str(log), GH_FOUND=found)
        assert done.returncode == 0, done.stderr
        body = log.with_name("gh.log.body")
        return log.read_text(encoding="utf-8"), body.read_text(encoding="utf-8") if body.is_file() else ""

    git(project, "remote", "add", "origin", str(tmp_path / "origin.git"))
    git(tmp_path, "init", "--quiet", "--bare", "origin.git")
    return tell


def propose(project: Path, text: str) -> None:
    """A pull request number 7 with one more file, which the working tree does not hold."""
    git(project, "switch", "--quiet", "--create", "proposal")
    (project / FAULT).write_text(text, encoding="utf-8")
    commit(project)
    git(project, "push", "--quiet", "origin", "proposal:refs/pull/7/head")
    git(project, "switch", "--quiet", "main")
    git(project, "branch", "--quiet", "--delete", "--force", "proposal")


def test_the_workflow_comments_what_would_change(tell: Callable[[str], tuple[str, str]], project: Path) -> None:
    propose(project, SOUND)
    calls, comment = tell("")
    assert "--method POST repos/city/data/issues/7/comments --field body=@" in calls
    assert comment.startswith("<!-- lq diff -->\n### Så ändras grafen\n\n**1 sak tillkom, 0 ändrades, 0 togs bort**\n")
    assert "- Tillkom: **de**\n" in comment
    assert not (project / FAULT).exists()


def test_the_workflow_keeps_to_one_comment(tell: Callable[[str], tuple[str, str]], project: Path) -> None:
    propose(project, SOUND)
    calls, _ = tell("11\n22\n")
    assert "--method PATCH repos/city/data/issues/comments/11 --field body=@" in calls
    assert "POST" not in calls


def test_the_workflow_says_when_it_cannot_compare(tell: Callable[[str], tuple[str, str]], project: Path) -> None:
    propose(project, "@@@")
    _, comment = tell("")
    assert comment.endswith("\nJämförelsen gick inte att göra; kontrollen säger vilken fil som inte går att läsa.\n")


def test_the_workflow_is_silent_when_nothing_changes(tell: Callable[[str], tuple[str, str]], project: Path) -> None:
    propose(project, "# Made-up data: nothing.\n")
    calls, comment = tell("")
    assert ("POST" in calls, "PATCH" in calls, comment) == (False, False, "")


def test_no_step_writes_an_expression_into_its_script() -> None:
    scripts = [step["run"] for step in all_steps() if "run" in step]
    assert len(scripts) == 4
    assert [text for text in scripts if "${{" in text] == []


def test_every_action_is_pinned_to_a_major_version() -> None:
    used = {step["uses"] for step in all_steps() if "uses" in step}
    assert {each.split("@")[0] for each in used} == {"actions/checkout", "actions/setup-python", "OWNER/lq"}
    assert [each for each in used if not re.fullmatch(r"[\w/-]+@v\d+", each)] == []


def test_no_job_has_power_over_what_a_pull_request_brings() -> None:
    jobs = WORKFLOW["jobs"]
    assert set(WORKFLOW[True]) == {"push", "pull_request", "pull_request_target"}
    assert WORKFLOW["permissions"] == {}
    assert jobs["check"]["permissions"] == {"contents": "read"}
    assert jobs["check"]["if"] == "github.event_name != 'pull_request_target'"
    assert jobs["tell"]["permissions"] == {"contents": "read", "pull-requests": "write"}
    [checkout] = [step for step in jobs["tell"]["steps"] if step.get("uses", "").startswith("actions/checkout")]
    assert checkout["with"]["ref"] == "${{ github.event.pull_request.base.sha }}"


def test_every_input_is_documented_with_its_default() -> None:
    rows = re.findall(
        r"^\| `([a-z-]+)` \| (?:`([^`]+)`|–) \|", (TEMPLATE / "README.md").read_text("utf-8"), re.MULTILINE
    )
    assert rows == [(name, each["default"]) for name, each in ACTION["inputs"].items()]


def test_what_is_given_to_actions_are_inputs_that_they_have() -> None:
    given = {key for step in all_steps() if step.get("uses", "").startswith("OWNER/lq") for key in step["with"]}
    assert given <= set(ACTION["inputs"])


def test_the_hooks_are_those_of_the_template() -> None:
    config = yaml.safe_load((TEMPLATE / ".pre-commit-config.yaml").read_text(encoding="utf-8"))
    used = {hook["id"] for repository in config["repos"] for hook in repository["hooks"]}
    assert used == {hook["id"] for hook in HOOKS} == {"lq-check", "lq-fmt"}


@pytest.mark.parametrize("hook", HOOKS, ids=lambda hook: hook["id"])
def test_a_hook_calls_a_verb_on_files_that_it_takes(hook: dict[str, Any]) -> None:
    _, verb = hook["entry"].split()
    assert verb in VERBS
    assert re.search(hook["files"], "data/city/dataset.ttl")
    assert not re.search(hook["files"], "README.md")


@pytest.mark.parametrize("suffix", [*RDF_FORMATS, ".xlsx", ".csv"])
def test_the_hook_that_checks_takes_all_that_a_check_reads(suffix: str) -> None:
    hook = next(hook for hook in HOOKS if hook["id"] == "lq-check")
    assert re.search(hook["files"], f"data/city/x{suffix}")


def test_the_hook_that_checks_fails_on_a_faulty_file(bash: Run, project: Path) -> None:
    hook = next(hook for hook in HOOKS if hook["id"] == "lq-check")
    (project / FAULT).write_text(FAULTY, encoding="utf-8")
    done = bash(f"{hook['entry']} {FAULT} data/city/dataset.ttl")
    assert done.returncode == 1, done.stderr
    assert FAULT in done.stdout
