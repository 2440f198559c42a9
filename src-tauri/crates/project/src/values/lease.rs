use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// How long a device keeps its address, from one minute to thirty days, shown as RouterOS shows it: `30m`, `1d12h`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Lease(u32);

super::as_text!(Lease, LeaseError);

/// Why a text is no time to keep an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LeaseError {
    /// Not a time as RouterOS writes it.
    #[error("not a time such as 30m or 1d")]
    Malformed,
    /// Under a minute: devices would ask all the time.
    #[error("at least one minute")]
    TooShort,
    /// Over thirty days: addresses of guests would be gone for ever.
    #[error("at most thirty days")]
    TooLong,
}

const UNITS: [(char, u64); 5] = [('w', 7 * 86_400), ('d', 86_400), ('h', 3_600), ('m', 60), ('s', 1)];

impl Lease {
    const SHORTEST: u64 = 60;
    const LONGEST: u64 = 30 * 86_400;

    /// The time in seconds.
    pub const fn seconds(self) -> u32 {
        self.0
    }

    /// A lease of so many seconds.
    ///
    /// # Errors
    /// When it is under a minute or over thirty days.
    pub fn from_seconds(seconds: u64) -> Result<Self, LeaseError> {
        match seconds {
            ..Self::SHORTEST => Err(LeaseError::TooShort),
            Self::SHORTEST..=Self::LONGEST => u32::try_from(seconds).map(Self).map_err(|_| LeaseError::TooLong),
            _ => Err(LeaseError::TooLong),
        }
    }
}

/// `1w2d` and the like, each unit at most once and in order; the rest of the text, which may be a clock time.
fn units(mut text: &str) -> Result<(u64, &str), LeaseError> {
    let mut total = 0_u64;
    let mut units = UNITS.iter();
    while let Some(end) = text.find(|c: char| !c.is_ascii_digit()) {
        let (number, rest) = text.split_at(end);
        let mut signs = rest.chars();
        let Some(sign) = signs.next().filter(|&c| c != ':') else {
            break;
        };
        let &(_, seconds) = units.find(|(unit, _)| *unit == sign).ok_or(LeaseError::Malformed)?;
        total = add(total, number, seconds)?;
        text = signs.as_str();
    }
    Ok((total, text))
}

fn add(total: u64, number: &str, seconds: u64) -> Result<u64, LeaseError> {
    if number.is_empty() || !number.bytes().all(|b| b.is_ascii_digit()) {
        return Err(LeaseError::Malformed);
    }
    number
        .parse::<u64>()
        .ok()
        .and_then(|number| number.checked_mul(seconds))
        .and_then(|part| part.checked_add(total))
        .ok_or(LeaseError::TooLong)
}

impl FromStr for Lease {
    type Err = LeaseError;

    fn from_str(text: &str) -> Result<Self, LeaseError> {
        if text.is_empty() {
            return Err(LeaseError::Malformed);
        }
        let (mut total, clock) = units(text)?;
        if !clock.is_empty() {
            // A bare number is refused: RouterOS takes it for seconds, people for minutes.
            let parts: Vec<&str> = clock.split(':').collect();
            let [hours, minutes, seconds] = parts[..] else {
                return Err(LeaseError::Malformed);
            };
            for (number, unit) in [(hours, 3_600), (minutes, 60), (seconds, 1)] {
                total = add(total, number, unit)?;
            }
        }
        Self::from_seconds(total)
    }
}

impl fmt::Display for Lease {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut rest = u64::from(self.0);
        for (unit, seconds) in UNITS {
            if rest >= seconds {
                write!(f, "{}{unit}", rest / seconds)?;
                rest %= seconds;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn router_os_spellings() {
        for (text, seconds, shown) in [
            ("10m", 600, "10m"),
            ("60s", 60, "1m"),
            ("1h30m", 5_400, "1h30m"),
            ("90m", 5_400, "1h30m"),
            ("1d", 86_400, "1d"),
            ("1w", 604_800, "1w"),
            ("1d02:03:04", 93_784, "1d2h3m4s"),
            ("00:10:00", 600, "10m"),
        ] {
            let lease: Lease = text.parse().unwrap();
            assert_eq!((lease.seconds(), &*lease.to_string()), (seconds, shown));
        }
    }

    #[test]
    fn what_is_wrong_is_told_apart() {
        for (text, error) in [
            ("", LeaseError::Malformed),
            ("30", LeaseError::Malformed),
            ("m", LeaseError::Malformed),
            ("1m1m", LeaseError::Malformed),
            ("1m1h", LeaseError::Malformed),
            ("30 min", LeaseError::Malformed),
            ("1d02:03", LeaseError::Malformed),
            ("never", LeaseError::Malformed),
            ("59s", LeaseError::TooShort),
            ("0s", LeaseError::TooShort),
            ("31d", LeaseError::TooLong),
            ("99999999999999999999w", LeaseError::TooLong),
        ] {
            assert_eq!(text.parse::<Lease>(), Err(error), "{text}");
        }
    }

    proptest! {
        #[test]
        fn every_lease_round_trips(seconds in Lease::SHORTEST..=Lease::LONGEST) {
            let lease = Lease::from_seconds(seconds).unwrap();
            prop_assert_eq!(lease.to_string().parse(), Ok(lease));
        }
    }
}
