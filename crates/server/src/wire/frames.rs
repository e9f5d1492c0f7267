//! Frames of the base protocol: a header with the length, an empty line, a body.

use std::io::{self, BufRead, Read, Write};

/// One frame of the input.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Frame {
    /// The bytes of a body, which need not be valid JSON.
    Body(Vec<u8>),
    /// A header without a valid length, and the reason. Reading continues at the next valid header.
    Malformed(&'static str),
}

impl Frame {
    /// Number of bytes in the body.
    pub(crate) fn len(&self) -> usize {
        match self {
            Frame::Body(body) => body.len(),
            Frame::Malformed(_) => 0,
        }
    }
}

/// Maximum number of bytes in a header line.
const LINE_LIMIT: u64 = 64 * 1024;

/// Maximum length of a body. A longer one means that the header is broken.
const BODY_LIMIT: u64 = 1 << 31;

/// Reads the next frame. `None` at the end of the input, even within a frame.
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
        // Anything before the header's name on its line belongs to an earlier broken frame.
        if let Some(at) = header.find(LENGTH) {
            length = Some(header[at + LENGTH.len()..].trim().parse::<u64>());
        }
    }
    match length {
        None => Ok(Some(Frame::Malformed("missing Content-Length header"))),
        Some(Ok(length)) if length <= BODY_LIMIT => {
            let mut body = Vec::new();
            input.by_ref().take(length).read_to_end(&mut body)?;
            Ok((body.len() as u64 == length).then_some(Frame::Body(body)))
        }
        Some(_) => Ok(Some(Frame::Malformed("invalid Content-Length header"))),
    }
}

const LENGTH: &str = "content-length:";

/// Writes one frame and flushes.
///
/// # Errors
/// If the output cannot be written, because the client has closed it.
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
    fn written_frames_can_be_read() {
        let mut output = Vec::new();
        write(&mut output, "{\"é\":1}".as_bytes()).expect("a vector can be written");
        write(&mut output, b"").expect("a vector can be written");
        assert_eq!(frames(&output), [body("{\"é\":1}"), body("")]);
    }

    #[test]
    fn other_headers_and_any_case_are_accepted() {
        let input = b"Content-Type: application/vscode-jsonrpc\r\ncontent-LENGTH:2\r\n\r\n{}";
        assert_eq!(frames(input), [body("{}")]);
    }

    #[test]
    fn reading_continues_after_a_malformed_header() {
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
    fn the_input_can_end_anywhere() {
        for input in ["", "Content-Le", "Content-Length: 5\r\n", "Content-Length: 5\r\n\r\n{"] {
            assert_eq!(frames(input.as_bytes()), []);
        }
    }
}
