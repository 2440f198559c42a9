//! Whole files over SFTP, where REST and the binary API cannot carry them: binary files to a router, and
//! from one before 7.17 (reference router-configuration §5.3).
//!
//! No password goes over SSH. Over the private connection the router is given a public key that is good for
//! this one time, and a file with a random word. Whoever answers at the SSH port has to know that word.
//! Somebody in between cannot: the key's signature is good for its own session alone (RFC 4252 §7), so nobody
//! else logs in with it, and only who is logged in can read the file. Key and word are taken away as soon as
//! the session stands. `/file/add` and the text of a key in `/user/ssh-keys/add` are there from 7.9 on (the
//! dumped trees); RouterOS 6 takes a key only from a file, so it has no SFTP here.
use crate::{Client, ClientError, Router};
use rand::Rng as _;
use routeros::{
    Action, Area, Change, Group, Menu, MenuState, NoSecrets, PropValue, Record, Snapshot, Target, Text, Undo, Version,
    menu,
};
use russh::{
    client,
    keys::{PrivateKey, PrivateKeyWithHashAlg, ssh_key::private::Ed25519Keypair},
};
use russh_sftp::client::SftpSession;
use std::{net::SocketAddr, sync::Arc, time::Duration};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    time::timeout,
};

/// Marks the key, and begins the name of the file; the next backup removes what a broken run left.
const MARK: &str = "firsthop-tmp";
const SINCE: Version = Version::new(7, 9, 0);
const PATIENCE: Duration = Duration::from_secs(20);
/// No backup of a home router is larger.
const LARGEST: usize = 16 << 20;

/// An open session. It ends with this value.
pub struct Sftp {
    files: SftpSession,
    _session: client::Handle<AnyKey>,
}

impl std::fmt::Debug for Sftp {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Sftp").finish_non_exhaustive()
    }
}

/// Whether this router may be able to: its version, and SSH is on.
pub fn is_possible(before: &Snapshot) -> bool {
    before.version() >= SINCE && port(before.all(menu::IP_SERVICE)).is_some()
}

/// The port of SSH, when it is on. From 7.19 the menu lists connections too.
fn port(services: &[Record]) -> Option<u16> {
    let ssh = |row: &&Record| row.text("name") == Some("ssh") && !row.is_dynamic() && !row.is_disabled();
    services.iter().find(ssh)?.text("port")?.parse().ok()
}

impl Sftp {
    /// Opens a session with a router that is spoken to in private; none where there is no SSH to speak to.
    ///
    /// # Errors
    /// The router does not take what it takes, or `KeyChanged`: who answers at the SSH port is not the router.
    pub async fn open(router: &Client) -> Result<Option<Self>, ClientError> {
        let version = match router.read(menu::SYSTEM_RESOURCE).await? {
            MenuState::Settings(record) => record.text_or_empty("version").parse::<Version>().ok(),
            _ => None,
        };
        let MenuState::List(services) = router.read(menu::IP_SERVICE).await? else { return Ok(None) };
        let Some(port) = port(&services).filter(|_| version.is_some_and(|version| version >= SINCE)) else {
            return Ok(None);
        };
        let place = router.dial(SocketAddr::new(router.socket().ip(), port))?;
        if !router.is_private() && !place.ip().is_loopback() {
            return Ok(None);
        }
        let (key, word) = {
            let mut rng = rand::rng();
            let key = PrivateKey::from(Ed25519Keypair::from_seed(&rng.random()));
            (key, format!("{:032x}", rng.random::<u128>()))
        };
        let file = format!("{MARK}-{:016x}.txt", rand::rng().random::<u64>());
        let opened = match ask_in(router, &key, &file, &word).await {
            Ok(()) => timeout(PATIENCE, login(place, router.user(), key, &file, &word)).await,
            Err(error) => Ok(Err(error)),
        };
        take_away(router, &file).await?;
        opened.unwrap_or_else(|_| Err(ClientError::TimedOut { address: place.to_string() })).map(Some)
    }

    /// All bytes of a file of this size.
    ///
    /// # Errors
    /// The router does not answer any more, or the file has another size.
    pub async fn read(&self, name: &str, size: usize) -> Result<Vec<u8>, ClientError> {
        let wrong = |length| ClientError::NotUnderstood { excerpt: format!("{length} of {size} bytes of a file") };
        let mut bytes = Vec::new();
        let file = self.files.open(name).await.map_err(refused)?;
        file.take(LARGEST as u64).read_to_end(&mut bytes).await.map_err(broken)?;
        if bytes.len() == size { Ok(bytes) } else { Err(wrong(bytes.len())) }
    }

