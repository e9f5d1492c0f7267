//! The problems in a vault, each with its place in a file.

use std::collections::BTreeMap;
use std::sync::atomic::AtomicBool;

use linkwright_disk::Reason;
use linkwright_settings::{DiagnosticCode, SettingsProblem, SettingsSource, Severity};
use linkwright_vault::{Change, FileId};

use crate::finding::Finding;
use crate::fingerprint::Fingerprints;
use crate::known_findings::KnownFindings;
use crate::text_place::TextPlaces;
use crate::{Error, Project};

/// The codes of findings that are not diagnostics of a note.
pub const OTHER_CODES: [&str; 2] = [SETTINGS, UNREADABLE];

const SETTINGS: &str = "settings";
const UNREADABLE: &str = "unreadable";

impl Project {
    /// Turns on the diagnostics `codes`: those that the settings turn off become hints.
    pub fn turn_on(&mut self, codes: impl IntoIterator<Item = DiagnosticCode>) {
        let settings = self.vault.settings();
        let is_off = |code: &DiagnosticCode| settings.severity(*code) == Severity::Off;
        let off: Vec<_> = codes.into_iter().filter(is_off).map(|it| (it, Severity::Hint)).collect();
        if !off.is_empty() {
            let mut settings = settings.clone();
            settings.severities.extend(off);
            self.vault.load(Change::Settings(Box::new(settings)));
        }
    }

    /// The problems in the settings, then the files that cannot be read, then the problems in notes,
    /// each sorted by path. Only files for whose vault path `part` is true are checked. Looks up on the
    /// disk whether link targets outside the vault's files exist. `with_fixes` adds fixes to the
    /// findings, which takes time.
    ///
    /// # Errors
    /// [`Error::Cancelled`] after `cancel`.
    pub fn check(
        &mut self,
        part: impl Fn(&str) -> bool,
        with_fixes: bool,
        cancel: &AtomicBool,
    ) -> Result<Vec<Finding>, Error> {
        self.check_each(part, |_, _| true, with_fixes, cancel, |_, finding| finding)
    }

    /// As [`check`](Self::check), and what `make` makes of each finding, on many threads. Findings with a
    /// code and a severity that `is_wanted` does not let through cost less: their texts are not read.
    ///
    /// # Errors
    /// As there.
    pub fn check_each<T: Send>(
        &mut self,
        part: impl Fn(&str) -> bool,
        is_wanted: impl FnMut(&'static str, Severity) -> bool,
        with_fixes: bool,
        cancel: &AtomicBool,
        make: impl Fn(&Project, Finding) -> T + Sync,
    ) -> Result<Vec<T>, Error> {
        self.check_except(None, part, is_wanted, with_fixes, cancel, make)
    }

    /// As [`check`](Self::check), without what is `known`.
    ///
    /// # Errors
    /// As there.
    pub fn check_new(
        &mut self,
        known: &mut KnownFindings,
        part: impl Fn(&str) -> bool,
        with_fixes: bool,
        cancel: &AtomicBool,
    ) -> Result<Vec<Finding>, Error> {
        known.files_removed(&self.vault);
        self.check_except(Some(known), part, |_, _| true, with_fixes, cancel, |_, finding| finding)
    }

    /// Records in `known` what at most `max` further notes have now, and at first what is in no note. Returns
    /// whether that was all.
    pub fn record_findings(&self, known: &mut KnownFindings, max: usize) -> bool {
        if !known.is_complete() {
            let others = self.settings_findings().into_iter();
            known.record_others(others.chain(self.unreadable_findings(|_| true)));
        }
        known.record(&self.vault, max)
    }

    fn check_except<T: Send>(
        &mut self,
        known: Option<&KnownFindings>,
        part: impl Fn(&str) -> bool,
        mut is_wanted: impl FnMut(&'static str, Severity) -> bool,
        with_fixes: bool,
        cancel: &AtomicBool,
        make: impl Fn(&Project, Finding) -> T + Sync,
    ) -> Result<Vec<T>, Error> {
        let mut others = self.settings_findings();
        others.extend(self.unreadable_findings(&part));
        others.retain(|finding| {
            !known.is_some_and(|known| known.has_other(finding))
                && is_wanted(finding.code, finding.severity)
        });
        // In the order of their ids, which is about their order in memory.
        let notes = self.vault.files().filter(|(_, file)| file.note.is_some() && part(&file.path));
        let notes: Vec<FileId> = notes.map(|(id, _)| id).collect();
        let mut made = self.note_findings(&notes, known, is_wanted, with_fixes, cancel, &make)?;
        made.splice(0..0, others.into_iter().map(|finding| make(self, finding)));
        Ok(made)
    }

    fn settings_findings(&self) -> Vec<Finding> {
        let mut texts: BTreeMap<SettingsSource, Option<TextPlaces<'_>>> = BTreeMap::new();
        let mut fingerprints = Fingerprints::default();
        let finding = |problem: &SettingsProblem| {
            let source = problem.source;
            let text = texts
                .entry(source)
                .or_insert_with(|| self.source_text(source).map(TextPlaces::new));
            let place = text.as_mut().zip(problem.span).map(|(text, span)| text.at(span));
            let path = problem.source.path().unwrap_or_default().to_owned();
            Finding {
                fingerprint: fingerprints.next(SETTINGS, &path, &problem.message),
                path,
                place,
                severity: Severity::Warning,
                code: SETTINGS,
                message: problem.message.clone(),
                related: Vec::new(),
                fix: None,
            }
        };
        self.problems.iter().map(finding).collect()
    }

    fn unreadable_findings(&self, part: impl Fn(&str) -> bool) -> impl Iterator<Item = Finding> {
        self.warnings.iter().filter_map(move |warning| {
            let below = warning.path.strip_prefix(&self.root.canonical).unwrap_or(&warning.path);
            let path = below.to_string_lossy().replace(std::path::MAIN_SEPARATOR, "/");
            let (severity, message) = match &warning.reason {
                reason if !reason.hides_notes() => (Severity::Information, reason.to_string()),
                reason @ Reason::SymlinkNotFollowed(_) => (Severity::Warning, reason.to_string()),
                reason => (Severity::Warning, format!("{reason}; what it links to is unknown")),
            };
            part(&path).then(|| Finding {
                fingerprint: Fingerprints::default().next(UNREADABLE, &path, ""),
                path,
                place: None,
                severity,
                code: UNREADABLE,
                message,
                related: Vec::new(),
                fix: None,
            })
        })
    }
}
