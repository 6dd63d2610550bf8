"""The examples of engines that build in parts make the trees that one build makes, and the handbook shows them as they are."""

import os
import subprocess
import sys

import yaml

import github
from support import PROGRAM, ROOT, Case

ENGINES = ROOT / "docs/engines"
HANDBOOK = ROOT / "content/inlaid.handbook/publishing.md"


class Engines(Case):
    def setUp(self):
        super().setUp()
        self.site = self.folder / "site"
        self.inlaid("init", self.site)
        for number in range(20):
            self.inlaid("new", "generic", f"article-{number}", "--service", "contoso.mail", folder=self.site)
        self.inlaid("build", "--out", self.folder / "whole", folder=self.site)

    def is_whole(self, trees, *clouds):
        for cloud in clouds or sorted(path.name for path in (self.folder / "whole").iterdir() if path.name[0] != "."):
            self.has(trees / cloud, self.folder / "whole" / cloud)
            self.has(self.folder / "whole" / cloud, trees / cloud)

    def run_with(self, command, folder, env=None):
        """Runs a command with the program where commands are found."""
        (self.folder / "bin").mkdir(exist_ok=True)
        link = self.folder / "bin/inlaid"
        if not link.exists():
            link.symlink_to(PROGRAM)
        env = {"PATH": f"{link.parent}:/usr/bin:/bin", "HOME": str(self.folder)} | (env or {})
        done = subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        return done.stdout

    def test_gnu_parallel(self):
        said = self.run_with([ENGINES / "parallel.sh", "3"], self.site)
        self.is_whole(self.site / "public")
        self.assertEqual(len(said.splitlines()), 6, said)
        self.assertEqual([path.name for path in self.site.glob("parts*")], [])

    def test_a_matrix_of_github(self):
        self.holds("github-workflows", ENGINES / "matrix.yml")
        machine = self.machine("one", self.site)
        github.run(ENGINES / "matrix.yml", machine)
        self.assertEqual(len([call for call in machine.called() if "--shard" in call[2]]), 4)
        self.is_whole(machine.place / "artifacts/tree-public", "public")

    def test_an_indexed_job_of_kubernetes(self):
        file = ENGINES / "indexed-job.yaml"
        command = [sys.executable, "-m", "kubernetes_validate", "--strict", "--quiet", file]
        done = subprocess.run(command, capture_output=True, text=True)
        self.assertEqual((done.returncode, done.stdout), (0, ""), done.stderr)
        parts, join = yaml.safe_load_all(file.read_text())
        pod = self.pod(parts, 0)
        self.assertEqual(parts["spec"]["completions"], int(pod["PARTS"]))
        for index in range(int(pod["PARTS"])):
            self.run_pod(parts, index)
        self.run_pod(join, 0)
        self.is_whole(self.folder / "trees/public")

    def container(self, job):
        (container,) = job["spec"]["template"]["spec"]["containers"]
        return container

    def pod(self, job, index):
        env = {entry["name"]: entry["value"] for entry in self.container(job)["env"]}
        return env | {"JOB_COMPLETION_INDEX": str(index)}

    def run_pod(self, job, index):
        """What a pod runs, with folders here for its volumes."""
        container = self.container(job)
        command = container["command"] + container["args"]
        for mount in container["volumeMounts"]:
            command = [word.replace(mount["mountPath"] + "/", f"{self.folder}{mount['mountPath']}/") for word in command]
        self.run_with(command, str(self.folder) + container.get("workingDir", ""), self.pod(job, index))

    def test_the_handbook_shows_the_examples(self):
        text = HANDBOOK.read_text()
        for name in sorted(os.listdir(ENGINES)):
            shown = (ENGINES / name).read_text()
            self.assertIn(f"\n{shown}```\n", text, f"{name} is not in {HANDBOOK.name} as it is")
