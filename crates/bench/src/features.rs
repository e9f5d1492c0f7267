//! Each feature that asks more of a vault than one note: asked alone, and, where it takes long,
//! while keys are typed.

use std::io;
use std::thread::sleep;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::corpus::Link;
use crate::measures::{stem, type_before};
use crate::report::{Asked, Verdict};
use crate::session::{Session, judge};

/// How often each question is asked.
const TIMES: usize = 20;

/// Between two keys, while the server is busy with something else.
const PAUSE: Duration = Duration::from_millis(5);

type Answers = Vec<(Duration, Verdict)>;

/// Asks for each feature. Right is any answer but an error; of lists one that is not empty.
///
/// # Errors
/// If the server dies or stays silent.
pub fn features(session: &mut Session<'_>, asked: &mut Vec<Asked>) -> io::Result<()> {
    let (hub, links) = session.corpus.hub();
    let (note, link) = links[0];
    let [hub_uri, uri] = [hub, note].map(|note| session.uri(note));
    session.open(hub)?;
    session.open(note)?;
    let at_link = session.at(&uri, link.line, link.column + 1);
    symbols(session, asked)?;
    completions(session, note, asked)?;

    let mut references = at_link.clone();
    references["context"] = json!({"includeDeclaration": false});
    let tag =
        tag(&session.corpus.text(note)?).map_or(at_link.clone(), |line| session.at(&uri, line, 3));
    let document = json!({"textDocument": {"uri": hub_uri}});
    let largest = largest(session)?;
    let tokens = json!({"textDocument": {"uri": session.uri(largest)}});
    for (what, method, params) in [
        ("references of hub", "textDocument/references", &references),
        ("hover of hub", "textDocument/hover", &at_link),
        ("lenses of hub", "textDocument/codeLens", &document),
        ("definition of tag", "textDocument/definition", &tag),
        ("semantic tokens, largest", "textDocument/semanticTokens/full", &tokens),
    ] {
        let answers = (0..TIMES).map(|_| ask(session, method, params));
        let answers = answers.collect::<io::Result<_>>()?;
        asked.push(Asked::new(what, answers));
    }
    let actions = actions_at_mentions(session)?;
    asked.push(Asked::new("code actions at mention", actions));

    let of_hub = json!({"uri": hub_uri});
    let convert = json!({"uri": hub_uri, "scope": "vault", "to": "markdown"});
    for (what, meanwhile, command, argument, times) in [
        ("backlinks of hub", "· a key meanwhile", "backlinks", &of_hub, 10),
        ("mentions of hub", "· a key meanwhile ", "mentions", &of_hub, 3),
        ("link mentions of hub", "· a key meanwhile  ", "linkMentions", &of_hub, 1),
        ("convert links of vault", "· a key meanwhile   ", "convertLinks", &convert, 1),
    ] {
        let params = json!({"command": format!("linkwright.{command}"), "arguments": [argument]});
        let method = "workspace/executeCommand";
        let answers = (0..times).map(|_| ask(session, method, &params));
        let answers = answers.collect::<io::Result<_>>()?;
        asked.push(Asked::new(what, answers));
        asked.push(Asked::new(meanwhile, while_typing(session, method, &params)?));
    }
    Ok(())
}

fn ask(session: &mut Session<'_>, method: &str, params: &Value) -> io::Result<(Duration, Verdict)> {
    let (time, answer) = session.client.request(method, params)?;
    if let Err(code) = answer.result {
        eprintln!("{method} {params}: error {code}");
    }
    let verdict = judge(&answer, |result| result.as_array().is_none_or(|list| !list.is_empty()));
    Ok((time, if answer.result.is_err() { Verdict::Wrong } else { verdict }))
}

