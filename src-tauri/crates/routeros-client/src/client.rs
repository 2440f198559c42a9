//! One router, over whichever transport its address names.
use crate::{
    Address, ApiRouter, ClientError, Key, Options, Pin, RestRouter, Router, Sftp, api::open, names, tls::show_pin,
};
use routeros::{Change, Menu, MenuState, Record, Secret, Secrets};
use std::{
    net::{IpAddr, SocketAddr},
    time::Duration,
};

/// How often a service that was just switched on is waited for, a second apart.
const UNTIL_UP: u32 = 8;

/// A router that was logged in to.
#[derive(Debug)]
pub enum Client {
    /// REST over HTTP or HTTPS: RouterOS 7.
    Rest(RestRouter),
    /// The binary API, plain or over TLS: RouterOS 6 and 7.
    Api(ApiRouter),
}

impl Client {
    /// Looks who is there, without the password; then logs in. `url` begins with `http`, `https`, `api`
    /// or `api-ssl`.
    ///
    /// # Errors
    /// The address may not be spoken to, nobody or something else answers, or the login is wrong.
    pub async fn connect(url: &str, user: &str, password: Secret, options: Options) -> Result<Self, ClientError> {
        if url.starts_with("api") {
            return Ok(Self::Api(ApiRouter::connect_with(url, user, password, options).await?));
        }
        Ok(Self::Rest(RestRouter::connect_with(url, user, password, options).await?))
    }

    /// Whether an address is over TLS, and where it is.
    ///
    /// # Errors
    /// It is not such an address.
    pub fn place(url: &str) -> Result<(bool, SocketAddr), ClientError> {
        if url.starts_with("api") {
            return open::socket(url);
        }
        Address::parse(url).map(|address| (address.secure, address.socket))
    }

    /// The key that is shown at an address, without sending anything else there.
    ///
    /// # Errors
    /// Nobody answers, or not with TLS that can be spoken.
    pub async fn key_at(url: &str, options: Options) -> Result<Key, ClientError> {
        if url.starts_with("api") {
            ApiRouter::key_at(url, options).await
        } else {
            RestRouter::key_at(url, options).await
        }
    }

    /// The address of the same kind of service in private.
    pub fn private_url(url: &str, socket: SocketAddr) -> String {
        format!("{}://{socket}", if url.starts_with("api") { "api-ssl" } else { "https" })
    }

