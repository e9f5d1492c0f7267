//! What the lists of facts hold: links, headings, tags and the like.

use linkwright_text::Span;

use crate::frontmatter::QuoteStyle;

/// Moves a list to where it just fits: an allocator that is asked to shrink a block may keep half
/// of it.
pub(crate) fn fit<T>(list: &mut Vec<T>) {
    if list.capacity() > list.len() {
        let mut fitting = Vec::with_capacity(list.len());
        fitting.append(list);
        *list = fitting;
    }
}

/// A link to a file of the vault.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Link {
    /// The whole link: `![[a#b|c]]`, `[t](dest "title")`, `[t]: dest "title"`.
    pub span: Span,
    /// How it is written.
    pub form: LinkForm,
    /// Whether it is an embed: `![[…]]` or `![…](…)`.
    pub is_embed: bool,
    /// The path as written, without edge spaces; empty when the link is to the note itself.
    pub path: Span,
    /// What follows the first `#` of the target, as written; `None` where there is no `#`.
    pub subpath: Option<Span>,
    /// The words shown: of a wikilink what follows the first `|`, of an inline Markdown link its
    /// text, as written and untrimmed. `None` in a wikilink without a pipe and in a definition.
    pub display: Option<Span>,
    /// Where it stands, which decides how new text is written into it.
    pub place: LinkPlace,
}

/// How a link is written.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum LinkForm {
    /// `[[path#subpath|display]]`
    Wiki,
    /// `[text](destination)`; `angle` where the destination stands in `<…>`.
    Inline {
        /// The destination is in `<…>` and not percent-encoded.
        angle_bracketed: bool,
    },
    /// `[label]: destination`
    Definition {
        /// The destination is in `<…>` and not percent-encoded.
        angle_bracketed: bool,
    },
    /// `href="destination"` or `src="destination"` in a tag of HTML. The link is the attribute, and
    /// an embed if it is a `src`.
    Html {
        /// What the value stands in.
        quote: HtmlQuote,
    },
    /// A card of a canvas that shows a file: `"file": "path"`, and perhaps `"subpath": "#…"`. The
    /// path is from the vault's root.
    Canvas,
}

impl LinkForm {
    /// Whether it names its target by a URL, as Markdown and HTML do: percent-encoded, or in `<…>`.
    #[must_use]
    pub fn is_url(self) -> bool {
        matches!(
            self,
            LinkForm::Inline { .. } | LinkForm::Definition { .. } | LinkForm::Html { .. }
        )
    }
}

/// What the value of an HTML attribute stands in.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum HtmlQuote {
    /// `href="…"`
    Double,
    /// `href='…'`
    Single,
    /// `href=…`
    None,
}

/// Where a link stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum LinkPlace {
    /// In the body.
    Body,
    /// In a row of a table, where the pipe of a wikilink is written `\|`.
    TableRow,
    /// The whole of a frontmatter string.
    Property(QuoteStyle),
    /// In a string of a canvas, which is JSON; `row` in a row of a table in it.
    Canvas {
        /// The pipe of a wikilink is written `\|`, and its backslash is escaped in turn.
        in_table_row: bool,
    },
}

/// An ATX or setext heading.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Heading {
    /// The line or lines it stands on, without the last line end.
    pub span: Span,
    /// Its raw text, without markers and edge spaces; a block id at its end is part of it.
    pub text: Span,
    /// From 1 to 6.
    pub level: u8,
}

/// A block id: `^id` at the end of a block or alone below one.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct BlockId {
    /// The id itself, without the `^`.
    pub span: Span,
}

/// A tag.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Tag {
    /// The tag without its `#`. In the frontmatter the `#` may be missing.
    pub span: Span,
    /// Whether it stands in the frontmatter.
    pub in_frontmatter: bool,
}

/// A footnote's reference `[^label]` or definition `[^label]: …`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Footnote {
    /// From the `[` to the `]`, or to the `:` of a definition, inclusive.
    pub span: Span,
    /// The label, without the `^`.
    pub label: Span,
    /// Whether it is the definition.
    pub is_definition: bool,
}

/// A place that only the fragment of a Markdown link can name (`docs/semantics.md §8`).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Fragment {
    /// The id as written, or the raw text of the heading.
    pub span: Span,
    /// What it is.
    pub kind: FragmentKind,
}

/// What a [`Fragment`] is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum FragmentKind {
    /// The `id` of an HTML tag, or the `name` of an `<a>`.
    Id,
    /// `{#id}` at the end of a heading.
    HeadingId,
    /// A heading in a quote or a list. No link finds it by its words, but GitHub gives it a slug.
    Heading,
}

/// A reference label where it is used (`[text][label]`, `[label][]`, `[label]`) or defined.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ReferenceLabel {
    /// The whole link, or the whole definition.
    pub span: Span,
    /// The label between its brackets, as written.
    pub label: Span,
    /// Of a use with a text of its own, that text.
    pub text: Option<Span>,
    /// Whether it is the definition. Uses are listed only where the note defines their label.
    pub is_definition: bool,
    /// Whether it is a definition that names nothing, `#` or `<>`, as comments are written in
    /// Markdown: `[//]: # (words)`. It is no link.
    pub is_comment: bool,
}

/// Something that is not what its author probably meant.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Mistake {
    /// What it is about, as written.
    pub span: Span,
    /// What it is.
    pub kind: MistakeKind,
}

/// What a [`Mistake`] is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum MistakeKind {
    /// An alias that YAML reads as a number, a date or a truth value, and so is none.
    NonStringAlias,
    /// An alias that says nothing.
    EmptyAlias,
    /// A tag with a blank in it, and so none.
    SpaceInTag,
    /// A tag of the frontmatter that YAML reads as a comment.
    TagAsComment,
    /// The label of `[text][label]`, which the note does not define. It may be prose.
    UndefinedLabel,
    /// The destination of `[text](destination)`, in which a blank stands, so that it is no link. It
    /// may be prose.
    SpaceInDestination,
}
