//! What the provider's line offers at the far side of the first socket.
use ipnet::Ipv4Net;
use std::{net::Ipv4Addr, str::FromStr};

/// The line. With a VLAN, only packets with that tag are answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Internet {
    /// Nobody is there.
    None,
    /// An address for whoever asks.
    Dhcp {
        /// The tag.
        vlan: Option<u16>,
        /// The address, such as one of another router's; none for 203.0.113.47/24. The gateway is the
        /// first one of its network.
        address: Option<Ipv4Net>,
    },
    /// Nobody on the cable; a SIM card in the router.
    Lte {
        /// What the card wants; empty for nothing.
        pin: String,
        /// The access point that its provider answers to.
        apn: String,
    },
    /// An address for whoever logs in.
    Pppoe {
        /// The only name that is accepted.
        user: String,
        /// Its password.
        password: String,
        /// The tag.
        vlan: Option<u16>,
    },
    /// One address, one gateway.
    Static {
        /// The customer's address.
        address: Ipv4Net,
        /// The provider's side.
        gateway: Ipv4Addr,
        /// The tag; none accepts any.
        vlan: Option<u16>,
    },
}

impl Internet {
    /// Whether a cable of the provider's is plugged into the first socket.
    pub(crate) fn is_by_cable(&self) -> bool {
        matches!(self, Self::Dhcp { .. } | Self::Pppoe { .. } | Self::Static { .. })
    }
}

/// The text describes no line.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "not one of: none, dhcp[:ADDRESS/PREFIX][@VLAN], pppoe:USER:PASSWORD[@VLAN], static:ADDRESS/PREFIX,GATEWAY[@VLAN], lte[:PIN[:APN]]"
)]
pub struct InternetError;

impl FromStr for Internet {
    type Err = InternetError;

    fn from_str(text: &str) -> Result<Self, InternetError> {
        let (kind, rest) = text.split_once(':').unwrap_or((text, ""));
        match kind {
            "none" if rest.is_empty() => Ok(Self::None),
            "pppoe" => {
                let (rest, vlan) = tag(rest)?;
                let (user, password) = rest.split_once(':').ok_or(InternetError)?;
                Ok(Self::Pppoe { user: user.to_owned(), password: password.to_owned(), vlan })
            }
            "static" => {
                let (rest, vlan) = tag(rest)?;
                let (address, gateway) = rest.split_once(',').ok_or(InternetError)?;
                let address = address.parse().map_err(|_| InternetError)?;
                Ok(Self::Static { address, gateway: gateway.parse().map_err(|_| InternetError)?, vlan })
            }
            "lte" => {
                let (pin, apn) = rest.split_once(':').unwrap_or((rest, "internet"));
                Ok(Self::Lte { pin: pin.to_owned(), apn: apn.to_owned() })
            }
            _ => {
                let (text, vlan) = tag(text)?;
                let address = match text.strip_prefix("dhcp") {
                    Some("") => None,
                    Some(at) => Some(at.strip_prefix(':').and_then(|at| at.parse().ok()).ok_or(InternetError)?),
                    None => return Err(InternetError),
                };
                Ok(Self::Dhcp { vlan, address })
            }
        }
    }
}

/// Takes a trailing `@VLAN` off. An `@` with something else behind it belongs to the text.
fn tag(text: &str) -> Result<(&str, Option<u16>), InternetError> {
    let Some((before, after)) = text.rsplit_once('@') else { return Ok((text, None)) };
    if after.is_empty() || !after.bytes().all(|byte| byte.is_ascii_digit()) {
        return Ok((text, None));
    }
    match after.parse() {
        Ok(vlan @ 1..=4094) => Ok((before, Some(vlan))),
        _ => Err(InternetError),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_as_they_are_written() {
        let pppoe =
            |user: &str, password: &str, vlan| Internet::Pppoe { user: user.into(), password: password.into(), vlan };
        let dhcp =
            |vlan, address: Option<&str>| Internet::Dhcp { vlan, address: address.and_then(|at| at.parse().ok()) };
        assert_eq!("dhcp@10".parse(), Ok(dhcp(Some(10), None)));
        assert_eq!("dhcp:192.168.88.77/24@10".parse(), Ok(dhcp(Some(10), Some("192.168.88.77/24"))));
        let lte = |pin: &str, apn: &str| Internet::Lte { pin: pin.into(), apn: apn.into() };
        assert_eq!("lte".parse(), Ok(lte("", "internet")));
        assert_eq!("lte:1234:corp.example".parse(), Ok(lte("1234", "corp.example")));
        assert_eq!("pppoe:anna@isp.example:a:b@c".parse(), Ok(pppoe("anna@isp.example", "a:b@c", None)));
        assert_eq!("pppoe:anna:x@7".parse(), Ok(pppoe("anna", "x", Some(7))));
        assert!("static:203.0.113.47/24,203.0.113.1".parse::<Internet>().is_ok());
        for wrong in ["", "dhcp@0", "dhcp@5000", "pppoe:anna", "static:1.2.3.4", "dhcp:1.2.3.4", "dhcpx"] {
            assert_eq!(wrong.parse::<Internet>(), Err(InternetError), "{wrong}");
        }
    }
}
