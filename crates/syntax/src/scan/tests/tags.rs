use expect_test::expect;

use super::{check_only, tags};

#[test]
fn a_tag_starts_at_the_start_of_a_block_or_after_whitespace() {
    assert_eq!(tags("#a #b\n#c\t#d\r#e\u{a0}#f"), ["a", "b", "c", "d", "e", "f"]);
    assert_eq!(tags("# #a\n\n- #b\n\n> #c\n>#d\n\n[^1]: #e"), ["a", "b", "c", "d", "e"]);
    assert_eq!(tags("|#a|b|\n|-|-|\n|#c|x #d|"), ["a", "c", "d"]);
}

#[test]
fn a_tag_starts_after_markup() {
    assert_eq!(tags("*x*#a **x**#b _x_#c ~~x~~#d ==x==#e"), ["a", "b", "c", "d", "e"]);
    assert_eq!(tags("[[x]]#a `x`#b <b>#c</b>#d [x](y)#e [^1]#f"), ["a", "b", "c", "d", "e", "f"]);
    assert_eq!(tags("**#a** *#b* #c#d %%#e%%"), ["a", "b", "c", "d", "e"]);
}

#[test]
fn a_tag_does_not_start_after_a_letter_or_punctuation() {
    assert!(tags(r"a#b (#c) .#d /#e '#f \*#g \#h 2*#i =#j ##k [#l] é#m").is_empty());
}

#[test]
fn a_tag_ends_at_whitespace_and_punctuation() {
    assert_eq!(tags("#a.b #a_b-c/d #e, #f(g) #h:i"), ["a", "a_b-c/d", "e", "f", "h"]);
    assert_eq!(
        tags("#日本語 #🙂 #é\u{2014}x #a\u{200d}b #a\u{2e17}b"),
        ["日本語", "🙂", "é", "a", "a"]
    );
    assert_eq!(tags("#1 #12#a #1a #2024-01 #1/2 # #"), ["1a", "2024-01", "1/2"]);
}

#[test]
fn verbatim_text_urls_and_images_have_no_tags() {
    assert!(tags("`#a` $a #a$ $x #b$ <i title=\" #c\"> <!-- #d --> [[ #e]] ![x #f](g)").is_empty());
    assert!(tags("https://e.org/ab/_#g <https://e.org/_#h> [x](y \" #i\")").is_empty());
    assert!(tags("```\n#a\n```\n\n    #b\n\n<div>\n#c\n</div>\n\n$$\n#d\n$$\n").is_empty());
}

#[test]
fn link_text_and_comments_have_tags() {
    assert_eq!(tags("[x #a](y) %% #b %%"), ["a", "b"]);
    check_only(
        &["tag"],
        "> [!note] #a\n> [x\n> #b](y)\n",
        &expect![[r#"
            tag a
            tag b
        "#]],
    );
}
