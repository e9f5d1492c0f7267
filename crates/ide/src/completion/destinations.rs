//! Completion after `](`: the destinations of Markdown links.

use linkwright_syntax::{
    FragmentKind, Link, LinkForm, heading_key, heading_without_block_id, scan,
};
use linkwright_text::{Edit, Span, to_offset};
use linkwright_vault::{
    FileId, NameOwner, Vault, VaultPreview, choose_link_path, decode_link_part, encode_link_path,
    encode_link_segment, normalize,
};

use super::context::line_at;
use super::names::{path_as_linked, search};
use super::ranking::{Ranking, kind};
use super::rooted::RootedPath;
use super::subpaths::heading_as_linked;
use super::{Completion, SessionInfo, Suggestion, SuggestionKind};
use crate::matching::Query;

/// The Markdown destination at the cursor.
struct TypedDestination<'t> {
    link: Link,
    /// The text of the destination before the cursor.
    raw: &'t str,
    /// The start of the destination, in bytes.
    start: u32,
    cursor: u32,
    /// The text from the cursor to the end of the destination.
    rest: &'t str,
    /// The closing characters that are missing.
    close: &'static str,
}

/// The destinations that match what the user typed; `None` if the cursor is not in a destination.
pub(super) fn complete(
    vault: &Vault,
    source: FileId,
    text: &str,
    cursor: u32,
    session: &SessionInfo<'_>,
) -> Option<Completion> {
    let destination = TypedDestination::at(text, cursor)?;
    Some(match destination.raw.split_once('#') {
        Some((path, heading)) => destination.headings(vault, source, path, heading),
        None => destination.paths(vault, source, session),
    })
}

