//! Comments in a note that silence its findings: `<!-- linkwright-disable-line broken-link -->`.

use std::collections::{BTreeMap, BTreeSet};

use linkwright_settings::DiagnosticCode;
use linkwright_syntax::SuppressionScope;
use linkwright_text::Span;
use linkwright_vault::{FileId, Note};
use strsim::osa_distance;

use super::Collector;
use super::similar::tolerance;

/// Removes what the comments in `source` silence from the diagnostics that were found, and reports the
/// comments with mistakes and those that silence nothing.
pub(super) fn apply(collector: &mut Collector<'_>, source: FileId) {
    let Some(note) = collector.vault.note(source) else { return };
    if note.facts.suppressions.is_empty() {
        return;
    }
    report_mistakes(collector, note);
    let (entries, mut silenced) = read(note);
    collector.diagnostics.retain(|found| !silenced.contains(found.code, found.span));
    // Before the disk has answered, something to silence may still be found.
    let unused = DiagnosticCode::UnusedSuppression;
    if !collector.unknown.is_empty() || !collector.is_enabled(unused) {
        return;
    }
    let (own, others): (Vec<_>, Vec<_>) =
        entries.into_iter().partition(|entry| entry.code == Some(unused));
    // Those that silence this code are used if they silence a report on another one.
    for entry in others {
        let is_looked_for = entry.code.is_none_or(|code| collector.is_enabled(code));
        if is_looked_for && !silenced.is_used(&entry) && !silenced.contains(unused, entry.span) {
            report_unused(collector, &entry);
        }
    }
    for entry in own.iter().filter(|entry| !silenced.is_used(entry)) {
        report_unused(collector, entry);
    }
}

/// The code whose name is most similar to `written`.
pub(crate) fn nearest_code(written: &str) -> Option<DiagnosticCode> {
    let distance = |code: &DiagnosticCode| osa_distance(written, code.name());
    let nearest = DiagnosticCode::ALL.iter().min_by_key(|code| distance(code))?;
    (distance(nearest) <= tolerance(written)).then_some(*nearest)
}

fn report_mistakes(collector: &mut Collector<'_>, note: &Note) {
    let mut codes = note.suppressed_codes.iter();
    for suppression in &note.facts.suppressions {
        let mut add = |span, message| {
            collector.add(DiagnosticCode::InvalidSuppression, span, message, Vec::new());
        };
        if suppression.scope == SuppressionScope::Unknown {
            let message = "This silences nothing. Write `linkwright-disable-line`, \
                           `linkwright-disable-next-line` or `linkwright-disable-file`.";
            add(suppression.word, message.to_owned());
        }
        for (span, written) in suppression.codes.iter().zip(&mut codes) {
            if DiagnosticCode::from_name(written).is_none() {
                let fix = match nearest_code(written) {
                    Some(code) => format!("Did you mean `{}`?", code.name()),
                    None => "Write a reason after `--`.".to_owned(),
                };
                add(*span, format!("No finding has the code `{written}`. {fix}"));
            }
        }
    }
}

fn report_unused(collector: &mut Collector<'_>, entry: &Entry) {
    let message = match entry.code {
        Some(code) => format!("Nothing is silenced here by `{}`. Remove it.", code.name()),
        None => "This comment silences nothing. Remove it.".to_owned(),
    };
    collector.add(DiagnosticCode::UnusedSuppression, entry.span, message, Vec::new());
}

/// A code of a comment, or a comment without codes.
struct Entry {
    code: Option<DiagnosticCode>,
    scope: SuppressionScope,
    /// The code, or the first word of the comment.
    span: Span,
}

/// What is silenced.
#[derive(Default)]
struct Silenced {
    in_file: Codes,
    /// By the start of each line: its end, and the codes.
    in_lines: BTreeMap<u32, (u32, Codes)>,
}

/// The codes that are silenced in one place.
#[derive(Default)]
struct Codes {
    all: bool,
    some: BTreeSet<DiagnosticCode>,
    /// The codes of the findings that were silenced.
    used: BTreeSet<DiagnosticCode>,
}

fn read(note: &Note) -> (Vec<Entry>, Silenced) {
    let (mut entries, mut silenced) = (Vec::new(), Silenced::default());
    let mut written = note.suppressed_codes.iter();
    for suppression in &note.facts.suppressions {
        let scope = suppression.scope;
        let mut add = |code: Option<DiagnosticCode>, span| {
            let codes = match scope {
                SuppressionScope::File => &mut silenced.in_file,
                SuppressionScope::Line(Span { start, end }) => {
                    &mut silenced.in_lines.entry(start).or_insert((end, Codes::default())).1
                }
                SuppressionScope::Unknown => return,
            };
            codes.all |= code.is_none();
            codes.some.extend(code);
            entries.push(Entry { code, scope, span });
        };
        if suppression.codes.is_empty() {
            add(None, suppression.word);
        }
        for (span, written) in suppression.codes.iter().zip(&mut written) {
            if let Some(code) = DiagnosticCode::from_name(written) {
                add(Some(code), *span);
            }
        }
    }
    (entries, silenced)
}

impl Silenced {
    /// Whether a finding is silenced. What silences it is used then.
    fn contains(&mut self, code: DiagnosticCode, span: Span) -> bool {
        let line = self.in_lines.range_mut(..=span.start).next_back();
        let line = line.filter(|(_, (end, _))| span.start <= *end).map(|(_, (_, codes))| codes);
        let mut is_silenced = false;
        for codes in [&mut self.in_file].into_iter().chain(line) {
            // Otherwise a comment would silence the report on itself.
            let is_about_comments = matches!(
                code,
                DiagnosticCode::UnusedSuppression | DiagnosticCode::InvalidSuppression
            );
            if codes.some.contains(&code) || (codes.all && !is_about_comments) {
                codes.used.insert(code);
                is_silenced = true;
            }
        }
        is_silenced
    }

    fn is_used(&self, entry: &Entry) -> bool {
        let codes = match entry.scope {
            SuppressionScope::File => Some(&self.in_file),
            SuppressionScope::Line(line) => self.in_lines.get(&line.start).map(|(_, codes)| codes),
            SuppressionScope::Unknown => None,
        };
        codes.is_some_and(|codes| match entry.code {
            Some(code) => codes.used.contains(&code),
            None => !codes.used.is_empty(),
        })
    }
}
