//! The session that every server goes through: each kind of question, and what became of it.

use std::collections::HashSet;
use std::io;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::corpus::{Link, links, name};
use crate::edits::{apply, decoded, edits};
use crate::report::{Asked, Verdict};
use crate::session::{Session, any_string, judge, mentions};

/// How long a server may take to notice a broken link.
const NOTICE: Duration = Duration::from_secs(20);

/// A slow server is asked no more questions of a kind after this long.
const ENOUGH: Duration = Duration::from_secs(60);

/// The name that the hub is given.
pub(crate) const NEW_NAME: &str = "A name that nothing has";

type Answers = Vec<(Duration, Verdict)>;

/// Asks everything, one thing after the other.
///
/// # Errors
/// If the server dies or stays silent.
pub fn measure(session: &mut Session<'_>, asked: &mut Vec<Asked>) -> io::Result<()> {
    let probes = session.probes.clone();
    for &(note, _) in &probes {
        session.open(note)?;
    }
    let answers = enough(probes.iter().map(|&probe| session.define(probe)))?;
    asked.push(Asked::new("definition", answers));
    let answers = enough(probes.iter().map(|&probe| hover(session, probe)))?;
    asked.push(Asked::new("hover", answers));
    asked.push(Asked::new("workspace symbols", symbols(session, &probes)?));
    asked.push(Asked::new("completion, each key", complete(session, &probes)?));
    asked.push(Asked::new("broken link to diagnostic", break_links(session, &probes)?));
    asked.push(Asked::new("keystroke in largest note", type_in_largest(session)?));
    asked.push(Asked::new("references of hub", vec![references(session)?]));
    asked.push(Asked::new("rename of hub", vec![rename(session)?]));
    // What the server does after an answer, in case it is carried out, must not slow the next one.
    asked.push(Asked::new("rename of hub, again", vec![rename(session)?]));
    Ok(())
}

/// What comes until it has been long enough.
fn enough<T>(mut answers: impl Iterator<Item = io::Result<T>>) -> io::Result<Vec<T>> {
    let start = Instant::now();
    let next = || if start.elapsed() < ENOUGH { answers.next() } else { None };
    std::iter::from_fn(next).collect()
}

/// Right is an answer that shows some line of the target's prose.
fn hover(
    session: &mut Session<'_>,
    (note, link): (usize, Link),
) -> io::Result<(Duration, Verdict)> {
    let params = session.at(&session.uri(note), link.line, link.column + 1);
    let (time, answer) = session.client.request("textDocument/hover", &params)?;
    let target = link.target.expect("probes have targets") as usize;
    let text = session.corpus.text(target)?;
    let right = |result: &Value| {
        let prose = text.lines().map(str::trim).filter(|line| line.len() > 12);
        prose.into_iter().any(|line| any_string(result, &|shown| shown.contains(line)))
    };
    Ok((time, judge(&answer, right)))
}

/// Asks for notes by their whole names.
fn symbols(session: &mut Session<'_>, probes: &[(usize, Link)]) -> io::Result<Answers> {
    let ask = |&(note, _): &(usize, Link)| {
        let params = json!({"query": name(&session.corpus.notes[note].path)});
        let (time, answer) = session.client.request("workspace/symbol", &params)?;
        Ok((time, judge(&answer, |result| mentions(result, &session.uri(note)))))
    };
    enough(probes.iter().take(30).map(ask))
}

/// Types links letter by letter at the top of a note, asking at each letter. The answers of a link
/// are right when the note meant is offered at its last letter.
fn complete(session: &mut Session<'_>, probes: &[(usize, Link)]) -> io::Result<Answers> {
    let (note, _) = probes[0];
    let (uri, text) = (session.uri(note), session.corpus.text(note)?);
    let ask = |&(target, _): &(usize, Link)| {
        let stem = stem(&session.corpus.notes[target].path).to_owned();
        session.edit(&uri, 0, (0, 0), "[[\n")?;
        let (mut column, mut times, mut verdict) = (2, Vec::new(), Verdict::Wrong);
        for letter in stem.chars() {
            session.edit(&uri, 0, (column, column), &letter.to_string())?;
            column += u32::try_from(letter.len_utf16()).expect("one or two");
            let params = session.at(&uri, 0, column);
            let (time, answer) = session.client.request("textDocument/completion", &params)?;
            verdict = judge(&answer, |result| mentions(result, &stem));
            times.push(time);
        }
        session.replace(&uri, &text)?;
        Ok(times.into_iter().map(move |time| (time, verdict)))
    };
    Ok(enough(probes.iter().take(20).map(ask))?.into_iter().flatten().collect())
}