impl<'t> TypedDestination<'t> {
    /// The destination around `cursor`; `None` if there is none.
    fn at(text: &'t str, cursor: u32) -> Option<TypedDestination<'t>> {
        let (before, after) = line_at(text, cursor)?;
        let (open, inline) = match before.rfind("](") {
            Some(at) => (at + 2, true),
            None => (definition_destination(before)?, false),
        };
        let angle = before[open..].starts_with('<');
        let open = open + usize::from(angle);
        let raw = &before[open..];
        let ended = |c: char| if angle { c == '>' } else { matches!(c, ')' | '"') };
        // A space does not end the destination yet: the name that the user types may contain it.
        if raw.contains(ended) || raw.starts_with(' ') {
            return None;
        }
        let ends = |c: char| ended(c) || !angle && c == ' ';
        // After a space, the rest of the name may follow, up to the closing parenthesis.
        let rest = |paren: &usize| !after[..*paren].contains(['(', '[', '"', '<']);
        let spaced = inline && !angle && raw.contains(' ');
        let paren = after.find(')').filter(|paren| spaced && rest(paren));
        let end = paren.or_else(|| after.find(ends));
        let (finish, close) = match (angle, end) {
            (_, Some(_)) => ("x", ""),
            (true, None) if inline => ("x>)", ">)"),
            (true, None) => ("x>", ">"),
            (false, None) if inline => ("x)", ")"),
            (false, None) => ("x", ""),
        };
        let start = cursor - to_offset(raw.len());
        // Scan with one letter in place of the typed text, because a space in it would end the
        // destination.
        let from = cursor as usize + paren.unwrap_or(0);
        let (until, from) = (&text[..start as usize], &text[from..]);
        let link_with = |finish: &str| {
            let facts = scan(&[until, finish, from].concat());
            facts.links.into_iter().find(|link| {
                let definition = matches!(link.form, LinkForm::Definition { .. });
                let form = if inline { link.form.is_url() && !definition } else { definition };
                form && link.path.start == start
            })
        };
        // Text that follows in the line need not close the link.
        let (link, close) = match link_with(finish) {
            Some(link) => (link, close),
            None if inline && !angle && end.is_some() => (link_with("x)")?, ")"),
            None => return None,
        };
        let rest = &after[..end.unwrap_or(0)];
        Some(TypedDestination { link, raw, start, cursor, rest, close })
    }

    /// The edit that replaces the destination from `start` on by `insert`. What follows the first of
    /// `ends` stays, including that character.
    fn replace(&self, start: u32, ends: &[char], insert: &str) -> Edit {
        let kept = self.rest.find(ends).unwrap_or(self.rest.len());
        let end = self.cursor + to_offset(kept);
        Edit::new(Span { start, end }, format!("{insert}{}", self.close))
    }

    /// The suggestions for the path of the destination.
    fn paths(&self, vault: &Vault, source: FileId, session: &SessionInfo<'_>) -> Completion {
        let preview = VaultPreview::new(vault);
        let typed = decode_link_part(self.raw, self.link.form, self.link.place);
        let ranking = Ranking::new(vault, source, self.link.is_embed, session);
        if let Some(rooted) = RootedPath::parse(&typed, vault.file(source).folder()) {
            let (found, incomplete) = rooted.files(vault, &ranking);
            let like = format!("{}x.md", rooted.prefix);
            let items = found.into_iter().filter_map(|id| {
                let file = vault.file(id);
                let path =
                    choose_link_path(&preview, source, id, self.link.form, Some(&like)).ok()?;
                let note = vault.note(id).is_some();
                Some(Suggestion {
                    label: path_as_linked(file).to_owned(),
                    detail: file.folder().to_owned(),
                    kind: if note { SuggestionKind::Note } else { SuggestionKind::Attachment },
                    edit: self.replace(
                        self.start,
                        &['#'],
                        &encode_link_path(&path, self.link.form),
                    ),
                    file: Some(id),
                    ..Suggestion::default()
                })
            });
            let typed = Span { start: self.start, end: self.cursor };
            return Completion::new(items, incomplete, typed);
        }
        let (found, incomplete) = search(vault, &ranking, &typed, None);
        let items = found.into_iter().filter_map(|(_, name)| {
            let (NameOwner::Note(id) | NameOwner::Alias(id) | NameOwner::Attachment(id)) =
                name.owner
            else {
                return None;
            };
            let file = vault.file(id);
            let path = choose_link_path(&preview, source, id, self.link.form, None).ok()?;
            let alias = match name.owner {
                NameOwner::Alias(_) => {
                    vault.aliases(id).find(|alias| normalize(alias.scalar.value) == name.text())
                }
                _ => None,
            };
            let (label, detail) = match alias {
                Some(alias) => (alias.scalar.value, file.name()),
                None if path.contains('/') => (path_as_linked(file), file.folder()),
                None => (file.name(), file.folder()),
            };
            Some(Suggestion {
                label: label.to_owned(),
                detail: detail.to_owned(),
                kind: kind(name.owner),
                edit: self.replace(self.start, &['#'], &encode_link_path(&path, self.link.form)),
                file: Some(id),
                ..Suggestion::default()
            })
        });
        let typed = Span { start: self.start, end: self.cursor };
        Completion::new(items, incomplete, typed)
    }

    /// The suggestions for `typed`, the fragment after `path`.
    fn headings(&self, vault: &Vault, source: FileId, path: &str, typed: &str) -> Completion {
        let start = self.start + to_offset(path.len() + 1);
        let angle = matches!(
            self.link.form,
            LinkForm::Inline { angle_bracketed: true }
                | LinkForm::Definition { angle_bracketed: true }
        );
        // A space in the path would end the destination, so the path is written again, encoded.
        let (from, path_again) = match path.contains(' ') && !angle {
            true => (self.start, format!("{}#", path.replace(' ', "%20"))),
            false => (start, String::new()),
        };
        let [path, typed] =
            [path, typed].map(|raw| decode_link_part(raw, self.link.form, self.link.place));
        let file = vault.resolve_path(&vault.file(source).path, &path, self.link.form).file();
        let Some((file, note)) = file.and_then(|file| Some((file, vault.note(file)?))) else {
            return Completion::default();
        };
        let mut seen = rustc_hash::FxHashSet::default();
        let headings = note.headings.iter().zip(0..);
        // Of several headings with the same key, a link resolves to the first.
        let headings = headings.filter(|(heading, _)| {
            let key = heading_key(heading);
            !key.is_empty() && seen.insert(key)
        });
        let (found, incomplete) = Query::new(&typed).top(vault.settings().max_items, headings);
        let items = found.into_iter().map(|(text, at): (_, usize)| {
            let words = heading_as_linked(text);
            let slug = note.slug(u32::try_from(at).unwrap_or(u32::MAX));
            // Programs for plain Markdown know only the slugs of headings.
            let by_slug = vault.settings().relative_destinations && !slug.is_empty();
            let fragment = encode_link_segment(if by_slug { slug } else { &words }, self.link.form);
            Suggestion {
                label: heading_without_block_id(text).to_owned(),
                detail: "#".repeat(note.facts.headings[at].level.into()),
                kind: SuggestionKind::Heading,
                edit: self.replace(from, &[], &format!("{path_again}{fragment}")),
                file: Some(file),
                ..Suggestion::default()
            }
        });
        // HTML ids come after the headings.
        let ids = note.fragments.iter().zip(&note.facts.fragments);
        let ids = ids.filter(|(_, fact)| fact.kind != FragmentKind::Heading);
        let ids = ids.map(|(id, fact)| (id, fact.span.start));
        let (ids, more) = Query::new(&typed).top(vault.settings().max_items, ids);
        let ids = ids.into_iter().map(|(id, at)| Suggestion {
            label: id.to_owned(),
            detail: "id".to_owned(),
            kind: SuggestionKind::Heading,
            edit: self.replace(
                from,
                &[],
                &format!("{path_again}{}", encode_link_segment(id, self.link.form)),
            ),
            file: Some(file),
            offset: at,
            ..Suggestion::default()
        });
        let typed = Span { start, end: self.cursor };
        Completion::new(items.chain(ids), incomplete || more, typed)
    }
}

/// The start of the destination on a line that starts with `[label]: `.
fn definition_destination(line: &str) -> Option<usize> {
    let label = line.trim_start_matches([' ', '>']).strip_prefix('[')?;
    let (label, rest) = label.split_once("]:")?;
    let is_label = !label.is_empty() && !label.starts_with('^') && !label.contains(['[', ']']);
    is_label.then(|| line.len() - rest.trim_start_matches([' ', '\t']).len())
}

#[cfg(test)]
mod tests;
