//! `docs/semantics.md §3`.

use linkwright_syntax::LinkForm;

use super::{id, vault};
use crate::{Anchor, Change, LinkRef, MissingAnchor};

/// The anchor in `b.md` of a wikilink with this subpath.
fn anchor(subpath: &str, note: &str) -> Anchor {
    link(&format!("[[b#{subpath}]]"), note)
}

fn link(link: &str, note: &str) -> Anchor {
    let mut vault = vault(&format!("//- /a.md\n{link}\n"));
    vault.apply(Change::Note { path: "b.md", text: note });
    let link = LinkRef { source: id(&vault, "a.md"), index: 0 };
    vault.resolve_with_anchor(link).expect("the link resolves to b.md").1
}

#[test]
fn headings_are_compared_by_their_keys() {
    let note = "# One: *two*\n\ntext\n\n## It's – a_b\n";
    assert_eq!(anchor("one two", note), Anchor::Headings(vec![0]));
    assert_eq!(anchor("One: *two*", note), Anchor::Headings(vec![0]));
    assert_eq!(anchor("IT'S – A_B", note), Anchor::Headings(vec![1]));
    assert_eq!(anchor("its a b", note), Anchor::Missing(MissingAnchor::Heading));
}

#[test]
fn each_segment_matches_the_next_deeper_heading() {
    let note = "# A\n## X\n# B\n## X\n### Y\n# A\n## Z\n";
    assert_eq!(anchor("X", note), Anchor::Headings(vec![1]));
    assert_eq!(anchor("B#X", note), Anchor::Headings(vec![2, 3]));
    assert_eq!(anchor("B#X#Y", note), Anchor::Headings(vec![2, 3, 4]));
    // Not limited by the parent's section, and the first duplicate wins.
    assert_eq!(anchor("A#Y", note), Anchor::Headings(vec![0, 4]));
    assert_eq!(anchor("A#Z", note), Anchor::Headings(vec![0, 6]));
    assert_eq!(anchor("X#B", note), Anchor::Missing(MissingAnchor::Heading));
}

#[test]
fn a_bare_hash_is_the_whole_file() {
    assert_eq!(anchor("", "# A\n"), Anchor::WholeFile);
    assert_eq!(anchor(" ", "# A\n"), Anchor::WholeFile);
    assert_eq!(link("[[b]]", "# A\n"), Anchor::WholeFile);
}

#[test]
fn blocks_are_found_in_any_case_and_the_first_wins() {
    let note = "one ^Id-1\n\ntwo ^id-1\n";
    assert_eq!(anchor("^iD-1", note), Anchor::Block(0));
    assert_eq!(anchor("^id-2", note), Anchor::Missing(MissingAnchor::Block));
}

#[test]
fn a_heading_is_found_with_and_without_its_block_id() {
    let note = "# Title ^here\n";
    assert_eq!(anchor("Title", note), Anchor::Headings(vec![0]));
    assert_eq!(anchor("Title ^here", note), Anchor::Headings(vec![0]));
    assert_eq!(anchor("^here", note), Anchor::Block(0));
}

#[test]
fn footnotes_resolve_to_their_definition() {
    let note = "text[^N]\n\n[^N]: the note\n";
    assert_eq!(link("[[b#[^n]|x]]", note), Anchor::Footnote(1));
    assert_eq!(link("[[b#[^m]|x]]", note), Anchor::Missing(MissingAnchor::Footnote));
    // A wikilink ends at the first `]]`.
    assert_eq!(link("[[b#[^n]]]", note), Anchor::Missing(MissingAnchor::Heading));
    assert_eq!(link("[t](b.md#[^n])", note), Anchor::Footnote(1));
}

#[test]
fn markdown_links_may_use_slugs() {
    let note = "# Some *Heading*!\n# Same\n# Same\n";
    assert_eq!(link("[t](b.md#some-heading)", note), Anchor::Headings(vec![0]));
    assert_eq!(link("[t](b.md#Some%20Heading)", note), Anchor::Headings(vec![0]));
    assert_eq!(link("[t](b.md#same-1)", note), Anchor::Headings(vec![2]));
    assert_eq!(anchor("some-heading", note), Anchor::Missing(MissingAnchor::Heading));
}

#[test]
fn invisible_characters_and_ids_are_optional_in_slugs() {
    let note = "# \u{2699}\u{fe0f} Set up\n# U\u{308}ber\n# Words ^id\n# More {#x}\n";
    for (slug, heading) in [
        ("%EF%B8%8F-set-up", 0),
        ("-set-up", 0),
        ("\u{fc}ber", 1),
        ("u\u{308}ber", 1),
        ("words", 2),
        ("words-id", 2),
        ("more", 3),
        ("more-x", 3),
    ] {
        let found = link(&format!("[t](b.md#{slug})"), note);
        assert_eq!(found, Anchor::Headings(vec![heading]), "{slug}");
    }
}

#[test]
fn headings_in_quotes_and_lists_have_slugs() {
    let note = "# Same\n> # Same\n- # Other\n\n# Same\n";
    assert_eq!(link("[t](b.md#same-1)", note), Anchor::Fragment(0));
    assert_eq!(link("[t](b.md#same-2)", note), Anchor::Headings(vec![1]));
    assert_eq!(link("[t](b.md#other)", note), Anchor::Fragment(1));
    assert_eq!(anchor("Other", note), Anchor::Missing(MissingAnchor::Heading));
}

#[test]
fn ids_of_html_and_of_headings_are_anchors_of_markdown_links() {
    let note = "<a name=\"one\"></a>\n\n## Two {#zwei .class}\ntext <b id=Three>x</b>\n\n                <div>\n<p id='f&amp;r'>\n<!-- <p id='no'> -->\n</div>\n";
    assert_eq!(link("[t](b.md#one)", note), Anchor::Fragment(0));
    assert_eq!(link("[t](b.md#zwei)", note), Anchor::Fragment(1));
    assert_eq!(link("[t](b.md#Three)", note), Anchor::Fragment(2));
    assert_eq!(link("[t](b.md#f&r)", note), Anchor::Fragment(3));
    for missing in ["three", "no", "class"] {
        let found = link(&format!("[t](b.md#{missing})"), note);
        assert_eq!(found, Anchor::Missing(MissingAnchor::Heading), "{missing}");
    }
    assert_eq!(anchor("one", note), Anchor::Missing(MissingAnchor::Heading));
}

#[test]
fn an_empty_slug_is_not_an_anchor() {
    let note = "# \u{1f680}\n# \u{1f389}\n";
    assert_eq!(link("[t](b.md#\u{1f680})", note), Anchor::Headings(vec![0]));
    assert_eq!(link("[t](b.md#-1)", note), Anchor::Headings(vec![1]));
    assert_eq!(link("[t](b.md#)", note), Anchor::WholeFile);
}

#[test]
fn the_subpath_of_an_attachment_is_opaque() {
    let vault = vault("//- /a.md\n![[p.pdf#page=3]]\n//- /p.pdf\n");
    let link = LinkRef { source: id(&vault, "a.md"), index: 0 };
    assert_eq!(vault.resolve_with_anchor(link), Some((id(&vault, "p.pdf"), Anchor::Opaque)));
    let form = vault.note(link.source).expect("a note").facts.links[0].form;
    assert_eq!(form, LinkForm::Wiki);
}
