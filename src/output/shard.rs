//! Which files of a tree one machine of several makes.

use crate::path::OutPath;
use std::fmt;
use std::str::FromStr;
use xxhash_rust::xxh3::xxh3_64;

/// The most shards that a tree can have.
pub const MOST_SHARDS: u32 = 1024;

/// One of the shards that a tree is made in, counted from 1. Which articles and files it has depends on their names
/// alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Shard {
    number: u32,
    of: u32,
}

impl Shard {
    /// All of a tree.
    pub const WHOLE: Self = Self { number: 1, of: 1 };

    /// This one of so many; `None` where there is no such.
    pub fn new(number: u32, of: u32) -> Option<Self> {
        let is_one = (1..=MOST_SHARDS).contains(&of) && (1..=of).contains(&number);
        is_one.then_some(Self { number, of })
    }

    /// Which it is, from 1.
    pub fn number(self) -> u32 {
        self.number
    }

    /// How many there are.
    pub fn of(self) -> u32 {
        self.of
    }

    /// Whether it has the article of this id, in all languages and shapes. Ids compare without case.
    pub fn has_article(self, id: &str) -> bool {
        self == Self::WHOLE || self.has(&id.to_lowercase())
    }

    /// Whether it has this file, which is of no single article.
    pub fn has_file(self, path: &OutPath) -> bool {
        self.has(path.as_str())
    }

    fn has(self, name: &str) -> bool {
        xxh3_64(name.as_bytes()) % u64::from(self.of) == u64::from(self.number - 1)
    }
}

/// As it is typed: `2/4`.
impl fmt::Display for Shard {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}/{}", self.number, self.of)
    }
}

impl FromStr for Shard {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let numbers = text.split_once('/');
        let shard = numbers
            .and_then(|(number, of)| Self::new(number.parse().ok()?, of.parse().ok()?))
            .filter(|shard| shard.to_string() == text);
        shard.ok_or_else(|| {
            format!("a shard is such as `2/4`: the second of four; there can be {MOST_SHARDS}")
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shard_is_one_of_so_many() {
        for text in ["1/1", "2/4", "1024/1024"] {
            assert_eq!(text.parse::<Shard>().unwrap().to_string(), text);
        }
        for text in [
            "", "1", "/", "0/4", "5/4", "1/0", "+1/4", "01/4", "1/1025", "-1/4", "1/4/4", " 1/4",
        ] {
            assert!(text.parse::<Shard>().is_err(), "{text}");
        }
    }

    #[test]
    fn every_name_is_in_one_shard_whatever_its_case() {
        for of in [1, 2, 3, 7] {
            let shards: Vec<Shard> = (1..=of).filter_map(|at| Shard::new(at, of)).collect();
            for number in 0..100 {
                let (id, other) = (format!("Id{number}"), format!("iD{number}"));
                let has = |id: &str| {
                    let mut having = shards.iter().filter(|shard| shard.has_article(id));
                    (having.next(), having.next())
                };
                assert!(has(&id).0.is_some() && has(&id).1.is_none());
                assert_eq!(has(&id), has(&other));
            }
        }
    }
}