    /// Puts a file there, and reads it back.
    ///
    /// # Errors
    /// The router does not take it, or has it otherwise.
    pub async fn write(&self, name: &str, bytes: &[u8]) -> Result<(), ClientError> {
        let mut file = self.files.create(name).await.map_err(refused)?;
        file.write_all(bytes).await.map_err(broken)?;
        file.shutdown().await.map_err(broken)?;
        let back = self.read(name, bytes.len()).await?;
        if back == bytes { Ok(()) } else { Err(ClientError::NotUnderstood { excerpt: "another file".to_owned() }) }
    }
}

/// Gives the router the key and the word, over the private connection.
async fn ask_in(router: &Client, key: &PrivateKey, file: &str, word: &str) -> Result<(), ClientError> {
    let public = key.public_key().to_openssh().map_err(|error| unusable(&error))?;
    let key = [("user", router.user()), ("key", public.trim()), ("comment", MARK)];
    router.send(&add(menu::USER_SSH_KEYS, &key), &NoSecrets).await?;
    router.send(&add(menu::FILE, &[("name", file), ("contents", word)]), &NoSecrets).await
}

/// Removes both, and what an earlier run could not.
async fn take_away(router: &Client, file: &str) -> Result<(), ClientError> {
    if let MenuState::List(keys) = router.read(menu::USER_SSH_KEYS).await? {
        for row in keys.iter().filter(|row| row.text("comment") == Some(MARK)) {
            remove(router, menu::USER_SSH_KEYS, row.id.as_deref()).await?;
        }
    }
    for row in crate::files::list(router).await?.iter().filter(|row| row.name == file) {
        remove(router, menu::FILE, Some(&row.id)).await?;
    }
    Ok(())
}

async fn remove(router: &Client, menu: Menu, id: Option<&str>) -> Result<(), ClientError> {
    let Some(id) = id else { return Ok(()) };
    let target = Target { id: id.to_owned(), find: Vec::new() };
    match router.send(&change(menu, Action::Remove { target }), &NoSecrets).await {
        Err(ClientError::Missing { .. }) => Ok(()),
        other => other,
    }
}

fn add(menu: Menu, props: &[(&str, &str)]) -> Change {
    let props = props.iter().map(|(name, value)| ((*name).to_owned(), PropValue::text(*value))).collect();
    change(menu, Action::Add { props, before: None })
}

fn change(menu: Menu, action: Action) -> Change {
    let (group, area, undo) = (Group::Backup, Area::Backups, Undo::Automatic);
    Change { id: "backup.sftp".to_owned(), group, area, menu, action, text: Text::new("backup-sftp"), undo }
}

/// Logs in with the key, and lets whoever answers say the word.
async fn login(place: SocketAddr, user: &str, key: PrivateKey, file: &str, word: &str) -> Result<Sftp, ClientError> {
    let away = |error: russh::Error| match error {
        russh::Error::IO(_) => ClientError::Unreachable { address: place.to_string() },
        other => ClientError::HandshakeFailed { detail: other.to_string() },
    };
    let mut session = client::connect(Arc::default(), place, AnyKey).await.map_err(away)?;
    let key = PrivateKeyWithHashAlg::new(Arc::new(key), None);
    if !session.authenticate_publickey(user, key).await.map_err(away)?.success() {
        // The router would have let it in.
        return Err(ClientError::KeyChanged { seen: "SSH".to_owned() });
    }
    let channel = session.channel_open_session().await.map_err(away)?;
    channel.request_subsystem(true, "sftp").await.map_err(away)?;
    let files = SftpSession::new(channel.into_stream()).await.map_err(refused)?;
    let sftp = Sftp { files, _session: session };
    match sftp.read(file, word.len()).await {
        Ok(said) if said == word.as_bytes() => Ok(sftp),
        _ => Err(ClientError::KeyChanged { seen: "SSH".to_owned() }),
    }
}

/// Who it is shows the word, not the host's key: that one is not known from the private connection.
struct AnyKey;

impl client::Handler for AnyKey {
    type Error = russh::Error;

    async fn check_server_key(&mut self, _key: &russh::keys::PublicKeyOrCertificate) -> Result<bool, russh::Error> {
        Ok(true)
    }
}

fn refused(error: russh_sftp::client::error::Error) -> ClientError {
    ClientError::Refused { status: 0, detail: error.to_string() }
}

fn broken(error: std::io::Error) -> ClientError {
    ClientError::Refused { status: 0, detail: error.to_string() }
}

fn unusable(error: &dyn std::fmt::Display) -> ClientError {
    ClientError::HandshakeFailed { detail: error.to_string() }
}
