use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// What stands in a DHCP option: bytes, given as text or as `0x01AB`. It shows itself as bytes, which
/// no program on the way can take for anything else.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Octets(Vec<u8>);

super::as_text!(Octets, OctetsError);

/// Why a text cannot stand in a DHCP option.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OctetsError {
    /// Nothing there.
    #[error("nothing is there")]
    Missing,
    /// It begins like bytes, but is no pairs of 0–9 and A–F; or it holds what cannot be seen.
    #[error("neither text nor bytes")]
    Malformed,
    /// More than one option takes.
    #[error("an option holds at most 255 bytes")]
    TooLong,
}

impl Octets {
    /// The length of an option is sent in one byte.
    pub const MOST: usize = 255;

    /// These bytes; none when there are none, or more than an option takes.
    pub fn of(bytes: &[u8]) -> Option<Self> {
        (1..=Self::MOST).contains(&bytes.len()).then(|| Self(bytes.to_vec()))
    }
}

impl FromStr for Octets {
    type Err = OctetsError;

    fn from_str(text: &str) -> Result<Self, OctetsError> {
        let bytes = match text.strip_prefix("0x") {
            Some(digits) => pairs(digits).ok_or(OctetsError::Malformed)?,
            None if crate::text::has_invisible(text) => return Err(OctetsError::Malformed),
            None => text.as_bytes().to_vec(),
        };
        match bytes.len() {
            0 => Err(OctetsError::Missing),
            1..=Self::MOST => Ok(Self(bytes)),
            _ => Err(OctetsError::TooLong),
        }
    }
}

fn pairs(digits: &str) -> Option<Vec<u8>> {
    if !digits.len().is_multiple_of(2) || !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
        return None;
    }
    (0..digits.len()).step_by(2).map(|at| u8::from_str_radix(&digits[at..at + 2], 16).ok()).collect()
}

impl fmt::Display for Octets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("0x")?;
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02X}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_and_bytes() {
        let shown = |text: &str| text.parse::<Octets>().map(|octets| octets.to_string());
        assert_eq!(shown("MSFT 5.0"), Ok("0x4D53465420352E30".into()));
        assert_eq!(shown("0x01ab"), Ok("0x01AB".into()));
        assert_eq!(shown("it's \"$x\""), Ok("0x697427732022247822".into()));
        for (text, error) in [
            ("", OctetsError::Missing),
            ("0x", OctetsError::Missing),
            ("0x1", OctetsError::Malformed),
            ("0xGG", OctetsError::Malformed),
            ("a\u{200B}", OctetsError::Malformed),
        ] {
            assert_eq!(shown(text), Err(error), "{text}");
        }
        assert_eq!(shown(&"x".repeat(256)), Err(OctetsError::TooLong));
    }
}
