use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// Name of a host on the internet, in the ASCII form that is sent on the line.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct HostName(String);

super::as_text!(HostName, HostNameError);

/// The text is no name of a host.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not the name of a host")]
pub struct HostNameError;

impl HostName {
    /// The name in ASCII.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether this is `domain` or lies below it.
    pub fn is_within(&self, domain: &str) -> bool {
        self.0.strip_suffix(domain).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
    }
}

impl FromStr for HostName {
    type Err = HostNameError;

    fn from_str(text: &str) -> Result<Self, HostNameError> {
        // The dot that ends a full name is not part of what RouterOS takes.
        let text = text.strip_suffix('.').unwrap_or(text);
        let ascii = idna::domain_to_ascii(text).map_err(|_| HostNameError)?;
        let label_is_right = |label: &str| {
            (1..=63).contains(&label.len())
                && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
                && !label.starts_with('-')
                && !label.ends_with('-')
        };
        // A last label of digits alone would be an address.
        let number_at_end = ascii.rsplit('.').next().is_some_and(|last| last.bytes().all(|b| b.is_ascii_digit()));
        if ascii.len() > 253 || number_at_end || !ascii.split('.').all(label_is_right) {
            return Err(HostNameError);
        }
        Ok(Self(ascii))
    }
}

impl fmt::Display for HostName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_ascii() {
        for (text, ascii) in [
            ("dns.google", "dns.google"),
            ("DNS.Google.", "dns.google"),
            ("bücher.example", "xn--bcher-kva.example"),
            ("例え.jp", "xn--r8jz45g.jp"),
            ("printer", "printer"),
        ] {
            assert_eq!(text.parse::<HostName>().unwrap().as_str(), ascii);
        }
    }

    #[test]
    fn what_is_no_name() {
        let long = format!("{}.example", "a".repeat(64));
        let longer = vec!["abcdefgh"; 32].join(".");
        for text in [
            "",
            ".",
            "a..b",
            "-a.example",
            "a-.example",
            "a_b.example",
            "a b",
            "1.1.1.1",
            "42",
            "xn--a",
            &long,
            &longer,
        ] {
            assert_eq!(text.parse::<HostName>(), Err(HostNameError), "{text}");
        }
    }

    #[test]
    fn within_a_domain() {
        let host: HostName = "dns.quad9.net".parse().unwrap();
        assert!(host.is_within("quad9.net") && host.is_within("dns.quad9.net"));
        assert!(!host.is_within("ad9.net"));
    }
}
