//! What can go wrong while talking to a router.
use serde::{Deserialize, Serialize};

/// One kind per thing that a person would do differently.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "kebab-case")]
pub enum ClientError {
    /// The address is none of a home, or in clear text not in a network of this computer's.
    #[error("{address} is not in your own network")]
    NotAtHome {
        /// The address that was given.
        address: String,
    },
    /// Nothing but making the connection private is sent in clear text over a network.
    #[error("the connection is not private yet")]
    NotPrivate,
    /// Not an address of a router. Names are not looked up, and there is no login in it.
    #[error("{address} is not the address of a router")]
    BadAddress {
        /// What was given.
        address: String,
    },
    /// The router's key is not known yet: somebody has to compare and accept it.
    #[error("the router's key is not known: {seen}")]
    KeyUnknown {
        /// The key that it shows.
        seen: String,
    },
    /// The router shows another key than it should.
    #[error("the router shows another key: {seen}")]
    KeyChanged {
        /// The key that it shows.
        seen: String,
    },
    /// The router speaks no encryption that is still held to be safe: TLS 1.2 or 1.3 with the keys of today.
    #[error("the router's encryption is too old: {detail}")]
    EncryptionTooOld {
        /// What it offered, in technical words.
        detail: String,
    },
    /// No private connection came about, for example because the router has no certificate.
    #[error("no private connection: {detail}")]
    HandshakeFailed {
        /// What went wrong, in technical words.
        detail: String,
    },
    /// Nobody answers at the address.
    #[error("{address} does not answer")]
    Unreachable {
        /// Who was asked.
        address: String,
    },
    /// There is a device at the address, but nothing listens at this port: the service is off there.
    #[error("{address} refuses the connection")]
    ClosedPort {
        /// Who was asked.
        address: String,
    },
    /// No connection came about in time, so nothing was sent.
    #[error("{address} did not answer in time")]
    TimedOut {
        /// Who was asked.
        address: String,
    },
    /// Something answers, but not RouterOS.
    #[error("the device is not a MikroTik router with REST")]
    NotRouterOs,
    /// RouterOS before 6.43, whose logins are no longer spoken.
    #[error("the router's RouterOS is too old: {detail}")]
    TooOld {
        /// What it did not understand.
        detail: String,
    },
    /// RouterOS 7.1 to 7.8: nobody has written down what its commands take, so nothing is sent to it.
    #[error("RouterOS {has} cannot be set up over the network")]
    Untested {
        /// Its version.
        has: String,
    },
    /// Wrong name or password.
    #[error("the router did not accept the password")]
    WrongPassword,
    /// The user's group lacks a policy.
    #[error("the user may not do this: {detail}")]
    NoPermission {
        /// RouterOS's own words.
        detail: String,
    },
    /// device-mode forbids it.
    #[error("the router's device-mode forbids this: {detail}")]
    DeviceMode {
        /// RouterOS's own words.
        detail: String,
    },
    /// RouterOS refused, in its own words.
    #[error("the router refused: {detail}")]
    Refused {
        /// HTTP status; 0 over the binary API, which has none.
        status: u16,
        /// RouterOS's own words.
        detail: String,
    },
    /// The router has no such menu, command or record.
    #[error("the router has no such thing: {detail}")]
    Missing {
        /// RouterOS's own words.
        detail: String,
    },
    /// The answer is not what RouterOS sends.
    #[error("the answer was not understood: {excerpt}")]
    NotUnderstood {
        /// Its beginning, made printable.
        excerpt: String,
    },
    /// The request may or may not have been carried out: wait, reconnect, read again.
    #[error("it is not known whether the request arrived")]
    OutcomeUnknown,
    /// A secret that the change needs is not known on this computer.
    #[error("the secret {name} is not known")]
    MissingSecret {
        /// Field path of the secret.
        name: String,
    },
}

impl ClientError {
    /// Whether trying the same again may help without any harm.
    pub fn is_retryable(&self) -> bool {
        self.is_nobody()
    }

    /// Whether no connection came about: nothing was sent.
    pub fn is_nobody(&self) -> bool {
        matches!(self, Self::Unreachable { .. } | Self::ClosedPort { .. } | Self::TimedOut { .. })
    }

    /// Whether the router may hold a change that we did not see confirmed. A 400 does not mean that
    /// nothing happened (reference rest-api §1.8).
    pub fn router_may_have_changed(&self) -> bool {
        matches!(self, Self::OutcomeUnknown | Self::NotUnderstood { .. } | Self::Refused { .. })
    }
}
