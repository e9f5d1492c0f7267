use expect_test::expect;

use super::{check, check_only};

#[test]
fn code_spans_close_with_the_same_number_of_backticks() {
    check(
        "`a``b` ``c`d`` `e\nf` ``g` \\`h` i`",
        &expect![[r#"
            verbatim "`a``b`"
            verbatim "``c`d``"
            verbatim "`e\nf`"
            verbatim "` \\`"
            verbatim "` i`"
        "#]],
    );
}

#[test]
fn inline_math_has_no_space_inside_its_delimiters() {
    check(
        "$a$ $a b$ $c\\$d$ e$f$g\n$ h$\n$i $\n$5 and $6\n\\$j$\n$k\nl$\n$$m$$ $$$n$$$\n$o\\\np$",
        &expect![[r#"
            verbatim "$a$"
            verbatim "$a b$"
            verbatim "$c\\$d$"
            verbatim "$f$"
            verbatim "$$m$$"
        "#]],
    );
}

#[test]
fn display_math_is_a_block_or_inline() {
    check(
        "$$\na\n\nb\n$$ [[c]]\n\nd $$\ne\n$$ [[f]]\n\n$$g$$ [[h]]\n\n$$\n[[i]]\n",
        &expect![[r#"
            verbatim "$$\na\n\nb\n$$"
            wiki [[c]] path="c"
            verbatim "$$\ne\n$$"
            wiki [[f]] path="f"
            verbatim "$$g$$"
            wiki [[h]] path="h"
            wiki [[i]] path="i"
        "#]],
    );
}

#[test]
fn fences_close_with_at_least_as_many_of_the_same_character() {
    check(
        "```a\n~~~\n``\n````\n[[b]]\n\n~~~ `x`\n~~\n~~~~ y\n   ~~~\n[[c]]\n\n``` ` [[d]]\n\n> ```\n[[e]]\n```\n",
        &expect![[r#"
            verbatim "```a\n~~~\n``\n````"
            wiki [[b]] path="b"
            verbatim "~~~ `x`\n~~\n~~~~ y\n   ~~~"
            wiki [[c]] path="c"
            wiki [[d]] path="d"
            verbatim "```"
            wiki [[e]] path="e"
            verbatim "```"
        "#]],
    );
}

#[test]
fn indented_code_does_not_interrupt_a_paragraph_and_keeps_blank_lines() {
    check(
        "a\n    [[b]]\n\n    c\n\n\td\n\ne\n\n- f\n\n      g\n\n    [[h]]\n",
        &expect![[r#"
            wiki [[b]] path="b"
            verbatim "    c\n\n\td"
            verbatim "    g"
            wiki [[h]] path="h"
        "#]],
    );
}

#[test]
fn every_kind_of_html_block_has_its_own_end() {
    check(
        "<script>\n\na</script> [[b]]\n[[c]]\n\n<!-- d\n\n-->\n[[e]]\n\n<div>[[f]]\n\n[[g]]\n\n<?h\n?>\n<!I\n>\n<![CDATA[\n]]>\n<j-k l>\n\n[[m]]\n<n>\n[[o]]\n",
        &expect![[r#"
            verbatim "<script>\n\na</script> [[b]]"
            wiki [[c]] path="c"
            verbatim "<!-- d\n\n-->"
            wiki [[e]] path="e"
            verbatim "<div>[[f]]"
            wiki [[g]] path="g"
            verbatim "<?h\n?>"
            verbatim "<!I\n>"
            verbatim "<![CDATA[\n]]>"
            verbatim "<j-k l>"
            wiki [[m]] path="m"
            verbatim "<n>"
            wiki [[o]] path="o"
        "#]],
    );
}

#[test]
fn inline_html_is_verbatim() {
    check(
        "x <a b='>' c=d e> </a > <br/> <!-- f\n --> <?g?> <!H i> <![CDATA[j]]> <!--> <a b='> <1> < k> </l m>",
        &expect![[r#"
            verbatim "<a b='>' c=d e>"
            verbatim "</a >"
            verbatim "<br/>"
            verbatim "<!-- f\n -->"
            verbatim "<?g?>"
            verbatim "<!H i>"
            verbatim "<![CDATA[j]]>"
            verbatim "<!-->"
        "#]],
    );
}

#[test]
fn urls_exclude_the_punctuation_of_the_sentence() {
    check_only(
        &["verbatim", "wiki"],
        "<me@e.org> <not:> <1 b> (https://e.org/a_(b)). http://e.org/[[a]] x:// *ftp://e*",
        &expect![[r#"
            verbatim "<me@e.org>"
            verbatim "<not:>"
            verbatim "https://e.org/a_(b)"
            verbatim "http://e.org/"
            wiki [[a]] path="a"
            verbatim "ftp://e"
        "#]],
    );
}

#[test]
fn html_tags_have_links_and_ids() {
    check_only(
        &["html", "fragment"],
        "a <img src=\"b c.png?raw=true#d\" alt=x> <a HREF='e&#39;f.md'> <a href=g.md id=h>\n\
         <a href=\"https://e.org\"> <a href=\"//e.org\"> <a href=\"\"> <a name=i> <p name=j>\n\
         `<img src=k>` <!-- <img src=l> --> \\<img src=m> <img src=n",
        &expect![[r##"
            html src="b c.png?raw=true#d" path="b c.png" subpath="d" embed
            html HREF='e&#39;f.md' path="e&#39;f.md"
            html href=g.md path="g.md"
            fragment "h"
            fragment "i"
        "##]],
    );
    check_only(
        &["html", "fragment"],
        "<div id=\"a\">\n<img\n  src=\"b.png\"\n>\n<!-- <img src=c> -->\n<pre><img src=d></pre>\n\
         <a href=\"#e\">[f](g.md)</a></div>\n\n    <img src=h>\n\n> <img src=i.png>\n\n\
         <script>\nx = '<img src=j>'\n</script><img src=k.png>\n\n## l <b id=m></b> {#n}\n- # o\n",
        &expect![[r##"
            fragment "a"
            html src="b.png" path="b.png" embed
            html href="#e" path="" subpath="e"
            html src=i.png path="i.png" embed
            html src=k.png path="k.png" embed
            fragment "m"
            fragment "n"
            fragment "o"
        "##]],
    );
}

#[test]
fn base_blocks_have_the_lines_between_their_fences() {
    check_only(
        &["base"],
        "```base\nviews:\r\n```\n\n~~~~ base x\n~~~\n~~~~\n\n ```base\n```\n\n```bases\na\n```\n\n\
         > ```base\n> b\n> ```\n\n```base\n  ````\n\n```base",
        &expect![[r#"
            base "views:\r\n"
            base "~~~\n"
            base ""
            base "> b\n"
            base ""
            base ""
        "#]],
    );
    check_only(
        &["base"],
        "```base\na:\n\n  - b",
        &expect![[r#"
            base "a:\n\n  - b"
        "#]],
    );
}
