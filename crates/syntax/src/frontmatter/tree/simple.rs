//! A fast parser for simple YAML, which is nearly all frontmatter. It is almost five times faster
//! than the YAML parser, which would take almost half of the time of a scan. Frontmatter is parsed
//! on every keystroke, and for every note of a vault when the vault is indexed.
//!
//! Simple YAML has only top-level keys whose value is a scalar on the same line, a flow list of
//! scalars on the same line, or a block list of scalars below; quotes have no escapes; comments and
//! blank lines may be anywhere. All other YAML is left to the YAML parser, so that it alone decides
//! difficult cases. A test checks that both parsers return the same nodes.

use std::borrow::Cow;

use linkwright_text::Span;
use memchr::{memchr, memchr_iter, memmem};

use super::super::QuoteStyle;
use super::{Node, NodeKind};

/// The nodes of `yaml`, a span of `text`; `None` if it is not simple.
pub(super) fn nodes(text: &str, yaml: Span) -> Option<Vec<Node<'_>>> {
    let bytes = &text.as_bytes()[yaml.range()];
    if !is_simple(bytes) {
        return None;
    }
    let mut builder =
        SimpleBuilder { text, nodes: Vec::with_capacity(32), value: ValueState::Complete };
    let mut start = yaml.range().start;
    while start < yaml.range().end {
        let next = memchr(b'\n', &text.as_bytes()[start..yaml.range().end])
            .map_or(yaml.range().end, |end| start + end + 1);
        let end = text[start..next].trim_end_matches(['\r', '\n', ' ']).len() + start;
        builder.read_line(start, end)?;
        start = next;
    }
    builder.end_value();
    let nodes_end = builder.nodes.len();
    let end = builder.nodes.iter().map(|node| node.span.end).max().unwrap_or_default();
    if let Some(root) = builder.nodes.first_mut() {
        root.end = nodes_end;
        root.span.end = end;
    }
    Some(builder.nodes)
}

/// Whether all line endings are LF or CRLF, and there is no tab, control character or byte order
/// mark.
fn is_simple(bytes: &[u8]) -> bool {
    let is_control = |&byte: &u8| (byte < b' ' && !matches!(byte, b'\n' | b'\r')) || byte == 0x7f;
    !bytes.iter().fold(false, |found, byte| found | is_control(byte))
        && memchr_iter(b'\r', bytes).all(|at| bytes.get(at + 1) == Some(&b'\n'))
        && (memchr(0xef, bytes).is_none() || memmem::find(bytes, "\u{feff}".as_bytes()).is_none())
}

struct SimpleBuilder<'t> {
    text: &'t str,
    nodes: Vec<Node<'t>>,
    /// The state of the value of the last key.
    value: ValueState,
}

/// The state of the value of a key.
#[derive(Clone, Copy)]
enum ValueState {
    /// The value is complete.
    Complete,
    /// There is no value on the line of the key; `at` is the offset after the `:`.
    Missing { at: usize },
    /// The value is a block list: the node at `list`, with `indent` spaces before each dash.
    List { list: usize, indent: usize },
}

impl<'t> SimpleBuilder<'t> {
    /// Reads one line, given without its line ending and trailing spaces.
    fn read_line(&mut self, start: usize, end: usize) -> Option<()> {
        let line = &self.text.as_bytes()[start..end];
        let indent = line.iter().position(|&byte| byte != b' ').unwrap_or(line.len());
        match line.get(indent) {
            None | Some(b'#') => Some(()),
            Some(b'-') if matches!(line.get(indent + 1), None | Some(b' ')) => {
                self.read_item(start, indent, end)
            }
            Some(_) if indent == 0 => self.read_entry(start, end),
            Some(_) => None,
        }
    }

    fn read_entry(&mut self, start: usize, end: usize) -> Option<()> {
        let bytes = &self.text.as_bytes()[..end];
        let colon = start + memchr(b':', &bytes[start..])?;
        let is_key_byte = |byte: &u8| {
            byte.is_ascii_alphanumeric()
                || !byte.is_ascii()
                || matches!(byte, b'_' | b'-' | b' ' | b'.')
        };
        let key = &bytes[start..colon];
        let starts_key = key.first().is_some_and(|&b| starts_plain_scalar(b) && b != b'.');
        if !starts_key || key.len() > 200 || key.ends_with(b" ") || !key.iter().all(is_key_byte) {
            return None;
        }
        self.end_value();
        if self.nodes.is_empty() {
            self.push(Span::new(start, start), NodeKind::Map { flow: false }, false, false);
        }
        let name = NodeKind::Scalar {
            value: Cow::Borrowed(&self.text[start..colon]),
            quote: QuoteStyle::Plain,
        };
        self.push(Span::new(start, colon), name, false, true);
        match self.value_start(colon + 1, end)? {
            None => self.value = ValueState::Missing { at: colon + 1 },
            Some(at) if bytes[at] == b'[' => self.read_flow_list(at, end)?,
            Some(at) => self.read_scalar(at, end)?,
        }
        Some(())
    }

    fn read_item(&mut self, start: usize, indent: usize, end: usize) -> Option<()> {
        let dash = start + indent;
        match self.value {
            ValueState::Complete => return None,
            ValueState::List { indent: siblings, .. } if siblings != indent => return None,
            ValueState::List { .. } => {}
            ValueState::Missing { .. } => {
                let list = self.nodes.len();
                self.push(Span::new(dash, dash), NodeKind::List { flow: false }, false, false);
                self.value = ValueState::List { list, indent };
            }
        }
        match self.value_start(dash + 1, end)? {
            None if end > dash + 1 => return None,
            None => self.push(Span::new(dash + 1, dash + 1), missing_value(), false, false),
            Some(at) => self.read_scalar(at, end)?,
        }
        Some(())
    }

