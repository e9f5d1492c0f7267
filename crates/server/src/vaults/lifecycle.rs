//! Starting a session, and the requests to the client that follow from it.

use linkwright_disk::{CONFIG_FILES, allow_blocking_io};
use linkwright_project::live::ReadRequest;
use serde_json::{Value, json};
use tower_lsp::lsp_types::request::{RegisterCapability, WorkspaceConfiguration};
use tower_lsp::lsp_types::{
    ConfigurationItem, ConfigurationParams, InitializeParams, NumberOrString, Registration,
    RegistrationParams, Url,
};

use crate::client_capabilities::ClientCapabilities;
use crate::vaults::progress::Task;
use crate::vaults::state::State;
use crate::vaults::status::{ChangedNotification, Status, StatusNotification, content_hash};

/// The section of an editor's settings that is ours.
const SECTION: &str = "linkwright";

impl State {
    /// Takes in the client's `initialize`, and starts to load its vaults.
    pub(crate) fn initialize(
        &mut self,
        params: InitializeParams,
        client_capabilities: ClientCapabilities,
    ) {
        self.client_capabilities = client_capabilities;
        self.client_name = params.client_info.map(|client| client.name).unwrap_or_default();
        self.editor_settings = params.initialization_options.unwrap_or_default();
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
        allow_blocking_io(|| self.open_folders(&folders));
    }

    /// Takes in the client's `initialized`: from now on it accepts requests.
    pub(crate) fn initialized(&mut self) {
        self.initialized = true;
        self.send_notices();
        let reading = self.roots.iter().filter(|root| root.is_loading());
        for root in reading.map(|root| root.id).collect::<Vec<_>>() {
            self.show_progress(Task::Reading(root));
        }
        if self.client_capabilities.register_configuration {
            let options = json!({"section": SECTION});
            self.register("workspace/didChangeConfiguration", options, || ());
        }
        if self.wants_client_watch {
            self.register_watch();
        }
    }

    /// Shows how far `task` is, if the client can.
    pub(crate) fn show_progress(&mut self, task: Task) {
        if self.initialized && self.client_capabilities.progress {
            let handle = self.handle.clone();
            let begin = move || handle.send(move |state| state.progress.begin(task));
            self.progress.ask(task, begin);
        }
    }

    /// Cancels the task whose progress has this `token`, as the user wants.
    pub(crate) fn cancel_task(&mut self, token: &NumberOrString) {
        match self.progress.task_of(token) {
            Some(Task::Reading(root)) => {
                if let Some(reader) = self.root(root).and_then(|root| root.reader.as_ref()) {
                    reader.cancel();
                }
            }
            Some(Task::Checking(root)) => self.cancel_pass(root),
            Some(task @ Task::Command(..)) => self.end_work(task),
            None => {}
        }
    }

    /// Has the client watch files, since not all of a vault can be watched from here.
    pub(crate) fn have_client_watch(&mut self) {
        if !self.wants_client_watch {
            self.wants_client_watch = true;
            if self.initialized {
                self.register_watch();
            }
        }
    }

    fn register_watch(&self) {
        if !self.client_capabilities.watch_files {
            tracing::warn!("the editor cannot watch files either: changes by others are seen late");
            return;
        }
        // Some clients leave hidden files out of what `*` matches.
        let config = CONFIG_FILES.iter().map(|file| format!("**/{file}"));
        let globs = ["**/*".to_owned(), "**/.gitignore".to_owned()].into_iter().chain(config);
        let watchers: Vec<Value> = globs.map(|glob| json!({"globPattern": glob})).collect();
        let options = json!({"watchers": watchers});
        // What changed before the client began to watch, nobody saw.
        let handle = self.handle.clone();
        let look = move || handle.send(State::look_again);
        self.register("workspace/didChangeWatchedFiles", options, look);
    }

    fn look_again(&mut self) {
        for reader in self.roots.iter_mut().filter_map(|root| root.reader.as_mut()) {
            reader.request(ReadRequest::RereadMissed);
        }
    }

    /// Has the client send `method` from now on, and does `then` when it does.
    fn register(&self, method: &'static str, options: Value, then: impl FnOnce() + Send + 'static) {
        let registration = Registration {
            id: format!("linkwright/{method}"),
            method: method.to_owned(),
            register_options: Some(options),
        };
        let params = RegistrationParams { registrations: vec![registration] };
        self.client.request::<RegisterCapability>(&params, move |answer| {
            if let Err(error) = answer {
                tracing::warn!("the editor refuses to send {method}: {error}");
            }
            then();
        });
    }

    /// `workspace/didChangeConfiguration`: some clients say what the settings are, others want to
    /// be asked.
    pub(crate) fn settings_changed(&mut self, settings: Value) {
        if let Some(ours) = settings.get(SECTION) {
            self.set_editor_settings(ours.clone());
        } else if settings.as_object().is_some_and(|settings| !settings.is_empty()) {
            self.set_editor_settings(settings);
        } else if self.client_capabilities.configuration {
            let item = ConfigurationItem { scope_uri: None, section: Some(SECTION.to_owned()) };
            let handle = self.handle.clone();
            let params = ConfigurationParams { items: vec![item] };
            self.client.request::<WorkspaceConfiguration>(&params, move |answer| {
                let ours = answer.ok().and_then(|mut answer| answer.pop());
                if let Some(ours) = ours.filter(|ours| !ours.is_null()) {
                    handle.send(move |state| state.set_editor_settings(ours));
                }
            });
        }
    }

    /// Tells how far the vaults are, if that is another than was told last.
    pub(crate) fn tell_status(&mut self) {
        if !self.client_capabilities.status_notifications || !self.initialized {
            return;
        }
        let status = Status::of(&self.roots);
        if self.status.as_ref() != Some(&status) {
            self.client.notify::<StatusNotification>(status.clone());
            self.status = Some(status);
        }
    }

    /// Whether the client does not know yet that a vault has changed.
    pub(crate) fn has_untold_changes(&self) -> bool {
        self.client_capabilities.change_notifications
            && self.initialized
            && self.told_content != content_hash(&self.roots)
    }

    /// Sends `linkwright/changed`.
    pub(crate) fn tell_changes(&mut self) {
        self.told_content = content_hash(&self.roots);
        self.client.notify::<ChangedNotification>(json!({}));
    }
}
