use std::fmt::Write as _;

use expect_test::{Expect, expect};

use crate::{SuppressionScope, scan};

/// Each suppression of `text`: its codes, and the text that it silences.
#[allow(clippy::needless_pass_by_value)]
fn check(text: &str, expected: Expect) {
    let mut found = String::new();
    for suppression in scan(text).suppressions {
        let codes: Vec<_> = suppression.codes.iter().map(|code| &text[*code]).collect();
        let silenced = match suppression.scope {
            SuppressionScope::File => "the file".to_owned(),
            SuppressionScope::Line(span) => format!("{:?}", &text[span]),
            SuppressionScope::Unknown => format!("unknown: {}", &text[suppression.word]),
        };
        writeln!(found, "{} {codes:?} {silenced}", &text[suppression.comment]).unwrap();
    }
    expected.assert_eq(&found);
}

#[test]
fn comments_silence_a_line_the_next_line_or_the_file() {
    check(
        "---\na: b\n---\n<!-- linkwright-disable-file orphan-note -->\n\
         a [[b]] <!-- linkwright-disable-line -->\r\n\
         %%linkwright-disable-next-line a, b c,d%%\n\n \nnext\n\
         %% linkwright-disable-line x -- because %% z",
        expect![[r#"
            <!-- linkwright-disable-file orphan-note --> ["orphan-note"] the file
            <!-- linkwright-disable-line --> [] "a [[b]] <!-- linkwright-disable-line -->"
            %%linkwright-disable-next-line a, b c,d%% ["a", "b", "c", "d"] "next"
            %% linkwright-disable-line x -- because %% ["x"] "%% linkwright-disable-line x -- because %% z"
        "#]],
    );
}

#[test]
fn comments_in_bases_are_those_of_yaml() {
    check(
        "```base\n# linkwright-disable-next-line a -- why\nviews: 1\nx: 1 # linkwright-disable-line\n```\n\
         ```yaml\n# linkwright-disable-file\n```\n> ```base\n> # linkwright-disable-file\n> ```\n",
        expect![[r##"
            # linkwright-disable-next-line a -- why ["a"] "views: 1"
            # linkwright-disable-line [] "x: 1 # linkwright-disable-line"
            # linkwright-disable-file [] the file
        "##]],
    );
    let base = "\u{feff}# linkwright-disable-file\na: b# linkwright-disable-file\n";
    assert_eq!(crate::scan_file("a.base", base).suppressions.len(), 1);
}

#[test]
fn comments_are_found_in_every_block() {
    check(
        "> <!-- linkwright-disable-next-line a -->\n>\n> b\n\n\
         - c <!--linkwright-disable-line d-->\n\n\
         | e | %%linkwright-disable-line f%% |\n|---|---|\n\n\
         <div>\n<!-- g --> h <!-- linkwright-disable-line i -->\n</div>\n\n\
         <!--\nlinkwright-disable-next-line\n  j\n-->\nk\n",
        expect![[r#"
            <!-- linkwright-disable-next-line a --> ["a"] "> b"
            <!--linkwright-disable-line d--> ["d"] "- c <!--linkwright-disable-line d-->"
            %%linkwright-disable-line f%% ["f"] "| e | %%linkwright-disable-line f%% |"
            <!-- linkwright-disable-line i --> ["i"] "<!-- g --> h <!-- linkwright-disable-line i -->"
            <!--
            linkwright-disable-next-line
              j
            --> ["j"] "k"
        "#]],
    );
}

#[test]
fn an_unknown_word_is_kept_to_be_reported() {
    check(
        "<!-- linkwright-disable -->\n%%linkwright-disable-nextline a%%\n",
        expect![[r#"
            <!-- linkwright-disable --> [] unknown: linkwright-disable
            %%linkwright-disable-nextline a%% ["a"] unknown: linkwright-disable-nextline
        "#]],
    );
}

#[test]
fn a_comment_at_the_end_silences_the_end() {
    check(
        "a\n<!-- linkwright-disable-next-line -->",
        expect![[r#"
            <!-- linkwright-disable-next-line --> [] ""
        "#]],
    );
}

#[test]
fn code_and_other_text_silences_nothing() {
    for text in [
        "```\n<!-- linkwright-disable-file -->\n```\n",
        "    <!-- linkwright-disable-file -->\n",
        "a `<!-- linkwright-disable-file -->` b `%%linkwright-disable-file%%`",
        "$$\n%%linkwright-disable-file%%\n$$\n",
        "---\na: \"%%linkwright-disable-file%%\"\n---\n",
        "<!-- a <!-- linkwright-disable-file --> b",
        "<!-- see linkwright-disable-file -->",
        "linkwright-disable-file",
        "<!-- linkwright-disable-file",
        "%% linkwright-disable-file",
        "<!-- %%linkwright-disable-file%% -->",
        "[[linkwright-disable-file]]",
    ] {
        assert_eq!(scan(text).suppressions, [], "{text}");
    }
}

/// Each comment silences what it would silence alone in its place.
#[test]
fn many_comments_are_found_as_one_is() {
    let comment = |word: &str| format!("<!-- linkwright-disable-{word} a -->");
    let (line, next) = (comment("line"), comment("next-line"));
    let text = format!("{next} {line}\n\nb {line} {next} {next}\n{line}{next}\n\n%%\n{line}\n%%");
    let all = scan(&text).suppressions;
    assert_eq!(all.len(), 8);
    for suppression in all {
        let is_kept = |at: usize| suppression.comment.range().contains(&at);
        let blanked = |(at, c): (usize, char)| if is_kept(at) || c == '\n' { c } else { 'x' };
        // Blank lines stay blank; of the other comments only their place stays.
        let alone: String = text.char_indices().map(blanked).collect();
        assert_eq!(scan(&alone).suppressions, [suppression]);
    }
}
