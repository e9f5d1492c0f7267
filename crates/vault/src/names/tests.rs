use super::*;
use crate::Change;

fn write(vault: &mut Vault, path: &str, text: &str) {
    vault.apply(Change::Note { path, text });
}

fn headings(vault: &Vault, typed: &str) -> Vec<String> {
    let wanted = crate::char_mask(&normalize(typed));
    let found = vault.heading_names().filter_by_mask(|mask| wanted & !mask == 0);
    let mut shown: Vec<_> = found.map(|found| found.text().to_owned()).collect();
    shown.sort();
    shown
}

#[test]
fn headings_are_found_by_their_characters() {
    let mut vault = Vault::default();
    write(&mut vault, "a.md", "# Über\n## Love ^id\n");
    assert_eq!(headings(&vault, "uber"), ["uber"]);
    write(&mut vault, "b.md", "# Glove\n");
    assert_eq!(headings(&vault, "love"), ["glove", "love"]);
    write(&mut vault, "a.md", "text\n");
    vault.apply(Change::Remove { path: "b.md" });
    assert_eq!(headings(&vault, ""), [""; 0]);
}

#[test]
fn the_memory_of_removed_headings_is_used_again() {
    let mut vault = Vault::default();
    let text = "# x\n".repeat(100);
    write(&mut vault, "a.md", &text);
    assert_eq!(headings(&vault, "").len(), 100);
    for round in 0..200 {
        write(&mut vault, "a.md", &format!("{text}# {round}\n"));
    }
    assert_eq!(headings(&vault, "").len(), 101);
    assert!(vault.heading_names().entries.len() < 10_000);
}
