//! Values that are right by construction. Each is parsed once, at the edge, and shows itself in one spelling.

mod doh_url;
mod host_name;
mod ip;
mod lease;
mod mac;
mod mtu;
mod octets;
mod pppoe_user;
mod project_id;
mod time_zone;
mod vlan;
mod watcher_name;

pub use doh_url::{DohUrl, DohUrlError};
pub use host_name::{HostName, HostNameError};
pub use ip::{AddressError, HostAddress, LanAddress, Unusable, unusable, unusable_v6};
pub use lease::{Lease, LeaseError};
pub use mac::{MacAddress, MacError};
pub use mtu::{Mtu, MtuError};
pub use octets::{Octets, OctetsError};
pub use pppoe_user::{PppoeUser, PppoeUserError};
pub use project_id::{ProjectId, ProjectIdError};
pub use time_zone::{TimeZone, TimeZoneError};
pub use vlan::{VlanError, VlanId};
pub use watcher_name::{WatcherName, WatcherNameError};

/// Every value is text in files and over IPC, and is checked again when it is read.
macro_rules! as_text {
    ($type:ty, $error:ty) => {
        impl TryFrom<String> for $type {
            type Error = $error;

            fn try_from(text: String) -> Result<Self, Self::Error> {
                text.parse()
            }
        }

        impl From<$type> for String {
            fn from(value: $type) -> Self {
                value.to_string()
            }
        }
    };
}
use as_text;

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn parsers_never_panic_and_what_they_take_they_give_back(
            text in prop_oneof![any::<String>(), "[0-9a-fA-F:./wdhms-]{0,24}", "https?://[ -~]{0,30}"]
        ) {
            macro_rules! round {
                ($($type:ty),+) => {$(
                    if let Ok(value) = text.parse::<$type>() {
                        let shown = value.to_string();
                        prop_assert_eq!(shown.parse::<$type>().ok(), Some(value.clone()));
                        let json = serde_json::to_string(&value).unwrap();
                        prop_assert_eq!(serde_json::from_str::<$type>(&json).unwrap(), value);
                    }
                )+};
            }
            round!(VlanId, MacAddress, Lease, LanAddress, HostAddress, HostName, DohUrl, PppoeUser, ProjectId, Mtu, Octets, TimeZone, WatcherName);
        }
    }
}
