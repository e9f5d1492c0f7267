//! The note on standard error that says which folder a command took for the vault.

use linkwright_project::Located;

use crate::style::BOLD;

/// Says on standard error which folder was taken for the vault, unless it is marked as one.
pub(crate) fn tell(vault: &Located) {
    if let Some(notice) = vault.notice() {
        anstream::eprintln!("{BOLD}note{BOLD:#}: {notice}");
    }
}
