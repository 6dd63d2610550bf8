//! Body and resolved links → HTML: the only code that writes HTML by hand.
//!
//! Knows nothing of a cloud but where the links lead, so clouds whose links resolve alike share a body. Tokens of slots
//! pass through as words; they become elements last, after raw HTML was cleaned, so that no author can forge one.

pub mod blade;
mod blocks;
mod escape;
mod fill;
mod json;
mod links;
mod markdown;
mod quote;
mod sanitize;
mod sections;
mod slots;
mod tools;

pub use escape::{attribute, text};

use crate::article::Article;
use crate::value::Filling;

/// Where a link leads in one cloud; one for each link of an article's outline, in that order.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Target {
    /// An address, complete.
    Url(String),
    /// An address in the portal, complete.
    Portal {
        /// The address.
        url: String,
        /// Whether the author asked for a button.
        button: bool,
    },
    /// A plain link shown as a button.
    Button(String),
    /// An address with variables in braces (`https://…/{resourceId}`); without a link until they are filled.
    Template {
        /// The address; braces of its own are encoded.
        template: String,
        /// The class of the element, if it has one.
        class: &'static str,
    },
    /// A video of another host that may be played on the page.
    Video {
        /// The address of its page.
        url: String,
        /// The address of its player.
        player: String,
    },
    /// An image of another host, shown as a link to it.
    External(String),
    /// Nowhere: the text stays, the link does not.
    Nowhere,
}

/// The HTML of an article's body, with its slots filled as far as there are values.
pub fn render(article: &Article, targets: &[Target], filling: &Filling) -> String {
    markdown::Writer::new(article, targets, filling).write()
}
