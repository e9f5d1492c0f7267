//! The settings of a vault of notes: what they are, where they come from, and which source wins.
//!
//! The settings of the editor take precedence over `.linkwright.toml`, that over `.obsidian`, and that
//! over the defaults. A key that does not exist and a value of the wrong type are reported at their
//! place; the rest of the source applies. The crate reads no file: [`SettingsSources`] has the texts.
//!
//! ```
//! use linkwright_settings::{DiagnosticCode, LinkStyle, Settings, SettingsSources, Severity};
//!
//! let sources = SettingsSources {
//!     app: Some(r#"{ "useMarkdownLinks": true }"#), // `.obsidian/app.json`
//!     toml: Some("diagnostics.broken-link = 'error'\nrename.displayTxt = 'keep'\n"),
//!     ..SettingsSources::default()
//! };
//! let (settings, problems) = Settings::merge(&sources);
//! assert_eq!(settings.link_style, LinkStyle::Markdown);
//! assert_eq!(settings.severity(DiagnosticCode::BrokenLink), Severity::Error);
//! assert_eq!(problems[0].message, "unknown setting `rename.displayTxt`");
//! ```
//!
//! `keys.rs` lists all settings, and `code.rs` all diagnostic codes; `docs/settings.md` explains each.

mod choices;
mod code;
mod keys;
mod merge;
pub mod moment;
mod overrides;
mod settings;
mod sources;
#[cfg(test)]
mod tests;
mod value;

pub use choices::{
    DiagnosticsScope, DisplayText, Gitignore, KeepOldName, LinkFormat, LinkStyle, LinterTitleAlias,
    NewFileLocation, NewFindings, PropertyType,
};
pub use code::{DiagnosticCode, Severity};
pub use overrides::SeverityOverride;
pub use settings::Settings;
pub use sources::{SettingsProblem, SettingsSource, SettingsSources};
