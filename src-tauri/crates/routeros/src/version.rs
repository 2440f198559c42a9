//! RouterOS versions and what exists since when.
use std::{fmt, str::FromStr};

/// A RouterOS version such as `7.20.6`. Channels and build words are left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Version {
    /// 6 or 7.
    pub major: u16,
    /// The number after the first dot.
    pub minor: u16,
    /// The number after the second dot, 0 when there is none.
    pub patch: u16,
}

impl Version {
    /// Makes a version from its numbers.
    pub const fn new(major: u16, minor: u16, patch: u16) -> Self {
        Self { major, minor, patch }
    }

    /// The oldest that is spoken to: from here on the login is in its present form (reference rest-api §13).
    pub const OLDEST: Self = Self::new(6, 43, 0);

    /// RouterOS 7.1 to 7.8: no dump of its commands exists, so nothing is sent to it (reference versions.md).
    pub fn is_untested(self) -> bool {
        self.major == 7 && !self.has(Feature::RestOverHttp)
    }

    /// Whether this version has a feature.
    pub fn has(self, feature: Feature) -> bool {
        self >= feature.since()
    }
}

macro_rules! features {
    ($($(#[$doc:meta])* $name:ident since $major:literal $minor:literal;)*) => {
        /// What only some versions can say. Sources: reference versions.md and rest-api.md §15.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Feature { $($(#[$doc])* $name,)* }

        impl Feature {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// The first version that has it.
            pub const fn since(self) -> Version {
                match self { $(Self::$name => Version::new($major, $minor, 0),)* }
            }
        }
    };
}

features! {
    /// `/system/ntp/client servers`; RouterOS 6 has `primary-ntp`, `secondary-ntp` for addresses and
    /// `server-dns-names` for names.
    NtpServers since 7 0;
    /// `/interface/lte/apn use-network-apn`: the network names the access point.
    NetworkApn since 7 0;
    /// The REST API. Before it there is the binary API alone.
    Rest since 7 1;
    /// REST over plain HTTP.
    RestOverHttp since 7 9;
    /// `/disk/settings` with sharing of USB disks.
    DiskSettings since 7 15;
    /// `/file/read`: pieces of files.
    FileRead since 7 13;
    /// `/import dry-run`: the router reads a script without carrying it out.
    ImportDryRun since 7 16;
    /// Over REST a piece of a file keeps every byte (before it is garbled, reference rest-api §9).
    WholeFileRead since 7 17;
    /// `/ip/cloud ddns-enabled=auto` is the off position.
    CloudAuto since 7 17;
    /// `/ip/service` also lists connections.
    ServiceConnections since 7 19;
    /// Root certificates that come with the router: DNS over HTTPS can be verified without an import.
    BuiltinTrust since 7 19;
    /// `/ip/dhcp-client vlan-priority`: packets that ask for an address carry a priority.
    DhcpPriority since 7 20;
    /// `builtin-trust-anchors` became `builtin-trust-store` and covers DNS by default.
    BuiltinTrustStore since 7 21;
}

/// The text is not a RouterOS version.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not a RouterOS version")]
pub struct VersionError;

impl FromStr for Version {
    type Err = VersionError;

    /// Reads `7.20.6`, `7.20.6 (stable)`, `7.22rc1` and the like.
    fn from_str(text: &str) -> Result<Self, VersionError> {
        let number = text.split_whitespace().next().ok_or(VersionError)?;
        let mut parts = number.split('.');
        let mut next = |required: bool| -> Result<u16, VersionError> {
            let Some(part) = parts.next() else { return if required { Err(VersionError) } else { Ok(0) } };
            let digits: String = part.chars().take_while(char::is_ascii_digit).collect();
            digits.parse().map_err(|_| VersionError)
        };
        Ok(Self { major: next(true)?, minor: next(true)?, patch: next(false)? })
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.major, self.minor)?;
        if self.patch > 0 { write!(f, ".{}", self.patch) } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_routers_say() {
        for (text, version) in [
            ("7.20.6 (stable)", Version::new(7, 20, 6)),
            ("7.24", Version::new(7, 24, 0)),
            ("7.22rc1 (testing)", Version::new(7, 22, 0)),
            ("6.49.10 (long-term)", Version::new(6, 49, 10)),
        ] {
            assert_eq!(text.parse(), Ok(version), "{text}");
        }
        assert!("".parse::<Version>().is_err());
        assert!("seven".parse::<Version>().is_err());
        assert!("7".parse::<Version>().is_err());
    }

    #[test]
    fn six_lacks_what_seven_brought() {
        let six = Version::new(6, 49, 10);
        assert!(!six.has(Feature::Rest) && !six.has(Feature::NtpServers));
        assert!(Version::new(7, 9, 0).has(Feature::RestOverHttp));
        assert!(Version::new(7, 8, 0).is_untested() && !Version::new(7, 9, 0).is_untested() && !six.is_untested());
    }

    #[test]
    fn nine_comes_before_ten() {
        assert!(Version::new(7, 9, 2) < Version::new(7, 10, 0));
    }
}
