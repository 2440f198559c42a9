//! What a sentence from the router says.
use super::sentence::Sentence;

/// What the first word says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// `!re`: a row.
    Row,
    /// `!done`: nothing more comes for this tag.
    Done,
    /// `!trap`: a refusal; `!done` still follows.
    Trap,
    /// `!fatal`: the router hangs up.
    Fatal,
    /// `!empty`, from 7.18: there are no rows; `!done` still follows.
    Empty,
    /// A word that a later RouterOS brought. `!empty` was one, and clients hung on it.
    Other,
}

/// One sentence from the router.
#[derive(Clone, PartialEq, Eq)]
pub struct Reply {
    /// What kind it is.
    pub kind: Kind,
    /// The tag of the request that it belongs to.
    pub tag: Option<String>,
    /// Its `=name=value` words.
    pub attributes: Vec<(String, String)>,
    /// The words that are neither tag nor attribute: a `!fatal` says why in such a word.
    pub words: Vec<String>,
    /// The bytes of a piece of a file, which are no text: `=data=`.
    pub data: Option<Vec<u8>>,
}

impl Reply {
    /// Reads a sentence; `None` when it is no reply.
    pub fn read(sentence: &Sentence) -> Option<Self> {
        let mut words = sentence.iter().map(|word| text(word));
        let kind = match words.next()?.as_str() {
            "!re" => Kind::Row,
            "!done" => Kind::Done,
            "!trap" => Kind::Trap,
            "!fatal" => Kind::Fatal,
            "!empty" => Kind::Empty,
            other if other.starts_with('!') => Kind::Other,
            _ => return None,
        };
        let data = sentence.iter().find_map(|word| word.strip_prefix(b"=data=")).map(<[u8]>::to_vec);
        let mut reply = Self { kind, tag: None, attributes: Vec::new(), words: Vec::new(), data };
        for word in words {
            if let Some(tag) = word.strip_prefix(".tag=") {
                reply.tag = Some(tag.to_owned());
            } else if let Some(attribute) = word.strip_prefix('=') {
                let (name, value) = attribute.split_once('=').unwrap_or((attribute, ""));
                reply.attributes.push((name.to_owned(), value.to_owned()));
            } else {
                reply.words.push(word);
            }
        }
        Some(reply)
    }

    /// The value of an attribute.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The words of a refusal or of a farewell.
    pub fn message(&self) -> String {
        self.get("message").map_or_else(|| self.words.join(" "), str::to_owned)
    }
}

/// Values may be secret: only the names are shown.
impl std::fmt::Debug for Reply {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let names: Vec<&str> = self.attributes.iter().map(|(name, _)| name.as_str()).collect();
        f.debug_struct("Reply")
            .field("kind", &self.kind)
            .field("tag", &self.tag)
            .field("attributes", &names)
            .finish_non_exhaustive()
    }
}

/// Text that is not UTF-8 was typed into WinBox on a Windows of old. As over REST it is read as
/// Latin-1, a character per byte, so that no byte is lost.
fn text(bytes: &[u8]) -> String {
    std::str::from_utf8(bytes).map_or_else(|_| bytes.iter().map(|byte| char::from(*byte)).collect(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::{collection::vec, prelude::*};

    fn read(words: &[&[u8]]) -> Option<Reply> {
        Reply::read(&words.iter().map(|word| word.to_vec()).collect())
    }

    #[test]
    fn rows_refusals_and_farewells() {
        let row = read(&[b"!re", b"=.id=*1", b".tag=7", b"=comment=a=b=", b"=flag"]).unwrap();
        assert_eq!((row.kind, row.tag.as_deref()), (Kind::Row, Some("7")));
        assert_eq!((row.get(".id"), row.get("comment"), row.get("flag")), (Some("*1"), Some("a=b="), Some("")));
        assert_eq!(read(&[b"!trap", b"=category=1", b"=message=no"]).unwrap().message(), "no");
        assert_eq!(read(&[b"!fatal", b"not logged in"]).unwrap().message(), "not logged in");
        assert_eq!(read(&[b"!later"]).unwrap().kind, Kind::Other);
        assert_eq!(read(&[b"HTTP/1.1 400 Bad Request"]), None);
        assert_eq!(read(&[]), None);
    }

    #[test]
    fn text_that_is_not_utf_8_keeps_its_bytes() {
        let row = read(&[b"!re", b"=latin=K\xfcche", "=utf=Küche".as_bytes()]).unwrap();
        assert_eq!((row.get("latin"), row.get("utf")), (Some("Küche"), Some("Küche")));
    }

    #[test]
    fn a_piece_of_a_file_is_no_text() {
        for bytes in [&b"\xff\x00="[..], "é".as_bytes(), b""] {
            let row = Reply::read(&vec![b"!re".to_vec(), [b"=data=", bytes].concat()]).unwrap();
            assert_eq!(row.data.as_deref(), Some(bytes));
        }
    }

    #[test]
    fn values_are_not_printed() {
        assert!(!format!("{:?}", read(&[b"!re", b"=password=geheim"])).contains("geheim"));
    }

    proptest! {
        #[test]
        fn any_sentence_is_read_without_panic(words in vec(vec(any::<u8>(), 0..50), 0..20)) {
            let _ = Reply::read(&words);
        }
    }
}
