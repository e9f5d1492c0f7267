//! The expression language of Bases: parsed into a tree with spans.

mod parse;
mod token;
mod tree;

pub use parse::parse;
pub(crate) use token::{ExprToken, ExprTokenKind, is_name_part, string_char, tokens};
pub use tree::{BinaryOperator, Expr, ExprKind, Name, UnaryOperator};
