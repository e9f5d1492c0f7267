//! Container blocks: quotes, list items and footnotes.

use super::line::Line;
use super::steps::step;

/// Maximum nesting depth of containers. Deeper markers are text.
pub(super) const MAX_DEPTH: usize = 100;

/// An open container.
pub(super) enum Container {
    /// A quote or callout: each line starts with `>`.
    Quote,
    /// A list item: its lines are indented like its text.
    Item {
        /// The indent in columns, relative to the containers around the item.
        indent: usize,
        /// Whether the item has no content yet, so that a blank line ends it.
        is_empty: bool,
    },
    /// A footnote definition: its lines are indented by four columns.
    Footnote,
}

impl Container {
    /// Consumes the `>` of a quote and one space.
    pub(super) fn quote(line: &mut Line<'_>) -> Container {
        line.skip_marker(1);
        line.skip_columns(1);
        Container::Quote
    }

    /// Consumes a list marker of `len` bytes and the space after it: up to four columns, but only
    /// one column if there are more, because then the item starts with indented code.
    pub(super) fn item(line: &mut Line<'_>, len: usize) -> Container {
        let before = line.indent();
        line.skip_marker(len);
        let is_empty = line.is_blank();
        let space = if is_empty || line.indent() > 4 { 1 } else { line.indent() };
        line.skip_columns(space);
        Container::Item { indent: before + len + space, is_empty }
    }

    /// Consumes the label of a footnote: `len` bytes, including the brackets and the colon.
    pub(super) fn footnote(line: &mut Line<'_>, len: usize) -> Container {
        line.skip_marker(len);
        line.skip_columns(line.indent());
        Container::Footnote
    }

    /// Whether the line continues the container. If so, consumes its marker or indent.
    pub(super) fn continues(&mut self, line: &mut Line<'_>) -> bool {
        step(1);
        let indent = match self {
            Container::Quote => {
                let has_marker = line.indent() < 4 && line.rest().first() == Some(&b'>');
                if has_marker {
                    Container::quote(line);
                }
                return has_marker;
            }
            Container::Item { is_empty, .. } if line.is_blank() => return !*is_empty,
            Container::Item { indent, .. } => *indent,
            Container::Footnote if line.is_blank() => return true,
            Container::Footnote => 4,
        };
        let is_indented = line.indent() >= indent;
        if is_indented {
            line.skip_columns(indent);
            if let Container::Item { is_empty, .. } = self {
                *is_empty = false;
            }
        }
        is_indented
    }
}
