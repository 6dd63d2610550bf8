//! `inlaid check --external` against a host on this machine that does everything a host may do.
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "a test reads and writes its own files, and fails where it cannot"
)]

use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::{Arc, Mutex};
use std::thread::{sleep, spawn};
use std::time::Duration;

/// What the host was asked, in order.
type Seen = Arc<Mutex<Vec<String>>>;

fn host() -> (u16, Seen) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let seen = Seen::default();
    let shared = Arc::clone(&seen);
    spawn(move || {
        for stream in listener.incoming().flatten() {
            let seen = Arc::clone(&shared);
            spawn(move || converse(stream, &seen));
        }
    });
    (port, seen)
}

fn converse(mut stream: TcpStream, seen: &Mutex<Vec<String>>) {
    let mut lines = BufReader::new(stream.try_clone().unwrap())
        .lines()
        .map_while(Result::ok);
    let Some(first) = lines.next() else { return };
    let path = first.split(' ').nth(1).unwrap_or_default().to_owned();
    for line in lines.by_ref() {
        if line.is_empty() {
            break;
        }
    }
    let before = {
        let mut seen = seen.lock().unwrap();
        seen.push(path.clone());
        seen.iter().filter(|other| **other == path).count()
    };
    let answer =
        |head: &str| format!("HTTP/1.1 {head}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    let said = match &*path {
        "/ok" => answer("200 OK"),
        "/moved" => answer("301 Moved Permanently\r\nLocation: /ok"),
        "/found" => answer("302 Found\r\nLocation: /ok"),
        "/loop" => answer("301 Moved Permanently\r\nLocation: /loop"),
        "/forbidden" => answer("403 Forbidden"),
        "/busy" if before == 1 => answer("429 Too Many Requests\r\nRetry-After: 1"),
        "/busy" => answer("200 OK"),
        "/never" => answer("429 Too Many Requests\r\nRetry-After: 3600"),
        "/error" => answer("500 Internal Server Error"),
        "/once" if before == 1 => answer("503 Service Unavailable"),
        "/once" => answer("200 OK"),
        "/slow" => {
            sleep(Duration::from_secs(20));
            String::new()
        }
        "/reset" => String::new(),
        "/endless" | "/headers" => {
            let begin = if path == "/endless" {
                "HTTP/1.1 200 OK\r\n\r\n"
            } else {
                "HTTP/1.1 200 OK\r\n"
            };
            let _ = stream.write_all(begin.as_bytes());
            while stream.write_all(b"x-more: and more\r\n").is_ok() {}
            String::new()
        }
        _ => answer("404 Not Found"),
    };
    // Of a question that was given up nobody waits for the answer.
    let _ = stream.write_all(said.as_bytes());
}

fn check(folder: &Path, more: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_inlaid"));
    for name in [
        "http_proxy",
        "HTTP_PROXY",
        "https_proxy",
        "HTTPS_PROXY",
        "all_proxy",
        "ALL_PROXY",
    ] {
        command.env_remove(name);
    }
    command
        .current_dir(folder)
        .arg("check")
        .args(more)
        .output()
        .unwrap()
}

/// A site whose one article links to these paths of a host.
struct Site {
    folder: PathBuf,
    port: u16,
    seen: Seen,
}

impl Site {
    fn new(name: &str, paths: &[&str]) -> Self {
        let folder: PathBuf = Path::new(env!("CARGO_TARGET_TMPDIR"))
            .join("external")
            .join(name);
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(folder.join("content")).unwrap();
        let (port, seen) = host();
        let link = |path: &&str| format!("[to {path}](http://127.0.0.1:{port}/{path})\n");
        let links: String = paths.iter().map(link).collect();
        let head = "<properties articleId=\"a\" selfHelpType=\"generic\" service=\"contoso.mail\" cloudEnvironments=\"public\" />";
        fs::write(
            folder.join("content/a.md"),
            format!("{head}\n\n# A\n\n{links}"),
        )
        .unwrap();
        Self { folder, port, seen }
    }

    /// Path → code of what is found.
    fn found(&self) -> BTreeMap<String, String> {
        let output = check(
            &self.folder,
            &["--external", "--timeout", "1", "--format", "json"],
        );
        assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
        let lines = String::from_utf8_lossy(&output.stdout).into_owned();
        let finding = |line: &str| {
            let finding: Value = serde_json::from_str(line).unwrap();
            let message = finding["message"].as_str().unwrap().to_owned();
            let path = message
                .split('/')
                .nth(3)
                .unwrap()
                .split('`')
                .next()
                .unwrap()
                .to_owned();
            (path, finding["code"].as_str().unwrap().to_owned())
        };
        lines.lines().map(finding).collect()
    }

    /// How often a path was asked for.
    fn times(&self, path: &str) -> usize {
        let seen = self.seen.lock().unwrap();
        seen.iter()
            .filter(|other| **other == format!("/{path}"))
            .count()
    }
}

fn map<const N: usize>(wanted: [(&str, &str); N]) -> BTreeMap<String, String> {
    wanted
        .map(|(path, code)| (path.to_owned(), code.to_owned()))
        .into()
}

#[test]
fn hosts_are_asked_with_patience() {
    let paths = [
        "ok",
        "ok#part",
        "moved",
        "found",
        "loop",
        "forbidden",
        "gone",
        "busy",
        "never",
        "error",
        "once",
        "slow",
        "reset",
        "endless",
        "headers",
    ];
    let site = Site::new("patience", &paths);
    // Nobody is asked unless it is wanted.
    assert!(check(&site.folder, &["--offline"]).status.success());
    assert!(check(&site.folder, &[]).status.success());
    assert!(site.seen.lock().unwrap().is_empty());
    let unknown = "link-unanswered";
    let wanted = map([
        ("gone", "link-dead"),
        ("moved", "link-moved"),
        ("loop", unknown),
        ("forbidden", unknown),
        ("never", unknown),
        ("error", unknown),
        ("slow", unknown),
        ("reset", unknown),
        ("headers", unknown),
    ]);
    assert_eq!(site.found(), wanted);
    // A page is asked for once, whatever part of it is meant, besides those that lead to it; a host that fails is asked
    // again, one that wants hours is not.
    let times =
        ["ok", "busy", "once", "error", "never", "gone", "forbidden"].map(|path| site.times(path));
    assert_eq!(times, [3, 2, 2, 3, 1, 1, 1]);
}

#[test]
fn answers_are_kept_until_they_are_old() {
    let site = Site::new("kept", &["ok", "gone", "moved", "error"]);
    let wanted = map([
        ("gone", "link-dead"),
        ("moved", "link-moved"),
        ("error", "link-unanswered"),
    ]);
    assert_eq!(site.found(), wanted);
    assert_eq!(site.found(), wanted);
    // What is known is not asked again, and what is not known is.
    assert_eq!(
        ["gone", "moved", "error"].map(|path| site.times(path)),
        [1, 1, 6]
    );
    let cache = site.folder.join(".inlaid-links.json");
    let mut kept: Value = serde_json::from_str(&fs::read_to_string(&cache).unwrap()).unwrap();
    kept[format!("http://127.0.0.1:{}/gone", site.port)]["at"] = 1.into();
    fs::write(&cache, kept.to_string()).unwrap();
    assert_eq!(site.found(), wanted);
    assert_eq!(["gone", "moved"].map(|path| site.times(path)), [2, 1]);
    fs::write(&cache, "no").unwrap();
    assert_eq!(check(&site.folder, &["--external"]).status.code(), Some(2));
}
