use std::{
    fmt,
    net::{Ipv4Addr, Ipv6Addr},
    str::FromStr,
};

use ipnet::Ipv4Net;
use serde::{Deserialize, Serialize};

/// Why a text is not the address of a device in a network.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AddressError {
    /// Nothing there.
    #[error("the address is missing")]
    Missing,
    /// Not an address.
    #[error("not an address such as 192.168.88.1/24")]
    Malformed,
    /// An address without the size of its network.
    #[error("the size is missing behind {0}")]
    NoPrefix(Ipv4Addr),
    /// No device can have this address.
    #[error("no device can have {0}")]
    Unusable(Ipv4Addr, Unusable),
    /// A network that is too small.
    #[error("the network of {0} is too small")]
    PrefixTooLong(Ipv4Net),
    /// A network that is too large.
    #[error("the network of {0} is too large")]
    PrefixTooShort(Ipv4Net),
    /// The first address of a network, which names the network.
    #[error("{0} names the network")]
    Network(Ipv4Net),
    /// The last address of a network, which names everybody.
    #[error("{0} names every device of the network")]
    Broadcast(Ipv4Net),
}

/// Why no device at a home or on the internet can have an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unusable {
    /// 0.0.0.0/8.
    ThisNetwork,
    /// 127.0.0.0/8, `::1`.
    Loopback,
    /// 169.254.0.0/16, `fe80::/10`.
    LinkLocal,
    /// 224.0.0.0/4, `ff00::/8`.
    Multicast,
    /// 240.0.0.0/4, once called class E, with 255.255.255.255.
    Reserved,
    /// `::`.
    Unspecified,
}

impl Unusable {
    /// As it stands in the parameter `{kind}`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::ThisNetwork => "this-network",
            Self::Loopback => "loopback",
            Self::LinkLocal => "link-local",
            Self::Multicast => "multicast",
            Self::Reserved => "reserved",
            Self::Unspecified => "unspecified",
        }
    }
}

/// Why no device can have `address`, if so.
pub fn unusable(address: Ipv4Addr) -> Option<Unusable> {
    match address.octets() {
        [0, ..] => Some(Unusable::ThisNetwork),
        [127, ..] => Some(Unusable::Loopback),
        [169, 254, ..] => Some(Unusable::LinkLocal),
        [224..=239, ..] => Some(Unusable::Multicast),
        [240..=255, ..] => Some(Unusable::Reserved),
        _ => None,
    }
}

/// Why no device that others ask can have `address`, if so.
pub fn unusable_v6(address: Ipv6Addr) -> Option<Unusable> {
    if address.is_unspecified() {
        Some(Unusable::Unspecified)
    } else if address.is_loopback() {
        Some(Unusable::Loopback)
    } else if address.is_unicast_link_local() {
        Some(Unusable::LinkLocal)
    } else if address.is_multicast() {
        Some(Unusable::Multicast)
    } else {
        None
    }
}

/// `address/size`, where the size may also be written as a mask, as in many letters of providers.
fn parse(text: &str) -> Result<Ipv4Net, AddressError> {
    if text.is_empty() {
        return Err(AddressError::Missing);
    }
    let (address, size) = match text.split_once('/') {
        Some((address, size)) => (address, Some(size)),
        None => (text, None),
    };
    let address: Ipv4Addr = address.parse().map_err(|_| AddressError::Malformed)?;
    let Some(size) = size.filter(|size| !size.is_empty()) else {
        return Err(AddressError::NoPrefix(address));
    };
    if let Ok(mask) = size.parse::<Ipv4Addr>() {
        return Ipv4Net::with_netmask(address, mask).map_err(|_| AddressError::Malformed);
    }
    if !size.bytes().all(|b| b.is_ascii_digit()) {
        return Err(AddressError::Malformed);
    }
    size.parse::<u8>().ok().and_then(|size| Ipv4Net::new(address, size).ok()).ok_or(AddressError::Malformed)
}

fn in_bounds(net: Ipv4Net, shortest: u8, longest: u8) -> Result<Ipv4Net, AddressError> {
    if let Some(kind) = unusable(net.addr()) {
        return Err(AddressError::Unusable(net.addr(), kind));
    }
    if net.prefix_len() > longest {
        return Err(AddressError::PrefixTooLong(net));
    }
    if net.prefix_len() < shortest {
        return Err(AddressError::PrefixTooShort(net));
    }
    if net.addr() == net.network() {
        return Err(AddressError::Network(net));
    }
    if net.addr() == net.broadcast() {
        return Err(AddressError::Broadcast(net));
    }
    Ok(net)
}

