//! The vault: names, aliases, resolution and the link graph. No I/O, no LSP.
//!
//! One owner applies [`Change`]s, each answered by a [`Delta`]; everything else reads.
//! Nothing is resolved ahead of time: a link is a key that is looked up when someone asks, so a
//! change touches only the keys it names.

mod anchor;
mod delta;
mod file;
mod resolve;
mod settings;

pub use anchor::{Anchor, MissingAnchor};
pub use delta::{Change, Delta};
pub use file::{File, FileId, HeadingName, LinkRef, Note, Target};
pub use resolve::{How, Resolution};
pub use settings::{
    DEFAULT_SEVERITIES, DisplayText, Gitignore, KeepOldName, LinkFormat, LinkStyle,
    LinterTitleAlias, NewFileLocation, Scope, Settings, SettingsProblem, Severity, Source, Sources,
};

/// All files of one vault and the graph of their links.
#[derive(Default)]
pub struct Vault {
    settings: Settings,
}
