//! Open documents. Their texts count instead of those on disk.

use linkwright_ide::diagnostics::Diagnostic;
use linkwright_project::live::{OpenDocument, OpenVault, Overlay, VaultId};
use linkwright_syntax::{FileKind, NOTE_EXTENSIONS, OpenText};
use linkwright_text::{ColumnCounting, Edit, Position, Span, narrow};
use rustc_hash::FxHashMap;
use tower_lsp::lsp_types::{self as lsp, TextDocumentContentChangeEvent, Url};

use crate::diagnostics::published::PublishedReport;
use crate::vaults::shown::Shown;

/// A document that the client has open.
#[derive(Debug)]
pub(crate) struct Document {
    /// Its URI, spelled as the client spelled it.
    pub(crate) uri: Url,
    /// The client's version of the text.
    pub(crate) version: i32,
    /// The server's revision of the text: no two texts have the same. Versions are not unique, because
    /// a client counts anew when it opens a document again.
    pub(crate) revision: u64,
    /// The text in the editor.
    pub(crate) text: OpenText,
    /// How the client counts columns in it.
    pub(crate) counting: ColumnCounting,
    /// Its vault.
    pub(crate) root: VaultId,
    /// Its vault path.
    pub(crate) path: String,
    /// It is a note because its language is Markdown, whatever its name is: it is in no folder.
    pub(crate) markdown: bool,
    /// It shows no file: its file was moved to where another document is open, and the client has not
    /// closed it. Its text is still kept in step with the client.
    pub(crate) hidden: bool,
    /// Its block tree could not be parsed. A request that needs the tree tries again.
    pub(crate) unparsable: bool,
    /// Its diagnostics are out of date.
    pub(crate) dirty: bool,
    /// The lenses, hints and tokens that the client shows for it.
    pub(crate) shown: Shown,
    /// The diagnostics that were published last, and the version they were for.
    pub(crate) published: Option<(i32, Vec<lsp::Diagnostic>)>,
    /// The diagnostics that were published while it was closed, until its own are published.
    pub(crate) published_while_closed: Option<PublishedReport>,
    /// Counts the attempts to publish diagnostics.
    pub(crate) diagnose_attempt: u64,
    /// The number of retries because a note that the diagnostics name has changed on disk.
    pub(crate) diagnose_retries: u8,
    /// The diagnostics that the client pulled last, and the version they were for; `None` once it was
    /// asked to pull again.
    pub(crate) last_pulled: Option<(i32, Vec<Diagnostic>)>,
    /// The client has pulled its diagnostics. VS Code opens documents without showing them, and does
    /// not pull for those: their diagnostics are part of the report on the workspace.
    pub(crate) is_pulled: bool,
}

impl Document {
    /// Whether the client shows diagnostics for it.
    pub(crate) fn is_published(&self) -> bool {
        self.published_while_closed.is_some()
            || self.published.as_ref().is_some_and(|(_, told)| !told.is_empty())
    }

    /// Whether it has diagnostics of its own, in `vault`: those that are published for it, or that a
    /// client that `pulls` has pulled for it.
    pub(crate) fn has_own_diagnostics(&self, vault: &OpenVault, pulls: bool) -> bool {
        self.is_read(vault) && (self.is_pulled || !pulls)
    }

    /// Whether it is a canvas, which has no blocks.
    pub(crate) fn is_canvas(&self) -> bool {
        FileKind::of(&self.path, &NOTE_EXTENSIONS) == FileKind::Canvas
    }

    /// Whether it is a note or a canvas in `vault`, its own.
    pub(crate) fn is_read(&self, vault: &OpenVault) -> bool {
        self.markdown || vault.is_read(&self.path)
    }
}

/// All open documents, by the client's URI.
///
/// A client may have a file open under several URIs: with or without escaped spaces, through a
/// symbolic link, in another letter case. Those are several documents, with texts and versions of
/// their own. The one that was opened, edited or requested last counts; its text is indexed.
#[derive(Debug, Default)]
pub(crate) struct Documents {
    by_uri: FxHashMap<Url, Document>,
    /// By vault and path: the documents that show the file. The last one counts.
    by_place: FxHashMap<VaultId, FxHashMap<String, Vec<Url>>>,
    /// The last revision that was given out.
    revision: u64,
}

impl Documents {
    /// The document at `uri`.
    pub(crate) fn get(&self, uri: &Url) -> Option<&Document> {
        self.by_uri.get(uri)
    }

    /// The document at `uri`, to be changed, except for its vault and path.
    pub(crate) fn get_mut(&mut self, uri: &Url) -> Option<&mut Document> {
        self.by_uri.get_mut(uri)
    }

    /// The document that shows the file at `path` of the vault `root`. Of several, the one that counts.
    pub(crate) fn at(&self, root: VaultId, path: &str) -> Option<&Document> {
        self.by_uri.get(self.by_place.get(&root)?.get(path)?.last()?)
    }

    /// Whether `document` is the one that counts for its file.
    pub(crate) fn counts(&self, document: &Document) -> bool {
        self.at(document.root, &document.path).is_some_and(|it| it.uri == document.uri)
    }

