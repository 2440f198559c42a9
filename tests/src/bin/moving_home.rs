//! Plays a home that moves, in a network that a test has made: the router, whose records decide which
//! addresses it really has and which one the computer gets, or the computer that sets it up.
#![expect(
    clippy::print_stdout,
    clippy::expect_used,
    clippy::panic,
    reason = "a program of the tests: it prints what it found, and ends when its network is not as it should be"
)]
use apply::run;
use ipnet::Ipv4Net;
use planner::{Context, Private, Transport};
use practice_router::{Clock, Options, Router as Practice, Server};
use routeros::Secret;
use routeros_client::{Client, Options as Way, Router, read_snapshot};
use std::{
    collections::{BTreeMap, BTreeSet, btree_map::Entry},
    net::{IpAddr, Ipv4Addr, SocketAddr},
    path::Path,
    process::Command,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};
use tests::journey::{Answers, context};
use tokio::{
    io::copy_bidirectional,
    net::{TcpListener, TcpStream},
    task::JoinHandle,
    time::{sleep, timeout},
};
use tokio_util::sync::CancellationToken;

const OLD: Ipv4Addr = Ipv4Addr::new(192, 168, 88, 1);
/// Once this file is there, it is two hours later for the router.
const LATER: &str = "/run/later";
const TWO_HOURS: u64 = 7200;
/// How often the network is made as the records say.
const PACE: Duration = Duration::from_millis(50);
/// After this time the computer asks for its address again.
const ASKS_AGAIN: Duration = Duration::from_secs(3);

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let words: Vec<String> = std::env::args().skip(1).collect();
    match words.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["router"] => router().await,
        ["computer", port] => computer(port).await,
        _ => println!("moving-home router | computer PORT"),
    }
}

/// Gives its network the addresses that its records say, and listens at them.
async fn router() {
    let (start, ahead) = (Instant::now(), Arc::new(AtomicU64::new(0)));
    let leaps = Arc::clone(&ahead);
    let practice = Practice::new(Options {
        password: Some("practice".into()),
        clock: Clock::following(move || start.elapsed() + Duration::from_secs(leaps.load(Ordering::Relaxed))),
        asks_again: Some(ASKS_AGAIN),
        ..Options::default()
    });
    let server = Server::start(practice.clone()).await.expect("loopback");
    let urls = [server.http_url(), server.https_url()];
    let ports: Vec<u16> = urls.iter().map(|url| Client::place(url).expect("an address").1.port()).collect();
    // It is there from the beginning.
    let mut listening = BTreeMap::from([("192.168.88.1/24".parse().expect("a network"), listen(OLD, &ports).await)]);
    println!("{}", ports[0]);
    let mut guest = practice.computer();
    loop {
        sleep(PACE).await;
        if Path::new(LATER).exists() {
            ahead.store(TWO_HOURS, Ordering::Relaxed);
        }
        let wanted: BTreeSet<Ipv4Net> = practice.addresses().into_iter().collect();
        let gone: Vec<Ipv4Net> = listening.keys().filter(|net| !wanted.contains(*net)).copied().collect();
        for net in gone {
            listening.remove(&net).into_iter().flatten().for_each(|task| task.abort());
            ip(&["addr", "del", &net.to_string(), "dev", "eth0"]);
        }
        for net in wanted {
            if let Entry::Vacant(place) = listening.entry(net) {
                ip(&["addr", "add", &net.to_string(), "dev", "eth0"]);
                place.insert(listen(net.addr(), &ports).await);
            }
        }
        let given = practice.computer();
        if given != guest {
            ip(&["-n", "pc", "addr", "flush", "dev", "eth0", "scope", "global"]);
            if let Some(address) = given {
                ip(&["-n", "pc", "addr", "add", &format!("{address}/24"), "brd", "+", "dev", "eth0"]);
            }
            guest = given;
        }
    }
}

fn ip(words: &[&str]) {
    assert!(Command::new("ip").args(words).status().expect("iproute2").success(), "ip {words:?}");
}

/// The services of loopback, at one of the router's addresses.
async fn listen(address: Ipv4Addr, ports: &[u16]) -> Vec<JoinHandle<()>> {
    let mut tasks = Vec::new();
    for port in ports.iter().copied() {
        let listener = TcpListener::bind((address, port)).await.expect("the address is there");
        tasks.push(tokio::spawn(async move {
            while let Ok((mut client, _)) = listener.accept().await {
                tokio::spawn(async move {
                    let Ok(mut service) = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).await else { return };
                    // Either end may go away.
                    let _ = copy_bidirectional(&mut client, &mut service).await;
                });
            }
        }));
    }
    tasks
}

/// Sets the router up in private, with a home that moves, and says how it ends.
async fn computer(port: &str) {
    let url = format!("http://{OLD}:{port}");
    let login = || Secret::new("practice");
    let clear = Client::connect(&url, "admin", login(), Way::default()).await.expect("logged in");
    let found = apply::private::look(&clear, clear.private_service(), &[IpAddr::V4(OLD)]).await.expect("looked");
    let Private::Needs(changes) = found else { panic!("a new router is not private") };
    let way = apply::private::make(&clear, clear.private_service(), &changes, &mut |_| {}).await.expect("a key");
    let client = clear.secured(way.port, &way.fingerprint).await.expect("in private");
    let answers = Answers::of(&[("home.address", "192.168.77.1/24")], &[]);
    let (project, none) = (answers.valid(), BTreeSet::new());
    let context = Context { transport: Transport::Https, ..context(&answers.secrets, &none) };
    let plan = planner::plan(&project, &read_snapshot(&client).await.expect("read"), &context).expect("it fits");
    let mut listen = |event| println!("{event:?}");
    let end = run(&client, &project, &plan, &context, &mut listen, &CancellationToken::new()).await;
    println!("ends: {:?} at {:?}", end.outcome, end.moved);
    let old = SocketAddr::new(OLD.into(), way.port);
    let reached = timeout(Duration::from_secs(3), TcpStream::connect(old)).await;
    println!("the old connection: {}", if matches!(reached, Ok(Ok(_))) { "there" } else { "gone" });
    let anew = client.at(end.moved.unwrap_or(OLD.into())).await.expect("there");
    let left = planner::plan(&project, &read_snapshot(&anew).await.expect("read"), &context).expect("it fits");
    println!("left to do: {}", left.changes.len());
}
