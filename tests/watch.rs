//! `inlaid build --watch`: the page is right in the end, however a file was saved.
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "a test reads and writes its own files, and fails where it cannot"
)]

use std::fs::{self, File};
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// How long a change may take to arrive before it counts as lost. Nothing is timed by it.
const PATIENCE: Duration = Duration::from_secs(30);

struct Site {
    folder: PathBuf,
    program: Child,
}

impl Drop for Site {
    fn drop(&mut self) {
        let _ = self.program.kill();
        let _ = self.program.wait();
    }
}

impl Site {
    fn start(name: &str) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR"))
            .join("watch")
            .join(name);
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(folder.join("content")).unwrap();
        fs::write(folder.join("content/a.md"), article("first")).unwrap();
        let program = Command::new(env!("CARGO_BIN_EXE_inlaid"))
            .current_dir(&folder)
            .args(["build", "--watch", "--cloud", "public"])
            .stderr(File::create(folder.join("said.txt")).unwrap())
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        let site = Self { folder, program };
        site.until("a.html", |page| page.contains("first"));
        site
    }

    fn content(&self, name: &str) -> PathBuf {
        self.folder.join("content").join(name)
    }

    /// Waits until a page is as it should be; a page that is not there is empty.
    fn until(&self, page: &str, right: impl Fn(&str) -> bool) {
        let path = self.folder.join("public/public/contoso.mail").join(page);
        let begun = Instant::now();
        loop {
            let text = fs::read_to_string(&path).unwrap_or_default();
            if right(&text) {
                return;
            }
            let said = fs::read_to_string(self.folder.join("said.txt")).unwrap_or_default();
            assert!(
                begun.elapsed() < PATIENCE,
                "{page} is never right; said: {said}"
            );
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    fn until_said(&self, wanted: &str) {
        let begun = Instant::now();
        loop {
            let mut said = String::new();
            File::open(self.folder.join("said.txt"))
                .unwrap()
                .read_to_string(&mut said)
                .unwrap();
            if said.contains(wanted) {
                return;
            }
            assert!(
                begun.elapsed() < PATIENCE,
                "`{wanted}` is never said; said: {said}"
            );
            std::thread::sleep(Duration::from_millis(5));
        }
    }
}

fn article(word: &str) -> String {
    format!(
        "<properties pageTitle=\"T\" articleId=\"{}\" selfHelpType=\"generic\" service=\"contoso.mail\" \
         cloudEnvironments=\"public\" />\n\n# T\n\n{word}\n",
        "a"
    )
}

#[test]
fn a_page_follows_every_way_of_saving() {
    let site = Site::start("saves");
    let path = site.content("a.md");
    for round in 0..5 {
        let word = |way: &str| format!("{way}{round}word");
        // `cp`, and editors that write in place.
        fs::write(&path, article(&word("place"))).unwrap();
        site.until("a.html", |page| page.contains(&word("place")));
        // vim: the old file goes aside, a new one comes.
        fs::rename(&path, site.content("a.md~")).unwrap();
        fs::write(&path, article(&word("aside"))).unwrap();
        fs::remove_file(site.content("a.md~")).unwrap();
        site.until("a.html", |page| page.contains(&word("aside")));
        // A new file takes the place of the old.
        fs::write(site.content(".a.tmp"), article(&word("rename"))).unwrap();
        fs::rename(site.content(".a.tmp"), &path).unwrap();
        site.until("a.html", |page| page.contains(&word("rename")));
        // Truncated first, then written in pieces.
        let mut file = File::create(&path).unwrap();
        for piece in article(&word("pieces")).as_bytes().chunks(40) {
            file.write_all(piece).unwrap();
            file.flush().unwrap();
        }
        drop(file);
        site.until("a.html", |page| page.contains(&word("pieces")));
    }
}

#[test]
fn articles_come_go_and_move_and_so_do_folders() {
    let site = Site::start("moves");
    let other = |id: &str| article(id).replace("articleId=\"a\"", &format!("articleId=\"{id}\""));
    fs::create_dir_all(site.content("deep/deeper")).unwrap();
    fs::write(site.content("deep/deeper/b.md"), other("b")).unwrap();
    site.until("b.html", |page| !page.is_empty());
    fs::write(site.content("deep/deeper/b.md"), other("c")).unwrap();
    site.until("c.html", |page| !page.is_empty());
    site.until("b.html", str::is_empty);
    fs::rename(site.content("deep"), site.folder.join("gone")).unwrap();
    site.until("c.html", str::is_empty);
    fs::rename(site.folder.join("gone"), site.content("back")).unwrap();
    site.until("c.html", |page| !page.is_empty());
    for number in 0..500 {
        fs::write(
            site.content(&format!("m{number}.md")),
            other(&format!("m{number}")),
        )
        .unwrap();
    }
    site.until("m499.html", |page| !page.is_empty());
    site.until("m0.html", |page| !page.is_empty());
}

#[test]
fn a_broken_configuration_or_template_is_waited_out() {
    let site = Site::start("broken");
    fs::write(site.folder.join("site.yaml"), "titel: x\n").unwrap();
    site.until_said("did you mean `title`?");
    fs::write(site.content("a.md"), article("meanwhile")).unwrap();
    fs::write(site.folder.join("site.yaml"), "title: Mended\n").unwrap();
    site.until("a.html", |page| {
        page.contains("Mended") && page.contains("meanwhile")
    });
    fs::write(site.content("slots.yaml"), "x: [\n").unwrap();
    site.until_said("slots.yaml");
    fs::remove_file(site.content("slots.yaml")).unwrap();
    fs::write(site.content("a.md"), article("[gone](gone.md)")).unwrap();
    site.until_said("warning[broken-link]");
    site.until("a.html", |page| page.contains("gone"));
}