    /// Whether `document` shows a file with the text that counts.
    pub(crate) fn is_known(&self, document: &Document) -> bool {
        let counts = self.at(document.root, &document.path);
        !document.hidden
            && counts.is_some_and(|it| it.uri == document.uri || *it.text == *document.text)
    }

    /// Makes the document at `uri` count, if it has the same text as the one that does.
    pub(crate) fn prefer(&mut self, uri: &Url) {
        let known = self.get(uri).is_some_and(|document| {
            self.at(document.root, &document.path).is_some_and(|counts| counts.uri != *uri)
                && self.is_known(document)
        });
        if known {
            self.show(uri);
        }
    }

    /// A new revision, for a text that changed.
    pub(crate) fn next_revision(&mut self) -> u64 {
        self.revision += 1;
        self.revision
    }

    /// All documents.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &Document> {
        self.by_uri.values()
    }

    /// All documents, to be changed, except for their vaults and paths.
    pub(crate) fn iter_mut(&mut self) -> impl Iterator<Item = &mut Document> {
        self.by_uri.values_mut()
    }

    /// Adds a document, which counts from now on. It replaces one with the same URI.
    pub(crate) fn open(&mut self, document: Document) {
        self.close(&document.uri.clone());
        if !document.hidden {
            let places = self.by_place.entry(document.root).or_default();
            places.entry(document.path.clone()).or_default().push(document.uri.clone());
        }
        self.by_uri.insert(document.uri.clone(), document);
    }

    /// Removes and returns the document at `uri`.
    pub(crate) fn close(&mut self, uri: &Url) -> Option<Document> {
        let document = self.by_uri.remove(uri)?;
        if let Some(places) = self.by_place.get_mut(&document.root)
            && let Some(uris) = places.get_mut(&document.path)
        {
            uris.retain(|other| other != uri);
            if uris.is_empty() {
                places.remove(&document.path);
            }
        }
        Some(document)
    }

    /// Makes the document at `uri` show its file again, and count.
    pub(crate) fn show(&mut self, uri: &Url) {
        if let Some(document) = self.close(uri) {
            self.open(Document { hidden: false, ..document });
        }
    }

    /// Changes the vault and path of the document at `uri`, whose file has moved.
    pub(crate) fn move_to(&mut self, uri: &Url, root: VaultId, path: String) {
        if let Some(mut document) = self.close(uri) {
            document.root = root;
            document.path = path;
            self.open(document);
        }
    }
}

/// A document is named by its URI, and carries the version of its text.
impl Overlay for Documents {
    type Document = (Url, i32);

    fn document(&self, vault: VaultId, path: &str) -> Option<OpenDocument<'_, (Url, i32)>> {
        let Document { uri, version, revision, text, .. } = self.at(vault, path)?;
        let document = (uri.clone(), *version);
        Some(OpenDocument { text, revision: *revision, document })
    }

    fn shows_note(&self, vault: &OpenVault, path: &str) -> bool {
        self.at(vault.id, path).is_some_and(|document| document.is_read(vault))
    }

    fn is_current(&self, (uri, _): &(Url, i32), revision: u64) -> bool {
        self.get(uri).is_some_and(|document| document.revision == revision)
    }
}

/// Applies the client's changes in their order. Positions outside the text are clamped. Returns the
/// offset at which the last change ends, where the cursor probably is.
pub(crate) fn apply_changes(
    text: &mut OpenText,
    changes: Vec<TextDocumentContentChangeEvent>,
    counting: ColumnCounting,
) -> Option<u32> {
    let mut last_end = None;
    for change in changes {
        let Some(range) = change.range else {
            last_end = Some(end_of_difference(&String::from(&**text), &change.text));
            *text = OpenText::new(&change.text);
            continue;
        };
        let at = |position: tower_lsp::lsp_types::Position| {
            text.offset(Position::new(position.line, position.character), counting)
        };
        let (start, end) = (at(range.start), at(range.end));
        let span = Span { start: start.min(end), end: start.max(end) };
        last_end = Some(span.start + narrow(change.text.len()));
        text.edit(&Edit { span, insert: change.text });
    }
    last_end
}

/// The offset in `new` after which it is the same as `old`.
fn end_of_difference(old: &str, new: &str) -> u32 {
    let same = |a: &mut dyn Iterator<Item = (&u8, &u8)>| a.take_while(|(a, b)| a == b).count();
    let (old, new) = (old.as_bytes(), new.as_bytes());
    let prefix = same(&mut old.iter().zip(new));
    let suffix = same(&mut old[prefix..].iter().rev().zip(new[prefix..].iter().rev()));
    narrow(new.len() - suffix)
}

#[cfg(test)]
mod tests {
    use super::*;
    use linkwright_text::PositionEncoding;
    use serde_json::json;

    const COUNTING: ColumnCounting = ColumnCounting::of_buffer(PositionEncoding::Utf16);

