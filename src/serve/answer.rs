//! A request → an answer.

use super::guard::Guard;
use super::moves::Fate;
use super::tree::{Place, Way, follow};
use super::{Shown, about};
use crate::diagnostic::Error;
use crate::path::{OutPath, UrlPath};
use bytes::Bytes;
use futures_util::stream::{Stream, unfold};
use http_body_util::combinators::BoxBody;
use http_body_util::{BodyExt as _, Full, StreamBody};
use hyper::body::Frame;
use hyper::header::{
    ALLOW, CACHE_CONTROL, CONTENT_TYPE, HeaderValue, LOCATION, X_CONTENT_TYPE_OPTIONS,
};
use hyper::{Method, Request, Response, StatusCode};
use percent_encoding::percent_decode_str;
use serde_json::{Value, json};
use std::convert::Infallible;
use std::sync::Arc;
use tokio::sync::watch;

/// Where the preview's own files are. No segment of a tree begins with `-`.
const OWN: &str = "/-/";
/// The script of the preview.
const SCRIPT: &str = include_str!("preview.js");
/// The bar below every page, and its style.
const BAR: &str = include_str!("bar.js");
const STYLE: &str = include_str!("bar.css");
/// What a page's policy says of who may read HTML, as templates write it and as it is.
const NOBODY: [&str; 2] = ["trusted-types &#39;none&#39;", "trusted-types 'none'"];
/// What it says in the preview, whose script reads the page as it is sent anew.
const PREVIEW: &str = "trusted-types inlaid-preview";

type Body = BoxBody<Bytes, Infallible>;

/// Answers a request.
pub(super) fn answer<B>(
    request: &Request<B>,
    guard: &Guard,
    shown: watch::Receiver<Arc<Shown>>,
) -> Response<Body> {
    if !guard.admits(request.headers()) {
        return text(
            StatusCode::MISDIRECTED_REQUEST,
            "This server answers only to its own address.\n",
        );
    }
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        let mut response = text(StatusCode::METHOD_NOT_ALLOWED, "Only GET and HEAD.\n");
        response
            .headers_mut()
            .insert(ALLOW, HeaderValue::from_static("GET, HEAD"));
        return response;
    }
    let now = Arc::clone(&shown.borrow());
    let path = percent_decode_str(request.uri().path()).decode_utf8_lossy();
    // What is asked about is a path of the preview, behind the `?`.
    let asked = percent_decode_str(request.uri().query().unwrap_or_default()).decode_utf8_lossy();
    match path.strip_prefix(OWN) {
        Some("events") => with_type("text/event-stream", StreamBody::new(events(shown)).boxed()),
        Some("preview.js") => with_type("text/javascript; charset=utf-8", full(SCRIPT)),
        Some("bar.js") => with_type("text/javascript; charset=utf-8", full(BAR)),
        Some("bar.css") => with_type("text/css; charset=utf-8", full(STYLE)),
        Some("samples") => {
            let samples = now.samples.iter();
            let samples = samples.map(|sample| json!([sample.name, sample.values]));
            with_type(
                "application/json",
                full(Value::from_iter(samples).to_string()),
            )
        }
        Some("about") => data(&asked, &now, about::about),
        Some("findings") => data(&asked, &now, about::findings),
        Some(_) => text(StatusCode::NOT_FOUND, "No such file.\n"),
        None => page(&path, &now),
    }
}

