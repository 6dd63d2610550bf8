//! Which files a tree has, as far as builds need not find it out again.

use super::recipes::Recipes;
use crate::config::Config;
use crate::memo::{Key, KeyOf, Memo};
use crate::path::OutPath;
use crate::site::Site;
use crate::theme::Theme;
use std::sync::{Arc, OnceLock};

/// The layout of a tree: made when the tree is first asked for, as a preview asks for few.
///
/// To learn what the indexes of a tree are called takes as long as to make them, so a build remembers their names from an
/// earlier one with the same key.
#[derive(Debug)]
pub struct Layout {
    /// A hash of all that it goes by.
    pub key: Key,
    indexes: Option<Vec<OutPath>>,
    recipes: OnceLock<Recipes>,
}

impl Layout {
    /// The layout of a site with a theme.
    pub fn of(site: &Site, theme: &Theme, memo: &mut Memo) -> Arc<Self> {
        let key = KeyOf::new("layout").number(site.key);
        let key = key.number(theme.key).key();
        let known = memo.get(key);
        known.unwrap_or_else(|| {
            let layout = Self::new(key, None);
            memo.keep(key, Arc::clone(&layout));
            layout
        })
    }

    /// Tells a memo what the indexes were called in an earlier build.
    pub fn recall(key: Key, indexes: Vec<OutPath>, memo: &mut Memo) {
        memo.tell(key, Self::new(key, Some(indexes)));
    }

    fn new(key: Key, indexes: Option<Vec<OutPath>>) -> Arc<Self> {
        Arc::new(Self {
            key,
            indexes,
            recipes: OnceLock::new(),
        })
    }

    /// How the files of the tree are made. The site and the theme are those it is the layout of.
    pub fn recipes(&self, site: &Site, config: &Config, theme: &Theme) -> &Recipes {
        let indexes = self.indexes.as_deref();
        self.recipes
            .get_or_init(|| Recipes::new(site, config, theme, indexes))
    }

    /// What the indexes are called; none before the recipes were asked for.
    pub fn indexes(&self) -> Vec<OutPath> {
        let recipes = self.recipes.get();
        recipes.map_or_else(Vec::new, Recipes::indexes)
    }
}
