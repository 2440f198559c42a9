//! The codes of issues. Their words stand in `ui/messages/`.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Which of the texts of an issue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MessagePart {
    /// What is the matter.
    What,
    /// What to do about it.
    Todo,
    /// The button of the suggestion.
    Fix,
}

macro_rules! codes {
    ($($(#[doc = $doc:literal])+ $name:ident = $text:literal,)+) => {
        /// What is the matter with a field. The parameters are in braces.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export_to = "bindings.ts"))]
        pub enum IssueCode {
            $($(#[doc = $doc])+ #[serde(rename = $text)] $name,)+
        }

        impl IssueCode {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$name,)+];

            /// The code as it stands in messages and on the wire.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $text,)+ }
            }
        }
    };
}

codes! {
    // Any field
    /// A text that offers some answers holds another: {value}, {allowed}.
    ChoiceUnknown = "choice-unknown",
    /// A character that cannot be seen: {where} is start, middle or end.
    InvisibleCharacter = "invisible-character",
    /// A space before or after the text: {where} is start, end or both.
    SpaceAround = "space-around",
    /// A text is longer than it can be: {most} bytes.
    TextTooLong = "text-too-long",
    /// An address is missing.
    AddressMissing = "address-missing",
    /// Not an address: {value}.
    AddressMalformed = "address-malformed",
    /// An address that no device can have: {address}, {kind} is this-network, loopback, link-local, multicast, reserved or unspecified.
    AddressUnusable = "address-unusable",
    /// The address of the whole street: {address}, {network}.
    NetworkAddress = "network-address",
    /// The last address of the street, which means "everybody": {address}, {network}.
    BroadcastAddress = "broadcast-address",
    /// The size is missing behind the address: {address}.
    PrefixMissing = "prefix-missing",
    /// The network is too small: {prefix}, {longest}.
    PrefixTooLong = "prefix-too-long",
    /// The network is too large: {prefix}, {shortest}.
    PrefixTooShort = "prefix-too-short",
    /// A hardware address is missing.
    MacMissing = "mac-missing",
    /// A hardware address does not have 12 signs: {count}.
    MacLength = "mac-length",
    /// A hardware address holds another sign than 0–9 and A–F: {sign}.
    MacSign = "mac-sign",
    /// The signs of a hardware address are not in pairs: {value}.
    MacGrouping = "mac-grouping",
    /// A hardware address that no device has: {value}.
    MacNotDevice = "mac-not-device",

    // Secrets
    /// A password is missing.
    PasswordMissing = "password-missing",
    /// A new password is shorter than advised: {least}.
    PasswordShort = "password-short",
    /// A new password was made, and can be found again nowhere.
    PasswordNotKept = "password-not-kept",
    /// Not 8 to 63 letters, digits and signs that Wi-Fi knows.
    WifiPasswordMalformed = "wifi-password-malformed",

    // Internet
    /// Not the name of an access point: {value}.
    ApnMalformed = "apn-malformed",
    /// There is a login for an access point, but no access point.
    ApnMissing = "apn-missing",
    /// Not a PIN: it has four to eight digits.
    PinMalformed = "pin-malformed",
    /// The largest packet is not a number: {value}.
    MtuNotNumber = "mtu-not-number",
    /// The largest packet is too small or too large: {value}, {least}, {most}.
    MtuOutOfRange = "mtu-out-of-range",
    /// Not a name for the router: {value}.
    HostNameMalformed = "host-name-malformed",
    /// Neither text nor bytes: {value}.
    BytesMalformed = "bytes-malformed",
    /// Not a priority from 0 to 7: {value}.
    PriorityMalformed = "priority-malformed",
    /// No socket is named.
    PortMissing = "port-missing",
    /// The network number is not a number: {value}.
    VlanNotNumber = "vlan-not-number",
    /// The network number is too high: {value}.
    VlanTooHigh = "vlan-too-high",
    /// The network number is too low: {value}.
    VlanTooLow = "vlan-too-low",
    /// The provider's name is missing.
    LoginMissing = "login-missing",
    /// The gateway is outside the own address's network: {gateway}, {network}.
    GatewayOutside = "gateway-outside",
    /// The gateway is the own address: {gateway}.
    GatewayIsAddress = "gateway-is-address",

    // Home network
    /// The home network overlaps the fixed address from the provider: {home}, {wan}, {suggested}.
    LanWanOverlap = "lan-wan-overlap",
    /// The home network belongs to somebody on the internet: {address}.
    PublicLan = "public-lan",
    /// The home network lies where providers put their own devices: {address}.
    ProviderLan = "provider-lan",

    // Addresses
    /// Nothing at home gives addresses any more, unless another device does.
    AddressesOff = "addresses-off",
    /// An address is outside the home network: {address}, {network}.
    OutsideHome = "outside-home",
    /// The router's own address lies in the range: {address}.
    RangeHoldsRouter = "range-holds-router",
    /// The first address comes after the last: {from}, {to}.
    RangeUpsideDown = "range-upside-down",
    /// More reservations than addresses: {kept}, {room}.
    RangeTooSmall = "range-too-small",
    /// Every address of the range is kept for a device: {room}.
    RangeAllKept = "range-all-kept",
    /// Not a time: {value}.
    LeaseMalformed = "lease-malformed",
    /// A time under a minute: {value}.
    LeaseTooShort = "lease-too-short",
    /// A time over thirty days: {value}.
    LeaseTooLong = "lease-too-long",
    /// The address is the router's own: {address}.
    AddressIsRouter = "address-is-router",
    /// Two reservations with one address: {address}, {other} is the first one's name or number.
    AddressDoubled = "address-doubled",
    /// Two reservations with one hardware address: {mac}, {other} is the first one's name or number.
    MacDoubled = "mac-doubled",

    // Names
    /// With a fixed address the provider sends no servers.
    ProviderSendsNoServers = "provider-sends-no-servers",
    /// No server is given.
    ServerMissing = "server-missing",
    /// A server is given by name instead of by number: {value}.
    ServerIsName = "server-is-name",
    /// A server may be given to a device as its address: {address}, {from}, {to}.
    ServerInRange = "server-in-range",
    /// A server is given twice: {address}.
    ServerDoubled = "server-doubled",
    /// The router cannot ask these servers in private: {preset}.
    DohNotWithPreset = "doh-not-with-preset",
    /// The router cannot ask this host in private: {host}.
    DohNotWithHost = "doh-not-with-host",
    /// The provider's servers cannot be asked in private.
    DohNotWithProvider = "doh-not-with-provider",
    /// Where to ask in private is missing.
    DohUrlMissing = "doh-url-missing",
    /// Not a web address: {value}.
    DohUrlMalformed = "doh-url-malformed",
    /// The web address does not begin with https://.
    DohUrlNotHttps = "doh-url-not-https",
    /// The web address holds a name or password.
    DohUrlHasLogin = "doh-url-has-login",
    /// The web address holds a place in a page (#).
    DohUrlHasFragment = "doh-url-has-fragment",

    // Protection
    /// Not the name of a time zone: {value}.
    TimeZoneMalformed = "time-zone-malformed",
    /// Not a name for a program that watches the router: {most}.
    WatcherNameMalformed = "watcher-name-malformed",
    /// A name that everybody tries first: {value}.
    WatcherNameKnown = "watcher-name-known",
    /// It is not said from where a program watches the router.
    WatcherAddressMissing = "watcher-address-missing",
    /// The two passwords of SNMP version 3 are not there, or not 8 to 64 plain signs.
    WatcherPasswordMalformed = "watcher-password-malformed",
    /// The router may give the watching computer another address: {address}.
    WatcherMayMove = "watcher-may-move",

    // Backups
    /// None would be kept: {least}.
    KeepTooFew = "keep-too-few",
    /// More would be kept than is sensible: {most}.
    KeepTooMany = "keep-too-many",

    // Found by `planner`, which knows the router
    /// Another MikroTik runs it.
    RouterIsAccessPoint = "router-is-access-point",
    /// It only passes on what another router does.
    RouterIsBridge = "router-is-bridge",
    /// Something looks like a break-in.
    RouterIsSuspicious = "router-is-suspicious",
    /// The provider's box uses the same network: {network}, {suggested}.
    HomeClash = "home-clash",
    /// The router has no such socket: {port}, {ports}.
    PortUnknown = "port-unknown",
    /// No socket can be told to be the one for the internet: {ports}.
    PortUnclear = "port-unclear",
    /// No socket is free, but the router has a modem: {ports}.
    PortIsModem = "port-is-modem",
    /// This computer hangs on that socket: {port}.
    PortIsThisComputers = "port-is-this-computers",
    /// The socket belongs to the home now: {port}.
    PortAtHome = "port-at-home",
    /// The router has no modem.
    ModemMissing = "modem-missing",
    /// The socket cannot carry packets of this size: {port}, {most}.
    MtuTooLarge = "mtu-too-large",
    /// A priority needs a newer RouterOS: {needs}, {has}.
    PriorityNeedsVersion = "priority-needs-version",
    /// Asking in private needs a newer RouterOS: {needs}, {has}.
    DohNeedsVersion = "doh-needs-version",
    /// A protection item that is not known: {item}.
    ProtectionItemUnknown = "protection-item-unknown",
}

impl IssueCode {
    /// Key of a text in the message table.
    pub fn message_key(self, part: MessagePart) -> String {
        let part = match part {
            MessagePart::What => "what",
            MessagePart::Todo => "todo",
            MessagePart::Fix => "fix",
        };
        format!("issue.{self}.{part}")
    }
}

impl fmt::Display for IssueCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_the_same_in_every_spelling_and_distinct() {
        let mut seen = std::collections::BTreeSet::new();
        for code in IssueCode::ALL {
            assert_eq!(serde_json::to_value(code).unwrap(), code.as_str());
            assert!(seen.insert(code.as_str()));
        }
        assert_eq!(IssueCode::VlanTooHigh.message_key(MessagePart::Todo), "issue.vlan-too-high.todo");
    }
}