/// What is known about a page, as JSON.
fn data(path: &str, shown: &Shown, of: fn(&Place<'_>, &str) -> Value) -> Response<Body> {
    match follow(path, shown) {
        Way::Place(place) => {
            let json = of(&place, &shown.editor).to_string();
            with_type("application/json", full(json))
        }
        _ => text(StatusCode::NOT_FOUND, "No such page.\n"),
    }
}

/// A file of a tree: `/CLOUD/…`.
fn page(path: &str, shown: &Shown) -> Response<Body> {
    let place = match follow(path, shown) {
        Way::Place(place) => place,
        Way::Moved(to) => return moved(&to),
        Way::Nowhere => return text(StatusCode::NOT_FOUND, "No cloud of this name is built.\n"),
        Way::NotYet => {
            let fault = shown.fault.as_deref();
            let fault = fault.unwrap_or("The first build is not done yet.");
            return words(StatusCode::SERVICE_UNAVAILABLE, fault, shown.round);
        }
    };
    let output = place.output();
    let is_there = output.has(&place.file);
    if !is_there && let Some(answer) = elsewhere(&place, shown) {
        return answer;
    }
    let file = match is_there {
        true => place.file,
        false => OutPath::from(&UrlPath::new("404.html")),
    };
    let name = format!("{}/{}", output.cloud(), file.as_str());
    let made = shown.made(&name, || {
        let bytes = output.bytes(&file)?;
        Ok::<_, Error>(match file.as_str().ends_with(".html") {
            true => with_script(&bytes, shown.round),
            false => bytes.into_owned(),
        })
    });
    let mut response = match made {
        Ok(bytes) => with_type(kind(&file), full(bytes)),
        Err(error) => words(
            StatusCode::INTERNAL_SERVER_ERROR,
            &error.to_string(),
            shown.round,
        ),
    };
    if !is_there {
        *response.status_mut() = StatusCode::NOT_FOUND;
    }
    response
}

/// Where a page is that is not here, or why there is none.
fn elsewhere(place: &Place<'_>, shown: &Shown) -> Option<Response<Body>> {
    let missing = |why: &str| Some(words(StatusCode::NOT_FOUND, why, shown.round));
    if let Some(article) = place.article() {
        return missing(&about::absence(place, article));
    }
    let cloud = place.cloud();
    match shown.moves.fate(cloud, &place.file, place.build)? {
        Fate::Moved(article) => match place.entry(place.at, article) {
            Some(entry) => Some(moved(&format!("/{cloud}/{}", entry.url.as_str()))),
            None => missing(&about::absence(place, article)),
        },
        Fate::Deleted(source) => missing(&format!(
            "{source} is not there any more. It was deleted, or is no article now."
        )),
    }
}

/// A page with the preview's script, and the policy that lets it read pages.
fn with_script(page: &[u8], round: u64) -> Vec<u8> {
    let page = String::from_utf8_lossy(page);
    let Some(nobody) = NOBODY.iter().find(|words| page.contains(**words)) else {
        // A page whose policy allows no script of this host would only complain.
        return page.into_owned().into_bytes();
    };
    let page = page.replacen(nobody, PREVIEW, 1);
    let script = script(round);
    match page.find("</head>") {
        Some(at) => [&page[..at], &script, &page[at..]].concat().into_bytes(),
        None => (script + &page).into_bytes(),
    }
}

/// The element of the preview's script. It says which build the page is of, so that none is missed while it loads.
fn script(round: u64) -> String {
    let process = std::process::id();
    format!("<script type=\"module\" src=\"{OWN}preview.js?{process}-{round}\"></script>\n")
}

/// A page of a few words in place of one that is not there or cannot be made. It, too, changes with the next build.
fn words(status: StatusCode, words: &str, round: u64) -> Response<Body> {
    let mut escaped = String::new();
    crate::html::text(&mut escaped, words);
    let page = format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; script-src 'self'; style-src 'self'; \
         img-src data:; connect-src 'self'; require-trusted-types-for 'script'; {PREVIEW}\">\n<meta charset=\"utf-8\">\n\
         <title>Preview</title>\n<link rel=\"icon\" href=\"data:,\">\n\
         {}</head>\n<body>\n<main><pre>{escaped}</pre></main>\n\
         </body>\n</html>\n",
        script(round)
    );
    let mut response = with_type("text/html; charset=utf-8", full(page));
    *response.status_mut() = status;
    response
}

/// One event at once, and one whenever something else is shown.
fn events(
    shown: watch::Receiver<Arc<Shown>>,
) -> impl Stream<Item = Result<Frame<Bytes>, Infallible>> {
    unfold((shown, true), |(mut shown, first)| async move {
        if !first {
            shown.changed().await.ok()?;
        }
        let now = Arc::clone(&shown.borrow_and_update());
        let event =
            json!({ "round": now.round, "fault": now.fault, "process": std::process::id() });
        Some((
            Ok(Frame::data(format!("data: {event}\n\n").into())),
            (shown, false),
        ))
    })
}

fn kind(path: &OutPath) -> &'static str {
    match path.as_str().rsplit_once('.').map_or("", |(_, end)| end) {
        "html" => "text/html; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "json" => "application/json",
        "xml" => "application/xml",
        "md" => "text/markdown; charset=utf-8",
        "txt" | "csv" => "text/plain; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "gif" => "image/gif",
        "jpg" | "jpeg" => "image/jpeg",
        "webp" => "image/webp",
        "avif" => "image/avif",
        "ico" => "image/x-icon",
        "pdf" => "application/pdf",
        _ => "application/octet-stream",
    }
}

fn full(bytes: impl Into<Bytes>) -> Body {
    Full::new(bytes.into()).boxed()
}

fn with_type(kind: &'static str, body: Body) -> Response<Body> {
    let mut response = Response::new(body);
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    response
}

fn text(status: StatusCode, words: &'static str) -> Response<Body> {
    let mut response = with_type("text/plain; charset=utf-8", full(words));
    *response.status_mut() = status;
    response
}

fn moved(to: &str) -> Response<Body> {
    let mut response = text(StatusCode::FOUND, "Moved.\n");
    if let Ok(to) = HeaderValue::from_str(to) {
        response.headers_mut().insert(LOCATION, to);
    }
    response
}
