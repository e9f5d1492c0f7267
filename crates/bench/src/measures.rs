//! The default measurements: one kind of request after the other.

use std::collections::HashSet;
use std::io;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::client::Response;
use crate::corpus::{CorpusLink, links, name};
use crate::edits::{apply, decode_uri, edits_by_uri};
use crate::report::{Measurement, TimedVerdicts, Verdict};
use crate::session::{Session, any_string, contains_text, judge};

/// Maximum time to wait for the diagnostic of a broken link.
const DIAGNOSTIC_TIMEOUT: Duration = Duration::from_secs(20);

/// A measurement of a slow server ends after this time.
const TIME_LIMIT: Duration = Duration::from_secs(60);

/// The new name of the hub in renames.
pub(crate) const NEW_NAME: &str = "A name that nothing has";

/// Takes the default measurements.
///
/// # Errors
/// If the server exits or does not respond.
pub fn measure_defaults(
    session: &mut Session<'_>,
    measurements: &mut Vec<Measurement>,
) -> io::Result<()> {
    let probes = session.probes.clone();
    for &(note, _) in &probes {
        session.open(note)?;
    }
    let results = within_time_limit(probes.iter().map(|&probe| session.request_definition(probe)))?;
    measurements.push(Measurement::new("definition", results));
    let results = within_time_limit(probes.iter().map(|&probe| hover(session, probe)))?;
    measurements.push(Measurement::new("hover", results));
    measurements.push(Measurement::new("workspace symbols", symbols(session, &probes)?));
    measurements.push(Measurement::new("completion, each key", complete(session, &probes)?));
    measurements
        .push(Measurement::new("broken link to diagnostic", break_links(session, &probes)?));
    measurements.push(Measurement::new("keystroke in largest note", type_in_largest(session)?));
    measurements.push(Measurement::new("references of hub", vec![references(session)?]));
    measurements.push(Measurement::new("rename of hub", vec![rename(session)?]));
    // The server may prepare for the edits of the first rename. That must not slow the second one.
    measurements.push(Measurement::new("rename of hub, again", vec![rename(session)?]));
    Ok(())
}

/// Collects the items of `requests` until they end or the time limit is over.
fn within_time_limit<T>(mut requests: impl Iterator<Item = io::Result<T>>) -> io::Result<Vec<T>> {
    let start = Instant::now();
    let next = || if start.elapsed() < TIME_LIMIT { requests.next() } else { None };
    std::iter::from_fn(next).collect()
}

/// Hovers over a link. A correct response contains a line of the target's prose.
fn hover(
    session: &mut Session<'_>,
    (note, link): (usize, CorpusLink),
) -> io::Result<(Duration, Verdict)> {
    let params = session.position_params(&session.uri(note), link.line, link.column + 1);
    let (time, response) = session.client.request("textDocument/hover", &params)?;
    let target = link.target.expect("probes have targets") as usize;
    let text = session.corpus.text(target)?;
    let is_correct = |result: &Value| {
        let prose = text.lines().map(str::trim).filter(|line| line.len() > 12);
        prose.into_iter().any(|line| any_string(result, &|shown| shown.contains(line)))
    };
    Ok((time, judge(&response, is_correct)))
}

/// Searches for notes by their full names.
fn symbols(session: &mut Session<'_>, probes: &[(usize, CorpusLink)]) -> io::Result<TimedVerdicts> {
    let request = |&(note, _): &(usize, CorpusLink)| {
        let params = json!({"query": name(&session.corpus.notes[note].path)});
        let (time, response) = session.client.request("workspace/symbol", &params)?;
        Ok((time, judge(&response, |result| contains_text(result, &session.uri(note)))))
    };
    within_time_limit(probes.iter().take(30).map(request))
}

/// Types links letter by letter at the top of a note and requests a completion after each letter.
/// The responses for a link are correct if the one after the last letter suggests the note.
fn complete(
    session: &mut Session<'_>,
    probes: &[(usize, CorpusLink)],
) -> io::Result<TimedVerdicts> {
    let (note, _) = probes[0];
    let (uri, text) = (session.uri(note), session.corpus.text(note)?);
    let request = |&(target, _): &(usize, CorpusLink)| {
        let stem = stem(&session.corpus.notes[target].path).to_owned();
        session.edit(&uri, 0, (0, 0), "[[\n")?;
        let (mut column, mut times, mut verdict) = (2, Vec::new(), Verdict::Wrong);
        for letter in stem.chars() {
            session.edit(&uri, 0, (column, column), &letter.to_string())?;
            column += u32::try_from(letter.len_utf16()).expect("at most two code units");
            let params = session.position_params(&uri, 0, column);
            let (time, response) = session.client.request("textDocument/completion", &params)?;
            verdict = judge(&response, |result| contains_text(result, &stem));
            times.push(time);
        }
        session.replace(&uri, &text)?;
        Ok(times.into_iter().map(move |time| (time, verdict)))
    };
    Ok(within_time_limit(probes.iter().take(20).map(request))?.into_iter().flatten().collect())
}

