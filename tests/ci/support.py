"""What the tests share."""

import os
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

from machine import Machine

PROGRAM = os.environ["INLAID"]
ROOT = Path(__file__).resolve().parents[2]


class Case(unittest.TestCase):
    """A test with a folder of its own."""

    maxDiff = None

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def inlaid(self, *arguments, folder=None):
        command = [PROGRAM, *map(str, arguments)]
        done = subprocess.run(command, cwd=folder or self.folder, capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout

    def machine(self, name, site):
        place = self.folder / name
        place.mkdir()
        return Machine(place, site, PROGRAM)

    def holds(self, schema, *files):
        """Whether files are as the schema of their host wants them. The schemas come with the package."""
        # The host reads expressions of JavaScript; one of its schemas has some that Unicode forbids.
        options = ["--regex-variant", "nonunicode", "--builtin-schema", f"vendor.{schema}"]
        command = [sys.executable, "-m", "check_jsonschema", *options, *map(str, files)]
        done = subprocess.run(command, capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stdout[:2000] + done.stderr[-2000:])

    def has(self, folder, tree):
        """Whether a folder has every file of a tree, as it is there. A host may want more files than the tree has."""
        served = read(folder)
        for name, text in read(tree).items():
            self.assertEqual(served.get(name), text, name)


def read(folder):
    files = [path for path in Path(folder).rglob("*") if path.is_file()]
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}
