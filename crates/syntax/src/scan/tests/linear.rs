use super::super::steps::count_steps;
use super::scan;

/// The number of bytes read per byte of the text.
fn work(text: &str) -> usize {
    count_steps(|| drop(scan(text))) / text.len()
}

/// Checks that scanning a large text of this shape takes about as much work per byte as scanning a
/// small one.
fn assert_linear(name: &str, shape: impl Fn(usize) -> String) {
    let (small, large) = (work(&shape(10_000)), work(&shape(80_000)));
    assert!(large <= 2 * small + 8, "{name}: {small} and {large} bytes read per byte");
    assert!(large <= 400, "{name}: {large} bytes read per byte");
}

#[test]
fn repeated_markup_is_scanned_in_linear_time() {
    #[rustfmt::skip]
    let units = [
        "[", "]", "*", ">", "> ", "`", "$", "<", "#", "|", "\\", "!", "^", ":", "-", "- ", "* ",
        "[[", "]]", "![", "](", "[](", "[a](", "[a](b ", "[a](b \"", "[a](<", "[a][", "[^", "[^a",
        "[[a|", "[[[a", "$a ", "a$ ", "$$a", "$a$$ ", "<!--", "<!-- a", "<?", "<!A ", "<![CDATA[",
        "<a href='b' id=c>", "<a href=b ", "<pre>", "<div><pre <", "<script <", "# a {#b}\n", "> # {#\n",
        "<a ", "<a b='", "<a b=\"' ", "<a b=\" c='", "</a ", "<a@b", "<ab:", "https://", "a://",
        "#a", "*#a ", "_#a*", "==#a~~#b ", "a **#b", "%%#a", "|a", "| [[", "(", "()", "((",
        "1. ", "a\n- ", "[a]: b\n", "[a]:\n", "[a]: b '\n", "[a]: b\n'", "[a\n", "$$\n", "$$a\n", "$$\n\n",
        "a\n===\n", "a|b\n", "a|b\n-|-\n", "|\n|-|\n", "<div>\n", "<script>\n", "```\n", "~~~ \n",
        "    a\n", "\t", "\t- ", " ", "  \n", "\n", "\r", "\r\n", "a ^b\n", "^b\n\n", "a\n\n",
        "[^a]: ", "[^a]: b\n", "x\n> ", "- - x\n", "> - 1. [^a]: ", "_ ", "- * _ ", "***\n", "é", "\u{a0}",
    ];
    for unit in units {
        let shape = |size: usize| unit.repeat(size / unit.len());
        assert_linear(&format!("{unit:?}"), shape);
        assert_linear(&format!("{unit:?} after a definition"), |n| {
            "[a]: b\n\n".to_owned() + &shape(n)
        });
        assert_linear(&format!("{unit:?} in a quote"), |n| "> a\n> ".to_owned() + &shape(n));
        assert_linear(&format!("{unit:?} in a table"), |n| "a|b\n-|-\n|".to_owned() + &shape(n));
    }
}

#[test]
fn growing_markup_is_scanned_in_linear_time() {
    let growing = |unit: &'static str, between: &'static str| {
        move |size: usize| {
            let mut text = String::new();
            for n in 1.. {
                if text.len() >= size {
                    break;
                }
                text += &unit.repeat(n);
                text += between;
            }
            text
        }
    };
    for unit in ["`", "$", "[", "(", "#", "*", "<", "~"] {
        assert_linear(&format!("growing {unit}"), growing(unit, "a"));
        assert_linear(&format!("growing {unit} on lines"), growing(unit, "\n"));
    }
    assert_linear("deeper and deeper lists", growing("  ", "- a\n"));
    assert_linear("deeper and deeper quotes", growing("> ", "a\n"));
}

#[test]
fn nested_pairs_are_scanned_in_linear_time() {
    for (open, close) in [
        ("[", "]"),
        ("[", "](a)"),
        ("![", "](a)"),
        ("[[", "]]"),
        ("(", ")"),
        ("[a](", ")"),
        ("[", "][]"),
        ("<a b='", "'>"),
        ("$", "$"),
        ("`", "``"),
        ("> - ", "\n\n"),
    ] {
        let shape = |size: usize| {
            let n = size / (open.len() + close.len());
            open.repeat(n) + "a" + &close.repeat(n)
        };
        assert_linear(&format!("{open} {close}"), shape);
        assert_linear(&format!("{open} {close} after a definition"), |n| {
            "[a]: b\n\n".to_owned() + &shape(n)
        });
    }
}

#[test]
fn one_long_line_is_scanned_in_linear_time() {
    let text = "word [[link]] `code` #tag $x$ <b> [a](b) https://e.org ".repeat(200_000);
    assert!(text.len() > 10_000_000);
    assert!(work(&text) < 10);
}