/// Adds broken links and waits for their diagnostics.
fn break_links(
    session: &mut Session<'_>,
    probes: &[(usize, CorpusLink)],
) -> io::Result<TimedVerdicts> {
    let (mut results, started) = (Vec::new(), Instant::now());
    for (nth, &(note, _)) in probes.iter().enumerate().take(20) {
        let (uri, text) = (session.uri(note), session.corpus.text(note)?);
        let broken = format!("[[nobody wrote this {nth}]]\n\n{text}");
        let start = Instant::now();
        session.replace(&uri, &broken)?;
        let on_first_line = |diagnostic: &Value| diagnostic["range"]["start"]["line"] == 0;
        let seen = session.client.wait_for_diagnostics(DIAGNOSTIC_TIMEOUT, |published| {
            let (at, diagnostics) = published.get(&decode_uri(&uri))?;
            let found = diagnostics.as_array()?.iter().any(on_first_line);
            (*at > start && found).then_some(*at)
        })?;
        let timed_out = (DIAGNOSTIC_TIMEOUT, Verdict::Wrong);
        results.push(seen.map_or(timed_out, |at| (at - start, Verdict::Correct)));
        session.replace(&uri, &text)?;
        if seen.is_none() || started.elapsed() > TIME_LIMIT {
            break;
        }
    }
    Ok(results)
}

/// Types in front of a link in the largest note with a link whose target is known. Requests the
/// definition of the link after each key: it is correct only if the server has applied the key.
fn type_in_largest(session: &mut Session<'_>) -> io::Result<TimedVerdicts> {
    let has_target = |link: &&CorpusLink| link.target.is_some();
    let notes = session.corpus.notes.iter().enumerate();
    let with_links = notes.filter(|(_, note)| note.links.iter().any(|link| has_target(&link)));
    let Some((note, largest)) = with_links.max_by_key(|(_, note)| note.len) else {
        return Ok(Vec::new());
    };
    let link = *largest.links.iter().rfind(has_target).expect("the note has such a link");
    session.open(note)?;
    let (uri, text) = (session.uri(note), session.corpus.text(note)?);
    let results = type_before(session, &uri, link, 200)?;
    session.replace(&uri, &text)?;
    Ok(results)
}

/// Types letters at the start of a link's line and requests the definition of the link after each.
pub(crate) fn type_before(
    session: &mut Session<'_>,
    uri: &str,
    link: CorpusLink,
    keys: u32,
) -> io::Result<TimedVerdicts> {
    let target = session.uri(link.target.expect("the link has a target") as usize);
    let press_key = |key| {
        let start = Instant::now();
        session.edit(uri, link.line, (0, 0), "x")?;
        let params = session.position_params(uri, link.line, link.column + key + 2);
        let (_, response) = session.client.request("textDocument/definition", &params)?;
        Ok((response.at - start, judge(&response, |result| contains_text(result, &target))))
    };
    within_time_limit((0..keys).map(press_key))
}

/// Requests the references of the hub. A correct response contains every line with a link by name
/// to the hub.
pub(crate) fn references(session: &mut Session<'_>) -> io::Result<(Duration, Verdict)> {
    let (_, links) = session.corpus.hub();
    let (note, link) = links[0];
    session.open(note)?;
    let mut params = session.position_params(&session.uri(note), link.line, link.column + 1);
    params["context"] = json!({"includeDeclaration": false});
    let (time, response) = session.client.request("textDocument/references", &params)?;
    let is_correct = |result: &Value| {
        let place = |found: &Value| {
            Some((decode_uri(found["uri"].as_str()?), found["range"]["start"]["line"].as_u64()?))
        };
        let found: HashSet<_> = result.as_array().into_iter().flatten().filter_map(place).collect();
        links.iter().all(|(note, link)| {
            found.contains(&(decode_uri(&session.uri(*note)), u64::from(link.line)))
        })
    };
    Ok((time, judge(&response, is_correct)))
}

/// Requests a rename of the hub and checks its edits.
fn rename(session: &mut Session<'_>) -> io::Result<(Duration, Verdict)> {
    let (time, response) = request_rename(session)?;
    Ok((time, judge(&response, |result| is_renamed(session, result))))
}

/// Requests a rename of the hub to [`NEW_NAME`].
pub(crate) fn request_rename(session: &mut Session<'_>) -> io::Result<(Duration, Response)> {
    let (_, links) = session.corpus.hub();
    let (note, link) = links[0];
    session.open(note)?;
    let mut params = session.position_params(&session.uri(note), link.line, link.column + 1);
    params["newName"] = NEW_NAME.into();
    session.client.request("textDocument/rename", &params)
}

/// Whether the edits change all links by name to the hub to its new name, change no other link, and
/// keep the number of links.
fn is_renamed(session: &Session<'_>, result: &Value) -> bool {
    let corpus = session.corpus;
    let (hub, links_to_hub) = corpus.hub();
    let (old, new) = (name(&corpus.notes[hub].path), NEW_NAME.to_lowercase());
    let edits = edits_by_uri(result);
    let mut notes: Vec<usize> = links_to_hub.iter().map(|(note, _)| *note).collect();
    notes.dedup();
    notes.into_iter().all(|note| {
        let Ok(text) = corpus.text(note) else { return false };
        let Some(edits) = edits.get(&decode_uri(&session.uri(note))) else { return false };
        let Some(after) = apply(&text, edits) else { return false };
        let names = |text: &str| -> Vec<String> {
            links(text).into_iter().map(|(_, _, name)| name.to_lowercase()).collect()
        };
        let (before, after) = (names(&text), names(&after));
        let follows = |(before, after): (&String, &String)| match *before == old {
            true => *after == new,
            // Other links may contain a path to the hub.
            false => before == after || name(before) == old && name(after) == new,
        };
        before.len() == after.len() && before.iter().zip(&after).all(follows)
    })
}

/// The name of a note, in its original case.
pub(crate) fn stem(path: &str) -> &str {
    let file = path.rsplit('/').next().unwrap_or(path);
    file.strip_suffix(".md").unwrap_or(file)
}
