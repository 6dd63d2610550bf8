//! Results kept from one build to the next, by everything that went into them.
//!
//! A stage looks results up while it works, on all cores, and keeps new ones between stages. What a build did not ask
//! for is dropped by [`Memo::sweep`]. A cold build is the same code with an empty memo.

use std::any::Any;
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hash, Hasher};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use xxhash_rust::xxh3::xxh3_128;

/// A hash of everything that a result was made from; 128 bits, so that two are never the same.
pub type Key = u128;

/// Makes a key of its parts. They are gathered first: a hash that is fed piece by piece takes longer to set up than all
/// of a usual key takes to hash, and a preview makes tens of thousands at every save.
pub struct KeyOf(Vec<u8>);

impl KeyOf {
    /// A key for results of one kind.
    pub fn new(kind: &str) -> Self {
        Self(Vec::with_capacity(1024)).text(kind)
    }

    /// With a text. Its length goes in as well, so that `ab` and `c` are not `a` and `bc`.
    #[must_use]
    pub fn text(self, text: &str) -> Self {
        self.bytes(text.as_bytes())
    }

    /// With bytes and their number.
    #[must_use]
    pub fn bytes(mut self, bytes: &[u8]) -> Self {
        self.0
            .extend_from_slice(&(bytes.len() as u64).to_le_bytes());
        self.0.extend_from_slice(bytes);
        self
    }

    /// With a number, or another key.
    #[must_use]
    pub fn number(mut self, number: impl Into<u128>) -> Self {
        self.0.extend_from_slice(&number.into().to_le_bytes());
        self
    }

    /// With a value, by all that tells it from others.
    #[must_use]
    pub fn value(mut self, value: &(impl Hash + ?Sized)) -> Self {
        value.hash(&mut self);
        self
    }

    /// The key.
    pub fn key(&self) -> Key {
        xxh3_128(&self.0)
    }
}

/// Takes in the parts of a value.
impl Hasher for KeyOf {
    fn write(&mut self, bytes: &[u8]) {
        self.0.extend_from_slice(bytes);
    }

    fn finish(&self) -> u64 {
        self.key() as u64
    }
}

/// Results by key.
#[derive(Default)]
pub struct Memo {
    kept: HashMap<Key, Kept, BuildHasherDefault<Half>>,
    round: u32,
    /// Whether it is for one build, after which nobody asks again.
    once: bool,
}

struct Kept {
    value: Arc<dyn Any + Send + Sync>,
    /// The last round that asked for it.
    used: AtomicU32,
}

impl Memo {
    /// A memo for the only build of a process: it has what it is [told](Memo::tell), and keeps nothing that is made.
    pub fn once() -> Self {
        Self {
            once: true,
            ..Self::default()
        }
    }

    /// A kept result. It stays for another round.
    pub fn get<T: Any + Send + Sync>(&self, key: Key) -> Option<Arc<T>> {
        let kept = self.kept.get(&key)?;
        kept.used.store(self.round, Ordering::Relaxed);
        Arc::clone(&kept.value).downcast().ok()
    }

    /// Keeps a result for the next build.
    pub fn keep<T: Any + Send + Sync>(&mut self, key: Key, value: Arc<T>) {
        if !self.once {
            self.tell(key, value);
        }
    }

    /// Tells it a result of another process.
    pub fn tell<T: Any + Send + Sync>(&mut self, key: Key, value: Arc<T>) {
        let used = AtomicU32::new(self.round);
        self.kept.insert(key, Kept { value, used });
    }

    /// Drops what was not asked for since the last sweep.
    pub fn sweep(&mut self) {
        let round = self.round;
        self.kept
            .retain(|_, kept| kept.used.load(Ordering::Relaxed) == round);
        self.round = self.round.wrapping_add(1);
    }

    /// How many results are kept.
    pub fn len(&self) -> usize {
        self.kept.len()
    }

    /// Whether nothing is kept.
    pub fn is_empty(&self) -> bool {
        self.kept.is_empty()
    }
}

/// A key is a hash already: half of it serves for the table.
#[derive(Default)]
struct Half(u64);

impl Hasher for Half {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        let mut half = [0; 8];
        let length = bytes.len().min(8);
        half[..length].copy_from_slice(&bytes[..length]);
        self.0 = u64::from_le_bytes(half);
    }

    fn write_u128(&mut self, key: u128) {
        self.0 = key as u64;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_asked_for_is_swept() {
        let mut memo = Memo::default();
        memo.keep(1, Arc::new("one"));
        memo.keep(2, Arc::new("two"));
        memo.sweep();
        assert_eq!(memo.get::<&str>(1).as_deref(), Some(&"one"));
        memo.sweep();
        assert_eq!((memo.get::<&str>(2), memo.len()), (None, 1));
    }

    #[test]
    fn a_memo_for_one_build_has_what_it_is_told() {
        let mut memo = Memo::once();
        memo.tell(1, Arc::new("one"));
        memo.keep(2, Arc::new("two"));
        assert_eq!((memo.get::<&str>(1).is_some(), memo.len()), (true, 1));
    }

    #[test]
    fn a_result_of_another_kind_is_none() {
        let mut memo = Memo::default();
        memo.keep(1, Arc::new("one"));
        assert_eq!(memo.get::<u8>(1), None);
    }

    #[test]
    fn parts_do_not_run_into_each_other() {
        let key = |parts: [&str; 2]| KeyOf::new("x").text(parts[0]).text(parts[1]).key();
        assert_ne!(key(["ab", "c"]), key(["a", "bc"]));
    }
}
