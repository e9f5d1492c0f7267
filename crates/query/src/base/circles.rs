//! Finds formulas that use themselves.

use super::schema::Base;
use crate::expr::{Expr, ExprKind};
use crate::problem::Problem;

/// Maximum number of formulas of a group whose circles are spelled out. It also bounds the work for each.
const MAX_SPELLED_GROUP: usize = 32;

/// Adds a problem for each formula that uses itself, at its name.
pub(super) fn add_circles(base: &Base, problems: &mut Vec<Problem>) {
    let by_name = base.formulas_by_name();
    let uses_of = |expr: &Expr| {
        let mut names = Vec::new();
        add_used(expr, &mut names);
        names.iter().filter_map(|name| by_name.get(name).copied()).collect()
    };
    let uses: Vec<Vec<usize>> =
        base.formulas.iter().map(|formula| uses_of(&formula.expression.expr)).collect();
    let (groups, sizes) = groups(&uses);
    for (at, formula) in base.formulas.iter().enumerate() {
        let circle = match sizes[groups[at]] {
            1 if !uses[at].contains(&at) => continue,
            2.. if sizes[groups[at]] > MAX_SPELLED_GROUP => {
                format!("`{}` uses itself through other formulas", formula.name)
            }
            _ => {
                let circle = circle(&uses, &groups, at).into_iter();
                let names: Vec<_> =
                    circle.map(|at| format!("`{}`", base.formulas[at].name)).collect();
                names.join(" uses ")
            }
        };
        problems.push(Problem::new(formula.name_span, format!("circular formula: {circle}")));
    }
}

/// The group of each formula, and the number of formulas in each group. Two formulas are in the same group
/// if each uses the other, also through others.
///
/// Takes time in proportion to the number of uses, and no recursion: a base can have many formulas. If the
/// formulas are taken by the end of a search along `uses`, the last first, then a search along the other
/// direction finds a group and nothing else that has none yet.
fn groups(uses: &[Vec<usize>]) -> (Vec<usize>, Vec<usize>) {
    let mut used_by = vec![Vec::new(); uses.len()];
    for (at, used) in uses.iter().enumerate() {
        used.iter().for_each(|&used| used_by[used].push(at));
    }
    let mut group = vec![usize::MAX; uses.len()];
    let mut sizes = Vec::new();
    for start in by_end_of_search(uses).into_iter().rev() {
        let mut next = vec![start];
        let mut size = 0;
        while let Some(at) = next.pop() {
            if group[at] == usize::MAX {
                group[at] = sizes.len();
                size += 1;
                next.extend(&used_by[at]);
            }
        }
        if size > 0 {
            sizes.push(size);
        }
    }
    (group, sizes)
}

/// All formulas, each after those that a depth-first search found from it.
fn by_end_of_search(uses: &[Vec<usize>]) -> Vec<usize> {
    let mut ended = Vec::with_capacity(uses.len());
    let mut seen = vec![false; uses.len()];
    for start in 0..uses.len() {
        // The formulas on the way, each with the uses that remain.
        let mut way = Vec::new();
        if !std::mem::replace(&mut seen[start], true) {
            way.push((start, uses[start].iter()));
        }
        while let Some((at, left)) = way.last_mut() {
            match left.next() {
                Some(&used) if std::mem::replace(&mut seen[used], true) => {}
                Some(&used) => way.push((used, uses[used].iter())),
                None => {
                    ended.push(*at);
                    way.pop();
                }
            }
        }
    }
    ended
}

/// The formulas of a circle through `at`, from `at` to `at`.
fn circle(uses: &[Vec<usize>], groups: &[usize], at: usize) -> Vec<usize> {
    // Only formulas of the same group lead back.
    let in_group = |of: usize| uses[of].iter().filter(|&&used| groups[used] == groups[at]);
    // The formulas that this one uses, each with the one through which it was found.
    let mut found: Vec<(usize, Option<usize>)> = Vec::new();
    let mut next: Vec<(usize, Option<usize>)> = in_group(at).map(|&used| (used, None)).collect();
    while let Some((used, through)) = next.pop() {
        if found.iter().any(|(other, _)| *other == used) {
            continue;
        }
        let place = found.len();
        found.push((used, through));
        if used == at {
            break;
        }
        next.extend(in_group(used).map(|&used| (used, Some(place))));
    }
    let mut circle = vec![at];
    let mut through = found.last().and_then(|(_, through)| *through);
    while let Some(place) = through {
        circle.push(found[place].0);
        through = found[place].1;
    }
    circle.push(at);
    circle.reverse();
    circle
}

