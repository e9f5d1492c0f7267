//! Finds formulas that use themselves.

use super::schema::Base;
use crate::expr::{Expr, ExprKind};
use crate::problem::Problem;

/// Adds a problem for each formula that uses itself, at its name.
pub(super) fn add_circles(base: &Base, problems: &mut Vec<Problem>) {
    let index = |name: &str| base.formulas.iter().position(|formula| formula.name == name);
    let uses: Vec<Vec<usize>> = base
        .formulas
        .iter()
        .map(|formula| {
            let mut names = Vec::new();
            add_used(&formula.expression.expr, &mut names);
            names.iter().filter_map(|name| index(name)).collect()
        })
        .collect();
    for (at, formula) in base.formulas.iter().enumerate() {
        // The formulas that this one uses, each with the one through which it was found.
        let mut found: Vec<(usize, Option<usize>)> = Vec::new();
        let mut seen = vec![false; uses.len()];
        let mut next: Vec<(usize, Option<usize>)> = uses[at].iter().map(|&it| (it, None)).collect();
        while let Some((used, through)) = next.pop() {
            if std::mem::replace(&mut seen[used], true) {
                continue;
            }
            let place = found.len();
            found.push((used, through));
            if used == at {
                break;
            }
            next.extend(uses[used].iter().map(|&it| (it, Some(place))));
        }
        let Some(mut place) = found.iter().position(|(used, _)| *used == at) else { continue };
        let mut names = vec![formula.name.as_str()];
        while let Some(through) = found[place].1 {
            names.push(&base.formulas[found[through].0].name);
            place = through;
        }
        names.push(&formula.name);
        names.reverse();
        let circle: Vec<_> = names.iter().map(|name| format!("`{name}`")).collect();
        let message = format!("circular formula: {}", circle.join(" uses "));
        problems.push(Problem::new(formula.name_span, message));
    }
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
