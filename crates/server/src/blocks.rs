//! The block trees of open notes, parsed beside the vaults' thread.

use linkwright_syntax::{OpenText, is_canvas};
use tower_lsp::lsp_types::Url;

use crate::state::State;

impl State {
    /// Has the trees of the open notes that were edited parsed on a thread of their own. What is
    /// edited meanwhile keeps its old tree, edited, until the next rest.
    pub(crate) fn parse_blocks(&mut self) {
        if self.parsing {
            return;
        }
        let due = self.documents.iter().filter(|it| !it.text.is_parsed() && !is_canvas(&it.path));
        let mut due: Vec<(Url, OpenText)> =
            due.map(|it| (it.uri.clone(), it.text.clone())).collect();
        if due.is_empty() {
            return;
        }
        let handle = self.handle.clone();
        let parse = move || {
            due.iter_mut().for_each(|(_, text)| text.parse());
            handle.send(move |state| {
                state.parsing = false;
                for (uri, text) in due {
                    if let Some(document) = state.documents.get_mut(&uri) {
                        document.text.adopt(text);
                    }
                }
            });
        };
        self.parsing = std::thread::Builder::new().name("blocks".to_owned()).spawn(parse).is_ok();
    }
}
