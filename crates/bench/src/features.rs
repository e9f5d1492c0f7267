//! Measurements of each feature that needs more than one note. Slow features are also measured by
//! the response times of keystrokes while they run.

use std::io;
use std::thread::sleep;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::corpus::CorpusLink;
use crate::measures::{stem, type_before};
use crate::report::{Measurement, TimedVerdicts, Verdict};
use crate::session::{Session, judge};

/// Number of requests of each kind.
const REPEATS: usize = 20;

/// Time between two keystrokes while a slow feature runs.
const KEY_INTERVAL: Duration = Duration::from_millis(5);

/// Measures each feature. A response is correct if it is neither an error nor an empty list.
///
/// # Errors
/// If the server exits or does not respond.
pub fn measure_features(
    session: &mut Session<'_>,
    measurements: &mut Vec<Measurement>,
) -> io::Result<()> {
    let (hub, links) = session.corpus.hub();
    let (note, link) = links[0];
    let [hub_uri, uri] = [hub, note].map(|note| session.uri(note));
    session.open(hub)?;
    session.open(note)?;
    let at_link = session.position_params(&uri, link.line, link.column + 1);
    symbols(session, measurements)?;
    completions(session, note, measurements)?;

    let mut references = at_link.clone();
    references["context"] = json!({"includeDeclaration": false});
    let tag = tag(&session.corpus.text(note)?)
        .map_or(at_link.clone(), |line| session.position_params(&uri, line, 3));
    let document = json!({"textDocument": {"uri": hub_uri}});
    let largest = open_largest(session)?;
    let tokens = json!({"textDocument": {"uri": session.uri(largest)}});
    for (label, method, params) in [
        ("references of hub", "textDocument/references", &references),
        ("hover of hub", "textDocument/hover", &at_link),
        ("lenses of hub", "textDocument/codeLens", &document),
        ("definition of tag", "textDocument/definition", &tag),
        ("semantic tokens, largest", "textDocument/semanticTokens/full", &tokens),
    ] {
        let results = (0..REPEATS).map(|_| request(session, method, params));
        let results = results.collect::<io::Result<_>>()?;
        measurements.push(Measurement::new(label, results));
    }
    measurements.push(Measurement::new("calls of hub", calls(session, &at_link, REPEATS)?));
    let is_ordinary =
        |(_, link): &(usize, CorpusLink)| link.target.is_some_and(|it| it as usize != hub);
    let probes: Vec<_> = session.probes.iter().copied().filter(is_ordinary).collect();
    let mut levels = Vec::new();
    for (note, link) in probes {
        session.open(note)?;
        let at = session.position_params(&session.uri(note), link.line, link.column + 1);
        levels.extend(calls(session, &at, 1)?);
    }
    measurements.push(Measurement::new("calls of a note", levels));
    let actions = actions_at_mentions(session)?;
    measurements.push(Measurement::new("code actions at mention", actions));

    let of_hub = json!({"uri": hub_uri});
    let convert = json!({"uri": hub_uri, "scope": "vault", "to": "markdown"});
    for (label, keystroke_label, command, argument, repeats) in [
        ("backlinks of hub", "key during backlinks", "backlinks", &of_hub, 10),
        ("mentions of hub", "key during mentions", "mentions", &of_hub, 3),
        ("link mentions of hub", "key during link mentions", "linkMentions", &of_hub, 1),
        ("convert links of vault", "key during convert links", "convertLinks", &convert, 1),
    ] {
        let params = json!({"command": format!("linkwright.{command}"), "arguments": [argument]});
        let method = "workspace/executeCommand";
        let results = (0..repeats).map(|_| request(session, method, &params));
        let results = results.collect::<io::Result<_>>()?;
        measurements.push(Measurement::new(label, results));
        measurements
            .push(Measurement::new(keystroke_label, type_during(session, method, &params)?));
    }
    Ok(())
}

/// Sends a request and prints its error, if it has one.
fn request(
    session: &mut Session<'_>,
    method: &str,
    params: &Value,
) -> io::Result<(Duration, Verdict)> {
    let (time, response) = session.client.request(method, params)?;
    if let Err(code) = response.result {
        eprintln!("{method} {params}: error {code}");
    }
    let verdict = judge(&response, |result| result.as_array().is_none_or(|list| !list.is_empty()));
    Ok((time, if response.result.is_err() { Verdict::Wrong } else { verdict }))
}

/// Sends a request and types until its response arrives. Requests a definition after each key,
/// which is correct only if the server has applied the key.
fn type_during(
    session: &mut Session<'_>,
    method: &str,
    params: &Value,
) -> io::Result<TimedVerdicts> {
    let (note, link) = session.probes[1];
    session.open(note)?;
    let (uri, text) = (session.uri(note), session.corpus.text(note)?);
    let id = session.client.send_request(method, params)?;
    let mut results = Vec::new();
    let mut keys = 0;
    while !session.client.has_response(id) {
        let moved = CorpusLink { column: link.column + keys, ..link };
        results.extend(type_before(session, &uri, moved, 1)?);
        keys += 1;
        sleep(KEY_INTERVAL);
    }
    session.client.wait_for_response(id)?;
    session.replace(&uri, &text)?;
    Ok(results)
}

