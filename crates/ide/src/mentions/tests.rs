use linkwright_text::apply_edits;

use super::*;
use crate::fixture::Vaulted;

/// The mentions of `/Love.md` in `/a.md`, in brackets.
fn marked(source: &str) -> String {
    let vaulted = Vaulted::parse(source);
    let (love, text) = (vaulted.file("Love.md"), vaulted.fixture.text("a.md"));
    let finder = MentionFinder::new(&vaulted.vault, love).expect("it has a name");
    let mut marked = text.to_owned();
    for mention in finder.find(text).iter().rev() {
        marked.replace_range(mention.span.range(), &format!("«{}»", &text[mention.span]));
    }
    marked
}

fn linked(source: &str) -> String {
    let vaulted = Vaulted::parse(source);
    let (love, note) = (vaulted.file("Love.md"), vaulted.file("a.md"));
    let text = vaulted.text(note);
    let finder = MentionFinder::new(&vaulted.vault, love).expect("it has a name");
    let words: Vec<Span> = finder.find(text).iter().map(|mention| mention.span).collect();
    let linker = MentionLinker::new(&vaulted.vault, note, love).expect("it can be linked");
    apply_edits(text, &linker.edits(text, &words)).expect("edits are sorted and apart")
}

const LOVE: &str = "//- /Love.md\n---\naliases: [true love, amour-propre, 愛情]\n---\n";

#[test]
fn finds_whole_words_of_prose() {
    let marked = |text: &str| marked(&format!("{LOVE}//- /a.md\n{text}"));
    assert_eq!(
        marked("Love, LOVE's lovely glove love.\n"),
        "«Love», «LOVE»'s lovely glove «love».\n"
    );
    assert_eq!(marked("*love* _love_ (love)\n"), "*«love»* _«love»_ («love»)\n");
    assert_eq!(marked("A True  love, true love.\n"), "A True  «love», «true love».\n");
    assert_eq!(marked("Its amour-propre 的愛情是\n"), "Its «amour-propre» 的«愛情»是\n");
    let other = "---\nup: love\n---\n# Love\n\n[[love]] [x love](y.md) [love](https://a.b) #love `love` \
                 $love$ <b title='love'> x ^love\n\n    love\n";
    assert_eq!(marked(other), other);
    assert_eq!(marked("- love\n> love\n\n%% love %%\n"), "- «love»\n> «love»\n\n%% «love» %%\n");
}

#[test]
fn links_show_the_same_words() {
    let linked = |text: &str| linked(&format!("{LOVE}//- /a.md\n{text}"));
    assert_eq!(linked("Love, true love.\n"), "[[Love]], [[Love|true love]].\n");
    assert_eq!(
        linked("|a|\n|-|\n|x love|\n\nLOVE\n"),
        "|a|\n|-|\n|x [[Love\\|love]]|\n\n[[Love|LOVE]]\n"
    );
}

#[test]
fn longest_mention_at_cursor_names_all_notes() {
    let vaulted = Vaulted::parse(
        "//- /Love.md\n//- /x/Love letter.md\n//- /Missive.md\n---\naliases: Love Letter\n---\n\
         //- /a.md\nOf love lett$0ers, a love letter.\n",
    );
    let at = |words: &str| {
        let (note, text) = (vaulted.file("a.md"), vaulted.fixture.text("a.md"));
        let offset = u32::try_from(text.find(words).expect("it is there")).expect("it is small");
        let source = vaulted.vault.with_text(note, text).expect("the text is indexed");
        let found = mention_at(&vaulted.vault, source, offset);
        found.map(|(span, notes)| {
            let paths: Vec<&str> = notes.into_iter().map(|note| vaulted.path(note)).collect();
            (&text[span], paths)
        })
    };
    assert_eq!(at("ove letters"), Some(("love", vec!["Love.md"])));
    assert_eq!(at("ters"), None);
    assert_eq!(at("letter."), Some(("love letter", vec!["Missive.md", "x/Love letter.md"])));
    assert_eq!(at(", a"), None);
    let vaulted =
        Vaulted::parse("//- /Band.md\n---\naliases: [AC/DC]\n---\n//- /a.md\nPlay $0ac/dc.\n");
    let (note, text) = (vaulted.file("a.md"), vaulted.fixture.text("a.md"));
    let source = vaulted.vault.with_text(note, text).expect("the text is indexed");
    let found = mention_at(&vaulted.vault, source, 6).map(|(span, _)| &text[span]);
    assert_eq!(found, Some("ac/dc"), "an alias may contain a slash");
}
