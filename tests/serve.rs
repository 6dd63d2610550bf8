//! `inlaid serve`: what is served is what a build makes, to whom it is meant for, whatever others do.
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "a test reads and writes its own files, and fails where it cannot"
)]

use inlaid::config::{Config, Overrides};
use inlaid::memo::Memo;
use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// How long a change may take to arrive before it counts as lost. Nothing is timed by it.
const PATIENCE: Duration = Duration::from_secs(30);

struct Preview {
    folder: PathBuf,
    program: Child,
    port: u16,
}

impl Drop for Preview {
    fn drop(&mut self) {
        let _ = self.program.kill();
        let _ = self.program.wait();
    }
}

fn article(id: &str, words: &str) -> String {
    format!(
        "<properties pageTitle=\"T\" articleId=\"{id}\" selfHelpType=\"diagnostics\" service=\"contoso.mail\" \
         cloudEnvironments=\"public, Fairfax\" />\n\n# Title of {id}\n\n{words}\n"
    )
}

impl Preview {
    fn start(name: &str) -> Self {
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
        let mut program = Command::new(env!("CARGO_BIN_EXE_inlaid"))
            .current_dir(&folder)
            .args([
                "serve", "--port", "0", "--cloud", "public", "--cloud", "fairfax",
            ])
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
        let preview = Self {
            folder,
            program,
            port,
        };
        preview.until("/public/contoso.mail/a.html", |page| {
            page.contains("Title of a")
        });
        preview
    }

    fn connect(&self) -> TcpStream {
        TcpStream::connect(("127.0.0.1", self.port)).unwrap()
    }

    /// Sends bytes and reads the whole answer.
    fn raw(&self, request: &str) -> String {
        let mut stream = self.connect();
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        String::from_utf8_lossy(&answer).into_owned()
    }

    fn get(&self, path: &str) -> String {
        let port = self.port;
        self.raw(&format!(
            "GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n"
        ))
    }

