//! Each kind of error of a connection, brought about as it comes about, and that it has its words in
//! the window. Those of the command line and of the window's table are complete by the compiler.
use practice_router::{Fault, Options as Practice, Router, RouterState, Server};
use routeros::{Action, Area, Change, Group, NoSecrets, PropValue, Secret, Text, Undo, menu};
use routeros_client::{Client, ClientError, Dialer, Options, Router as _, read_facts};
use std::{
    collections::{BTreeMap, BTreeSet},
    net::{IpAddr, SocketAddr},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
};

/// The code of an error as the window knows it, and the texts that it asks for. A kind that is added has
/// to be added here.
fn shown_as(error: &ClientError) -> &'static str {
    match error {
        ClientError::NotAtHome { .. } => "not-at-home",
        ClientError::NotPrivate => "not-private",
        ClientError::BadAddress { .. } => "bad-address",
        ClientError::KeyUnknown { .. } => "key-unknown",
        ClientError::KeyChanged { .. } => "key-changed",
        ClientError::EncryptionTooOld { .. } => "encryption-too-old",
        ClientError::HandshakeFailed { .. } => "handshake-failed",
        ClientError::Unreachable { .. } => "unreachable",
        ClientError::ClosedPort { .. } => "closed-port",
        ClientError::TimedOut { .. } => "timed-out",
        ClientError::NotRouterOs => "not-router-os",
        ClientError::TooOld { .. } => "too-old",
        ClientError::Untested { .. } => "untested",
        ClientError::WrongPassword => "wrong-password",
        ClientError::NoPermission { .. } => "no-permission",
        ClientError::DeviceMode { .. } => "device-mode",
        // What the router has not is what it refuses, for a person.
        ClientError::Refused { .. } | ClientError::Missing { .. } => "refused",
        ClientError::NotUnderstood { .. } => "not-understood",
        ClientError::OutcomeUnknown => "outcome-unknown",
        ClientError::MissingSecret { .. } => "missing-secret",
    }
}

const KINDS: usize = 21;

async fn served(state: RouterState, https: bool) -> Server {
    let router = Router::new(Practice { state, https, password: Some("practice".into()), ..Practice::default() });
    Server::start(router).await.expect("a server on loopback")
}

fn carried(name: &str, version: Option<&str>) -> RouterState {
    let mut state = practice_router::personality(name).expect("carried");
    if let Some(version) = version {
        state.version = version.into();
        state.menus["/system/resource"]["version"] = format!("{version} (stable)").into();
    }
    state
}

/// Somebody who hears one request on each connection, and says this.
async fn says(answers: Vec<&'static [u8]>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let place = listener.local_addr().expect("an address").to_string();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            for answer in &answers {
                let heard = stream.read(&mut [0; 4096]).await.unwrap_or_default();
                if heard == 0 || stream.write_all(answer).await.is_err() {
                    break;
                }
            }
        }
    });
    place
}

async fn connect(url: &str, user: &str, password: &str, options: Options) -> Result<Client, ClientError> {
    Client::connect(url, user, Secret::new(password), options).await
}

async fn refused(url: &str, options: Options) -> ClientError {
    connect(url, "admin", "practice", options).await.expect_err(url)
}

fn adds(menu: routeros::Menu, props: &[(&str, PropValue)]) -> Change {
    Change {
        id: "x".into(),
        group: Group::Settings,
        area: Area::Internet,
        menu,
        action: Action::Add {
            props: props.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect(),
            before: None,
        },
        text: Text::new("x"),
        undo: Undo::Automatic,
    }
}

/// Leads to this computer for a while; then the router is somewhere else in the network.
struct Leaves(AtomicUsize);

impl Dialer for Leaves {
    fn dial(&self, router: SocketAddr) -> Result<SocketAddr, ClientError> {
        let is_here = self.0.fetch_add(1, Ordering::Relaxed) < 3;
        Ok(if is_here { router } else { SocketAddr::new(IpAddr::from([192, 168, 88, 1]), 80) })
    }

    fn is_near(&self, _: IpAddr) -> bool {
        true
    }
}

