//! The note on standard error that says which folder a command uses as the vault.

use linkwright_project::Located;

use crate::style::BOLD;

/// Prints to standard error which folder is used as the vault, unless it is marked as one.
pub(crate) fn print_notice(vault: &Located) {
    if let Some(notice) = vault.notice() {
        anstream::eprintln!("{BOLD}note{BOLD:#}: {notice}");
    }
}
