//! A bad line between the real client and a practice router that listens: it passes everything on,
//! until something goes wrong at one request.
//!
//! It sits in the middle with the router's own key, so that it knows where a request ends also when
//! nobody else on the way could.
use practice_router::Router as Practice;
use rustls::{
    ClientConfig, RootCertStore, ServerConfig,
    crypto::ring,
    pki_types::{CertificateDer, PrivateKeyDer, ServerName, pem::PemObject},
    version::TLS12,
};
use std::{
    net::{Ipv4Addr, SocketAddr},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    time::Instant,
};
use tokio_rustls::{TlsAcceptor, TlsConnector};

/// What goes wrong on the wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mishap {
    /// The connection is reset before the request arrives.
    ResetBefore,
    /// It arrives and is carried out, and the connection is reset before the answer.
    ResetAfter,
    /// Half of the answer comes, then the connection ends.
    HalfAnAnswer,
    /// The request is swallowed and the connection stays open.
    NeverArrives,
    /// The request is carried out, its answer is swallowed, and the connection stays open.
    NeverAnswered,
    /// Something that is no answer comes, and the request never arrives.
    Garbage,
    /// The request is carried out, and something that is no answer comes.
    GarbageAfter,
    /// The service stumbles: HTTP 500, or the refusal of the binary API. The request never arrives.
    Stumbles,
    /// The connection is reset, and whoever tries to open another one is hung up on in the middle of
    /// the handshake, for half a minute.
    NoHandshake,
    /// The connection is reset, and others are refused for ten minutes: longer than the app waits.
    Refused,
}

impl Mishap {
    /// All of them.
    pub const ALL: &[Self] = &[
        Self::ResetBefore,
        Self::ResetAfter,
        Self::HalfAnAnswer,
        Self::NeverArrives,
        Self::NeverAnswered,
        Self::Garbage,
        Self::GarbageAfter,
        Self::Stumbles,
        Self::NoHandshake,
        Self::Refused,
    ];

    /// Whether the router carries the request out.
    fn is_after(self) -> bool {
        matches!(self, Self::ResetAfter | Self::HalfAnAnswer | Self::NeverAnswered | Self::GarbageAfter)
    }
}

/// What is passed on at once.
const PIECE: usize = 16 << 10;
/// How long handshakes fail.
const NO_HANDSHAKE: Duration = Duration::from_secs(30);
/// How long connections are refused.
const REFUSED: Duration = Duration::from_secs(600);

#[derive(Default)]
struct Script {
    /// How many requests the router has carried out when it happens.
    at: usize,
    mishap: Option<Mishap>,
    no_handshake_until: Option<Instant>,
    refused_until: Option<Instant>,
}

/// The line. Clones are the same line.
#[derive(Clone)]
pub struct BadWire {
    practice: Practice,
    /// Where the router's service listens, and where this one does.
    service: SocketAddr,
    place: SocketAddr,
    is_api: bool,
    middle: Arc<Middle>,
    script: Arc<Mutex<Script>>,
    /// Called for everything that moves.
    moved: Arc<dyn Fn() + Send + Sync>,
}

/// The two ends of TLS, with the router's key.
struct Middle {
    acceptor: TlsAcceptor,
    connector: TlsConnector,
}

impl Middle {
    fn new(practice: &Practice) -> Option<Self> {
        let kept = &practice.state().secrets["/certificate"]["practice"];
        let certificate = CertificateDer::from_pem_slice(kept["certificate"].as_str()?.as_bytes()).ok()?;
        let key = PrivateKeyDer::from_pem_slice(kept["private-key"].as_str()?.as_bytes()).ok()?;
        let mut roots = RootCertStore::empty();
        roots.add(certificate.clone()).ok()?;
        let provider = Arc::new(ring::default_provider());
        let server = ServerConfig::builder_with_provider(provider.clone()).with_protocol_versions(&[&TLS12]).ok()?;
        let server = server.with_no_client_auth().with_single_cert(vec![certificate], key).ok()?;
        let client = ClientConfig::builder_with_provider(provider).with_protocol_versions(&[&TLS12]).ok()?;
        let client = client.with_root_certificates(roots).with_no_client_auth();
        Some(Self { acceptor: Arc::new(server).into(), connector: Arc::new(client).into() })
    }
}

/// What becomes of a connection.
enum Fate {
    /// It ends as connections do.
    Ends,
    /// It is reset.
    Reset,
}

