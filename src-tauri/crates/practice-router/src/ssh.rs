//! SSH with SFTP, the same files as `/file`. Who logs in has a password, or a key in `/user/ssh-keys`; while a
//! user has a key, its password does not open SSH (`/ip/ssh always-allow-password-login`, off as a rule).
//!
//! Assumed: a written file is there when it is closed. The host key is new with each start, and Ed25519.
use crate::{files, live, properties, router::Router};
use russh::{
    Channel, ChannelId,
    keys::{PrivateKey, PublicKey, ssh_key::private::Ed25519Keypair},
    server::{Auth, ChannelOpenHandle, Config, Handler, Msg, Session, VerifiedPublicKey, run_stream},
};
use russh_sftp::protocol::{Attrs, Data, File, FileAttributes, Handle, Name, OpenFlags, Status, StatusCode};
use std::{collections::HashMap, sync::Arc, time::Duration};
use tokio::net::TcpStream;

/// What SSH needs to know of the router.
impl Router {
    /// A file that somebody brings; whether there was room.
    pub(crate) fn bring_file(&self, name: &str, bytes: Vec<u8>) -> bool {
        files::put(&mut self.lock().engine, name, bytes)
    }

    /// What a file holds.
    pub fn file(&self, name: &str) -> Option<Vec<u8>> {
        files::contents(&self.lock().engine, name).map(<[u8]>::to_vec)
    }

    /// Names and sizes of all files.
    pub(crate) fn files(&self) -> Vec<(String, usize)> {
        files::sizes(&self.lock().engine)
    }

    /// Takes a file away.
    pub(crate) fn drop_file(&self, name: &str) -> bool {
        files::take(&mut self.lock().engine, name)
    }

    /// The public keys that a user may log in to SSH with.
    pub(crate) fn keys_of(&self, user: &str) -> Vec<String> {
        let inner = self.lock();
        let rows = live::rows(&inner.engine.state, "/user/ssh-keys");
        let its = rows.filter(|row| properties::get(row, "user") == user);
        its.map(|row| properties::get(row, "key").to_owned()).collect()
    }
}

/// Speaks SSH until the client goes.
pub(crate) async fn serve(router: Router, stream: TcpStream) {
    let key = PrivateKey::from(Ed25519Keypair::from_seed(&rand::random()));
    let config = Config {
        keys: vec![key],
        auth_rejection_time: Duration::from_millis(200),
        auth_rejection_time_initial: Some(Duration::ZERO),
        ..Config::default()
    };
    let login = Login { router, channels: HashMap::new() };
    if let Ok(session) = run_stream(Arc::new(config), stream, login).await {
        // A client that hangs up ends the connection, and that is no news.
        let _ = session.await;
    }
}

struct Login {
    router: Router,
    channels: HashMap<ChannelId, Channel<Msg>>,
}

impl Handler for Login {
    type Error = russh::Error;

    async fn auth_password(&mut self, user: &str, password: &str) -> Result<Auth, russh::Error> {
        let is_in = self.router.lets_in(user, password, "ssh") && self.router.keys_of(user).is_empty();
        Ok(if is_in { Auth::Accept } else { Auth::reject() })
    }

    async fn auth_publickey(&mut self, user: &str, key: VerifiedPublicKey<'_>) -> Result<Auth, russh::Error> {
        let is_it = |known: &String| {
            PublicKey::from_openssh(known).is_ok_and(|known| known.key_data() == key.public_key.key_data())
        };
        let is_in = self.router.keys_of(user).iter().any(is_it) && self.router.may(user, "ssh");
        // A group without `ftp` may transfer no files.
        Ok(if is_in && self.router.may(user, "ftp") { Auth::Accept } else { Auth::reject() })
    }

    async fn channel_open_session(
        &mut self,
        channel: Channel<Msg>,
        reply: ChannelOpenHandle,
        _session: &mut Session,
    ) -> Result<(), russh::Error> {
        self.channels.insert(channel.id(), channel);
        reply.accept().await;
        Ok(())
    }

    async fn channel_eof(&mut self, channel: ChannelId, session: &mut Session) -> Result<(), russh::Error> {
        session.close(channel)
    }

    async fn subsystem_request(
        &mut self,
        id: ChannelId,
        name: &str,
        session: &mut Session,
    ) -> Result<(), russh::Error> {
        match self.channels.remove(&id).filter(|_| name == "sftp") {
            Some(channel) => {
                session.channel_success(id)?;
                let transfer = Transfer { router: self.router.clone(), open: HashMap::new(), listed: false };
                russh_sftp::server::run(channel.into_stream(), transfer).await;
                Ok(())
            }
            None => session.channel_failure(id),
        }
    }
}

/// What is open in one session.
struct Transfer {
    router: Router,
    open: HashMap<String, Opened>,
    listed: bool,
}