/// Adds the names of the formulas that `expr` uses: `formula.x` and `formula["x"]`.
fn add_used<'e>(expr: &'e Expr, names: &mut Vec<&'e str>) {
    let is_formula = |of: &Expr| matches!(&of.kind, ExprKind::Name(name) if &**name == "formula");
    match &expr.kind {
        ExprKind::Field { of, field } if is_formula(of) => names.push(&field.text),
        ExprKind::Index { of, index } if is_formula(of) => {
            if let ExprKind::String(key) = &index.kind {
                names.push(key);
            }
        }
        _ => {}
    }
    expr.parts().into_iter().for_each(|part| add_used(part, names));
}

#[cfg(test)]
mod tests {
    use linkwright_text::Span;
    use proptest::prelude::*;

    use crate::Base;

    /// The problems of a base in which each formula uses those with these numbers.
    fn problems(uses: &[Vec<usize>]) -> Vec<String> {
        let mut text = "formulas:\n".to_owned();
        for (at, used) in uses.iter().enumerate() {
            let used: Vec<String> = used.iter().map(|used| format!("formula.f{used}")).collect();
            text.push_str(&format!("  f{at}: '[{}]'\n", used.join(", ")));
        }
        let base = Base::parse(&text, Span::new(0, text.len()));
        base.problems.into_iter().map(|problem| problem.message).collect()
    }

    const LONG: usize = 40_000;

    #[test]
    fn a_long_chain_of_formulas_has_no_circle() {
        let mut chain: Vec<Vec<usize>> = (1..LONG).map(|used| vec![used]).collect();
        chain.push(Vec::new());
        assert_eq!(problems(&chain), [""; 0]);
    }

    #[test]
    fn a_long_circle_is_reported_at_each_formula() {
        let circle: Vec<Vec<usize>> = (1..=LONG).map(|used| vec![used % LONG]).collect();
        let problems = problems(&circle);
        assert_eq!(problems.len(), LONG);
        assert_eq!(problems[7], "circular formula: `f7` uses itself through other formulas");
    }

    #[test]
    fn a_long_chain_into_a_circle_is_reported_in_the_circle() {
        let mut chain: Vec<Vec<usize>> = (1..LONG).map(|used| vec![used]).collect();
        chain.push(vec![LONG - 2]);
        assert_eq!(
            problems(&chain),
            [
                "circular formula: `f39998` uses `f39999` uses `f39998`",
                "circular formula: `f39999` uses `f39998` uses `f39999`",
            ]
        );
    }

    #[test]
    fn many_unknown_formulas_are_reported() {
        let uses: Vec<Vec<usize>> = (0..LONG).map(|at| vec![LONG + at]).collect();
        assert_eq!(problems(&uses).len(), LONG);
    }

    proptest! {
        /// A formula is reported if it uses itself, and the message says how.
        #[test]
        fn each_formula_that_uses_itself_is_reported(
            uses in prop::collection::vec(prop::collection::vec(0..8_usize, 0..3), 8),
        ) {
            let mut reaches = [[false; 8]; 8];
            for (at, used) in uses.iter().enumerate() {
                used.iter().for_each(|&used| reaches[at][used] = true);
            }
            for through in 0..8 {
                for from in 0..8 {
                    for to in 0..8 {
                        reaches[from][to] |= reaches[from][through] && reaches[through][to];
                    }
                }
            }
            let mut reported: Vec<usize> = Vec::new();
            for problem in problems(&uses) {
                let circle = problem.strip_prefix("circular formula: ").expect("a circle");
                let number = |name: &str| -> usize { name.trim_matches('`')[1..].parse().expect("a number") };
                let circle: Vec<usize> = circle.split(" uses ").map(number).collect();
                prop_assert!(circle.windows(2).all(|step| uses[step[0]].contains(&step[1])));
                prop_assert!(circle.len() > 1 && circle.first() == circle.last());
                reported.extend(circle.first());
            }
            let circular = (0..8).filter(|&at| reaches[at][at]);
            prop_assert_eq!(reported, circular.collect::<Vec<_>>());
        }
    }
}
