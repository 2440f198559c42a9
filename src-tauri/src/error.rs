//! Errors across IPC: codes with fields, no prose. The window has one table from code to text.
use serde::Serialize;
use ts_rs::TS;

/// Why a command did not do what it was asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "code", rename_all = "kebab-case", rename_all_fields = "camelCase")]
#[ts(export_to = "bindings.ts")]
pub enum CommandError {
    /// Nobody answers.
    Unreachable {
        /// Who was asked.
        address: String,
    },
    /// A device is there, but nothing listens at this port.
    ClosedPort {
        /// Who was asked.
        address: String,
    },
    /// No connection came about in time; nothing was sent.
    TimedOut {
        /// Who was asked.
        address: String,
    },
    /// The router's key is not known here, and nobody has compared it.
    KeyUnknown {
        /// The end of the key that it shows.
        seen: String,
    },
    /// The address is not in this computer's own network.
    NotAtHome {
        /// The address.
        address: String,
    },
    /// What was typed is no address of a router.
    BadAddress {
        /// What was typed.
        address: String,
    },
    /// Nothing but making the connection private is sent in clear text over a network.
    NotPrivate,
    /// The router shows another key than last time.
    KeyChanged {
        /// The end of the key that it shows.
        seen: String,
    },
    /// The router's RouterOS is too old to be set up.
    TooOld {
        /// What shows it.
        detail: String,
    },
    /// RouterOS 7.1 to 7.8, which nothing is sent to.
    Untested {
        /// Its version.
        has: String,
    },
    /// The router's encryption is too old to be private.
    EncryptionTooOld {
        /// In technical words.
        detail: String,
    },
    /// No private connection came about.
    HandshakeFailed {
        /// In technical words.
        detail: String,
    },
    /// Something answers that is no RouterOS with REST.
    NotRouterOs,
    /// Wrong name or password.
    WrongPassword,
    /// None was typed, and the router has one.
    PasswordNeeded,
    /// The one that was remembered is no longer the router's.
    PasswordStale,
    /// Another device answers than the one that was chosen, or met here before.
    OtherDevice {
        /// The end of its serial number.
        serial_tail: String,
    },
    /// The user's group may not.
    NoPermission {
        /// RouterOS's own words.
        detail: String,
    },
    /// Device-mode forbids it.
    DeviceMode {
        /// RouterOS's own words.
        detail: String,
    },
    /// RouterOS refused.
    Refused {
        /// RouterOS's own words.
        detail: String,
    },
    /// The answer was not understood.
    NotUnderstood {
        /// Its beginning.
        excerpt: String,
    },
    /// It is not known whether a request arrived.
    OutcomeUnknown,
    /// A password that a change needs is not known on this computer.
    MissingSecret {
        /// Its field path.
        name: String,
    },
    /// No router is connected.
    NotConnected,
    /// The plan that was seen is not the newest any more.
    PlanChanged,
    /// Something else is being applied.
    Busy,
    /// No backup was made.
    NoBackup {
        /// Which sentences say why, such as `no-room`, `away` or `other`.
        why: String,
    },
    /// The router's own administrator was not given, or not to the end.
    NoAdministrator {
        /// Who may log in: `both` or `new`.
        lets_in: String,
        /// What stopped it, in technical words.
        detail: String,
    },
    /// The keyring did not take or give a secret.
    NoKeyring,
    /// A project file is from a newer FirstHop.
    FileNewer {
        /// Its format version.
        version: u64,
    },
    /// A project file is damaged or something else.
    FileUnreadable {
        /// What is wrong, as a code: `truncated`, `too-large`, `binary`, `not-a-project`, `secret`.
        reason: String,
        /// Where, if known.
        at: String,
    },
    /// The file system said no.
    FileSystem {
        /// The path.
        path: String,
        /// The system's own words.
        detail: String,
    },
    /// A mistake of ours.
    Internal {
        /// For the log.
        detail: String,
    },
}