fn break_links(session: &mut Session<'_>, probes: &[(usize, Link)]) -> io::Result<Answers> {
    let (mut answers, begun) = (Vec::new(), Instant::now());
    for (nth, &(note, _)) in probes.iter().enumerate().take(20) {
        let (uri, text) = (session.uri(note), session.corpus.text(note)?);
        let broken = format!("[[nobody wrote this {nth}]]\n\n{text}");
        let start = Instant::now();
        session.replace(&uri, &broken)?;
        let on_first_line = |finding: &Value| finding["range"]["start"]["line"] == 0;
        let seen = session.client.wait_for(NOTICE, |published| {
            let (at, findings) = published.get(&decoded(&uri))?;
            let found = findings.as_array()?.iter().any(on_first_line);
            (*at > start && found).then_some(*at)
        })?;
        answers.push(seen.map_or((NOTICE, Verdict::Wrong), |at| (at - start, Verdict::Right)));
        session.replace(&uri, &text)?;
        if seen.is_none() || begun.elapsed() > ENOUGH {
            break;
        }
    }
    Ok(answers)
}

/// Types into the largest note that has a sure link, before that link, and asks at each key where
/// it leads: only a server that took the key in answers rightly.
fn type_in_largest(session: &mut Session<'_>) -> io::Result<Answers> {
    let sure = |link: &&Link| link.target.is_some();
    let notes = session.corpus.notes.iter().enumerate();
    let with_links = notes.filter(|(_, note)| note.links.iter().any(|link| sure(&link)));
    let Some((note, said)) = with_links.max_by_key(|(_, note)| note.len) else {
        return Ok(Vec::new());
    };
    let link = *said.links.iter().rfind(sure).expect("it has one");
    session.open(note)?;
    let (uri, text) = (session.uri(note), session.corpus.text(note)?);
    let answers = type_before(session, &uri, link, 200)?;
    session.replace(&uri, &text)?;
    Ok(answers)
}

/// Types letters at the start of a link's line, asking at each where the link leads.
pub(crate) fn type_before(
    session: &mut Session<'_>,
    uri: &str,
    link: Link,
    keys: u32,
) -> io::Result<Answers> {
    let target = session.uri(link.target.expect("it is sure") as usize);
    let press = |key| {
        let start = Instant::now();
        session.edit(uri, link.line, (0, 0), "x")?;
        let params = session.at(uri, link.line, link.column + key + 2);
        let (_, answer) = session.client.request("textDocument/definition", &params)?;
        Ok((answer.at - start, judge(&answer, |result| mentions(result, &target))))
    };
    enough((0..keys).map(press))
}

/// Right is a list that holds every line with a link by name to the hub.
pub(crate) fn references(session: &mut Session<'_>) -> io::Result<(Duration, Verdict)> {
    let (_, links) = session.corpus.hub();
    let (note, link) = links[0];
    session.open(note)?;
    let mut params = session.at(&session.uri(note), link.line, link.column + 1);
    params["context"] = json!({"includeDeclaration": false});
    let (time, answer) = session.client.request("textDocument/references", &params)?;
    let right = |result: &Value| {
        let place = |found: &Value| {
            Some((decoded(found["uri"].as_str()?), found["range"]["start"]["line"].as_u64()?))
        };
        let found: HashSet<_> = result.as_array().into_iter().flatten().filter_map(place).collect();
        links.iter().all(|(note, link)| {
            found.contains(&(decoded(&session.uri(*note)), u64::from(link.line)))
        })
    };
    Ok((time, judge(&answer, right)))
}

fn rename(session: &mut Session<'_>) -> io::Result<(Duration, Verdict)> {
    let (time, answer) = ask_rename(session)?;
    Ok((time, judge(&answer, |result| is_renamed(session, result))))
}

pub(crate) fn ask_rename(
    session: &mut Session<'_>,
) -> io::Result<(Duration, crate::client::Answer)> {
    let (_, links) = session.corpus.hub();
    let (note, link) = links[0];
    session.open(note)?;
    let mut params = session.at(&session.uri(note), link.line, link.column + 1);
    params["newName"] = NEW_NAME.into();
    session.client.request("textDocument/rename", &params)
}

/// Whether after the edit every link by name to the hub asks for its new name and none else does,
/// and as many links are left.
fn is_renamed(session: &Session<'_>, result: &Value) -> bool {
    let corpus = session.corpus;
    let (hub, links_to_hub) = corpus.hub();
    let (old, new) = (name(&corpus.notes[hub].path), NEW_NAME.to_lowercase());
    let edits = edits(result);
    let mut notes: Vec<usize> = links_to_hub.iter().map(|(note, _)| *note).collect();
    notes.dedup();
    notes.into_iter().all(|note| {
        let Ok(text) = corpus.text(note) else { return false };
        let Some(edits) = edits.get(&decoded(&session.uri(note))) else { return false };
        let Some(after) = apply(&text, edits) else { return false };
        let names = |text: &str| -> Vec<String> {
            links(text).into_iter().map(|(_, _, name)| name.to_lowercase()).collect()
        };
        let (before, after) = (names(&text), names(&after));
        let follows = |(before, after): (&String, &String)| match *before == old {
            true => *after == new,
            // A path to it may have been written, too.
            false => before == after || name(before) == old && name(after) == new,
        };
        before.len() == after.len() && before.iter().zip(&after).all(follows)
    })
}

/// The name of a note as it is written.
pub(crate) fn stem(path: &str) -> &str {
    let file = path.rsplit('/').next().unwrap_or(path);
    file.strip_suffix(".md").unwrap_or(file)
}
