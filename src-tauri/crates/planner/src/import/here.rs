//! What the old router's sockets, radios and home network are called on this one.
use crate::carry::{self, Carried};
use project::{MadeFor, MadeForRadio};
use routeros::{
    Menu, Snapshot, Value,
    export::{Command, Export, Line},
    menu,
};
use std::collections::{BTreeMap, BTreeSet};

/// Old names, and the names here; none where nothing takes its place.
pub(super) type Names = BTreeMap<String, Option<String>>;

/// What of the old router takes which place here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Places {
    /// Each socket that the export names; the internet's first.
    pub sockets: Vec<Carried>,
    /// Each radio.
    pub radios: Vec<Carried>,
}

impl Places {
    /// What is proposed: on the same model everything stays where it is; elsewhere the socket for the internet is
    /// the one that leads there, and radios go by their band.
    pub(super) fn proposed(export: &Export, snapshot: &Snapshot) -> Self {
        // The socket for the internet here is nobody's but that of the internet there.
        let (old, now) = (old(export), carry::made_for(&project::Choices::default(), snapshot));
        if old.model == now.model || old.model == routeros::Facts::of(snapshot).model {
            let all = |name: &String| now.ports.contains(name).then(|| name.clone());
            let sockets = old.ports.iter().map(|name| Carried {
                old: name.clone(),
                new: all(name),
                band: String::new(),
                internet: *name == old.internet,
            });
            let radio = |radio: &MadeForRadio| now.radios.iter().find(|known| known.name == radio.name);
            let radios = old.radios.iter().map(|old| Carried {
                old: old.name.clone(),
                new: radio(old).map(|radio| radio.name.clone()),
                band: old.band.clone(),
                internet: false,
            });
            return Self { sockets: sockets.collect(), radios: radios.collect() };
        }
        Self { sockets: carry::sockets(&old, &now), radios: carry::radios_of(&old.radios, &now.radios) }
    }

    /// Puts sockets and radios elsewhere, as a person chose: old names and new ones. Who was there makes way.
    pub(super) fn moved(&mut self, wanted: &BTreeMap<String, String>) {
        for (old, new) in wanted {
            for places in [&mut self.sockets, &mut self.radios] {
                if !places.iter().any(|place| place.old == *old) {
                    continue;
                }
                for place in places.iter_mut() {
                    if place.old == *old {
                        place.new = Some(new.clone()).filter(|new| !new.is_empty());
                    } else if place.new.as_ref() == Some(new) {
                        place.new = None;
                    }
                }
            }
        }
    }

    /// All names that are others here, the names that people gave to sockets and radios among them.
    pub(super) fn names(&self, export: &Export, snapshot: &Snapshot) -> Names {
        let all = self.sockets.iter().chain(&self.radios);
        let mut names: Names = all.map(|carried| (carried.old.clone(), carried.new.clone())).collect();
        for (factory, given) in given(export) {
            if let Some(new) = names.get(&factory).cloned() {
                names.insert(given, new);
            }
        }
        names.extend(bridge(export, snapshot));
        names
    }
}

/// Sockets and radios with a name that somebody gave them: the factory's and theirs.
fn given(export: &Export) -> impl Iterator<Item = (String, String)> {
    export.lines.iter().filter_map(|line| Some((factory_name(line)?, line.text("name")?.to_owned())))
}

/// What a line calls a socket or a radio of the device.
fn factory_name(line: &Line) -> Option<String> {
    let hardware = [menu::INTERFACE_ETHERNET, menu::INTERFACE_WIFI, menu::INTERFACE_WIRELESS, menu::INTERFACE_LTE];
    hardware.iter().find(|menu| menu.path() == line.menu)?;
    match &line.command {
        Command::SetFound(find) => {
            let by =
                find.iter().find(|(name, _)| name == "default-name").or(find.iter().find(|(name, _)| name == "name"));
            by.map(|(_, value)| value.clone())
        }
        Command::SetNamed(name) => Some(name.clone()),
        Command::Add | Command::Set | Command::Unread => None,
    }
}

