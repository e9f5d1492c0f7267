use expect_test::{Expect, expect};

use super::planner::MAX_EMBEDS;
use super::*;
use crate::definition::NavigationTarget;
use crate::fixture::Vaulted;

fn hover(source: &str, follows_links: bool) -> Option<Hover> {
    let vaulted = Vaulted::parse(source);
    let (note, text, offset) = vaulted.cursor();
    let plan = plan(&vaulted.vault, note, text, offset, follows_links)?;
    let texts = plan.notes().iter().map(|it| (*it, vaulted.text(*it).into())).collect();
    assert!(plan.notes().is_sorted());
    let files = plan.files().to_vec();
    let address = |target: &NavigationTarget| {
        let path = vaulted.path(target.file);
        assert!(!follows_links || files.contains(&target.file), "{path} is not among the files");
        let address = format!("file:///{}", path.replace(' ', "%20"));
        match target.span.end {
            0 => Some(address).filter(|_| follows_links || path.ends_with("png")),
            _ => Some(format!("{address}#{}", target.focus.start)),
        }
    };
    Some(finish(plan, &texts, &address))
}

#[track_caller]
pub(super) fn check(source: &str, expected: &Expect) {
    let hover = hover(source, false);
    expected.assert_eq(&hover.map_or("nothing".to_owned(), |hover| hover.markdown()));
}

