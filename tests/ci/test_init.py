"""What `inlaid init --ci` writes is what its hosts take, and it publishes."""

import subprocess

import yaml

import azure
import github
from machine import Failed, uncommented
from support import Case

GITHUB = ".github/workflows/pages.yml"
AZURE = "azure-pipelines.yml"

# A target of every kind, and what stands in for those that are far away.
TARGETS = {
    "pages": ("public", "git+https://github.com/contoso/help.git#gh-pages"),
    "lab": ("public", "git+https://me@git.contoso.com:8443/help.git"),
    "china": ("mooncake", "git+ssh://git@git.contoso.cn/help.git#site"),
    "fairfax": ("fairfax", "az://contosofairfax/$web"),
    "amazon.one": ("fairfax", "s3://contoso"),
    "google": ("public", "gs://contoso"),
    "disk": ("usnat", "file:/srv/help"),
}
SECRETS = {
    "publish-lab": ["GIT_TOKEN"],
    "publish-china": ["GIT_KNOWN_HOSTS", "GIT_SSH_KEY"],
    "publish-fairfax": ["AZURE_STORAGE_ACCOUNT_KEY"],
    "publish-amazon-one": ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"],
    "publish-google": ["GOOGLE_SERVICE_ACCOUNT_KEY"],
}


def secrets(of):
    """Secrets that say whose they are."""
    return {group: {name: f"secret-of-{group}-{name}" for name in names} for group, names in of.items()}


