use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// The name by which a program that watches the router is known to it: the user of SNMP version 3, which
/// RouterOS calls a community.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct WatcherName(String);

super::as_text!(WatcherName, WatcherNameError);

/// Why a text is no such name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WatcherNameError {
    /// Empty, too long, or with another sign.
    #[error("not a name of 1 to 32 letters, digits, dots, hyphens and underscores")]
    Malformed,
    /// One of the names that every program tries first. `public` is also the community that RouterOS has by
    /// itself and does not let go (manual.mikrotik.com, "SNMP").
    #[error("a name that everybody tries first")]
    Known,
}

impl WatcherName {
    /// The longest name (RFC 3414, `usmUserName`).
    pub const MOST: usize = 32;

    /// The name, unchanged.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for WatcherName {
    type Err = WatcherNameError;

    fn from_str(text: &str) -> Result<Self, WatcherNameError> {
        let is_sign = |sign: u8| sign.is_ascii_alphanumeric() || matches!(sign, b'.' | b'-' | b'_');
        if text.is_empty() || text.len() > Self::MOST || !text.bytes().all(is_sign) {
            Err(WatcherNameError::Malformed)
        } else if ["public", "private"].iter().any(|known| text.eq_ignore_ascii_case(known)) {
            Err(WatcherNameError::Known)
        } else {
            Ok(Self(text.to_owned()))
        }
    }
}

impl fmt::Display for WatcherName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_every_program_takes() {
        for text in ["watch", "home-assistant_2.0", "a", &"x".repeat(32)] {
            assert_eq!(text.parse::<WatcherName>().unwrap().as_str(), text);
        }
        for text in ["", "two words", "müller", "a\"b", &"x".repeat(33)] {
            assert_eq!(text.parse::<WatcherName>(), Err(WatcherNameError::Malformed), "{text}");
        }
        for text in ["public", "Public", "PRIVATE"] {
            assert_eq!(text.parse::<WatcherName>(), Err(WatcherNameError::Known), "{text}");
        }
    }
}
