//! Logging to standard error, and of warnings and errors to the client too.

use std::fmt::{self, Write as _};

use tower_lsp::lsp_types::MessageType;
use tracing::field::{Field, Visit};
use tracing::{Event, Level, Subscriber};
use tracing_subscriber::layer::{Context, Layer, SubscriberExt as _};
use tracing_subscriber::util::SubscriberInitExt as _;
use tracing_subscriber::{EnvFilter, fmt::layer};

use crate::wire::client::Client;

/// The environment variable with the filter for standard error, in the syntax of tracing's `EnvFilter`.
const VARIABLE: &str = "LINKWRIGHT_LOG";

/// Starts logging, unless the process already has a subscriber.
pub(crate) fn start(client: Client) {
    let filter = EnvFilter::try_from_env(VARIABLE).unwrap_or_else(|_| EnvFilter::new("warn"));
    let stderr = layer().with_writer(std::io::stderr).with_ansi(false).with_filter(filter);
    // It fails only if there already is a subscriber.
    let _ = tracing_subscriber::registry().with(stderr).with(ToClient { client }).try_init();
}

struct ToClient {
    client: Client,
}

impl<S: Subscriber> Layer<S> for ToClient {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        let metadata = event.metadata();
        if !metadata.target().starts_with("linkwright") {
            return;
        }
        let typ = match *metadata.level() {
            Level::ERROR => MessageType::ERROR,
            Level::WARN => MessageType::WARNING,
            _ => return,
        };
        let mut message = Message(String::new());
        event.record(&mut message);
        self.client.log(typ, message.0);
    }
}

struct Message(String);

impl Visit for Message {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        if field.name() == "message" {
            // Writing to a string never fails.
            let _ = write!(self.0, "{value:?}");
        }
    }
}
