//! Measurements of a server under load. Each burst is sent as fast as possible and judged mainly by
//! its last response.

use std::fs;
use std::io;
use std::time::{Duration, Instant};

use serde_json::json;

use crate::edits::{apply, decode_uri, edits_by_uri};
use crate::measures::{NEW_NAME, request_rename, stem, type_before};
use crate::report::{Measurement, TimedVerdicts, Verdict};
use crate::session::{Session, contains_text, judge};

/// Number of keystrokes or requests in a burst.
const BURST_LENGTH: u32 = 2_000;

/// Number of files that change on disk at once.
const CHANGED_FILES: usize = 5_000;

/// Size of the large note in bytes.
const LARGE_NOTE_BYTES: usize = 10 << 20;

/// Maximum time to wait until a server has noticed the changes on disk.
const CHANGES_TIMEOUT: Duration = Duration::from_secs(60);

/// Measures a server under one kind of load after the other.
///
/// # Errors
/// If the server exits or does not respond.
pub fn measure_load(
    session: &mut Session<'_>,
    measurements: &mut Vec<Measurement>,
) -> io::Result<()> {
    let mut add = |label, results| measurements.push(Measurement::new(label, results));
    add("keys in a burst", type_burst(session)?);
    add("definition after cancelling", vec![cancel_burst(session)?]);
    let (keys, opened) = edit_large_note(session)?;
    add("opening a 10 MB note", vec![opened]);
    add("keystroke in that note", keys);
    let (keys, noticed) = change_files(session)?;
    add("key while files change", keys);
    add("all changes noticed", vec![noticed]);
    let (first, others) = apply_rename(session)?;
    add("first definition, renamed", vec![first]);
    add("other definitions, renamed", others);
    Ok(())
}

/// Types the start of a name and removes it again and again, with a completion request after each
/// key, without waiting. At the end it types the whole name, which has to be suggested.
fn type_burst(session: &mut Session<'_>) -> io::Result<TimedVerdicts> {
    let (note, _) = session.probes[0];
    let (uri, text) = (session.uri(note), session.corpus.text(note)?);
    let name = stem(&session.corpus.notes[session.probes[1].0].path).to_owned();
    let typed: String = name.chars().take(6).collect();
    let length = u32::try_from(typed.encode_utf16().count()).expect("at most twelve code units");
    session.edit(&uri, 0, (0, 0), "[[\n")?;
    let mut sent = Vec::new();
    let mut column = 2;
    while sent.len() < BURST_LENGTH as usize {
        for letter in typed.chars() {
            session.edit(&uri, 0, (column, column), &letter.to_string())?;
            column += u32::try_from(letter.len_utf16()).expect("at most two code units");
            sent.push(complete(session, &uri, column)?);
        }
        session.edit(&uri, 0, (2, 2 + length), "")?;
        column = 2;
    }
    session.edit(&uri, 0, (2, 2), &name)?;
    column += u32::try_from(name.encode_utf16().count()).expect("a name is short");
    let last = complete(session, &uri, column)?;
    let mut results = Vec::new();
    for (start, id) in sent {
        let response = session.client.wait_for_response(id)?;
        // Only the last list is checked in full; the others only have to exist.
        results.push((response.at - start, judge(&response, |result| !result.is_null())));
    }
    let response = session.client.wait_for_response(last.1)?;
    results.push((response.at - last.0, judge(&response, |result| contains_text(result, &name))));
    session.replace(&uri, &text)?;
    Ok(results)
}

fn complete(session: &mut Session<'_>, uri: &str, column: u32) -> io::Result<(Instant, i64)> {
    let params = session.position_params(uri, 0, column);
    let start = Instant::now();
    Ok((start, session.client.send_request("textDocument/completion", &params)?))
}

/// Sends many requests, cancels each, and measures the definition request after them. Every request
/// has to get a response, which may be an error.
fn cancel_burst(session: &mut Session<'_>) -> io::Result<(Duration, Verdict)> {
    let (_, links) = session.corpus.hub();
    let (note, link) = links[0];
    session.open(note)?;
    let uri = session.uri(note);
    let mut params = session.position_params(&uri, link.line, link.column + 1);
    params["context"] = json!({"includeDeclaration": false});
    let mut ids = Vec::new();
    for at in 0..BURST_LENGTH {
        let method = match at % 20 {
            0 => "textDocument/references",
            1..10 => "textDocument/completion",
            _ => "textDocument/definition",
        };
        ids.push(session.client.send_request(method, &params)?);
    }
    for id in &ids {
        session.client.notify("$/cancelRequest", &json!({"id": id}))?;
    }
    let start = Instant::now();
    let probe = session.probes[2];
    session.open(probe.0)?;
    let (_, verdict) = session.request_definition(probe)?;
    let time = start.elapsed();
    for id in ids {
        session.client.wait_for_response(id)?;
    }
    Ok((time, verdict))
}

/// Opens a note of 10 MB and types in its middle.
fn edit_large_note(session: &mut Session<'_>) -> io::Result<(TimedVerdicts, (Duration, Verdict))> {
    let (_, mut link) = session.probes[0];
    let target = link.target.expect("probes have targets") as usize;
    let name = stem(&session.corpus.notes[target].path);
    let line = format!("[[{name}]] and some words that come after it, as in any other note.\n");
    let text = format!("# Large\n\n{}", line.repeat(LARGE_NOTE_BYTES / line.len()));
    link.line = 2 + u32::try_from(LARGE_NOTE_BYTES / line.len() / 2).expect("fewer than 2³² lines");
    link.column = 2;
    let uri = session.uri_of("Large.md");
    let start = Instant::now();
    session.open_document(&uri, &text)?;
    let params = session.position_params(&uri, link.line, link.column + 1);
    let (_, response) = session.client.request("textDocument/definition", &params)?;
    let target = session.uri(target);
    let opened = (response.at - start, judge(&response, |result| contains_text(result, &target)));
    let keys = type_before(session, &uri, link, 100)?;
    session.client.notify("textDocument/didClose", &json!({"textDocument": {"uri": uri}}))?;
    Ok((keys, opened))
}

