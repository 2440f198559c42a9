//! How far an address from a provider reaches.
use std::net::Ipv4Addr;

/// Who can reach an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// The whole internet.
    Public,
    /// Those behind the same provider's translator: 100.64.0.0/10 (RFC 6598, CGNAT).
    Shared,
    /// Those in the same house: another router stands before this one (RFC 1918).
    Private,
}

/// Which of them it is.
pub fn reach(address: Ipv4Addr) -> Reach {
    let [a, b, ..] = address.octets();
    if address.is_private() || address.is_link_local() {
        Reach::Private
    } else if a == 100 && (64..128).contains(&b) {
        Reach::Shared
    } else {
        Reach::Public
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_and_who_reaches_them() {
        for (text, expected) in [
            ("203.0.113.47", Reach::Public),
            ("100.63.255.255", Reach::Public),
            ("100.64.0.1", Reach::Shared),
            ("100.127.255.254", Reach::Shared),
            ("100.128.0.1", Reach::Public),
            ("192.168.1.2", Reach::Private),
            ("172.31.0.2", Reach::Private),
            ("169.254.1.1", Reach::Private),
        ] {
            assert_eq!(reach(text.parse().expect("an address")), expected, "{text}");
        }
    }
}
