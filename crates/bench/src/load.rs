//! What a server does under load: each burst is sent as fast as it can be, and judged by its last
//! answer.

use std::fs;
use std::io;
use std::time::{Duration, Instant};

use serde_json::json;

use crate::edits::{apply, decoded, edits};
use crate::measures::{NEW_NAME, ask_rename, stem, type_before};
use crate::report::{Asked, Verdict};
use crate::session::{Session, judge, mentions};

type Answers = Vec<(Duration, Verdict)>;

/// Keystrokes of a burst.
const KEYS: u32 = 2_000;

/// Files that change on disk at once.
const FILES: usize = 5_000;

/// The large note.
const LARGE: usize = 10 << 20;

/// How long a server may take to notice what changed on disk.
const NOTICE: Duration = Duration::from_secs(60);

/// Puts a server under load, in one way after the other.
///
/// # Errors
/// If the server dies or stays silent.
pub fn load(session: &mut Session<'_>, asked: &mut Vec<Asked>) -> io::Result<()> {
    asked.push(Asked::new("keys in a burst", type_in_a_burst(session)?));
    asked.push(Asked::new("all cancelled, then asked", vec![cancel_everything(session)?]));
    let (keys, large) = edit_a_large_note(session)?;
    asked.push(Asked::new("10 MB note opened", vec![large]));
    asked.push(Asked::new("keystroke in it", keys));
    let (keys, noticed) = change_files(session)?;
    asked.push(Asked::new("key while files change", keys));
    asked.push(Asked::new("all changes noticed", vec![noticed]));
    let (told, settled) = rename_as_an_editor(session)?;
    asked.push(Asked::new("rename carried out, first", vec![told]));
    asked.push(Asked::new("and links from all over", settled));
    Ok(())
}

/// Types the beginning of a name and removes it, over and over, with a completion at each key, and
/// waits for nothing. At the end the name stands there, and has to be offered.
fn type_in_a_burst(session: &mut Session<'_>) -> io::Result<Answers> {
    let (note, _) = session.probes[0];
    let (uri, text) = (session.uri(note), session.corpus.text(note)?);
    let name = stem(&session.corpus.notes[session.probes[1].0].path).to_owned();
    let typed: String = name.chars().take(6).collect();
    let length = u32::try_from(typed.encode_utf16().count()).expect("six characters are few");
    session.edit(&uri, 0, (0, 0), "[[\n")?;
    let mut sent = Vec::new();
    let mut column = 2;
    while sent.len() < KEYS as usize {
        for letter in typed.chars() {
            session.edit(&uri, 0, (column, column), &letter.to_string())?;
            column += u32::try_from(letter.len_utf16()).expect("one or two");
            sent.push(complete(session, &uri, column)?);
        }
        session.edit(&uri, 0, (2, 2 + length), "")?;
        column = 2;
    }
    session.edit(&uri, 0, (2, 2), &name)?;
    column += u32::try_from(name.encode_utf16().count()).expect("a name is short");
    let last = complete(session, &uri, column)?;
    let mut answers = Vec::new();
    for (start, id) in sent {
        let answer = session.client.answer(id)?;
        // What the list holds is seen from the last; until then, that there is one.
        answers.push((answer.at - start, judge(&answer, |result| !result.is_null())));
    }
    let answer = session.client.answer(last.1)?;
    answers.push((answer.at - last.0, judge(&answer, |result| mentions(result, &name))));
    session.replace(&uri, &text)?;
    Ok(answers)
}

fn complete(session: &mut Session<'_>, uri: &str, column: u32) -> io::Result<(Instant, i64)> {
    let params = session.at(uri, 0, column);
    let start = Instant::now();
    Ok((start, session.client.ask("textDocument/completion", &params)?))
}

/// Asks for the hub's references and for completions, cancels each, and then asks where a link
/// leads. Every request has to be answered, be it by an error.
fn cancel_everything(session: &mut Session<'_>) -> io::Result<(Duration, Verdict)> {
    let (_, links) = session.corpus.hub();
    let (note, link) = links[0];
    session.open(note)?;
    let uri = session.uri(note);
    let mut params = session.at(&uri, link.line, link.column + 1);
    params["context"] = json!({"includeDeclaration": false});
    let mut ids = Vec::new();
    for at in 0..KEYS {
        let method = match at % 20 {
            0 => "textDocument/references",
            1..10 => "textDocument/completion",
            _ => "textDocument/definition",
        };
        ids.push(session.client.ask(method, &params)?);
    }
    for id in &ids {
        session.client.notify("$/cancelRequest", &json!({"id": id}))?;
    }
    let start = Instant::now();
    let probe = session.probes[2];
    session.open(probe.0)?;
    let (_, verdict) = session.define(probe)?;
    let took = start.elapsed();
    for id in ids {
        session.client.answer(id)?;
    }
    Ok((took, verdict))
}

