//! A practice router that listens in private, and computers that reach it over lines which can break.
use crate::faults::{LINE, answers};
use planner::Transport;
use practice_router::{Options, Router as Practice, Server};
use routeros::{Secret, Snapshot};
use routeros_client::{Client, ClientError, Dialer, Options as Way, Pin, read_snapshot};
use std::{
    net::{IpAddr, Ipv4Addr, SocketAddr},
    sync::Arc,
    time::Duration,
};
use tests::{bad_wire::BadWire, direct::Direct, journey::Answers, leaping::Moves};
use tokio::time::Instant;

/// Which router is spoken to over what.
pub(crate) const WAYS: &[(&str, Transport)] =
    &[("hap-ax2_7.20", Transport::Https), ("hap-ac2_6.49", Transport::ApiSsl)];
/// When the computer at home asks for an address again.
const ASKS_AGAIN: Duration = Duration::from_secs(40);

/// A router that listens, and the bad line to it.
pub(crate) struct Home {
    pub(crate) practice: Practice,
    /// The line of this computer.
    pub(crate) wire: BadWire,
    scheme: &'static str,
    pub(crate) transport: Transport,
    pin: Pin,
    service: SocketAddr,
    pub(crate) answers: Answers,
    moves: Moves,
}

impl Home {
    pub(crate) async fn new((personality, transport): (&str, Transport), moves: Moves) -> Self {
        let start = Instant::now();
        let practice = Practice::new(Options {
            state: practice_router::factory(personality).expect("a personality"),
            internet: LINE.parse().expect("a line"),
            password: Some("practice".into()),
            https: true,
            clock: practice_router::Clock::following(move || start.elapsed()),
            asks_again: Some(ASKS_AGAIN),
            ..Options::default()
        });
        let server = Server::start(practice.clone()).await.expect("a server on loopback");
        let (scheme, url) = match transport {
            Transport::Https => ("https", server.https_url()),
            _ => ("api-ssl", server.api_ssl_url()),
        };
        let pin = Client::key_at(&url, Way::default()).await.expect("it shows its key").pin;
        let (_, service) = Client::place(&url).expect("an address");
        let wire = lay(&practice, service, transport, &moves).await;
        // It listens as long as the run-time lives.
        std::mem::forget(server);
        Self { practice, wire, scheme, transport, pin, service, answers: answers(), moves }
    }

    /// Logged in at one of the router's addresses, over a line.
    pub(crate) async fn client(&self, wire: &BadWire, at: Ipv4Addr) -> Result<Client, ClientError> {
        let dialer = Arc::new(Wired { practice: self.practice.clone(), place: wire.place() });
        let way = Way { pin: Some(self.pin), dialer, ..Way::default() };
        let url = format!("{}://{at}:{}", self.scheme, self.service.port());
        Client::connect(&url, "admin", Secret::new("practice"), way).await
    }

    /// The line of another computer.
    pub(crate) async fn another_wire(&self) -> BadWire {
        lay(&self.practice, self.service, self.transport, &self.moves).await
    }

    /// What the router has, without asking it.
    pub(crate) async fn read(&self) -> Snapshot {
        read_snapshot(&Direct(self.practice.clone())).await.expect("a snapshot")
    }
}

async fn lay(practice: &Practice, service: SocketAddr, transport: Transport, moves: &Moves) -> BadWire {
    let moves = moves.clone();
    BadWire::lay(practice.clone(), service, transport == Transport::ApiSsl, Arc::new(move || moves.note())).await
}

/// The router's addresses lead to the bad line as long as it has them.
struct Wired {
    practice: Practice,
    place: SocketAddr,
}

impl Dialer for Wired {
    fn dial(&self, router: SocketAddr) -> Result<SocketAddr, ClientError> {
        let has = matches!(router.ip(), IpAddr::V4(address) if self.practice.has_address(address));
        if has { Ok(self.place) } else { Err(ClientError::Unreachable { address: router.to_string() }) }
    }

    fn is_near(&self, router: IpAddr) -> bool {
        matches!(router, IpAddr::V4(address) if self.practice.is_near(address))
    }
}
