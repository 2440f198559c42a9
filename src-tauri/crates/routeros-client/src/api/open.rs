//! How the stream comes about that the API is spoken over.
use crate::{
    ClientError, Dialer, Key, Pin,
    address::{may_change, may_speak, moved},
    tls,
};
use std::{
    future::Future,
    io,
    net::{IpAddr, Ipv4Addr, SocketAddr},
    sync::Arc,
    time::Duration,
};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::TcpStream,
    time::timeout,
};
use tokio_rustls::{TlsConnector, client::TlsStream, rustls::pki_types::ServerName};

/// The ports of the services `api` and `api-ssl`.
const PORTS: [u16; 2] = [8728, 8729];

/// Opens streams to one router: plain here, over TLS elsewhere. The login goes over them as it is,
/// so whoever opens one answers for where it leads.
pub trait Open: Clone + Send + Sync {
    /// What is spoken over.
    type Stream: AsyncRead + AsyncWrite + Unpin + Send;

    /// Opens a stream. Nothing has been said on it yet.
    fn open(&self) -> impl Future<Output = Result<Self::Stream, ClientError>> + Send;

    /// Where the router is, for messages.
    fn address(&self) -> String;

    /// Where it is.
    fn place(&self) -> IpAddr;

    /// What opens streams to the same router at another of its addresses.
    ///
    /// # Errors
    /// This computer has no address in the network of that one.
    fn at(&self, address: IpAddr) -> Result<Self, ClientError>;

    /// Whether a change may be sent over what this opens.
    ///
    /// # Errors
    /// It would be read along.
    fn may_change(&self, change: &routeros::Change) -> Result<(), ClientError>;
}

/// A stream of any kind.
pub type AnyStream = Box<dyn Both>;

/// Both ways.
pub trait Both: AsyncRead + AsyncWrite + Unpin + Send {}
impl<T: AsyncRead + AsyncWrite + Unpin + Send> Both for T {}

/// TCP by way of the dialer, plain or over TLS with the one key that is trusted.
#[derive(Clone)]
pub struct TcpOpen {
    /// Whether over TLS.
    pub secure: bool,
    /// The key that the router must show over TLS.
    pub pin: Option<Pin>,
    /// The router's address, as the router knows it.
    pub router: SocketAddr,
    /// How long it may take.
    pub patience: Duration,
    /// Where connections really go.
    pub dialer: Arc<dyn Dialer>,
}

impl std::fmt::Debug for TcpOpen {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("TcpOpen").field("router", &self.router).finish_non_exhaustive()
    }
}

impl TcpOpen {
    async fn tcp(&self) -> Result<TcpStream, ClientError> {
        let socket = may_speak(self.dialer.dial(self.router)?, self.secure)?;
        let address = || self.router.to_string();
        let unreachable = || ClientError::Unreachable { address: address() };
        let stream = timeout(self.patience, TcpStream::connect(socket)).await;
        let stream =
            stream.map_err(|_| ClientError::TimedOut { address: address() })?.map_err(|error| match error.kind() {
                io::ErrorKind::ConnectionRefused => ClientError::ClosedPort { address: address() },
                _ => unreachable(),
            })?;
        // Sentences are short; one that waits for company costs a round trip.
        stream.set_nodelay(true).map_err(|_| unreachable())?;
        Ok(stream)
    }

    async fn handshake(&self, seen: &tls::Seen) -> Result<TlsStream<TcpStream>, ClientError> {
        let failed = |detail: String| ClientError::HandshakeFailed { detail };
        let config = tls::config(self.pin, Arc::clone(seen)).map_err(|error| failed(error.to_string()))?;
        let connector = TlsConnector::from(Arc::new(config));
        let stream = self.tcp().await?;
        let name = ServerName::from(self.router.ip());
        let shaken = timeout(self.patience, connector.connect(name, stream)).await;
        let lost = || ClientError::Unreachable { address: self.router.to_string() };
        shaken.map_err(|_| lost())?.map_err(|error| match tls::found(&error) {
            Some(failure) => tls::failed(failure, seen, self.pin),
            None => failed(error.to_string()),
        })
    }

