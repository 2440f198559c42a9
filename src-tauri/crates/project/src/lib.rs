//! What the person wants: choices as they are clicked and typed, the project that they make when they are valid,
//! the issues that stand in the way, and the file that holds them.
//!
//! This crate is pure: no clock, no randomness, no network, no file system. What depends on a router is found by `planner`.

mod choices;
pub mod file;
mod issue;
mod issue_code;
mod made_for;
mod presets;
mod project;
mod rules;
mod secrets;
mod set;
mod step;
mod text;
pub mod values;

pub use choices::{
    AddressesChoice, BackupsChoice, Choices, DhcpChoice, HomeChoice, InternetChoice, LteChoice, NamesChoice,
    PppoeChoice, ProtectionChoice, ReservationChoice, SnmpChoice, StaticChoice,
};
pub use file::{FileError, MAX_BYTES, ProjectFile, schema};
pub use issue::{FieldValue, Issue, Severity, Suggestion};
pub use issue_code::{IssueCode, MessagePart};
pub use made_for::{MadeFor, MadeForRadio};
pub use presets::Preset;
pub use project::{
    Addresses, ApnLogin, Authentication, Backups, Dhcp, Home, Internet, InternetKind, Interval, Level, Lte, Names,
    PortChoice, Project, Protection, Reservation, Watcher,
};
pub use rules::{check, derived_range, move_home};
pub use secrets::{SecretField, SecretState};
pub use set::SetError;
pub use step::{Step, step_of};
pub use text::{has_invisible, remove_invisible};
pub use values::{
    DohUrl, HostAddress, HostName, LanAddress, Lease, MacAddress, Mtu, Octets, PppoeUser, ProjectId, TimeZone, VlanId,
    WatcherName,
};