/// Keys, each with a definition that only a server that took the key in answers rightly, for as
/// long as a request takes.
fn while_typing(session: &mut Session<'_>, method: &str, params: &Value) -> io::Result<Answers> {
    let (note, link) = session.probes[1];
    session.open(note)?;
    let (uri, text) = (session.uri(note), session.corpus.text(note)?);
    let id = session.client.ask(method, params)?;
    let mut answers = Vec::new();
    let mut keys = 0;
    while !session.client.has_answered(id) {
        let moved = Link { column: link.column + keys, ..link };
        answers.extend(type_before(session, &uri, moved, 1)?);
        keys += 1;
        sleep(PAUSE);
    }
    session.client.answer(id)?;
    session.replace(&uri, &text)?;
    Ok(answers)
}

fn symbols(session: &mut Session<'_>, asked: &mut Vec<Asked>) -> io::Result<()> {
    let words = ["attention", "memory", "grief", "belonging", "solitude"].map(str::to_owned);
    // No name that is generated has a j.
    let letters = ('a'..='u').filter(|letter| *letter != 'j').map(String::from).collect();
    for (what, queries) in [
        ("symbols, first of all", vec!["at".to_owned()]),
        ("symbols, nothing typed", vec![String::new(); TIMES]),
        ("symbols, a letter", letters),
        ("symbols, a word", words.to_vec()),
        ("symbols, scattered letters", vec!["atnm".to_owned(), "grfblg".into(), "slttd".into()]),
    ] {
        let ask = |query: &String| ask(session, "workspace/symbol", &json!({"query": query}));
        let answers = queries.iter().map(ask).collect::<io::Result<_>>()?;
        asked.push(Asked::new(what, answers));
    }
    Ok(())
}

/// Completes links by letters of names with others left out, and by their folders, at each letter.
fn completions(session: &mut Session<'_>, note: usize, asked: &mut Vec<Asked>) -> io::Result<()> {
    let (uri, text) = (session.uri(note), session.corpus.text(note)?);
    let targets: Vec<usize> = session.probes.iter().map(|(note, _)| *note).take(TIMES).collect();
    let paths: Vec<&str> = targets.iter().map(|&at| &*session.corpus.notes[at].path).collect();
    let scattered = paths.iter().map(|path| stem(path).chars().step_by(3).collect());
    let scattered: Vec<String> = scattered.collect();
    let paths: Vec<String> = paths.iter().map(|path| path.trim_end_matches(".md").into()).collect();
    for (what, typed) in [("completion, scattered", scattered), ("completion, paths", paths)] {
        let mut answers = Vec::new();
        for typed in typed {
            session.edit(&uri, 0, (0, 0), "[[\n")?;
            let mut column = 2;
            for letter in typed.chars() {
                session.edit(&uri, 0, (column, column), &letter.to_string())?;
                column += u32::try_from(letter.len_utf16()).expect("one or two");
                let params = session.at(&uri, 0, column);
                answers.push(ask(session, "textDocument/completion", &params)?);
            }
            session.replace(&uri, &text)?;
        }
        asked.push(Asked::new(what, answers));
    }
    Ok(())
}

/// Asks for the code actions at words that name the hub, each in its own note.
fn actions_at_mentions(session: &mut Session<'_>) -> io::Result<Answers> {
    let (hub, _) = session.corpus.hub();
    let name = stem(&session.corpus.notes[hub].path).to_lowercase();
    let mut answers = Vec::new();
    for note in (0..session.corpus.notes.len()).filter(|note| *note != hub) {
        if answers.len() == TIMES {
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
        let (_, verdict) = ask(session, "textDocument/codeAction", &params)?;
        answers.push((start.elapsed(), verdict));
    }
    Ok(answers)
}

/// The line that begins with a tag.
fn tag(text: &str) -> Option<u32> {
    let is_tag =
        |line: &str| line.starts_with('#') && !line.starts_with("##") && !line.starts_with("# ");
    (0..).zip(text.lines()).find(|(_, line)| is_tag(line)).map(|(line, _)| line)
}

fn largest(session: &mut Session<'_>) -> io::Result<usize> {
    let notes = session.corpus.notes.iter().enumerate();
    let largest = notes.max_by_key(|(_, note)| note.len).map_or(0, |(note, _)| note);
    session.open(largest)?;
    Ok(largest)
}
