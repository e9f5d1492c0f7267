//! Hover: the beginning of what a place leads to.

use std::fmt::Write as _;

use linkwright_syntax::Facts;
use linkwright_text::Span;
use linkwright_vault::{Anchor, FileId, LinkRef, Resolution, Vault};

use crate::Texts;
use crate::definition::destination;
use crate::place::{Place, place_at};

/// What a hover shows.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Hover {
    /// What it is about, in bytes of the note.
    pub span: Span,
    /// Markdown.
    pub text: String,
}

/// A hover, but for the texts of [`Plan::notes`].
pub struct Plan {
    span: Span,
    /// What stands above the text.
    head: String,
    shown: Option<Shown>,
    notes: Vec<FileId>,
}

/// What of a note is shown.
enum Shown {
    /// This much.
    Span(Span),
    /// From here on.
    From(u32),
    /// The block that holds this place.
    Block(u32),
    /// The footnote whose definition starts here.
    Footnote(u32),
}

impl Plan {
    /// The notes whose texts [`finish`] needs.
    #[must_use]
    pub fn notes(&self) -> &[FileId] {
        &self.notes
    }
}

/// No more of a note is shown than this, in bytes.
const LONGEST: usize = 1_500;

/// Plans what is shown at `offset` of `note`, whose text is `text`: of a link its target's name,
/// aliases, tags and number of backlinks, and its beginning; the section, block or footnote where
/// the link leads to one; of a broken link that nothing is there; of a footnote's reference its
/// definition.
#[must_use]
pub fn plan(vault: &Vault, note: FileId, text: &str, offset: u32) -> Option<Plan> {
    let facts = &vault.note(note)?.facts;
    match place_at(facts, text, offset)? {
        Place::Link(index, _) => link(vault, facts, LinkRef { source: note, index }),
        Place::Footnote(index) => {
            let span = facts.footnotes[index as usize].span;
            let found = crate::definition(vault, note, text, offset)?;
            let defined = facts.footnotes[index as usize].definition;
            let start = found.targets.first().filter(|_| !defined)?.span.start;
            let shown = Some(Shown::Footnote(start));
            Some(Plan { span, head: String::new(), shown, notes: vec![note] })
        }
        _ => None,
    }
}

fn link(vault: &Vault, facts: &Facts, link: LinkRef) -> Option<Plan> {
    let fact = facts.links.get(link.index as usize)?;
    let span = fact.span;
    let plain = |head: String| Some(Plan { span, head, shown: None, notes: Vec::new() });
    let Resolution::File(file, _) = vault.resolve(link) else {
        let (target, _) = vault.note(link.source)?.links.get(link.index as usize)?;
        return plain(format!("Nothing is named `{}` yet.", vault.target_text(*target)));
    };
    let path = &vault.file(file).path;
    let Some(note) = vault.note(file) else { return plain(format!("`{path}`")) };
    let (_, anchor) = vault.destination(link)?;
    let head = match anchor {
        Anchor::Whole | Anchor::Opaque | Anchor::Missing(_) => about(vault, file),
        _ => String::new(),
    };
    let start = destination(vault, file, &anchor).span.start;
    let shown = match anchor {
        Anchor::Headings(headings) => section(&note.facts, *headings.last()?),
        Anchor::Block(_) => Shown::Block(start),
        Anchor::Footnote(_) => Shown::Footnote(start),
        Anchor::Whole | Anchor::Opaque | Anchor::Missing(_) => {
            Shown::From(note.facts.frontmatter.as_ref().map_or(0, |yaml| yaml.span.end))
        }
    };
    Some(Plan { span, head, shown: Some(shown), notes: vec![file] })
}

/// The hover of a plan.
#[must_use]
pub fn finish(plan: Plan, texts: &Texts) -> Hover {
    let mut text = plan.head;
    if let (Some(shown), [note]) = (plan.shown, &plan.notes[..]) {
        let whole = texts.of(*note);
        let from = |start: u32| whole.get(start as usize..).unwrap_or_default();
        let shown = beginning(match shown {
            Shown::Span(span) => whole.get(span.range()).unwrap_or_default(),
            Shown::From(start) => from(start),
            Shown::Block(at) => block(whole, at),
            Shown::Footnote(start) => lines_while(from(start), |line| !line.starts_with("[^")),
        });
        if !text.is_empty() && !shown.trim().is_empty() {
            text.push_str("\n\n---\n\n");
        }
        text.push_str(shown.trim());
    }
    Hover { span: plan.span, text }
}

