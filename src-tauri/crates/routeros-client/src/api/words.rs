//! The length in front of a word, in one to five bytes, high byte first.

/// Longer than any value of a router: scripts and files end at 64 KiB.
pub const LONGEST_WORD: usize = 1 << 20;

/// The bytes are not what the API sends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum WireError {
    /// A length begins with a byte that MikroTik keeps for later. What follows has no known meaning.
    #[error("a control byte {0:#04x}")]
    Control(u8),
    /// A word is longer than a router's.
    #[error("a word that is too long")]
    LongWord,
    /// A sentence has more, or longer, words than a router's.
    #[error("a sentence that is too long")]
    LongSentence,
}

/// Writes a word: its length, then its bytes.
///
/// # Errors
/// It is too long.
pub fn put(out: &mut Vec<u8>, word: &[u8]) -> Result<(), WireError> {
    if word.len() > LONGEST_WORD {
        return Err(WireError::LongWord);
    }
    let length = u32::try_from(word.len()).map_err(|_| WireError::LongWord)?;
    put_length(out, length);
    out.extend_from_slice(word);
    Ok(())
}

/// Writes a length in as few bytes as it takes.
pub fn put_length(out: &mut Vec<u8>, length: u32) {
    let [a, b, c, d] = length.to_be_bytes();
    match length {
        0..=0x7F => out.push(d),
        0x80..=0x3FFF => out.extend([0x80 | c, d]),
        0x4000..=0x1F_FFFF => out.extend([0xC0 | b, c, d]),
        0x20_0000..=0xFFF_FFFF => out.extend([0xE0 | a, b, c, d]),
        0x1000_0000.. => out.extend([0xF0, a, b, c, d]),
    }
}

/// Reads a length: its value and the bytes that it takes. `None` when more bytes must come.
///
/// # Errors
/// It begins with a control byte.
pub fn length(bytes: &[u8]) -> Result<Option<(u32, usize)>, WireError> {
    let Some(&first) = bytes.first() else { return Ok(None) };
    let (size, bits) = match first {
        0x00..=0x7F => (1, first),
        0x80..=0xBF => (2, first & 0x3F),
        0xC0..=0xDF => (3, first & 0x1F),
        0xE0..=0xEF => (4, first & 0x0F),
        0xF0 => (5, 0),
        // 0xF8 and above are reserved; 0xF1 to 0xF7 have no meaning either.
        0xF1.. => return Err(WireError::Control(first)),
    };
    let Some(rest) = bytes.get(1..size) else { return Ok(None) };
    let value = rest.iter().fold(u32::from(bits), |value, byte| value << 8 | u32::from(*byte));
    Ok(Some((value, size)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn lengths_at_the_edges() {
        let edges: [(u32, &[u8]); 10] = [
            (0, &[0]),
            (0x7F, &[0x7F]),
            (0x80, &[0x80, 0x80]),
            (0x3FFF, &[0xBF, 0xFF]),
            (0x4000, &[0xC0, 0x40, 0x00]),
            (0x1F_FFFF, &[0xDF, 0xFF, 0xFF]),
            (0x20_0000, &[0xE0, 0x20, 0x00, 0x00]),
            (0xFFF_FFFF, &[0xEF, 0xFF, 0xFF, 0xFF]),
            (0x1000_0000, &[0xF0, 0x10, 0x00, 0x00, 0x00]),
            (u32::MAX, &[0xF0, 0xFF, 0xFF, 0xFF, 0xFF]),
        ];
        for (value, bytes) in edges {
            let mut out = Vec::new();
            put_length(&mut out, value);
            assert_eq!(out, bytes, "{value:#x}");
            assert_eq!(length(bytes), Ok(Some((value, bytes.len()))), "{value:#x}");
            for end in 0..bytes.len() {
                assert_eq!(length(&bytes[..end]), Ok(None), "{value:#x} cut at {end}");
            }
        }
    }

    #[test]
    fn control_bytes_are_refused() {
        for first in 0xF1..=0xFF {
            assert_eq!(length(&[first, 0, 0, 0, 0]), Err(WireError::Control(first)));
        }
    }

    #[test]
    fn a_word_has_an_end() {
        assert_eq!(put(&mut Vec::new(), &vec![0; LONGEST_WORD + 1]), Err(WireError::LongWord));
    }

    proptest! {
        #[test]
        fn any_length_comes_back(value: u32, after: Vec<u8>) {
            let mut out = Vec::new();
            put_length(&mut out, value);
            let size = out.len();
            out.extend(after);
            prop_assert_eq!(length(&out), Ok(Some((value, size))));
        }
    }
}
