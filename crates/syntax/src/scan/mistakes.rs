//! Finds text that is almost a Markdown link: a reference with an undefined label, or a link with a
//! space in its destination. Ordinary text has brackets too, so only text that looks like a link is
//! reported.

use linkwright_text::Span;

use super::destination::parse_label;
use super::html::is_external;
use super::inline::Inline;
use super::steps::step;
use crate::{Mistake, MistakeKind};

/// Maximum length of a checked text or destination, in bytes.
const MAX_LEN: usize = 300;

impl Inline<'_> {
    /// Adds a mistake if the brackets at `open` and `close`, which are not a link, look like one.
    pub(super) fn add_mistake(&mut self, open: usize, close: usize) {
        let found = match self.text.as_bytes().get(close + 1) {
            Some(b'[') => {
                let label = self.undefined_label(open, close);
                label.map(|span| Mistake { span, kind: MistakeKind::UndefinedLabel })
            }
            Some(b'(') => {
                let destination = self.destination_with_space(close + 2);
                destination.map(|span| Mistake { span, kind: MistakeKind::SpaceInDestination })
            }
            _ => None,
        };
        self.facts.mistakes.extend(found);
    }

    /// The label of `[text][label]`, if that looks like a link and not like an array index, a regular
    /// expression, a list of options or a task.
    fn undefined_label(&self, open: usize, close: usize) -> Option<Span> {
        let bytes = self.text.as_bytes();
        let span = parse_label(bytes, close + 1)?;
        let after = bytes.get(span.end as usize + 1);
        let before = self.text[self.start..open].chars().next_back();
        let is_adjacent = before.is_some_and(|c| c.is_alphanumeric() || "_])}$\\".contains(c))
            || after.is_some_and(|b| b.is_ascii_alphanumeric() || b"_[({$".contains(b));
        let (text, label) = (&self.text[open + 1..close], &self.text[span]);
        step(text.len().min(2 * MAX_LEN));
        let is_link = !is_adjacent && text.len() <= MAX_LEN && is_link_text(text);
        (is_link && is_label(label)).then_some(span)
    }

    /// The destination at `start`, if it contains a space and looks like a path.
    fn destination_with_space(&self, start: usize) -> Option<Span> {
        let bytes = self.text.as_bytes();
        let mut depth = 0;
        let checked = &bytes[start..bytes.len().min(start + MAX_LEN)];
        let end = checked.iter().position(|b| {
            depth += i32::from(*b == b'(') - i32::from(*b == b')');
            depth < 0 || matches!(b, b'\n' | b'\r' | b'<' | b'[')
        });
        step(end.unwrap_or(checked.len()));
        let end = end.filter(|end| checked[*end] == b')')?;
        let inside = &self.text[start..start + end];
        let title = [" \"", " '"].iter().filter_map(|quote| inside.find(quote)).min();
        let path = inside[..title.unwrap_or(inside.len())].trim_end();
        let is_path = path.trim_start().len() == path.len()
            && path.contains(' ')
            && !is_external(path.as_bytes())
            && !path.contains("{{")
            && !path.contains("<%");
        is_path.then(|| Span::new(start, start + path.len()))
    }
}

/// Whether `text` looks like the text of a link: it has a word of at least two letters.
fn is_link_text(text: &str) -> bool {
    let mut words = text.split(|c: char| !c.is_alphabetic());
    !is_character_class(text) && words.any(|word| word.chars().nth(1).is_some())
}

/// Whether `label` looks like a label: it has no unusual characters.
fn is_label(label: &str) -> bool {
    let is_usual = |c: char| c.is_alphanumeric() || " -_.:/+'’&".contains(c);
    !is_character_class(label) && label.chars().all(is_usual)
}

/// Whether `text` looks like the character class of a regular expression: `a-z` or `^…`.
fn is_character_class(text: &str) -> bool {
    let mut chars = text.chars();
    let first = chars.next();
    matches!(first, Some('^')) || (chars.next() == Some('-') && chars.next().is_some())
}
