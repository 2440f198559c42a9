//! Plays one device in a network that a test has made: a router that says who it is, a device that
//! answers as RouterOS does without saying so, or the computer that looks for routers.
#![expect(
    clippy::print_stdout,
    clippy::expect_used,
    clippy::panic,
    reason = "a program of the tests: it prints what it found, and ends when its network is not as it should be"
)]
use routeros_client::discovery::{PORT, Search, search};
use socket2::{Domain, Protocol, Socket, Type};
use std::{
    net::{Ipv4Addr, Ipv6Addr, SocketAddr, SocketAddrV6},
    time::{Duration, Instant},
};
use tests::patience::PATIENCE;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, UdpSocket},
};

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["look", seconds] => look(seconds.parse().expect("seconds")).await,
        ["router", mac, identity, platform, version, address] => {
            announce(&packet(mac, identity, platform, version, address), address.parse().ok()).await;
        }
        ["silent", address] => silent(address).await,
        _ => {
            println!("network-actor look SECONDS | router MAC IDENTITY PLATFORM VERSION ADDRESS | silent ADDRESS:PORT")
        }
    }
}

/// One line per device, or why there is none.
async fn look(seconds: u64) {
    let looking = Search { patience: Duration::from_secs(seconds), at: Vec::new() };
    let (begin, mut first) = (Instant::now(), None);
    let found = search(&looking, &mut |_| {
        first.get_or_insert_with(|| begin.elapsed());
    })
    .await;
    match found {
        Ok(devices) => {
            for device in devices {
                let macs: Vec<String> = device.macs.iter().map(|mac| format!("{:02x}", mac[5])).collect();
                let addresses: Vec<String> = device.addresses.iter().map(ToString::to_string).collect();
                println!("{:?} {} {} [{}]", device.kind(), macs.join("+"), device.says.identity, addresses.join(" "));
            }
            println!("first after {} ms", first.unwrap_or_default().as_millis());
        }
        Err(why) => println!("none: {why:?}"),
    }
}

/// What a device says of itself (reference router-configuration §9).
fn packet(mac: &str, identity: &str, platform: &str, version: &str, address: &str) -> Vec<u8> {
    let mac: Vec<u8> = mac.split(':').map(|pair| u8::from_str_radix(pair, 16).expect("hexadecimal")).collect();
    let mut packet = vec![0, 0, 0, 1];
    let mut add = |kind: u16, value: &[u8]| {
        packet.extend(kind.to_be_bytes());
        packet.extend(u16::try_from(value.len()).expect("short").to_be_bytes());
        packet.extend(value);
    };
    add(1, &mac);
    add(5, identity.as_bytes());
    add(7, version.as_bytes());
    add(8, platform.as_bytes());
    match address.parse::<Ipv4Addr>() {
        Ok(address) => add(17, &address.octets()),
        Err(_) => add(15, &address.parse::<Ipv6Addr>().expect("an address").octets()),
    }
    packet
}

fn shared(at: SocketAddr) -> Socket {
    let socket = Socket::new(Domain::for_address(at), Type::DGRAM, Some(Protocol::UDP)).expect("a socket");
    socket.set_reuse_address(true).expect("shared");
    if at.is_ipv6() {
        socket.set_only_v6(true).expect("IPv6 alone");
    } else {
        socket.set_broadcast(true).expect("broadcast");
    }
    socket.set_nonblocking(true).expect("asynchronous");
    socket.bind(&at.into()).expect("the port");
    socket
}

/// The number of the one interface, as soon as it has an address.
async fn interface() -> u32 {
    let begin = Instant::now();
    while begin.elapsed() < PATIENCE {
        let interfaces = if_addrs::get_if_addrs().expect("interfaces");
        if let Some(index) = interfaces.iter().find(|found| !found.is_loopback()).and_then(|found| found.index) {
            return index;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("the interface has no address")
}

/// Says it to everybody whenever somebody asks.
async fn announce(packet: &[u8], by: Option<Ipv4Addr>) {
    // Without a way out, a broadcast goes where the address that it comes from belongs.
    let (listens, speaks, everybody) = match by {
        Some(own) => {
            let (all, own) = (SocketAddr::from((Ipv4Addr::UNSPECIFIED, PORT)), SocketAddr::from((own, PORT)));
            (shared(all), shared(own), SocketAddr::from((Ipv4Addr::BROADCAST, PORT)))
        }
        None => {
            let all = Ipv6Addr::new(0xff02, 0, 0, 0, 0, 0, 0, 1);
            let everybody = SocketAddr::V6(SocketAddrV6::new(all, PORT, 0, interface().await));
            let own = SocketAddr::from((Ipv6Addr::UNSPECIFIED, PORT));
            let listens = shared(own);
            let speaks = listens.try_clone().expect("the same socket");
            (listens, speaks, everybody)
        }
    };
    let listens = UdpSocket::from_std(listens.into()).expect("asynchronous");
    let speaks = UdpSocket::from_std(speaks.into()).expect("asynchronous");
    println!("ready");
    let mut question = [0; 1500];
    while let Ok((length, _)) = listens.recv_from(&mut question).await {
        // Its own announcement, and those of others, are no questions.
        if question[..length] == [0; 4] {
            speaks.send_to(packet, everybody).await.expect("sent");
        }
    }
}

/// Answers without a login as RouterOS does, and says nothing by itself.
async fn silent(address: &str) {
    let listener = TcpListener::bind(address).await.expect("the port");
    println!("ready");
    while let Ok((mut stream, _)) = listener.accept().await {
        let mut request = [0; 2048];
        let _ = stream.read(&mut request).await;
        let body = r#"{"error":401,"message":"Unauthorized"}"#;
        let head = "HTTP/1.1 401 Unauthorized\r\nContent-Type: application/json\r\nConnection: close";
        let _ = stream.write_all(format!("{head}\r\nContent-Length: {}\r\n\r\n{body}", body.len()).as_bytes()).await;
    }
}
