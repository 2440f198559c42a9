//! Passwords in the keyring of the operating system, and in memory where there is none. What is
//! stored is handed to the session only; no command returns it.
use routeros::Secret;
use std::{
    collections::HashMap,
    sync::{Arc, LazyLock, Mutex, PoisonError},
};

const SERVICE: &str = "io.github.firsthop.FirstHop";

/// Where passwords are kept.
pub trait CredentialStore: Send + Sync {
    /// Whether it keeps them beyond this run.
    fn is_lasting(&self) -> bool;
    /// Keeps one.
    ///
    /// # Errors
    /// The store did not take it.
    fn put(&self, owner: &str, field: &str, secret: &Secret) -> Result<(), NotStored>;
    /// The one that was kept.
    fn get(&self, owner: &str, field: &str) -> Option<Secret>;
    /// Forgets one.
    fn remove(&self, owner: &str, field: &str);
}

/// The password store did not take a password.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the password store did not take it")]
pub struct NotStored;

/// The keyring of the operating system.
struct Keyring;

impl CredentialStore for Keyring {
    fn is_lasting(&self) -> bool {
        true
    }

    fn put(&self, owner: &str, field: &str, secret: &Secret) -> Result<(), NotStored> {
        let entry = keyring::Entry::new(SERVICE, &format!("{owner}/{field}")).map_err(|_| NotStored)?;
        entry.set_password(secret.expose()).map_err(|_| NotStored)
    }

    fn get(&self, owner: &str, field: &str) -> Option<Secret> {
        let entry = keyring::Entry::new(SERVICE, &format!("{owner}/{field}")).ok()?;
        entry.get_password().ok().map(Secret::new)
    }

    fn remove(&self, owner: &str, field: &str) {
        // One that is not there is forgotten already.
        let _ = keyring::Entry::new(SERVICE, &format!("{owner}/{field}")).and_then(|entry| entry.delete_credential());
    }
}

/// For tests, and for desktops without a secret service.
#[derive(Default)]
struct Memory(Mutex<HashMap<String, Secret>>);

impl CredentialStore for Memory {
    fn is_lasting(&self) -> bool {
        false
    }

    fn put(&self, owner: &str, field: &str, secret: &Secret) -> Result<(), NotStored> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.insert(format!("{owner}/{field}"), secret.clone());
        Ok(())
    }

    fn get(&self, owner: &str, field: &str) -> Option<Secret> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(&format!("{owner}/{field}")).cloned()
    }

    fn remove(&self, owner: &str, field: &str) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&format!("{owner}/{field}"));
    }
}

/// The store of this run. It is opened when it is first asked for, so that the window does not wait
/// for it; and the keyring may ask the person for its own password, so it is spoken to away from the
/// window's thread.
#[derive(Clone)]
pub struct Credentials(Arc<LazyLock<Box<dyn CredentialStore>>>);

impl Credentials {
    /// The keyring where it works, else memory.
    pub fn of_this_computer() -> Self {
        Self(Arc::new(LazyLock::new(|| match keyring::Entry::store_status() {
            Ok(()) => Box::new(Keyring),
            Err(_) => Box::<Memory>::default(),
        })))
    }

    /// Nothing is kept beyond this run.
    pub fn in_memory() -> Self {
        Self(Arc::new(LazyLock::new(|| Box::<Memory>::default())))
    }

    /// Whether passwords are kept beyond this run.
    pub async fn is_lasting(&self) -> bool {
        let store = self.0.clone();
        tokio::task::spawn_blocking(move || store.is_lasting()).await.unwrap_or(false)
    }

    /// Keeps a password.
    ///
    /// # Errors
    /// The store did not take it.
    pub async fn put(&self, owner: &str, field: &str, secret: Secret) -> Result<(), NotStored> {
        let (store, owner, field) = (self.0.clone(), owner.to_owned(), field.to_owned());
        tokio::task::spawn_blocking(move || store.put(&owner, &field, &secret)).await.unwrap_or(Err(NotStored))
    }

    /// Forgets a password.
    pub async fn remove(&self, owner: &str, field: &str) {
        let (store, owner, field) = (self.0.clone(), owner.to_owned(), field.to_owned());
        // When the store does not answer, nothing can be taken out of it.
        let _ = tokio::task::spawn_blocking(move || store.remove(&owner, &field)).await;
    }

    /// The passwords that were kept for these fields.
    pub async fn all(&self, owner: &str, fields: &[&'static str]) -> HashMap<String, Secret> {
        let (store, owner, fields) = (self.0.clone(), owner.to_owned(), fields.to_vec());
        let read = move || {
            fields.into_iter().filter_map(|field| Some((field.to_owned(), store.get(&owner, field)?))).collect()
        };
        tokio::task::spawn_blocking(read).await.unwrap_or_default()
    }
}
