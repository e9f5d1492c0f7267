//! Reading frontmatter never panics. An edit that is not refused has the expected result and does not
//! change any other alias.
#![no_main]

use libfuzzer_sys::fuzz_target;
use linkwright_syntax::frontmatter::{AliasRules, add_alias, remove_alias, set_scalar};
use linkwright_syntax::{Frontmatter, scan};
use linkwright_text::apply_edits;

const RULES: AliasRules = AliasRules { split_comma: true, legacy_keys: false };

fn aliases(frontmatter: &Frontmatter) -> Vec<String> {
    frontmatter.aliases(RULES).map(|alias| alias.scalar.value.to_string()).collect()
}

fuzz_target!(|yaml: &str| {
    let text = format!("---\n{yaml}\n---\n");
    let facts = scan(&text);
    let Some(frontmatter) = facts.frontmatter.as_deref() else { return };
    let before = aliases(frontmatter);
    let after = |edit| {
        let text = apply_edits(&text, &[edit]).expect("an edit fits its text");
        let facts = scan(&text);
        aliases(facts.frontmatter.as_deref().expect("it has frontmatter still"))
    };
    for (index, alias) in frontmatter.aliases(RULES).enumerate() {
        if let Ok(edit) = set_scalar(&text, frontmatter, &alias.scalar, "a: new #name") {
            let mut expected = before.clone();
            expected[index] = "a: new #name".to_owned();
            assert_eq!(after(edit), expected, "set {index} in {text:?}");
        }
        if let Ok(edit) = remove_alias(&text, frontmatter, &alias) {
            let mut expected = before.clone();
            expected.remove(index);
            assert_eq!(after(edit), expected, "removed {index} from {text:?}");
        }
    }
    if let Ok(edit) = add_alias(&text, Some(frontmatter), "- one, [more]", RULES) {
        let mut expected = before;
        expected.push("- one, [more]".to_owned());
        assert_eq!(after(edit), expected, "added to {text:?}");
    }
});
