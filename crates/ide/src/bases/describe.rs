//! What the parts of a base are, in a line each.

use linkwright_query::{Base, BaseKey, BasePart, FILTER_KEYS, Function, methods, unfinished_base};
use linkwright_syntax::base_text;
use linkwright_text::{Span, line_start};
use linkwright_vault::Vault;

/// The description of a thing in a base.
pub(crate) struct Described {
    /// The thing.
    pub(crate) span: Span,
    /// The description, as Markdown.
    pub(crate) text: String,
    /// The rows whose number belongs to the description.
    pub(crate) rows: Option<CountedRows>,
}

/// Some of the rows of a base.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum CountedRows {
    /// Those of the view around the cursor.
    OfView,
    /// All files that the filters of the base let pass.
    OfBase,
}

/// The description of the thing at `offset` in the base `yaml` of `text`.
pub(crate) fn describe(vault: &Vault, text: &str, yaml: Span, offset: u32) -> Option<Described> {
    let base = Base::parse(text, yaml);
    if let Some((span, key)) = key_at(text, yaml, offset) {
        let is_in_view = base.views.iter().any(|it| !it.span.is_empty() && it.span.covers(span));
        let rows = match is_in_view {
            true => Some(CountedRows::OfView),
            false if key.name == "filters" || FILTER_KEYS.contains(key) => {
                Some(CountedRows::OfBase)
            }
            false => None,
        };
        return Some(Described { span, text: format!("`{}`\n\n{}", key.name, key.summary), rows });
    }
    let (span, part) = base.part_at(offset)?;
    let described = match part {
        BasePart::Functions(_, Some(function)) => describe_function(function),
        BasePart::Functions(name, None) => {
            let named = methods(None).filter(|function| function.name == name);
            named.map(describe_function).collect::<Vec<_>>().join("\n\n")
        }
        BasePart::Field(field) => {
            let (of, name, kind) = (field.receiver.name(), field.name, field.kind.name());
            format!("`{of}.{name}: {kind}`\n\n{}", field.summary)
        }
        BasePart::Formula(name) => {
            let formula = base.formulas.iter().find(|formula| formula.name == name)?;
            format!("Formula `{name}`: `{}`", text[formula.expression.span].trim())
        }
        BasePart::Property(name) => {
            let usage = vault.property_usage();
            let notes = usage.keys().find(|(key, _)| *key == name).map_or(0, |(_, notes)| notes);
            format!("Property `{name}` of {}", counted(notes as usize))
        }
    };
    Some(Described { span, text: described, rows: None })
}

/// `1 note`, `2 notes`.
pub(crate) fn counted(notes: usize) -> String {
    format!("{notes} {}", if notes == 1 { "note" } else { "notes" })
}

fn describe_function(function: &Function) -> String {
    format!("`{}`\n\n{}", function.signature(), function.summary)
}

/// The key at `offset`, such as `groupBy`, with its place. On the type or name of a view, it is their key.
fn key_at(text: &str, yaml: Span, offset: u32) -> Option<(Span, &'static BaseKey)> {
    let is_part = |c: char| c.is_ascii_alphabetic();
    let text = base_text(text, yaml);
    let base = text.get(yaml.range())?;
    let at = (offset - yaml.start) as usize;
    let line = line_start(base, at);
    let content = base[line..].trim_start_matches([' ', '-']);
    let on_key = |at: usize| {
        let start = base.get(..at)?.trim_end_matches(is_part).len();
        let end = at + base[at..].find(|c| !is_part(c)).unwrap_or(base.len() - at);
        let found = base[end..].starts_with(':').then(|| unfinished_base(&base[..end]))??;
        let key = found.slot.keys().iter().find(|key| *key.name == base[start..end])?;
        Some((Span::new(start, end).shifted(yaml.start), key))
    };
    on_key(at).or_else(|| {
        let start = base.len() - content.len();
        on_key(start).filter(|(_, key)| start < at && matches!(key.name, "type" | "name"))
    })
}

#[cfg(test)]
mod tests {
    use crate::bases::base_at;
    use crate::fixture::Vaulted;

    #[track_caller]
    fn check(base: &str, expected: &str) {
        let vaulted =
            Vaulted::parse(&format!("//- /a.base\n{base}\n//- /n.md\n---\nstatus: a\n---\n"));
        let (file, text, offset) = vaulted.cursor();
        let yaml = base_at(&vaulted.vault, file, offset).expect("a base");
        let found = super::describe(&vaulted.vault, text, yaml, offset);
        let shown = found.map(|it| {
            let rows = it.rows.map(|rows| format!(" {rows:?}")).unwrap_or_default();
            format!("{} → {}{rows}", &text[it.span], it.text)
        });
        assert_eq!(shown.unwrap_or_default().replace("\n\n", " "), expected);
    }

    #[test]
    fn functions_fields_and_names() {
        check(
            "filters: file.has$0Tag(\"x\")",
            "hasTag → `file.hasTag(...values: string): boolean` Whether the note has one of these tags, or a \
             tag nested in one.",
        );
        check("filters: fi$0le.size > 1", "");
        check(
            "filters: file.si$0ze > 1",
            "size → `file.size: number` The size of the file in bytes.",
        );
        check("filters: 'sta$0tus == 1'", "status → Property `status` of 1 note");
        check("formulas:\n  a: 1 + 2\n  b: formula.a$0", "a → Formula `a`: `1 + 2`");
        check(
            "filters: tod$0ay() > 1",
            "today → `today(): date` The date of today, without a time.",
        );
    }

    #[test]
    fn keys() {
        check(
            "views:\n  - type: table\n    gro$0upBy: status",
            "groupBy → `groupBy` Rows with the same value of this property are shown as a group. OfView",
        );
        check("formulas:\n  fil$0ters: 1", "");
        check(
            "views:\n  - type: ta$0ble",
            "type → `type` How the view shows the files: `table`, `cards` or `list`. OfView",
        );
        check("views:\n  - name: 'A b$0'", "name → `name` The name of the view. OfView");
        check("filters:\n  a$0nd: []", "and → `and` Files for which all of these are true. OfBase");
        check("fil$0ters: a", "filters → `filters` Which files all views have. OfBase");
        check(
            "views:\n  - filters:\n      n$0ot: []",
            "not → `not` Files for which none of these is true. OfView",
        );
        check("view$0s: []", "views → `views` The views: each shows the files in its own way.");
        check("properties:\n  a:\n    displayName: na$0me", "");
    }
}
