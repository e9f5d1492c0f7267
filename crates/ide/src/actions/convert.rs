//! From `[[wikilinks]]` to Markdown's own links and back.

use linkwright_syntax::{Link, LinkForm, LinkPlace, heading_without_block_id};
use linkwright_text::Edit;
use linkwright_vault::{
    Anchor, FileId, LinkRef, LinkStyle, Vault, VaultPreview, check_link_path, choose_link_path,
    decode_link_part, encode_link_path, encode_link_segment, without_md,
};

use super::{ActionContext, Operation};
use crate::element::{Element, element_at};
use crate::read_back::{EditedLinks, keep_valid_edits};
use crate::rename::{LinkChange, heading_as_segment, is_valid_display};
use crate::title::heading_containing;

/// Links of one note that are to be written in another style.
pub(super) struct Conversion {
    pub(super) note: FileId,
    links: Vec<Converted>,
    to: LinkStyle,
}

/// A link, and where it leads as it is to be written.
struct Converted {
    link: Link,
    target: String,
}

impl Conversion {
    /// Decides about the link `only` of `note`, or about all of its links. Links that cannot be
    /// written in the other style are left out, and so are definitions, properties and
    /// links in headings.
    pub(super) fn new(vault: &Vault, note: FileId, only: Option<u32>, to: LinkStyle) -> Conversion {
        let known = vault.file(note).as_note();
        let links = known.map_or(&[][..], |known| &known.facts.links[..]);
        let links = (0..).zip(links).filter(|(index, _)| only.is_none_or(|only| only == *index));
        // Other notes link by a heading's words, the brackets of a Markdown link among them.
        let in_heading =
            |link: &Link| known.is_some_and(|known| heading_containing(known, link.span).is_some());
        let links = links.filter(|(_, link)| !in_heading(link));
        let after = VaultPreview::new(vault);
        let converted = |(index, link): (u32, &Link)| {
            let target = target(&after, LinkRef { source: note, index }, link, to)?;
            Some(Converted { link: *link, target })
        };
        Conversion { note, links: links.filter_map(converted).collect(), to }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.links.is_empty()
    }

    /// The edits, sorted and apart. What Markdown would read in another way is left as it is.
    pub(super) fn edits(&self, text: &str) -> Vec<Edit> {
        let edits = self.links.iter().filter_map(|converted| converted.edit(text, self.to));
        let mut edits: Vec<Edit> = edits.collect();
        // A link inside the text of another: the inner one is converted next time.
        let mut end = 0;
        edits.retain(|edit| {
            let apart = edit.span.start >= end;
            end = if apart { edit.span.end } else { end };
            apart
        });
        keep_valid_edits(text, edits, EditedLinks::Replaced, MAX_SCANS)
    }
}

/// Maximum number of times that a note is scanned to find the links that cannot be converted. Each
/// of them takes about one scan for every doubling of the number of links.
const MAX_SCANS: usize = 64;

impl Converted {
    fn edit(&self, text: &str, to: LinkStyle) -> Option<Edit> {
        let Link { span, is_embed, path, subpath, display, place, .. } = self.link;
        let bang = if is_embed { "!" } else { "" };
        let shown = display
            .map(|display| LinkChange::new(self.link).unescape_display(text[display].trim()));
        let written = match to {
            LinkStyle::Markdown => {
                let bare = || match subpath {
                    _ if is_embed => String::new(),
                    Some(subpath) => bare_text(&text[path], &text[subpath]),
                    None => text[path].to_owned(),
                };
                let shown = shown.map_or_else(bare, std::borrow::Cow::into_owned);
                let link = LinkChange::new(Link { form: INLINE, ..self.link });
                format!("{bang}[{}]({})", link.escape_display(&shown), self.target)
            }
            LinkStyle::Wikilink => {
                // What stands behind the destination, a title, has no place in a wikilink.
                let target = subpath.unwrap_or(path);
                if text[target.range().end..span.range().end].trim_start_matches('>') != ")" {
                    return None;
                }
                let (path, subpath) = match self.target.split_once('#') {
                    Some((path, subpath)) => (path, subpath),
                    None => (&*self.target, ""),
                };
                let bare = bare_text(path, subpath);
                let shown = shown.filter(|shown| !shown.is_empty() && **shown != bare);
                let link = LinkChange::new(Link { form: LinkForm::Wiki, ..self.link });
                match shown {
                    Some(shown) if shown.contains(['\n', '\r']) || !is_valid_display(&shown) => {
                        return None;
                    }
                    Some(shown) => {
                        let pipe = if place.in_table_row() { "\\|" } else { "|" };
                        format!("{bang}[[{}{pipe}{}]]", self.target, link.escape_display(&shown))
                    }
                    None => format!("{bang}[[{}]]", self.target),
                }
            }
        };
        Some(Edit::new(span, written))
    }
}

const INLINE: LinkForm = LinkForm::Inline { angle_bracketed: false };

