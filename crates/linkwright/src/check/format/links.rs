//! URLs of files and of pages of the docs, in the formats that have them.

use linkwright_project::OTHER_CODES;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// The repository, where the docs are.
pub(super) const REPOSITORY: &str = env!("CARGO_PKG_REPOSITORY");

/// The page of the docs about a code.
pub(super) fn page(code: &str) -> String {
    match OTHER_CODES.contains(&code) {
        true => format!("{REPOSITORY}/blob/main/docs/check.md#what-is-reported"),
        false => format!("{REPOSITORY}/blob/main/docs/diagnostics/{code}.md"),
    }
}

/// The characters that a path keeps in a URL.
const ESCAPED: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b'/');

/// A path as a relative URL; an absolute path as a `file:` URL.
pub(super) fn url(path: &str) -> String {
    let path = path.replace(std::path::MAIN_SEPARATOR, "/");
    let encoded = utf8_percent_encode(&path, ESCAPED);
    match (path.starts_with('/'), path.as_bytes()) {
        // A network share: the server takes the place of the host.
        (true, [b'/', b'/', ..]) => format!("file:{encoded}"),
        (true, _) => format!("file://{encoded}"),
        (false, [drive, b':', ..]) => {
            let rest = utf8_percent_encode(&path[2..], ESCAPED);
            format!("file:///{}:{rest}", char::from(*drive))
        }
        _ => encoded.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::url;

    #[test]
    fn paths_become_urls() {
        assert_eq!(url("a b/é#.md"), "a%20b/%C3%A9%23.md");
        assert_eq!(url("/a b.md"), "file:///a%20b.md");
        assert_eq!(url("C:/a.md"), "file:///C:/a.md");
        assert_eq!(url("//server/share/a b.md"), "file://server/share/a%20b.md");
    }
}