/// Opens a note of 10 MB and types into its middle.
fn edit_a_large_note(session: &mut Session<'_>) -> io::Result<(Answers, (Duration, Verdict))> {
    let (_, mut link) = session.probes[0];
    let target = link.target.expect("probes have targets") as usize;
    let name = stem(&session.corpus.notes[target].path);
    let line = format!("[[{name}]] and some words that stand behind it, as in any other note.\n");
    let text = format!("# Large\n\n{}", line.repeat(LARGE / line.len()));
    link.line = 2 + u32::try_from(LARGE / line.len() / 2).expect("lines are few");
    link.column = 2;
    let uri = session.uri_of("Large.md");
    let start = Instant::now();
    session.open_as(&uri, &text)?;
    let params = session.at(&uri, link.line, link.column + 1);
    let (_, answer) = session.client.request("textDocument/definition", &params)?;
    let target = session.uri(target);
    let opened = (answer.at - start, judge(&answer, |result| mentions(result, &target)));
    let keys = type_before(session, &uri, link, 100)?;
    session.client.notify("textDocument/didClose", &json!({"textDocument": {"uri": uri}}))?;
    Ok((keys, opened))
}

/// Writes a link to the hub into thousands of files, typing meanwhile, and asks for the hub's
/// references until they are all there.
fn change_files(session: &mut Session<'_>) -> io::Result<(Answers, (Duration, Verdict))> {
    let (hub, links) = session.corpus.hub();
    let name = stem(&session.corpus.notes[hub].path).to_owned();
    let opened: Vec<usize> = session.probes.iter().map(|(note, _)| *note).collect();
    let corpus = session.corpus;
    let changed: Vec<usize> = (0..corpus.notes.len())
        .filter(|note| *note != hub && !opened.contains(note) && *note != links[0].0)
        .take(FILES)
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
        let pressed = type_before(session, &uri, typed, 1)?;
        typed.column += 1;
        keys.extend(pressed);
    }
    writer.join().map_err(|_| io::Error::other("the writer panicked"))??;
    let text = session.corpus.text(note)?;
    session.replace(&uri, &text)?;
    let start = Instant::now();
    let wanted = links.len() + changed.len();
    let mut verdict = Verdict::Wrong;
    while verdict == Verdict::Wrong && start.elapsed() < NOTICE {
        let (source, link) = links[0];
        session.open(source)?;
        let mut params = session.at(&session.uri(source), link.line, link.column + 1);
        params["context"] = json!({"includeDeclaration": false});
        let (_, answer) = session.client.request("textDocument/references", &params)?;
        verdict = judge(&answer, |result| result.as_array().map_or(0, Vec::len) >= wanted);
        std::thread::sleep(Duration::from_millis(5));
    }
    Ok((keys, (start.elapsed(), verdict)))
}

/// Renames the hub and sends what VS Code and Helix send when they carry that out: every touched
/// note is opened, changed, saved, and written to disk; the file moves. Then asks where links from
/// all over lead. The first time is that from the first of these messages to the first answer.
fn rename_as_an_editor(session: &mut Session<'_>) -> io::Result<((Duration, Verdict), Answers)> {
    let (hub, _) = session.corpus.hub();
    let (_, answer) = ask_rename(session)?;
    let edits = edits(answer.value());
    let old = session.corpus.notes[hub].path.clone();
    let new = old.replace(stem(&old), NEW_NAME);
    let (old_uri, new_uri) = (session.uri_of(&old), session.uri_of(&new));
    let mut touched = Vec::new();
    for note in 0..session.corpus.notes.len() {
        let uri = session.uri(note);
        let Some(edits) = edits.get(&decoded(&uri)) else { continue };
        let path = session.folder.join(&session.corpus.notes[note].path);
        let before = fs::read_to_string(&path)?;
        let after = apply(&before, edits).unwrap_or_default();
        touched.push((uri, path, before, after));
    }
    let start = Instant::now();
    for (uri, _, before, after) in &touched {
        session.open_as(uri, before)?;
        session.replace(uri, after)?;
    }
    let files = json!({"files": [{"oldUri": old_uri, "newUri": new_uri}]});
    let moving = session.client.ask("workspace/willRenameFiles", &files)?;
    fs::rename(session.folder.join(&old), session.folder.join(&new))?;
    session.client.notify("workspace/didRenameFiles", &files)?;
    // What was shown under the old name, edited or not, is shown under the new one.
    if session.close(&old_uri)? {
        let new_path = session.folder.join(&new);
        let mut text = fs::read_to_string(&new_path)?;
        for (uri, path, _, after) in touched.iter_mut().filter(|(uri, ..)| *uri == old_uri) {
            text.clone_from(after);
            (*uri, *path) = (new_uri.clone(), new_path.clone());
        }
        session.open_as(&new_uri, &text)?;
    }
    for (uri, path, _, after) in &touched {
        fs::write(path, after)?;
        session.client.notify("textDocument/didSave", &json!({"textDocument": {"uri": uri}}))?;
    }
    let mut answers = Vec::new();
    let places = touched.iter().filter(|(uri, ..)| *uri != new_uri);
    let step = (touched.len() / 100).max(1);
    for (uri, _, _, after) in places.step_by(step) {
        let links = crate::corpus::links(after);
        let is_new = |(_, _, name): &&(u32, u32, String)| name == NEW_NAME;
        let Some((line, column, _)) = links.iter().find(is_new) else { continue };
        let params = session.at(uri, *line, column + 1);
        let (time, answer) = session.client.request("textDocument/definition", &params)?;
        let right = judge(&answer, |result| mentions(result, &new_uri));
        let time = if answers.is_empty() { answer.at - start } else { time };
        answers.push((time, right));
    }
    session.client.answer(moving)?;
    if answers.is_empty() {
        return Ok(((start.elapsed(), Verdict::Wrong), answers));
    }
    Ok((answers.remove(0), answers))
}
