use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// Largest packet on the provider's line in bytes (MTU): at least what every IPv4 host takes, at most
/// what fits a plain Ethernet frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Mtu(u16);

super::as_text!(Mtu, MtuError);

/// Why a text is no size of a packet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MtuError {
    /// Something else than digits.
    #[error("not a number")]
    NotNumber,
    /// Too small or too large.
    #[error("a packet has 576 to 1500 bytes")]
    OutOfRange,
}

impl Mtu {
    /// The smallest (RFC 791: every host takes it).
    pub const LEAST: u16 = 576;
    /// The largest: a plain Ethernet frame.
    pub const MOST: u16 = 1500;

    /// The number of bytes.
    pub const fn get(self) -> u16 {
        self.0
    }
}

impl FromStr for Mtu {
    type Err = MtuError;

    fn from_str(text: &str) -> Result<Self, MtuError> {
        if text.is_empty() || !text.bytes().all(|b| b.is_ascii_digit()) {
            return Err(MtuError::NotNumber);
        }
        // Only digits are left, so what does not fit is too large.
        match text.parse() {
            Ok(number @ Self::LEAST..=Self::MOST) => Ok(Self(number)),
            Ok(_) | Err(_) => Err(MtuError::OutOfRange),
        }
    }
}

impl fmt::Display for Mtu {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn from_576_to_1500() {
        for (text, result) in [
            ("575", Err(MtuError::OutOfRange)),
            ("576", Ok(Mtu(576))),
            ("1500", Ok(Mtu(1500))),
            ("1501", Err(MtuError::OutOfRange)),
            ("999999999999", Err(MtuError::OutOfRange)),
            ("", Err(MtuError::NotNumber)),
            ("1492 bytes", Err(MtuError::NotNumber)),
        ] {
            assert_eq!(text.parse::<Mtu>(), result, "{text}");
        }
    }
}
