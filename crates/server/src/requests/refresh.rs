//! Refresh requests for code lenses, inlay hints and semantic tokens that are out of date because
//! another note changed.
//!
//! The server keeps a hash of each view that the client shows. When the vaults' thread has been idle
//! for a while, it compares one document after the other. Only if a view would look different does it
//! send a refresh request, once for all documents, without waiting for the answer. If the document
//! itself changes, the client requests its views again anyway.

use std::hash::BuildHasher;

use rustc_hash::FxBuildHasher;
use tower_lsp::lsp_types::Url;
use tower_lsp::lsp_types::request::{
    CodeLensRefresh, InlayHintRefreshRequest, Request, SemanticTokensRefresh,
};

use crate::requests::views::contents;
use crate::vaults::documents::Document;
use crate::vaults::shown::View;
use crate::vaults::state::State;

impl Document {
    /// Whether the vault, which is at `generation`, changed since the views were last compared.
    fn may_be_stale(&self, generation: u64) -> bool {
        self.shown.generation != generation && self.shown.views.iter().any(Option::is_some)
    }
}

impl State {
    /// Records the hash of `view` of the document at `uri`, which the client is about to show.
    pub(crate) fn record_view(&mut self, uri: &Url, view: View) {
        let hash =
            self.view_hash(uri, view).filter(|_| self.client_capabilities.refreshes[view as usize]);
        let generation = self.note(uri).map(|(_, root, _)| root.generation);
        let Some(document) = self.documents.get_mut(uri) else { return };
        let has_others = document.shown.views.iter().any(Option::is_some);
        document.shown.views[view as usize] = hash;
        // Other views of the document may be of an older generation.
        if let Some(generation) = generation.filter(|_| !has_others) {
            document.shown.generation = generation;
        }
    }

    fn view_hash(&self, uri: &Url, view: View) -> Option<u64> {
        let (document, root, note) = self.note(uri)?;
        let text = if view == View::Hints { document.text.to_string() } else { String::new() };
        Some(FxBuildHasher.hash_one(contents(view, root, note, &text)))
    }

    /// The next document to compare.
    fn next_to_compare(&self) -> Option<Url> {
        let mut documents = self.documents.iter();
        let may_be_stale = |it: &&Document| {
            self.root(it.root).is_some_and(|root| it.may_be_stale(root.generation))
        };
        documents.find(may_be_stale).map(|document| document.uri.clone())
    }

    /// Whether [`State::check_stale_views`] has something to do.
    pub(crate) fn has_stale_views(&self) -> bool {
        !self.client.is_backed_up()
            && (self.stale_views.contains(&true) || self.next_to_compare().is_some())
    }

    /// Compares the views of one document. After the last document, sends the refresh requests.
    pub(crate) fn check_stale_views(&mut self) {
        let Some(uri) = self.next_to_compare() else { return self.send_refresh_requests() };
        // First, so that the document is not compared again even after a panic.
        let generation = self.documents.get(&uri).and_then(|document| self.root(document.root));
        let generation = generation.map(|root| root.generation);
        if let (Some(document), Some(now)) = (self.documents.get_mut(&uri), generation) {
            document.shown.generation = now;
        }
        for view in View::ALL {
            let at = view as usize;
            let Some(document) = self.documents.get(&uri) else { return };
            let shown = document.shown.views[at];
            let now = shown.and_then(|_| self.view_hash(&uri, view));
            let outdated = shown.is_some() && shown != now;
            self.stale_views[at] |= outdated;
            if let Some(document) = self.documents.get_mut(&uri).filter(|_| outdated) {
                document.shown.views[at] = None;
            }
        }
    }

    fn send_refresh_requests(&mut self) {
        let [lenses, hints, tokens] = std::mem::take(&mut self.stale_views);
        if lenses {
            self.request_refresh::<CodeLensRefresh>();
        }
        if hints {
            self.request_refresh::<InlayHintRefreshRequest>();
        }
        if tokens {
            self.request_refresh::<SemanticTokensRefresh>();
        }
    }

    fn request_refresh<R: Request<Params = (), Result = ()>>(&self) {
        self.client.request::<R>(&(), |answer| {
            if let Err(error) = answer {
                tracing::warn!("the editor refused `{}`: {error}", R::METHOD);
            }
        });
    }
}
