use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// Hardware address of one device, shown as `00:11:22:AA:BB:CC`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct MacAddress([u8; 6]);

super::as_text!(MacAddress, MacError);

/// Why a text is no hardware address of a device.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MacError {
    /// Nothing there.
    #[error("the hardware address is missing")]
    Missing,
    /// A sign that is neither a digit, nor A to F, nor a usual separator.
    #[error("a hardware address holds no {0:?}")]
    Sign(char),
    /// Not 12 signs.
    #[error("a hardware address has 12 signs, not {0}")]
    Length(usize),
    /// 12 signs, but not evenly grouped.
    #[error("the signs are not in pairs")]
    Grouping,
    /// For many devices, or for none.
    #[error("this is not the address of one device")]
    NotDevice,
}

impl MacAddress {
    /// The six bytes.
    pub const fn octets(self) -> [u8; 6] {
        self.0
    }
}

impl FromStr for MacAddress {
    type Err = MacError;

    fn from_str(text: &str) -> Result<Self, MacError> {
        if text.is_empty() {
            return Err(MacError::Missing);
        }
        let is_separator = |c: char| matches!(c, ':' | '-' | '.');
        if let Some(sign) = text.chars().find(|&c| !c.is_ascii_hexdigit() && !is_separator(c)) {
            return Err(MacError::Sign(sign));
        }
        let digits: Vec<u8> =
            text.chars().filter_map(|c| c.to_digit(16)).filter_map(|d| u8::try_from(d).ok()).collect();
        if digits.len() != 12 {
            return Err(MacError::Length(digits.len()));
        }
        let mut separators = text.chars().filter(|&c| is_separator(c));
        let first = separators.next();
        let groups: Vec<usize> = text.split(is_separator).map(str::len).collect();
        let even = [12, 6, 4, 2].iter().any(|size| groups.iter().all(|group| group == size));
        if !even || !separators.all(|c| Some(c) == first) {
            return Err(MacError::Grouping);
        }
        let mut octets = [0; 6];
        for (octet, pair) in octets.iter_mut().zip(digits.chunks_exact(2)) {
            *octet = pair[0] << 4 | pair[1];
        }
        if octets[0] & 1 == 1 || octets == [0; 6] {
            return Err(MacError::NotDevice);
        }
        Ok(Self(octets))
    }
}

impl fmt::Display for MacAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [a, b, c, d, e, g] = self.0;
        write!(f, "{a:02X}:{b:02X}:{c:02X}:{d:02X}:{e:02X}:{g:02X}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn all_usual_spellings() {
        for text in ["00:11:22:aa:BB:cc", "00-11-22-AA-BB-CC", "0011.22aa.bbcc", "001122AABBCC", "001122-AABBCC"] {
            assert_eq!(text.parse::<MacAddress>().unwrap().to_string(), "00:11:22:AA:BB:CC", "{text}");
        }
    }

    #[test]
    fn what_is_wrong_is_told_apart() {
        for (text, error) in [
            ("", MacError::Missing),
            ("00:11:22:33:44:5", MacError::Length(11)),
            ("00:11:22:33:44:55:66", MacError::Length(14)),
            ("00:11:22:33:44:5O", MacError::Sign('O')),
            ("00:11:22:33:44:55 ", MacError::Sign(' ')),
            ("0:011:22:33:44:55", MacError::Grouping),
            ("00:11-22:33:44:55", MacError::Grouping),
            ("::001122334455", MacError::Grouping),
            ("00:00:00:00:00:00", MacError::NotDevice),
            ("FF:FF:FF:FF:FF:FF", MacError::NotDevice),
            ("01:00:5E:00:00:01", MacError::NotDevice),
        ] {
            assert_eq!(text.parse::<MacAddress>(), Err(error), "{text}");
        }
    }

    proptest! {
        #[test]
        fn every_device_address_round_trips(mut octets in any::<[u8; 6]>()) {
            octets[0] &= 0xFE;
            prop_assume!(octets != [0; 6]);
            let mac = MacAddress(octets);
            prop_assert_eq!(mac.to_string().parse(), Ok(mac));
            prop_assert_eq!(mac.to_string().replace(':', "").to_lowercase().parse(), Ok(mac));
        }
    }
}
