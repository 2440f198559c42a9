//! The secrets of a project. They are found by field in the keyring; here are only their names and what is known of them.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// A secret that belongs to a project.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export_to = "bindings.ts"))]
pub enum SecretField {
    /// Password with which the router is entered now.
    #[serde(rename = "router")]
    Router,
    /// Password that the router gets.
    #[serde(rename = "router.new_password")]
    RouterNewPassword,
    /// The provider's password.
    #[serde(rename = "internet.pppoe.password")]
    PppoePassword,
    /// PIN of the SIM card.
    #[serde(rename = "internet.lte.pin")]
    LtePin,
    /// Password at the SIM card's access point.
    #[serde(rename = "internet.lte.password")]
    LtePassword,
    /// Password that an open Wi-Fi gets.
    #[serde(rename = "protection.wifi_password")]
    WifiPassword,
    /// Password with which a program that watches the router shows who it is.
    #[serde(rename = "protection.snmp.authentication_password")]
    SnmpAuthentication,
    /// Password with which what such a program asks and hears is encrypted.
    #[serde(rename = "protection.snmp.encryption_password")]
    SnmpEncryption,
    /// Password that opens the backups.
    #[serde(rename = "backups.password")]
    BackupsPassword,
}

impl SecretField {
    /// All of them, in the order of the wizard.
    pub const ALL: [Self; 9] = [
        Self::Router,
        Self::RouterNewPassword,
        Self::PppoePassword,
        Self::LtePin,
        Self::LtePassword,
        Self::WifiPassword,
        Self::SnmpAuthentication,
        Self::SnmpEncryption,
        Self::BackupsPassword,
    ];

    /// All of them, in the order of the wizard.
    pub fn all() -> impl Iterator<Item = Self> {
        Self::ALL.into_iter()
    }

    /// The field path, as in issues and on standard input of the command line.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Router => "router",
            Self::RouterNewPassword => "router.new_password",
            Self::PppoePassword => "internet.pppoe.password",
            Self::LtePin => "internet.lte.pin",
            Self::LtePassword => "internet.lte.password",
            Self::WifiPassword => "protection.wifi_password",
            Self::SnmpAuthentication => "protection.snmp.authentication_password",
            Self::SnmpEncryption => "protection.snmp.encryption_password",
            Self::BackupsPassword => "backups.password",
        }
    }
}

impl fmt::Display for SecretField {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The text names no secret field. It is not repeated: it may be a secret that was put in the wrong place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no such secret field")]
pub struct UnknownSecretField;

impl FromStr for SecretField {
    type Err = UnknownSecretField;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::all().find(|field| field.as_str() == text).ok_or(UnknownSecretField)
    }
}

/// What is known of a secret when the choices are checked.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum SecretState<'a> {
    /// Neither stored nor typed.
    Missing,
    /// In the keyring. It is not looked at again.
    Stored,
    /// Typed just now.
    Typed(&'a str),
}

// By hand, so that a typed secret never reaches a log.
impl fmt::Debug for SecretState<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Missing => "Missing",
            Self::Stored => "Stored",
            Self::Typed(_) => "Typed(••••)",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_the_same_in_every_spelling() {
        for field in SecretField::all() {
            assert_eq!(field.as_str().parse(), Ok(field));
            assert_eq!(serde_json::to_value(field).unwrap(), serde_json::Value::from(field.as_str()));
        }
        assert_eq!("password".parse::<SecretField>(), Err(UnknownSecretField));
    }

    #[test]
    fn debug_hides_what_was_typed() {
        assert!(!format!("{:?}", SecretState::Typed("hunter2")).contains("hunter2"));
    }
}
