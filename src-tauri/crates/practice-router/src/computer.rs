//! The computer at home that talks to the router: which address it has at this moment. It got one
//! from the router, asks again when half of its lease is over (RFC 2131 §4.4.5) or after its link
//! came back, and takes what it is given then.
use crate::{
    engine::Engine,
    live,
    packets::{self, Serving},
    properties::{enabled, get},
    script,
};
use ipnet::Ipv4Net;
use std::{net::Ipv4Addr, time::Duration};

/// What is kept of a lease, when nothing is said (documented default).
const USUAL: Duration = Duration::from_secs(1800);

#[derive(Debug, Clone, Default)]
pub(crate) struct Computer {
    pub(crate) address: Option<Ipv4Addr>,
    /// Typed in by its owner, because nobody gave it one. It stays.
    by_hand: bool,
    since: Duration,
    keeps: Duration,
    /// Its link was down, or it was just switched on.
    asks_now: bool,
}

/// A computer that was just plugged in.
pub(crate) fn plug_in(engine: &mut Engine) {
    engine.computer = Computer { asks_now: true, ..Computer::default() };
    go_on(engine);
    if engine.computer.address.is_none() {
        let first = addresses(engine).into_iter().find(|net| net.addr().is_private());
        let other = first.and_then(|net| net.hosts().find(|host| *host != net.addr()));
        engine.computer = Computer { address: other, by_hand: true, ..Computer::default() };
    }
}

/// Its link came back.
pub(crate) fn link_came_back(engine: &mut Engine) {
    engine.computer.asks_now = true;
    go_on(engine);
}

/// Does what is due by now.
pub(crate) fn go_on(engine: &mut Engine) {
    let now = engine.clock.now();
    let computer = &engine.computer;
    let asks_after = engine.asks_again.unwrap_or(computer.keeps / 2);
    if computer.by_hand || !(computer.asks_now || now >= computer.since + asks_after) {
        return;
    }
    let serving = packets::serving(&engine.state)
        .map(|serving| (serving.address, lease(engine, &serving), near(engine, serving.address)));
    let computer = &mut engine.computer;
    computer.asks_now = false;
    if let Some((address, keeps, net)) = serving {
        let stays = computer.address.filter(|own| net.is_some_and(|net| net.contains(own)));
        *computer = Computer { address: Some(stays.unwrap_or(address)), since: now, keeps, ..Computer::default() };
    } else if now >= computer.since + computer.keeps {
        // It goes on asking.
        computer.address = None;
        computer.asks_now = true;
    }
}

fn lease(engine: &Engine, serving: &Serving<'_>) -> Duration {
    let server = live::rows(&engine.state, "/ip/dhcp-server").find(|row| get(row, "name") == serving.server);
    server.and_then(|row| script::time(get(row, "lease-time"))).filter(|time| !time.is_zero()).unwrap_or(USUAL)
}

/// The router's network that holds an address.
fn near(engine: &Engine, address: Ipv4Addr) -> Option<Ipv4Net> {
    addresses(engine).into_iter().find(|net| net.contains(&address))
}

/// The router's own addresses, as somebody gave them.
pub(crate) fn addresses(engine: &Engine) -> Vec<Ipv4Net> {
    let rows = live::rows(&engine.state, "/ip/address").filter(|row| enabled(row));
    rows.filter_map(|row| get(row, "address").parse().ok()).collect()
}

/// Whether the computer is in the network of this address of the router's.
pub(crate) fn is_near(engine: &Engine, router: Ipv4Addr) -> bool {
    let net = addresses(engine).into_iter().find(|net| net.addr() == router);
    net.is_some_and(|net| engine.computer.address.is_some_and(|own| net.contains(&own)))
}
