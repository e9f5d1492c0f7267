//! Converts `[[wikilinks]]` to Markdown links and back.

use std::borrow::Cow;

use linkwright_settings::LinkStyle;
use linkwright_syntax::{Link, LinkForm, LinkPlace, heading_without_block_id};
use linkwright_text::Edit;
use linkwright_vault::{
    Anchor, FileId, LinkRef, OutsideTarget, Vault, VaultPreview, check_link_path, choose_link_path,
    decode_link_part, encode_link_path, encode_link_segment, without_md,
};

use super::{ActionContext, Operation};
use crate::element::{Element, element_at};
use crate::read_back::{EditedLinks, keep_valid_edits};
use crate::rename::{LinkChange, heading_as_segment, is_valid_display};
use crate::title::heading_containing;

/// Links of one note that are converted to another style.
pub(super) struct Conversion {
    pub(super) note: FileId,
    links: Vec<ConvertedLink>,
    to: LinkStyle,
}

struct ConvertedLink {
    link: Link,
    /// The path and the subpath as they are written in the new style.
    target: String,
}

impl Conversion {
    /// Plans to convert the link `only` of `note`, or all of its links. Left out are links that cannot
    /// be written in the other style, reference definitions, properties, and links in headings.
    pub(super) fn new(vault: &Vault, note: FileId, only: Option<u32>, to: LinkStyle) -> Conversion {
        let indexed = vault.file(note).as_note();
        let links = indexed.map_or(&[][..], |indexed| &indexed.facts.links[..]);
        let links = (0..).zip(links).filter(|(index, _)| only.is_none_or(|only| only == *index));
        // Links to a heading are written with its raw text, which the conversion would change.
        let is_in_heading = |link: &Link| {
            indexed.is_some_and(|indexed| heading_containing(indexed, link.span).is_some())
        };
        let links = links.filter(|(_, link)| !is_in_heading(link));
        let after = VaultPreview::new(vault);
        let convert = |(index, link): (u32, &Link)| {
            let target = converted_target(&after, LinkRef { source: note, index }, link, to)?;
            Some(ConvertedLink { link: *link, target })
        };
        Conversion { note, links: links.filter_map(convert).collect(), to }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.links.is_empty()
    }

    /// The edits, sorted and without overlaps. A link that Markdown would not read as the same link
    /// afterwards is left as it is.
    pub(super) fn edits(&self, text: &str) -> Vec<Edit> {
        let edits = self.links.iter().filter_map(|converted| converted.edit(text, self.to));
        let mut edits: Vec<Edit> = edits.collect();
        // A link inside the text of another link has to wait until the action is used again.
        let mut end = 0;
        edits.retain(|edit| {
            let is_separate = edit.span.start >= end;
            end = if is_separate { edit.span.end } else { end };
            is_separate
        });
        keep_valid_edits(text, edits, EditedLinks::Replaced, MAX_SCANS)
    }
}

/// Maximum number of times that a note is scanned to find the links that cannot be converted. Each
/// of them takes about one scan for every doubling of the number of links.
const MAX_SCANS: usize = 64;

impl ConvertedLink {
    fn edit(&self, text: &str, to: LinkStyle) -> Option<Edit> {
        let Link { span, is_embed, path, subpath, display, place, .. } = self.link;
        let bang = if is_embed { "!" } else { "" };
        let display = display
            .map(|display| LinkChange::new(self.link).unescape_display(text[display].trim()));
        let new = match to {
            LinkStyle::Markdown => {
                let default = || match subpath {
                    _ if is_embed => String::new(),
                    Some(subpath) => default_display(&text[path], &text[subpath]),
                    None => text[path].to_owned(),
                };
                let display = display.map_or_else(default, Cow::into_owned);
                let link = LinkChange::new(Link { form: INLINE, ..self.link });
                format!("{bang}[{}]({})", link.escape_display(&display), self.target)
            }
            LinkStyle::Wikilink => {
                // A wikilink cannot hold the title that may follow the destination.
                let destination = subpath.unwrap_or(path);
                let rest = &text[destination.range().end..span.range().end];
                if rest.trim_start_matches('>') != ")" {
                    return None;
                }
                let (path, subpath) = match self.target.split_once('#') {
                    Some((path, subpath)) => (path, subpath),
                    None => (&*self.target, ""),
                };
                let default = default_display(path, subpath);
                let display = display.filter(|display| !display.is_empty() && **display != default);
                let link = LinkChange::new(Link { form: LinkForm::Wiki, ..self.link });
                match display {
                    Some(display)
                        if display.contains(['\n', '\r']) || !is_valid_display(&display) =>
                    {
                        return None;
                    }
                    Some(display) => {
                        let pipe = if place.in_table_row() { "\\|" } else { "|" };
                        let display = link.escape_display(&display);
                        format!("{bang}[[{}{pipe}{display}]]", self.target)
                    }
                    None => format!("{bang}[[{}]]", self.target),
                }
            }
        };
        Some(Edit::new(span, new))
    }
}

const INLINE: LinkForm = LinkForm::Inline { angle_bracketed: false };

