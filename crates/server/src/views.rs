//! Code lenses, inlay hints and semantic tokens that the client shows, and refresh requests when they
//! are out of date because another note changed.
//!
//! A hash of each view that the client shows is kept. That of the lenses of a base does not contain the
//! rows, because counting them takes long: it contains a count of the changes of what bases read of files.
//! When the vaults' thread has been idle for a while, it compares one document after the other. Only if a
//! view would look different, or a base may have other rows, is a refresh request sent, once for all
//! documents, without waiting for the answer. If the document itself changes, the client requests its views
//! again anyway.

use std::hash::BuildHasher;

use linkwright_ide as ide;
use linkwright_project::live::{Document, Documents, OpenVault, OpenVaults};
use linkwright_text::Span;
use linkwright_vault::FileId;
use rustc_hash::{FxBuildHasher, FxHashMap};
use tower_lsp::lsp_types::Url;
use tower_lsp::lsp_types::request::{
    CodeLensRefresh, InlayHintRefreshRequest, Request, SemanticTokensRefresh,
};

use crate::session::Session;

/// A view of a document besides its text.
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
    const ALL: [View; 3] = [View::Lenses, View::Hints, View::Tokens];
}

/// What the client shows of one document.
#[derive(Default)]
struct ShownViews {
    /// By [`View`]: a hash of it; `None` if it is not shown, or known to be out of date.
    views: [Option<u64>; View::ALL.len()],
    /// The vault's changes that it is known to be good for.
    generation: u64,
}

/// The views that the client shows of open documents.
#[derive(Default)]
pub(crate) struct Views {
    shown: FxHashMap<Url, ShownViews>,
    /// By [`View`]: whether to ask the client to refresh it.
    stale: [bool; View::ALL.len()],
}

impl Views {
    /// Records the hash of `view` of an open document, which the client is about to show.
    pub(crate) fn record(
        &mut self,
        session: &Session,
        vaults: &OpenVaults,
        documents: &Documents<Url>,
        (uri, view): (&Url, View),
    ) {
        if documents.get(uri).is_none() {
            return;
        }
        let note = documents.note(vaults, uri);
        let refreshes = session.capabilities().refreshes[view as usize];
        let hash = note.filter(|_| refreshes).map(|note| hash(note, view));
        let shown = self.shown.entry(uri.clone()).or_default();
        let has_others = shown.views.iter().any(Option::is_some);
        shown.views[view as usize] = hash;
        // Other views of the document may be of an older generation.
        if let Some((_, vault, _)) = note.filter(|_| !has_others) {
            shown.generation = vault.generation;
        }
    }

    /// The text of a document changed, or it was closed: the client shows no views of it.
    pub(crate) fn forget(&mut self, uri: &Url) {
        self.shown.remove(uri);
    }

    /// The next document to compare, and the generation of its vault.
    fn next(&self, vaults: &OpenVaults, documents: &Documents<Url>) -> Option<(Url, u64)> {
        let may_be_stale = |(uri, shown): (&Url, &ShownViews)| {
            let now = vaults.get(documents.get(uri)?.vault_id)?.generation;
            let is_due = shown.generation != now && shown.views.iter().any(Option::is_some);
            is_due.then(|| (uri.clone(), now))
        };
        self.shown.iter().find_map(may_be_stale)
    }

    /// Whether [`Views::check`] has something to do.
    pub(crate) fn need_check(
        &self,
        session: &Session,
        vaults: &OpenVaults,
        documents: &Documents<Url>,
    ) -> bool {
        !session.client().is_backed_up()
            && (self.stale.contains(&true) || self.next(vaults, documents).is_some())
    }

    /// Compares the views of one document. After the last document, sends the refresh requests.
    pub(crate) fn check(
        &mut self,
        session: &Session,
        vaults: &OpenVaults,
        documents: &Documents<Url>,
    ) {
        let Some((uri, now)) = self.next(vaults, documents) else {
            return self.send_refresh_requests(session);
        };
        let Some(shown) = self.shown.get_mut(&uri) else { return };
        // First, so that the document is not compared again even after a panic.
        shown.generation = now;
        let note = documents.note(vaults, &uri);
        for view in View::ALL {
            let kept = &mut shown.views[view as usize];
            if kept.is_some() && *kept != note.map(|note| hash(note, view)) {
                *kept = None;
                self.stale[view as usize] = true;
            }
        }
    }

    fn send_refresh_requests(&mut self, session: &Session) {
        let [lenses, hints, tokens] = std::mem::take(&mut self.stale);
        if lenses {
            request_refresh::<CodeLensRefresh>(session);
        }
        if hints {
            request_refresh::<InlayHintRefreshRequest>(session);
        }
        if tokens {
            request_refresh::<SemanticTokensRefresh>(session);
        }
    }
}

fn request_refresh<R: Request<Params = (), Result = ()>>(session: &Session) {
    session.client().request::<R>(&(), |answer| {
        if let Err(error) = answer {
            tracing::warn!("the editor refused `{}`: {error}", R::METHOD);
        }
    });
}

/// A hash of `view` of a note, without the parts that depend only on the note's own text.
fn hash((document, vault, note): (&Document<Url>, &OpenVault, FileId), view: View) -> u64 {
    let all = Span { start: 0, end: u32::MAX };
    match view {
        View::Lenses => {
            // The rows of its bases are counted again only if they may be others.
            let has_bases = vault.vault.note(note).is_some_and(|it| !it.facts.bases.is_empty());
            let rows = has_bases.then_some(vault.rows_generation);
            FxBuildHasher.hash_one((ide::lenses::lenses(&vault.vault, note), rows))
        }
        View::Hints => {
            let text = document.text.to_string();
            FxBuildHasher.hash_one(ide::hints::title_hints(&vault.vault, note, &text, all))
        }
        View::Tokens => {
            let links = ide::tokens::link_tokens(&vault.vault, note);
            FxBuildHasher.hash_one((vault.is_fully_loaded(), links))
        }
    }
}
