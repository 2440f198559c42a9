//! Says who it is when it is asked (MNDP). On loopback there is no broadcast: who asks is answered.
use crate::{
    Router, live,
    properties::{enabled, get},
};
use serde_json::Value;
use std::net::Ipv4Addr;
use tokio::net::UdpSocket;

/// Answers until it is dropped.
pub(crate) async fn answer(socket: UdpSocket, router: Router) {
    let mut packet = [0; 64];
    let mut sequence: u16 = 0;
    while let Ok((length, asker)) = socket.recv_from(&mut packet).await {
        // Four zeros, or the nine bytes of newer programs.
        if length < 4 || packet[..4] != [0; 4] {
            continue;
        }
        sequence = sequence.wrapping_add(1);
        // Who asked may be gone.
        let _ = socket.send_to(&announcement(&router, sequence), asker).await;
    }
}

fn announcement(router: &Router, sequence: u16) -> Vec<u8> {
    let state = router.state();
    let identity = state.menus.get("/system/identity").and_then(|row| row["name"].as_str()).unwrap_or("MikroTik");
    let mac = live::rows(&state, "/interface/ethernet").next().map_or("", |row| get(row, "mac-address"));
    let mac: Vec<u8> = mac.split(':').filter_map(|pair| u8::from_str_radix(pair, 16).ok()).collect();
    let address = live::rows(&state, "/ip/address").find(|row| enabled(row)).map_or("", |row| get(row, "address"));
    let address: Ipv4Addr = address.split('/').next().and_then(|ip| ip.parse().ok()).unwrap_or(Ipv4Addr::UNSPECIFIED);
    // A licence's id is unique as a serial number is.
    let software_id: String = state.board("serial").chars().rev().take(8).collect();
    let version = format!("{} (stable)", state.version);
    let board = state.board.get("board-name").and_then(Value::as_str).unwrap_or_default();
    let mut packet = vec![0, 0];
    packet.extend(sequence.to_be_bytes());
    let mut add = |kind: u16, value: &[u8]| {
        let length = u16::try_from(value.len()).unwrap_or_default();
        packet.extend(kind.to_be_bytes().into_iter().chain(length.to_be_bytes()));
        packet.extend(&value[..usize::from(length)]);
    };
    add(1, &mac);
    add(5, identity.as_bytes());
    add(7, version.as_bytes());
    add(8, b"MikroTik");
    add(10, &60_u32.to_le_bytes());
    add(11, software_id.as_bytes());
    add(12, board.as_bytes());
    add(16, b"bridge");
    add(17, &address.octets());
    packet
}
