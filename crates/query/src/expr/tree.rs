//! The tree of an expression.

use std::sync::Arc;

use linkwright_text::Span;

use crate::pattern::Pattern;

/// An expression.
#[derive(Clone, PartialEq, Debug)]
pub struct Expr {
    /// The expression, in bytes of the whole text.
    pub span: Span,
    /// The kind of the expression.
    pub kind: ExprKind,
}

/// The kind of an [`Expr`].
#[derive(Clone, PartialEq, Debug)]
pub enum ExprKind {
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// `1.5`
    Number(f64),
    /// `"text"` or `'text'`, without its escapes.
    String(Arc<str>),
    /// `/pattern/flags`
    Regexp(Arc<Pattern>),
    /// `[a, b]`
    List(Vec<Expr>),
    /// `{"key": value}`
    Object(Vec<(Name, Expr)>),
    /// A property, or `file`, `note`, `formula`, `this`, `value`, …
    Name(Arc<str>),
    /// `of.field`
    Field {
        /// What has the field.
        of: Box<Expr>,
        /// The field.
        field: Name,
    },
    /// `of[index]`
    Index {
        /// What is indexed.
        of: Box<Expr>,
        /// The index or key.
        index: Box<Expr>,
    },
    /// `function(arguments)` or `receiver.function(arguments)`
    Call {
        /// The value before the dot.
        receiver: Option<Box<Expr>>,
        /// The function.
        function: Name,
        /// The arguments.
        arguments: Vec<Expr>,
    },
    /// `!a` or `-a`
    Unary {
        /// The operator.
        operator: UnaryOperator,
        /// The operand.
        operand: Box<Expr>,
    },
    /// `a + b`
    Binary {
        /// The operator.
        operator: BinaryOperator,
        /// The left operand.
        left: Box<Expr>,
        /// The right operand.
        right: Box<Expr>,
    },
}

/// A name, with its place.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Name {
    /// The name, including quotes.
    pub span: Span,
    /// The name, without quotes.
    pub text: Arc<str>,
}

/// An operator before its operand.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum UnaryOperator {
    /// `!`
    Not,
    /// `-`
    Negate,
}

/// An operator between its operands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum BinaryOperator {
    /// `||`
    Or,
    /// `&&`
    And,
    /// `==`
    Equal,
    /// `!=`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
    /// `+`
    Add,
    /// `-`
    Subtract,
    /// `*`
    Multiply,
    /// `/`
    Divide,
    /// `%`
    Remainder,
}

impl BinaryOperator {
    /// All operators, with what they are written as, and how strongly they bind.
    pub(crate) const ALL: [(&'static str, BinaryOperator, u8); 13] = [
        ("||", BinaryOperator::Or, 1),
        ("&&", BinaryOperator::And, 2),
        ("==", BinaryOperator::Equal, 3),
        ("!=", BinaryOperator::NotEqual, 3),
        ("<", BinaryOperator::Less, 4),
        ("<=", BinaryOperator::LessOrEqual, 4),
        (">", BinaryOperator::Greater, 4),
        (">=", BinaryOperator::GreaterOrEqual, 4),
        ("+", BinaryOperator::Add, 5),
        ("-", BinaryOperator::Subtract, 5),
        ("*", BinaryOperator::Multiply, 6),
        ("/", BinaryOperator::Divide, 6),
        ("%", BinaryOperator::Remainder, 6),
    ];

    /// The operator as it is written.
    #[must_use]
    pub fn symbol(self) -> &'static str {
        BinaryOperator::ALL.iter().find(|(_, it, _)| *it == self).map_or("", |(symbol, ..)| symbol)
    }
}

impl Expr {
    /// Number of regular expressions in the expression.
    pub(crate) fn count_patterns(&self) -> usize {
        let inner: usize = self.parts().into_iter().map(Expr::count_patterns).sum();
        inner + usize::from(matches!(self.kind, ExprKind::Regexp(_)))
    }

    /// The direct parts of the expression, in order.
    #[must_use]
    pub fn parts(&self) -> Vec<&Expr> {
        match &self.kind {
            ExprKind::List(items) => items.iter().collect(),
            ExprKind::Object(entries) => entries.iter().map(|(_, value)| value).collect(),
            ExprKind::Field { of, .. } => vec![of],
            ExprKind::Index { of, index } => vec![of, index],
            ExprKind::Call { receiver, arguments, .. } => {
                receiver.iter().map(|it| &**it).chain(arguments).collect()
            }
            ExprKind::Unary { operand, .. } => vec![operand],
            ExprKind::Binary { left, right, .. } => vec![left, right],
            _ => Vec::new(),
        }
    }
}
