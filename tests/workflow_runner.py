"""Runs the steps of a composite action, a workflow's job or a GitLab job in a folder, as their hosts do.

Not the hosts: actions of others are skipped, and of expressions only those are known that the files use.
"""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from building import ROOT

_EXPRESSION = re.compile(r"\$\{\{(.*?)\}\}", re.DOTALL)
_NAME = re.compile(r"(?<![\w'.])(inputs|github|steps|runner)((?:\.[\w-]+)+)")


def loaded(path: Path) -> dict[str, Any]:
    """A YAML file as its host reads it."""
    found: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return found


def _dug(data: Any, path: str) -> Any:
    for part in path.strip(".").split("."):
        data = data.get(part) if isinstance(data, Mapping) else None
    return data


def _format(text: str, *values: Any) -> str:
    return re.sub(r"\{(\d)\}", lambda match: str(values[int(match[1])]), text)


@dataclass
class Runner:
    """One job: its working folder, its environment and what its steps have put out."""

    work: Path
    room: Path
    environment: Mapping[str, str]
    contexts: dict[str, Any]
    log: str = ""
    failed: bool = False
    ran: list[str] = field(default_factory=list)

    def evaluate(self, text: str) -> Any:
        """An expression: comparisons, `&&`, `||`, `!cancelled()` and `format`."""

        def value(match: re.Match[str]) -> str:
            found = _dug(self.contexts[match[1]], match[2])
            return repr("" if found is None else found)

        code = _NAME.sub(value, text).replace("!cancelled()", "True")
        code = code.replace("&&", " and ").replace("||", " or ")
        return eval(code.strip(), {"__builtins__": {}}, {"format": _format})  # of files of this repository

    def filled(self, text: Any) -> str:
        """A text with its expressions replaced by their values."""
        return _EXPRESSION.sub(lambda match: str(self.evaluate(match[1]) or ""), str(text))

    def wants(self, step: Mapping[str, Any]) -> bool:
        """Whether a step runs: by its `if`, and none after a failure unless that says so."""
        condition = str(step.get("if", "True"))
        inner = _EXPRESSION.fullmatch(condition.strip())
        return bool(self.evaluate(inner[1] if inner else condition)) and (
            not self.failed or "cancelled()" in condition
        )

    def step(self, step: Mapping[str, Any], **given: str) -> None:
        """Run one `run` step in bash as GitHub does, and keep its outputs."""
        output = self.room / f"output-{len(self.ran)}"
        output.touch()
        own = {name: self.filled(value) for name, value in (step.get("env") or {}).items()}
        done = subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", self.filled(step["run"])],
            cwd=self.work,
            env={**self.environment, **given, **own, "GITHUB_OUTPUT": str(output)},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            check=False,
        )
        self.ran.append(step.get("name") or step["run"].splitlines()[0])
        self.log += done.stdout
        self.failed = self.failed or done.returncode != 0
        if "id" in step:
            lines = output.read_text(encoding="utf-8").splitlines()
            outputs = dict(line.split("=", 1) for line in lines)
            self.contexts["steps"][step["id"]] = {"outputs": outputs}

    def action(self, inputs: Mapping[str, str], id: str = "") -> None:
        """Run the action of this repository: its own steps, with inputs and outputs of its own."""
        described = loaded(ROOT / "ci" / "action.yml")
        outer = dict(self.contexts)
        given = {name: self.filled(each.get("default", "")) for name, each in described["inputs"].items()}
        assert set(inputs) <= set(given), "an input that the action does not know"
        self.contexts = {**outer, "steps": {}, "inputs": {**given, **inputs}}
        for step in described["runs"]["steps"]:
            if "run" in step and self.wants(step):
                assert step["shell"] == "bash"
                self.step(step, GITHUB_ACTION_PATH=str(ROOT / "ci"))
        outputs = {name: self.filled(each["value"]) for name, each in described["outputs"].items()}
        self.contexts = outer
        if id:
            self.contexts["steps"][id] = {"outputs": outputs}

    def job(self, workflow: str, job: str) -> None:
        """Run a job of a reusable workflow, with the defaults of its inputs."""
        described = loaded(ROOT / ".github" / "workflows" / workflow)
        (called,) = (each for name, each in described.items() if str(name) in ("on", "True"))  # YAML 1.1
        inputs = called["workflow_call"]["inputs"]
        self.contexts["inputs"] = {name: each.get("default", "") for name, each in inputs.items()}
        for step in described["jobs"][job]["steps"]:
            if not self.wants(step):
                continue
            if step.get("uses") == "$/ci":
                with_ = {name: self.filled(value) for name, value in step["with"].items()}
                self.action(with_, step.get("id", ""))
            elif "run" in step:
                self.step(step)


def gitlab_job(name: str, work: Path, environment: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    """Run the script of a job of the template as GitLab's runner does, without installing anything."""
    described = loaded(ROOT / "ci" / "gitlab.yml")
    lines = [line for line in described[name]["script"] if "pip install" not in line]
    variables = {**described["variables"], **described[name].get("variables", {})}
    return subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", "\n".join(lines)],
        cwd=work,
        env={**os.environ, **variables, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        check=False,
    )
