//! Secrets in memory: they do not print, serialise or compare in the open.
use secrecy::{ExposeSecret, SecretString};
use std::fmt;

/// A secret value, read from a router or given by the person. `Debug` shows `••••`.
#[derive(Clone)]
pub struct Secret(SecretString);

/// What stands for a secret wherever it would be shown.
pub const MASK: &str = "••••";

impl Secret {
    /// Wraps a secret text.
    pub fn new(text: impl Into<String>) -> Self {
        Self(SecretString::from(text.into()))
    }

    /// The text itself, for the moment of sending only.
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(MASK)
    }
}

impl PartialEq for Secret {
    fn eq(&self, other: &Self) -> bool {
        self.expose() == other.expose()
    }
}
impl Eq for Secret {}

/// Where the secrets of a plan come from when it is sent or compared. Names are the project's
/// field paths, such as `internet.pppoe.password`.
pub trait Secrets: Send + Sync {
    /// The secret with this name, if it is known.
    fn secret(&self, name: &str) -> Option<Secret>;
}

/// Knows no secret: for previews.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoSecrets;

impl Secrets for NoSecrets {
    fn secret(&self, _name: &str) -> Option<Secret> {
        None
    }
}

impl<S: std::hash::BuildHasher + Send + Sync> Secrets for std::collections::HashMap<String, Secret, S> {
    fn secret(&self, name: &str) -> Option<Secret> {
        self.get(name).cloned()
    }
}
