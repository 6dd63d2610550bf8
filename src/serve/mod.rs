//! The preview: answers from memory with what the last build made, and tells browsers when there is another.
//!
//! Only what a build made is served: no path of a request reaches the disk. The server listens to this machine alone
//! unless it is told otherwise, and answers only requests that were meant for it.

mod about;
mod answer;
mod guard;
mod moves;
mod tree;

use crate::Build;
use crate::config::{Config, Sample};
use crate::diagnostic::Error;
use answer::answer;
use bytes::Bytes;
use guard::Guard;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use moves::Moves;
use std::collections::HashMap;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::{Builder, Runtime};
use tokio::sync::{Semaphore, watch};

/// How many ports above the wanted one are tried.
const PORTS: u16 = 20;
/// The most connections at a time; others wait to be accepted.
const CONNECTIONS: usize = 2048;
/// How many made files are kept at most.
const KEPT: usize = 256;
/// Where links to a line of an article lead.
const EDITOR: &str = "vscode://file{file}:{line}:{column}";
/// How long a client may take to send the head of a request.
const PATIENCE: Duration = Duration::from_secs(30);

/// What is shown at a time.
pub struct Shown {
    /// The configuration and what was built with it; `None` until a first build was made.
    pub built: Option<Arc<(Config, Build)>>,
    /// Why there is no newer build, as text; `None` where this is the newest.
    pub fault: Option<String>,
    /// Counts what is shown.
    pub round: u64,
    /// Values to fill pages with, by name.
    pub samples: Vec<Sample>,
    /// The address that opens an editor, with `{file}`, `{line}` and `{column}`.
    pub editor: String,
    /// Where pages went that were shown before.
    moves: Arc<Moves>,
    /// The files that were asked for last: a thousand readers of one share its bytes.
    made: Mutex<HashMap<String, Bytes>>,
}

impl Shown {
    /// What is shown after a build, or after the attempt at one.
    pub fn new(round: u64, built: Option<(Config, Build)>, fault: Option<String>) -> Self {
        Self {
            samples: Vec::new(),
            editor: EDITOR.to_owned(),
            built: built.map(Arc::new),
            fault,
            round,
            moves: Arc::default(),
            made: Mutex::default(),
        }
    }

    /// The bytes of a file, made once as long as it is among the last that were asked for.
    fn made<E>(&self, name: &str, make: impl FnOnce() -> Result<Vec<u8>, E>) -> Result<Bytes, E> {
        let kept = || self.made.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(bytes) = kept().get(name) {
            return Ok(bytes.clone());
        }
        let bytes = Bytes::from(make()?);
        let mut kept = kept();
        if kept.len() >= KEPT {
            kept.clear();
        }
        // Of two that were made at a time, one is kept.
        Ok(kept.entry(name.to_owned()).or_insert(bytes).clone())
    }
}

/// A server at work. Dropped, it stops.
pub struct Server {
    /// Where it listens.
    pub address: SocketAddr,
    shown: watch::Sender<Arc<Shown>>,
    _runtime: Runtime,
}

impl Server {
    /// Listens at an address; where its port is taken, at the next free one.
    ///
    /// # Errors
    /// When none of the ports is free, or the address is none of this machine.
    pub fn start(host: IpAddr, port: u16) -> Result<Self, Error> {
        let runtime = Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build();
        let runtime = runtime.map_err(Error::io("start", "the server"))?;
        let listener = runtime.block_on(listen(host, port))?;
        let address = listener
            .local_addr()
            .map_err(Error::io("listen at", host.to_string()))?;
        let (shown, receiver) = watch::channel(Arc::new(Shown::new(0, None, None)));
        runtime.spawn(accept(listener, Arc::new(Guard::new(address)), receiver));
        Ok(Self {
            address,
            shown,
            _runtime: runtime,
        })
    }

    /// Shows something else from now on, and gives it back.
    pub fn show(&self, mut shown: Shown) -> Arc<Shown> {
        shown.moves = Moves::after(&self.shown.borrow(), &shown);
        let shown = Arc::new(shown);
        self.shown.send_replace(Arc::clone(&shown));
        shown
    }

    /// Goes on showing what is there, under the words that say why there is nothing newer.
    pub fn fail(&self, round: u64, fault: String) {
        self.shown.send_modify(|shown| {
            *shown = Arc::new(Shown {
                built: shown.built.clone(),
                samples: shown.samples.clone(),
                editor: shown.editor.clone(),
                moves: Arc::clone(&shown.moves),
                ..Shown::new(round, None, Some(fault))
            });
        });
    }
}

async fn listen(host: IpAddr, port: u16) -> Result<TcpListener, Error> {
    let mut last = None;
    for port in
        (port..=port.saturating_add(PORTS)).take(if port == 0 { 1 } else { usize::from(PORTS) })
    {
        match TcpListener::bind((host, port)).await {
            Ok(listener) => return Ok(listener),
            Err(cause) => last = Some(cause),
        }
    }
    let cause = last.unwrap_or_else(|| std::io::ErrorKind::AddrInUse.into());
    Err(Error::io(
        "listen at",
        SocketAddr::new(host, port).to_string(),
    )(cause))
}

async fn accept(listener: TcpListener, guard: Arc<Guard>, shown: watch::Receiver<Arc<Shown>>) {
    let room = Arc::new(Semaphore::new(CONNECTIONS));
    loop {
        let Ok(place) = Arc::clone(&room).acquire_owned().await else {
            return;
        };
        match listener.accept().await {
            Ok((stream, _)) => {
                let (guard, shown) = (Arc::clone(&guard), shown.clone());
                tokio::spawn(async move {
                    converse(stream, guard, shown).await;
                    drop(place);
                });
            }
            // Out of file descriptors, most likely: some will be free soon.
            Err(_) => tokio::time::sleep(Duration::from_millis(50)).await,
        }
    }
}

async fn converse(stream: TcpStream, guard: Arc<Guard>, shown: watch::Receiver<Arc<Shown>>) {
    let service = service_fn(move |request| {
        let (guard, shown) = (Arc::clone(&guard), shown.clone());
        async move { Ok::<_, std::convert::Infallible>(answer(&request, &guard, shown)) }
    });
    // Pages wait for nothing.
    let _ = stream.set_nodelay(true);
    let mut server = http1::Builder::new();
    server
        .timer(TokioTimer::new())
        .header_read_timeout(PATIENCE);
    // A client that hung up is no fault of anybody.
    let _ = server.serve_connection(TokioIo::new(stream), service).await;
}