/// A note's name, aliases, tags and number of backlinks.
fn about(vault: &Vault, file: FileId) -> String {
    let mut about = format!("**{}**", vault.file(file).name());
    let aliases: Vec<_> = vault.aliases(file).map(|alias| &*alias.scalar.value).collect();
    if !aliases.is_empty() {
        let _ = write!(about, "  \nalso {}", aliases.join(" · "));
    }
    let mut tags: Vec<_> = vault.note(file).map_or(&[][..], |note| &note.tags).iter().collect();
    tags.sort_unstable();
    tags.dedup();
    if !tags.is_empty() {
        let tags: Vec<_> = tags.iter().map(|tag| format!("#{tag}")).collect();
        let _ = write!(about, "  \n{}", tags.join(" "));
    }
    let count = vault.backlinks(file).iter().filter(|link| link.source != file).count();
    let links = if count == 1 { "link leads" } else { "links lead" };
    let _ = write!(about, "  \n{count} {links} here");
    about
}

/// From a heading to before the next one of its level or above.
fn section(facts: &Facts, heading: u32) -> Shown {
    let at = heading as usize;
    let Some(own) = facts.headings.get(at) else { return Shown::From(0) };
    match facts.headings[at + 1..].iter().find(|next| next.level <= own.level) {
        Some(next) => Shown::Span(Span { start: own.span.start, end: next.span.start }),
        None => Shown::From(own.span.start),
    }
}

/// The lines around `at` up to empty ones; of an id that stands alone the block above it.
fn block(text: &str, at: u32) -> &str {
    let (before, after) = text.split_at_checked(at as usize).unwrap_or_default();
    let mut start = before.len();
    for line in before.split_inclusive('\n').rev() {
        if line.trim().is_empty() && line.ends_with('\n') {
            break;
        }
        start -= line.len();
    }
    let above = text[..start].trim_end().len();
    if text[start..].starts_with('^')
        && above > 0
        && let Ok(above) = u32::try_from(above)
    {
        return block(text, above);
    }
    &text[start..before.len() + lines_while(after, |_| true).len()]
}

/// The first line of `text` and those behind it that are wanted, up to an empty one.
fn lines_while(text: &str, wanted: impl Fn(&str) -> bool) -> &str {
    let mut end = 0;
    for line in text.split_inclusive('\n') {
        if end > 0 && (line.trim().is_empty() || !wanted(line)) {
            break;
        }
        end += line.len();
    }
    &text[..end]
}

/// The beginning of `text`: whole lines, no more than a hover holds.
fn beginning(text: &str) -> &str {
    let Some((end, _)) = text.char_indices().find(|(at, _)| *at >= LONGEST) else { return text };
    let line = text[..end].rfind('\n').unwrap_or(end);
    &text[..line]
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;
    use crate::fixture::Vaulted;

    #[track_caller]
    fn check(source: &str, expected: &Expect) {
        let vaulted = Vaulted::parse(source);
        let (note, text, offset) = vaulted.cursor();
        let hover = plan(&vaulted.vault, note, text, offset).map(|plan| {
            let texts = plan.notes().iter().map(|it| (*it, vaulted.text(*it).into())).collect();
            finish(plan, &texts)
        });
        expected.assert_eq(&hover.map_or("nothing".to_owned(), |hover| hover.text));
    }

    const BETA: &str = "\n//- /Beta.md\n---\naliases: [bell]\n---\n# Title\n\nWords. #love\n\n## Part\n\nHere. ^id\n\n## Rest\n";

    #[test]
    fn a_link_shows_what_it_leads_to() {
        check(
            &format!("[[Be$0ta]]{BETA}"),
            &expect![[r#"
            **Beta**  
            also bell  
            #love  
            1 link leads here

            ---

            # Title

            Words. #love

            ## Part

            Here. ^id

            ## Rest"#]],
        );
        check(
            &format!("[[Beta#Pa$0rt]]{BETA}"),
            &expect![[r#"
                ## Part

                Here. ^id"#]],
        );
        check(&format!("[[Beta#^i$0d]]{BETA}"), &expect!["Here. ^id"]);
        check("[[Beta#^i$0d]]\n//- /Beta.md\nBefore.\n\nAlone.\n\n^id\n", &expect!["Alone."]);
        check("[[No$0thing]]\n", &expect!["Nothing is named `Nothing` yet."]);
        check("![[pic$0.png]]\n//- /a/pic.png\n", &expect!["`a/pic.png`"]);
    }

    #[test]
    fn a_footnote_shows_its_definition() {
        check("a[^1$0]\n\n[^1]: the words\n[^2]: others\n", &expect!["[^1]: the words"]);
        check("plain wo$0rds\n", &expect!["nothing"]);
    }

    #[test]
    fn long_notes_are_cut_at_a_line() {
        let long = "ä line\n".repeat(500);
        let vaulted = Vaulted::parse(&format!("[[Be$0ta]]\n//- /Beta.md\n{long}"));
        let (note, text, offset) = vaulted.cursor();
        let plan = plan(&vaulted.vault, note, text, offset).expect("it leads to a note");
        let texts = plan.notes().iter().map(|it| (*it, vaulted.text(*it).into())).collect();
        let text = finish(plan, &texts).text;
        assert!(text.len() < 2_000 && text.ends_with("ä line"), "{text}");
    }
}