/// The path and subpath with which a link in the style `to` resolves to the same place. `None` if the
/// link already has that style, or cannot be written in it.
fn converted_target(
    after: &VaultPreview<'_>,
    link_ref: LinkRef,
    link: &Link,
    to: LinkStyle,
) -> Option<String> {
    let form = match (link.form, to) {
        (LinkForm::Wiki, LinkStyle::Markdown) => INLINE,
        (LinkForm::Inline { .. }, LinkStyle::Wikilink) => LinkForm::Wiki,
        _ => return None,
    };
    if !matches!(link.place, LinkPlace::Body | LinkPlace::TableRow) {
        return None;
    }
    let vault = after.vault();
    let note = vault.note(link_ref.source)?;
    let file = vault.resolve(link_ref).file();
    let path = match file {
        _ if link.path.is_empty() => String::new(),
        Some(file) => choose_link_path(after, link_ref.source, file, form, None).ok()?,
        // A Markdown link to it would be looked up from another folder, and as a note.
        None if matches!(vault.resolve_outside(link_ref), OutsideTarget::Folder { .. }) => {
            return None;
        }
        None => {
            let written = vault.target_path(note.links[link_ref.index as usize]);
            unresolved_path(written, form)?
        }
    };
    let mut target = encode_link_path(&path, form);
    if let Some(subpath) = note.subpath(link_ref.index) {
        let new_link = Link { form, ..*link };
        let decoded = decode_link_part(subpath, link.form, link.place);
        let segments: Vec<String> =
            decoded.split('#').map(|segment| encode_link_segment(segment, form)).collect();
        let mut new_subpath = segments.join("#");
        if let Some(file) = file {
            let anchor = vault.resolve_anchor(file, link, subpath);
            if let Some(slug) = slug_if_needed(vault, file, &new_link, &anchor) {
                new_subpath = slug;
            } else if vault.resolve_anchor(file, &new_link, &new_subpath) != anchor {
                // The subpath is a slug, which works only in a Markdown link.
                let Anchor::Headings(headings) = &anchor else { return None };
                let heading = &vault.note(file)?.headings[*headings.last()? as usize];
                new_subpath = heading_as_segment(heading_without_block_id(heading), &new_link);
                if vault.resolve_anchor(file, &new_link, &new_subpath) != anchor {
                    return None;
                }
            }
        }
        target.push('#');
        target.push_str(&new_subpath);
    }
    let is_valid = match form {
        LinkForm::Wiki => !target.contains(['|', '\n', '\r']) && is_valid_display(&target),
        _ => !target.is_empty(),
    };
    is_valid.then_some(target)
}

/// The slug of the heading at `anchor` of `file`, if `link` is a Markdown link in a vault whose
/// readers find headings by their slugs alone. `None` if the slug does not resolve to the heading.
fn slug_if_needed(vault: &Vault, file: FileId, link: &Link, anchor: &Anchor) -> Option<String> {
    if !vault.settings().relative_destinations || !link.form.is_url() {
        return None;
    }
    let Anchor::Headings(headings) = anchor else { return None };
    let heading = *headings.last()?;
    let slug = vault.note(file)?.slug(heading);
    let found = vault.resolve_anchor(file, link, slug);
    let resolves = matches!(found, Anchor::Headings(path) if path.last() == Some(&heading));
    (!slug.is_empty() && resolves).then(|| encode_link_segment(slug, link.form))
}

/// The path of a link that does not resolve, in the other form. `None` if that form cannot hold it.
fn unresolved_path(written: &str, form: LinkForm) -> Option<String> {
    let name = written.rsplit('/').next().unwrap_or(written);
    let path = match form {
        LinkForm::Wiki => without_md(written).to_owned(),
        _ if name.contains('.') => written.to_owned(),
        _ => format!("{written}.md"),
    };
    check_link_path(form, &path).ok().map(|()| path)
}

/// The text that Obsidian shows for a wikilink without a display text: `Note > Heading`.
fn default_display(path: &str, subpath: &str) -> String {
    let segments = subpath.split('#').map(str::trim).filter(|segment| !segment.is_empty());
    let parts: Vec<&str> = [path].into_iter().filter(|p| !p.is_empty()).chain(segments).collect();
    parts.join(" > ")
}

/// Offers to convert the link at the cursor, and all links of the note that have its style. A link
/// that does not resolve is not offered: it needs a fix first.
pub(super) fn offer(ctx: &mut ActionContext<'_>, offset: u32) {
    let note = ctx.indexed.note();
    let Some(Element::Link(index, _)) = element_at(ctx.indexed, offset) else { return };
    let link = note.facts.links[index as usize];
    if ctx.vault.resolve(LinkRef { source: ctx.note, index }).file().is_none() {
        return;
    }
    let (to, style) = match link.form {
        LinkForm::Wiki => (LinkStyle::Markdown, "Markdown links"),
        _ => (LinkStyle::Wikilink, "wikilinks"),
    };
    let conversion = Conversion::new(ctx.vault, ctx.note, Some(index), to);
    if let [edit] = &conversion.edits(ctx.text)[..] {
        let title = format!("Convert to `{}`", edit.insert);
        ctx.add_rewrite(title, Operation::Edit(vec![edit.clone()]), None);
        let has_same_style =
            |other: &&Link| (other.form == LinkForm::Wiki) == (link.form == LinkForm::Wiki);
        if note.facts.links.iter().filter(has_same_style).nth(1).is_some() {
            let title = format!("Convert all links to {style}");
            ctx.add_rewrite(title, Operation::ConvertLinks { to }, None);
        }
    }
}