/// What a link of the other style has in the place of its target, so that it leads to the same
/// place; `None` where it has that style already, or cannot be written in it.
fn target(after: &VaultPreview<'_>, at: LinkRef, link: &Link, to: LinkStyle) -> Option<String> {
    let form = match (link.form, to) {
        (LinkForm::Wiki, LinkStyle::Markdown) => INLINE,
        (LinkForm::Inline { .. }, LinkStyle::Wikilink) => LinkForm::Wiki,
        _ => return None,
    };
    if !matches!(link.place, LinkPlace::Body | LinkPlace::TableRow) {
        return None;
    }
    let vault = after.vault();
    let note = vault.note(at.source)?;
    let asked = note.links[at.index as usize];
    let file = vault.resolve(at).file();
    let path = match file {
        _ if link.path.is_empty() => String::new(),
        Some(file) => choose_link_path(after, at.source, file, form, None).ok()?,
        None => missing(vault.target_path(asked), form)?,
    };
    let mut written = encode_link_path(&path, form);
    if let Some(subpath) = note.subpath(at.index) {
        let new = Link { form, ..*link };
        let said = decode_link_part(subpath, link.form, link.place);
        let said: Vec<String> =
            said.split('#').map(|part| encode_link_segment(part, form)).collect();
        let mut said = said.join("#");
        if let Some(file) = file {
            let before = vault.anchor(file, link, subpath);
            if let Some(slug) = slug(vault, file, &new, &before) {
                said = slug;
            } else if vault.anchor(file, &new, &said) != before {
                // A slug, which only a Markdown link can lead by.
                let Anchor::Headings(took) = &before else { return None };
                let heading = &vault.note(file)?.headings[*took.last()? as usize];
                said = heading_as_segment(heading_without_block_id(heading), &new);
                if vault.anchor(file, &new, &said) != before {
                    return None;
                }
            }
        }
        written.push('#');
        written.push_str(&said);
    }
    let can_stand = match form {
        LinkForm::Wiki => !written.contains(['|', '\n', '\r']) && is_valid_display(&written),
        _ => !written.is_empty(),
    };
    can_stand.then_some(written)
}

/// The slug that `link`, a Markdown link, needs to reach the heading at `anchor` of `file`, where readers
/// of plain Markdown find headings by their slugs alone.
fn slug(vault: &Vault, file: FileId, link: &Link, anchor: &Anchor) -> Option<String> {
    if !vault.settings().relative_destinations || !link.form.is_url() {
        return None;
    }
    let Anchor::Headings(took) = anchor else { return None };
    let last = *took.last()?;
    let slug = vault.note(file)?.slug(last);
    let leads = matches!(vault.anchor(file, link, slug), Anchor::Headings(took) if took.last() == Some(&last));
    (!slug.is_empty() && leads).then(|| encode_link_segment(slug, link.form))
}

/// The path of a link that leads nowhere, in the other form.
fn missing(asked: &str, form: LinkForm) -> Option<String> {
    let name = asked.rsplit('/').next().unwrap_or(asked);
    let path = match form {
        LinkForm::Wiki => without_md(asked).to_owned(),
        _ if name.contains('.') => asked.to_owned(),
        _ => format!("{asked}.md"),
    };
    check_link_path(form, &path).ok().map(|()| path)
}

/// What a wikilink without display shows: `Note > Heading`.
fn bare_text(path: &str, subpath: &str) -> String {
    let segments = subpath.split('#').map(str::trim).filter(|segment| !segment.is_empty());
    let parts: Vec<&str> = [path].into_iter().filter(|p| !p.is_empty()).chain(segments).collect();
    parts.join(" > ")
}

/// ActionContext the link at the cursor in the other style, and all links of the note that are written
/// as it is.
pub(super) fn offer(ctx: &mut ActionContext<'_>, offset: u32) {
    let Some(note) = ctx.vault.note(ctx.note) else { return };
    let Some(Element::Link(index, _)) = element_at(&note.facts, ctx.text, offset) else {
        return;
    };
    let link = note.facts.links[index as usize];
    // There is something else to do about a link that leads nowhere.
    if ctx.vault.resolve(LinkRef { source: ctx.note, index }).file().is_none() {
        return;
    }
    let (to, style) = match link.form {
        LinkForm::Wiki => (LinkStyle::Markdown, "Markdown links"),
        _ => (LinkStyle::Wikilink, "wikilinks"),
    };
    let conversion = Conversion::new(ctx.vault, ctx.note, Some(index), to);
    if let [edit] = &conversion.edits(ctx.text)[..] {
        let title = format!("Write `{}`", edit.insert);
        ctx.add_rewrite(title, Operation::Edit(vec![edit.clone()]), None);
        let same = |other: &&Link| (other.form == LinkForm::Wiki) == (link.form == LinkForm::Wiki);
        if note.facts.links.iter().filter(same).nth(1).is_some() {
            let title = format!("Write all links of this note as {style}");
            ctx.add_rewrite(title, Operation::ConvertLinks { to }, None);
        }
    }
}
