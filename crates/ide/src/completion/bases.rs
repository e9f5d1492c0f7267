//! Completion in bases: keys, functions, fields, properties and their values, and the names in strings.

use std::cmp::Reverse;

use linkwright_query::expr::{ExprKind, parse};
use linkwright_query::{
    Base, BaseNameKind, BaseSlot, ExprSlot, FIELDS, Function, SUMMARIES, Type, fields_of,
    functions, methods, unfinished_base, unfinished_expr,
};
use linkwright_syntax::frontmatter::QuoteStyle;
use linkwright_syntax::{LinkForm, base_text};
use linkwright_text::{Edit, Span, line_end, to_offset};
use linkwright_vault::{FileId, NameOwner, Vault, VaultPreview, choose_link_path};
use rustc_hash::FxHashSet;

use super::names;
use super::ranking::{Ranking, kind};
use super::{Completion, SessionInfo, Suggestion, SuggestionKind};
use crate::bases::region_at;
use crate::matching::Query;

/// The names with a meaning of their own in expressions.
const NAMESPACES: [(&str, &str); 4] = [
    ("file", "The file of the row."),
    ("formula", "The formulas of this base."),
    ("note", "The properties of the note."),
    ("this", "The file that the base is in."),
];

/// The suggestions in a base; `None` if the cursor is not in one.
pub(super) fn complete(
    vault: &Vault,
    source: FileId,
    text: &str,
    cursor: u32,
    session: &SessionInfo<'_>,
) -> Option<Completion> {
    let yaml = region_at(vault, source, text, cursor)?;
    let text = &*base_text(text, yaml);
    let before = text.get(yaml.range().start..cursor as usize)?;
    let end = line_end(text, cursor as usize).min(yaml.range().end);
    let found = unfinished_base(before);
    Some(found.map_or_else(Completion::default, |found| {
        let place = BaseCursor {
            vault,
            source,
            session,
            text,
            yaml,
            cursor,
            after: &text[cursor as usize..end.max(cursor as usize)],
            style: found.style,
        };
        let typed = &before[found.typed];
        match found.slot {
            BaseSlot::Expression | BaseSlot::Filter => place.expression(typed, found.slot),
            slot => place.words(typed, place.words_of(slot, typed)),
        }
    }))
}

/// A place in a base.
struct BaseCursor<'t> {
    vault: &'t Vault,
    source: FileId,
    session: &'t SessionInfo<'t>,
    text: &'t str,
    yaml: Span,
    cursor: u32,
    /// The rest of the line.
    after: &'t str,
    /// The quotes of the YAML scalar at the cursor.
    style: QuoteStyle,
}

/// A word that can be inserted, before its place is known.
struct Word {
    label: String,
    detail: String,
    documentation: &'static str,
    kind: SuggestionKind,
    insert: String,
    /// Where the cursor goes in `insert`, if not at its end.
    stop: Option<usize>,
}

impl Word {
    fn new(kind: SuggestionKind, label: impl Into<String>) -> Word {
        let label = label.into();
        let insert = label.clone();
        let (detail, documentation) = (String::new(), "");
        Word { label, detail, documentation, kind, insert, stop: None }
    }

    fn described(self, detail: impl Into<String>, documentation: &'static str) -> Word {
        Word { detail: detail.into(), documentation, ..self }
    }

    /// A call of a function, without its parentheses if they follow already.
    fn call(function: &'static Function, is_called: bool) -> Word {
        let mut word = Word::new(SuggestionKind::Function, function.name)
            .described(function.signature(), function.summary);
        if !is_called {
            word.insert.push_str("()");
            word.stop = (!function.parameters.is_empty()).then(|| word.insert.len() - 1);
        }
        word
    }
}

