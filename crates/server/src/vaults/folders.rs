//! The folders that the editor opened.

use std::path::PathBuf;

use linkwright_project::live::OpenDocuments as _;
use tower_lsp::lsp_types::Url;

use crate::vaults::state::State;

impl State {
    /// Opens and closes folders of the workspace.
    pub(crate) fn folders_changed(&mut self, added: &[Url], removed: &[Url]) {
        self.change_folders(paths(added), &paths(removed));
    }
}

fn paths(folders: &[Url]) -> Vec<PathBuf> {
    let path = |uri: &Url| {
        let path = uri.to_file_path().ok();
        if path.is_none() {
            tracing::warn!("{uri} is not a folder on this machine");
        }
        path
    };
    folders.iter().filter_map(path).collect()
}