impl BadWire {
    /// A line to a service over TLS of a router with the certificate `practice`; `moved` is called
    /// whenever something moves on it.
    ///
    /// # Panics
    /// There is no port, or the router has no certificate.
    pub async fn lay(
        practice: Practice,
        service: SocketAddr,
        is_api: bool,
        moved: Arc<dyn Fn() + Send + Sync>,
    ) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap_or_else(|error| panic!("{error}"));
        let place = listener.local_addr().unwrap_or_else(|error| panic!("{error}"));
        let middle = Middle::new(&practice).unwrap_or_else(|| panic!("it has no certificate"));
        let wire = Self { practice, service, place, is_api, middle: Arc::new(middle), script: Arc::default(), moved };
        let listens = wire.clone();
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                (listens.moved)();
                tokio::spawn(listens.clone().carry(client));
            }
        });
        wire
    }

    /// Where it begins.
    pub fn place(&self) -> SocketAddr {
        self.place
    }

    /// This goes wrong at the request before which the router has carried out so many.
    pub fn fail(&self, at: usize, mishap: Mishap) {
        *self.script() = Script { at, mishap: Some(mishap), ..Script::default() };
    }

    /// From now on nothing goes wrong. Whether something had.
    pub fn heal(&self) -> bool {
        std::mem::take(&mut *self.script()).mishap.is_none()
    }

    fn script(&self) -> MutexGuard<'_, Script> {
        self.script.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What happens to the request that comes now, or to the answer to one.
    fn now(&self, is_answer: bool) -> Option<Mishap> {
        let done = self.practice.request_count();
        let mut script = self.script();
        let fits = |mishap: &Mishap| mishap.is_after() == is_answer && done >= script.at + usize::from(is_answer);
        let mishap = script.mishap.filter(fits)?;
        script.mishap = None;
        match mishap {
            Mishap::NoHandshake => script.no_handshake_until = Some(Instant::now() + NO_HANDSHAKE),
            Mishap::Refused => script.refused_until = Some(Instant::now() + REFUSED),
            _ => {}
        }
        Some(mishap)
    }

    async fn carry(self, client: TcpStream) {
        let (no_handshake, refused) = {
            let script = self.script();
            let goes_on = |until: Option<Instant>| until.is_some_and(|until| Instant::now() < until);
            (goes_on(script.no_handshake_until), goes_on(script.refused_until))
        };
        if refused {
            let _ = client.set_zero_linger();
            return;
        }
        if no_handshake {
            // The first bytes of it are heard, and that is all.
            let mut client = client;
            let _ = client.read(&mut [0; 64]).await;
            return;
        }
        let _ = client.set_nodelay(true);
        let Ok(router) = TcpStream::connect(self.service).await else { return };
        let _ = router.set_nodelay(true);
        let name = ServerName::from(std::net::IpAddr::V4(Ipv4Addr::LOCALHOST));
        // A service that is off hangs up: so does this one, in the middle of the handshake.
        let Ok(mut router) = self.middle.connector.connect(name, router).await else { return };
        let Ok(mut client) = self.middle.acceptor.accept(client).await else { return };
        (self.moved)();
        match self.between(&mut client, &mut router).await {
            Fate::Ends => {
                let _ = client.shutdown().await;
            }
            Fate::Reset => {
                let _ = client.get_ref().0.set_zero_linger();
            }
        }
        (self.moved)();
    }

    /// Both ways, until one of them ends or something goes wrong.
    async fn between(&self, client: &mut impl Stream, router: &mut impl Stream) -> Fate {
        let (mut asked, mut answered) = ([0; PIECE], [0; PIECE]);
        loop {
            tokio::select! {
                read = client.read(&mut asked) => {
                    let Ok(read @ 1..) = read else { return Fate::Ends };
                    (self.moved)();
                    if let Some(mishap) = self.now(false) {
                        return self.instead(mishap, &[], client).await;
                    }
                    if pass_on(router, &asked[..read]).await.is_err() {
                        return Fate::Ends;
                    }
                }
                read = router.read(&mut answered) => {
                    let Ok(read @ 1..) = read else { return Fate::Ends };
                    (self.moved)();
                    if let Some(mishap) = self.now(true) {
                        return self.instead(mishap, &answered[..read], client).await;
                    }
                    if pass_on(client, &answered[..read]).await.is_err() {
                        return Fate::Ends;
                    }
                }
            }
        }
    }

    /// What the client gets instead of the answer.
    async fn instead(&self, mishap: Mishap, answer: &[u8], client: &mut impl Stream) -> Fate {
        let said = match mishap {
            Mishap::ResetBefore | Mishap::ResetAfter | Mishap::NoHandshake | Mishap::Refused => return Fate::Reset,
            Mishap::NeverArrives | Mishap::NeverAnswered => {
                swallow(client).await;
                return Fate::Ends;
            }
            Mishap::HalfAnAnswer => &answer[..answer.len() / 2],
            Mishap::GarbageAfter => b"\xff\x00 no router speaks like this \r\n\r\n",
            Mishap::Garbage if self.is_api => b"\x05!what\x00",
            Mishap::Garbage => b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 13\r\nConnection: close\r\n\r\n<html></html>",
            Mishap::Stumbles if self.is_api => b"\x05!trap\x14=message=std failure\x00\x05!done\x00",
            Mishap::Stumbles => b"HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
        };
        if pass_on(client, said).await.is_ok() && client.shutdown().await.is_ok() {
            (self.moved)();
            swallow(client).await;
        }
        Fate::Ends
    }
}

/// Something to speak over.
trait Stream: AsyncRead + AsyncWrite + Unpin {}
impl<T: AsyncRead + AsyncWrite + Unpin> Stream for T {}

async fn pass_on(to: &mut impl Stream, bytes: &[u8]) -> std::io::Result<()> {
    to.write_all(bytes).await?;
    to.flush().await
}

/// Hears the other side out.
async fn swallow(from: &mut impl Stream) {
    let mut lost = [0; PIECE];
    while let Ok(1..) = from.read(&mut lost).await {}
}
