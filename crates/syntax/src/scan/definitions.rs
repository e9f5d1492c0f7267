//! Link reference definitions at the start of a paragraph, and the labels they define.

use std::borrow::Cow;

use linkwright_text::Span;
use rustc_hash::FxHashSet;

use super::destination::{ParsedDestination, label, title_end};
use super::html::skip_space;
use super::steps::step;
use crate::{Facts, ReferenceLabel};

/// The labels that a note defines.
#[derive(Default)]
pub(super) struct Labels(FxHashSet<Box<str>>);

impl Labels {
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn defines(&self, label: &str) -> bool {
        self.0.contains(&*normal(label))
    }

    pub(super) fn define(&mut self, label: &str) {
        self.0.insert(normal(label).into());
    }
}

/// The form in which labels are compared: case folded, white space collapsed.
fn normal(label: &str) -> Cow<'_, str> {
    step(label.len());
    let plain = |b: u8| b.is_ascii_graphic() && !b.is_ascii_lowercase();
    if label.bytes().all(plain) {
        return Cow::Borrowed(label);
    }
    let mut normal = String::with_capacity(label.len());
    for word in label.split_whitespace() {
        if !normal.is_empty() {
            normal.push(' ');
        }
        normal.push_str(word);
    }
    // Upper after lower comes to the same as case folding: both `ẞ` and `ss` give `SS`.
    Cow::Owned(normal.to_lowercase().to_uppercase())
}

/// Reads the definitions that the paragraph `text[start..]` begins with, and says where the rest
/// of it starts.
pub(super) fn definitions(
    text: &str,
    start: usize,
    facts: &mut Facts,
    labels: &mut Labels,
) -> usize {
    let mut at = start;
    while let Some(definition) = definition(text, at) {
        labels.define(&text[definition.label]);
        let span = Span::new(at, definition.end);
        let (label, destination) = (definition.label, definition.destination);
        let is_comment = matches!(&text[destination.written], "" | "#");
        facts.labels.push(ReferenceLabel {
            span,
            label,
            text: None,
            is_definition: true,
            is_comment,
        });
        facts.links.extend(destination.link(text, span, None).filter(|_| !is_comment));
        at = skip_space(text.as_bytes(), definition.end);
    }
    at
}

struct LinkDefinition {
    label: Span,
    destination: ParsedDestination,
    /// One past its last byte but for spaces and the line end.
    end: usize,
}

fn definition(text: &str, at: usize) -> Option<LinkDefinition> {
    let bytes = text.as_bytes();
    let label = label(bytes, at)?;
    let colon = label.end as usize + 1;
    if bytes.get(colon) != Some(&b':') || text[label].starts_with('^') {
        return None;
    }
    let destination = ParsedDestination::read(bytes, skip_space(bytes, colon + 1))?;
    if destination.written.is_empty() && !destination.angle {
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

fn ends_line(bytes: &[u8], at: usize) -> bool {
    let rest = bytes[at..].iter().find(|b| !matches!(b, b' ' | b'\t'));
    matches!(rest, None | Some(b'\n' | b'\r'))
}
