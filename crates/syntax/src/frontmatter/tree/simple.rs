//! The YAML that nearly all frontmatter is, parsed without a YAML parser: five to ten times as
//! fast, on every keystroke and for every note of a vault that is opened.
//!
//! Top-level keys with a scalar on the same line, a `[…]` of scalars on the same line, or a block
//! list of scalars below; quotes without escapes; comments and blank lines anywhere. What differs
//! in any way is left to the parser, so that YAML itself is decided in one place; a test holds
//! both to the same nodes.

use std::borrow::Cow;

use linkwright_text::Span;
use memchr::{memchr, memchr_iter, memmem};

use super::super::QuoteStyle;
use super::{Node, NodeKind};

/// The nodes of `yaml`, a part of `text`, if it is of the simple kind.
pub(super) fn nodes(text: &str, yaml: Span) -> Option<Vec<Node<'_>>> {
    let bytes = &text.as_bytes()[yaml.range()];
    if !is_simple(bytes) {
        return None;
    }
    let mut builder =
        SimpleBuilder { text, nodes: Vec::with_capacity(32), value: SimpleValue::Given };
    let mut start = yaml.range().start;
    while start < yaml.range().end {
        let behind = memchr(b'\n', &text.as_bytes()[start..yaml.range().end])
            .map_or(yaml.range().end, |end| start + end + 1);
        let end = text[start..behind].trim_end_matches(['\r', '\n', ' ']).len() + start;
        builder.line(start, end)?;
        start = behind;
    }
    builder.end_value();
    let behind = builder.nodes.len();
    let end = builder.nodes.iter().map(|node| node.span.end).max().unwrap_or_default();
    if let Some(root) = builder.nodes.first_mut() {
        root.end = behind;
        root.span.end = end;
    }
    Some(builder.nodes)
}

/// Whether only line feeds and CRLF break lines, and no tab, control or BOM stands there.
fn is_simple(bytes: &[u8]) -> bool {
    let is_odd = |&byte: &u8| (byte < b' ' && !matches!(byte, b'\n' | b'\r')) || byte == 0x7f;
    !bytes.iter().fold(false, |odd, byte| odd | is_odd(byte))
        && memchr_iter(b'\r', bytes).all(|at| bytes.get(at + 1) == Some(&b'\n'))
        && (memchr(0xef, bytes).is_none() || memmem::find(bytes, "\u{feff}".as_bytes()).is_none())
}

struct SimpleBuilder<'t> {
    text: &'t str,
    nodes: Vec<Node<'t>>,
    value: SimpleValue,
}

/// What is known of the last key's value.
#[derive(Clone, Copy)]
enum SimpleValue {
    /// It is complete.
    Given,
    /// Nothing stands on the key's line; `at` is right behind the `:`.
    Awaited { at: usize },
    /// It is a block list, the node at `list`, with dashes after so many spaces.
    List { list: usize, indent: usize },
}

impl<'t> SimpleBuilder<'t> {
    /// Reads one line, without its line end and the spaces before it.
    fn line(&mut self, start: usize, end: usize) -> Option<()> {
        let line = &self.text.as_bytes()[start..end];
        let indent = line.iter().position(|&byte| byte != b' ').unwrap_or(line.len());
        match line.get(indent) {
            None | Some(b'#') => Some(()),
            Some(b'-') if matches!(line.get(indent + 1), None | Some(b' ')) => {
                self.item(start, indent, end)
            }
            Some(_) if indent == 0 => self.entry(start, end),
            Some(_) => None,
        }
    }

    fn entry(&mut self, start: usize, end: usize) -> Option<()> {
        let bytes = &self.text.as_bytes()[..end];
        let colon = start + memchr(b':', &bytes[start..])?;
        let is_key_byte = |byte: &u8| {
            byte.is_ascii_alphanumeric()
                || !byte.is_ascii()
                || matches!(byte, b'_' | b'-' | b' ' | b'.')
        };
        let key = &bytes[start..colon];
        let begins_well = key.first().is_some_and(|&b| starts_plain(b) && b != b'.');
        if !begins_well || key.len() > 200 || key.ends_with(b" ") || !key.iter().all(is_key_byte) {
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
            None => self.value = SimpleValue::Awaited { at: colon + 1 },
            Some(at) if bytes[at] == b'[' => self.flow_list(at, end)?,
            Some(at) => self.scalar(at, end)?,
        }
        Some(())
    }

