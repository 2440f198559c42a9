//! What a router says of itself in the network (MNDP; reference router-configuration §9).
use std::net::{Ipv4Addr, Ipv6Addr};

/// Where it is said.
pub const PORT: u16 = 5678;
/// Asks everybody to say it now.
pub(super) const QUESTION: [u8; 4] = [0; 4];
/// Longer texts are cut: nobody has such names.
const LONGEST_TEXT: usize = 128;

/// One announcement. Texts are as they came: they are made visible where they are shown.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Announcement {
    /// Hardware address of the interface that it came from.
    pub mac: Option<[u8; 6]>,
    /// The name that its owner gave it.
    pub identity: String,
    /// Version such as `7.20.6 (stable)`.
    pub version: String,
    /// `MikroTik`, or what else calls itself so.
    pub platform: String,
    /// The licence's id: one per device.
    pub software_id: String,
    /// Model such as `hAP ax^2`.
    pub board: String,
    /// The interface that it came from, such as `bridge/ether3`.
    pub interface: String,
    /// Its address there. Without one it cannot be set up over the network.
    pub ipv4: Option<Ipv4Addr>,
    /// The same.
    pub ipv6: Option<Ipv6Addr>,
}

/// Reads a packet. None when it is no announcement: a question, or anything else.
pub fn parse(packet: &[u8]) -> Option<Announcement> {
    let mut rest = packet.get(4..)?;
    let mut found = Announcement::default();
    while let [a, b, c, d, more @ ..] = rest {
        let length = usize::from(u16::from_be_bytes([*c, *d]));
        let (value, next) = (more.get(..length)?, more.get(length..)?);
        let text = || String::from_utf8_lossy(&value[..value.len().min(LONGEST_TEXT)]).into_owned();
        match u16::from_be_bytes([*a, *b]) {
            1 => found.mac = value.try_into().ok(),
            5 => found.identity = text(),
            7 => found.version = text(),
            8 => found.platform = text(),
            11 => found.software_id = text(),
            12 => found.board = text(),
            15 => found.ipv6 = <[u8; 16]>::try_from(value).ok().map(Ipv6Addr::from),
            16 => found.interface = text(),
            17 => found.ipv4 = <[u8; 4]>::try_from(value).ok().map(Ipv4Addr::from).filter(|ip| !ip.is_unspecified()),
            // Uptime and what newer versions say.
            _ => {}
        }
        rest = next;
    }
    found.mac.map(|_| found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn packet(parts: &[(u16, &[u8])]) -> Vec<u8> {
        let mut packet = vec![0, 0, 0, 1];
        for (kind, value) in parts {
            packet.extend(kind.to_be_bytes());
            packet.extend(u16::try_from(value.len()).expect("short").to_be_bytes());
            packet.extend(*value);
        }
        packet
    }

    #[test]
    fn what_a_router_says() {
        let said = packet(&[
            (1, &[2, 0, 0, 0, 0, 9]),
            (5, b"MikroTik"),
            (7, b"7.20.6 (stable)"),
            (8, b"MikroTik"),
            (10, &[1, 0, 0, 0]),
            (11, b"ABCD-1234"),
            (12, b"hAP ax^2"),
            (17, &[192, 168, 88, 1]),
        ]);
        let found = parse(&said).expect("an announcement");
        assert_eq!((found.board.as_str(), found.ipv4), ("hAP ax^2", Some(Ipv4Addr::new(192, 168, 88, 1))));
        assert_eq!(parse(&QUESTION), None, "our own question");
        assert_eq!(parse(&said[..said.len() - 1]), None, "cut off");
        let without = packet(&[(1, &[2, 0, 0, 0, 0, 9]), (17, &[0; 4])]);
        assert_eq!(parse(&without).expect("an announcement").ipv4, None);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(20_000))]

        #[test]
        fn hostile_packets_do_no_harm(bytes in prop::collection::vec(any::<u8>(), 0..600)) {
            if let Some(found) = parse(&bytes) {
                prop_assert!(found.identity.len() <= 3 * LONGEST_TEXT);
            }
        }
    }
}
