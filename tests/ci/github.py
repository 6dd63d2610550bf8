"""Runs a workflow of GitHub Actions: jobs in order, their commands as they stand, and the actions that hand on artifacts."""

import fnmatch
import os
import re
from itertools import product
from pathlib import Path

import yaml

from machine import Failed, files_below

EXPRESSION = re.compile(r"\$\{\{ *(.*?) *\}\}")


def run(workflow, machine, *, ref="refs/heads/main", secrets=None, env=None):
    """Runs a workflow and gives back the names of the jobs that ran. `secrets` are by environment, then by name."""
    jobs = yaml.safe_load(Path(workflow).read_text())["jobs"]
    ran = []
    while waiting := [name for name in jobs if name not in ran]:
        name = next(name for name in waiting if set(needs(jobs[name])) <= set(ran))
        run_job(name, jobs[name], machine, (ref, secrets or {}, env or {}))
        ran.append(name)
    return [name for name in ran if is_due(jobs[name], ref)]


def needs(job):
    found = job.get("needs", [])
    return [found] if isinstance(found, str) else found


def is_due(job, ref):
    condition = job.get("if", "")
    assert condition in ("", "github.ref == 'refs/heads/main'"), condition
    return not condition or ref == "refs/heads/main"


def run_job(name, job, machine, given):
    ref, secrets, env = given
    if not is_due(job, ref):
        return
    matrix = job.get("strategy", {}).get("matrix", {})
    rows = list(product(*matrix.values()))
    for row in rows:
        values = {f"matrix.{key}": str(value) for key, value in zip(matrix, row)}
        suffix = "".join(f"-{value}" for value in row)
        contexts = values | {
            "strategy.job-total": str(len(rows)),
            "github.token": f"secret-of-{name}-TOKEN",
            "github.server_url": "https://github.com",
            "runner.os": "Linux",
            "runner.arch": "X64",
        }
        own = secrets.get(job.get("environment"), {})
        contexts |= {f"secrets.{key}": value for key, value in own.items()}
        Run(machine.job(name + suffix), contexts, env).steps(job)


class Run:
    """One job, once."""

    def __init__(self, job, contexts, env):
        self.job, self.contexts = job, contexts
        self.env = env | {
            "GITHUB_JOB": job.name,
            "GITHUB_REPOSITORY": "contoso/help",
            "GITHUB_SERVER_URL": "https://github.com",
            "GITHUB_PATH": str(job.home / "path"),
        }

    def steps(self, job):
        assert "env" not in job and "container" not in job
        for step in job["steps"]:
            options = {key: self.filled(value) for key, value in step.get("with", {}).items()}
            match step.get("uses", "run").split("@")[0]:
                case "run":
                    self.run(step)
                case "actions/checkout":
                    assert options["persist-credentials"] == "False"
                    self.job.checkout()
                case "actions/cache":
                    pass
                case "actions/upload-artifact":
                    self.upload(options)
                case "actions/download-artifact":
                    self.download(options)
                case other:
                    raise Failed(f"nothing here stands in for {other}")

    def run(self, step):
        env = {key: self.filled(value) for key, value in step.get("env", {}).items()}
        self.job.shell(self.filled(step["run"]), self.env | env)
        path = Path(self.env["GITHUB_PATH"])
        if path.exists():
            self.job.path[:0] = path.read_text().split()
            path.unlink()

    def filled(self, text):
        return EXPRESSION.sub(lambda match: self.value(match[1]), str(text))

    def value(self, expression):
        """The first of the alternatives that has a value. A secret that nobody gave has none."""
        for name in expression.split(" || "):
            assert name in self.contexts or name.startswith("secrets."), name
            if value := self.contexts.get(name):
                return value
        return ""

    def upload(self, options):
        """As the action does: hidden files only where they are asked for, named from the folder that all paths share."""
        paths = [self.job.work / path for path in options["path"].split()]
        root = paths[0] if len(paths) == 1 else Path(os.path.commonpath(paths))
        root = root.parent if root.is_file() else root
        files = [file for path in paths for file in files_below(path)]
        if options.get("include-hidden-files") != "True":
            files = [file for file in files if not is_hidden(file.relative_to(self.job.work))]
        if not files and options.get("if-no-files-found") == "error":
            raise Failed(f"{self.job.name}: no files at {options['path']}")
        self.job.keep(options["name"], root, files)

    def download(self, options):
        folder = self.job.work / options.get("path", ".")
        if "name" in options:
            return self.job.take(options["name"], folder)
        for name in fnmatch.filter(self.job.artifacts(), options["pattern"]):
            self.job.take(name, folder / name)


def is_hidden(path):
    return any(part.startswith(".") for part in path.parts)
