//! Containers: quotes, list items and footnotes.

use super::line::Line;
use super::steps::step;

/// How many containers can lie in one another. What is deeper is text.
pub(super) const DEPTH: usize = 100;

/// An open container.
pub(super) enum Container {
    /// A quote or callout: each line begins with `>`.
    Quote,
    /// A list item: lines are indented as far as its text.
    Item {
        /// In columns, from where the containers around it end.
        indent: usize,
        /// Whether it has no content yet, so that a blank line ends it.
        bare: bool,
    },
    /// A footnote's definition: lines are indented by four columns.
    Footnote,
}

impl Container {
    /// Takes the `>` off the line, and one space.
    pub(super) fn quote(line: &mut Line<'_>) -> Container {
        line.skip_marker(1);
        line.skip_columns(1);
        Container::Quote
    }

    /// Takes a list marker of `len` bytes off the line, and the space behind it: up to four
    /// columns, but one where more follows, for then the item begins with indented code.
    pub(super) fn item(line: &mut Line<'_>, len: usize) -> Container {
        let before = line.indent();
        line.skip_marker(len);
        let bare = line.is_blank();
        let space = if bare || line.indent() > 4 { 1 } else { line.indent() };
        line.skip_columns(space);
        Container::Item { indent: before + len + space, bare }
    }

    /// Takes a footnote's label, of `len` bytes with brackets and colon, off the line.
    pub(super) fn footnote(line: &mut Line<'_>, len: usize) -> Container {
        line.skip_marker(len);
        line.skip_columns(line.indent());
        Container::Footnote
    }

    /// Whether the line continues it; if so, its marker or indent is taken off the line.
    pub(super) fn goes_on(&mut self, line: &mut Line<'_>) -> bool {
        step(1);
        let indent = match self {
            Container::Quote => {
                let marked = line.indent() < 4 && line.rest().first() == Some(&b'>');
                if marked {
                    Container::quote(line);
                }
                return marked;
            }
            Container::Item { bare, .. } if line.is_blank() => return !*bare,
            Container::Item { indent, .. } => *indent,
            Container::Footnote if line.is_blank() => return true,
            Container::Footnote => 4,
        };
        let indented = line.indent() >= indent;
        if indented {
            line.skip_columns(indent);
            if let Container::Item { bare, .. } = self {
                *bare = false;
            }
        }
        indented
    }
}
