//! Looking for routers: everybody in the network is asked, and where nobody says anything, the
//! addresses that new routers have are looked at. Looking changes nothing and sends no password.
mod mndp;

pub use mndp::{Announcement, PORT, parse};

use crate::{Address, ClientError, Options, RestRouter};
use socket2::{Domain, Protocol, Socket, Type};
use std::{
    io,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, SocketAddrV6},
    path::Path,
    sync::Arc,
    time::Duration,
};
use tokio::{
    net::UdpSocket,
    sync::mpsc,
    time::{Instant, sleep_until, timeout, timeout_at},
};

/// Nobody's home has more; a hostile network must not fill our memory.
const MOST: usize = 256;
/// When it is asked again: an answer may get lost.
const ROUNDS: [Duration; 4] = [Duration::ZERO, Duration::from_secs(1), Duration::from_secs(3), Duration::from_secs(6)];
/// New routers, and those that take a cascade behind another router for granted.
const USUAL: [Ipv4Addr; 2] = [Ipv4Addr::new(192, 168, 88, 1), Ipv4Addr::new(192, 168, 188, 1)];

/// What kind of device it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// It can be set up.
    RouterOs,
    /// A MikroTik switch with another system.
    SwOs,
    /// Something else that speaks MNDP.
    Other,
}

/// A device that was found. It may have been heard on several interfaces.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Device {
    /// What it said of itself, the first time.
    pub says: Announcement,
    /// Its hardware addresses.
    pub macs: Vec<[u8; 6]>,
    /// Its addresses, IPv4 first. None: it cannot be set up over the network.
    pub addresses: Vec<IpAddr>,
}

impl Device {
    /// What kind it is.
    pub fn kind(&self) -> Kind {
        if self.says.version.contains("SwOS") || self.says.platform.contains("SwOS") {
            Kind::SwOs
        } else if self.says.platform == "MikroTik" {
            Kind::RouterOs
        } else {
            Kind::Other
        }
    }

    /// One licence is one device, whatever interface it was heard on; two new routers with the same
    /// address and name are two.
    fn is(&self, other: &Announcement) -> bool {
        match (self.says.software_id.as_str(), other.software_id.as_str()) {
            ("", _) | (_, "") => other.mac.is_some_and(|mac| self.macs.contains(&mac)),
            (own, other) => own == other,
        }
    }

    fn add(&mut self, said: &Announcement) {
        if let Some(mac) = said.mac.filter(|mac| !self.macs.contains(mac)) {
            self.macs.push(mac);
        }
        let addresses = said.ipv4.map(IpAddr::V4).into_iter().chain(said.ipv6.map(IpAddr::V6));
        for address in addresses {
            if !self.addresses.contains(&address) {
                self.addresses.push(address);
            }
        }
        self.addresses.sort_by_key(IpAddr::is_ipv6);
    }
}

/// Why nothing was found, as far as this computer can tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trouble {
    /// No network at all: no cable, no Wi-Fi.
    NoNetwork,
    /// Nobody answered, and this computer is in no network but by Wi-Fi, which may be another router's.
    OnlyWifi,
    /// The system does not let us listen.
    MayNotListen,
    /// Nobody answered: another network, a firewall on this computer, or a router that keeps silent.
    Silence,
}

/// How it is looked.
#[derive(Debug, Clone)]
pub struct Search {
    /// How long.
    pub patience: Duration,
    /// Only here; empty for every network that this computer is in.
    pub at: Vec<SocketAddr>,
}