impl BaseCursor<'_> {
    /// The suggestions for words that are not in an expression.
    fn words(&self, typed: &str, words: Vec<Word>) -> Completion {
        let is_part = |c: char| c.is_alphanumeric() || "._-".contains(c);
        let rest = self.after.find(|c| !is_part(c)).unwrap_or(self.after.len());
        self.rank(typed, to_offset(typed.len()), to_offset(rest), words)
    }

    /// The words that match `typed`, the last `typed_len` bytes before the cursor. They also replace
    /// the `rest_len` bytes behind it.
    fn rank(&self, typed: &str, typed_len: u32, rest_len: u32, words: Vec<Word>) -> Completion {
        let start = self.cursor - typed_len;
        let span = Span { start, end: self.cursor + rest_len };
        let labels = words.iter().enumerate().map(|(at, word)| (&*word.label, at));
        let (found, incomplete) = Query::new(typed).top(self.vault.settings().max_items, labels);
        let found: Vec<usize> = found.into_iter().map(|(_, at)| at).collect();
        let mut words: Vec<Option<Word>> = words.into_iter().map(Some).collect();
        let items = found.into_iter().filter_map(|at| words[at].take()).map(|word| Suggestion {
            label: word.label,
            detail: word.detail,
            kind: word.kind,
            edit: Edit::new(span, word.insert),
            documentation: word.documentation,
            stop: word.stop.map(to_offset),
            ..Suggestion::default()
        });
        Completion::new(items, incomplete, Span { start, end: self.cursor })
    }

    fn words_of(&self, slot: BaseSlot, typed: &str) -> Vec<Word> {
        let mut words = self.keys(slot);
        let plain = |kind, names: &[&'static str]| -> Vec<Word> {
            names.iter().map(|name| Word::new(kind, *name)).collect()
        };
        words.extend(match slot {
            BaseSlot::Property | BaseSlot::Sort => self.property_ids(typed),
            BaseSlot::PropertyKey => {
                let mut ids = self.property_ids(typed);
                ids.iter_mut().for_each(|word| word.insert.push_str(self.colon()));
                ids
            }
            BaseSlot::ViewType => plain(SuggestionKind::Value, &["table", "cards", "list"]),
            BaseSlot::Direction => plain(SuggestionKind::Value, &["ASC", "DESC"]),
            BaseSlot::Summary => {
                let own = self.base().summaries.into_iter().map(|it| it.name);
                let own = own.map(|name| Word::new(SuggestionKind::Value, name));
                let row =
                    |name, summary| Word::new(SuggestionKind::Value, name).described("", summary);
                own.chain(SUMMARIES.iter().map(|it| row(it.name, it.summary))).collect()
            }
            BaseSlot::Key(_) | BaseSlot::Expression | BaseSlot::Filter => Vec::new(),
        });
        words
    }

    fn keys(&self, slot: BaseSlot) -> Vec<Word> {
        let key = |name: &str, summary| {
            let mut word = Word::new(SuggestionKind::Property, name).described("", summary);
            word.insert.push_str(self.colon());
            word
        };
        slot.keys().iter().map(|it| key(it.name, it.summary)).collect()
    }

    /// What is inserted behind a key.
    fn colon(&self) -> &'static str {
        if self.after.contains(':') { "" } else { ": " }
    }

    /// The base, as far as it can be read: what is being typed may make it invalid.
    fn base(&self) -> Base {
        let whole = Base::parse(self.text, self.yaml);
        if !whole.formulas.is_empty() || !whole.summaries.is_empty() {
            return whole;
        }
        let line = self.text[..self.cursor as usize].rfind(['\n', '\r']).map_or(0, |at| at + 1);
        let end = to_offset(line).max(self.yaml.start);
        Base::parse(self.text, Span { end, ..self.yaml })
    }

    /// The properties as views name them.
    fn property_ids(&self, typed: &str) -> Vec<Word> {
        let fields = FIELDS.iter().filter(|field| field.receiver == Type::File);
        let fields = fields.map(|field| {
            Word::new(SuggestionKind::Field, format!("file.{}", field.name))
                .described(field.kind.name(), field.summary)
        });
        let formulas =
            self.base().formulas.into_iter().map(|formula| {
                Word::new(SuggestionKind::Field, format!("formula.{}", formula.name))
            });
        let prefix = if typed.starts_with("note.") { "note." } else { "" };
        let properties = self.property_names().into_iter().map(|(name, uses)| {
            Word::new(SuggestionKind::Property, format!("{prefix}{name}")).described(uses, "")
        });
        properties.chain(formulas).chain(fields).collect()
    }

    /// The properties of the notes of the vault, the most used first, with their uses.
    fn property_names(&self) -> Vec<(String, String)> {
        let usage = self.vault.property_usage();
        let mut keys: Vec<(Reverse<u32>, &str)> =
            usage.keys().map(|(key, notes)| (Reverse(notes), key)).collect();
        keys.sort_unstable();
        keys.into_iter().map(|(Reverse(notes), key)| (key.to_owned(), uses(notes))).collect()
    }

    /// The suggestions in an expression, of which `typed` is the part before the cursor.
    fn expression(&self, typed: &str, slot: BaseSlot) -> Completion {
        let source = unescape(typed, self.style);
        let Some(found) = unfinished_expr(&source) else { return Completion::default() };
        let part = &source[found.typed.range()];
        let typed_len = to_offset(escape(part, self.style).len());
        if let ExprSlot::Text { kind, compared, quote, with_hash } = &found.slot {
            let words = match (kind, compared) {
                (Some(kind), _) => self.named(*kind, part, *with_hash),
                (None, Some(property)) => self.values(property),
                (None, None) => Vec::new(),
            };
            let write = |mut word: Word| {
                let literal =
                    word.insert.replace('\\', "\\\\").replace(*quote, &format!("\\{quote}"));
                word.insert = escape(&literal, self.style);
                word
            };
            let words = words.into_iter().map(write).collect();
            let rest = self.after.find(*quote).unwrap_or(0);
            return self.rank(part, typed_len, to_offset(rest), words);
        }
        let rest = self.after.find(|c: char| !(c.is_alphanumeric() || "_$".contains(c)));
        let rest = rest.unwrap_or(self.after.len());
        let is_called = self.after[rest..].starts_with('(');
        let words = match found.slot {
            ExprSlot::Value => {
                let mut words = self.value_names();
                let globals = functions().filter(|function| function.receiver.is_none());
                words.extend(globals.map(|function| Word::call(function, is_called)));
                if slot == BaseSlot::Filter && found.typed.start == 0 {
                    words.extend(self.keys(slot));
                }
                words
            }
            ExprSlot::Member(receiver) => {
                let fields = fields_of(receiver).map(|field| {
                    Word::new(SuggestionKind::Field, field.name)
                        .described(field.kind.name(), field.summary)
                });
                let methods = methods(receiver).map(|function| Word::call(function, is_called));
                fields.chain(methods).collect()
            }
            ExprSlot::Formula => {
                let names = self.base().formulas.into_iter().map(|it| it.name);
                let names = names.filter(|name| is_identifier(name));
                names.map(|name| Word::new(SuggestionKind::Field, name)).collect()
            }
            ExprSlot::Property => {
                let names = self.property_names().into_iter();
                let names = names.filter(|(name, _)| is_identifier(name));
                names
                    .map(|(name, uses)| {
                        Word::new(SuggestionKind::Property, name).described(uses, "")
                    })
                    .collect()
            }
            ExprSlot::Text { .. } => Vec::new(),
        };
        self.rank(part, typed_len, to_offset(rest), words)
    }

    /// The properties, and the names with a meaning of their own.
    fn value_names(&self) -> Vec<Word> {
        let properties = self.property_names().into_iter().map(|(name, uses)| {
            let mut word = Word::new(SuggestionKind::Property, name.as_str()).described(uses, "");
            let is_reserved = NAMESPACES.iter().any(|(reserved, _)| *reserved == name);
            if is_reserved || !is_identifier(&name) {
                let name = name.replace('\\', "\\\\").replace('"', "\\\"");
                word.insert = escape(&format!("note[\"{name}\"]"), self.style);
            }
            word
        });
        let namespaces = NAMESPACES
            .iter()
            .map(|(name, summary)| Word::new(SuggestionKind::Field, *name).described("", summary));
        properties.chain(namespaces).collect()
    }

    /// The values of a property.
    fn values(&self, property: &str) -> Vec<Word> {
        if property.eq_ignore_ascii_case("tags") {
            return self.named(BaseNameKind::Tag, "", false);
        }
        let usage = self.vault.property_usage();
        let mut values: Vec<(Reverse<u32>, &str)> =
            usage.values(property).map(|(value, count)| (Reverse(count), value)).collect();
        values.sort_unstable();
        let word = |(Reverse(count), value): (Reverse<u32>, &str)| {
            Word::new(SuggestionKind::Value, value).described(uses(count), "")
        };
        values.into_iter().map(word).collect()
    }

    /// The things that a string names.
    fn named(&self, kind: BaseNameKind, typed: &str, with_hash: bool) -> Vec<Word> {
        match kind {
            BaseNameKind::Link
            | BaseNameKind::Path
            | BaseNameKind::FileName
            | BaseNameKind::Basename => self.files(kind, typed),
            BaseNameKind::Folder => {
                let folders = self.vault.names().folders();
                folders
                    .into_iter()
                    .map(|path| Word::new(SuggestionKind::Attachment, path))
                    .collect()
            }
            BaseNameKind::Tag => {
                let hash = if with_hash || typed.starts_with('#') { "#" } else { "" };
                let tags = crate::lists::tags(self.vault).into_iter();
                let tag = |it: crate::lists::TagCount<'_>| {
                    Word::new(SuggestionKind::Tag, format!("{hash}{}", it.tag))
                        .described(uses(it.uses), "")
                };
                tags.map(tag).collect()
            }
            BaseNameKind::Property => {
                let names = self.property_names().into_iter();
                names
                    .map(|(name, uses)| {
                        Word::new(SuggestionKind::Property, name).described(uses, "")
                    })
                    .collect()
            }
            // What these are suggested by is the property or link that they belong to.
            BaseNameKind::Subpath | BaseNameKind::Value => Vec::new(),
        }
    }

    /// The files whose names match.
    fn files(&self, kind_of_name: BaseNameKind, typed: &str) -> Vec<Word> {
        let ranking = Ranking::new(self.vault, self.source, true, self.session);
        let (found, _) = names::search(self.vault, &ranking, typed, None);
        let preview = VaultPreview::new(self.vault);
        let mut seen = FxHashSet::default();
        let mut word = |owner| {
            let (NameOwner::Note(id) | NameOwner::Alias(id) | NameOwner::Attachment(id)) = owner
            else {
                return None;
            };
            let file = self.vault.file(id);
            let name = file.file_name();
            let written = match kind_of_name {
                BaseNameKind::Path => file.path.to_string(),
                BaseNameKind::FileName => name.to_owned(),
                BaseNameKind::Basename => name.rsplit_once('.').map_or(name, |it| it.0).to_owned(),
                _ => choose_link_path(&preview, self.source, id, LinkForm::Wiki, None).ok()?,
            };
            let word = Word::new(kind(owner), written).described(file.folder(), "");
            seen.insert(word.label.clone()).then_some(word)
        };
        found.into_iter().filter_map(|(_, name)| word(name.owner)).collect()
    }
}

