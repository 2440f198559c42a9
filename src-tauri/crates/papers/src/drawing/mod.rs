//! The home network as a drawing: what it shows, apart from how it is drawn.
mod mermaid;
mod picture;
mod svg;

pub use mermaid::mermaid;
pub(crate) use picture::{HEIGHT_OF_WORDS, SMALL, Weight, picture};
pub use svg::svg;

use crate::{Home, Value, text};
use project::{Addresses, InternetKind, PortChoice};
use routeros::Text;
use std::net::Ipv4Addr;

/// The home network: the line, the router, who always has the same address, and all others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drawing {
    /// Its heading, for who does not see it.
    pub title: Text,
    /// What is beyond the line.
    pub internet: Node,
    /// The socket with the line, when it was chosen.
    pub socket: Option<String>,
    /// What stands between the line and the home.
    pub router: Node,
    /// Devices that always have the same address.
    pub devices: Vec<Node>,
    /// Everything else at home.
    pub others: Node,
}

/// A box of the drawing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    /// What it is.
    pub name: Value,
    /// Where it is.
    pub detail: Value,
}

impl Drawing {
    /// The drawing in words, for who does not see it.
    pub fn words(&self, say: &dyn Fn(&Text) -> String) -> String {
        let node = |node: &Node| format!("{}, {}", node.name.words(say), node.detail.words(say));
        let mut parts = vec![node(&self.internet), node(&self.router)];
        parts.extend(self.devices.iter().map(node));
        parts.push(node(&self.others));
        parts.join("; ")
    }

    /// The home as it is wanted.
    pub(crate) fn of(home: &Home<'_>) -> Self {
        let internet = &home.project.internet;
        let kind = match internet.kind {
            InternetKind::Dhcp(_) => "drawing-dhcp",
            InternetKind::Pppoe { .. } => "drawing-pppoe",
            InternetKind::Static { .. } => "drawing-static",
            InternetKind::Lte(_) => "drawing-lte",
        };
        let socket = match (&internet.port, &internet.kind) {
            (
                PortChoice::Named(name),
                InternetKind::Dhcp(_) | InternetKind::Pppoe { .. } | InternetKind::Static { .. },
            ) => Some(name.clone()),
            _ => None,
        };
        let address = home.project.home.address;
        let (devices, others): (Vec<Node>, String) = match &home.project.addresses {
            Addresses::On { from, to, reservations, .. } => {
                let device = |device: &project::Reservation| {
                    let name = if device.name.is_empty() { device.mac.to_string() } else { device.name.clone() };
                    Node { name: Value::Plain(name), detail: Value::Plain(device.address.to_string()) }
                };
                (reservations.iter().map(device).collect(), range(*from, *to))
            }
            Addresses::Off => (Vec::new(), address.network().to_string()),
        };
        // Others than those with a name, if there are any.
        let rest = if devices.is_empty() { "drawing-all" } else { "drawing-others" };
        Self {
            title: text("drawing"),
            internet: Node { name: Value::Said(text("drawing-internet")), detail: Value::Said(text(kind)) },
            socket,
            router: Node {
                name: Value::Plain(home.facts.board_name.clone()),
                detail: Value::Plain(address.ip().to_string()),
            },
            devices,
            others: Node { name: Value::Said(text(rest)), detail: Value::Plain(others) },
        }
    }
}

/// From the first to the last address; what both begin with stands there once, where it is three of four parts.
fn range(from: Ipv4Addr, to: Ipv4Addr) -> String {
    match (from.octets(), to.octets()) {
        ([a, b, c, _], [d, e, f, last]) if [a, b, c] == [d, e, f] => format!("{from} – .{last}"),
        _ => format!("{from} – {to}"),
    }
}
