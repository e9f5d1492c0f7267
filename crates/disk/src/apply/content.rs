//! The content at a path, for comparison with the expected one.

use std::path::Path;

use linkwright_syntax::digest;

use crate::text_file::read;
use crate::{DiskError, Reason};

/// The content at a path.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Content {
    /// Nothing.
    Missing,
    /// A text with this digest.
    Text(u64),
    /// Something that linkwright never writes, such as a folder or a binary file.
    Other,
}

/// The content at the real path `path`.
///
/// # Errors
/// If it cannot be read.
pub(super) fn content(path: &Path) -> Result<Content, DiskError> {
    match read(path, &mut Vec::new()) {
        Ok((text, _)) => Ok(Content::Text(digest(text))),
        Err(error) => match error.reason {
            Reason::Missing | Reason::NotFolder => Ok(Content::Missing),
            Reason::SymlinkToOutside
            | Reason::NotFile
            | Reason::NotUtf8 { .. }
            | Reason::TooLarge { .. } => Ok(Content::Other),
            _ => Err(error),
        },
    }
}
