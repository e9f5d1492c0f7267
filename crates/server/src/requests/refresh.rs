//! Telling the client that what it shows of a document is out of date because another note changed.
//!
//! What was shown is remembered as a hash. When the thread has been idle for a while, one document
//! after the other is looked at; only if something would be shown otherwise is the client told, once
//! for all documents, and nobody waits for its answer. A document that changed itself is asked for
//! by the client of its own accord.

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
    /// Whether the vault, which is at `generation`, changed since this was last looked at.
    fn is_stale(&self, generation: u64) -> bool {
        self.shown.generation != generation && self.shown.views.iter().any(Option::is_some)
    }
}

impl State {
    /// The client is about to show `view` of the document at `uri`.
    pub(crate) fn shown(&mut self, uri: &Url, view: View) {
        let hash =
            self.hash(uri, view).filter(|_| self.client_capabilities.refreshes[view as usize]);
        let generation = self.note(uri).map(|(_, root, _)| root.generation);
        let Some(document) = self.documents.get_mut(uri) else { return };
        let others = document.shown.views.iter().any(Option::is_some);
        document.shown.views[view as usize] = hash;
        // What is shown otherwise may be older than this.
        if let Some(generation) = generation.filter(|_| !others) {
            document.shown.generation = generation;
        }
    }

    fn hash(&self, uri: &Url, view: View) -> Option<u64> {
        let (document, root, note) = self.note(uri)?;
        let text = if view == View::Hints { document.text.to_string() } else { String::new() };
        Some(FxBuildHasher.hash_one(contents(view, root, note, &text)))
    }

    fn stale(&self) -> Option<Url> {
        let mut documents = self.documents.iter();
        let is_stale =
            |it: &&Document| self.root(it.root).is_some_and(|root| it.is_stale(root.generation));
        documents.find(is_stale).map(|document| document.uri.clone())
    }

    /// Whether something is to be looked at, or told, when it is quiet.
    pub(crate) fn has_stale_views(&self) -> bool {
        !self.client.is_backed_up() && (self.outdated.contains(&true) || self.stale().is_some())
    }

    /// Looks at one document; after the last, tells the client.
    pub(crate) fn check_stale_views(&mut self) {
        let Some(uri) = self.stale() else { return self.refresh() };
        // Before anything else, so that it is not looked at again whatever happens.
        let generation = self.documents.get(&uri).and_then(|document| self.root(document.root));
        let generation = generation.map(|root| root.generation);
        if let (Some(document), Some(now)) = (self.documents.get_mut(&uri), generation) {
            document.shown.generation = now;
        }
        for view in View::ALL {
            let at = view as usize;
            let Some(document) = self.documents.get(&uri) else { return };
            let shown = document.shown.views[at];
            let now = shown.and_then(|_| self.hash(&uri, view));
            let outdated = shown.is_some() && shown != now;
            self.outdated[at] |= outdated;
            if let Some(document) = self.documents.get_mut(&uri).filter(|_| outdated) {
                document.shown.views[at] = None;
            }
        }
    }

    fn refresh(&mut self) {
        let [lenses, hints, tokens] = std::mem::take(&mut self.outdated);
        if lenses {
            self.ask_to_refresh::<CodeLensRefresh>();
        }
        if hints {
            self.ask_to_refresh::<InlayHintRefreshRequest>();
        }
        if tokens {
            self.ask_to_refresh::<SemanticTokensRefresh>();
        }
    }

    fn ask_to_refresh<R: Request<Params = (), Result = ()>>(&self) {
        self.client.request::<R>(&(), |answer| {
            if let Err(error) = answer {
                tracing::warn!("the editor does not do {}: {error}", R::METHOD);
            }
        });
    }
}
