//! Renames a formula in its base.

use linkwright_text::Span;
use linkwright_vault::{FileId, Vault};

use super::builder::RenameBuilder;
use super::{RenamePlan, name};
use crate::Refusal;
use crate::bases::bases;

/// Plans the rename of the formula `old` of the base at a place of a file, with all its uses there.
pub(super) fn rename_formula(
    vault: &Vault,
    (file, place): (FileId, Span),
    old: &str,
    new: &str,
) -> Result<RenamePlan, Refusal> {
    let new = name::parse_one_line(new, "a formula")?;
    if old == new {
        return Ok(RenamePlan::default());
    }
    let yaml = bases(vault, file).find(|(base, _)| *base == place).map(|(_, yaml)| yaml);
    let names = yaml.map(|yaml| linkwright_query::base_names(yaml, Span::new(0, yaml.len())));
    let names = names.unwrap_or_default();
    let is_defined =
        |wanted: &str| names.iter().any(|name| name.is_definition() && name.name == wanted);
    if !is_defined(old) {
        return Err(Refusal(format!("no formula is named `{old}`: fix the name")));
    }
    if is_defined(new) {
        return Err(Refusal(format!(
            "the base already has a formula `{new}`: choose another name"
        )));
    }
    let mut builder = RenameBuilder::new(vault);
    builder.rename_formula_in_base(file, place, old, new)?;
    builder.build()
}