fn uses(count: u32) -> String {
    format!("{count}×")
}

/// Whether an expression can name a property or formula without quotes.
fn is_identifier(name: &str) -> bool {
    parse(name).is_ok_and(|expr| matches!(&expr.kind, ExprKind::Name(read) if **read == *name))
}

/// The value of the part of a scalar in these quotes.
fn unescape(part: &str, style: QuoteStyle) -> String {
    match style {
        QuoteStyle::Single => part.replace("''", "'"),
        QuoteStyle::Double => part.replace("\\\"", "\"").replace("\\\\", "\\"),
        _ => part.to_owned(),
    }
}

/// A text as it is written in a scalar in these quotes.
fn escape(text: &str, style: QuoteStyle) -> String {
    match style {
        QuoteStyle::Single => text.replace('\'', "''"),
        QuoteStyle::Double => text.replace('\\', "\\\\").replace('"', "\\\""),
        _ => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use crate::completion::tests::check;

    const NOTES: &str = "
//- /Notes/Tides.md
---
status: done
tags: [sea, book/paper]
isbn number: x
---
//- /Notes/Deep/Storm.md
---
status: in progress
---
";

    fn check_base(base: &str, expected: &Expect) {
        check(&format!("//- /a.base\n{base}\n{NOTES}"), expected);
    }

    #[test]
    fn keys() {
        check_base(
            "fil$0",
            &expect![[r#"
            filters → filters: 
        "#]],
        );
        check_base(
            "views:\n  - type: table\n    gr$0",
            &expect![[r#"
            groupBy →     groupBy: 
        "#]],
        );
        check_base(
            "filters:\n  an$0",
            &expect![[r#"
            and →   and: 
            random (random(): number) →   random()
            duration (duration(value: string | duration): duration) →   duration()
        "#]],
        );
        check_base(
            "views:\n  - type: c$0",
            &expect![[r#"
            cards →   - type: cards
        "#]],
        );
    }

    #[test]
    fn properties_and_formulas() {
        check_base(
            "formulas:\n  price: 1\nviews:\n  - order:\n      - pri$0",
            &expect![[r#"
            formula.price →       - formula.price
            file.properties (object) →       - file.properties
        "#]],
        );
        check_base(
            "filters: st$0",
            &expect![[r#"
            status (2×) → filters: status
            list (list(element: any): list) → filters: list()
            escapeHTML (escapeHTML(html: string): string) → filters: escapeHTML()
        "#]],
        );
        check_base(
            "filters: isb$0",
            &expect![[r#"
            isbn number (1×) → filters: note["isbn number"]
        "#]],
        );
        check_base(
            "filters: note.sta$0",
            &expect![[r#"
            status (2×) → filters: note.status
        "#]],
        );
        check_base(
            "formulas:\n  a: 1\n  b: formula.$0",
            &expect![[r#"
            a →   b: formula.a
        "#]],
        );
        check_base(
            "views:\n  - summaries:\n      sta$0",
            &expect![[r#"
            status (2×) →       status: 
        "#]],
        );
        check_base(
            "views:\n  - summaries:\n      status: Ear$0",
            &expect![[r#"
            Earliest →       status: Earliest
        "#]],
        );
    }

    #[test]
    fn functions_and_fields() {
        check_base(
            "filters: file.has$0",
            &expect![[r#"
            hasLink (file.hasLink(otherFile: file | link | string): boolean) → filters: file.hasLink()
            hasProperty (file.hasProperty(name: string): boolean) → filters: file.hasProperty()
            hasTag (file.hasTag(...values: string): boolean) → filters: file.hasTag()
        "#]],
        );
        check_base(
            "filters: file.si$0ze > 1",
            &expect![[r#"
            size (number) → filters: file.size > 1
            asLink (file.asLink(display?: any): link) → filters: file.asLink() > 1
            hasLink (file.hasLink(otherFile: file | link | string): boolean) → filters: file.hasLink() > 1
            toString (any.toString(): string) → filters: file.toString() > 1
        "#]],
        );
        check_base(
            "filters: file.hasT$0(\"x\")",
            &expect![[r#"
            hasTag (file.hasTag(...values: string): boolean) → filters: file.hasTag("x")
            hasProperty (file.hasProperty(name: string): boolean) → filters: file.hasProperty("x")
        "#]],
        );
        check_base(
            "filters: file.name.low$0",
            &expect![[r#"
            lower (string.lower(): string) → filters: file.name.lower()
        "#]],
        );
        check_base(
            "filters: tod$0",
            &expect![[r#"
            today (today(): date) → filters: today()
        "#]],
        );
        check_base(
            "filters: status.conta$0",
            &expect![[r#"
            contains (string.contains(value: string): boolean) → filters: status.contains()
            containsAll (string.containsAll(...values: string): boolean) → filters: status.containsAll()
            containsAny (string.containsAny(...values: string): boolean) → filters: status.containsAny()
            contains (list.contains(value: any): boolean) → filters: status.contains()
            containsAll (list.containsAll(...values: any): boolean) → filters: status.containsAll()
            containsAny (list.containsAny(...values: any): boolean) → filters: status.containsAny()
        "#]],
        );
    }

    #[test]
    fn names_in_strings() {
        check_base(
            "filters: file.hasLink(\"tid$0\")",
            &expect![[r#"
            Tides (Notes) → filters: file.hasLink("Tides")
        "#]],
        );
        check_base(
            "filters: file.inFolder(\"$0\")",
            &expect![[r#"
            Notes → filters: file.inFolder("Notes")
            Notes/Deep → filters: file.inFolder("Notes/Deep")
        "#]],
        );
        check_base(
            "filters: file.hasTag(\"s$0",
            &expect![[r#"
            sea (1×) → filters: file.hasTag("sea
        "#]],
        );
        check_base(
            "filters: file.tags.contains(\"$0",
            &expect![[r##"
            #book/paper (1×) → filters: file.tags.contains("#book/paper
            #sea (1×) → filters: file.tags.contains("#sea
        "##]],
        );
        check_base(
            "filters: 'status == \"$0\"'",
            &expect![[r#"
            done (1×) → filters: 'status == "done"'
            in progress (1×) → filters: 'status == "in progress"'
        "#]],
        );
        check_base(
            "filters: file.path == \"sto$0\"",
            &expect![[r#"
            Notes/Deep/Storm.md (Notes/Deep) → filters: file.path == "Notes/Deep/Storm.md"
        "#]],
        );
    }

    #[test]
    fn blocks_in_notes() {
        check(
            &format!("```base\nfilters: file.hasTag(\"s$0\")\n```\n{NOTES}"),
            &expect![[r#"
            sea (1×) → filters: file.hasTag("sea")
        "#]],
        );
        check(&format!("```base\n```\nSee $0\n{NOTES}"), &expect![[r#""#]]);
    }
}
