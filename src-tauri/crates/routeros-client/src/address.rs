//! Where a router is: the addresses that people type, and which of them may be spoken to.
use crate::ClientError;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use url::{Host, Url};

/// A router's address and how it is spoken to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    /// Whether over TLS.
    pub secure: bool,
    /// Address and port, as the router knows them.
    pub socket: SocketAddr,
}

impl Address {
    /// Reads `http://192.168.88.1`, `https://127.0.0.1:8443/` and the like. Names are not looked up:
    /// whoever answers a look-up could send us anywhere. `localhost` is this computer.
    ///
    /// # Errors
    /// Not such an address.
    pub fn parse(text: &str) -> Result<Self, ClientError> {
        let bad = || ClientError::BadAddress { address: without_login(text) };
        let url = Url::parse(text).map_err(|_| bad())?;
        let secure = match url.scheme() {
            "http" => false,
            "https" => true,
            _ => return Err(bad()),
        };
        let bare = url.username().is_empty() && url.password().is_none() && url.query().is_none();
        if !bare || url.fragment().is_some() || url.path() != "/" {
            return Err(bad());
        }
        let ip = match url.host() {
            Some(Host::Ipv4(ip)) => IpAddr::V4(ip),
            Some(Host::Ipv6(ip)) => IpAddr::V6(ip),
            Some(Host::Domain("localhost")) => IpAddr::V4(Ipv4Addr::LOCALHOST),
            Some(Host::Domain(_)) | None => return Err(bad()),
        };
        Ok(Self { secure, socket: SocketAddr::new(ip, url.port_or_known_default().ok_or_else(bad)?) })
    }

    pub(crate) fn scheme(&self) -> &'static str {
        if self.secure { "https" } else { "http" }
    }
}

/// A password that was typed into the address must not come back in a message.
fn without_login(text: &str) -> String {
    text.rfind('@').map_or_else(|| text.to_owned(), |at| format!("••••{}", &text[at..]))
}

/// Where a connection really goes. The practice router has the addresses that its records say, so
/// its dialer maps them to a socket of this computer, and refuses those that it does not have now.
pub trait Dialer: Send + Sync {
    /// The socket behind the router's address.
    ///
    /// # Errors
    /// The router is not at this address now.
    fn dial(&self, router: SocketAddr) -> Result<SocketAddr, ClientError>;
}

/// Goes where the address says.
#[derive(Debug, Clone, Copy, Default)]
pub struct TcpDialer;

impl Dialer for TcpDialer {
    fn dial(&self, router: SocketAddr) -> Result<SocketAddr, ClientError> {
        Ok(router)
    }
}

/// Nothing but this computer may be spoken to, as long as there is neither a private connection nor
/// a safety timer.
pub(crate) fn only_loopback(socket: SocketAddr) -> Result<SocketAddr, ClientError> {
    if socket.ip().to_canonical().is_loopback() {
        Ok(socket)
    } else {
        Err(ClientError::NotLoopback { address: socket.ip().to_string() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_that_people_type() {
        let socket = |text| Address::parse(text).map(|address| (address.secure, address.socket.to_string()));
        assert_eq!(socket("http://192.168.88.1"), Ok((false, "192.168.88.1:80".into())));
        assert_eq!(socket("https://[::1]:8443/"), Ok((true, "[::1]:8443".into())));
        assert_eq!(socket("http://localhost:81"), Ok((false, "127.0.0.1:81".into())));
        for text in
            ["192.168.88.1", "ftp://127.0.0.1", "http://router.lan", "http://127.0.0.1/x", "http://127.0.0.1/?a"]
        {
            assert!(matches!(socket(text), Err(ClientError::BadAddress { .. })), "{text}");
        }
    }

    #[test]
    fn a_password_in_an_address_is_not_repeated() {
        let Err(error) = Address::parse("http://admin:geheim@127.0.0.1") else { panic!("refused") };
        assert!(!format!("{error} {error:?}").contains("geheim"));
    }

    #[test]
    fn only_this_computer() {
        for text in ["127.0.0.1:80", "127.9.9.9:1", "[::1]:80", "[::ffff:127.0.0.1]:80"] {
            assert!(only_loopback(text.parse().unwrap()).is_ok(), "{text}");
        }
        for text in ["192.168.88.1:80", "0.0.0.0:80", "[::]:80", "[::ffff:10.0.0.1]:80", "8.8.8.8:443", "128.0.0.1:1"] {
            assert!(only_loopback(text.parse().unwrap()).is_err(), "{text}");
        }
    }
}
