//! A preview at work, and what a fresh build would make of the same folder.
#![allow(dead_code, reason = "each test takes what it needs")]

use inlaid::config::{Config, Overrides};
use inlaid::memo::Memo;
use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// How long a change may take to arrive before it counts as lost. Nothing is timed by it.
pub(crate) const PATIENCE: Duration = Duration::from_secs(30);

/// The clouds that are built.
const CLOUDS: [&str; 2] = ["public", "fairfax"];

pub(crate) struct Preview {
    pub(crate) folder: PathBuf,
    pub(crate) program: Child,
    pub(crate) port: u16,
}

impl Drop for Preview {
    fn drop(&mut self) {
        let _ = self.program.kill();
        let _ = self.program.wait();
    }
}

pub(crate) fn article(id: &str, words: &str) -> String {
    format!(
        "<properties pageTitle=\"T\" articleId=\"{id}\" selfHelpType=\"diagnostics\" service=\"contoso.mail\" \
         cloudEnvironments=\"public, Fairfax\" />\n\n# Title of {id}\n\n{words}\n"
    )
}

impl Preview {
    /// A preview of two articles.
    pub(crate) fn start(name: &str) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR"))
            .join("serve")
            .join(name);
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(folder.join("content")).unwrap();
        fs::write(
            folder.join("content/a.md"),
            article("a", "Hello <!--$name-->[name]<!--/$name-->."),
        )
        .unwrap();
        fs::write(folder.join("content/b.md"), article("b", "See [a](a.md).")).unwrap();
        let preview = Self::of(folder, &[]);
        preview.until("/public/contoso.mail/a.html", |page| {
            page.contains("Title of a")
        });
        preview
    }

    /// A preview of a folder, started by another command where one is given.
    pub(crate) fn of(folder: PathBuf, through: &[&str]) -> Self {
        let mut words = through.to_vec();
        words.push(env!("CARGO_BIN_EXE_inlaid"));
        let mut program = Command::new(words[0])
            .current_dir(&folder)
            .args(&words[1..])
            .args(["serve", "--port", "0"])
            .args(CLOUDS.map(|cloud| ["--cloud", cloud]).concat())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut said = BufReader::new(program.stderr.take().unwrap());
        let mut line = String::new();
        said.read_line(&mut line).unwrap();
        let port = line
            .split(':')
            .nth(2)
            .and_then(|rest| rest.split('/').next());
        let port = port.and_then(|port| port.parse().ok());
        let port = port.unwrap_or_else(|| unreachable!("no address in {line:?}"));
        // Nobody reads on; the program must not stop over that.
        std::thread::spawn(move || std::io::copy(&mut said, &mut std::io::sink()));
        Self {
            folder,
            program,
            port,
        }
    }

    pub(crate) fn connect(&self) -> TcpStream {
        TcpStream::connect(("127.0.0.1", self.port)).unwrap()
    }

    /// Sends bytes and reads the whole answer.
    pub(crate) fn raw(&self, request: &str) -> String {
        let mut stream = self.connect();
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        String::from_utf8_lossy(&answer).into_owned()
    }

    pub(crate) fn get(&self, path: &str) -> String {
        let port = self.port;
        self.raw(&format!(
            "GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n"
        ))
    }

    pub(crate) fn until(&self, path: &str, right: impl Fn(&str) -> bool) {
        let begun = Instant::now();
        loop {
            let page = self.get(path);
            if right(&page) {
                return;
            }
            assert!(begun.elapsed() < PATIENCE, "{path} is never right: {page}");
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    /// Every page as a fresh build makes it.
    pub(crate) fn fresh(&self) -> Vec<(String, String)> {
        let config = match self.folder.join("site.yaml").exists() {
            true => "site.yaml",
            false => "none.yaml",
        };
        fs::write(self.folder.join("none.yaml"), "").unwrap();
        let overrides = Overrides {
            content: Some(self.folder.join("content")),
            themes: Some(self.folder.join("themes")),
            config: Some(self.folder.join(config)),
            out: Some(self.folder.join("public")),
            clouds: CLOUDS.map(str::to_owned).to_vec(),
            values: None,
        };
        let config = Config::load(&overrides).unwrap_or_else(|error| unreachable!("{error}"));
        let build = inlaid::build(&config, &mut Memo::default())
            .unwrap_or_else(|error| unreachable!("{error}"));
        let mut files = Vec::new();
        for output in build.outputs(&config) {
            for path in output.paths() {
                let bytes = output
                    .bytes(path)
                    .unwrap_or_else(|error| unreachable!("{error}"));
                let path = format!("/{}/{}", output.cloud(), path.as_str());
                files.push((path, String::from_utf8_lossy(&bytes).into_owned()));
            }
        }
        files
    }
}

/// A served page without what the preview adds.
pub(crate) fn plain(answer: &str) -> String {
    let body = answer.split_once("\r\n\r\n").map_or("", |(_, body)| body);
    let body = match body.split_once("<script type=\"module\" src=\"/-/preview.js?") {
        Some((before, after)) => {
            let (_, after) = after.split_once("</script>\n").unwrap();
            format!("{before}{after}")
        }
        None => body.to_owned(),
    };
    body.replacen(
        "trusted-types inlaid-preview",
        "trusted-types &#39;none&#39;",
        1,
    )
}
