use super::*;
use linkwright_syntax::OpenText;
use linkwright_text::{ColumnCounting, PositionEncoding};

fn opened(uris: &[&'static str], path: &str) -> Documents<&'static str> {
    let mut documents = Documents::default();
    for uri in uris {
        let place = (VaultId(0), path.to_owned());
        let counting = ColumnCounting::of_buffer(PositionEncoding::Utf16);
        documents.open(Document::new(*uri, place, OpenText::new(""), counting));
    }
    documents
}

fn at(documents: &Documents<&'static str>, path: &str) -> Option<&'static str> {
    documents.at(VaultId(0), path).map(|document| document.uri)
}

#[test]
fn a_document_is_found_by_its_uri_and_by_its_path() {
    let mut documents = opened(&["/v/a.md", "/link/a.md"], "a.md");
    assert_eq!(at(&documents, "a.md"), Some("/link/a.md"));
    documents.move_to(&"/link/a.md", VaultId(0), "b.md".to_owned());
    assert_eq!(at(&documents, "a.md"), Some("/v/a.md"));
    assert_eq!(at(&documents, "b.md"), Some("/link/a.md"));
    documents.close(&"/link/a.md");
    assert_eq!(at(&documents, "b.md"), None);
    assert_eq!(documents.iter().count(), 1);
}

#[test]
fn the_last_of_two_documents_of_a_file_counts_and_closing_it_keeps_the_other() {
    let (first, second) = ("/v/a.md", "/link/a.md");
    let mut documents = opened(&[first, second], "a.md");
    let is_known = |documents: &Documents<&'static str>, uri: &&'static str| {
        documents.is_known(documents.get(uri).expect("it is open"))
    };
    // Both show the same text.
    assert!(is_known(&documents, &first));
    documents.prefer(&first);
    assert_eq!(at(&documents, "a.md"), Some(first));
    documents.edit(&second, 2).expect("it is open").text = OpenText::new("other");
    assert!(!is_known(&documents, &second));
    documents.prefer(&second);
    assert_eq!(at(&documents, "a.md"), Some(first));
    documents.show(&second);
    assert!(!is_known(&documents, &first));
    documents.close(&second);
    assert!(is_known(&documents, &first));
    assert_eq!(at(&documents, "a.md"), Some(first));
}
