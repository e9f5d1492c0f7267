//! Searches that cannot be written on the page of the documentation.

use super::vaulted::Vaulted;
use crate::Search;

#[test]
fn names_in_nfd_are_found() {
    let vaulted = Vaulted::parse(
        "//- /Gru\u{308}n/Gru\u{308}n.md\n---\no\u{308}rt: x\ntags: [Gru\u{308}n/a]\n---\n//- /other.md\ngreen\n",
    );
    let found = |query: &str| {
        let search = Search::parse(query, false).expect("the search is valid");
        vaulted.found(&search).len()
    };
    for name in ["gr\u{fc}n", "gru\u{308}n"] {
        for operator in ["", "file:", "path:", "tag:#"] {
            assert_eq!(found(&format!("{operator}{name}")), 1, "{operator}{name}");
        }
        assert_eq!(found(&format!("match-case:{name}")), 0);
    }
    assert_eq!(found("[\u{f6}rt]"), 1);
    assert_eq!(found("match-case:file:Gr\u{fc}n"), 1);
}
