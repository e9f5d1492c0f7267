//! What is nearly a Markdown link: one whose label is not defined, and one with a blank in its
//! destination. Prose has brackets, too, so that what does not look like a link is left alone.

use linkwright_text::Span;

use super::destination::label;
use super::html::is_external;
use super::inline::Inline;
use super::steps::step;
use crate::{Mistake, MistakeKind};

/// The longest destination that is looked at, in bytes.
const LONGEST: usize = 300;

impl Inline<'_> {
    /// Notes what the brackets at `open` and `close`, which are no link, were probably meant for.
    pub(super) fn mistake(&mut self, open: usize, close: usize) {
        let found = match self.text.as_bytes().get(close + 1) {
            Some(b'[') => {
                let label = self.undefined(open, close);
                label.map(|span| Mistake { span, kind: MistakeKind::UndefinedLabel })
            }
            Some(b'(') => {
                let destination = self.blank_in_destination(close + 2);
                destination.map(|span| Mistake { span, kind: MistakeKind::SpaceInDestination })
            }
            _ => None,
        };
        self.facts.mistakes.extend(found);
    }

    /// The label of `[text][label]`, if that looks like a link rather than an index of an array, a
    /// pattern, a choice or a task.
    fn undefined(&self, open: usize, close: usize) -> Option<Span> {
        let bytes = self.text.as_bytes();
        let span = label(bytes, close + 1)?;
        let behind = bytes.get(span.end as usize + 1);
        let before = self.text[self.start..open].chars().next_back();
        let joined = before.is_some_and(|c| c.is_alphanumeric() || "_])}$\\".contains(c))
            || behind.is_some_and(|b| b.is_ascii_alphanumeric() || b"_[({$".contains(b));
        let (text, label) = (&self.text[open + 1..close], &self.text[span]);
        step(text.len().min(2 * LONGEST));
        (!joined && text.len() <= LONGEST && is_words(text) && is_label(label)).then_some(span)
    }

    /// The destination that starts at `start`, if a blank stands in it and it may be a path.
    fn blank_in_destination(&self, start: usize) -> Option<Span> {
        let bytes = self.text.as_bytes();
        let mut depth = 0;
        let longest = &bytes[start..bytes.len().min(start + LONGEST)];
        let end = longest.iter().position(|b| {
            depth += i32::from(*b == b'(') - i32::from(*b == b')');
            depth < 0 || matches!(b, b'\n' | b'\r' | b'<' | b'[')
        });
        step(end.unwrap_or(longest.len()));
        let end = end.filter(|end| longest[*end] == b')')?;
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

/// Whether a link could show it: it has a word of two letters or more.
fn is_words(text: &str) -> bool {
    let letters = text.split(|c: char| !c.is_alphabetic());
    !is_class(text) && letters.into_iter().any(|word| word.chars().nth(1).is_some())
}

fn is_label(label: &str) -> bool {
    let plain = |c: char| c.is_alphanumeric() || " -_.:/+'’&".contains(c);
    !is_class(label) && label.chars().all(plain)
}

/// Whether it looks like a class of characters, `a-z`.
fn is_class(text: &str) -> bool {
    let mut chars = text.chars();
    let first = chars.next();
    matches!(first, Some('^')) || (chars.next() == Some('-') && chars.next().is_some())
}
