//! A plain reading of notes: links, tags and aliases by searching the text, without the engine.

/// A link as it is written.
pub(crate) enum Link {
    /// The text between `[[` and `]]`.
    Wiki(String),
    /// The destination of a Markdown link, or the value of an HTML attribute.
    Destination(String),
    /// The path of a file card in a canvas.
    Card(String),
}

/// What is read of a note.
#[derive(Default)]
pub(crate) struct Note {
    pub(crate) links: Vec<Link>,
    pub(crate) tags: Vec<String>,
    pub(crate) aliases: Vec<String>,
}

impl Note {
    pub(crate) fn read(text: &str) -> Note {
        let mut note = Note::default();
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let body = match text.strip_prefix("---\n").or(text.strip_prefix("---\r\n")) {
            Some(rest) => match rest.find("\n---") {
                Some(end) => {
                    note.read_properties(&rest[..end]);
                    let after = &rest[end + 4..];
                    after.split_once('\n').map_or("", |(_, body)| body)
                }
                None if rest.starts_with("---") => rest.split_once('\n').map_or("", |it| it.1),
                None => text,
            },
            None => text,
        };
        let body = without_code_spans(&without_blocks(body));
        note.read_wikilinks(&body);
        note.read_destinations(&body);
        note.read_definitions(&body);
        note.read_html(&body);
        note.read_tags(&body);
        note
    }

    fn read_properties(&mut self, yaml: &str) {
        let mut key = String::new();
        for line in yaml.lines() {
            let is_item = line.trim_start().starts_with("- ");
            let value = match line.split_once(':').filter(|_| !is_item) {
                Some((name, value)) if !line.starts_with([' ', '\t']) => {
                    key = name.trim().to_lowercase();
                    value.trim()
                }
                Some((_, value)) => value.trim(),
                None => line.trim().trim_start_matches("- ").trim(),
            };
            let inside = ['"', '\'']
                .iter()
                .find_map(|quote| value.strip_prefix(*quote)?.strip_suffix(*quote));
            if let Some(link) = inside.map(|it| it.trim_start_matches('!'))
                && let Some(link) = link.strip_prefix("[[").and_then(|it| it.strip_suffix("]]"))
                && !link.contains("[[")
            {
                self.links.push(Link::Wiki(link.to_owned()));
            }
            let list = value.trim_start_matches('[').trim_end_matches(']');
            let items = list.split(',').map(|it| it.trim().trim_matches(['"', '\'']).trim());
            let items = items.filter(|it| !it.is_empty() && !line.trim_start().starts_with('#'));
            match &*key {
                "aliases" | "alias" => self.aliases.extend(items.map(str::to_owned)),
                "tags" | "tag" => {
                    let words = items.filter(|it| !it.contains(' '));
                    self.tags.extend(words.map(|it| it.trim_start_matches('#').to_owned()));
                }
                _ => {}
            }
        }
    }

    fn read_wikilinks(&mut self, body: &str) {
        for line in body.lines() {
            let mut rest = line;
            while let Some(at) = rest.find("[[") {
                rest = &rest[at + 2..];
                let Some(end) = rest.find("]]") else { break };
                if rest[..end].contains("[[") {
                    continue;
                }
                self.links.push(Link::Wiki(rest[..end].to_owned()));
                rest = &rest[end + 2..];
            }
        }
    }

    fn read_destinations(&mut self, body: &str) {
        for (at, _) in body.match_indices("](") {
            let line = body[at + 2..].trim_start_matches(' ');
            let (destination, rest) = match line.strip_prefix('<') {
                Some(inside) => match inside.split_once('>') {
                    Some((path, rest)) if !path.contains('\n') => (format!("<{path}>"), rest),
                    _ => continue,
                },
                None => {
                    let mut depth = 0;
                    let end = line.find(|c: char| {
                        depth += i32::from(c == '(') - i32::from(c == ')');
                        c.is_whitespace() || depth < 0
                    });
                    let Some(end) = end else { continue };
                    (line[..end].to_owned(), &line[end..])
                }
            };
            let rest = rest.trim_start();
            let has_title = rest.starts_with(['"', '\'']);
            if (rest.starts_with(')') || has_title) && !destination.starts_with("[[") {
                self.links.push(Link::Destination(destination));
            }
        }
    }

    fn read_definitions(&mut self, body: &str) {
        for line in body.lines() {
            let unindented = line.trim_start_matches(' ');
            let is_label = unindented.starts_with('[') && !unindented.starts_with("[^");
            if line.len() - unindented.len() > 3 || !is_label {
                continue;
            }
            let Some((label, rest)) = unindented.split_once("]:") else { continue };
            let destination = rest.split_whitespace().next().unwrap_or_default();
            if !label[1..].contains('[') && !destination.is_empty() {
                self.links.push(Link::Destination(destination.to_owned()));
            }
        }
    }

