//! How a router speaks: menus, records, changes and their renderings.
//!
//! Pure: no network, no clock, no files. What a RouterOS version can say is data here, so that the
//! planner and the clients agree on it.
//!
//! ```
//! use routeros::{Change, Action, Area, Group, Text, Undo, PropValue, menu};
//! let change = Change {
//!     id: "internet.list-member".into(), group: Group::Settings, area: Area::Internet,
//!     menu: menu::INTERFACE_LIST_MEMBER,
//!     action: Action::Add { props: vec![("list".into(), PropValue::text("WAN")), ("interface".into(), PropValue::text("pppoe-out1"))], before: None },
//!     text: Text::new("wan-list-member"), undo: Undo::Automatic,
//! };
//! assert_eq!(routeros::render::cli::line(&change), "/interface list member add list=WAN interface=pppoe-out1");
//! ```
pub mod change;
pub mod export;
pub mod facts;
mod fill;
pub mod known;
pub mod menu;
pub mod parse;
pub mod quote;
pub mod record;
pub mod render;
pub mod secret;
pub mod sim;
pub mod snapshot;
pub mod version;
mod visible;
pub mod vocabulary;

pub use change::{Action, Area, Change, Group, Mark, PropValue, Props, Target, Text, Undo};
pub use facts::{DeviceMode, Facts, Modem, Package, Port, Storage, port_of};
pub use fill::fill;
pub use menu::{Kind, Menu};
pub use record::{Record, Value};
pub use secret::{NoSecrets, Secret, Secrets};
pub use sim::Card;
pub use snapshot::{MenuState, Snapshot, SnapshotHash};
pub use version::Version;
pub use visible::visible;
pub use vocabulary::{NEWEST_KNOWN, Verb, Vocabulary};
