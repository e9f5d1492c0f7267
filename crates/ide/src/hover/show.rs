//! From a plan and the texts to what is shown.

use std::fmt::Write as _;

use linkwright_vault::FileId;

use super::extent::extent;
use super::{Hover, HoverPlan, LONGEST, LONGEST_INSET, NoteSummary, PreviewContent, PreviewPiece};
use crate::Texts;

/// The hover of a plan. `image` is the address of an image; where it has none, the embed stays as
/// it is written.
#[must_use]
pub fn finish(plan: HoverPlan, texts: &Texts, image: &dyn Fn(FileId) -> Option<String>) -> Hover {
    let mut text = plan.message;
    let content = match &plan.content {
        Some(PreviewContent::Image(file)) => image(*file).map(|address| picture(&address)),
        Some(PreviewContent::Piece(piece)) => Some(render(piece, texts, image, LONGEST)),
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
    /// All of it as Markdown.
    #[must_use]
    pub fn markdown(&self) -> String {
        let summary = self.summary.as_ref().map(|summary| {
            let lines = summary.lines();
            format!("**{}**  \n{}", summary.name, lines.join("  \n"))
        });
        self.below(summary, "\n\n---\n\n")
    }

    /// All of it for an editor that shows plain text: the note's beginning is as it is written.
    #[must_use]
    pub fn plain(&self) -> String {
        let summary = self.summary.as_ref().map(|summary| {
            let lines = summary.lines();
            format!("{}\n{}", summary.name, lines.join("\n"))
        });
        self.below(summary, "\n\n")
    }

    fn below(&self, summary: Option<String>, rule: &str) -> String {
        match summary {
            Some(summary) if self.text.is_empty() => summary,
            Some(summary) => [&summary, rule, &self.text].concat(),
            None => self.text.clone(),
        }
    }
}

impl NoteSummary {
    fn lines(&self) -> Vec<String> {
        let mut lines = Vec::new();
        if !self.aliases.is_empty() {
            lines.push(format!("also {}", self.aliases.join(" · ")));
        }
        if !self.tags.is_empty() {
            let tags: Vec<_> = self.tags.iter().map(|tag| format!("#{tag}")).collect();
            lines.push(tags.join(" "));
        }
        let links = if self.backlinks == 1 { "link leads" } else { "links lead" };
        lines.push(format!("{} {links} here", self.backlinks));
        lines
    }
}

fn picture(address: &str) -> String {
    format!("![](<{address}>)")
}

/// A piece of a note, no longer than `longest` bytes but for what is shown within it.
fn render(
    piece: &PreviewPiece,
    texts: &Texts,
    image: &dyn Fn(FileId) -> Option<String>,
    longest: u32,
) -> String {
    let whole = texts.of(piece.note);
    let span = extent(whole, piece.shown, longest);
    let mut shown = String::new();
    let mut at = span.start;
    for (embed, content) in piece.insets.iter().filter(|(embed, _)| span.covers(*embed)) {
        // An embed may stand in the words of another.
        if embed.start < at {
            continue;
        }
        let inset = match content {
            PreviewContent::Image(file) => image(*file).map(|address| picture(&address)),
            PreviewContent::Piece(piece) => {
                Some(quoted(&render(piece, texts, image, LONGEST_INSET)))
            }
        };
        let Some(inset) = inset else { continue };
        shown.push_str(&whole[at as usize..embed.range().start]);
        let is_block = matches!(content, PreviewContent::Piece(_));
        if is_block && !shown.is_empty() && !shown.ends_with('\n') {
            shown.push('\n');
        }
        shown.push_str(&inset);
        at = embed.end;
        // What follows would be part of the quote.
        if is_block && at < span.end {
            let _ = writeln!(shown);
        }
    }
    shown.push_str(&whole[at as usize..span.range().end]);
    shown.trim().to_owned()
}

fn quoted(text: &str) -> String {
    let lines = text.lines().map(|line| format!("> {line}").trim_end().to_owned());
    lines.collect::<Vec<_>>().join("\n")
}