async fn while_connecting() -> Vec<ClientError> {
    let usual = Options::default;
    let hap = served(carried("hap-ax2_7.20", None), true).await;
    let mut seen = vec![
        refused("http://198.51.100.1", usual()).await,
        refused("http://router.lan", usual()).await,
        refused(&hap.https_url(), usual()).await,
        refused(&hap.https_url(), Options { pin: Some([7; 32]), ..usual() }).await,
        connect(&hap.http_url(), "admin", "wrong", usual()).await.expect_err("a wrong password"),
    ];
    let old = says(vec![&[0x15, 3, 1, 0, 2, 2, 70]]).await;
    seen.push(refused(&format!("https://{old}"), usual()).await);
    let page: &[u8] = b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n<html>";
    let web = says(vec![page]).await;
    seen.push(refused(&format!("https://{web}"), usual()).await);
    seen.push(refused(&format!("http://{web}"), usual()).await);
    let mute = says(vec![b""]).await;
    seen.push(refused(&format!("http://{mute}"), Options { timeout: Duration::from_millis(200), ..usual() }).await);
    let closed = TcpListener::bind("127.0.0.1:0").await.expect("a port").local_addr().expect("an address");
    seen.push(refused(&format!("http://{closed}"), usual()).await);
    // As many wait as may: nobody is let in any more.
    let full = socket2::Socket::new(socket2::Domain::IPV4, socket2::Type::STREAM, None).expect("a socket");
    full.bind(&SocketAddr::from(([127, 0, 0, 1], 0)).into()).expect("a port");
    full.listen(0).expect("it listens");
    let at = full.local_addr().expect("an address").as_socket().expect("IPv4");
    let waiting: Vec<_> =
        (0..8).map(|_| std::net::TcpStream::connect_timeout(&at, Duration::from_millis(50))).collect();
    seen.push(
        refused(&format!("http://{at}"), Options { connect_timeout: Duration::from_millis(200), ..usual() }).await,
    );
    drop(waiting);
    for (name, version) in [("hap-ac2_6.49", "6.42"), ("hex_7.12", "7.6")] {
        let server = served(carried(name, Some(version)), false).await;
        let client = connect(&server.api_url(), "admin", "practice", usual()).await.expect("a login");
        seen.push(read_facts(&client).await.expect_err(version));
    }
    let nonsense: Vec<&[u8]> = vec![
        b"HTTP/1.1 401 X\r\nContent-Length: 38\r\n\r\n{\"error\":401,\"message\":\"Unauthorized\"}",
        b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nwhat??",
    ];
    let nonsense = says(nonsense).await;
    seen.push(refused(&format!("http://{nonsense}"), usual()).await);
    seen
}

async fn after_login() -> Vec<ClientError> {
    let mut state = carried("hap-ax2_7.20", None);
    let users = state.menus.get_mut("/user").and_then(serde_json::Value::as_array_mut).expect("users");
    users.push(serde_json::json!({ ".id": "*9", "name": "guest", "group": "read", "disabled": "false" }));
    state.secrets.get_mut("/user").expect("secrets")["guest"] = serde_json::json!({ "password": "guest" });
    let server = served(state, false).await;
    let client = connect(&server.http_url(), "admin", "practice", Options::default()).await.expect("a login");
    let text = |text: &str| PropValue::text(text);
    let list = adds(menu::INTERFACE_LIST_MEMBER, &[("list", text("WAN")), ("interface", text("ether1"))]);
    let timer = adds(menu::SYSTEM_SCHEDULER, &[("name", text("x")), ("on-event", text("x"))]);
    let login =
        adds(menu::INTERFACE_PPPOE_CLIENT, &[("password", PropValue::Secret("internet.pppoe.password".into()))]);
    let guest = connect(&server.http_url(), "guest", "guest", Options::default()).await.expect("a login");
    let mut seen = Vec::new();
    for (who, change) in [(&client, &list), (&client, &timer), (&client, &login), (&guest, &list)] {
        seen.push(who.send(change, &NoSecrets).await.expect_err("refused"));
    }
    seen.push(client.ask("/no/such/thing", &[]).await.expect_err("there is none"));
    server.router().fault(Fault::DropAfterPerforming { nth: 1 });
    let other = adds(menu::INTERFACE_LIST, &[("name", text("x"))]);
    seen.push(client.send(&other, &NoSecrets).await.expect_err("the answer is lost"));
    let dialer = Arc::new(Leaves(AtomicUsize::new(0)));
    let options = Options { dialer, ..Options::default() };
    let leaving = connect(&server.http_url(), "admin", "practice", options).await.expect("a login");
    seen.push(leaving.send(&other, &NoSecrets).await.expect_err("others could read along"));
    seen
}

#[tokio::test]
async fn each_kind_comes_about_and_has_its_words() {
    let texts: BTreeMap<String, String> =
        serde_json::from_str(include_str!("../../ui/messages/en.json")).expect("flat texts");
    let mut kinds = BTreeSet::new();
    for error in [while_connecting().await, after_login().await].concat() {
        let value = serde_json::to_value(&error).expect("JSON");
        let code = shown_as(&error);
        for part in ["what", "todo"] {
            let said = texts.get(&format!("error.{code}.{part}")).unwrap_or_else(|| panic!("{code} has no {part}"));
            for field in said.split('{').skip(1).filter_map(|part| part.split('}').next()) {
                assert!(value.get(field).is_some(), "{code} asks for {field}: {value}");
            }
        }
        kinds.insert(value["code"].as_str().expect("a code").to_owned());
    }
    println!("{} kinds of error came about: {kinds:?}", kinds.len());
    assert_eq!(kinds.len(), KINDS, "{kinds:?}");
}
