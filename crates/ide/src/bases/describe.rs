//! What the parts of a base are, in a line each.

use linkwright_query::{Base, BasePart, Function, methods, unfinished_base};
use linkwright_syntax::base_text;
use linkwright_text::{Span, to_offset};
use linkwright_vault::Vault;

/// The description of the thing at `offset` in the base `yaml` of `text`, as Markdown, with its place.
pub(crate) fn describe(
    vault: &Vault,
    text: &str,
    yaml: Span,
    offset: u32,
) -> Option<(Span, String)> {
    if let Some(found) = describe_key(text, yaml, offset) {
        return Some(found);
    }
    let base = Base::parse(text, yaml);
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
            format!("Property `{name}` of {notes} {}", if notes == 1 { "note" } else { "notes" })
        }
    };
    Some((span, described))
}

fn describe_function(function: &Function) -> String {
    format!("`{}`\n\n{}", function.signature(), function.summary)
}

/// The description of a key, such as `groupBy`.
fn describe_key(text: &str, yaml: Span, offset: u32) -> Option<(Span, String)> {
    let is_part = |c: char| c.is_ascii_alphabetic();
    let text = &*base_text(text, yaml);
    let before = text.get(yaml.range().start..offset as usize)?;
    let after = &text[offset as usize..yaml.range().end];
    let end = after.find(|c| !is_part(c)).unwrap_or(after.len());
    if !after[end..].starts_with(':') {
        return None;
    }
    let start = before.trim_end_matches(is_part).len();
    let span = Span { start: yaml.start + to_offset(start), end: offset + to_offset(end) };
    let found = unfinished_base(&text[yaml.range().start..span.range().end])?;
    let key = found.slot.keys().iter().find(|key| *key.name == text[span])?;
    Some((span, format!("`{}`\n\n{}", key.name, key.summary)))
}

#[cfg(test)]
mod tests {
    use crate::bases::region_at;
    use crate::fixture::Vaulted;

    #[track_caller]
    fn check(base: &str, expected: &str) {
        let vaulted =
            Vaulted::parse(&format!("//- /a.base\n{base}\n//- /n.md\n---\nstatus: a\n---\n"));
        let (file, text, offset) = vaulted.cursor();
        let yaml = region_at(&vaulted.vault, file, text, offset).expect("a base");
        let found = super::describe(&vaulted.vault, text, yaml, offset);
        let shown = found.map(|(span, shown)| format!("{} → {shown}", &text[span]));
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
            "groupBy → `groupBy` The property by which the rows are grouped.",
        );
        check("formulas:\n  fil$0ters: 1", "");
    }
}