/// Looks for routers. `heard` gets each device as soon as it is known, and again when more is.
///
/// # Errors
/// Nothing was found: why.
pub async fn search(search: &Search, heard: &mut (dyn FnMut(&Device) + Send)) -> Result<Vec<Device>, Trouble> {
    let sockets = if search.at.is_empty() { everywhere()? } else { only(&search.at).await? };
    let (sender, mut receiver) = mpsc::channel(64);
    let sockets: Vec<(Arc<UdpSocket>, SocketAddr)> =
        sockets.into_iter().map(|(socket, to)| (Arc::new(socket), to)).collect();
    let mut tasks = tokio::task::JoinSet::new();
    for (socket, _) in &sockets {
        let (socket, sender) = (Arc::clone(socket), sender.clone());
        tasks.spawn(async move {
            let mut packet = [0; 1500];
            while let Ok((length, _)) = socket.recv_from(&mut packet).await {
                if let Some(said) = parse(&packet[..length])
                    && sender.send(said).await.is_err()
                {
                    break;
                }
            }
        });
    }
    let start = Instant::now();
    for round in ROUNDS.into_iter().filter(|round| *round < search.patience) {
        let sockets = sockets.clone();
        tasks.spawn(async move {
            sleep_until(start + round).await;
            for (socket, to) in &sockets {
                // An interface that is gone has nobody behind it.
                let _ = socket.send_to(&mndp::QUESTION, to).await;
            }
        });
    }
    let mut devices: Vec<Device> = Vec::new();
    while let Ok(Some(said)) = timeout_at(start + search.patience, receiver.recv()).await {
        let known = devices.iter().position(|device| device.is(&said));
        let at = match known {
            Some(at) => at,
            None if devices.len() < MOST => {
                devices.push(Device { says: said.clone(), ..Device::default() });
                devices.len() - 1
            }
            None => continue,
        };
        let before = devices[at].clone();
        devices[at].add(&said);
        if known.is_none() || devices[at] != before {
            heard(&devices[at]);
        }
    }
    if devices.is_empty() && search.at.is_empty() {
        devices = at_usual_places(heard).await;
    }
    match devices.as_slice() {
        [] if search.at.is_empty() && is_only_wifi(Path::new("/sys/class/net"), &names()) => Err(Trouble::OnlyWifi),
        [] => Err(Trouble::Silence),
        _ => Ok(devices),
    }
}

/// The interfaces by which this computer is in a network.
fn names() -> Vec<String> {
    let interfaces = if_addrs::get_if_addrs().unwrap_or_default();
    interfaces.into_iter().filter(|interface| !interface.is_loopback()).map(|interface| interface.name).collect()
}

/// Whether all of them are radios, where the system says so in its files (Linux).
fn is_only_wifi(system: &Path, names: &[String]) -> bool {
    !names.is_empty() && names.iter().all(|name| system.join(name).join("wireless").exists())
}

/// A socket per network, and where to ask there.
fn everywhere() -> Result<Vec<(UdpSocket, SocketAddr)>, Trouble> {
    let interfaces = if_addrs::get_if_addrs().map_err(|_| Trouble::NoNetwork)?;
    let mut sockets = Vec::new();
    let mut refused = false;
    let mut take = |made: io::Result<UdpSocket>, to: SocketAddr| match made {
        Ok(socket) => sockets.push((socket, to)),
        Err(error) => refused |= error.kind() == io::ErrorKind::PermissionDenied,
    };
    let outside: Vec<_> = interfaces.iter().filter(|interface| !interface.is_loopback()).collect();
    for interface in &outside {
        match interface.ip() {
            IpAddr::V4(ip) => {
                let to = SocketAddr::from((Ipv4Addr::BROADCAST, PORT));
                take(shared(SocketAddr::from((ip, PORT)), None), to);
            }
            IpAddr::V6(own) if own.is_unicast_link_local() => {
                let everybody = Ipv6Addr::new(0xff02, 0, 0, 0, 0, 0, 0, 1);
                let Some(index) = interface.index else { continue };
                let to = SocketAddr::V6(SocketAddrV6::new(everybody, PORT, 0, index));
                // Routers answer everybody at the port, as they do over IPv4.
                take(shared(SocketAddr::from((Ipv6Addr::UNSPECIFIED, PORT)), Some(index)), to);
            }
            IpAddr::V6(_) => {}
        }
    }
    if outside.is_empty() {
        return Err(Trouble::NoNetwork);
    }
    // Answers are broadcast: they come to whoever listens at the port, not to who asked.
    let listener = shared(SocketAddr::from((Ipv4Addr::UNSPECIFIED, PORT)), None);
    take(listener, SocketAddr::from((Ipv4Addr::BROADCAST, PORT)));
    if sockets.is_empty() {
        return Err(if refused { Trouble::MayNotListen } else { Trouble::NoNetwork });
    }
    Ok(sockets)
}

