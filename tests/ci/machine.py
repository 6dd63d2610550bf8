"""A machine that runs jobs: a folder each, artifacts between them, and stand-ins for commands that reach further."""

import os
import re
import shutil
import subprocess
from pathlib import Path

# What every stand-in begins with: it writes down which job called it, how, and which secrets it could see.
LOG = r"""#!/usr/bin/env bash
set -e
seen=$(env | grep -o 'secret-of-[A-Za-z0-9-]*-[A-Z_]*' | sort -u | tr '\n' ' ' || true)
printf '%s|%s|%s|%s\n' "$JOB" "${0##*/}" "$*" "${seen% }" >> '@log@'
"""

# Puts the program where `cargo install` would have put it.
CARGO = LOG + r"""
wanted="install --locked --root $4 --version @version@ inlaid"
[ "$*" = "$wanted" ] || { echo "not: cargo $wanted" >&2; exit 1; }
mkdir -p "$4/bin"
cp '@commands@/inlaid' "$4/bin/inlaid"
"""

INLAID = LOG + "exec '@program@' \"$@\"\n"


class Failed(Exception):
    """A step failed, and what it said."""


class Machine:
    """`place` is an empty folder; `site` is what jobs check out."""

    def __init__(self, place, site, program):
        self.place, self.site, self.program = Path(place), Path(site), Path(program)
        self.log = self.place / "log"
        self.log.touch()
        self.commands = self.place / "commands"
        (self.commands / "bin").mkdir(parents=True)
        version = subprocess.run([program, "--version"], capture_output=True, text=True).stdout
        self.words = {
            "log": self.log,
            "commands": self.commands,
            "program": program,
            "version": version.split()[1],
        }
        self.write("inlaid", INLAID)
        self.write("bin/cargo", CARGO)
        self.write("bin/gh", LOG)

    def write(self, name, text):
        for word, value in self.words.items():
            text = text.replace(f"@{word}@", str(value))
        path = self.commands / name
        path.write_text(text)
        path.chmod(0o755)

    def called(self):
        """What was called: (job, command, arguments, secrets that it saw)."""
        lines = self.log.read_text().splitlines()
        return [tuple(line.split("|")) for line in lines]

    def job(self, name):
        """A folder for a job, with nothing in it but a home."""
        folder = self.place / "jobs" / name
        (folder / "home").mkdir(parents=True)
        (folder / "work").mkdir()
        return Job(self, name, folder)


class Job:
    """A job while it runs. Nothing of the surroundings of the tests reaches it."""

    def __init__(self, machine, name, folder):
        self.machine, self.name = machine, name
        self.work, self.home = folder / "work", folder / "home"
        self.path = [machine.commands / "bin", "/usr/local/bin", "/usr/bin", "/bin"]

    def checkout(self):
        shutil.copytree(self.machine.site, self.work, dirs_exist_ok=True)

    def shell(self, script, env, stop=True):
        """Runs a script, with `-e` where `stop` says so, and gives back what it printed."""
        path = ":".join(str(folder) for folder in self.path)
        env = {"PATH": path, "HOME": str(self.home), "JOB": self.name} | env
        command = ["bash", "-e", "-c", script] if stop else ["bash", "-c", script]
        done = subprocess.run(command, cwd=self.work, env=env, capture_output=True, text=True)
        if done.returncode != 0:
            raise Failed(f"{self.name}: {script}\n{done.stdout}{done.stderr}")
        return done.stdout

    def keep(self, name, root, files):
        """Keeps files below `root` as an artifact. Only their bytes are kept: neither times nor modes."""
        target = self.machine.place / "artifacts" / name
        assert not target.exists(), f"two artifacts are named {name}"
        for file in files:
            path = target / file.relative_to(root)
            path.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, path)

    def take(self, name, folder):
        source = self.machine.place / "artifacts" / name
        assert source.is_dir(), f"there is no artifact {name}"
        shutil.copytree(source, folder, dirs_exist_ok=True)

    def artifacts(self):
        return sorted(os.listdir(self.machine.place / "artifacts"))


def files_below(path):
    """The files of a folder, or the file itself."""
    if path.is_file():
        return [path]
    return sorted(file for file in path.rglob("*") if file.is_file())


def uncommented(text, *begins):
    """A text in which the comments that begin with one of these lines, without `# `, are none any more."""
    lines, within = [], False
    for line in text.splitlines():
        match = re.match(r"( *)# ?(.*)", line)
        if match and match[2] in begins:
            within = True
        if within and match:
            line = match[1] + match[2]
        else:
            within = False
        lines.append(line)
    return "\n".join(lines) + "\n"
