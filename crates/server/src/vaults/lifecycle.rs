//! Starting a session, and the requests to the client that follow from it.

use linkwright_disk::CONFIG_FILES;
use linkwright_project::live::ReadRequest;
use serde_json::{Value, json};
use tower_lsp::lsp_types::request::WorkspaceConfiguration;
use tower_lsp::lsp_types::{
    ConfigurationItem, ConfigurationParams, InitializeParams, NumberOrString, Url,
};

use crate::client_capabilities::ClientCapabilities;
use crate::session::Task;
use crate::vaults::state::State;

/// The section with our settings in an editor's settings.
const SECTION: &str = "linkwright";

impl State {
    /// Handles `initialize`, and starts to load the client's vaults.
    pub(crate) fn initialize(
        &mut self,
        params: InitializeParams,
        client_capabilities: ClientCapabilities,
    ) {
        let client_name = params.client_info.map(|client| client.name).unwrap_or_default();
        self.session.introduce(client_name, client_capabilities);
        self.vaults.set_editor_settings(params.initialization_options.unwrap_or_default());
        let folders = params.workspace_folders.filter(|folders| !folders.is_empty());
        let folders: Vec<Url> = match folders {
            Some(folders) => folders.into_iter().map(|folder| folder.uri).collect(),
            #[expect(deprecated, reason = "some clients send nothing else")]
            None => match (params.root_uri, params.root_path) {
                (Some(uri), _) => vec![uri],
                (None, Some(path)) => Url::from_file_path(path).into_iter().collect(),
                (None, None) => Vec::new(),
            },
        };
        self.folders_changed(&folders, &[]);
    }

    /// Handles `initialized`: from now on the client accepts requests.
    pub(crate) fn initialized(&mut self) {
        self.session.initialize();
        for vault in self.vaults.iter().filter(|vault| vault.is_loading()) {
            self.session.show_progress(Task::Reading(vault.id));
        }
        if self.session.capabilities().register_configuration {
            let options = json!({"section": SECTION});
            self.session.register("workspace/didChangeConfiguration", options, || ());
        }
        if self.session.watches() {
            self.register_watch();
        }
    }

    /// Cancels the task whose progress has this `token`, because the user cancelled it.
    pub(crate) fn cancel_task(&mut self, token: &NumberOrString) {
        match self.session.progress.task_of(token) {
            Some(Task::Reading(id)) => {
                if let Some(reader) = self.vaults.get(id).and_then(|vault| vault.reader.as_ref()) {
                    reader.cancel();
                }
            }
            Some(Task::Checking(id)) => self.diagnostics.cancel_pass(&mut self.session, id),
            Some(task @ Task::Command(..)) => self.end_work(task),
            None => {}
        }
    }

    /// Registers file watching by the client, because the server cannot watch a vault completely.
    pub(crate) fn request_client_watch(&mut self) {
        if self.session.needs_watching() && self.session.is_initialized() {
            self.register_watch();
        }
    }

    fn register_watch(&self) {
        if !self.session.capabilities().watch_files {
            tracing::warn!(
                "file watching is unavailable; changes made by other programs may be missed"
            );
            return;
        }
        // In some clients, `*` does not match hidden files.
        let config = CONFIG_FILES.iter().map(|file| format!("**/{file}"));
        let globs = ["**/*".to_owned(), "**/.gitignore".to_owned()].into_iter().chain(config);
        let watchers: Vec<Value> = globs.map(|glob| json!({"globPattern": glob})).collect();
        let options = json!({"watchers": watchers});
        // Changes before the client began to watch were not reported.
        let handle = self.jobs.handle.clone();
        let reread = move || handle.send(State::reread_missed);
        self.session.register("workspace/didChangeWatchedFiles", options, reread);
    }

    /// Rereads all vaults, because changes may have been missed.
    fn reread_missed(&mut self) {
        for reader in self.vaults.iter_mut().filter_map(|vault| vault.reader.as_mut()) {
            reader.request(ReadRequest::RereadMissed);
        }
    }

    /// Handles `workspace/didChangeConfiguration`. Some clients send the settings with it; from others
    /// they are requested.
    pub(crate) fn settings_changed(&mut self, settings: Value) {
        if let Some(ours) = settings.get(SECTION) {
            self.vaults.set_editor_settings(ours.clone());
        } else if settings.as_object().is_some_and(|settings| !settings.is_empty()) {
            self.vaults.set_editor_settings(settings);
        } else if self.session.capabilities().configuration {
            let item = ConfigurationItem { scope_uri: None, section: Some(SECTION.to_owned()) };
            let handle = self.jobs.handle.clone();
            let params = ConfigurationParams { items: vec![item] };
            self.session.client().request::<WorkspaceConfiguration>(&params, move |answer| {
                let ours = answer.ok().and_then(|mut answer| answer.pop());
                if let Some(ours) = ours.filter(|ours| !ours.is_null()) {
                    handle.send(move |state| state.vaults.set_editor_settings(ours));
                }
            });
        }
    }
}