/// WinBox listens at the same port.
fn shared(at: SocketAddr, multicast: Option<u32>) -> io::Result<UdpSocket> {
    let socket = Socket::new(Domain::for_address(at), Type::DGRAM, Some(Protocol::UDP))?;
    socket.set_reuse_address(true)?;
    #[cfg(unix)]
    socket.set_reuse_port(true)?;
    match multicast {
        Some(index) => {
            socket.set_only_v6(true)?;
            socket.set_multicast_if_v6(index)?;
        }
        None => socket.set_broadcast(true)?,
    }
    socket.set_nonblocking(true)?;
    socket.bind(&at.into())?;
    UdpSocket::from_std(socket.into())
}

async fn only(at: &[SocketAddr]) -> Result<Vec<(UdpSocket, SocketAddr)>, Trouble> {
    let mut sockets = Vec::new();
    for to in at {
        let from = if to.is_ipv4() { IpAddr::V4(Ipv4Addr::UNSPECIFIED) } else { IpAddr::V6(Ipv6Addr::UNSPECIFIED) };
        let from = if to.ip().is_loopback() { to.ip() } else { from };
        sockets.push((UdpSocket::bind((from, 0)).await.map_err(|_| Trouble::MayNotListen)?, *to));
    }
    Ok(sockets)
}

/// A firewall on this computer may keep the answers away: then a look at the addresses that new
/// routers have, and at the gateway.
async fn at_usual_places(heard: &mut (dyn FnMut(&Device) + Send)) -> Vec<Device> {
    let places: Vec<Ipv4Addr> = gateway().into_iter().chain(USUAL).collect();
    let mut found = Vec::new();
    for (at, place) in places.iter().enumerate() {
        if places[..at].contains(place) {
            continue;
        }
        let looked = timeout(Duration::from_secs(2), RestRouter::is_there(&format!("http://{place}"))).await;
        if matches!(looked, Ok(Ok(()))) {
            let says = Announcement { platform: "MikroTik".into(), ipv4: Some(*place), ..Announcement::default() };
            let device = Device { says, macs: Vec::new(), addresses: vec![IpAddr::V4(*place)] };
            heard(&device);
            found.push(device);
        }
    }
    found
}

/// The way out of this computer's network, where the system says it in a file (Linux).
fn gateway() -> Option<Ipv4Addr> {
    let routes = std::fs::read_to_string("/proc/net/route").ok()?;
    let fields = routes.lines().skip(1).map(|line| line.split_whitespace().collect::<Vec<_>>());
    let default = fields.into_iter().find(|fields| fields.get(1) == Some(&"00000000"))?;
    let gateway = u32::from_str_radix(default.get(2)?, 16).ok()?;
    Some(Ipv4Addr::from(gateway.swap_bytes())).filter(|ip| !ip.is_unspecified())
}

impl RestRouter {
    /// Whether RouterOS with REST answers at an address. Nothing but a question is sent.
    ///
    /// # Errors
    /// Nobody or something else answers, or the address may not be spoken to.
    pub async fn is_there(url: &str) -> Result<(), ClientError> {
        Self::look_at(Address::parse(url)?, Options { connect_timeout: Duration::from_secs(1), ..Options::default() })
            .await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cable_beside_the_radio_is_no_wifi_alone() {
        let system = tempfile::tempdir().unwrap();
        std::fs::create_dir_all(system.path().join("wlp2s0/wireless")).unwrap();
        std::fs::create_dir_all(system.path().join("enp1s0")).unwrap();
        let only = |names: &[&str]| {
            is_only_wifi(system.path(), &names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>())
        };
        assert!(only(&["wlp2s0", "wlp2s0"]));
        assert!(!only(&["wlp2s0", "enp1s0"]) && !only(&["enp1s0"]) && !only(&[]) && !only(&["gone"]));
    }
}
