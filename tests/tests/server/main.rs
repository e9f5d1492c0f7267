//! End-to-end tests of the language server over stdio.

mod bases;
mod beside;
mod blocks;
mod calls;
mod closed;
mod commands;
mod completion;
mod diagnostics;
mod disk;
mod documents;
mod free;
mod fresh;
mod hard_links;
mod lifecycle;
mod links;
mod lists;
mod mark;
mod moved;
mod new_findings;
mod positions;
mod pulled;
mod reach;
mod reading;
mod rename;
mod several;
#[cfg(unix)]
mod symlinks;
mod twins;
mod views;
mod waiting;
mod which;
mod whole;
