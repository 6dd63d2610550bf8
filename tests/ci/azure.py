"""Runs a pipeline of Azure Pipelines: stages in order, their commands as they stand, and what hands on artifacts."""

import re
from pathlib import Path

import yaml

from machine import Failed, files_below

MACRO = re.compile(r"\$\(([A-Za-z_.]+)\)")
PREPEND = "##vso[task.prependpath]"


def run(pipeline, machine, *, secrets):
    """Runs all stages. `secrets` are by variable group, then by name."""
    for stage in yaml.safe_load(Path(pipeline).read_text())["stages"]:
        for job in stage["jobs"]:
            groups = [entry["group"] for entry in job.get("variables", [])]
            own = {name: value for group in groups for name, value in secrets[group].items()}
            deploy = job.get("strategy", {}).get("runOnce", {}).get("deploy", {})
            if deploy:
                assert {"download": "none"} in deploy["steps"], "it would take all artifacts"
            running = Run(machine.job(stage["stage"]), own)
            for step in deploy.get("steps") or job["steps"]:
                running.step(step)


class Run:
    """One job."""

    def __init__(self, job, secrets):
        self.job = job
        self.variables = {
            "Pipeline.Workspace": str(job.home),
            "Build.SourcesDirectory": str(job.work),
            "Build.ArtifactStagingDirectory": str(job.home / "staging"),
        }
        # Secrets are put into no surroundings; a step has to name them.
        self.env = {name.upper().replace(".", "_"): value for name, value in self.variables.items()}
        self.variables |= secrets

    def step(self, step):
        match next(iter(step)):
            case "checkout":
                self.job.checkout()
            case "bash":
                self.bash(step)
            case "publish":
                root = Path(self.filled(step["publish"]))
                self.job.keep(step["artifact"], root, files_below(root))
            case "download":
                assert step["download"] == "none"
            case "task" if step["task"].startswith("DownloadPipelineArtifact@"):
                inputs = step["inputs"]
                self.job.take(inputs["artifactName"], Path(self.filled(inputs["targetPath"])))
            case "task" if step["task"].startswith("Cache@"):
                pass
            case _:
                raise Failed(f"nothing here stands in for {step}")

    def bash(self, step):
        env = {name: self.filled(value) for name, value in step.get("env", {}).items()}
        for line in self.job.shell(self.filled(step["bash"]), self.env | env, stop=False).splitlines():
            if line.startswith(PREPEND):
                self.job.path.insert(0, line.removeprefix(PREPEND))

    def filled(self, text):
        """A text with its variables; what is none stays as it is."""
        return MACRO.sub(lambda match: self.variables.get(match[1], match[0]), str(text))