    /// The service in `/ip/service` that serves the same in private.
    pub fn private_service(&self) -> &'static str {
        match self {
            Self::Rest(_) => "www-ssl",
            Self::Api(_) => "api-ssl",
        }
    }

    /// The same router with the same login, in private: the certificate that it shows must be the one
    /// that it said it would show, and from then on its key is what is trusted.
    ///
    /// # Errors
    /// It shows another, or none.
    pub async fn secured(&self, port: u16, fingerprint: &str) -> Result<Self, ClientError> {
        let (user, password, options) = self.login_of();
        let kind = if matches!(self, Self::Api(_)) { "api" } else { "http" };
        let url = Self::private_url(kind, SocketAddr::new(self.socket().ip(), port));
        let mut waited = 0;
        let key = loop {
            match Self::key_at(&url, options.clone()).await {
                Ok(key) => break key,
                // The service comes up a moment after the answer that switched it on.
                Err(error) if waited >= UNTIL_UP || matches!(error, ClientError::EncryptionTooOld { .. }) => {
                    return Err(error);
                }
                Err(_) => tokio::time::sleep(Duration::from_secs(1)).await,
            }
            waited += 1;
        };
        if show_pin(&key.fingerprint) != fingerprint {
            return Err(ClientError::KeyChanged { seen: show_pin(&key.pin) });
        }
        let options = Options { pin: Some(key.pin), ..options.clone() };
        Self::connect(&url, user, password.clone(), options).await
    }

    /// The same router over a connection of its own, with another password.
    ///
    /// # Errors
    /// As `connect`.
    pub async fn with_password(&self, password: Secret) -> Result<Self, ClientError> {
        self.with_login(self.user(), password).await
    }

    /// The same router over a connection of its own, by another name.
    ///
    /// # Errors
    /// As `connect`.
    pub async fn with_login(&self, user: &str, password: Secret) -> Result<Self, ClientError> {
        let (_, _, options) = self.login_of();
        let scheme = match (self, self.is_private()) {
            (Self::Rest(_), false) => "http",
            (Self::Rest(_), true) => "https",
            (Self::Api(_), false) => "api",
            (Self::Api(_), true) => "api-ssl",
        };
        let options = Options { pin: self.key(), ..options.clone() };
        Self::connect(&format!("{scheme}://{}", self.socket()), user, password, options).await
    }

    /// How many requests were sent, those of looking and logging in included.
    pub fn requests(&self) -> u64 {
        match self {
            Self::Rest(router) => router.requests(),
            Self::Api(router) => router.requests(),
        }
    }

    /// The user who is logged in.
    pub fn user(&self) -> &str {
        self.login_of().0
    }

    /// The password that the login was made with.
    pub fn password(&self) -> &Secret {
        self.login_of().1
    }

    /// Where this socket of the router really is.
    pub(crate) fn dial(&self, socket: SocketAddr) -> Result<SocketAddr, ClientError> {
        self.login_of().2.dialer.dial(socket)
    }

    fn login_of(&self) -> (&str, &Secret, &Options) {
        match self {
            Self::Rest(router) => router.login_of(),
            Self::Api(router) => router.login_of(),
        }
    }

    /// Whether nobody on the way can read along.
    pub fn is_private(&self) -> bool {
        match self {
            Self::Rest(router) => router.is_private(),
            Self::Api(router) => router.is_private(),
        }
    }

    /// Where it is.
    pub fn socket(&self) -> SocketAddr {
        match self {
            Self::Rest(router) => router.socket(),
            Self::Api(router) => router.socket(),
        }
    }

    /// The key that is trusted, over TLS.
    pub fn key(&self) -> Option<Pin> {
        match self {
            Self::Rest(router) => router.key(),
            Self::Api(router) => router.key(),
        }
    }
}

impl Router for Client {
    async fn read(&self, menu: Menu) -> Result<MenuState, ClientError> {
        match self {
            Self::Rest(router) => router.read(menu).await,
            Self::Api(router) => router.read(menu).await,
        }
    }

    async fn send(&self, change: &Change, secrets: &dyn Secrets) -> Result<(), ClientError> {
        match self {
            Self::Rest(router) => router.send(change, secrets).await,
            Self::Api(router) => router.send(change, secrets).await,
        }
    }

    async fn ask(&self, command: &str, args: &[(&str, &str)]) -> Result<Vec<Record>, ClientError> {
        match self {
            Self::Rest(router) => router.ask(command, args).await,
            Self::Api(router) => router.ask(command, args).await,
        }
    }

    async fn piece(&self, file: &str, offset: usize, size: usize) -> Result<Vec<u8>, ClientError> {
        match self {
            Self::Rest(router) => router.piece(file, offset, size).await,
            Self::Api(router) => router.piece(file, offset, size).await,
        }
    }

    async fn sftp(&self) -> Result<Option<Sftp>, ClientError> {
        Sftp::open(self).await
    }

    async fn fresh(&self) -> Result<Self, ClientError> {
        match self {
            Self::Rest(router) => router.fresh().await.map(Self::Rest),
            Self::Api(router) => router.fresh().await.map(Self::Api),
        }
    }

    fn place(&self) -> IpAddr {
        self.socket().ip()
    }

    fn names_at(&self) -> Option<SocketAddr> {
        let at = SocketAddr::new(self.place(), names::PORT);
        self.login_of().2.dialer.dial(at).ok()
    }

    async fn at(&self, address: IpAddr) -> Result<Self, ClientError> {
        match self {
            Self::Rest(router) => router.at(address).await.map(Self::Rest),
            Self::Api(router) => router.at(address).await.map(Self::Api),
        }
    }
}