class Written(Case):
    def site(self, targets=TARGETS):
        """A site with the files for CI, made for these targets."""
        site = self.folder / "site"
        self.inlaid("init", site)
        self.write(site, targets)
        self.inlaid("init", "--ci", folder=site)
        return site

    def write(self, site, targets):
        lines = [f"  {name}: {{ cloud: {cloud}, to: '{to}' }}\n" for name, (cloud, to) in targets.items()]
        (site / "site.yaml").write_text("publish:\n" + "".join(lines) if lines else "title: T\n")

    def nearby(self, site):
        """Has the targets of a site near by, where the tests can look at them."""
        near = {name: (cloud, f"file:{self.folder}/far/{name}") for name, (cloud, _) in TARGETS.items()}
        self.write(site, near)

    def published(self, site):
        """Every target has the tree of its cloud, as a build here makes it."""
        self.inlaid("build", "--strict", folder=site)
        for name, (cloud, _) in TARGETS.items():
            self.has(self.folder / "far" / name / "current", site / "public" / cloud)

    def saw(self, machine):
        """The secrets that were seen by the commands of each job that publishes."""
        seen = {}
        for job, command, _, names in machine.called():
            if names:
                self.assertIn(command, ["inlaid", "gh"], f"{command} of {job} has no need of {names}")
                seen.setdefault(job, set()).update(names.split())
        return seen

    def test_both_files_are_as_their_hosts_want_them(self):
        for targets in [{}, TARGETS]:
            with self.subTest(targets=targets):
                site = self.site(targets)
                self.holds("github-workflows", site / GITHUB)
                self.holds("azure-pipelines", site / AZURE)
                self.folder = self.folder / "next"
                self.folder.mkdir()

    def test_the_job_that_is_a_comment_can_be_one(self):
        site = self.site({})
        for file, schema, begins in [
            (GITHUB, "github-workflows", ["publish-fairfax:", "- uses: actions/upload-artifact@v6"]),
            (AZURE, "azure-pipelines", ["- stage: publish_fairfax", "- bash: |"]),
        ]:
            text = uncommented((site / file).read_text(), *begins)
            (site / file).write_text(text)
            self.holds(schema, site / file)
            self.assertEqual(text.count("inlaid publish fairfax --to fairfax --plan"), 1)
        self.write(site, {"fairfax": ("fairfax", f"file:{self.folder}/far")})
        self.change(site / GITHUB, lambda jobs: jobs.pop("publish-public"))
        ran = github.run(site / GITHUB, self.machine("one", site))
        self.assertEqual(ran, ["check", "build", "publish-fairfax"])
        self.inlaid("build", folder=site)
        self.has(self.folder / "far/current", site / "public/fairfax")

    def test_github_publishes_every_tree_and_no_job_sees_what_is_not_its_own(self):
        site = self.site()
        self.nearby(site)
        machine = self.machine("one", site)
        ran = github.run(site / GITHUB, machine, secrets=secrets(SECRETS))
        self.assertEqual(len(ran), 2 + len(TARGETS))
        self.published(site)
        wanted = {job: {f"secret-of-{job}-{name}" for name in names} for job, names in SECRETS.items()}
        # GitHub itself gives a job the token for the repository that it is of.
        wanted["publish-pages"] = {"secret-of-publish-pages-TOKEN"}
        self.assertEqual(self.saw(machine), wanted)

    def test_azure_pipelines_publishes_every_tree_and_no_job_sees_what_is_not_its_own(self):
        site = self.site()
        self.nearby(site)
        machine = self.machine("one", site)
        groups = secrets(SECRETS | {"publish-pages": ["GIT_TOKEN"]})
        azure.run(site / AZURE, machine, secrets=groups)
        self.published(site)
        wanted = {group.replace("-", "_"): set(names.values()) for group, names in groups.items()}
        self.assertEqual(self.saw(machine), wanted)

    def test_a_job_that_publishes_has_the_tree_of_its_cloud_alone(self):
        site = self.site()
        self.nearby(site)
        machine = self.machine("one", site)
        github.run(site / GITHUB, machine, secrets=secrets(SECRETS))
        trees = machine.place / "jobs" / "publish-fairfax" / "work" / "public"
        self.assertEqual(sorted(path.name for path in trees.iterdir()), [".inlaid", "fairfax"])
        self.assertEqual([path.name for path in (trees / ".inlaid/state").iterdir()], ["fairfax"])

    def test_nothing_is_published_from_a_pull_request(self):
        site = self.site()
        self.nearby(site)
        ran = github.run(site / GITHUB, self.machine("one", site), ref="refs/pull/1/merge")
        self.assertEqual(ran, ["check", "build"])
        self.assertFalse((self.folder / "far").exists())

    def test_a_finding_of_level_error_stops_everything(self):
        site = self.site()
        self.nearby(site)
        article = site / "content/contoso.mail/welcome.md"
        article.write_text(article.read_text().replace("cloudEnvironments", "cloudEnvironment"))
        with self.assertRaisesRegex(Failed, "::error"):
            github.run(site / GITHUB, self.machine("one", site))
        self.assertFalse((self.folder / "far").exists())

    def test_without_its_record_a_tree_is_not_published(self):
        site = self.site({"disk": TARGETS["disk"]})
        self.nearby(site)
        self.change(site / GITHUB, lambda jobs: jobs["build"]["steps"][4]["with"].pop("include-hidden-files"))
        with self.assertRaisesRegex(Failed, "is no tree that inlaid built"):
            github.run(site / GITHUB, self.machine("one", site))

    def test_the_example_pushes_a_branch_and_asks_for_it_to_be_served(self):
        site = self.site({})
        far = self.folder / "far.git"
        self.git("init", "--quiet", "--bare", far)
        # What `git` would ask of GitHub, it asks of a folder.
        config = self.folder / "gitconfig"
        config.write_text(f'[url "file://{far}"]\n  insteadOf = https://github.com/contoso/help.git\n')
        machine = self.machine("one", site)
        ran = github.run(site / GITHUB, machine, env={"GIT_CONFIG_GLOBAL": str(config)})
        self.assertEqual(ran, ["check", "build", "publish-public"])
        *_, called = machine.called()
        asked = "api --silent --method POST repos/contoso/help/pages/builds"
        self.assertEqual(called, ("publish-public", "gh", asked, "secret-of-publish-public-TOKEN"))
        self.git("clone", "--quiet", "--branch", "gh-pages", far, self.folder / "served")
        self.inlaid("build", folder=site)
        self.has(self.folder / "served", site / "public/public")

    def test_git_is_given_the_token_for_its_host_and_no_other(self):
        site = self.site({})
        machine = self.machine("one", site)
        ask = (
            "for host in github.com example.com; do\n"
            "  printf 'protocol=https\\nhost=%s\\n' $host |\n"
            "    GIT_TERMINAL_PROMPT=0 git credential fill > $host || true\n"
            "done\n"
        )
        self.change(site / GITHUB, lambda jobs: jobs["publish-public"]["steps"][4].update(run=ask))
        github.run(site / GITHUB, machine)
        work = machine.place / "jobs" / "publish-public" / "work"
        self.assertIn("password=secret-of-publish-public-TOKEN", (work / "github.com").read_text())
        self.assertEqual((work / "example.com").read_text(), "")

    def change(self, workflow, change):
        """Changes the jobs of a workflow."""
        text = yaml.safe_load(workflow.read_text())
        change(text["jobs"])
        workflow.write_text(yaml.safe_dump(text, sort_keys=False))

    def git(self, *arguments):
        subprocess.run(["git", *map(str, arguments)], check=True)
