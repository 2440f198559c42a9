//! An own administrator instead of `admin`, in an order in which somebody who is known can log in at
//! every moment: added with the password of now, entered with on a connection of its own, remembered
//! here, and only then `admin` is switched off, by the new login.
use crate::password::SETTLING;
use planner::{Administrator, NoAdministrator};
use routeros::{MenuState, Record, Secret, Secrets, menu};
use routeros_client::{Client, ClientError, Router as _};
use std::io;

/// How often nobody may answer before it is given up.
const ATTEMPTS: u32 = 4;

/// Who may log in after it did not come to a good end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LetsIn {
    /// `admin` alone, as before.
    Admin,
    /// `admin` as before; perhaps the new one too, with the same password.
    Both,
    /// The new one; perhaps `admin` too.
    New,
}

/// Why it was not done.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Why {
    /// This router gets none.
    #[error("not on this router")]
    NotOffered(NoAdministrator),
    /// The router, or the way to it.
    #[error("{0}")]
    Router(ClientError),
    /// This computer could not remember the new name, so `admin` was left alone.
    #[error("the name could not be remembered: {0}")]
    NotKept(String),
    /// The router let the new one in, but kept `admin` on.
    #[error("admin is still switched on")]
    StillOn,
}

/// It was not done, or not to the end.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{why}")]
pub struct NotGiven {
    /// What stopped it.
    pub why: Why,
    /// Who may log in now.
    pub lets_in: LetsIn,
}

impl NotGiven {
    fn router(error: ClientError, lets_in: LetsIn) -> Self {
        Self { why: Why::Router(error), lets_in }
    }
}

/// Gives the router an administrator of this name and comes back with its login. `keep` remembers the name
/// before `admin` is switched off; when it cannot, the new one is taken away again.
///
/// It is sent over a private connection only: the password of now goes along. Whoever calls knows that
/// password; no other is made, so none can get lost on the way.
///
/// # Errors
/// Why not, and who may log in.
pub async fn give(
    router: &Client,
    name: &str,
    keep: &mut (dyn FnMut(&str) -> io::Result<()> + Send),
) -> Result<Client, NotGiven> {
    let as_before = |error| NotGiven::router(error, LetsIn::Admin);
    if !router.is_private() && !router.socket().ip().to_canonical().is_loopback() {
        return Err(as_before(ClientError::NotPrivate));
    }
    let before = users(router).await.map_err(as_before)?;
    let new = Administrator::new(&before, router.user(), name)
        .map_err(|why| NotGiven { why: Why::NotOffered(why), lets_in: LetsIn::Admin })?;
    if new.find(&before).is_none() {
        add(router, &new).await?;
    }
    let own = match enter(router, &new).await {
        Ok(own) => own,
        Err(error) => return Err(taken_back(router, &new, Why::Router(error)).await),
    };
    if let Err(error) = keep(new.name()) {
        return Err(taken_back(router, &new, Why::NotKept(error.to_string())).await);
    }
    switch_off(&own, &new).await?;
    Ok(own)
}

async fn users(router: &Client) -> Result<Vec<Record>, ClientError> {
    match router.read(menu::USER).await? {
        MenuState::List(users) => Ok(users),
        MenuState::Settings(_) | MenuState::Absent => Ok(Vec::new()),
    }
}

/// Whatever is answered, a look decides: a refusal does not mean that nothing happened (reference
/// rest-api §1.8).
async fn add(router: &Client, new: &Administrator) -> Result<(), NotGiven> {
    let Err(error) = router.send(&new.add(), &Now(router.password().clone())).await else { return Ok(()) };
    tokio::time::sleep(SETTLING).await;
    match users(router).await {
        Ok(users) if new.find(&users).is_some() => Ok(()),
        Ok(_) => Err(NotGiven::router(error, LetsIn::Admin)),
        Err(error) => Err(NotGiven::router(error, LetsIn::Both)),
    }
}

/// A connection of its own, with the new name. Only where nobody answered it is tried again.
async fn enter(router: &Client, new: &Administrator) -> Result<Client, ClientError> {
    let mut last = ClientError::OutcomeUnknown;
    for attempt in 0..ATTEMPTS {
        if attempt > 0 {
            tokio::time::sleep(SETTLING).await;
        }
        match router.with_login(new.name(), router.password().clone()).await {
            Err(ClientError::WrongPassword) => return Err(ClientError::WrongPassword),
            Err(error) => last = error,
            // It has to see what `admin` sees, or it may not do what it will have to.
            Ok(own) => match users(&own).await {
                Ok(users) if new.find(&users).is_some() => return Ok(own),
                Ok(_) => return Err(ClientError::OutcomeUnknown),
                Err(error) => last = error,
            },
        }
    }
    Err(last)
}

/// Takes the new one away: `admin` was not touched yet.
async fn taken_back(router: &Client, new: &Administrator, why: Why) -> NotGiven {
    let gone = async {
        if let Some(remove) = new.remove(&users(router).await?) {
            // What the look says counts.
            let _said = router.send(&remove, &Now(router.password().clone())).await;
        }
        Ok::<bool, ClientError>(new.find(&users(router).await?).is_none())
    };
    let lets_in = if matches!(gone.await, Ok(true)) { LetsIn::Admin } else { LetsIn::Both };
    NotGiven { why, lets_in }
}

/// By the new login, which is proved. RouterOS answers 200 to who switches itself off, and does nothing:
/// so here too a look decides.
async fn switch_off(own: &Client, new: &Administrator) -> Result<(), NotGiven> {
    let lost = |error| NotGiven::router(error, LetsIn::New);
    let mut refused = None;
    for attempt in 0..2 {
        if attempt > 0 {
            tokio::time::sleep(SETTLING).await;
        }
        let Some(off) = new.switch_off(&users(own).await.map_err(lost)?) else { return Ok(()) };
        refused = own.send(&off, &Now(own.password().clone())).await.err();
    }
    match (new.switch_off(&users(own).await.map_err(lost)?), refused) {
        (None, _) => Ok(()),
        (Some(_), Some(error)) => Err(NotGiven::router(error, LetsIn::Both)),
        (Some(_), None) => Err(NotGiven { why: Why::StillOn, lets_in: LetsIn::Both }),
    }
}

/// The password of now is the new one's.
struct Now(Secret);

impl Secrets for Now {
    fn secret(&self, name: &str) -> Option<Secret> {
        (name == planner::OLD_PASSWORD).then(|| self.0.clone())
    }
}
