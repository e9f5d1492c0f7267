//! A model of the Linter's rule "YAML Title Alias" (`docs/semantics.md §6`).

use linkwright_syntax::frontmatter::AliasRules;
use linkwright_syntax::{heading_without_block_id, scan};

/// Whether the Linter would change the note at `path`. The title, which is the first H1 or else the file
/// name, must be one of the aliases and the value of the helper key. If the title is the file name, it
/// must be neither.
pub(crate) fn would_change(path: &str, text: &str) -> bool {
    let facts = scan(text);
    let name = path.rsplit('/').next().unwrap_or(path);
    let name = name.strip_suffix(".md").unwrap_or(name);
    let h1 = facts.headings.iter().find(|heading| heading.level == 1);
    let title = h1.map_or(name, |heading| heading_without_block_id(&text[heading.text]));
    let yaml = facts.frontmatter.unwrap_or_default();
    let remembered = yaml.linter_title().map(|scalar| scalar.value);
    let alias = yaml.aliases(AliasRules::default()).any(|alias| alias.scalar.value == title);
    match title == name {
        true => alias || remembered.is_some(),
        false => !alias || remembered != Some(title),
    }
}

/// Whether the note's title is its file name.
pub(crate) fn title_is_name(path: &str, text: &str) -> bool {
    let facts = scan(text);
    let name = path.rsplit('/').next().unwrap_or(path);
    let name = name.strip_suffix(".md").unwrap_or(name);
    let h1 = facts.headings.iter().find(|heading| heading.level == 1);
    h1.is_none_or(|heading| heading_without_block_id(&text[heading.text]) == name)
}