/// Adds a link to the hub to thousands of files, typing meanwhile. Then requests the hub's
/// references until the response contains all of them.
fn change_files(session: &mut Session<'_>) -> io::Result<(TimedVerdicts, (Duration, Verdict))> {
    let (hub, links) = session.corpus.hub();
    let name = stem(&session.corpus.notes[hub].path).to_owned();
    let opened: Vec<usize> = session.probes.iter().map(|(note, _)| *note).collect();
    let corpus = session.corpus;
    let changed: Vec<usize> = (0..corpus.notes.len())
        .filter(|note| *note != hub && !opened.contains(note) && *note != links[0].0)
        .take(CHANGED_FILES)
        .collect();
    let folder = session.folder.clone();
    let writer = std::thread::spawn({
        let paths: Vec<_> = changed.iter().map(|&n| folder.join(&corpus.notes[n].path)).collect();
        let line = format!("\n[[{name}]]\n");
        move || -> io::Result<()> {
            for path in paths {
                let text = fs::read_to_string(&path)?;
                fs::write(&path, text + &line)?;
            }
            Ok(())
        }
    });
    let (note, link) = session.probes[3];
    session.open(note)?;
    let uri = session.uri(note);
    let mut keys = Vec::new();
    let mut typed = link;
    while !writer.is_finished() {
        keys.extend(type_before(session, &uri, typed, 1)?);
        typed.column += 1;
    }
    writer.join().map_err(|_| io::Error::other("the writer panicked"))??;
    let text = session.corpus.text(note)?;
    session.replace(&uri, &text)?;
    let start = Instant::now();
    let expected = links.len() + changed.len();
    let mut verdict = Verdict::Wrong;
    while verdict == Verdict::Wrong && start.elapsed() < CHANGES_TIMEOUT {
        let (source, link) = links[0];
        session.open(source)?;
        let mut params = session.position_params(&session.uri(source), link.line, link.column + 1);
        params["context"] = json!({"includeDeclaration": false});
        let (_, response) = session.client.request("textDocument/references", &params)?;
        verdict = judge(&response, |result| result.as_array().map_or(0, Vec::len) >= expected);
        std::thread::sleep(Duration::from_millis(5));
    }
    Ok((keys, (start.elapsed(), verdict)))
}

/// Renames the hub and sends the messages that VS Code and Helix send when they apply the edits:
/// every edited note is opened, changed, saved and written to disk, and the file is moved. Then
/// requests the definitions of links in many notes. The first time is measured from the first of
/// these messages to the first response.
fn apply_rename(session: &mut Session<'_>) -> io::Result<((Duration, Verdict), TimedVerdicts)> {
    let (hub, _) = session.corpus.hub();
    let (_, response) = request_rename(session)?;
    let edits = edits_by_uri(response.value());
    let old = session.corpus.notes[hub].path.clone();
    let new = old.replace(stem(&old), NEW_NAME);
    let (old_uri, new_uri) = (session.uri_of(&old), session.uri_of(&new));
    let mut edited = Vec::new();
    for note in 0..session.corpus.notes.len() {
        let uri = session.uri(note);
        let Some(edits) = edits.get(&decode_uri(&uri)) else { continue };
        let path = session.folder.join(&session.corpus.notes[note].path);
        let before = fs::read_to_string(&path)?;
        let after = apply(&before, edits).unwrap_or_default();
        edited.push((uri, path, before, after));
    }
    let start = Instant::now();
    for (uri, _, before, after) in &edited {
        session.open_document(uri, before)?;
        session.replace(uri, after)?;
    }
    let files = json!({"files": [{"oldUri": old_uri, "newUri": new_uri}]});
    let moving = session.client.send_request("workspace/willRenameFiles", &files)?;
    fs::rename(session.folder.join(&old), session.folder.join(&new))?;
    session.client.notify("workspace/didRenameFiles", &files)?;
    // If the note was open under the old name, it is opened under the new one.
    if session.close(&old_uri)? {
        let new_path = session.folder.join(&new);
        let mut text = fs::read_to_string(&new_path)?;
        for (uri, path, _, after) in edited.iter_mut().filter(|(uri, ..)| *uri == old_uri) {
            text.clone_from(after);
            (*uri, *path) = (new_uri.clone(), new_path.clone());
        }
        session.open_document(&new_uri, &text)?;
    }
    for (uri, path, _, after) in &edited {
        fs::write(path, after)?;
        session.client.notify("textDocument/didSave", &json!({"textDocument": {"uri": uri}}))?;
    }
    let mut results = Vec::new();
    let places = edited.iter().filter(|(uri, ..)| *uri != new_uri);
    let step = (edited.len() / 100).max(1);
    for (uri, _, _, after) in places.step_by(step) {
        let links = crate::corpus::links(after);
        let is_new = |(_, _, name): &&(u32, u32, String)| name == NEW_NAME;
        let Some((line, column, _)) = links.iter().find(is_new) else { continue };
        let params = session.position_params(uri, *line, column + 1);
        let (time, response) = session.client.request("textDocument/definition", &params)?;
        let verdict = judge(&response, |result| contains_text(result, &new_uri));
        let time = if results.is_empty() { response.at - start } else { time };
        results.push((time, verdict));
    }
    session.client.wait_for_response(moving)?;
    if results.is_empty() {
        return Ok(((start.elapsed(), Verdict::Wrong), results));
    }
    Ok((results.remove(0), results))
}