macro_rules! address_type {
    ($(#[doc = $doc:literal])+ $name:ident, $shortest:literal) => {
        $(#[doc = $doc])+
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(Ipv4Net);

        super::as_text!($name, AddressError);

        impl $name {
            /// The largest network that is taken.
            pub const SHORTEST_PREFIX: u8 = $shortest;
            /// The smallest network that is taken: two devices.
            pub const LONGEST_PREFIX: u8 = 30;

            /// The device's own address.
            pub fn ip(&self) -> Ipv4Addr {
                self.0.addr()
            }

            /// The size of the network.
            pub fn prefix(&self) -> u8 {
                self.0.prefix_len()
            }

            /// The network.
            pub fn network(&self) -> Ipv4Net {
                self.0.trunc()
            }

            /// Whether an address lies in the network.
            pub fn contains(&self, address: Ipv4Addr) -> bool {
                self.0.contains(&address)
            }

            /// The first address that a device of the network can have.
            pub fn first_host(&self) -> Ipv4Addr {
                Ipv4Addr::from_bits(self.0.network().to_bits() + 1)
            }

            /// The last address that a device of the network can have.
            pub fn last_host(&self) -> Ipv4Addr {
                Ipv4Addr::from_bits(self.0.broadcast().to_bits() - 1)
            }
        }

        impl TryFrom<Ipv4Net> for $name {
            type Error = AddressError;

            fn try_from(net: Ipv4Net) -> Result<Self, AddressError> {
                in_bounds(net, Self::SHORTEST_PREFIX, Self::LONGEST_PREFIX).map(Self)
            }
        }

        impl FromStr for $name {
            type Err = AddressError;

            fn from_str(text: &str) -> Result<Self, AddressError> {
                parse(text)?.try_into()
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    };
}

address_type!(
    /// The router's address at home with the size of the home network, from /16 to /30.
    LanAddress, 16
);

address_type!(
    /// The router's address towards the provider with the size of that network, from /8 to /30.
    HostAddress, 8
);

impl LanAddress {
    /// Whether nobody on the internet can have this address.
    pub fn is_private(&self) -> bool {
        self.ip().is_private()
    }

    /// Whether it lies in 100.64.0.0/10, where providers put their own devices.
    pub fn is_provider_space(&self) -> bool {
        matches!(self.ip().octets(), [100, 64..=127, ..])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lan(text: &str) -> Result<LanAddress, AddressError> {
        text.parse()
    }

    #[test]
    fn usual_addresses() {
        let address = lan("192.168.88.1/24").unwrap();
        assert_eq!(address.to_string(), "192.168.88.1/24");
        assert_eq!(address.network().to_string(), "192.168.88.0/24");
        assert_eq!(address.last_host().to_string(), "192.168.88.254");
        assert!(address.contains(Ipv4Addr::new(192, 168, 88, 7)));
        assert_eq!(lan("192.168.88.1/255.255.255.0"), Ok(address));
        assert!(lan("10.0.255.255/16").is_err() && lan("10.0.255.254/16").is_ok());
        assert!("203.0.113.47/12".parse::<HostAddress>().is_ok());
    }

    #[test]
    fn sizes_that_no_home_has() {
        for (text, long) in
            [("10.0.0.1/31", true), ("10.0.0.1/32", true), ("10.0.0.1/15", false), ("10.0.0.1/0", false)]
        {
            match lan(text) {
                Err(AddressError::PrefixTooLong(_)) => assert!(long, "{text}"),
                Err(AddressError::PrefixTooShort(_)) => assert!(!long, "{text}"),
                other => panic!("{text}: {other:?}"),
            }
        }
    }

    #[test]
    fn ends_of_the_street_are_no_houses() {
        assert!(matches!(lan("10.0.0.0/24"), Err(AddressError::Network(_))));
        assert!(matches!(lan("10.0.0.255/24"), Err(AddressError::Broadcast(_))));
        assert!(lan("10.0.0.255/23").is_ok());
    }

    #[test]
    fn addresses_that_nobody_has() {
        for (text, kind) in [
            ("0.1.2.3/24", Unusable::ThisNetwork),
            ("127.0.0.1/24", Unusable::Loopback),
            ("169.254.1.1/24", Unusable::LinkLocal),
            ("224.0.0.1/24", Unusable::Multicast),
            ("240.0.0.1/24", Unusable::Reserved),
            ("255.255.255.255/24", Unusable::Reserved),
        ] {
            assert!(matches!(lan(text), Err(AddressError::Unusable(_, k)) if k == kind), "{text}");
        }
        for (text, kind) in [
            ("::", Unusable::Unspecified),
            ("::1", Unusable::Loopback),
            ("fe80::1", Unusable::LinkLocal),
            ("ff02::1", Unusable::Multicast),
        ] {
            assert_eq!(unusable_v6(text.parse().unwrap()), Some(kind));
        }
    }

    #[test]
    fn texts_that_are_no_addresses() {
        assert_eq!(lan(""), Err(AddressError::Missing));
        for text in [
            "router",
            "192.168.88/24",
            "192.168.88.1/33",
            "192.168.88.1/+8",
            "192.168.088.1/24",
            "192.168.88.1/255.0.255.0",
            "192.168.88.1/24/24",
            "192.168.88.1 /24",
            "::1/64",
        ] {
            assert_eq!(lan(text), Err(AddressError::Malformed), "{text}");
        }
        for text in ["192.168.88.1", "192.168.88.1/"] {
            assert!(matches!(lan(text), Err(AddressError::NoPrefix(_))), "{text}");
        }
    }
}
