//! Which step of the wizard asks for a field.

use serde::{Deserialize, Serialize};

/// A step of the wizard that asks for something, in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export_to = "bindings.ts"))]
pub enum Step {
    /// Which router, and its passwords.
    Router,
    /// How the provider connects this home.
    Internet,
    /// The home network's address.
    HomeNetwork,
    /// Addresses for the devices.
    Addresses,
    /// Who looks up names.
    Names,
    /// How well the router is protected.
    Protection,
    /// Where backups are kept.
    Backups,
}

impl Step {
    /// All of them, in order.
    pub const ALL: [Self; 7] = [
        Self::Router,
        Self::Internet,
        Self::HomeNetwork,
        Self::Addresses,
        Self::Names,
        Self::Protection,
        Self::Backups,
    ];
}

/// The step that asks for `field`. A field that no step knows is about the router as such.
pub fn step_of(field: &str) -> Step {
    match field.split('.').next().unwrap_or_default() {
        "internet" => Step::Internet,
        "home" => Step::HomeNetwork,
        "addresses" => Step::Addresses,
        "names" => Step::Names,
        "protection" => Step::Protection,
        "backups" => Step::Backups,
        _ => Step::Router,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::SecretField;

    #[test]
    fn every_field_has_its_step() {
        assert_eq!(step_of("internet.pppoe.user"), Step::Internet);
        assert_eq!(step_of("home.address"), Step::HomeNetwork);
        assert_eq!(step_of("addresses.reservations.0.mac"), Step::Addresses);
        assert_eq!(step_of(SecretField::RouterNewPassword.as_str()), Step::Router);
        assert_eq!(step_of(SecretField::BackupsPassword.as_str()), Step::Backups);
    }
}
