//! A new password of the router's: made, sent, and found out by logging in.
//!
//! Whoever calls `change` has kept the new password first: in the keyring, or written down by the
//! person. Old and new are both kept until this says which one the router has.
use planner::{NEW_PASSWORD, OLD_PASSWORD, password_change};
use rand::Rng as _;
use routeros::{Secret, Secrets};
use routeros_client::{Client, ClientError, Router as _};
use std::time::Duration;

/// Capitals and digits that nobody takes for one another: no I and 1, no O and 0.
const SIGNS: &[u8; 32] = b"ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
/// 16 signs of 32 are 80 bits.
const GROUPS: usize = 4;
const GROUP: usize = 4;

/// After a lost answer the next ones may be wrong, a 401 too (reference rest-api §1.7).
pub(crate) const SETTLING: Duration = Duration::from_secs(3);
/// How often nobody may answer before it is not known which password the router has.
const ATTEMPTS: u32 = 4;

/// A strong password that can be read out and typed: `K7QX-M4PD-93RT-W2HB`.
pub fn generate() -> Secret {
    let mut random = rand::rng();
    let mut text = String::new();
    for at in 0..GROUPS * GROUP {
        if at > 0 && at % GROUP == 0 {
            text.push('-');
        }
        text.push(char::from(SIGNS[random.random_range(0..SIGNS.len())]));
    }
    Secret::new(text)
}

/// Which password the router has after it did not take the new one in good order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Which {
    /// The old one: nothing was changed.
    Old,
    /// Old or new: it let in neither, or does not answer. Both have to be kept.
    Unknown,
}

/// The router did not take the new password, or that is not known.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{error}")]
pub struct NotChanged {
    /// What stopped it.
    pub error: ClientError,
    /// The password that it has.
    pub which: Which,
}

/// Gives the router its new password, and comes back with a login that was made with it.
///
/// It is sent over a private connection only. Whatever the router answers, a fresh login decides: a
/// refusal does not mean that nothing happened (reference rest-api §1.8). The new password and the
/// old one are tried once each and nothing else ever, because a router notes every wrong one.
///
/// # Errors
/// The router has the old password, or it is not known which one.
pub async fn change(router: &Client, new: Secret) -> Result<Client, NotChanged> {
    let old = router.password().clone();
    if !router.is_private() && !router.socket().ip().to_canonical().is_loopback() {
        return Err(NotChanged { error: ClientError::NotPrivate, which: Which::Old });
    }
    let secrets = Both { old: old.clone(), new: new.clone() };
    let sent = router.send(&password_change(), &secrets).await;
    let error = match sent {
        Ok(()) => None,
        Err(error) => {
            tracing::warn!(%error, "the router did not say that it has the new password");
            tokio::time::sleep(SETTLING).await;
            Some(error)
        }
    };
    // What is likelier comes first, so that mostly no wrong password is noted.
    let took_it = error.is_none();
    match enter(router, if took_it { &new } else { &old }).await {
        Entered::In(client) if took_it => return Ok(*client),
        Entered::In(_) => {
            return Err(NotChanged { error: error.unwrap_or(ClientError::OutcomeUnknown), which: Which::Old });
        }
        Entered::Silent(error) => return Err(NotChanged { error, which: Which::Unknown }),
        Entered::Refused => {}
    }
    match enter(router, if took_it { &old } else { &new }).await {
        Entered::In(client) if !took_it => Ok(*client),
        Entered::In(_) => Err(NotChanged { error: ClientError::OutcomeUnknown, which: Which::Old }),
        Entered::Silent(error) => Err(NotChanged { error, which: Which::Unknown }),
        Entered::Refused => Err(NotChanged { error: ClientError::WrongPassword, which: Which::Unknown }),
    }
}

/// What came of one login.
enum Entered {
    In(Box<Client>),
    Refused,
    Silent(ClientError),
}

/// Logs in once. Only where nobody answered it is tried again: that is no guess.
async fn enter(router: &Client, password: &Secret) -> Entered {
    let mut last = ClientError::OutcomeUnknown;
    for attempt in 0..ATTEMPTS {
        if attempt > 0 {
            tokio::time::sleep(SETTLING).await;
        }
        match router.with_password(password.clone()).await {
            Ok(client) => return Entered::In(Box::new(client)),
            Err(ClientError::WrongPassword) => return Entered::Refused,
            Err(error) => last = error,
        }
    }
    Entered::Silent(last)
}

/// The two passwords, for the one moment in which both are sent.
struct Both {
    old: Secret,
    new: Secret,
}

impl Secrets for Both {
    fn secret(&self, name: &str) -> Option<Secret> {
        match name {
            OLD_PASSWORD => Some(self.old.clone()),
            NEW_PASSWORD => Some(self.new.clone()),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn passwords_are_long_readable_and_never_the_same() {
        let all: HashSet<String> = (0..1000).map(|_| generate().expose().to_owned()).collect();
        assert_eq!(all.len(), 1000);
        let mut used = HashSet::new();
        for password in &all {
            assert_eq!(password.len(), 19, "{password}");
            assert!(password.split('-').all(|group| group.len() == 4), "{password}");
            used.extend(password.bytes().filter(|sign| *sign != b'-'));
        }
        assert!(used.iter().all(|sign| SIGNS.contains(sign)) && used.len() == SIGNS.len(), "every sign occurs");
        assert!(["0", "O", "1", "I"].iter().all(|sign| all.iter().all(|password| !password.contains(sign))));
    }
}
