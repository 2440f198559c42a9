use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// Network number of the provider (VLAN), from 1 to 4094: 0 means "no network" and 4095 is reserved by the standard.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct VlanId(u16);

super::as_text!(VlanId, VlanError);

/// Why a text is no network number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum VlanError {
    /// Something else than digits.
    #[error("not a number")]
    NotNumber,
    /// Under 1.
    #[error("a network number is at least 1")]
    TooLow,
    /// Over 4094.
    #[error("a network number is at most 4094")]
    TooHigh,
}

impl VlanId {
    /// The number.
    pub const fn get(self) -> u16 {
        self.0
    }
}

impl TryFrom<u16> for VlanId {
    type Error = VlanError;

    fn try_from(number: u16) -> Result<Self, VlanError> {
        match number {
            0 => Err(VlanError::TooLow),
            1..=4094 => Ok(Self(number)),
            _ => Err(VlanError::TooHigh),
        }
    }
}

impl FromStr for VlanId {
    type Err = VlanError;

    fn from_str(text: &str) -> Result<Self, VlanError> {
        let digits = text.strip_prefix('-').unwrap_or(text);
        if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
            return Err(VlanError::NotNumber);
        }
        if digits.len() < text.len() {
            return Err(VlanError::TooLow);
        }
        // Only digits are left, so what does not fit is too high.
        text.parse::<u16>().map_err(|_| VlanError::TooHigh)?.try_into()
    }
}

impl fmt::Display for VlanId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn from_1_to_4094() {
        for (text, result) in [
            ("0", Err(VlanError::TooLow)),
            ("-3", Err(VlanError::TooLow)),
            ("1", Ok(VlanId(1))),
            ("007", Ok(VlanId(7))),
            ("4094", Ok(VlanId(4094))),
            ("4095", Err(VlanError::TooHigh)),
            ("99999999999999999999", Err(VlanError::TooHigh)),
            ("", Err(VlanError::NotNumber)),
            ("+7", Err(VlanError::NotNumber)),
            ("7a", Err(VlanError::NotNumber)),
            ("７", Err(VlanError::NotNumber)),
        ] {
            assert_eq!(text.parse::<VlanId>(), result, "{text}");
        }
    }
}