/// The only bridge there and the only one here are the home's, whatever they are called.
fn bridge(export: &Export, snapshot: &Snapshot) -> Option<(String, Option<String>)> {
    let mut theirs = lines(export, menu::INTERFACE_BRIDGE).filter(|line| line.command == Command::Add);
    let mut ours = snapshot.records(menu::INTERFACE_BRIDGE);
    let (old, new) = (theirs.next()?.text("name")?, ours.next()?.text("name")?);
    let only = theirs.next().is_none() && ours.next().is_none();
    (only && old != new).then(|| (old.to_owned(), Some(new.to_owned())))
}

fn lines(export: &Export, menu: Menu) -> impl Iterator<Item = &Line> {
    export.lines.iter().filter(move |line| line.menu == menu.path())
}

/// The old router, as far as an export tells of it: it names only what somebody set up.
fn old(export: &Export) -> MadeFor {
    let aliases: BTreeMap<String, String> = given(export).map(|(factory, given)| (given, factory)).collect();
    let factory = |name: &str| aliases.get(name).cloned().unwrap_or_else(|| name.to_owned());
    let is_socket = |name: &String| ["ether", "sfp", "combo", "qsfp"].iter().any(|kind| name.starts_with(kind));
    let named = export.lines.iter().flat_map(|line| &line.props).filter_map(|(name, value)| match value {
        Value::Text(text) if ["interface", "in-interface", "out-interface"].contains(&name.as_str()) => {
            Some(factory(text))
        }
        Value::Text(_) | Value::Secret(_) => None,
    });
    let made: BTreeSet<&str> = export
        .lines
        .iter()
        .filter(|line| line.command == Command::Add && line.menu.starts_with("/interface"))
        .filter_map(|line| line.text("name"))
        .collect();
    let of = |menu: Menu| lines(export, menu).filter_map(factory_name);
    let named = named.filter(|name| is_socket(name) && !made.contains(name.as_str()));
    let mut ports: Vec<String> = named.chain(of(menu::INTERFACE_ETHERNET)).collect();
    ports.sort_by_key(|name| {
        let digits = name.len() - name.trim_end_matches(|sign: char| sign.is_ascii_digit()).len();
        let (kind, number) = name.split_at(name.len() - digits);
        (kind.to_owned(), number.parse::<u32>().unwrap_or_default())
    });
    ports.dedup();
    let wifi = [(menu::INTERFACE_WIFI, "channel.band"), (menu::INTERFACE_WIRELESS, "band")];
    let radios = wifi.into_iter().flat_map(|(menu, band)| {
        let radio = move |line: &Line| {
            let band = carry::band(line.text(band).unwrap_or_default()).to_owned();
            factory_name(line).map(|name| MadeForRadio { name, band })
        };
        lines(export, menu).filter_map(radio).collect::<Vec<_>>()
    });
    MadeFor {
        model: export.model.clone(),
        version: export.version.clone(),
        internet: internet(export).map(|name| factory(&name)).filter(|name| ports.contains(name)).unwrap_or_default(),
        ports,
        radios: radios.collect(),
    }
}

/// What the internet came by: what is in list WAN, or asks a provider, down to its socket.
fn internet(export: &Export) -> Option<String> {
    let in_wan = lines(export, menu::INTERFACE_LIST_MEMBER).filter(|line| line.text("list") == Some("WAN"));
    let asks = [menu::INTERFACE_PPPOE_CLIENT, menu::IP_DHCP_CLIENT].into_iter().flat_map(|menu| lines(export, menu));
    let mut name = asks.chain(in_wan).find_map(|line| line.text("interface"))?.to_owned();
    // A chain is at most PPPoE on VLAN on socket; more rounds would be a loop.
    for _ in 0..4 {
        let mut upper =
            [menu::INTERFACE_PPPOE_CLIENT, menu::INTERFACE_VLAN].into_iter().flat_map(|menu| lines(export, menu));
        match upper.find(|line| line.text("name") == Some(&name)).and_then(|line| line.text("interface")) {
            Some(below) => below.clone_into(&mut name),
            None => break,
        }
    }
    Some(name)
}