    fn changed(before: &str, changes: serde_json::Value) -> String {
        let mut text = OpenText::new(before);
        let changes = serde_json::from_value(changes).expect("the protocol's changes");
        apply_changes(&mut text, changes, COUNTING);
        text.to_string()
    }

    fn range(from: (u32, u32), to: (u32, u32)) -> serde_json::Value {
        json!({"start": {"line": from.0, "character": from.1},
               "end": {"line": to.0, "character": to.1}})
    }

    #[test]
    fn changes_apply_one_after_the_other() {
        let changes = json!([
            {"range": range((0, 0), (0, 1)), "text": "𝒳y"},
            {"range": range((0, 2), (0, 3)), "text": ""},
            {"range": range((1, 0), (1, 0)), "text": "> "},
        ]);
        assert_eq!(changed("abc\nd", changes), "𝒳bc\n> d");
    }

    #[test]
    fn a_change_without_a_range_is_the_whole_text() {
        assert_eq!(changed("old", json!([{"text": "new"}, {"text": "newer"}])), "newer");
    }

    #[test]
    fn the_last_change_ends_where_the_text_differs() {
        let end = |before: &str, changes: serde_json::Value| {
            let changes = serde_json::from_value(changes).expect("the protocol's changes");
            apply_changes(&mut OpenText::new(before), changes, COUNTING)
        };
        let typed = json!([{"range": range((0, 0), (0, 0)), "text": "x"},
                           {"range": range((1, 2), (1, 2)), "text": "é"}]);
        assert_eq!(end("a\n[[]]\n", typed), Some(7));
        assert_eq!(end("a [[bb]] c", json!([{"text": "a [[bbb]] c"}])), Some(7));
        assert_eq!(end("a [[bbb]] c", json!([{"text": "a [[bb]] c"}])), Some(6));
        assert_eq!(end("a", json!([{"text": "a"}])), Some(1));
        assert_eq!(end("a", json!([])), None);
    }

    #[test]
    fn positions_outside_the_text_are_clamped() {
        let past = json!([{"range": range((0, 9), (7, 7)), "text": "!"}]);
        assert_eq!(changed("ab\ncd", past), "ab!");
        let backwards = json!([{"range": range((0, 2), (0, 1)), "text": "-"}]);
        assert_eq!(changed("abc", backwards), "a-c");
    }

    fn document(uri: &str, path: &str) -> Document {
        Document {
            uri: uri.parse().expect("a URI"),
            version: 1,
            revision: 0,
            text: OpenText::new(""),
            counting: COUNTING,
            root: VaultId(0),
            path: path.to_owned(),
            markdown: false,
            hidden: false,
            unparsable: false,
            dirty: false,
            published: None,
            published_while_closed: None,
            shown: Shown::default(),
            diagnose_attempt: 0,
            diagnose_retries: 0,
            last_pulled: None,
            is_pulled: false,
        }
    }

    #[test]
    fn a_document_is_found_by_its_uri_and_by_its_path() {
        let mut documents = Documents::default();
        documents.open(document("file:///v/a.md", "a.md"));
        documents.open(document("file:///link/a.md", "a.md"));
        let second: Url = "file:///link/a.md".parse().expect("a URI");
        assert_eq!(documents.at(VaultId(0), "a.md").map(|d| &d.uri), Some(&second));
        documents.move_to(&second, VaultId(0), "b.md".to_owned());
        let first: Url = "file:///v/a.md".parse().expect("a URI");
        assert_eq!(documents.at(VaultId(0), "a.md").map(|d| &d.uri), Some(&first));
        assert_eq!(documents.at(VaultId(0), "b.md").map(|d| &d.uri), Some(&second));
        documents.close(&second);
        assert!(documents.at(VaultId(0), "b.md").is_none());
        assert_eq!(documents.iter().count(), 1);
    }

    #[test]
    fn the_last_of_two_documents_of_a_file_counts_and_closing_it_keeps_the_other() {
        let mut documents = Documents::default();
        let [first, second]: [Url; 2] =
            ["file:///v/a.md", "file:///link/a.md"].map(|uri| uri.parse().expect("a URI"));
        documents.open(document(first.as_str(), "a.md"));
        documents.open(document(second.as_str(), "a.md"));
        let is_known = |documents: &Documents, uri: &Url| {
            documents.is_known(documents.get(uri).expect("it is open"))
        };
        // Both show the same text.
        assert!(is_known(&documents, &first));
        documents.prefer(&first);
        assert_eq!(documents.at(VaultId(0), "a.md").map(|d| &d.uri), Some(&first));
        documents.get_mut(&second).expect("it is open").text = OpenText::new("other");
        assert!(!is_known(&documents, &second));
        documents.prefer(&second);
        assert_eq!(documents.at(VaultId(0), "a.md").map(|d| &d.uri), Some(&first));
        documents.show(&second);
        assert!(!is_known(&documents, &first));
        documents.close(&second);
        assert!(is_known(&documents, &first));
        assert_eq!(documents.at(VaultId(0), "a.md").map(|d| &d.uri), Some(&first));
    }
}
