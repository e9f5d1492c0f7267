//! The base protocol: a header with a length, an empty line, a body.

use std::io::{self, BufRead, Read, Write};

/// What stands between two headers.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Frame {
    /// A body, in bytes; it may hold anything.
    Body(Vec<u8>),
    /// A header that gives no usable length. Reading goes on at the next one that does.
    Malformed(&'static str),
}

impl Frame {
    /// How many bytes its body has.
    pub(crate) fn len(&self) -> usize {
        match self {
            Frame::Body(body) => body.len(),
            Frame::Malformed(_) => 0,
        }
    }
}

/// A longer header line is no header.
const LINE_LIMIT: u64 = 64 * 1024;

/// A longer body is taken for a broken header.
const BODY_LIMIT: u64 = 1 << 31;

/// Reads the next frame; `None` at the end of the input, wherever it comes.
///
/// # Errors
/// If the input cannot be read.
pub(crate) fn read(input: &mut impl BufRead) -> io::Result<Option<Frame>> {
    let mut length = None;
    let mut line = Vec::new();
    loop {
        line.clear();
        if input.by_ref().take(LINE_LIMIT).read_until(b'\n', &mut line)? == 0 {
            return Ok(None);
        }
        let header = String::from_utf8_lossy(line.trim_ascii()).to_ascii_lowercase();
        if header.is_empty() {
            break;
        }
        // What precedes the name on its line is the rest of something that went wrong before.
        if let Some(at) = header.find(LENGTH) {
            length = Some(header[at + LENGTH.len()..].trim().parse::<u64>());
        }
    }
    match length {
        None => Ok(Some(Frame::Malformed("a header without Content-Length"))),
        Some(Ok(length)) if length <= BODY_LIMIT => {
            let mut body = Vec::new();
            input.by_ref().take(length).read_to_end(&mut body)?;
            Ok((body.len() as u64 == length).then_some(Frame::Body(body)))
        }
        Some(_) => Ok(Some(Frame::Malformed("a Content-Length that is no length"))),
    }
}

const LENGTH: &str = "content-length:";

/// Writes one frame and flushes.
///
/// # Errors
/// If the output cannot be written: nobody reads it any more.
pub(crate) fn write(output: &mut impl Write, body: &[u8]) -> io::Result<()> {
    write!(output, "Content-Length: {}\r\n\r\n", body.len())?;
    output.write_all(body)?;
    output.flush()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frames(mut input: &[u8]) -> Vec<Frame> {
        std::iter::from_fn(|| read(&mut input).expect("a slice can be read")).collect()
    }

    fn body(text: &str) -> Frame {
        Frame::Body(text.as_bytes().to_vec())
    }

    #[test]
    fn what_is_written_can_be_read() {
        let mut output = Vec::new();
        write(&mut output, "{\"é\":1}".as_bytes()).expect("a vector can be written");
        write(&mut output, b"").expect("a vector can be written");
        assert_eq!(frames(&output), [body("{\"é\":1}"), body("")]);
    }

    #[test]
    fn other_headers_and_any_case_are_taken() {
        let input = b"Content-Type: application/vscode-jsonrpc\r\ncontent-LENGTH:2\r\n\r\n{}";
        assert_eq!(frames(input), [body("{}")]);
    }

    #[test]
    fn reading_goes_on_after_a_bad_header() {
        let input = b"Content-Length: many\r\n\r\nContent-Length: 2\r\n\r\n{}";
        assert!(
            matches!(frames(input).as_slice(), [Frame::Malformed(_), last] if *last == body("{}"))
        );
        let input = b"X: 1\r\n\r\n{\"lost\":1}Content-Length: 2\r\n\r\n{}";
        assert!(
            matches!(frames(input).as_slice(), [Frame::Malformed(_), last] if *last == body("{}"))
        );
        let input = b"Content-Length: 99999999999\r\n\r\n";
        assert!(matches!(frames(input).as_slice(), [Frame::Malformed(_)]));
    }

    #[test]
    fn the_end_may_come_anywhere() {
        for input in ["", "Content-Le", "Content-Length: 5\r\n", "Content-Length: 5\r\n\r\n{"] {
            assert_eq!(frames(input.as_bytes()), []);
        }
    }
}
