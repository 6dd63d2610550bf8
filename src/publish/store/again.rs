//! Doing again what broke off. The crate below tries again where a service answers that it cannot just now, or where no connection
//! came about; what it gives up at once is here: an answer that broke off, a request of which nobody knows whether it arrived, and one that arrived damaged.

use object_store::client::{HttpError, HttpErrorKind};
use std::error::Error;
use std::hash::{BuildHasher as _, Hasher as _, RandomState};
use std::time::Duration;

/// How often something is begun anew.
const MOST: u32 = 4;
/// The first pause; each is twice as long as the one before, less a random part.
const PAUSE: Duration = Duration::from_millis(200);

/// How often something was begun anew.
#[derive(Default)]
pub(super) struct Tries(u32);

impl Tries {
    /// Waits a while if a fault is one that may pass; `false` where it is not, or enough was tried.
    pub(super) async fn again(&mut self, cause: &object_store::Error) -> bool {
        if self.0 == MOST || !(broke_off(cause) || came_damaged(cause)) {
            return false;
        }
        let most = PAUSE.saturating_mul(1 << self.0);
        self.0 += 1;
        tokio::time::sleep(most.mul_f64(0.5 + part() / 2.0)).await;
        true
    }
}

/// Does something that may be done twice.
pub(super) async fn again<T, F: Future<Output = object_store::Result<T>>>(
    act: impl Fn() -> F,
) -> object_store::Result<T> {
    let mut tries = Tries::default();
    loop {
        match act().await {
            Err(cause) if tries.again(&cause).await => {}
            done => return done,
        }
    }
}

/// Whether there was no answer, or not all of one.
fn broke_off(cause: &object_store::Error) -> bool {
    let mut cause: Option<&(dyn Error + 'static)> = Some(cause);
    while let Some(error) = cause {
        if let Some(fault) = error.downcast_ref::<HttpError>() {
            // Without a connection it was tried often enough.
            return fault.kind() != HttpErrorKind::Connect;
        }
        cause = error.source();
    }
    false
}

/// Whether a service refused bytes that are not those whose checksum came with them.
fn came_damaged(cause: &object_store::Error) -> bool {
    let said = cause.to_string();
    said.contains("400 Bad Request") && (said.contains("BadDigest") || said.contains("mismatch"))
}

/// A random part of 1.
fn part() -> f64 {
    let random = RandomState::new().build_hasher().finish();
    f64::from((random >> 32) as u32) / f64::from(u32::MAX)
}