    /// The start of the value after an indicator: `Some(None)` if there is only a comment or
    /// nothing, and `None` if no space follows the indicator.
    fn value_start(&self, from: usize, end: usize) -> Option<Option<usize>> {
        let bytes = &self.text.as_bytes()[..end];
        let Some(offset) = bytes[from.min(end)..].iter().position(|&byte| byte != b' ') else {
            return Some(None);
        };
        match (bytes[from + offset], offset) {
            (_, 0) => None,
            (b'#', _) => Some(None),
            _ => Some(Some(from + offset)),
        }
    }

    /// Reads the scalar at `at`. Only a comment may follow it on the line.
    fn read_scalar(&mut self, at: usize, end: usize) -> Option<()> {
        let line = &self.text.as_bytes()[..end];
        let (span, quote) = match line[at] {
            b'"' | b'\'' => quoted_scalar(line, at)?,
            first if starts_plain_scalar(first) => {
                let mut stop = end;
                for (offset, &byte) in line[at..].iter().enumerate() {
                    match (byte, line.get(at + offset + 1)) {
                        (b':', None | Some(b' ')) => return None,
                        (b' ', Some(b'#')) => {
                            stop = at + offset;
                            break;
                        }
                        _ => {}
                    }
                }
                (
                    Span::new(at, at + self.text[at..stop].trim_end_matches(' ').len()),
                    QuoteStyle::Plain,
                )
            }
            _ => return None,
        };
        self.check_line_end(span.range().end, end)?;
        self.push_scalar(span, quote, false);
        Some(())
    }

    /// Reads the flow list at `at`. Only a comment may follow it on the line.
    fn read_flow_list(&mut self, at: usize, end: usize) -> Option<()> {
        let line = &self.text.as_bytes()[..end];
        let list = self.nodes.len();
        self.push(Span::new(at, at), NodeKind::List { flow: true }, false, false);
        let skip = |from: usize| from + line[from..].iter().take_while(|&&b| b == b' ').count();
        let mut at = skip(at + 1);
        while *line.get(at)? != b']' {
            let (span, quote) = match line[at] {
                b'"' | b'\'' => quoted_scalar(line, at)?,
                first if starts_plain_scalar(first) => {
                    let is_structure =
                        |byte: &u8| matches!(byte, b',' | b'[' | b']' | b'{' | b'}' | b':' | b'#');
                    let stop = at + line[at..].iter().position(is_structure)?;
                    let item = self.text[at..stop].trim_end_matches(' ');
                    (Span::new(at, at + item.len()), QuoteStyle::Plain)
                }
                _ => return None,
            };
            self.push_scalar(span, quote, true);
            at = skip(span.range().end);
            match line.get(at)? {
                b',' => at = skip(at + 1),
                b']' => {}
                _ => return None,
            }
        }
        self.check_line_end(at + 1, end)?;
        let nodes_end = self.nodes.len();
        let list = &mut self.nodes[list];
        (list.span, list.end) = (Span::new(list.span.range().start, at + 1), nodes_end);
        Some(())
    }

    /// `Some` if there are only spaces and a comment between `from` and the end of the line.
    fn check_line_end(&self, from: usize, end: usize) -> Option<()> {
        (from == end || self.value_start(from, end)?.is_none()).then_some(())
    }

    /// Completes the value of the last key.
    fn end_value(&mut self) {
        match self.value {
            ValueState::Complete => {}
            ValueState::Missing { at } => {
                self.push(Span::new(at, at), missing_value(), false, false);
            }
            ValueState::List { list, .. } => {
                let nodes_end = self.nodes.len();
                let start = self.nodes[list + 1].span.start;
                let end = self.nodes[nodes_end - 1].span.end;
                let list = &mut self.nodes[list];
                (list.span, list.end) = (Span { start, end }, nodes_end);
            }
        }
        self.value = ValueState::Complete;
    }

    fn push_scalar(&mut self, span: Span, quote: QuoteStyle, in_flow: bool) {
        let edge = usize::from(quote != QuoteStyle::Plain);
        let value = &self.text[span.range().start + edge..span.range().end - edge];
        self.push(span, NodeKind::Scalar { value: Cow::Borrowed(value), quote }, in_flow, false);
    }

    fn push(&mut self, span: Span, kind: NodeKind<'t>, in_flow: bool, is_key: bool) {
        let end = self.nodes.len() + 1;
        self.nodes.push(Node { span, kind, end, in_flow, is_key, has_anchor_or_tag: false });
    }
}

fn missing_value() -> NodeKind<'static> {
    NodeKind::Scalar { value: Cow::Borrowed(""), quote: QuoteStyle::Plain }
}

/// Whether a plain scalar can start with this byte, whatever follows it.
fn starts_plain_scalar(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
        || !byte.is_ascii()
        || matches!(byte, b'_' | b'(' | b'$' | b'/' | b'.')
}

/// The span and style of the quoted scalar at `at`; `None` if it has escapes or is not closed.
fn quoted_scalar(line: &[u8], at: usize) -> Option<(Span, QuoteStyle)> {
    let mark = line[at];
    let close = at + 1 + memchr(mark, &line[at + 1..])?;
    let is_escaped = match mark {
        b'"' => memchr(b'\\', &line[at..close]).is_some(),
        _ => line.get(close + 1) == Some(&mark),
    };
    let quote = if mark == b'"' { QuoteStyle::Double } else { QuoteStyle::Single };
    (!is_escaped).then_some((Span::new(at, close + 1), quote))
}
