//! Serves tower-lsp's router on two pipes, which replaces `tower_lsp::Server`.

use std::future::Future;
use std::io::{BufReader, Read, Write};
use std::process::ExitCode;
use std::sync::Arc;

use tokio::runtime::Runtime;
use tokio::sync::mpsc;
use tower_lsp::{LanguageServer, LspService};

use crate::wire::client::{Client, Outgoing};
use crate::wire::connection::{Connection, DropAfterQueued, EXIT_TIMEOUT};
use crate::wire::frames;

/// Serves `service` on `input` and `output` until the client sends `exit`, closes one of them, or
/// `client_exited` resolves.
pub(crate) fn serve<S: LanguageServer>(
    runtime: Runtime,
    service: LspService<S>,
    client: Client,
    outgoing: mpsc::UnboundedReceiver<Outgoing>,
    client_exited: impl Future<Output = ()>,
    drop_after_queued: DropAfterQueued,
    (input, output): (impl Read + Send + 'static, impl Write + Send + 'static),
) -> ExitCode {
    let (reading, writing) = (Arc::clone(&client.load), Arc::clone(&client.load));
    let (frames_in, frames) = mpsc::unbounded_channel();
    std::thread::spawn(move || {
        let mut input = BufReader::new(input);
        while let Ok(Some(frame)) = frames::read(&mut input) {
            reading.add_incoming(frame.len());
            if frames_in.send(frame).is_err() {
                return;
            }
        }
    });
    // The channel is unbounded: if the loop waited for a client that waits for the server to read, both
    // would wait for ever. The bytes in it are counted, and at the limit the loop handles no messages.
    let (bodies, bodies_out) = std::sync::mpsc::channel::<Vec<u8>>();
    let (written, all_written) = std::sync::mpsc::channel::<()>();
    std::thread::spawn(move || {
        let mut output = output;
        let _written = written;
        for body in bodies_out {
            if frames::write(&mut output, &body).is_err() {
                break;
            }
            writing.remove_outgoing(body.len());
        }
        writing.close_output();
    });
    let mut connection = Connection::new(service, client, bodies, drop_after_queued);
    runtime.block_on(connection.run(frames, outgoing, client_exited));
    runtime.shutdown_background();
    let code = if connection.is_shut_down() { ExitCode::SUCCESS } else { ExitCode::FAILURE };
    drop(connection);
    // The error "disconnected" means that the writer has ended, which is the expected result.
    let _ = all_written.recv_timeout(EXIT_TIMEOUT);
    code
}

#[cfg(test)]
mod tests;
