use super::*;

fn open(dir: Option<Root>) -> OpenVault {
    OpenVault::new(VaultId(0), dir, Platform::system())
}

fn apply(vault: &mut OpenVault, path: &str, text: &str) {
    vault.apply(Change::Note { path, text });
}

#[test]
fn a_panic_in_a_change_rebuilds_the_vault_without_the_note_that_caused_it() {
    let mut open = open(None);
    apply(&mut open, "a.md", "# A");
    apply(&mut open, "b.md", "# B");
    assert!(!open.recover(), "no change was being applied");
    assert!(open.vault.find_file("a.md").is_some());

    open.applying = Some("b.md".to_owned());
    assert!(open.recover());
    assert_eq!(open.vault.files().count(), 0);
    apply(&mut open, "a.md", "# A");
    apply(&mut open, "b.md", "# B");
    assert!(open.is_note("a.md"));
    assert!(open.has_file("b.md") && !open.is_note("b.md"));
}

#[test]
fn a_vault_that_is_read_again_is_ready_when_the_last_load_ends() {
    let dir = Root::open(&std::env::temp_dir()).expect("a folder");
    let mut open = open(Some(dir));
    open.applying = Some("a.md".to_owned());
    open.recover();
    assert_eq!(open.pending_loads, 2);
    open.end_load(&Ok(()));
    assert!(open.is_loading());
    open.end_load(&Ok(()));
    assert!(!open.is_loading());
    open.applying = Some("b.md".to_owned());
    open.recover();
    assert_eq!(open.pending_loads, 1);
    assert!(open.is_loading());
}
