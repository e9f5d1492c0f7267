//! A baseline: a file with known findings, which are passed over.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use linkwright_project::Finding;
use serde_json::{Value, json};

use super::report::Reported;
use crate::failure::Failure;

/// The version of the file format.
const VERSION: u64 = 1;

/// A known finding.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct KnownFinding {
    fingerprint: String,
    /// The vault path of the file.
    pub(super) path: String,
    pub(super) code: String,
    pub(super) message: String,
}

/// The known findings of a baseline, and which of them were found again.
pub(super) struct Baseline {
    file: PathBuf,
    known: Vec<KnownFinding>,
    /// For each known finding: it is in a file that was checked.
    is_checked: Vec<bool>,
    /// The known findings that were not found yet, by fingerprint.
    missing: HashMap<String, Vec<usize>>,
}

impl Baseline {
    /// Reads the baseline at `file`. With `may_be_missing`, a file that does not exist is empty.
    ///
    /// # Errors
    /// If the file cannot be read or is not a baseline.
    pub(super) fn read(file: &Path, may_be_missing: bool) -> Result<Baseline, Failure> {
        let known = match std::fs::read_to_string(file) {
            Ok(text) => parse(&text).map_err(|reason| {
                Failure::new(format!(
                    "{}: not a baseline: {reason}. Write it anew with --write-baseline",
                    file.display()
                ))
            })?,
            Err(error) if error.kind() == ErrorKind::NotFound && may_be_missing => Vec::new(),
            Err(error) if error.kind() == ErrorKind::NotFound => {
                return Err(Failure::new(format!(
                    "{}: no such file; create it with --write-baseline",
                    file.display()
                )));
            }
            Err(error) => return Err(Failure::about(file, &error)),
        };
        let mut missing: HashMap<String, Vec<usize>> = HashMap::new();
        for (index, known) in known.iter().enumerate().rev() {
            missing.entry(known.fingerprint.clone()).or_default().push(index);
        }
        Ok(Baseline { file: file.into(), is_checked: vec![false; known.len()], known, missing })
    }

    /// Removes the known findings from `found`, all findings of the files of a vault for whose vault paths
    /// `is_checked` holds.
    pub(super) fn retain_unknown(
        &mut self,
        found: &mut Vec<Reported>,
        is_checked: impl Fn(&str) -> bool,
    ) {
        for (known, flag) in self.known.iter().zip(&mut self.is_checked) {
            *flag |= is_checked(&known.path);
        }
        found.retain(|finding| {
            self.missing.get_mut(&finding.fingerprint).and_then(Vec::pop).is_none()
        });
    }

    /// The known findings in the checked files that were not found again, and whose code is checked.
    pub(super) fn no_longer_found(
        &self,
        is_checked_code: impl Fn(&str) -> bool,
    ) -> Vec<&KnownFinding> {
        let mut gone: Vec<usize> = self.missing.values().flatten().copied().collect();
        gone.sort_unstable();
        let is_gone =
            |index: &usize| self.is_checked[*index] && is_checked_code(&self.known[*index].code);
        gone.into_iter().filter(is_gone).map(|index| &self.known[index]).collect()
    }

    /// Replaces the file by one with the [entries](entry) `now`, and the known
    /// findings of files and codes that were not checked. Returns their number.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub(super) fn write(
        &self,
        now: Vec<Reported>,
        is_checked_code: impl Fn(&str) -> bool,
    ) -> Result<usize, Failure> {
        let others = self.known.iter().zip(&self.is_checked);
        let others = others.filter(|(known, checked)| !**checked || !is_checked_code(&known.code));
        let others = others.map(|(known, _)| {
            let KnownFinding { fingerprint, path, code, message } = known;
            let text = entry_text(fingerprint, path, code, message);
            (path.clone(), code.clone(), fingerprint.clone(), text)
        });
        let now = now.into_iter().map(|it| (it.path, it.code.to_owned(), it.fingerprint, it.text));
        let mut all: Vec<_> = others.chain(now).collect();
        all.sort();
        let mut text = format!("{{\"version\":{VERSION},\"findings\":[");
        for (index, (.., finding)) in all.iter().enumerate() {
            let separator = if index > 0 { "," } else { "" };
            // Writing to a string does not fail.
            let _ = write!(text, "{separator}\n{finding}");
        }
        text.push_str("\n]}\n");
        std::fs::write(&self.file, text).map_err(|error| Failure::about(&self.file, &error))?;
        Ok(all.len())
    }
}

/// The entry of a finding with a vault path.
pub(super) fn entry(finding: Finding) -> Reported {
    let Finding { path, code, severity, fingerprint, message, .. } = finding;
    let text = entry_text(&fingerprint, &path, code, &message);
    Reported { path, code, severity, fingerprint, text }
}

fn entry_text(fingerprint: &str, path: &str, code: &str, message: &str) -> String {
    let entry = json!({
        "fingerprint": fingerprint, "path": path, "code": code, "message": message,
    });
    entry.to_string()
}

fn parse(text: &str) -> Result<Vec<KnownFinding>, String> {
    let document: Value = serde_json::from_str(text).map_err(|error| error.to_string())?;
    if document["version"] != VERSION {
        return Err(format!("`version` must be {VERSION}"));
    }
    let findings = document["findings"].as_array().ok_or("`findings` must be a list")?;
    let known = |finding: &Value| {
        let text = |key: &str| match finding[key].as_str() {
            Some(text) => Ok(text.to_owned()),
            None => Err(format!("every finding needs a text `{key}`")),
        };
        Ok(KnownFinding {
            fingerprint: text("fingerprint")?,
            path: text("path")?,
            code: text("code")?,
            message: text("message")?,
        })
    };
    findings.iter().map(known).collect()
}
