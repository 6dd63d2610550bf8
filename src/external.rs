//! Links to other hosts, and whether they lead anywhere: the only room that asks others, and only when told to.
//!
//! Hosts are asked side by side, each host one question after the other with a pause between. An answer is kept on disk
//! and counts until it is too old.
#![allow(
    clippy::disallowed_methods,
    reason = "an edge: asks hosts, and keeps what they said"
)]

use crate::article::{Article, Role, Token};
use crate::diagnostic::{Code, Error, Finding, Note};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;
use std::sync::Arc;
use std::thread::sleep;
use std::time::{Duration, SystemTime};
use ureq::Agent;
use ureq::http::StatusCode;
use url::Url;

/// How often a host is asked that gives no answer, or an error of its own.
const TRIES: u32 = 3;
/// The time between two questions to a host.
const PAUSE: Duration = Duration::from_millis(100);
/// The longest that a host may tell us to wait.
const LONGEST_WAIT: Duration = Duration::from_secs(30);
/// How many addresses may lead to each other.
const HOPS: usize = 5;
/// How many hosts are asked at a time.
const HOSTS: usize = 16;

/// How to ask.
#[derive(Clone, Debug)]
pub struct Asking {
    /// How long one answer may take.
    pub timeout: Duration,
    /// How old a kept answer may be.
    pub age: Duration,
    /// The file that keeps answers; it is made where it is missing.
    pub cache: PathBuf,
}

/// What an address leads to.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Answer {
    /// A page.
    There,
    /// A page that has another address for good.
    Moved(String),
    /// Nothing, and the host says so.
    Dead(u16),
    /// It is not known: why.
    Unknown(String),
}

/// An answer and when it was given, in seconds since 1970.
#[derive(Clone, Debug, Deserialize, Serialize)]
struct Kept {
    at: u64,
    answer: Answer,
}

/// What is wrong with the addresses of other hosts in these articles.
///
/// # Errors
/// When the file of kept answers cannot be read or written.
pub fn check(articles: &[Arc<Article>], asking: &Asking) -> Result<Vec<Finding>, Error> {
    let addresses = articles
        .iter()
        .flat_map(|article| links(article).map(|(_, address)| address));
    let answers = ask(&addresses.collect(), asking)?;
    let located = articles.iter().flat_map(|article| {
        let notes = links(article)
            .filter_map(|(span, address)| note(span, &address, answers.get(&address)?));
        article.locate(notes.collect())
    });
    Ok(located.collect())
}

/// The addresses of other hosts in an article, without fragment, and where they stand.
fn links(article: &Article) -> impl Iterator<Item = (std::ops::Range<usize>, String)> {
    let links = article.body().outline.links.iter();
    let links =
        links.filter(|link| link.role != Role::Lookalike && Token::find(&link.address).is_none());
    links.filter_map(|link| {
        let mut url = Url::parse(&link.address).ok()?;
        url.set_fragment(None);
        let is_web = matches!(url.scheme(), "http" | "https") && url.host().is_some();
        is_web.then(|| (link.span.clone(), url.to_string()))
    })
}

fn note(span: std::ops::Range<usize>, address: &str, answer: &Answer) -> Option<Note> {
    Some(match answer {
        Answer::There => return None,
        Answer::Moved(to) => Note::new(
            Code::LinkMoved,
            span,
            format!("`{address}` has moved for good"),
        )
        .help(format!("link to `{to}`")),
        Answer::Dead(status) => Note::new(
            Code::LinkDead,
            span,
            format!("`{address}` leads nowhere: status {status}"),
        )
        .help("link to what took its place, or leave the link out"),
        Answer::Unknown(why) => Note::new(
            Code::LinkUnanswered,
            span,
            format!("`{address}` is not known to lead anywhere: {why}"),
        )
        .help("open it yourself; it is asked again next time"),
    })
}

