//! The section "Code actions" of `docs/features.md` runs: each `vault action` block, with the
//! action's title, against the `vault result` block behind it.

use std::path::Path;

use linkwright_fixture::Fixture;
use linkwright_vault::Settings;

use super::{carried_out, offered};
use crate::rename::tests::page::{blocks, outcome, shown};
use crate::rename::tests::vault;

#[test]
fn the_page_runs() {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/features.md");
    let page = std::fs::read_to_string(page).expect("the page can be read");
    let blocks = blocks(&page);
    let is_action = |claim: &str| claim.starts_with("action ");
    assert!(blocks.iter().filter(|(claim, ..)| is_action(claim)).count() > 10);
    for pair in blocks.windows(2) {
        let [(claim, before, line), (kind, after, _)] = pair else { unreachable!() };
        let Some(title) = claim.strip_prefix("action ") else { continue };
        assert_eq!(kind, "result", "line {line}");
        let fixture = Fixture::parse(before);
        let vault = vault(&fixture, Settings::default());
        let (note, actions) = offered(&fixture, &vault);
        let titles: Vec<String> = actions.iter().map(|action| action.title.clone()).collect();
        let action = actions.into_iter().find(|action| action.title == title);
        let action = action.unwrap_or_else(|| panic!("line {line}: only {titles:?} are offered"));
        let changes = carried_out(&fixture, &vault, note, action.what);
        let changes = changes.unwrap_or_else(|reason| panic!("line {line}: {reason:?}"));
        let (messages, files): (Vec<&str>, Vec<&str>) =
            after.split_inclusive('\n').partition(|line| line.starts_with("message: "));
        let files = Fixture::parse(&files.concat()).files;
        let files = files.into_iter().map(|file| (file.path, file.text)).collect();
        let messages = messages.iter().map(|line| line["message: ".len()..].trim().to_owned());
        let expected = shown(&messages.collect::<Vec<_>>(), &files);
        assert_eq!(outcome(&fixture, &vault, claim, &changes), expected, "line {line}");
    }
}
