use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use url::{Host, Url};

use super::HostName;

/// Where to ask for names in private (DNS over HTTPS).
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct DohUrl(Url);

super::as_text!(DohUrl, DohUrlError);

/// Why a text is no such place. The text is not repeated: it may hold a password.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DohUrlError {
    /// Nothing there.
    #[error("the web address is missing")]
    Missing,
    /// Not a web address with a host.
    #[error("not a web address such as https://dns.example/dns-query")]
    Malformed,
    /// Another scheme, or none.
    #[error("the web address does not begin with https://")]
    NotHttps,
    /// A name or password inside.
    #[error("the web address holds a name or password")]
    HasLogin,
    /// A `#` inside.
    #[error("the web address holds a #")]
    HasFragment,
}

impl DohUrl {
    /// The whole address.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    /// Whether its host is written like this.
    pub(crate) fn is_host(&self, host: &str) -> bool {
        self.0.host_str() == Some(host)
    }

    /// Its host; none when it is given by number.
    pub fn host(&self) -> Option<HostName> {
        self.0.domain()?.parse().ok()
    }
}

impl FromStr for DohUrl {
    type Err = DohUrlError;

    fn from_str(text: &str) -> Result<Self, DohUrlError> {
        if text.is_empty() {
            return Err(DohUrlError::Missing);
        }
        // The braces come from templates such as `/dns-query{?dns}`, which RouterOS does not fill in.
        if text.contains(|c: char| c.is_whitespace() || matches!(c, '{' | '}')) {
            return Err(DohUrlError::Malformed);
        }
        if !text.contains("://") {
            return Err(DohUrlError::NotHttps);
        }
        let url = Url::parse(text).map_err(|_| DohUrlError::Malformed)?;
        if !url.username().is_empty() || url.password().is_some() {
            return Err(DohUrlError::HasLogin);
        }
        if url.scheme() != "https" {
            return Err(DohUrlError::NotHttps);
        }
        if url.fragment().is_some() {
            return Err(DohUrlError::HasFragment);
        }
        let usable = match url.host() {
            Some(Host::Domain(name)) => name.parse::<HostName>().is_ok(),
            Some(Host::Ipv4(address)) => super::unusable(address).is_none(),
            Some(Host::Ipv6(address)) => super::unusable_v6(address).is_none(),
            None => false,
        };
        if usable { Ok(Self(url)) } else { Err(DohUrlError::Malformed) }
    }
}

impl fmt::Display for DohUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn web_addresses() {
        for (text, shown) in [
            ("https://dns.google/dns-query", "https://dns.google/dns-query"),
            ("https://1.1.1.1/dns-query", "https://1.1.1.1/dns-query"),
            ("https://[2606:4700::1111]/dns-query", "https://[2606:4700::1111]/dns-query"),
            ("https://BÜCHER.example:8443/q?a=b", "https://xn--bcher-kva.example:8443/q?a=b"),
        ] {
            assert_eq!(text.parse::<DohUrl>().unwrap().as_str(), shown);
        }
        assert_eq!("https://1.1.1.1/dns-query".parse::<DohUrl>().unwrap().host(), None);
    }

    #[test]
    fn what_is_wrong_is_told_apart() {
        for (text, error) in [
            ("", DohUrlError::Missing),
            ("dns.google/dns-query", DohUrlError::NotHttps),
            ("http://dns.google/dns-query", DohUrlError::NotHttps),
            ("https://user:pass@dns.example/", DohUrlError::HasLogin),
            ("https://dns.example/#top", DohUrlError::HasFragment),
            ("https:///", DohUrlError::Malformed),
            ("https://a_b.example/", DohUrlError::Malformed),
            ("https://127.0.0.1/", DohUrlError::Malformed),
            ("https://dns.example/dns-query{?dns}", DohUrlError::Malformed),
            ("https://dns.example/ q", DohUrlError::Malformed),
        ] {
            assert_eq!(text.parse::<DohUrl>(), Err(error), "{text}");
        }
    }
}