/// What each address leads to: as it is kept, or asked now.
fn ask(addresses: &BTreeSet<String>, asking: &Asking) -> Result<BTreeMap<String, Answer>, Error> {
    let mut kept = read(asking)?;
    let now = seconds();
    let young = |kept: &Kept| now.saturating_sub(kept.at) <= asking.age.as_secs();
    let mut hosts: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for address in addresses {
        if !kept.get(address).is_some_and(young) {
            let host = Url::parse(address)
                .ok()
                .and_then(|url| url.host_str().map(str::to_owned));
            hosts
                .entry(host.unwrap_or_default())
                .or_default()
                .push(address.clone());
        }
    }
    let agent: Agent = Agent::config_builder()
        .timeout_global(Some(asking.timeout))
        .http_status_as_error(false)
        .max_redirects(0)
        .max_redirects_will_error(false)
        .user_agent(concat!("inlaid/", env!("CARGO_PKG_VERSION")))
        .build()
        .into();
    // Hosts are waited for, not computed: there may be more of them at a time than cores.
    let pool = rayon::ThreadPoolBuilder::new().num_threads(HOSTS).build();
    let pool = pool
        .map_err(|cause| Error::refused(format!("cannot start threads: {cause}"), "try again"))?;
    let asked: Vec<(String, Answer)> = pool.install(|| {
        hosts
            .into_par_iter()
            .flat_map_iter(|(_, addresses)| of_host(&agent, addresses))
            .collect()
    });
    for (address, answer) in asked {
        kept.insert(
            address,
            Kept {
                at: seconds(),
                answer,
            },
        );
    }
    // What is not known is asked again next time, and what is too old is of no use.
    let lasting: BTreeMap<&String, &Kept> = kept
        .iter()
        .filter(|(_, kept)| young(kept) && !matches!(kept.answer, Answer::Unknown(_)))
        .collect();
    let text = serde_json::to_string_pretty(&lasting).unwrap_or_default() + "\n";
    fs::write(&asking.cache, text).map_err(Error::io("write", &asking.cache))?;
    let answers = kept
        .into_iter()
        .map(|(address, kept)| (address, kept.answer));
    Ok(answers
        .filter(|(address, _)| addresses.contains(address))
        .collect())
}

fn read(asking: &Asking) -> Result<BTreeMap<String, Kept>, Error> {
    match fs::read_to_string(&asking.cache) {
        Ok(text) => serde_json::from_str(&text).map_err(|_| {
            let message = format!("`{}` keeps no answers of hosts", asking.cache.display());
            Error::refused(message, "remove it, and all hosts are asked again")
        }),
        Err(cause) if cause.kind() == std::io::ErrorKind::NotFound => Ok(BTreeMap::new()),
        Err(cause) => Err(Error::io("read", &asking.cache)(cause)),
    }
}

fn seconds() -> u64 {
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    now.map_or(0, |now| now.as_secs())
}

/// Asks one host, one question after the other.
fn of_host(agent: &Agent, addresses: Vec<String>) -> Vec<(String, Answer)> {
    let ask = |address: String| {
        sleep(PAUSE);
        let answer = follow(agent, &address);
        (address, answer)
    };
    addresses.into_iter().map(ask).collect()
}

/// Follows an address to its page.
fn follow(agent: &Agent, address: &str) -> Answer {
    let mut here = address.to_owned();
    let mut for_good = true;
    for _ in 0..=HOPS {
        let (status, to) = match patiently(agent, &here) {
            Ok(said) => said,
            Err(why) => return Answer::Unknown(why),
        };
        match (status.as_u16(), to) {
            (200..=299, _) if here != address && for_good => return Answer::Moved(here),
            (200..=299, _) => return Answer::There,
            (status @ (301 | 302 | 303 | 307 | 308), Some(to)) => {
                for_good &= matches!(status, 301 | 308);
                match Url::parse(&here).and_then(|here| here.join(&to)) {
                    Ok(next) => here = next.to_string(),
                    Err(_) => {
                        return Answer::Unknown(format!("it leads to `{to}`, which is no address"));
                    }
                }
            }
            (404 | 410, _) => return Answer::Dead(status.as_u16()),
            (other, _) => return Answer::Unknown(format!("the host answers with status {other}")),
        }
    }
    Answer::Unknown(format!("it leads on more than {HOPS} times"))
}

/// Asks until there is an answer; gives its status and where it leads on.
fn patiently(agent: &Agent, address: &str) -> Result<(StatusCode, Option<String>), String> {
    let mut why = String::new();
    for attempt in 1..=TRIES {
        let mut wait = PAUSE * attempt * 2;
        // The body is not read: its beginning says enough.
        match agent.get(address).call() {
            Ok(response) => {
                let status = response.status();
                let header = |name: &str| {
                    let value = response.headers().get(name)?.to_str().ok()?;
                    Some(value.trim().to_owned())
                };
                if status.as_u16() != 429 && !status.is_server_error() {
                    return Ok((status, header("location")));
                }
                why = format!("the host answers with status {}", status.as_u16());
                if let Some(seconds) = header("retry-after").and_then(|value| value.parse().ok()) {
                    wait = Duration::from_secs(seconds);
                }
            }
            Err(error) => why = error.to_string(),
        }
        if attempt < TRIES {
            // A host that asks for more patience than there is gets none.
            if wait > LONGEST_WAIT {
                break;
            }
            sleep(wait);
        }
    }
    Err(why)
}
