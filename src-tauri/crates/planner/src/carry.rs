//! A project comes to another router than the one that it was made on: which socket becomes which, and
//! what does not come along.
use crate::{at_home, live, wan_port};
use project::{Choices, MadeFor, MadeForRadio};
use routeros::{Facts, Record, Snapshot, Text, menu, version::Feature};

/// What becomes of a project on another router.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Carry {
    /// The router in front, as the project is to remember it from now on.
    pub now: MadeFor,
    /// Each socket of the old router and the one that takes its place; the internet's first.
    pub sockets: Vec<Carried>,
    /// Each radio likewise.
    pub radios: Vec<Carried>,
    /// What does not come along, as keys of sentences.
    pub lost: Vec<Text>,
    /// Answers that this router needs; the socket for the internet is among them.
    pub set: Vec<(&'static str, String)>,
}

/// A part of the old router, and what takes its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Carried {
    /// Its name there.
    pub old: String,
    /// The name here; none when nothing is left for it.
    pub new: Option<String>,
    /// For a radio: `2.4`, `5` or `6`.
    pub band: String,
    /// It has the provider's cable.
    pub internet: bool,
}

/// What a project remembers of this router.
pub fn made_for(choices: &Choices, snapshot: &Snapshot) -> MadeFor {
    let facts = Facts::of(snapshot);
    let named = (choices.internet.port != "auto").then(|| choices.internet.port.clone());
    let internet = match choices.internet.r#type.as_str() {
        "lte" => None,
        _ => named.or_else(|| wan_port(snapshot)),
    };
    MadeFor {
        model: facts.board_name,
        version: facts.version.to_string(),
        ports: facts.ports.into_iter().map(|port| port.name).collect(),
        internet: internet.unwrap_or_default(),
        radios: radios(snapshot),
    }
}

/// What becomes of the project here; none on the model that it was made on.
pub fn carry(before: &MadeFor, choices: &Choices, snapshot: &Snapshot) -> Option<Carry> {
    let mut now = made_for(choices, snapshot);
    if before.model == now.model {
        return None;
    }
    let mut set = Vec::new();
    if !before.internet.is_empty() {
        // The one that leads to the provider here, whatever its name is; else the one with the same name.
        let same = now.ports.contains(&before.internet) && !at_home(snapshot, &before.internet);
        now.internet = wan_port(snapshot).or_else(|| same.then(|| before.internet.clone())).unwrap_or_default();
        set.push(("internet.port", if now.internet.is_empty() { "auto".to_owned() } else { now.internet.clone() }));
    }
    let mut lost = Vec::new();
    let sockets = sockets(before, &now);
    if let fewer @ 1.. = sockets.iter().filter(|socket| socket.new.is_none()).count() {
        lost.push(Text::new("carry.fewer-sockets").with("number", fewer.to_string()));
    }
    let radios = radios_of(&before.radios, &now.radios);
    match (before.radios.is_empty(), now.radios.is_empty()) {
        (false, true) => lost.push(Text::new("carry.no-wifi").with("model", &now.model)),
        (false, false) => {
            for radio in radios.iter().filter(|radio| radio.new.is_none() && !radio.band.is_empty()) {
                lost.push(Text::new("carry.no-band").with("band", &radio.band));
            }
            lost.push(Text::new("carry.wifi-names"));
        }
        (true, _) => {}
    }
    if choices.internet.r#type == "lte" && live::modem(snapshot).is_none() {
        lost.push(Text::new("carry.no-modem").with("model", &now.model));
    }
    let version = snapshot.version();
    let lacks = |feature: Feature, key: &str| {
        Text::new(key).with("needs", feature.since().to_string()).with("has", version.to_string())
    };
    if choices.names.doh && choices.names.source != "provider" && !version.has(Feature::BuiltinTrust) {
        lost.push(lacks(Feature::BuiltinTrust, "carry.no-doh"));
        set.push(("names.doh", "false".to_owned()));
    }
    if !choices.internet.dhcp.priority.is_empty() && !version.has(Feature::DhcpPriority) {
        lost.push(lacks(Feature::DhcpPriority, "carry.no-priority"));
        set.push(("internet.dhcp.priority", String::new()));
    }
    Some(Carry { now, sockets, radios, lost, set })
}

/// The internet's socket goes to the internet's, the others to those of the same name, then to any that is left.
pub(crate) fn sockets(before: &MadeFor, now: &MadeFor) -> Vec<Carried> {
    let is_internet = |name: &String| !before.internet.is_empty() && *name == before.internet;
    let mut left: Vec<&String> = now.ports.iter().filter(|name| **name != now.internet).collect();
    let mut sockets: Vec<Carried> = before
        .ports
        .iter()
        .map(|old| {
            let internet = is_internet(old);
            let new = if internet { Some(now.internet.clone()).filter(|name| !name.is_empty()) } else { None };
            Carried { old: old.clone(), new, band: String::new(), internet }
        })
        .collect();
    let home = |socket: &&mut Carried| !socket.internet && socket.new.is_none();
    for socket in sockets.iter_mut().filter(home) {
        if let Some(at) = left.iter().position(|name| **name == socket.old) {
            socket.new = Some(left.remove(at).clone());
        }
    }
    for socket in sockets.iter_mut().filter(home) {
        if !left.is_empty() {
            socket.new = Some(left.remove(0).clone());
        }
    }
    sockets.sort_by_key(|socket| !socket.internet);
    sockets
}

/// Each radio goes to one of the same band.
pub(crate) fn radios_of(before: &[MadeForRadio], now: &[MadeForRadio]) -> Vec<Carried> {
    let mut left: Vec<&MadeForRadio> = now.iter().collect();
    let carried = before.iter().map(|radio| {
        let at = left.iter().position(|other| !radio.band.is_empty() && other.band == radio.band);
        let new = at.map(|at| left.remove(at).name.clone());
        Carried { old: radio.name.clone(), new, band: radio.band.clone(), internet: false }
    });
    carried.collect()
}

/// The radios themselves, without the further networks that they send. `/interface/wireless` names the band in
/// `band`, `/interface/wifi` in `channel.band` (manual.mikrotik.com, "Wireless Interface" and "WiFi").
fn radios(snapshot: &Snapshot) -> Vec<MadeForRadio> {
    let radio = |record: &Record, property: &str| MadeForRadio {
        name: record.text_or_empty("name").to_owned(),
        band: band(record.text_or_empty(property)).to_owned(),
    };
    let is_radio = |record: &&Record| record.text_or_empty("master-interface").is_empty();
    let new = snapshot.all(menu::INTERFACE_WIFI).iter().filter(is_radio);
    let old = snapshot.all(menu::INTERFACE_WIRELESS).iter().filter(is_radio);
    new.map(|record| radio(record, "channel.band")).chain(old.map(|record| radio(record, "band"))).collect()
}

/// A band as people call it, in GHz; empty when it is none.
pub(crate) fn band(text: &str) -> &'static str {
    match text.split("ghz").next() {
        Some("2") => "2.4",
        Some("5") => "5",
        Some("6") => "6",
        _ => "",
    }
}
