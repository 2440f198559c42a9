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

    /// Whether this computer has an address in the network of that address.
    fn is_near(&self, router: IpAddr) -> bool;
}

/// Goes where the address says.
#[derive(Debug, Clone, Copy, Default)]
pub struct TcpDialer;

impl Dialer for TcpDialer {
    fn dial(&self, router: SocketAddr) -> Result<SocketAddr, ClientError> {
        Ok(router)
    }

    fn is_near(&self, router: IpAddr) -> bool {
        router.is_loopback() || is_on_link(router)
    }
}

/// How an address of a router that listens on this computer can be reached at this moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Distance {
    /// The router does not have it.
    Gone,
    /// The router has it, and this computer has no address in its network.
    Far,
    /// This computer has an address in its network.
    Near,
}

/// The way to a router that listens on this computer, as a simulated one does: its addresses lead to
/// loopback as long as it has them.
pub struct LoopbackDialer<F>(pub F);

impl<F: Fn(IpAddr) -> Distance + Send + Sync> Dialer for LoopbackDialer<F> {
    fn dial(&self, router: SocketAddr) -> Result<SocketAddr, ClientError> {
        match (self.0)(router.ip()) {
            Distance::Gone => Err(ClientError::Unreachable { address: router.to_string() }),
            Distance::Far | Distance::Near => Ok(SocketAddr::new(Ipv4Addr::LOCALHOST.into(), router.port())),
        }
    }

    fn is_near(&self, router: IpAddr) -> bool {
        (self.0)(router) == Distance::Near
    }
}

/// The socket of the same service at another address that this computer is near to.
pub(crate) fn moved(dialer: &dyn Dialer, from: SocketAddr, to: IpAddr) -> Result<SocketAddr, ClientError> {
    let socket = SocketAddr::new(to, from.port());
    if dialer.is_near(to) { Ok(socket) } else { Err(ClientError::Unreachable { address: socket.to_string() }) }
}

/// Whether an address may be spoken to at all: only such as homes have. In clear text it also has to
/// be in a network that this computer is in, so that no stranger's router is on the way.
pub(crate) fn may_speak(socket: SocketAddr, secure: bool) -> Result<SocketAddr, ClientError> {
    let ip = socket.ip().to_canonical();
    let refused = || Err(ClientError::NotAtHome { address: ip.to_string() });
    if ip.is_loopback() {
        return Ok(socket);
    }
    let at_home = match ip {
        IpAddr::V4(ip) => ip.is_private() || ip.is_link_local(),
        IpAddr::V6(ip) => ip.is_unique_local() || ip.is_unicast_link_local(),
    };
    if at_home && (secure || is_on_link(ip)) { Ok(socket) } else { refused() }
}

/// Whether a change may be sent: in private, or without leaving this computer. In clear text only
/// what makes the connection private goes over a network.
pub(crate) fn may_change(secure: bool, socket: SocketAddr, change: &routeros::Change) -> Result<(), ClientError> {
    if secure || socket.ip().to_canonical().is_loopback() || change.group == routeros::Group::Private {
        Ok(())
    } else {
        Err(ClientError::NotPrivate)
    }
}

/// Whether one of this computer's own networks holds the address.
fn is_on_link(ip: IpAddr) -> bool {
    !own_in_network_of(ip).is_empty()
}

/// This computer's own addresses in the networks that hold another address.
pub(crate) fn own_in_network_of(ip: IpAddr) -> Vec<IpAddr> {
    let interfaces = if_addrs::get_if_addrs().unwrap_or_default();
    let together = interfaces.into_iter().filter(|interface| match (&interface.addr, ip) {
        (if_addrs::IfAddr::V4(own), IpAddr::V4(ip)) => {
            let mask = u32::from(own.netmask);
            u32::from(own.ip) & mask == u32::from(ip) & mask
        }
        (if_addrs::IfAddr::V6(own), IpAddr::V6(ip)) => {
            let mask = u128::from(own.netmask);
            u128::from(own.ip) & mask == u128::from(ip) & mask
        }
        _ => false,
    });
    together.map(|interface| interface.ip()).collect()
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
    fn only_addresses_that_homes_have() {
        for text in ["127.0.0.1:80", "127.9.9.9:1", "[::1]:80", "[::ffff:127.0.0.1]:80"] {
            assert!(may_speak(text.parse().unwrap(), false).is_ok(), "{text}");
        }
        for text in
            ["192.168.88.1:443", "10.1.2.3:443", "172.31.0.1:443", "169.254.1.1:443", "[fe80::1]:443", "[fd00::1]:1"]
        {
            assert!(may_speak(text.parse().unwrap(), true).is_ok(), "{text}");
        }
        for text in [
            "0.0.0.0:80",
            "[::]:80",
            "8.8.8.8:443",
            "128.0.0.1:1",
            "172.32.0.1:443",
            "100.64.0.1:443",
            "[2001:db8::1]:443",
        ] {
            assert!(may_speak(text.parse().unwrap(), true).is_err(), "{text}");
        }
        // In a network for documentation no computer is.
        assert!(may_speak("198.51.100.1:80".parse().unwrap(), false).is_err());
    }
}
