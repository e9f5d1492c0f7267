//! Parsing any YAML with the YAML parser.

use std::borrow::Cow;

use granit_parser::{Event, Parser, ScalarStyle, StructureStyle, options};
use linkwright_text::Span;

use super::super::{QuoteStyle, YamlProblem, problem};
use super::{Node, NodeKind, YamlTree};

/// Parses any YAML with the YAML parser.
pub(super) fn parse_full(text: &str, yaml: Span) -> Result<YamlTree<'_>, YamlProblem> {
    let mut builder = TreeBuilder { text, ..TreeBuilder::default() };
    let options = options! { emit_unresolved_aliases: true, emit_comments: false };
    for event in Parser::new_from_str_with_options(&text[yaml], options) {
        match event {
            Ok((Event::DocumentStart(..), span)) if builder.documents > 0 => {
                return Err(problem::second_document(text, yaml, span_in(yaml, &span).start));
            }
            Ok((event, span)) => builder.add_event(event, span_in(yaml, &span)),
            Err(error) => return Err(problem::from_scan_error(text, yaml, &error)),
        }
    }
    match builder.tree.entry_after_tab(text) {
        Some(at) => Err(problem::tab_indent(text, yaml, at)),
        None => Ok(builder.tree),
    }
}

#[derive(Default)]
struct TreeBuilder<'t> {
    text: &'t str,
    tree: YamlTree<'t>,
    open: Vec<OpenNode>,
    /// The number of open flow lists and maps.
    flow_depth: usize,
    /// The anchors: the id that the parser gives them, and their node.
    anchors: Vec<(usize, usize)>,
    documents: usize,
}

/// A list or map whose end has not been reached.
struct OpenNode {
    node: usize,
    is_map: bool,
    expects_key: bool,
}

impl<'t> TreeBuilder<'t> {
    fn add_event(&mut self, event: Event<'t>, span: Span) {
        let has_tag = event.tag().is_some();
        match event {
            Event::DocumentStart(..) => self.documents += 1,
            Event::DocumentEnd => {
                self.tree.document_end = Some(span).filter(|span| !span.is_empty());
            }
            Event::Scalar(value, style, anchor, _) => {
                let quote = quote_style(style);
                // The parser reports a missing value as `~` with an empty span.
                let is_missing = span.is_empty() && quote == QuoteStyle::Plain;
                let span = match quote {
                    QuoteStyle::Plain if is_missing => self.after_indicator(span),
                    QuoteStyle::Block if value.is_empty() => self.block_indicator(span),
                    _ => span,
                };
                let value = if is_missing { Cow::Borrowed("") } else { value };
                self.push(span, NodeKind::Scalar { value, quote }, anchor, has_tag);
            }
            Event::SequenceStart(style, anchor, _) => {
                let flow = style == StructureStyle::Flow;
                self.open(span, NodeKind::List { flow }, anchor, has_tag);
            }
            Event::MappingStart(style, anchor, _) => {
                let flow = style == StructureStyle::Flow;
                self.open(span, NodeKind::Map { flow }, anchor, has_tag);
            }
            Event::SequenceEnd | Event::MappingEnd => self.close(span),
            Event::Alias(id) => {
                // The ids are in ascending order.
                let to = self.anchors.binary_search_by_key(&id, |&(anchor, _)| anchor);
                let to = to.ok().map(|at| self.anchors[at].1);
                self.push(span, NodeKind::Reference { to }, 0, false);
            }
            Event::UnresolvedAlias(name) => {
                self.tree.problems.push(problem::unknown_reference(span, &name));
                self.push(span, NodeKind::Reference { to: None }, 0, false);
            }
            _ => {}
        }
    }

    /// The empty span of a missing value: right after its `:`, `-` or `?`. `reported` is the span
    /// of the parser, which is less exact.
    fn after_indicator(&self, reported: Span) -> Span {
        let (before, after) = self.text.split_at(reported.range().start);
        if let Some(rest) = after.trim_start_matches(' ').strip_prefix(':') {
            let at = self.text.len() - rest.len();
            return Span::new(at, at);
        }
        let at = before.trim_end_matches(' ').len();
        let last_text = before.trim_end();
        if before[..at].ends_with(['-', ':']) {
            Span::new(at, at)
        } else if last_text.ends_with('?') {
            Span::new(last_text.len(), last_text.len())
        } else {
            reported
        }
    }

    /// The span of the `|` or `>` of an empty block scalar. `reported` is the span of the parser.
    fn block_indicator(&self, reported: Span) -> Span {
        let before = &self.text[..reported.range().end];
        let at = before.rfind(['|', '>']).unwrap_or(reported.range().start);
        Span::new(at, at + 1)
    }

    fn push(&mut self, span: Span, kind: NodeKind<'t>, anchor: usize, has_tag: bool) -> usize {
        let at = self.tree.nodes.len();
        let is_key = self.open.last_mut().is_some_and(|parent| {
            let is_key = parent.is_map && parent.expects_key;
            parent.expects_key = !parent.expects_key;
            is_key
        });
        if anchor != 0 {
            self.anchors.push((anchor, at));
        }
        let (in_flow, has_anchor_or_tag) = (self.flow_depth > 0, anchor != 0 || has_tag);
        self.tree.nodes.push(Node { span, kind, end: at + 1, in_flow, is_key, has_anchor_or_tag });
        at
    }

    fn open(&mut self, span: Span, kind: NodeKind<'t>, anchor: usize, has_tag: bool) {
        let is_map = matches!(kind, NodeKind::Map { .. });
        let flow = is_flow(&kind);
        let node = self.push(span, kind, anchor, has_tag);
        self.flow_depth += usize::from(flow);
        self.open.push(OpenNode { node, is_map, expects_key: true });
    }

    fn close(&mut self, end: Span) {
        let Some(OpenNode { node, .. }) = self.open.pop() else { return };
        let nodes_end = self.tree.nodes.len();
        let start = self.tree.nodes.get(node + 1).map(|first| first.span.start);
        let last = self.tree.nodes[node + 1..].iter().map(|child| child.span.end).max();
        let node = &mut self.tree.nodes[node];
        node.end = nodes_end;
        if is_flow(&node.kind) {
            self.flow_depth -= 1;
            node.span.end = end.end.max(node.span.start);
        } else {
            node.span.start = start.unwrap_or(node.span.start);
            node.span.end = last.unwrap_or(node.span.start);
        }
    }
}

/// Converts a span of the parser, which is relative to `yaml`, to a span of the whole text.
fn span_in(yaml: Span, span: &granit_parser::Span) -> Span {
    let base = yaml.range().start;
    let range = span.byte_range().expect("the parser of a string has byte offsets");
    Span::new(base + range.start, base + range.end.max(range.start))
}

fn is_flow(kind: &NodeKind<'_>) -> bool {
    matches!(kind, NodeKind::List { flow: true } | NodeKind::Map { flow: true })
}

fn quote_style(style: ScalarStyle) -> QuoteStyle {
    match style {
        ScalarStyle::Plain => QuoteStyle::Plain,
        ScalarStyle::SingleQuoted => QuoteStyle::Single,
        ScalarStyle::DoubleQuoted => QuoteStyle::Double,
        ScalarStyle::Literal | ScalarStyle::Folded => QuoteStyle::Block,
    }
}