    fn read_html(&mut self, body: &str) {
        for tag in body.split('<').skip(1) {
            let Some((tag, _)) = tag.split_once('>') else { continue };
            for name in [" href=", " src=", "\nhref=", "\nsrc="] {
                let Some((_, value)) = tag.split_once(name) else { continue };
                let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''));
                let value = match quote {
                    Some(quote) => value[1..].split(quote).next(),
                    None => value.split_whitespace().next(),
                };
                self.links.extend(value.map(|it| Link::Destination(it.to_owned())));
            }
        }
    }

    fn read_tags(&mut self, body: &str) {
        let is_definition = |line: &&str| line.trim_start().starts_with('[') && line.contains("]:");
        let lines: Vec<&str> = body.lines().filter(|line| !is_definition(line)).collect();
        for word in without_html(&lines.join("\n")).split_whitespace() {
            let Some(tag) = word.trim_start_matches(['*', '_']).strip_prefix('#') else { continue };
            let ends = |c: char| c.is_ascii_punctuation() && !matches!(c, '_' | '-' | '/');
            let end = tag.find(ends).unwrap_or(tag.len());
            if !tag[..end].chars().all(|c| c.is_ascii_digit()) {
                self.tags.push(tag[..end].to_owned());
            }
        }
    }
}

/// The text without fenced code and comments.
fn without_blocks(text: &str) -> String {
    let mut kept = String::new();
    let mut fence: Option<(char, usize)> = None;
    let mut in_comment = false;
    for line in text.lines() {
        let content = line.trim_start_matches(|c: char| c.is_whitespace() || c == '>');
        let content = match content.strip_prefix(['-', '*', '+']) {
            Some(item) if item.starts_with(' ') => item.trim_start(),
            _ => content,
        };
        let marks = |mark: char| content.chars().take_while(|c| *c == mark).count();
        if let Some((mark, length)) = fence {
            if marks(mark) >= length && content.trim_matches(mark).trim().is_empty() {
                fence = None;
            }
            kept.push('\n');
            continue;
        }
        let opened = ['`', '~'].into_iter().find(|mark| marks(*mark) >= 3).filter(|_| !in_comment);
        if let Some(mark) = opened
            && !content.trim_start_matches(mark).contains('`')
        {
            fence = Some((mark, marks(mark)));
            kept.push('\n');
            continue;
        }
        let mut rest = line;
        loop {
            match rest.split_once(if in_comment { "-->" } else { "<!--" }) {
                Some((before, after)) => {
                    kept.push_str(if in_comment { "" } else { before });
                    in_comment = !in_comment;
                    rest = after;
                }
                None => {
                    kept.push_str(if in_comment { "" } else { rest });
                    break;
                }
            }
        }
        kept.push('\n');
    }
    kept
}

/// The text without code in backticks and math in `$$`.
fn without_code_spans(text: &str) -> String {
    let mut kept = String::new();
    let mut rest = text;
    while let Some(at) = rest.find(['`', '$']) {
        kept.push_str(&rest[..at]);
        let mark = if rest[at..].starts_with('`') { '`' } else { '$' };
        let length = rest[at..].chars().take_while(|c| *c == mark).count();
        let (marks, after) = rest[at..].split_at(length);
        let paragraph = &after[..after.find("\n\n").unwrap_or(after.len())];
        let end = (mark == '`' || length == 2).then(|| close(paragraph, marks, mark)).flatten();
        rest = match end {
            Some(end) => &after[end + length..],
            None => {
                kept.push_str(marks);
                after
            }
        };
    }
    kept + rest
}

/// Where the run of exactly these marks is.
fn close(text: &str, marks: &str, mark: char) -> Option<usize> {
    let mut from = 0;
    while let Some(at) = text[from..].find(mark).map(|at| at + from) {
        let length = text[at..].chars().take_while(|c| *c == mark).count();
        if length == marks.len() {
            return Some(at);
        }
        from = at + length;
    }
    None
}

/// The text without HTML tags.
fn without_html(text: &str) -> String {
    let mut kept = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('<') {
        kept.push_str(before);
        let is_tag = after.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/');
        let end = after.find('>').filter(|end| is_tag && !after[..*end].contains('<'));
        rest = match end {
            Some(end) => &after[end + 1..],
            None => after,
        };
    }
    kept + rest
}