    fn item(&mut self, start: usize, indent: usize, end: usize) -> Option<()> {
        let dash = start + indent;
        match self.value {
            SimpleValue::Given => return None,
            SimpleValue::List { indent: siblings, .. } if siblings != indent => return None,
            SimpleValue::List { .. } => {}
            SimpleValue::Awaited { .. } => {
                let list = self.nodes.len();
                self.push(Span::new(dash, dash), NodeKind::List { flow: false }, false, false);
                self.value = SimpleValue::List { list, indent };
            }
        }
        match self.value_start(dash + 1, end)? {
            None if end > dash + 1 => return None,
            None => self.push(Span::new(dash + 1, dash + 1), unwritten(), false, false),
            Some(at) => self.scalar(at, end)?,
        }
        Some(())
    }

    /// Where a value begins behind an indicator: `Some(None)` where only a comment or nothing does,
    /// and `None` where no space does.
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

    /// Reads the scalar that is, with a comment, the rest of the line.
    fn scalar(&mut self, at: usize, end: usize) -> Option<()> {
        let line = &self.text.as_bytes()[..end];
        let (span, quote) = match line[at] {
            b'"' | b'\'' => quoted(line, at)?,
            first if starts_plain(first) => {
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
        self.ends_line(span.range().end, end)?;
        self.push_scalar(span, quote, false);
        Some(())
    }

    /// Reads the flow list that is, with a comment, the rest of the line.
    fn flow_list(&mut self, at: usize, end: usize) -> Option<()> {
        let line = &self.text.as_bytes()[..end];
        let list = self.nodes.len();
        self.push(Span::new(at, at), NodeKind::List { flow: true }, false, false);
        let skip = |from: usize| from + line[from..].iter().take_while(|&&b| b == b' ').count();
        let mut at = skip(at + 1);
        while *line.get(at)? != b']' {
            let (span, quote) = match line[at] {
                b'"' | b'\'' => quoted(line, at)?,
                first if starts_plain(first) => {
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
        self.ends_line(at + 1, end)?;
        let behind = self.nodes.len();
        let list = &mut self.nodes[list];
        (list.span, list.end) = (Span::new(list.span.range().start, at + 1), behind);
        Some(())
    }

    /// Whether only spaces and a comment stand between `from` and the line's end.
    fn ends_line(&self, from: usize, end: usize) -> Option<()> {
        (from == end || self.value_start(from, end)?.is_none()).then_some(())
    }

    /// The last key's value is not going to be continued.
    fn end_value(&mut self) {
        match self.value {
            SimpleValue::Given => {}
            SimpleValue::Awaited { at } => self.push(Span::new(at, at), unwritten(), false, false),
            SimpleValue::List { list, .. } => {
                let behind = self.nodes.len();
                let start = self.nodes[list + 1].span.start;
                let end = self.nodes[behind - 1].span.end;
                let list = &mut self.nodes[list];
                (list.span, list.end) = (Span { start, end }, behind);
            }
        }
        self.value = SimpleValue::Given;
    }

    fn push_scalar(&mut self, span: Span, quote: QuoteStyle, in_flow: bool) {
        let edge = usize::from(quote != QuoteStyle::Plain);
        let value = &self.text[span.range().start + edge..span.range().end - edge];
        self.push(span, NodeKind::Scalar { value: Cow::Borrowed(value), quote }, in_flow, false);
    }

    fn push(&mut self, span: Span, kind: NodeKind<'t>, in_flow: bool, is_key: bool) {
        let end = self.nodes.len() + 1;
        self.nodes.push(Node { span, kind, end, in_flow, is_key, marked: false });
    }
}

fn unwritten() -> NodeKind<'static> {
    NodeKind::Scalar { value: Cow::Borrowed(""), quote: QuoteStyle::Plain }
}

/// Whether a plain scalar may begin so, whatever follows.
fn starts_plain(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
        || !byte.is_ascii()
        || matches!(byte, b'_' | b'(' | b'$' | b'/' | b'.')
}

/// The quoted scalar without escapes that begins at `at`.
fn quoted(line: &[u8], at: usize) -> Option<(Span, QuoteStyle)> {
    let mark = line[at];
    let close = at + 1 + memchr(mark, &line[at + 1..])?;
    let is_escaped = match mark {
        b'"' => memchr(b'\\', &line[at..close]).is_some(),
        _ => line.get(close + 1) == Some(&mark),
    };
    let quote = if mark == b'"' { QuoteStyle::Double } else { QuoteStyle::Single };
    (!is_escaped).then_some((Span::new(at, close + 1), quote))
}
