//! What objects say of themselves: what they are, and how long they may be kept.

use super::store::attributes;
use crate::hosts::{cache_control, content_type};
use crate::path::OutPath;
use object_store::Attributes;

/// Of a file of the site.
pub(super) fn of(path: &OutPath) -> Attributes {
    attributes(content_type(path), cache_control(path))
}

/// Of the pointer: whoever reads it wants the one of now.
pub(super) fn of_pointer() -> Attributes {
    attributes("application/json", "no-store")
}

/// Of a record.
pub(super) fn of_record() -> Attributes {
    attributes("application/octet-stream", "no-store")
}
