//! Sentences as bytes: each word with its length in front, an empty word at the end.
use std::io;
use tokio::io::{AsyncRead, AsyncReadExt};

/// Longer words are no client's.
const LONGEST: usize = 1 << 20;

/// More words are no client's either.
const MOST: usize = 1024;

/// Reads a sentence and its bytes; none at the end of the stream.
pub(crate) async fn read(stream: &mut (impl AsyncRead + Unpin)) -> io::Result<Option<(Vec<String>, Vec<u8>)>> {
    let (mut words, mut raw) = (Vec::new(), Vec::new());
    loop {
        let mut first = [0];
        if raw.is_empty() && stream.read(&mut first).await? == 0 {
            return Ok(None);
        } else if !raw.is_empty() {
            stream.read_exact(&mut first).await?;
        }
        raw.extend(first);
        let (more, bits) = match first[0] {
            byte @ 0..=0x7F => (0, byte),
            byte @ 0x80..=0xBF => (1, byte - 0x80),
            byte @ 0xC0..=0xDF => (2, byte - 0xC0),
            byte @ 0xE0..=0xEF => (3, byte - 0xE0),
            0xF0 => (4, 0),
            _ => return Err(io::ErrorKind::InvalidData.into()),
        };
        let mut length = usize::from(bits);
        for _ in 0..more {
            let byte = stream.read_u8().await?;
            raw.push(byte);
            length = length * 256 + usize::from(byte);
        }
        if length > LONGEST || words.len() > MOST {
            return Err(io::ErrorKind::InvalidData.into());
        }
        if length == 0 && words.is_empty() {
            // An empty sentence means nothing.
            raw.clear();
        } else if length == 0 {
            return Ok(Some((words, raw)));
        } else {
            let mut word = vec![0; length];
            stream.read_exact(&mut word).await?;
            raw.extend(&word);
            words.push(String::from_utf8_lossy(&word).into_owned());
        }
    }
}

/// A sentence as bytes.
pub(crate) fn bytes(words: &[String]) -> Vec<u8> {
    encoded(words.iter().map(|word| word.as_bytes().to_vec()))
}

/// A sentence in which characters stand for bytes.
pub(crate) fn raw_bytes(words: &[String]) -> Vec<u8> {
    encoded(words.iter().map(|word| crate::files::raw(word)))
}

fn encoded(words: impl Iterator<Item = Vec<u8>>) -> Vec<u8> {
    let mut out = Vec::new();
    for word in words {
        let length = word.len();
        // The four low bytes, from the highest on.
        let byte = |place: u32| ((length >> (8 * place)) & 0xFF) as u8;
        match length {
            0..0x80 => out.push(byte(0)),
            0x80..0x4000 => out.extend([byte(1) + 0x80, byte(0)]),
            0x4000..0x20_0000 => out.extend([byte(2) + 0xC0, byte(1), byte(0)]),
            0x20_0000..0x1000_0000 => out.extend([byte(3) + 0xE0, byte(2), byte(1), byte(0)]),
            _ => out.extend([0xF0, byte(3), byte(2), byte(1), byte(0)]),
        }
        out.extend(word);
    }
    out.push(0);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn sentences_come_back() {
        for length in [1, 0x7F, 0x80, 0x3FFF, 0x4000, LONGEST] {
            let sentence = vec!["/x".to_owned(), "a".repeat(length)];
            let written = bytes(&sentence);
            let read = read(&mut written.as_slice()).await.expect("whole");
            assert_eq!(read, Some((sentence, written)));
        }
        assert_eq!(read(&mut &b""[..]).await.expect("an end"), None);
        assert!(read(&mut &b"\x05abc"[..]).await.is_err(), "cut");
        assert!(read(&mut &b"\xf8abc"[..]).await.is_err(), "a control byte");
        assert!(read(&mut &b"\xef\xff\xff\xff"[..]).await.is_err(), "too long");
    }
}
