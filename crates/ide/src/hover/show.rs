//! Makes the text of a hover from its plan.

use std::fmt::Write as _;

use linkwright_vault::FileId;

use super::extent::extent;
use super::{Hover, HoverPlan, MAX_EMBED_LEN, MAX_LEN, NoteExcerpt, NoteSummary, PreviewContent};
use crate::Texts;

/// Makes the hover of a plan. `image_url` returns the address of an image; if it returns `None`, the
/// source text of the embed is shown.
#[must_use]
pub fn finish(
    plan: HoverPlan,
    texts: &Texts,
    image_url: &dyn Fn(FileId) -> Option<String>,
) -> Hover {
    let mut text = plan.message;
    let content = match &plan.content {
        Some(PreviewContent::Image(file)) => image_url(*file).map(|url| image_markdown(&url)),
        Some(PreviewContent::Excerpt(excerpt)) => Some(render(excerpt, texts, image_url, MAX_LEN)),
        None => None,
    };
    if let Some(content) = content.filter(|content| !content.is_empty()) {
        if !text.is_empty() {
            text.push_str("\n\n");
        }
        text.push_str(&content);
    }
    Hover { span: plan.span, summary: plan.summary, text }
}

impl Hover {
    /// The whole hover as Markdown.
    #[must_use]
    pub fn markdown(&self) -> String {
        let summary = self.summary.as_ref().map(|summary| {
            let lines = summary.lines();
            format!("**{}**  \n{}", summary.name, lines.join("  \n"))
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

/// Renders an excerpt of a note. Its own text is at most `max_len` bytes long; the contents of its
/// embeds come on top of that.
fn render(
    excerpt: &NoteExcerpt,
    texts: &Texts,
    image_url: &dyn Fn(FileId) -> Option<String>,
    max_len: u32,
) -> String {
    let text = texts.of(excerpt.note);
    let span = extent(text, excerpt.part, max_len);
    let mut rendered = String::new();
    let mut at = span.start;
    for (embed, content) in excerpt.embeds.iter().filter(|(embed, _)| span.covers(*embed)) {
        // An embed can be inside the display text of another embed.
        if embed.start < at {
            continue;
        }
        let content_text = match content {
            PreviewContent::Image(file) => image_url(*file).map(|url| image_markdown(&url)),
            PreviewContent::Excerpt(excerpt) => {
                Some(quoted(&render(excerpt, texts, image_url, MAX_EMBED_LEN)))
            }
        };
        let Some(content_text) = content_text else { continue };
        rendered.push_str(&text[at as usize..embed.range().start]);
        let is_block = matches!(content, PreviewContent::Excerpt(_));
        if is_block && !rendered.is_empty() && !rendered.ends_with('\n') {
            rendered.push('\n');
        }
        rendered.push_str(&content_text);
        at = embed.end;
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