/// Requests the incoming calls of the link at a position several times.
fn calls(session: &mut Session<'_>, at: &Value, repeats: usize) -> io::Result<TimedVerdicts> {
    let (_, items) = session.client.request("textDocument/prepareCallHierarchy", at)?;
    let item = items.result.ok().and_then(|items| items.get(0).cloned());
    let params = json!({"item": item});
    (0..repeats).map(|_| request(session, "callHierarchy/incomingCalls", &params)).collect()
}

/// Searches for symbols with different kinds of queries.
fn symbols(session: &mut Session<'_>, measurements: &mut Vec<Measurement>) -> io::Result<()> {
    let words = ["attention", "memory", "grief", "belonging", "solitude"].map(str::to_owned);
    // No generated name contains a `j`.
    let letters = ('a'..='u').filter(|letter| *letter != 'j').map(String::from).collect();
    for (label, queries) in [
        ("symbols, first query", vec!["at".to_owned()]),
        ("symbols, empty query", vec![String::new(); REPEATS]),
        ("symbols, a letter", letters),
        ("symbols, a word", words.to_vec()),
        ("symbols, scattered letters", vec!["atnm".to_owned(), "grfblg".into(), "slttd".into()]),
    ] {
        let search =
            |query: &String| request(session, "workspace/symbol", &json!({"query": query}));
        let results = queries.iter().map(search).collect::<io::Result<_>>()?;
        measurements.push(Measurement::new(label, results));
    }
    Ok(())
}

/// Types links with every third letter of a name, and with the path of a note. Requests a completion
/// after each letter.
fn completions(
    session: &mut Session<'_>,
    note: usize,
    measurements: &mut Vec<Measurement>,
) -> io::Result<()> {
    let (uri, text) = (session.uri(note), session.corpus.text(note)?);
    let targets: Vec<usize> = session.probes.iter().map(|(note, _)| *note).take(REPEATS).collect();
    let paths: Vec<&str> = targets.iter().map(|&at| &*session.corpus.notes[at].path).collect();
    let scattered = paths.iter().map(|path| stem(path).chars().step_by(3).collect());
    let scattered: Vec<String> = scattered.collect();
    let paths: Vec<String> = paths.iter().map(|path| path.trim_end_matches(".md").into()).collect();
    for (label, typed) in [("completion, scattered", scattered), ("completion, paths", paths)] {
        let mut results = Vec::new();
        for typed in typed {
            session.edit(&uri, 0, (0, 0), "[[\n")?;
            let mut column = 2;
            for letter in typed.chars() {
                session.edit(&uri, 0, (column, column), &letter.to_string())?;
                column += u32::try_from(letter.len_utf16()).expect("at most two code units");
                let params = session.position_params(&uri, 0, column);
                results.push(request(session, "textDocument/completion", &params)?);
            }
            session.replace(&uri, &text)?;
        }
        measurements.push(Measurement::new(label, results));
    }
    Ok(())
}

/// Requests the code actions at words that name the hub, each in another note.
fn actions_at_mentions(session: &mut Session<'_>) -> io::Result<TimedVerdicts> {
    let (hub, _) = session.corpus.hub();
    let name = stem(&session.corpus.notes[hub].path).to_lowercase();
    let mut results = Vec::new();
    for note in (0..session.corpus.notes.len()).filter(|note| *note != hub) {
        if results.len() == REPEATS {
            break;
        }
        let text = session.corpus.text(note)?;
        let mut lines = (0..).zip(text.lines());
        let place = lines.find_map(|(line, words)| {
            let at = words.find(&format!(" {name} ")).filter(|_| words.is_ascii())?;
            Some((line, u32::try_from(at).ok()? + 2))
        });
        let Some((line, column)) = place else { continue };
        session.open(note)?;
        let at = json!({"line": line, "character": column});
        let params = json!({
            "textDocument": {"uri": session.uri(note)},
            "range": {"start": at, "end": at},
            "context": {"diagnostics": []},
        });
        let start = Instant::now();
        let (_, verdict) = request(session, "textDocument/codeAction", &params)?;
        results.push((start.elapsed(), verdict));
    }
    Ok(results)
}

/// The first line that starts with a tag.
fn tag(text: &str) -> Option<u32> {
    let is_tag =
        |line: &str| line.starts_with('#') && !line.starts_with("##") && !line.starts_with("# ");
    (0..).zip(text.lines()).find(|(_, line)| is_tag(line)).map(|(line, _)| line)
}

/// Opens the largest note and returns it.
fn open_largest(session: &mut Session<'_>) -> io::Result<usize> {
    let notes = session.corpus.notes.iter().enumerate();
    let largest = notes.max_by_key(|(_, note)| note.len).map_or(0, |(note, _)| note);
    session.open(largest)?;
    Ok(largest)
}
