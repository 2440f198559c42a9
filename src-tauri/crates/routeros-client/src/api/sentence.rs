//! From bytes to sentences and back. Only bytes that came take memory, never a length that was
//! merely announced.
use super::words::{self, LONGEST_WORD, WireError};

/// More words than any record has properties.
const MOST_WORDS: usize = 4096;

/// Longer than any record.
const LONGEST_SENTENCE: usize = 4 << 20;

/// The words of a sentence, without the empty one that ends it.
pub type Sentence = Vec<Vec<u8>>;

/// Writes a sentence.
///
/// # Errors
/// A word is too long.
pub fn encode<'a>(words: impl IntoIterator<Item = &'a [u8]>) -> Result<Vec<u8>, WireError> {
    let mut out = Vec::new();
    // An empty word would end the sentence early.
    for word in words.into_iter().filter(|word| !word.is_empty()) {
        words::put(&mut out, word)?;
    }
    out.push(0);
    Ok(out)
}

/// Reads sentences from bytes as they come.
#[derive(Debug, Default)]
pub struct Decoder {
    /// What came, from the first word that is not whole on.
    buffer: Vec<u8>,
    /// Where in it the next word begins.
    at: usize,
    /// The whole words of the sentence that is under way.
    words: Sentence,
    /// Their bytes.
    size: usize,
}

impl Decoder {
    /// Takes bytes that came.
    pub fn push(&mut self, bytes: &[u8]) {
        self.buffer.drain(..self.at);
        self.at = 0;
        self.buffer.extend_from_slice(bytes);
    }

    /// The next whole sentence. `None` when more bytes must come. Empty sentences mean nothing.
    ///
    /// # Errors
    /// The bytes are not those of the API; nothing that follows can be understood.
    pub fn sentence(&mut self) -> Result<Option<Sentence>, WireError> {
        loop {
            let rest = self.buffer.get(self.at..).unwrap_or_default();
            let Some((length, size)) = words::length(rest)? else { return Ok(None) };
            let length = usize::try_from(length).map_err(|_| WireError::LongWord)?;
            if length > LONGEST_WORD {
                return Err(WireError::LongWord);
            }
            if self.size + length > LONGEST_SENTENCE || self.words.len() >= MOST_WORDS {
                return Err(WireError::LongSentence);
            }
            let Some(word) = rest.get(size..size + length) else { return Ok(None) };
            self.at += size + length;
            if length > 0 {
                self.size += length;
                self.words.push(word.to_vec());
            } else if !self.words.is_empty() {
                self.size = 0;
                return Ok(Some(std::mem::take(&mut self.words)));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::{collection::vec, prelude::*};

    fn decode(bytes: &[u8], pieces: usize) -> Result<Vec<Sentence>, WireError> {
        let mut decoder = Decoder::default();
        let mut found = Vec::new();
        for piece in bytes.chunks(pieces.max(1)) {
            decoder.push(piece);
            while let Some(sentence) = decoder.sentence()? {
                found.push(sentence);
            }
        }
        Ok(found)
    }

    #[test]
    fn announced_is_not_allocated() {
        let mut decoder = Decoder::default();
        decoder.push(&[0xEF, 0xFF, 0xFF, 0xFF]);
        assert_eq!(decoder.sentence(), Err(WireError::LongWord));
        let mut decoder = Decoder::default();
        decoder.push(&[0xCF, 0xFF, 0xFF]);
        assert_eq!(decoder.sentence(), Ok(None));
        assert!(decoder.buffer.capacity() < 100);
    }

    #[test]
    fn a_sentence_has_an_end() {
        let mut decoder = Decoder::default();
        decoder.push(&b"\x01a".repeat(MOST_WORDS + 1));
        assert_eq!(decoder.sentence(), Err(WireError::LongSentence));
        let mut word = Vec::new();
        words::put(&mut word, &vec![b'a'; LONGEST_WORD]).unwrap();
        assert_eq!(decode(&word.repeat(5), 1 << 16), Err(WireError::LongSentence));
    }

    #[test]
    fn empty_sentences_mean_nothing() {
        assert_eq!(decode(b"\0\0\x05!done\0\0", 3), Ok(vec![vec![b"!done".to_vec()]]));
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_without_panic(bytes in vec(any::<u8>(), 0..2000), pieces in 1..100usize) {
            let _ = decode(&bytes, pieces);
        }

        #[test]
        fn sentences_come_back_in_any_pieces(
            sentences in vec(vec(vec(any::<u8>(), 1..300), 1..8), 0..6),
            pieces in 1..50usize,
        ) {
            let mut bytes = Vec::new();
            for sentence in &sentences {
                bytes.extend(encode(sentence.iter().map(Vec::as_slice)).unwrap());
            }
            prop_assert_eq!(decode(&bytes, pieces), Ok(sentences));
        }
    }
}
