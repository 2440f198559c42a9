use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// A time zone by its name in the tz database, such as `Europe/Vienna`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct TimeZone(String);

super::as_text!(TimeZone, TimeZoneError);

/// The text is no name of a time zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not the name of a time zone")]
pub struct TimeZoneError;

/// Names that the tz database gave up for new ones since RouterOS 6.49 came out. It keeps the old ones as
/// links, and RouterOS takes those too (`US/Central` stands in exports), while older releases cannot know the
/// new ones (data.iana.org/time-zones, `backward`).
const RENAMED: &[(&str, &str)] = &[
    ("Europe/Kyiv", "Europe/Kiev"),
    ("America/Nuuk", "America/Godthab"),
    ("Pacific/Kanton", "Pacific/Enderbury"),
    // Not renamed but new, and by today's clock the same as the zone that it left.
    ("America/Ciudad_Juarez", "America/Denver"),
    ("America/Coyhaique", "America/Punta_Arenas"),
];

impl TimeZone {
    /// Its name.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The name by which every RouterOS knows it.
    pub fn for_router(&self) -> &str {
        RENAMED.iter().find(|(new, _)| *new == self.0).map_or(&self.0, |(_, old)| old)
    }

    /// Of what a computer says of itself: one that counts without summer time, or by no place, says nothing of
    /// where it stands.
    pub fn of_computer(name: &str) -> Option<Self> {
        let says_where = name.contains('/') && !name.starts_with("Etc/");
        name.parse().ok().filter(|_| says_where)
    }
}

impl FromStr for TimeZone {
    type Err = TimeZoneError;

    /// The rules of the tz database for names (data.iana.org/time-zones, `theory.html`).
    fn from_str(text: &str) -> Result<Self, TimeZoneError> {
        let part_is_right = |part: &str| {
            let signs = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'+' | b'-');
            !part.is_empty() && part.bytes().all(signs) && !part.starts_with(['-', '+'])
        };
        let parts = text.split('/').count();
        // RouterOS has its own meaning for `manual`.
        if text.len() > 64 || parts > 3 || !text.split('/').all(part_is_right) || text == "manual" {
            return Err(TimeZoneError);
        }
        Ok(Self(text.to_owned()))
    }
}

impl fmt::Display for TimeZone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_the_database_and_nothing_else() {
        for right in ["Europe/Vienna", "America/Argentina/Buenos_Aires", "America/Port-au-Prince", "Etc/GMT+5", "UTC"] {
            assert_eq!(right.parse::<TimeZone>().map(String::from), Ok(right.to_owned()));
        }
        for wrong in ["", "manual", "Europe/", "/Vienna", "Europe//Vienna", "a/b/c/d", "Wien, Österreich", "Europe/-x"]
        {
            assert_eq!(wrong.parse::<TimeZone>(), Err(TimeZoneError), "{wrong}");
        }
    }

    #[test]
    fn older_routers_get_the_older_name() {
        let named = |name: &str| name.parse::<TimeZone>().map(|zone| zone.for_router().to_owned());
        assert_eq!(named("Europe/Kyiv").as_deref(), Ok("Europe/Kiev"));
        assert_eq!(named("Europe/Vienna").as_deref(), Ok("Europe/Vienna"));
    }

    #[test]
    fn a_computer_without_a_place_says_nothing() {
        assert!(TimeZone::of_computer("Asia/Tokyo").is_some());
        for nowhere in ["UTC", "Etc/UTC", "Etc/Unknown", "EST5EDT", ""] {
            assert_eq!(TimeZone::of_computer(nowhere), None, "{nowhere}");
        }
    }
}
