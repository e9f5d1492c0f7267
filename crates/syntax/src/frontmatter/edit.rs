use linkwright_text::Edit;

use super::{Alias, AliasRules, Frontmatter, Refusal, Scalar};

/// The edit that makes `scalar`, a scalar or a piece of a comma string, say `value`, keeping its
/// quotes where it has any.
///
/// # Errors
/// If the frontmatter or the scalar is of a kind that is never edited.
pub fn set_scalar(
    _text: &str,
    _frontmatter: &Frontmatter,
    _scalar: &Scalar,
    _value: &str,
) -> Result<Edit, Refusal> {
    unimplemented!()
}

/// The edit that removes an alias: its whole item, line or piece. The key stays.
///
/// # Errors
/// If the frontmatter or the alias is of a kind that is never edited.
pub fn remove_alias(
    _text: &str,
    _frontmatter: &Frontmatter,
    _alias: &Alias,
) -> Result<Edit, Refusal> {
    unimplemented!()
}

/// The edit that adds an alias behind the last one; makes the key, or the frontmatter, if missing.
///
/// # Errors
/// If the frontmatter or the list is of a kind that is never edited.
pub fn add_alias(
    _text: &str,
    _frontmatter: Option<&Frontmatter>,
    _value: &str,
    _rules: AliasRules,
) -> Result<Edit, Refusal> {
    unimplemented!()
}

/// The edit that makes the top-level `key` say `value`; makes the key, or the frontmatter, if
/// missing.
///
/// # Errors
/// If the frontmatter or the value is of a kind that is never edited, or a list or map.
pub fn set_property(
    _text: &str,
    _frontmatter: Option<&Frontmatter>,
    _key: &str,
    _value: &str,
) -> Result<Edit, Refusal> {
    unimplemented!()
}
