//! Notes that cannot be read: a rename would leave the links in them behind.

use std::process::ExitCode;

use super::Common;
use crate::load::Loaded;
use crate::style::{ERROR, WARNING, count};

/// The exit status where notes of the vault cannot be read and that is not allowed: nothing is done
/// then. They are named on standard error in any case.
pub(super) fn refused(loaded: &Loaded, common: &Common) -> Option<ExitCode> {
    if loaded.unread.is_empty() {
        return None;
    }
    let named: String = loaded
        .unread
        .iter()
        .map(|error| {
            let path = error.path.strip_prefix(&loaded.root.canonical).unwrap_or(&error.path);
            format!("\n  {}: {}", path.display(), error.reason)
        })
        .collect();
    let files = count(loaded.unread.len(), "file", "files");
    if common.allow_unreadable {
        anstream::eprintln!(
            "{WARNING}warning{WARNING:#}: {files} cannot be read; links in them stay as they are:\
             {named}"
        );
        return None;
    }
    anstream::eprintln!(
        "{ERROR}error{ERROR:#}: {files} cannot be read, so links in them would be left behind:\
         {named}\nNothing was done. Make them readable, or use `--allow-unreadable` to leave them \
         as they are."
    );
    Some(ExitCode::FAILURE)
}