    /// The key that is shown, without anything else being sent.
    ///
    /// # Errors
    /// Nobody answers, or not with TLS that can be spoken.
    pub async fn key(&self) -> Result<Key, ClientError> {
        let seen = tls::Seen::default();
        let asked = Self { pin: None, secure: true, ..self.clone() };
        let answer = asked.handshake(&seen).await;
        match (tls::seen(&seen), answer) {
            (Some(key), _) => Ok(key),
            (None, Err(error)) => Err(error),
            (None, Ok(_)) => Err(ClientError::HandshakeFailed { detail: "no certificate".into() }),
        }
    }
}

impl Open for TcpOpen {
    type Stream = AnyStream;

    async fn open(&self) -> Result<AnyStream, ClientError> {
        if self.secure {
            return Ok(Box::new(self.handshake(&tls::Seen::default()).await?));
        }
        Ok(Box::new(self.tcp().await?))
    }

    fn address(&self) -> String {
        self.router.to_string()
    }

    fn place(&self) -> IpAddr {
        self.router.ip()
    }

    fn at(&self, address: IpAddr) -> Result<Self, ClientError> {
        Ok(Self { router: moved(self.dialer.as_ref(), self.router, address)?, ..self.clone() })
    }

    fn may_change(&self, change: &routeros::Change) -> Result<(), ClientError> {
        may_change(self.secure, self.dialer.dial(self.router)?, change)
    }
}

/// Reads `api://192.168.88.1`, `api-ssl://[::1]:8729` and the like: whether over TLS, and where. Names are not looked up; `localhost`
/// is this computer.
///
/// # Errors
/// Not such an address.
pub fn socket(text: &str) -> Result<(bool, SocketAddr), ClientError> {
    // Whatever stands before an `@` was a login: it is not repeated.
    let shown = || text.rfind('@').map_or(text, |at| text.get(at..).unwrap_or_default()).to_owned();
    let bad = || ClientError::BadAddress { address: shown() };
    let (secure, host) = match (text.strip_prefix("api://"), text.strip_prefix("api-ssl://")) {
        (Some(host), _) => (false, host),
        (None, Some(host)) => (true, host),
        (None, None) => return Err(bad()),
    };
    let host = host.strip_suffix('/').unwrap_or(host);
    let host =
        host.strip_prefix("localhost").map_or_else(|| host.to_owned(), |rest| format!("{}{rest}", Ipv4Addr::LOCALHOST));
    if let Ok(socket) = host.parse() {
        return Ok((secure, socket));
    }
    let bare = host.strip_prefix('[').and_then(|host| host.strip_suffix(']'));
    let ip: Option<IpAddr> = match bare {
        Some(bare) => bare.parse().ok().filter(IpAddr::is_ipv6),
        None => host.parse().ok().filter(IpAddr::is_ipv4),
    };
    ip.map(|ip| (secure, SocketAddr::new(ip, PORTS[usize::from(secure)]))).ok_or_else(bad)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_that_people_type() {
        let read = |text| socket(text).map(|(_, socket)| socket.to_string());
        assert_eq!(read("api://192.168.88.1"), Ok("192.168.88.1:8728".into()));
        assert_eq!(read("api://192.168.88.1:81/"), Ok("192.168.88.1:81".into()));
        assert_eq!(read("api://[::1]"), Ok("[::1]:8728".into()));
        assert_eq!(read("api-ssl://10.0.0.1"), Ok("10.0.0.1:8729".into()));
        assert_eq!(read("api://localhost:81"), Ok("127.0.0.1:81".into()));
        for text in [
            "192.168.88.1",
            "http://127.0.0.1",
            "api://router.lan",
            "api://::1",
            "api://127.0.0.1/x",
            "api://localhostess",
        ] {
            assert!(matches!(socket(text), Err(ClientError::BadAddress { .. })), "{text}");
        }
        let Err(error) = socket("api://admin:geheim@127.0.0.1") else { panic!("refused") };
        assert!(!format!("{error:?}").contains("geheim"));
    }
}
