use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use crate::text;

/// The name from the provider. Every sign that can be seen is allowed, spaces too.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PppoeUser(String);

super::as_text!(PppoeUser, PppoeUserError);

/// Why a text is no name from the provider.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PppoeUserError {
    /// Nothing there.
    #[error("the name is missing")]
    Missing,
    /// Something inside cannot be seen.
    #[error("the name holds a character that cannot be seen")]
    Invisible,
    /// Longer than the protocol can send.
    #[error("the name is longer than 255 bytes")]
    TooLong,
}

impl PppoeUser {
    /// PPP sends the length of a name in one byte.
    pub const MOST_BYTES: usize = 255;

    /// The name, unchanged.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for PppoeUser {
    type Err = PppoeUserError;

    fn from_str(text: &str) -> Result<Self, PppoeUserError> {
        if text.is_empty() {
            Err(PppoeUserError::Missing)
        } else if text::has_invisible(text) {
            Err(PppoeUserError::Invisible)
        } else if text.len() > Self::MOST_BYTES {
            Err(PppoeUserError::TooLong)
        } else {
            Ok(Self(text.to_owned()))
        }
    }
}

impl fmt::Display for PppoeUser {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn odd_signs_are_kept_as_they_are() {
        for text in ["user@provider.example", "a\"b'c$d[e]f;g\\h{i}#j", "👍 name", " leading", "ends "] {
            assert_eq!(text.parse::<PppoeUser>().unwrap().as_str(), text);
        }
    }

    #[test]
    fn what_is_wrong_is_told_apart() {
        assert_eq!("".parse::<PppoeUser>(), Err(PppoeUserError::Missing));
        assert_eq!("a\u{200B}".parse::<PppoeUser>(), Err(PppoeUserError::Invisible));
        assert_eq!("ä".repeat(128).parse::<PppoeUser>(), Err(PppoeUserError::TooLong));
    }
}
