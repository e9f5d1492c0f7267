//! The client: its capabilities, and what the server last sent to it.

mod last_rename;
mod notices;
mod progress;
mod status;

use std::sync::Arc;

use linkwright_project::live::OpenVaults;
use serde_json::{Value, json};
use tower_lsp::lsp_types::request::RegisterCapability;
use tower_lsp::lsp_types::{MessageType, Registration, RegistrationParams};

use crate::client_capabilities::ClientCapabilities;
use crate::wire::client::Client;

pub(crate) use self::last_rename::{EditedText, LastRename, edited_text};
use self::notices::Notices;
pub(crate) use self::progress::{Progress, Task};
use self::status::{ChangedNotification, Status, StatusNotification, content_hash};

/// The client: its capabilities, and what the server last sent to it.
pub(crate) struct Session {
    client: Client,
    capabilities: ClientCapabilities,
    /// Its name, for behaviour that its capabilities do not show.
    client_name: String,
    /// It has sent `initialized`, so that it accepts requests.
    is_initialized: bool,
    /// It has to watch files.
    watches: bool,
    /// The progress that it shows.
    pub(crate) progress: Progress,
    /// The messages about vaults that are not marked as such.
    notices: Notices,
    /// The status that it was sent last.
    status: Option<Status>,
    /// The hash of the vaults' content when it was last told that it changed.
    content: u64,
    /// The moves and edits of the last rename that was answered.
    pub(crate) last_rename: Option<LastRename>,
}

impl Session {
    /// A client that has not introduced itself yet. `begin_progress` is called when it has agreed to
    /// show the progress of a task, on any thread.
    pub(crate) fn new(
        client: Client,
        begin_progress: impl Fn(Task) + Send + Sync + 'static,
    ) -> Session {
        Session {
            progress: Progress::new(client.clone(), Arc::new(begin_progress)),
            client,
            capabilities: ClientCapabilities::default(),
            client_name: String::new(),
            is_initialized: false,
            watches: false,
            notices: Notices::default(),
            status: None,
            content: 0,
            last_rename: None,
        }
    }

    /// The client has introduced itself.
    pub(crate) fn introduce(&mut self, client_name: String, capabilities: ClientCapabilities) {
        self.client_name = client_name;
        self.capabilities = capabilities;
    }

    /// The client has sent `initialized`: from now on it accepts requests.
    pub(crate) fn initialize(&mut self) {
        self.is_initialized = true;
        self.send_notices();
    }

    /// Sends to the client.
    pub(crate) fn client(&self) -> &Client {
        &self.client
    }

    /// What the client can do.
    pub(crate) fn capabilities(&self) -> ClientCapabilities {
        self.capabilities
    }

    /// The client's name.
    pub(crate) fn client_name(&self) -> &str {
        &self.client_name
    }

    /// Whether the client accepts requests.
    pub(crate) fn is_initialized(&self) -> bool {
        self.is_initialized
    }

    /// Shows `message` to the user.
    pub(crate) fn show(&self, typ: MessageType, message: String) {
        self.client.show(typ, message);
    }

    /// Shows the progress of `task`, if the client can.
    pub(crate) fn show_progress(&mut self, task: Task) {
        if self.is_initialized && self.capabilities.progress {
            self.progress.ask(task);
        }
    }

    /// Writes a message about a vault that is not marked into the client's log, which does not
    /// interrupt the user. Each message is written once.
    pub(crate) fn notice(&mut self, notice: String) {
        self.notices.add(notice);
        self.send_notices();
    }

    fn send_notices(&mut self) {
        if self.is_initialized {
            for notice in self.notices.unsent() {
                self.client.log(MessageType::INFO, notice);
            }
        }
    }

    /// Sends the status of `vaults`, if it is not the one that was sent last. `checked` says whether
    /// all their notes are diagnosed.
    pub(crate) fn send_status(&mut self, vaults: &OpenVaults, checked: bool) {
        if !self.capabilities.status_notifications || !self.is_initialized {
            return;
        }
        let status = Status::of(vaults, checked);
        if self.status.as_ref() != Some(&status) {
            self.client.notify::<StatusNotification>(status.clone());
            self.status = Some(status);
        }
    }

    /// Whether the client does not know yet that `vaults` have changed.
    pub(crate) fn has_unsent_changes(&self, vaults: &OpenVaults) -> bool {
        self.capabilities.change_notifications
            && self.is_initialized
            && self.content != content_hash(vaults)
    }

    /// Sends `linkwright/changed`.
    pub(crate) fn send_changed(&mut self, vaults: &OpenVaults) {
        self.content = content_hash(vaults);
        self.client.notify::<ChangedNotification>(json!({}));
    }

    /// Whether the client has to watch files.
    pub(crate) fn watches(&self) -> bool {
        self.watches
    }

    /// The client has to watch files. Returns whether it had not to before.
    pub(crate) fn needs_watching(&mut self) -> bool {
        !std::mem::replace(&mut self.watches, true)
    }

    /// Registers `method`, so that the client sends it from now on, and calls `then` when it does.
    pub(crate) fn register(
        &self,
        method: &'static str,
        options: Value,
        then: impl FnOnce() + Send + 'static,
    ) {
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
}
