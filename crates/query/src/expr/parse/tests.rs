use super::*;

/// The expression with all its brackets.
fn shown(expr: &Expr) -> String {
    let all = |items: &[Expr]| items.iter().map(shown).collect::<Vec<_>>().join(", ");
    match &expr.kind {
        ExprKind::Null => "null".to_owned(),
        ExprKind::Bool(value) => value.to_string(),
        ExprKind::Number(value) => crate::number::to_text(*value),
        ExprKind::String(text) => format!("{text:?}"),
        ExprKind::Regexp(pattern) => pattern.to_string(),
        ExprKind::List(items) => format!("[{}]", all(items)),
        ExprKind::Object(entries) => {
            let entries =
                entries.iter().map(|(key, value)| format!("{}: {}", key.text, shown(value)));
            format!("{{{}}}", entries.collect::<Vec<_>>().join(", "))
        }
        ExprKind::Name(name) => name.to_string(),
        ExprKind::Field { of, field } => format!("{}.{}", shown(of), field.text),
        ExprKind::Index { of, index } => format!("{}[{}]", shown(of), shown(index)),
        ExprKind::Call { receiver: Some(receiver), function, arguments } => {
            format!("{}.{}({})", shown(receiver), function.text, all(arguments))
        }
        ExprKind::Call { receiver: None, function, arguments } => {
            format!("{}({})", function.text, all(arguments))
        }
        ExprKind::Unary { operator: UnaryOperator::Not, operand } => format!("!{}", shown(operand)),
        ExprKind::Unary { operator: UnaryOperator::Negate, operand } => {
            format!("-{}", shown(operand))
        }
        ExprKind::Binary { operator, left, right } => {
            format!("({} {} {})", shown(left), operator.symbol(), shown(right))
        }
    }
}

#[test]
fn operators_bind_as_in_javascript() {
    for (text, tree) in [
        ("a + b * c - d", "((a + (b * c)) - d)"),
        ("a || b && c == d < e + f", "(a || (b && (c == (d < (e + f)))))"),
        ("!a && -b % 2 > -1", "(!a && ((-b % 2) > -1))"),
        ("(a + b) * c", "((a + b) * c)"),
        ("a.b.c(1, [x,], {k: 'v', \"l\": 2})[0].d", "a.b.c(1, [x], {k: \"v\", l: 2})[0].d"),
        ("1.round() + 1.5.round() + .5", "((1.round() + 1.5.round()) + 0.5)"),
        ("\"x\".replace(/a\\/[/]/gi, 'it\\'s')", "\"x\".replace(/a\\/[/]/gi, \"it's\")"),
        ("a / b / c", "((a / b) / c)"),
        ("if(true, null, false)", "if(true, null, false)"),
        ("état == 'é\\u00e9'", "(état == \"éé\")"),
        ("1e3 + 2E-2", "(1000 + 0.02)"),
    ] {
        let expr = parse(text).unwrap_or_else(|problem| panic!("{text}: {problem:?}"));
        assert_eq!(shown(&expr), tree);
        assert_eq!(expr.span, Span::new(0, text.len()), "{text}");
    }
}

#[test]
fn a_mistake_is_reported_at_its_place() {
    for (text, at, message) in [
        ("a = b", "=", "unexpected `=`: use `==` to compare"),
        ("a === b", "===", "unexpected `===`: use `==`"),
        ("a ? b : c", "?", "unexpected `?`: use `if(condition, then, else)`"),
        ("'abc", "'", "no `'` ends this text"),
        ("f(a, b", "(", "no `)` closes this"),
        ("f(a b)", "b", "expected `,` or `)`, found `b`"),
        ("a b", "b", "expected an operator or the end of the expression, found `b`"),
        ("a +", "", "expected a value, found the end"),
        ("", "", "expected a value, found the end"),
        ("a.", "", "expected the name of a field or function after the `.`, found the end"),
        ("{1: 2}", "1", "expected a key, found `1`"),
        (
            "/a(?=b)/.matches(x)",
            "(?=",
            "`(?=` (look-around) is not supported, because it could take too long",
        ),
        ("/ a", "/", "a value is missing before this `/`, or no `/` ends this regular expression"),
        (
            "2nd",
            "2nd",
            "`2nd` is neither a number nor a name. Text needs quotes; a property is `note[\"2nd\"]`",
        ),
        ("a @ b", "@", "unexpected `@`"),
    ] {
        let problem = parse(text).expect_err(text);
        assert_eq!((&text[problem.span], &*problem.message), (at, message), "{text}");
    }
}

#[test]
fn depth_is_bounded() {
    for text in [
        "(".repeat(10_000),
        "!".repeat(10_000) + "a",
        "[".repeat(10_000),
        "a".to_owned() + &"+a".repeat(10_000),
        "a".to_owned() + &".a".repeat(10_000),
        "a".to_owned() + &"[a".repeat(10_000),
        "f(".repeat(10_000),
    ] {
        let problem = parse(&text).expect_err("too deep");
        assert!(problem.message.contains("too"), "{problem}");
    }
}
