#!/usr/bin/env python3
"""Times `inlaid publish` against `rclone sync` for the same trees: to a folder and to Azurite, the first time, unchanged, and
with one article changed.

    benches/publish.py INLAID ARTICLES [--azurite PROGRAM] [--turns N]

INLAID is the program, ARTICLES a folder of articles, PROGRAM is `azurite-blob`; without it, only the folder is timed. All is kept
in memory, below /dev/shm. Each of the two has a server of its own. Prints what it measures as it goes, then medians in seconds
and the ratio of the two.
"""
import argparse
import base64
import hashlib
import hmac
import os
import shutil
import socket
import statistics
import subprocess
import sys
import time
import urllib.parse
from pathlib import Path

CLOUD = "public"
# The account and the key that every Azurite has.
ACCOUNT = "devstoreaccount1"
KEY = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw=="


def run(*command, **more):
    start = time.monotonic()
    done = subprocess.run(command, capture_output=True, text=True, timeout=3600, **more)
    if done.returncode != 0:
        sys.exit(f"{' '.join(map(str, command))}\n{done.stdout}{done.stderr}")
    return time.monotonic() - start


def signed(endpoint):
    """The address of the account with a signature that allows everything, for whoever cannot be given another endpoint."""
    given = {"sv": "2020-08-04", "ss": "b", "srt": "sco", "sp": "rwdlac", "se": "2099-01-01T00:00:00Z", "spr": "https,http"}
    fields = [ACCOUNT, given["sp"], given["ss"], given["srt"], "", given["se"], "", given["spr"], given["sv"], ""]
    digest = hmac.new(base64.b64decode(KEY), "\n".join(fields).encode(), hashlib.sha256).digest()
    return f"{endpoint}?{urllib.parse.urlencode({**given, 'sig': base64.b64encode(digest).decode()})}"


class Azurite:
    """A new, empty server."""

    def __init__(self, program, folder):
        folder.mkdir(parents=True)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.endpoint = f"http://127.0.0.1:{self.port}/{ACCOUNT}"
        options = ["--blobHost", "127.0.0.1", "--blobPort", str(self.port), "--location", str(folder), "--silent", "--loose", "--skipApiVersionCheck"]
        self.process = subprocess.Popen([program, *options], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        while True:
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                break
            except OSError:
                time.sleep(0.05)
        for container in ("$web", "inlaid", "mirror"):
            run("rclone", "mkdir", self.remote(container))

    def remote(self, container):
        return f':azureblob,sas_url="{signed(self.endpoint)}":{container}'

    def end(self):
        self.process.terminate()
        self.process.wait()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("inlaid", type=Path)
    parser.add_argument("articles", type=Path)
    parser.add_argument("--azurite", type=Path)
    parser.add_argument("--turns", type=int, default=3)
    given = parser.parse_args()
    inlaid, articles, turns = given.inlaid.resolve(), given.articles.resolve(), given.turns
    work = Path("/dev/shm/inlaid-publish")
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir()
    shutil.copytree(articles, work / "content")
    (work / "site.yaml").write_text("title: Bench\n")
    article = next(path for path in sorted((work / "content").rglob("*.md")) if b"generic" in path.read_bytes())
    text = article.read_bytes()
    times = {}

    def note(what, who, seconds):
        print(f"{what}: {who} {seconds:.2f} s", file=sys.stderr, flush=True)
        times.setdefault(what, {}).setdefault(who, []).append(seconds)

    def build(change):
        article.write_bytes(text + (b"\n\nOne more sentence.\n" if change else b""))
        run(inlaid, "build", "--cloud", CLOUD, "--quiet", cwd=work)

    for turn in range(turns):
        for name in ("folder", "mirror", "azurite", "other"):
            shutil.rmtree(work / name, ignore_errors=True)
        store = given.azurite and Azurite(given.azurite.resolve(), work / "azurite")
        other = given.azurite and Azurite(given.azurite.resolve(), work / "other")
        if store:
            (work / "site.yaml").write_text(f"title: Bench\npublish:\n  azurite:\n    to: az://{ACCOUNT}/$web\n    endpoint: {store.endpoint}\n")
        env = {**os.environ, "AZURE_STORAGE_ACCOUNT_KEY": KEY, "AZURE_ALLOW_HTTP": "true"}
        tree = work / "public" / CLOUD
        try:
            for what, change in (("first", False), ("unchanged", False), ("one article", True)):
                build(change)
                note(f"folder, {what}", "inlaid", run(inlaid, "publish", CLOUD, "--to", f"file:{work}/folder", "--allow", "--quiet", cwd=work))
                note(f"folder, {what}", "rclone", run("rclone", "sync", tree, work / "mirror"))
                note(f"folder, {what}", "checksum", run("rclone", "sync", "--checksum", tree, work / "mirror"))
                if store:
                    note(f"azurite, {what}", "inlaid", run(inlaid, "publish", CLOUD, "--to", "azurite", "--allow", "--quiet", cwd=work, env=env))
                    note(f"azurite, {what}", "rclone", run("rclone", "sync", "--transfers", "16", "--checkers", "16", tree, other.remote("mirror")))
                    note(f"azurite, {what}", "listing", run("rclone", "size", other.remote("mirror")))
        finally:
            if store:
                store.end()
                other.end()
    files = sum(1 for path in tree.rglob("*") if path.is_file())
    size = sum(path.stat().st_size for path in tree.rglob("*") if path.is_file())
    print(f"{files} files, {size / 1e6:.0f} MB, medians of {turns}")
    for what, own in times.items():
        medians = {who: statistics.median(seconds) for who, seconds in own.items()}
        ratio = medians["inlaid"] / medians["rclone"]
        print(f"{what:24}" + "  ".join(f"{who} {seconds:7.2f} s" for who, seconds in medians.items()) + f"  inlaid/rclone {ratio:.2f}")
    shutil.rmtree(work)


if __name__ == "__main__":
    main()
