//! The scanner against pulldown-cmark: where they differ, the difference is meant and listed.

mod oracle;
mod random;
mod spec;
mod vaults;
