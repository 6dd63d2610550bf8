//! `inlaid serve`: what is served is for whom it is meant, whatever others do.
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "a test reads and writes its own files, and fails where it cannot"
)]

mod preview;

use preview::{PATIENCE, Preview, article};
use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Command, Stdio};

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
fn a_change_that_nobody_tells_of_is_seen_soon_after_the_next_one() {
    let preview = Preview::start("untold");
    // By its other name the file is written to in a folder whose files are no content, and that of the content is told
    // nothing.
    let other = preview.folder.join("other.md");
    fs::hard_link(preview.folder.join("content/a.md"), &other).unwrap();
    fs::write(&other, article("a", "untold")).unwrap();
    let told = preview.folder.join("content/b.md");
    fs::write(told, article("b", "told")).unwrap();
    let page = |name: &str| format!("/public/contoso.mail/{name}.html");
    preview.until(&page("b"), |page| page.contains("<p>told"));
    preview.until(&page("a"), |page| page.contains("<p>untold"));
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
