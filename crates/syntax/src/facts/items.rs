//! The items of the lists of facts: links, headings, tags and so on.

use linkwright_text::Span;

use crate::frontmatter::QuoteStyle;

/// A link to a file of the vault.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Link {
    /// The whole link: `![[a#b|c]]`, `[t](dest "title")`, `[t]: dest "title"`.
    pub span: Span,
    /// The syntax of the link.
    pub form: LinkForm,
    /// Whether the link is an embed: `![[…]]`, `![…](…)` or an HTML `src`.
    pub is_embed: bool,
    /// The path as written, without leading and trailing spaces; empty if the link is to the note
    /// itself.
    pub path: Span,
    /// The text after the first `#` of the target, as written; `None` if there is no `#`.
    pub subpath: Option<Span>,
    /// The display text as written, untrimmed: the text after the first `|` of a wikilink, or the
    /// text of an inline Markdown link. `None` for a wikilink without a pipe, a definition, HTML
    /// and a file card.
    pub display: Option<Span>,
    /// Where the link is. This decides how text in the link is escaped.
    pub place: LinkPlace,
}

/// The syntax of a link.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum LinkForm {
    /// `[[path#subpath|display]]`
    Wiki,
    /// `[text](destination)`
    Inline {
        /// Whether the destination is in `<…>` and not percent-encoded.
        angle_bracketed: bool,
    },
    /// `[label]: destination`
    Definition {
        /// Whether the destination is in `<…>` and not percent-encoded.
        angle_bracketed: bool,
    },
    /// `href="destination"` or `src="destination"` in an HTML tag. The link is the attribute; a
    /// `src` is an embed.
    Html {
        /// The quotes around the value.
        quote: HtmlQuote,
    },
    /// A file card of a canvas: `"file": "path"`, and optionally `"subpath": "#…"`. The path is
    /// relative to the root of the vault.
    Canvas,
}

impl LinkForm {
    /// Whether the target is written as a URL, as in Markdown and HTML: percent-encoded or in `<…>`.
    #[must_use]
    pub fn is_url(self) -> bool {
        matches!(
            self,
            LinkForm::Inline { .. } | LinkForm::Definition { .. } | LinkForm::Html { .. }
        )
    }
}

/// The quotes around the value of an HTML attribute.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum HtmlQuote {
    /// `href="…"`
    Double,
    /// `href='…'`
    Single,
    /// `href=…`
    None,
}

/// Where a link is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum LinkPlace {
    /// In the body, outside of tables.
    Body,
    /// In a table row of the body, where the pipe of a wikilink is written `\|`.
    TableRow,
    /// In the frontmatter. The link is a whole string value.
    Property(QuoteStyle),
    /// In a JSON string of a canvas.
    Canvas {
        /// Whether the link is in a table row of the string. The pipe of a wikilink is written
        /// `\|`, and JSON escapes the backslash: `\\|`.
        in_table_row: bool,
    },
}

/// An ATX or setext heading.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Heading {
    /// The line or lines of the heading, without the last line ending.
    pub span: Span,
    /// The raw text, without markers and surrounding spaces. It includes a block id at its end.
    pub text: Span,
    /// The level, from 1 to 6.
    pub level: u8,
}

/// A block id: `^id` at the end of a block, or on its own line below one.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct BlockId {
    /// The id, without the `^`.
    pub span: Span,
}

/// A tag.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Tag {
    /// The tag without its `#`. A tag in the frontmatter may have no `#`.
    pub span: Span,
    /// Whether the tag is in the frontmatter.
    pub in_frontmatter: bool,
}

/// A footnote reference `[^label]` or a footnote definition `[^label]: …`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Footnote {
    /// From the `[` to the `]` of a reference or the `:` of a definition, inclusive.
    pub span: Span,
    /// The label, without the `^`.
    pub label: Span,
    /// Whether this is a definition.
    pub is_definition: bool,
}

/// A target that only the fragment of a Markdown link can refer to (`docs/semantics.md §8`).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Fragment {
    /// The id as written, or the raw text of the heading.
    pub span: Span,
    /// The kind of target.
    pub kind: FragmentKind,
}

/// The kind of a [`Fragment`].
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum FragmentKind {
    /// The `id` of an HTML tag, or the `name` of an `<a>`.
    Id,
    /// `{#id}` at the end of a heading.
    HeadingId,
    /// A heading in a quote or a list. Links cannot refer to it by its text, but GitHub gives it a
    /// slug.
    Heading,
}

/// A use of a link reference label (`[text][label]`, `[label][]`, `[label]`), or its definition.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ReferenceLabel {
    /// The whole link, or the whole definition.
    pub span: Span,
    /// The label as written, without its brackets.
    pub label: Span,
    /// The text of `[text][label]`; `None` for the other forms.
    pub text: Option<Span>,
    /// Whether this is a definition. Uses are listed only if the note defines their label.
    pub is_definition: bool,
    /// Whether this is a definition with the destination `#` or `<>`, a common way to write a
    /// comment in Markdown: `[//]: # (text)`. It is not a link.
    pub is_comment: bool,
}

/// Text that probably does not have the effect that the user wants.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Mistake {
    /// The text as written.
    pub span: Span,
    /// The kind of mistake.
    pub kind: MistakeKind,
}

/// The kind of a [`Mistake`].
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum MistakeKind {
    /// An alias that YAML does not read as a string, but as a number or a boolean. It is ignored.
    NonStringAlias,
    /// An empty alias.
    EmptyAlias,
    /// A frontmatter tag with a space in it. It is ignored.
    SpaceInTag,
    /// A frontmatter tag that YAML reads as a comment.
    TagAsComment,
    /// The label of `[text][label]`, which the note does not define. May be ordinary text.
    UndefinedLabel,
    /// The destination of `[text](destination)` with a space in it, so that it is not a link. May
    /// be ordinary text.
    SpaceInDestination,
}

/// A comment that silences findings: `<!-- linkwright-disable-line broken-link -->`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Suppression {
    /// The comment, including its marks.
    pub comment: Span,
    /// Its first word, which says where findings are silenced.
    pub word: Span,
    /// Where findings are silenced.
    pub scope: SuppressionScope,
    /// The other words, up to a `--`: the codes of the silenced findings. Without any, all are
    /// silenced.
    pub codes: Box<[Span]>,
}

/// Where a [`Suppression`] silences findings.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum SuppressionScope {
    /// In this line, without its line ending: that in which the comment starts, or the first one
    /// after the comment that is not blank.
    Line(Span),
    /// In the whole note.
    File,
    /// Nowhere: the first word is not one that silences.
    Unknown,
}
