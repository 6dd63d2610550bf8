//! A request → an answer.

use super::Shown;
use super::guard::Guard;
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
use serde_json::json;
use std::convert::Infallible;
use std::sync::Arc;
use tokio::sync::watch;

/// Where the preview's own files are. No segment of a tree begins with `-`.
const OWN: &str = "/-/";
/// The script of the preview.
const SCRIPT: &str = include_str!("preview.js");
/// What a page's policy says of who may read HTML, as templates write it and as it is.
const NOBODY: [&str; 2] = ["trusted-types &#39;none&#39;", "trusted-types 'none'"];
/// What it says in the preview, whose script reads the page as it is sent anew.
const PREVIEW: &str = "trusted-types inlaid-preview";
/// A file of more bytes is made once and shared.
const LARGE: usize = 64 * 1024;

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
    let path = percent_decode_str(request.uri().path()).decode_utf8_lossy();
    match path.strip_prefix(OWN) {
        Some("events") => with_type("text/event-stream", StreamBody::new(events(shown)).boxed()),
        Some("preview.js") => with_type("text/javascript; charset=utf-8", full(SCRIPT)),
        Some(_) => text(StatusCode::NOT_FOUND, "No such file.\n"),
        None => {
            let now = Arc::clone(&shown.borrow());
            page(&path, &now)
        }
    }
}

/// A file of a tree: `/CLOUD/…`.
fn page(path: &str, shown: &Shown) -> Response<Body> {
    let Some((config, build)) = shown.built.as_deref() else {
        let fault = shown
            .fault
            .as_deref()
            .unwrap_or("The first build is not done yet.");
        return waiting(fault);
    };
    let inner = path.trim_start_matches('/');
    let (cloud, below) = inner.split_once('/').unwrap_or((inner, ""));
    let names = || {
        config
            .build
            .iter()
            .map(|id| config.clouds.get(*id).name.as_str())
    };
    let Some(at) = names().position(|name| name == cloud) else {
        let first = names().next().unwrap_or_default();
        return match inner {
            "" => moved(&format!("/{first}/")),
            _ => text(StatusCode::NOT_FOUND, "No cloud of this name is built.\n"),
        };
    };
    if below.is_empty() && !path.ends_with('/') {
        return moved(&format!("/{cloud}/"));
    }
    let output = build.output(at, config);
    let below = match below.is_empty() || below.ends_with('/') {
        true => format!("{below}index.html"),
        false => below.to_owned(),
    };
    let file = OutPath::from(&UrlPath::new(&below));
    let (status, file) = match output.has(&file) {
        true => (StatusCode::OK, file),
        false => (
            StatusCode::NOT_FOUND,
            OutPath::from(&UrlPath::new("404.html")),
        ),
    };
    let mut response = match output.bytes(&file) {
        Ok(bytes) if file.as_str().ends_with(".html") => {
            with_type(kind(&file), full(with_script(&bytes)))
        }
        Ok(bytes) if bytes.len() > LARGE => {
            let name = format!("{cloud}/{}", file.as_str());
            with_type(kind(&file), full(shown.large(&name, bytes.into_owned())))
        }
        Ok(bytes) => with_type(kind(&file), full(bytes.into_owned())),
        Err(error) => waiting(&error.to_string()),
    };
    if status != StatusCode::OK {
        *response.status_mut() = status;
    }
    response
}

/// A page with the preview's script, and the policy that lets it read pages.
fn with_script(page: &[u8]) -> Vec<u8> {
    let page = String::from_utf8_lossy(page);
    let Some(nobody) = NOBODY.iter().find(|words| page.contains(**words)) else {
        // A page whose policy allows no script of this host would only complain.
        return page.into_owned().into_bytes();
    };
    let page = page.replacen(nobody, PREVIEW, 1);
    let script = format!("<script type=\"module\" src=\"{OWN}preview.js\"></script>\n");
    match page.find("</head>") {
        Some(at) => [&page[..at], &script, &page[at..]].concat().into_bytes(),
        None => (script + &page).into_bytes(),
    }
}

/// A page in place of one that cannot be made; it is shown again when there is another build.
fn waiting(fault: &str) -> Response<Body> {
    let mut escaped = String::new();
    crate::html::text(&mut escaped, fault);
    let page = format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; script-src 'self'; connect-src 'self'; \
         require-trusted-types-for 'script'; {}\">\n<meta charset=\"utf-8\">\n<title>Preview</title>\n\
         <script type=\"module\" src=\"{OWN}preview.js\"></script>\n</head>\n<body>\n<pre>{escaped}</pre>\n</body>\n</html>\n",
        PREVIEW
    );
    let mut response = with_type("text/html; charset=utf-8", full(page));
    *response.status_mut() = StatusCode::SERVICE_UNAVAILABLE;
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
