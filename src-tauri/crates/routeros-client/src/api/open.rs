//! How the stream comes about that the API is spoken over.
use crate::{ClientError, Dialer, address::only_loopback};
use std::{
    future::Future,
    net::{IpAddr, Ipv4Addr, SocketAddr},
    sync::Arc,
    time::Duration,
};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::TcpStream,
    time::timeout,
};

/// The port of the service `api`.
pub const PORT: u16 = 8728;

/// Opens streams to one router: plain here, over TLS elsewhere. The login goes over them as it is,
/// so whoever opens one answers for where it leads.
pub trait Open: Send + Sync {
    /// What is spoken over.
    type Stream: AsyncRead + AsyncWrite + Unpin + Send;

    /// Opens a stream. Nothing has been said on it yet.
    fn open(&self) -> impl Future<Output = Result<Self::Stream, ClientError>> + Send;

    /// Where the router is, for messages.
    fn address(&self) -> String;
}

/// Plain TCP, by way of the dialer.
#[derive(Clone)]
pub struct TcpOpen {
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

impl Open for TcpOpen {
    type Stream = TcpStream;

    async fn open(&self) -> Result<TcpStream, ClientError> {
        let socket = only_loopback(self.dialer.dial(self.router)?)?;
        let unreachable = || ClientError::Unreachable { address: self.address() };
        let stream = timeout(self.patience, TcpStream::connect(socket)).await;
        let stream = stream.map_err(|_| unreachable())?.map_err(|_| unreachable())?;
        // Sentences are short; one that waits for company costs a round trip.
        stream.set_nodelay(true).map_err(|_| unreachable())?;
        Ok(stream)
    }

    fn address(&self) -> String {
        self.router.to_string()
    }
}

/// Reads `api://192.168.88.1`, `api://[::1]:8728` and the like. Names are not looked up; `localhost`
/// is this computer.
///
/// # Errors
/// Not such an address.
pub fn socket(text: &str) -> Result<SocketAddr, ClientError> {
    // Whatever stands before an `@` was a login: it is not repeated.
    let shown = || text.rfind('@').map_or(text, |at| text.get(at..).unwrap_or_default()).to_owned();
    let bad = || ClientError::BadAddress { address: shown() };
    let host = text.strip_prefix("api://").ok_or_else(bad)?;
    let host = host.strip_suffix('/').unwrap_or(host);
    let host =
        host.strip_prefix("localhost").map_or_else(|| host.to_owned(), |rest| format!("{}{rest}", Ipv4Addr::LOCALHOST));
    if let Ok(socket) = host.parse() {
        return Ok(socket);
    }
    let bare = host.strip_prefix('[').and_then(|host| host.strip_suffix(']'));
    let ip: Option<IpAddr> = match bare {
        Some(bare) => bare.parse().ok().filter(IpAddr::is_ipv6),
        None => host.parse().ok().filter(IpAddr::is_ipv4),
    };
    ip.map(|ip| SocketAddr::new(ip, PORT)).ok_or_else(bad)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_that_people_type() {
        let read = |text| socket(text).map(|socket| socket.to_string());
        assert_eq!(read("api://192.168.88.1"), Ok("192.168.88.1:8728".into()));
        assert_eq!(read("api://192.168.88.1:81/"), Ok("192.168.88.1:81".into()));
        assert_eq!(read("api://[::1]"), Ok("[::1]:8728".into()));
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