#[test]
fn links_in_a_hover_can_be_followed() {
    let check = |source: &str, expected: &Expect| {
        let hover = hover(source, true).expect("a hover");
        expected.assert_eq(&hover.markdown());
    };
    let others = "//- /Two words.md\n# Title\n\n## Part\n//- /pic.png\n";
    check(
        &format!(
            "[[Sour$0ce]]\n//- /Source.md\nTo [[Two words#Part]], [[Two words|a [b] c]], [md](Two%20words.md).\n\
             Not [[gone]], `[[Two words]]`, <https://a.example> and ![[pic.png]].\n{others}"
        ),
        &expect![[r#"
            **[Source](<file:///Source.md>)**  
            1 backlink

            ---

            To [Two words#Part](<file:///Two%20words.md#12>), [a \[b\] c](<file:///Two%20words.md>), [md](<file:///Two%20words.md>).
            Not [[gone]], `[[Two words]]`, <https://a.example> and ![](<file:///pic.png>)."#]],
    );
    // An image in the text of a link is still shown.
    check(
        &format!("[[Sour$0ce#^b]]\n//- /Source.md\n[![](pic.png)](Two%20words.md) ^b\n{others}"),
        &expect!["[![](<file:///pic.png>)](Two%20words.md) ^b"],
    );
}

const BETA: &str = "\n//- /Beta.md\n---\naliases: [bell]\n---\n# Title\n\nWords. #love\n\n## Part\n\nHere. ^id\n\n## Rest\n";

#[test]
fn link_shows_its_target() {
    check(
        &format!("[[Be$0ta]]{BETA}"),
        &expect![[r#"
            **Beta**  
            Aliases: bell  
            #love  
            1 backlink

            ---

            # Title

            Words. #love

            ## Part

            Here. ^id

            ## Rest"#]],
    );
    check(
        &format!("[[Beta#Pa$0rt]]{BETA}"),
        &expect![[r#"
            ## Part

            Here. ^id"#]],
    );
    check(&format!("[[Beta#^i$0d]]{BETA}"), &expect!["Here. ^id"]);
    check("[[Beta#^i$0d]]\n//- /Beta.md\nBefore.\n\nAlone.\n\n^id\n", &expect!["Alone."]);
}

#[test]
fn a_block_ends_at_headings_and_at_the_frontmatter() {
    let after_yaml = "//- /Beta.md\n---\na: b\n---\nHere. ^id\n# Title\nRest.\n";
    check(&format!("[[Beta#^i$0d]]\n{after_yaml}"), &expect!["Here. ^id"]);
    let after_heading = "//- /Beta.md\nBefore.\n# Title\n- One\n- Two ^id\n## Part\nRest.\n";
    check(&format!("[[Beta#^i$0d]]\n{after_heading}"), &expect!["- Two ^id"]);
    let in_heading = "//- /Beta.md\nBefore.\n# Title ^id\nRest.\n";
    check(&format!("[[Beta#^i$0d]]\n{in_heading}"), &expect!["# Title ^id"]);
}

#[test]
fn plain_text_adds_no_markup() {
    let hover = hover(&format!("[[Be$0ta]]{BETA}"), false).expect("it leads to a note");
    let plain = hover.plain();
    assert!(plain.starts_with("Beta\nAliases: bell\n#love\n1 backlink\n\n# Title\n"), "{plain}");
}

#[test]
fn block_in_a_list_is_the_item() {
    let list = "//- /Beta.md\n- one\n- two ^two\n  more\n  - deep ^deep\n- three\n";
    check(
        &format!("[[Beta#^t$0wo]]\n{list}"),
        &expect![[r#"
            **Beta**  
            1 backlink

            ---

            `Beta` has no block `^two`.

            - one
            - two ^two
              more
              - deep ^deep
            - three"#]],
    );
    check(&format!("[[Beta#^de$0ep]]\n{list}"), &expect!["- deep ^deep"]);
}

#[test]
fn footnote_shows_its_definition() {
    check("a[^1$0]\n\n[^1]: the words\n[^2]: others\n", &expect!["the words"]);
    check("plain wo$0rds\n", &expect!["nothing"]);
    check(
        "a[^1$0]\n\n[^1]: the words\n\n    and more\n\nno more\n",
        &expect![[r#"
            the words

                and more"#]],
    );
}

#[test]
fn reference_link_shows_target_of_its_definition() {
    check(
        "[words][be$0]\n\n[be]: Beta.md#One\n//- /Beta.md\n# One\nWords.\n",
        &expect![[r#"
            # One
            Words."#]],
    );
}

#[test]
fn embeds_are_shown_in_previews() {
    check(
        "[[A#On$0e]]\n//- /A.md\n# One\nBefore ![[B#^id]] after.\n\n![[pic.png]]\n\n![[gone]]\n//- /B.md\nWords\nof B. ^id\n//- /pic.png\n",
        &expect![[r#"
            # One
            Before 
            > Words
            > of B. ^id
             after.

            ![](<file:///pic.png>)

            ![[gone]]"#]],
    );
    check(
        "[[A#On$0e]]\n//- /A.md\n# One\n![[B]]\n//- /B.md\nb ![[C]]\n//- /C.md\nc ![[A]] ![[D]]\n//- /D.md\nd\n",
        &expect![[r#"
            # One
            > b
            > > c ![[A]] ![[D]]"#]],
    );
}

#[test]
fn recursive_embeds_end() {
    let many = "![[B]]\n\n".repeat(100);
    let hover =
        hover(&format!("[[A$0]]\n//- /A.md\n{many}//- /B.md\nb ![[A]]\n"), false).expect("a note");
    assert_eq!(hover.text.matches("> b").count(), MAX_EMBEDS);
}

#[test]
fn image_is_shown() {
    check(
        "![[pic$0.png]]\n//- /a/pic.png\n",
        &expect![[r#"
            `a/pic.png`

            ![](<file:///a/pic.png>)"#]],
    );
    check("[[pic$0.pdf]]\n//- /a/pic.pdf\n", &expect!["`a/pic.pdf`"]);
}

#[test]
fn broken_link_shows_where_target_would_be_created() {
    check(
        "[[No$0thing]]\n",
        &expect!["`Nothing` does not exist yet. Creating it makes `Nothing.md`."],
    );
    check(
        "[[plays/Eros#In Ath$0ens]]\n",
        &expect![
            "`plays/Eros` does not exist yet. Creating it makes `plays/Eros.md` with `# In Athens`."
        ],
    );
    check("![[pic$0.png]]\n", &expect!["`pic.png` does not exist."]);
    check(
        "[[b$0e]]\n//- /A.md\n---\naliases: be\n---\n//- /B.md\n---\naliases: be\n---\n",
        &expect!["`be` is an alias of several notes: `A`, `B`."],
    );
    check(
        "[[Beta#Tw$0o]]\n//- /Beta.md\n# One\n",
        &expect![[r#"
            **Beta**  
            1 backlink

            ---

            `Beta` has no heading `Two`. A quick fix can add it.

            # One"#]],
    );
}

#[test]
fn broken_link_shows_what_it_was_probably_meant_for() {
    let files = "//- /media/diagram.png\n//- /plan.canvas\n//- /books.base\n//- /Sleep.md\n## Part\nOne. ^first\n\
                 //- /Diagrams.md\n";
    let image = "Did you mean `diagram.png`?";
    for (link, message) in [
        ("![[diag$0ram]]", format!("`diagram` does not exist. {image}")),
        ("![[diag$0ram|300x200]]", format!("`diagram` does not exist. {image}")),
        ("![[Diag$0ram]]", format!("`Diagram` does not exist. {image}")),
        ("![[diag$0ram#Part]]", format!("`diagram` does not exist. {image}")),
        (
            "![[img/diag$0ram]]",
            "`img/diagram` does not exist. Did you mean `media/diagram.png`?".to_owned(),
        ),
        ("![x](diag$0ram)", format!("`diagram` does not exist. {image}")),
        ("![[diag$0rm.png]]", format!("`diagrm.png` does not exist. {image}")),
        ("![[pla$0n]]", "`plan` does not exist. Did you mean `plan.canvas`?".to_owned()),
        ("![[boo$0ks]]", "`books` does not exist. Did you mean `books.base`?".to_owned()),
        (
            "[[pla$0n]]",
            "`plan` does not exist yet. Did you mean `plan.canvas`? Creating it makes `plan.md`."
                .to_owned(),
        ),
        (
            "[[Slee$0ep]]",
            "`Sleeep` does not exist yet. Did you mean `Sleep`? Creating it makes `Sleeep.md`."
                .to_owned(),
        ),
        (
            "![[diag$0ram.md]]",
            "`diagram.md` does not exist yet. Creating it makes `diagram.md`.".to_owned(),
        ),
        (
            "![[not$0hing]]",
            "`nothing` does not exist yet. Creating it makes `nothing.md`.".to_owned(),
        ),
    ] {
        let hover = hover(&format!("{link}\n{files}"), false);
        assert_eq!(hover.map(|hover| hover.text), Some(message), "{link}");
    }
    for (link, message) in [
        ("[[Sleep#Pa$0rtt]]", "`Sleep` has no heading `Partt`. Did you mean `Part`?"),
        ("[[Sleep#^frist$0]]", "`Sleep` has no block `^frist`. Did you mean `^first`?"),
    ] {
        let hover = hover(&format!("{link}\n{files}"), false).expect("a note");
        assert!(hover.text.starts_with(message), "{link}: {}", hover.text);
    }
}

#[test]
fn long_notes_are_cut_at_a_line() {
    let long = "ä line\n".repeat(500);
    let hover =
        hover(&format!("[[Be$0ta]]\n//- /Beta.md\n{long}"), false).expect("it leads to a note");
    assert!(hover.text.len() < 2_000 && hover.text.ends_with("ä line"), "{}", hover.text);
}

#[test]
fn fragment_shows_its_section_or_line() {
    let beta =
        "\n//- /Beta.md\n# T\n\n## One {#mine}\n\nfirst\n\n## Two\n\n<i id=\"there\"></i>second\n";
    check(
        &format!("[x](Beta.md#mi$0ne){beta}"),
        &expect![[r#"
        ## One {#mine}

        first"#]],
    );
    check(&format!("[x](Beta.md#the$0re){beta}"), &expect![[r#"<i id="there"></i>second"#]]);
}
