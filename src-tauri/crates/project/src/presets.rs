//! Name servers that are offered by name.

use std::{fmt, net::Ipv4Addr, str::FromStr};

/// A public name server that is offered by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Preset {
    /// Cloudflare, blocks nothing.
    Cloudflare,
    /// Cloudflare, blocks malware.
    CloudflareMalware,
    /// Cloudflare, blocks malware and adult sites.
    CloudflareFamily,
    /// Quad9, blocks harmful sites.
    Quad9,
    /// Google, blocks nothing.
    Google,
}

struct Data {
    id: &'static str,
    name: &'static str,
    servers: [Ipv4Addr; 2],
    doh: Option<&'static str>,
}

const fn data(preset: Preset) -> Data {
    match preset {
        Preset::Cloudflare => Data {
            id: "cloudflare",
            name: "Cloudflare",
            servers: [Ipv4Addr::new(1, 1, 1, 1), Ipv4Addr::new(1, 0, 0, 1)],
            doh: Some("https://cloudflare-dns.com/dns-query"),
        },
        Preset::CloudflareMalware => Data {
            id: "cloudflare-malware",
            name: "Cloudflare",
            servers: [Ipv4Addr::new(1, 1, 1, 2), Ipv4Addr::new(1, 0, 0, 2)],
            doh: Some("https://security.cloudflare-dns.com/dns-query"),
        },
        Preset::CloudflareFamily => Data {
            id: "cloudflare-family",
            name: "Cloudflare",
            servers: [Ipv4Addr::new(1, 1, 1, 3), Ipv4Addr::new(1, 0, 0, 3)],
            doh: Some("https://family.cloudflare-dns.com/dns-query"),
        },
        Preset::Quad9 => Data {
            id: "quad9",
            name: "Quad9",
            servers: [Ipv4Addr::new(9, 9, 9, 9), Ipv4Addr::new(149, 112, 112, 112)],
            // Quad9 does offer it, but MikroTik lists it as not compatible with RouterOS.
            doh: None,
        },
        Preset::Google => Data {
            id: "google",
            name: "Google",
            servers: [Ipv4Addr::new(8, 8, 8, 8), Ipv4Addr::new(8, 8, 4, 4)],
            doh: Some("https://dns.google/dns-query"),
        },
    }
}

/// Hosts that MikroTik's manual lists as not compatible with its DNS over HTTPS; their subdomains too.
pub(crate) const INCOMPATIBLE_HOSTS: [&str; 5] =
    ["quad9.net", "mullvad.net", "yandex.net", "yandex.ru", "uncensoreddns.org"];

impl Preset {
    /// All of them, in the order of the screen.
    pub const ALL: [Self; 5] =
        [Self::Cloudflare, Self::CloudflareMalware, Self::CloudflareFamily, Self::Quad9, Self::Google];

    /// As it stands in `names.preset`.
    pub const fn as_str(self) -> &'static str {
        data(self).id
    }

    /// Who runs it.
    pub const fn name(self) -> &'static str {
        data(self).name
    }

    /// Its servers, the first one first.
    pub const fn servers(self) -> [Ipv4Addr; 2] {
        data(self).servers
    }

    /// Where to ask in private, if RouterOS can do this with it.
    pub const fn doh(self) -> Option<&'static str> {
        data(self).doh
    }
}

impl fmt::Display for Preset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// No preset has this name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no name servers are known by this name")]
pub struct UnknownPreset;

impl FromStr for Preset {
    type Err = UnknownPreset;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|preset| preset.as_str() == text).ok_or(UnknownPreset)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::DohUrl;

    #[test]
    fn presets_are_well_formed() {
        for preset in Preset::ALL {
            assert_eq!(preset.as_str().parse(), Ok(preset));
            if let Some(url) = preset.doh() {
                assert_eq!(url.parse::<DohUrl>().unwrap().as_str(), url);
            }
        }
        assert_eq!(Preset::Quad9.doh(), None);
    }
}
