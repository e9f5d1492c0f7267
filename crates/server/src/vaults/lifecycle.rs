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

/// The section of an editor's settings that is ours.
const SECTION: &str = "linkwright";

impl State {
    /// Takes in the client's `initialize`, and starts to load its vaults.
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

    /// Takes in the client's `initialized`: from now on it accepts requests.
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

    /// Cancels the task whose progress has this `token`, as the user wants.
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

    /// Has the client watch files, since not all of a vault can be watched from here.
    pub(crate) fn have_client_watch(&mut self) {
        if self.session.needs_watching() && self.session.is_initialized() {
            self.register_watch();
        }
    }

    fn register_watch(&self) {
        if !self.session.capabilities().watch_files {
            tracing::warn!("the editor cannot watch files either: changes by others are seen late");
            return;
        }
        // Some clients leave hidden files out of what `*` matches.
        let config = CONFIG_FILES.iter().map(|file| format!("**/{file}"));
        let globs = ["**/*".to_owned(), "**/.gitignore".to_owned()].into_iter().chain(config);
        let watchers: Vec<Value> = globs.map(|glob| json!({"globPattern": glob})).collect();
        let options = json!({"watchers": watchers});
        // What changed before the client began to watch, nobody saw.
        let handle = self.jobs.handle.clone();
        let look = move || handle.send(State::look_again);
        self.session.register("workspace/didChangeWatchedFiles", options, look);
    }

    fn look_again(&mut self) {
        for reader in self.vaults.iter_mut().filter_map(|vault| vault.reader.as_mut()) {
            reader.request(ReadRequest::RereadMissed);
        }
    }

    /// `workspace/didChangeConfiguration`: some clients say what the settings are, others want to
    /// be asked.
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
