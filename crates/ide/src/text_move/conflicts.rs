//! Refuses moves after which a text would mean something else.

use linkwright_syntax::{FragmentKind, fold, label_key};
use linkwright_text::Span;
use linkwright_vault::Note;
use rustc_hash::FxHashSet;

use crate::Refusal;

/// Whether each link, heading, tag and the like is either all in `part` or all outside of it.
pub(crate) fn cuts_nothing(note: &Note, part: Span) -> bool {
    let facts = &note.facts;
    let yaml = facts.frontmatter.as_deref().map(|yaml| yaml.span);
    let with_sigil = |span: Span| Span { start: span.start.saturating_sub(1), ..span };
    let mut elements = (facts.links.iter().map(|link| link.span))
        .chain(facts.headings.iter().map(|heading| heading.span))
        .chain(facts.labels.iter().map(|label| label.span))
        .chain(facts.footnotes.iter().map(|footnote| footnote.span))
        .chain(facts.tags.iter().map(|tag| with_sigil(tag.span)))
        .chain(facts.block_ids.iter().map(|id| with_sigil(id.span)))
        .chain(facts.verbatim.iter().copied());
    let is_outside = |span: Span| span.end <= part.start || part.end <= span.start;
    yaml.is_none_or(is_outside) && elements.all(|span| is_outside(span) || part.covers(span))
}

/// A footnote or a reference label in a note.
struct LabelUse {
    /// Its name in a message.
    name: String,
    /// Equal for the labels that are the same to Markdown.
    key: String,
    is_definition: bool,
    span: Span,
}

fn labels(note: &Note) -> impl Iterator<Item = LabelUse> {
    let footnotes = note.footnotes.iter().zip(&note.facts.footnotes);
    let footnotes = footnotes.map(|(label, fact)| LabelUse {
        name: format!("footnote `{label}`"),
        key: fold(label).into_owned(),
        is_definition: fact.is_definition,
        span: fact.span,
    });
    let labels = note.labels.iter().zip(&note.facts.labels);
    footnotes.chain(labels.map(|(label, fact)| LabelUse {
        name: format!("label `{label}`"),
        key: format!("[{}]", label_key(label)),
        is_definition: fact.is_definition,
        span: fact.span,
    }))
}

/// Refuses a part if a footnote or a reference label is used in it and defined outside of it, or the
/// other way round.
pub(super) fn check_definitions(note: &Note, part: Span) -> Result<(), Refusal> {
    let all: Vec<LabelUse> = labels(note).collect();
    // The keys that are defined outside the part, and those that are defined in it.
    let mut defined: [FxHashSet<&str>; 2] = Default::default();
    for label in all.iter().filter(|label| label.is_definition) {
        defined[usize::from(part.covers(label.span))].insert(&label.key);
    }
    for LabelUse { name, key, span, .. } in all.iter().filter(|label| !label.is_definition) {
        let in_part = usize::from(part.covers(*span));
        if !defined[in_part].contains(&**key) && defined[1 - in_part].contains(&**key) {
            let (used, defined) = if in_part == 1 { ("in", "outside") } else { ("outside", "in") };
            return Err(Refusal(format!(
                "the {name} is used {used} the moved text and defined {defined} it: select both"
            )));
        }
    }
    Ok(())
}

/// Refuses a part if it has a label, a block id or an HTML id that `target`, the note at
/// `target_path`, has too.
pub(super) fn check_unique(
    note: &Note,
    part: Span,
    target: &Note,
    target_path: &str,
) -> Result<(), Refusal> {
    let theirs: Vec<LabelUse> = labels(target).collect();
    let all: FxHashSet<&str> = theirs.iter().map(|label| &*label.key).collect();
    let defined = theirs.iter().filter(|label| label.is_definition);
    let defined: FxHashSet<&str> = defined.map(|label| &*label.key).collect();
    let both = |name: &str| {
        Err(Refusal(format!(
            "the moved text and `{target_path}` both have the {name}: rename one of them first"
        )))
    };
    for label in labels(note).filter(|label| part.covers(label.span)) {
        if (if label.is_definition { &all } else { &defined }).contains(&*label.key) {
            return both(&label.name);
        }
    }
    let theirs: FxHashSet<String> = target.block_ids.iter().map(|id| fold(id).into()).collect();
    for (id, fact) in note.block_ids.iter().zip(&note.facts.block_ids) {
        if part.covers(fact.span) && theirs.contains(&*fold(id)) {
            return both(&format!("block id `^{id}`"));
        }
    }
    for (id, fact) in note.fragments.iter().zip(&note.facts.fragments) {
        let is_id = fact.kind != FragmentKind::Heading && part.covers(fact.span);
        if is_id && target.fragments.iter().any(|other| other == id) {
            return both(&format!("id `{id}`"));
        }
    }
    Ok(())
}
