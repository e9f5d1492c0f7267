//! Makes the text of a hover from its plan.

use std::fmt::Write as _;

use super::planner::{MAX_LEN, NoteExcerpt, PreviewContent};
use super::{Hover, HoverPlan, NoteSummary};
use crate::Texts;
use crate::definition::NavigationTarget;
use crate::note_part::extent;

/// Maximum length of the content of an embed, in bytes.
const MAX_EMBED_LEN: u32 = 600;

/// Makes the hover of a plan. `url` returns the address of an image or of the target of a link; if it
/// returns `None`, the source text of the embed or link is shown.
#[must_use]
pub fn finish(plan: HoverPlan, texts: &Texts, url: &Url<'_>) -> Hover {
    let mut text = plan.message;
    let summarized = match &plan.content {
        Some(PreviewContent::Excerpt(excerpt)) if plan.summary.is_some() => Some(excerpt.note),
        _ => None,
    };
    let content = plan.content.and_then(|content| shown(&content, "", texts, url, MAX_LEN));
    if let Some(content) = content.filter(|content| !content.is_empty()) {
        if !text.is_empty() {
            text.push_str("\n\n");
        }
        text.push_str(&content);
    }
    let address = summarized.and_then(|note| url(&NavigationTarget::whole_file(note)));
    Hover { span: plan.span, summary: plan.summary, address, text }
}

/// Returns the address of a place in a file, if the editor can show or follow it.
pub type Url<'a> = dyn Fn(&NavigationTarget) -> Option<String> + 'a;

impl Hover {
    /// The whole hover as Markdown.
    #[must_use]
    pub fn markdown(&self) -> String {
        let summary = self.summary.as_ref().map(|summary| {
            let lines = summary.lines();
            let name = match &self.address {
                Some(address) => format!("[{}](<{address}>)", escape_link_text(&summary.name)),
                None => summary.name.clone(),
            };
            format!("**{name}**  \n{}", lines.join("  \n"))
        });
        self.with_summary(summary, "\n\n---\n\n")
    }

    /// The whole hover for an editor that shows plain text. The excerpt of the note keeps its Markdown.
    #[must_use]
    pub fn plain(&self) -> String {
        let summary = self.summary.as_ref().map(|summary| {
            let lines = summary.lines();
            format!("{}\n{}", summary.name, lines.join("\n"))
        });
        self.with_summary(summary, "\n\n")
    }

    fn with_summary(&self, summary: Option<String>, separator: &str) -> String {
        match summary {
            Some(summary) if self.text.is_empty() => summary,
            Some(summary) => [&summary, separator, &self.text].concat(),
            None => self.text.clone(),
        }
    }
}

impl NoteSummary {
    fn lines(&self) -> Vec<String> {
        let mut lines = Vec::new();
        if !self.aliases.is_empty() {
            lines.push(format!("Aliases: {}", self.aliases.join(" · ")));
        }
        if !self.tags.is_empty() {
            let tags: Vec<_> = self.tags.iter().map(|tag| format!("#{tag}")).collect();
            lines.push(tags.join(" "));
        }
        let plural = if self.backlinks == 1 { "" } else { "s" };
        lines.push(format!("{} backlink{plural}", self.backlinks));
        lines
    }
}

fn image_markdown(url: &str) -> String {
    format!("![](<{url}>)")
}

/// The Markdown of `content`, which is in a note with the text `text`. `None` if it has no address.
fn shown(
    content: &PreviewContent,
    text: &str,
    texts: &Texts,
    url: &Url<'_>,
    max_len: u32,
) -> Option<String> {
    match content {
        PreviewContent::Image(file) => {
            Some(image_markdown(&url(&NavigationTarget::whole_file(*file))?))
        }
        PreviewContent::Excerpt(excerpt) => Some(render(excerpt, texts, url, max_len)),
        PreviewContent::Link(link, target) => {
            let display = link.display_text(text);
            // An image in it is shown instead of the link.
            let display = Some(display).filter(|display| !display.contains("!["))?;
            let display = escape_link_text(&display);
            Some(format!("[{display}](<{}>)", url(target)?))
        }
    }
}

/// Escapes the characters that end the text of a Markdown link.
fn escape_link_text(text: &str) -> String {
    text.replace('[', "\\[").replace(']', "\\]")
}

/// Renders an excerpt of a note. Its own text is at most `max_len` bytes long; the contents of its
/// embeds come on top of that.
fn render(excerpt: &NoteExcerpt, texts: &Texts, url: &Url<'_>, max_len: u32) -> String {
    let text = texts.of(excerpt.note);
    let span = extent(text, excerpt.part, max_len);
    let mut rendered = String::new();
    let mut at = span.start;
    for (place, content) in excerpt.replaced.iter().filter(|(place, _)| span.covers(*place)) {
        // An embed can be inside the display text of a link or of another embed.
        if place.start < at {
            continue;
        }
        let Some(mut content_text) = shown(content, text, texts, url, MAX_EMBED_LEN) else {
            continue;
        };
        rendered.push_str(&text[at as usize..place.range().start]);
        let is_block = matches!(content, PreviewContent::Excerpt(_));
        if is_block {
            content_text = quoted(&content_text);
        }
        if is_block && !rendered.is_empty() && !rendered.ends_with('\n') {
            rendered.push('\n');
        }
        rendered.push_str(&content_text);
        at = place.end;
        // Without a line break, the text that follows would become part of the quote.
        if is_block && at < span.end {
            let _ = writeln!(rendered);
        }
    }
    rendered.push_str(&text[at as usize..span.range().end]);
    rendered.trim().to_owned()
}

/// `text` as a block quote.
fn quoted(text: &str) -> String {
    let lines = text.lines().map(|line| format!("> {line}").trim_end().to_owned());
    lines.collect::<Vec<_>>().join("\n")
}
