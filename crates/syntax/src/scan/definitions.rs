//! Link reference definitions at the start of a paragraph, and the labels they define.

use linkwright_text::Span;
use rustc_hash::FxHashSet;

use super::destination::{ParsedDestination, parse_label, title_end};
use super::html::skip_space;
use super::steps::step;
use crate::{Facts, ReferenceLabel, label_key};

/// The link reference labels that a note defines.
#[derive(Default)]
pub(super) struct DefinedLabels(FxHashSet<Box<str>>);

impl DefinedLabels {
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn contains(&self, label: &str) -> bool {
        step(label.len());
        self.0.contains(&*label_key(label))
    }

    pub(super) fn insert(&mut self, label: &str) {
        step(label.len());
        self.0.insert(label_key(label).into());
    }
}

/// Reads the definitions at the start of the paragraph `text[start..]`. Returns the start of the
/// rest of the paragraph.
pub(super) fn parse_definitions(
    text: &str,
    start: usize,
    facts: &mut Facts,
    labels: &mut DefinedLabels,
) -> usize {
    let mut at = start;
    while let Some(definition) = parse_definition(text, at) {
        labels.insert(&text[definition.label]);
        let span = Span::new(at, definition.end);
        let (label, destination) = (definition.label, definition.destination);
        let is_comment = matches!(&text[destination.raw], "" | "#");
        facts.labels.push(ReferenceLabel {
            span,
            label,
            text: None,
            is_definition: true,
            is_comment,
        });
        facts.links.extend(destination.to_link(text, span, None).filter(|_| !is_comment));
        at = skip_space(text.as_bytes(), definition.end);
    }
    at
}

struct LinkDefinition {
    label: Span,
    destination: ParsedDestination,
    /// The end of the definition, without trailing spaces and the line ending.
    end: usize,
}

fn parse_definition(text: &str, at: usize) -> Option<LinkDefinition> {
    let bytes = text.as_bytes();
    let label = parse_label(bytes, at)?;
    let colon = label.end as usize + 1;
    if bytes.get(colon) != Some(&b':') || text[label].starts_with('^') {
        return None;
    }
    let destination = ParsedDestination::parse(bytes, skip_space(bytes, colon + 1))?;
    if destination.raw.is_empty() && !destination.is_angle_bracketed {
        return None;
    }
    let after = skip_space(bytes, destination.end);
    let title = match after > destination.end {
        true => title_end(bytes, after).filter(|end| ends_line(bytes, *end)),
        false => None,
    };
    let end = title.unwrap_or(destination.end);
    ends_line(bytes, end).then_some(LinkDefinition { label, destination, end })
}

/// Whether there are only spaces between `at` and the end of the line.
fn ends_line(bytes: &[u8], at: usize) -> bool {
    let rest = bytes[at..].iter().find(|b| !matches!(b, b' ' | b'\t'));
    matches!(rest, None | Some(b'\n' | b'\r'))
}
