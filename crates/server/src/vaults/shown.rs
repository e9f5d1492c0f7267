//! What a client shows of a document besides its text, to know when that is out of date.

/// What the client shows of a document.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum View {
    /// Code lenses.
    Lenses,
    /// Inlay hints.
    Hints,
    /// Semantic tokens.
    Tokens,
}

impl View {
    pub(crate) const ALL: [View; 3] = [View::Lenses, View::Hints, View::Tokens];
}

/// What the client shows of one document.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Shown {
    /// By [`View`]: a hash of it; `None` if it is not shown, or known to be out of date.
    pub(crate) views: [Option<u64>; View::ALL.len()],
    /// The vault's changes that it is known to be good for.
    pub(crate) generation: u64,
}
