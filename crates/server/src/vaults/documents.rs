//! Open documents: what the editor shows, which beats what the disk holds.

use linkwright_ide::diagnostics::Diagnostic;
use linkwright_syntax::OpenText;
use linkwright_text::{Counting, Edit, Position, Span};
use rustc_hash::FxHashMap;
use tower_lsp::lsp_types::{self as lsp, TextDocumentContentChangeEvent, Url};

use crate::requests::refresh::Shown;
use crate::vaults::roots::{Root, RootId};

/// A document that the client has open.
#[derive(Debug)]
pub(crate) struct Document {
    /// As the client wrote it, and as it is written back.
    pub(crate) uri: Url,
    /// Of the text, as the client counts.
    pub(crate) version: i32,
    /// What the editor shows.
    pub(crate) text: OpenText,
    /// How the client counts in it.
    pub(crate) counting: Counting,
    /// The vault that it is in.
    pub(crate) root: RootId,
    /// Its path there.
    pub(crate) path: String,
    /// It is a note because its language is Markdown, though its name does not say so: it is in
    /// no folder.
    pub(crate) markdown: bool,
    /// Its file was moved to where another document is open, and the client has not closed it:
    /// it is kept in step with the client and shows no file.
    pub(crate) hidden: bool,
    /// Its block tree could not be parsed; whoever needs it tries again.
    pub(crate) unparsable: bool,
    /// Its findings are due.
    pub(crate) dirty: bool,
    /// What else the client shows of it.
    pub(crate) shown: Shown,
    /// The findings that the client was last told, and the version they were for.
    pub(crate) told: Option<(i32, Vec<lsp::Diagnostic>)>,
    /// Counts the times that they were to be told.
    pub(crate) asked: u64,
    /// How often they were looked for again because a note that they name is another on disk.
    pub(crate) retold: u8,
    /// The findings that the client last asked for, and the version they were for; `None` once it
    /// is told to ask again.
    pub(crate) pulled: Option<(i32, Vec<Diagnostic>)>,
}

impl Document {
    /// Whether it is a note or a canvas in `root`, its vault.
    pub(crate) fn is_read(&self, root: &Root) -> bool {
        self.markdown || root.is_read(&self.path)
    }
}

/// All of them, by the client's URI.
#[derive(Debug, Default)]
pub(crate) struct Documents {
    by_uri: FxHashMap<Url, Document>,
    /// By vault and path.
    by_place: FxHashMap<RootId, FxHashMap<String, Url>>,
}

impl Documents {
    /// The document at `uri`.
    pub(crate) fn get(&self, uri: &Url) -> Option<&Document> {
        self.by_uri.get(uri)
    }

    /// The document at `uri`, to be changed; its place is not.
    pub(crate) fn get_mut(&mut self, uri: &Url) -> Option<&mut Document> {
        self.by_uri.get_mut(uri)
    }

    /// The document that shows the file at `path` of the vault `root`.
    pub(crate) fn at(&self, root: RootId, path: &str) -> Option<&Document> {
        self.by_uri.get(self.by_place.get(&root)?.get(path)?)
    }

    /// All documents.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &Document> {
        self.by_uri.values()
    }

    /// All documents, to be changed; their places are not.
    pub(crate) fn iter_mut(&mut self) -> impl Iterator<Item = &mut Document> {
        self.by_uri.values_mut()
    }

    /// Adds a document. One of the same URI is replaced; of several at the same place the last
    /// one counts.
    pub(crate) fn open(&mut self, document: Document) {
        self.close(&document.uri.clone());
        if !document.hidden {
            let places = self.by_place.entry(document.root).or_default();
            places.insert(document.path.clone(), document.uri.clone());
        }
        self.by_uri.insert(document.uri.clone(), document);
    }

    /// Takes the document at `uri` out.
    pub(crate) fn close(&mut self, uri: &Url) -> Option<Document> {
        let document = self.by_uri.remove(uri)?;
        if let Some(places) = self.by_place.get_mut(&document.root)
            && places.get(&document.path) == Some(uri)
        {
            places.remove(&document.path);
        }
        Some(document)
    }

    /// Has the document at `uri` show its file again.
    pub(crate) fn show(&mut self, uri: &Url) {
        if let Some(document) = self.close(uri) {
            self.open(Document { hidden: false, ..document });
        }
    }

    /// Says that the file which the document at `uri` shows is elsewhere now.
    pub(crate) fn move_to(&mut self, uri: &Url, root: RootId, path: String) {
        if let Some(mut document) = self.close(uri) {
            document.root = root;
            document.path = path;
            self.open(document);
        }
    }
}

/// Applies what the client says it changed, in its order. Places outside the text are clamped.
pub(crate) fn apply_changes(
    text: &mut OpenText,
    changes: Vec<TextDocumentContentChangeEvent>,
    counting: Counting,
) {
    for change in changes {
        let Some(range) = change.range else {
            *text = OpenText::new(&change.text);
            continue;
        };
        let at = |position: tower_lsp::lsp_types::Position| {
            text.offset(Position::new(position.line, position.character), counting)
        };
        let (start, end) = (at(range.start), at(range.end));
        let span = Span { start: start.min(end), end: start.max(end) };
        text.edit(&Edit { span, insert: change.text });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use linkwright_text::Encoding;
    use serde_json::json;

    const COUNTING: Counting = Counting::of_buffer(Encoding::Utf16);

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
    fn places_outside_the_text_are_clamped() {
        let past = json!([{"range": range((0, 9), (7, 7)), "text": "!"}]);
        assert_eq!(changed("ab\ncd", past), "ab!");
        let backwards = json!([{"range": range((0, 2), (0, 1)), "text": "-"}]);
        assert_eq!(changed("abc", backwards), "a-c");
    }

    fn document(uri: &str, path: &str) -> Document {
        Document {
            uri: uri.parse().expect("a URI"),
            version: 1,
            text: OpenText::new(""),
            counting: COUNTING,
            root: RootId(0),
            path: path.to_owned(),
            markdown: false,
            hidden: false,
            unparsable: false,
            dirty: false,
            told: None,
            shown: Shown::default(),
            asked: 0,
            retold: 0,
            pulled: None,
        }
    }

    #[test]
    fn a_document_is_found_by_its_uri_and_by_its_place() {
        let mut documents = Documents::default();
        documents.open(document("file:///v/a.md", "a.md"));
        documents.open(document("file:///link/a.md", "a.md"));
        let second: Url = "file:///link/a.md".parse().expect("a URI");
        assert_eq!(documents.at(RootId(0), "a.md").map(|d| &d.uri), Some(&second));
        documents.move_to(&second, RootId(0), "b.md".to_owned());
        assert!(documents.at(RootId(0), "a.md").is_none());
        assert_eq!(documents.at(RootId(0), "b.md").map(|d| &d.uri), Some(&second));
        documents.close(&second);
        assert!(documents.at(RootId(0), "b.md").is_none());
        assert_eq!(documents.iter().count(), 1);
    }
}