    fn until(&self, path: &str, right: impl Fn(&str) -> bool) {
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
    fn fresh(&self) -> Vec<(String, String)> {
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
            clouds: vec!["public".to_owned(), "fairfax".to_owned()],
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
fn plain(answer: &str) -> String {
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

#[test]
fn what_is_served_equals_a_fresh_build() {
    let preview = Preview::start("law");
    let content = preview.folder.join("content");
    let edits: [&dyn Fn(); 8] = [
        &|| {
            fs::write(
                content.join("a.md"),
                article("a", "Changed, see [b](b.md)."),
            )
            .unwrap()
        },
        &|| fs::write(content.join("c.md"), article("c", "New.")).unwrap(),
        &|| fs::remove_file(content.join("b.md")).unwrap(),
        &|| fs::rename(content.join("c.md"), content.join("d.md")).unwrap(),
        &|| fs::write(preview.folder.join("site.yaml"), "title: Other\n").unwrap(),
        &|| fs::write(content.join("slots.yaml"), "name: {type: number}\n").unwrap(),
        &|| fs::write(content.join("a.md"), article("other", "Another id.")).unwrap(),
        &|| fs::remove_file(preview.folder.join("site.yaml")).unwrap(),
    ];
    for edit in edits {
        edit();
        let fresh = preview.fresh();
        // It is right in the end, and then all of it is.
        let begun = Instant::now();
        loop {
            let wrong = fresh
                .iter()
                .find(|(path, text)| plain(&preview.get(path)) != *text);
            let Some((path, text)) = wrong else { break };
            let served = preview.get(path);
            assert!(
                begun.elapsed() < PATIENCE,
                "{path} is served as {served}, and not {text}"
            );
            std::thread::sleep(Duration::from_millis(5));
        }
    }
    assert!(
        !preview.folder.join("public").exists(),
        "nothing is written"
    );
}

#[test]
fn only_requests_that_are_meant_for_it_are_answered() {
    let preview = Preview::start("guard");
    let port = preview.port;
    let ask = |host: &str, more: &str| {
        preview.raw(&format!("GET /public/contoso.mail/a.html HTTP/1.1\r\nHost: {host}\r\n{more}Connection: close\r\n\r\n"))
    };
    let own = format!("127.0.0.1:{port}");
    assert!(ask(&own, "").starts_with("HTTP/1.1 200"));
    assert!(ask(&format!("localhost:{port}"), "").starts_with("HTTP/1.1 200"));
    for (host, more) in [
        (format!("evil.example:{port}"), ""),
        ("127.0.0.1".to_owned(), ""),
        (own.clone(), "Origin: http://evil.example\r\n"),
        (own.clone(), "Origin: null\r\n"),
        (own.clone(), "Host: evil.example\r\n"),
    ] {
        let answer = ask(&host, more);
        assert!(!answer.contains("Title of a"), "{host} {more}: {answer}");
        assert!(
            !answer.to_ascii_lowercase().contains("access-control"),
            "{answer}"
        );
    }
    for path in [
        "/../../etc/passwd",
        "/public/../../../etc/passwd",
        "/public/%2e%2e/%2e%2e/site.yaml",
        "/public/..%2f..%2fcontent/a.md",
        "/-/../content/a.md",
        "/public//etc/passwd",
        "/content/a.md",
        "/public/contoso.mail/a.html/",
        "/nowhere/",
        "/%00",
        "/%ff",
    ] {
        let answer = preview.get(path);
        assert!(answer.starts_with("HTTP/1.1 4"), "{path}: {answer}");
        assert!(
            !answer.contains("root:") && !answer.contains("<properties"),
            "{path}: {answer}"
        );
    }
    for method in ["POST", "PUT", "DELETE", "OPTIONS", "CONNECT"] {
        let answer = preview.raw(&format!("{method} /public/ HTTP/1.1\r\nHost: {own}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"));
        assert!(answer.starts_with("HTTP/1.1 4"), "{method}: {answer}");
    }
    let answer = preview.raw("\u{0}\u{1}nonsense\r\n\r\n");
    assert!(
        answer.is_empty() || answer.starts_with("HTTP/1.1 400"),
        "{answer}"
    );
}

#[test]
fn it_answers_whatever_other_clients_do() {
    let preview = Preview::start("crowd");
    let port = preview.port;
    let mut crowd = Vec::new();
    for number in 0..1000 {
        let mut stream = preview.connect();
        let request = match number % 4 {
            // Says nothing; begins to speak; asks for events; asks and never reads.
            0 => String::new(),
            1 => "GET /public/ HT".to_owned(),
            2 => format!("GET /-/events HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n"),
            _ => format!("GET /public/catalog.json HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n")
                .repeat(50),
        };
        let _ = stream.set_nonblocking(true);
        let _ = stream.write_all(request.as_bytes());
        crowd.push(stream);
    }
    assert!(
        preview
            .get("/public/contoso.mail/a.html")
            .contains("Title of a")
    );
    fs::write(
        preview.folder.join("content/a.md"),
        article("a", "Still at work."),
    )
    .unwrap();
    preview.until("/public/contoso.mail/a.html", |page| {
        page.contains("Still at work.")
    });
    let status = fs::read_to_string(format!("/proc/{}/status", preview.program.id())).unwrap();
    let resident = status
        .lines()
        .find(|line| line.starts_with("VmRSS:"))
        .unwrap();
    let kilobytes: u64 = resident.split_whitespace().nth(1).unwrap().parse().unwrap();
    assert!(kilobytes < 300_000, "{resident}");
}

#[test]
fn browsers_are_told_of_another_build_and_of_what_keeps_it_from_being_made() {
    let preview = Preview::start("events");
    let port = preview.port;
    let mut stream = preview.connect();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    write!(
        stream,
        "GET /-/events HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n"
    )
    .unwrap();
    let mut lines = BufReader::new(stream).lines();
    let mut next = || {
        lines
            .by_ref()
            .map(Result::unwrap)
            .find(|line| line.starts_with("data: "))
            .unwrap()
    };
    let first = next();
    assert!(first.contains("\"fault\":null"), "{first}");
    fs::write(preview.folder.join("site.yaml"), "titel: x\n").unwrap();
    let fault = next();
    assert!(fault.contains("did you mean `title`?"), "{fault}");
    // The last good page is still there.
    assert!(
        preview
            .get("/public/contoso.mail/a.html")
            .contains("Title of a")
    );
    fs::write(preview.folder.join("site.yaml"), "title: Mended\n").unwrap();
    let mended = next();
    assert!(mended.contains("\"fault\":null"), "{mended}");
    preview.until("/public/contoso.mail/a.html", |page| {
        page.contains("Mended")
    });
}

#[test]
fn a_port_that_is_taken_is_passed_over_and_said() {
    let preview = Preview::start("port");
    let mut program = Command::new(env!("CARGO_BIN_EXE_inlaid"))
        .current_dir(&preview.folder)
        .args(["serve", "--port", &preview.port.to_string()])
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut said = BufReader::new(program.stderr.take().unwrap()).lines();
    let (address, taken) = (said.next().unwrap().unwrap(), said.next().unwrap().unwrap());
    program.kill().unwrap();
    program.wait().unwrap();
    assert!(
        !address.contains(&format!(":{}/", preview.port)),
        "{address}"
    );
    assert_eq!(taken, format!("port {} is taken", preview.port));
}