/// A file that is read, or one that is written and put in place when it is closed.
struct Opened {
    name: String,
    bytes: Vec<u8>,
    is_written: bool,
}

fn done(id: u32) -> Status {
    Status { id, status_code: StatusCode::Ok, error_message: "Ok".to_owned(), language_tag: "en".to_owned() }
}

/// RouterOS has one tree, and its root is the list of `/file`.
fn plain(path: &str) -> String {
    path.trim_start_matches("./").trim_start_matches('/').to_owned()
}

fn sized(size: usize) -> FileAttributes {
    FileAttributes { size: Some(size as u64), permissions: Some(0o100_644), ..FileAttributes::empty() }
}

impl russh_sftp::server::Handler for Transfer {
    type Error = StatusCode;

    fn unimplemented(&self) -> StatusCode {
        StatusCode::OpUnsupported
    }

    async fn open(
        &mut self,
        id: u32,
        filename: String,
        flags: OpenFlags,
        _attributes: FileAttributes,
    ) -> Result<Handle, StatusCode> {
        let (name, is_written) = (plain(&filename), flags.contains(OpenFlags::WRITE));
        let there = self.router.file(&name);
        let bytes = match there {
            Some(_) if is_written && flags.contains(OpenFlags::TRUNCATE) => Vec::new(),
            Some(bytes) => bytes,
            None if is_written && flags.contains(OpenFlags::CREATE) => Vec::new(),
            None => return Err(StatusCode::NoSuchFile),
        };
        let handle = format!("{}-{name}", self.open.len());
        self.open.insert(handle.clone(), Opened { name, bytes, is_written });
        Ok(Handle { id, handle })
    }

    async fn close(&mut self, id: u32, handle: String) -> Result<Status, StatusCode> {
        if let Some(Opened { name, bytes, is_written: true }) = self.open.remove(&handle)
            && !self.router.bring_file(&name, bytes)
        {
            return Err(StatusCode::Failure);
        }
        Ok(done(id))
    }

    async fn read(&mut self, id: u32, handle: String, offset: u64, len: u32) -> Result<Data, StatusCode> {
        let bytes = &self.open.get(&handle).ok_or(StatusCode::Failure)?.bytes;
        let begin = usize::try_from(offset).unwrap_or(usize::MAX).min(bytes.len());
        let end = begin.saturating_add(len as usize).min(bytes.len());
        if begin == end { Err(StatusCode::Eof) } else { Ok(Data { id, data: bytes[begin..end].to_vec() }) }
    }

    async fn write(&mut self, id: u32, handle: String, offset: u64, data: Vec<u8>) -> Result<Status, StatusCode> {
        let opened = self.open.get_mut(&handle).filter(|opened| opened.is_written).ok_or(StatusCode::Failure)?;
        let begin = usize::try_from(offset).map_err(|_| StatusCode::Failure)?;
        let end = begin.checked_add(data.len()).filter(|end| *end <= files::LARGEST).ok_or(StatusCode::Failure)?;
        if opened.bytes.len() < end {
            opened.bytes.resize(end, 0);
        }
        opened.bytes[begin..end].copy_from_slice(&data);
        Ok(done(id))
    }

    async fn stat(&mut self, id: u32, path: String) -> Result<Attrs, StatusCode> {
        let size = self.router.file(&plain(&path)).ok_or(StatusCode::NoSuchFile)?.len();
        Ok(Attrs { id, attrs: sized(size) })
    }

    async fn lstat(&mut self, id: u32, path: String) -> Result<Attrs, StatusCode> {
        self.stat(id, path).await
    }

    async fn fstat(&mut self, id: u32, handle: String) -> Result<Attrs, StatusCode> {
        let size = self.open.get(&handle).ok_or(StatusCode::Failure)?.bytes.len();
        Ok(Attrs { id, attrs: sized(size) })
    }

    async fn realpath(&mut self, id: u32, path: String) -> Result<Name, StatusCode> {
        Ok(Name { id, files: vec![File::dummy(format!("/{}", plain(&path).trim_start_matches('.')))] })
    }

    async fn opendir(&mut self, id: u32, path: String) -> Result<Handle, StatusCode> {
        self.listed = false;
        Ok(Handle { id, handle: path })
    }

    async fn readdir(&mut self, id: u32, _handle: String) -> Result<Name, StatusCode> {
        if std::mem::replace(&mut self.listed, true) {
            return Err(StatusCode::Eof);
        }
        let all = self.router.files().into_iter();
        Ok(Name { id, files: all.map(|(name, size)| File::new(name, sized(size))).collect() })
    }

    async fn remove(&mut self, id: u32, filename: String) -> Result<Status, StatusCode> {
        if self.router.drop_file(&plain(&filename)) { Ok(done(id)) } else { Err(StatusCode::NoSuchFile) }
    }
}
