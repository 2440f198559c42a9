//! The passwords that are known: from standard input, or from this computer's keyring. Never from
//! arguments, which everybody on this computer can read.
use crate::{args::Args, failure::Failure};
use project::{SecretField, SecretState};
use routeros::{Secret, Secrets};
use std::{collections::HashMap, io::Read as _};

const SERVICE: &str = "io.github.firsthop.FirstHop";
/// More than any set of passwords.
const LONGEST_INPUT: u64 = 1 << 20;

/// What is known, and why nothing more.
#[derive(Debug, Default)]
pub(crate) struct Known {
    secrets: HashMap<String, Secret>,
    typed: bool,
    keyring: Option<String>,
}

impl Known {
    /// Gathers the secrets of these fields for the project with this id.
    pub(crate) async fn gather(args: &Args, project_id: &str, fields: &[SecretField]) -> Result<Self, Failure> {
        if args.secrets_stdin {
            return Ok(Self { secrets: from_stdin()?, typed: true, keyring: None });
        }
        let mut known = Self::default();
        for field in fields {
            let (user, field) = (key(project_id, *field), *field);
            // The desktop may ask the person to unlock it meanwhile.
            let found = tokio::task::spawn_blocking(move || from_keyring(&user)).await;
            match found.unwrap_or_else(|error| Err(error.to_string())) {
                Ok(Some(secret)) => {
                    known.secrets.insert(field.as_str().to_owned(), secret);
                }
                Ok(None) => {}
                Err(reason) => known.keyring = Some(reason),
            }
        }
        Ok(known)
    }

    /// Adds one that was given in another way.
    pub(crate) fn add(&mut self, field: SecretField, secret: Secret) {
        self.secrets.insert(field.as_str().to_owned(), secret);
    }

    /// Adds those that stand in an export, where nothing else was given for them.
    pub(crate) fn add_of_export(&mut self, found: HashMap<String, Secret>) {
        for (name, secret) in found {
            self.secrets.entry(name).or_insert(secret);
        }
    }

    /// What rules may know of a secret.
    pub(crate) fn state(&self, field: SecretField) -> SecretState<'_> {
        match self.secrets.get(field.as_str()) {
            Some(secret) if self.typed => SecretState::Typed(secret.expose()),
            Some(_) => SecretState::Stored,
            None => SecretState::Missing,
        }
    }

    /// The password of the router.
    pub(crate) fn router(&self) -> Result<Secret, Failure> {
        self.secret(SecretField::Router.as_str()).ok_or_else(|| {
            Failure::not_started(
                "missing-secret",
                format!("The router's password is not known here. {}", self.explain()),
                "Give it on standard input: echo '{\"router\":\"…\"}' | firsthop-cli … --secrets-stdin",
            )
        })
    }

    /// The password that was remembered with a router that is known.
    pub(crate) async fn of_router(&self, id: &str) -> Option<Secret> {
        self.remembered(id, SecretField::Router).await
    }

    /// A secret that was remembered with a router that is known.
    pub(crate) async fn remembered(&self, id: &str, field: SecretField) -> Option<Secret> {
        if self.typed {
            return None;
        }
        let user = key(id, field);
        tokio::task::spawn_blocking(move || from_keyring(&user)).await.ok()?.ok()?
    }

    /// Keeps a new password beside the old one, where this computer keeps that. Returns whether it does.
    pub(crate) async fn begin_password(&self, id: &str, new: &Secret) -> bool {
        let (old, field, new) = (key(id, SecretField::Router), key(id, SecretField::RouterNewPassword), new.clone());
        let put = move || match from_keyring(&old) {
            Ok(Some(_)) => to_keyring(&field, &new),
            Ok(None) => Ok(false),
            Err(reason) => Err(reason),
        };
        match tokio::task::spawn_blocking(put).await.unwrap_or_else(|error| Err(error.to_string())) {
            Ok(kept) => kept,
            Err(reason) => {
                crate::output::note(&format!("The new password could not be kept in the keyring: {reason}."));
                false
            }
        }
    }

    /// Keeps the password that the router was entered with, and no other.
    pub(crate) async fn end_password(&self, id: &str, password: &Secret) {
        let (field, other, password) =
            (key(id, SecretField::Router), key(id, SecretField::RouterNewPassword), password.clone());
        let put = move || to_keyring(&field, &password).and_then(|_| out_of_keyring(&other));
        if let Err(reason) = tokio::task::spawn_blocking(put).await.unwrap_or_else(|error| Err(error.to_string())) {
            crate::output::note(&format!("The router's password could not be kept in the keyring: {reason}."));
        }
    }

    /// Why there may be less than expected.
    pub(crate) fn explain(&self) -> String {
        match &self.keyring {
            Some(reason) => format!("This computer has no password store (keyring) that we can use: {reason}."),
            None if self.typed => "It was not on standard input.".to_owned(),
            None => "It is not in this computer's password store (keyring).".to_owned(),
        }
    }

    /// Says on the side that the keyring is missing, where that may be the reason for what follows.
    pub(crate) fn keyring_is_missing(&self) -> bool {
        self.keyring.is_some()
    }
}

impl Secrets for Known {
    fn secret(&self, name: &str) -> Option<Secret> {
        self.secrets.get(name).cloned()
    }
}

fn from_stdin() -> Result<HashMap<String, Secret>, Failure> {
    let bad = |message: &str| {
        Failure::bad(
            "secrets",
            message,
            "It has to be one JSON object, such as {\"router\":\"…\",\"internet.pppoe.password\":\"…\"}",
        )
    };
    let mut text = String::new();
    let read = std::io::stdin().lock().take(LONGEST_INPUT).read_to_string(&mut text);
    read.map_err(|_| bad("Standard input could not be read as text."))?;
    // The parser's own words may repeat what it found: they are not shown.
    let found: HashMap<String, String> =
        serde_json::from_str(&text).map_err(|_| bad("The passwords on standard input were not understood."))?;
    // What an export needs is called by the names in it.
    if found.keys().any(|name| name.parse::<SecretField>().is_err() && !name.starts_with("import.")) {
        let names = SecretField::ALL.map(SecretField::as_str).join(", ");
        return Err(Failure::bad(
            "secrets",
            "A password on standard input has a name that is not known.",
            format!("The names are: {names}"),
        ));
    }
    Ok(found.into_iter().map(|(name, secret)| (name, Secret::new(secret))).collect())
}

/// How the keyring names a secret of a project or a router.
fn key(owner: &str, field: SecretField) -> String {
    format!("{owner}/{field}")
}

fn to_keyring(user: &str, secret: &Secret) -> Result<bool, String> {
    let entry = keyring::Entry::new(SERVICE, user).map_err(|error| error.to_string())?;
    entry.set_password(secret.expose()).map(|()| true).map_err(|error| error.to_string())
}

fn out_of_keyring(user: &str) -> Result<(), String> {
    let entry = keyring::Entry::new(SERVICE, user).map_err(|error| error.to_string())?;
    match entry.delete_credential() {
        Ok(()) | Err(keyring::Error::NoEntry) => Ok(()),
        Err(error) => Err(error.to_string()),
    }
}

fn from_keyring(user: &str) -> Result<Option<Secret>, String> {
    if let Err(error) = keyring::Entry::store_status() {
        return Err(error.to_string());
    }
    let entry = keyring::Entry::new(SERVICE, user).map_err(|error| error.to_string())?;
    match entry.get_password() {
        Ok(secret) => Ok(Some(Secret::new(secret))),
        Err(keyring::Error::NoEntry) => Ok(None),
        Err(error) => Err(error.to_string()),
    }
}
