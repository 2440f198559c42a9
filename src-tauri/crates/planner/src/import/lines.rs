//! One line of an export as what it would have here: names as they are called here, only what this version
//! takes, and only what names something that is there.
use super::{
    here,
    lost::{Losses, Skipped},
    menus::{self, Kept, Names},
};
use crate::{Context, desired::cloud_off};
use routeros::{
    Menu, Record, Secret, Snapshot, Value, Verb, Version,
    export::{Command, Export, Line},
    known, menu,
    version::Feature,
};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// What a line gives.
pub(super) struct Given<'a> {
    pub(super) line: &'a Line,
    pub(super) menu: Menu,
    /// The change's id.
    pub(super) id: String,
    /// What it sets, as plain text.
    pub(super) props: Vec<(String, String)>,
    /// Its secret, with its name.
    pub(super) secret: Option<(String, String)>,
    /// What stays behind although the line comes along, with the old value.
    pub(super) kept: Vec<(String, String, Kept)>,
    /// What this version does not take.
    pub(super) unknown: Vec<String>,
}

impl Given<'_> {
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.props.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// What it gives to a record that does not have it.
    pub(super) fn differing(&self, record: &Record) -> Vec<(&str, &str)> {
        let given = self.props.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        let mut differing: Vec<_> = given.filter(|(name, value)| !menus::has(record, name, value)).collect();
        // An export says only what is unusual: what it adds without a word is on.
        let is_on = self.line.command == Command::Add && !menus::is_off_when_new(self.menu);
        if is_on && record.is_disabled() && self.get("disabled").is_none() {
            differing.push(("disabled", "no"));
        }
        differing
    }

    /// Whether a record is the one that it names.
    pub(super) fn is_named(&self, record: &Record) -> bool {
        let key = self.menu.key();
        let value = |name: &str| self.get(name).unwrap_or_default();
        !key.iter().all(|name| value(name).is_empty()) && key.iter().all(|name| menus::has(record, name, value(name)))
    }
}

/// Reads lines in the order in which they are brought.
pub(super) struct Reader<'a> {
    names: &'a here::Names,
    pub(super) snapshot: &'a Snapshot,
    context: &'a Context<'a>,
    skipped: &'a BTreeMap<String, Skipped>,
    /// Whether who answers in private can be known by a certificate that RouterOS brings.
    trusts: bool,
    /// RouterOS 6 wrote the export.
    of_six: bool,
    there: BTreeSet<(Names, String)>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(
        export: &Export,
        names: &'a here::Names,
        snapshot: &'a Snapshot,
        context: &'a Context<'a>,
        skipped: &'a BTreeMap<String, Skipped>,
    ) -> Self {
        const ANCHORS: &str = "builtin-trust-anchors";
        let settings = snapshot.settings(menu::CERTIFICATE_SETTINGS).and_then(|record| record.text(ANCHORS));
        let brought = export.lines.iter().filter(|line| line.menu == menu::CERTIFICATE_SETTINGS.path());
        let trusted = brought.filter_map(|line| line.text(ANCHORS)).next_back().or(settings) == Some("trusted");
        let trusts = trusted && snapshot.version().has(Feature::BuiltinTrust);
        let of_six = export.version.starts_with("6.");
        let mut reader = Self { names, snapshot, context, skipped, trusts, of_six, there: BTreeSet::new() };
        for (menu, _) in snapshot.menus() {
            for record in snapshot.all(menu) {
                reader.is_there(menu, record.text_or_empty("name"));
            }
        }
        reader
    }

    /// From now on this can be named.
    pub(super) fn is_there(&mut self, menu: Menu, name: &str) {
        let kind = match menu.path() {
            "/interface/list" => Names::List,
            "/ip/pool" => Names::Pool,
            "/ip/dhcp-server" => Names::Server,
            "/ip/dhcp-client/option" => Names::Option,
            "/interface/lte/apn" | "/interface/wireless/security-profiles" | "/interface/wifi/security" => {
                Names::Profile(menu)
            }
            path if path.starts_with("/interface") => Names::Interface,
            _ => return,
        };
        self.there.insert((kind, name.to_owned()));
    }

    /// What an interface of the old router is called here; none when nothing takes its place.
    pub(super) fn name<'n>(&'n self, old: &'n str) -> Option<&'n str> {
        match self.names.get(old) {
            Some(new) => new.as_deref(),
            None => Some(old),
        }
    }

    /// Whether what a line would do was left out.
    pub(super) fn skipped(&self, id: &str) -> Option<Skipped> {
        self.skipped.get(id).copied()
    }

    /// What a line gives; none when it stays behind, which `losses` then knows.
    pub(super) fn read(&self, menu: Menu, line: &'a Line, losses: &mut Losses) -> Option<Given<'a>> {
        let id = format!("import.{}", line.number);
        if line.command == Command::Unread {
            losses.line("import.lost-unread", line, "");
            return None;
        }
        if let Some(why) = self.skipped(&id) {
            losses.line(why.key(), line, "");
            return None;
        }
        let verb = if line.command == Command::Add { Verb::Add } else { Verb::Set };
        let (mut given, mut missing) = (
            Given { line, menu, id, props: Vec::new(), secret: None, kept: Vec::new(), unknown: Vec::new() },
            Vec::new(),
        );
        if is_point_to_point(line) {
            losses.line("import.lost-unread", line, "");
            return None;
        }
        let props = renamed(line, self.snapshot.version());
        for (name, value) in &props {
            // A socket keeps its name here.
            if menu.is_volatile(name) || (menus::keeps_its_name(menu) && name == "name") {
                continue;
            }
            let Value::Text(value) = value else { continue };
            if menu == menu::IP_DNS && ["use-doh-server", "verify-doh-cert"].contains(&name.as_str()) && !self.trusts {
                if name == "use-doh-server" && !value.is_empty() {
                    losses.line("import.lost-doh", line, "");
                }
                continue;
            }
            if let Some(why) = menus::kept(menu, name) {
                given.kept.push((name.clone(), value.clone(), why));
            } else if name == menus::NEVER_SENT
                || !known::knows(self.snapshot.version(), menu, verb, name)
                || !self.snapshot.takes(menu, verb, name)
            {
                given.unknown.push(name.clone());
            } else {
                match self.called(menu, name, value) {
                    Ok(value) => given.props.push((name.clone(), value)),
                    Err(what) => missing.push((name.clone(), what)),
                }
            }
        }
        for (name, what) in missing {
            losses.line("import.lost-names", line, &what);
            // A record without what it names would be another one; settings are one by one.
            if line.command == Command::Add || name == "interface" {
                return None;
            }
        }
        for name in menu.key().iter().chain(&["action"]).filter(|_| line.command == Command::Add) {
            if let (None, Some(usual)) = (given.get(name), menus::usual(menu, name)) {
                given.props.push(((*name).to_owned(), usual.to_owned()));
            }
        }
        if line.command == Command::Add && menus::is_off_in_six(menu) && given.get("disabled").is_none() {
            given.props.push(("disabled".to_owned(), if self.of_six { "yes" } else { "no" }.to_owned()));
        }
        if let Some(name) = secret_name(menu, line) {
            given.secret = Some((name.to_owned(), field(line, name)));
        }
        Some(given)
    }

    /// Whether a secret is known here.
    pub(super) fn secret(&self, field: &str) -> Option<Secret> {
        self.context.secrets.secret(field)
    }

    /// A value with what it names as that is called here; what is not there is the error.
    pub(super) fn called(&self, menu: Menu, name: &str, value: &str) -> Result<String, String> {
        // The home's bridge may be called otherwise here.
        if (menu, name) == (menu::INTERFACE_BRIDGE, "name") {
            return self.name(value).map(str::to_owned).ok_or_else(|| value.to_owned());
        }
        // A route may leave by an interface, or by an address on one.
        let kind = match menus::names(menu, name) {
            None if (menu, name) == (menu::IP_ROUTE, "gateway") && is_name(value) => Names::Interface,
            None => return Ok(value.to_owned()),
            Some(kind) => kind,
        };
        let one = |part: &str| {
            let (not, part) = part.strip_prefix('!').map_or(("", part), |rest| ("!", rest));
            let here = if kind == Names::Interface { self.name(part) } else { Some(part) };
            match (kind, here) {
                (_, Some("")) => Ok(String::new()),
                (Names::Only(known), Some(here)) if known.contains(&here) => Ok(format!("{not}{here}")),
                (Names::Interface, Some(here @ ("all" | "dynamic" | "none"))) => Ok(format!("{not}{here}")),
                (Names::List, Some(here @ ("all" | "dynamic" | "none" | "static"))) => Ok(format!("{not}{here}")),
                // Options and pools of this name every router has.
                (Names::Option, Some(here @ ("hostname" | "clientid" | "clientid_duid"))) => Ok(here.to_owned()),
                (Names::Pool, Some(here @ ("none" | "static-only"))) => Ok(here.to_owned()),
                (Names::Server, Some(here @ "all")) => Ok(here.to_owned()),
                (_, Some(here)) if self.there.contains(&(kind, here.to_owned())) => Ok(format!("{not}{here}")),
                _ => Err(part.to_owned()),
            }
        };
        let parts: Vec<String> = value.split(',').map(one).collect::<Result<_, _>>()?;
        Ok(parts.join(","))
    }
}

/// What this version calls otherwise than the one that wrote the line: the time servers of 7 are one list, and the
/// router's name in the cloud is off by another word.
fn renamed(line: &Line, version: Version) -> Vec<(String, Value)> {
    const OLD: [&str; 2] = ["primary-ntp", "secondary-ntp"];
    if line.menu == menu::IP_CLOUD.path() {
        let off = |value: &Value| matches!(value, Value::Text(text) if ["auto", "no"].contains(&text.as_str()));
        let here = |(name, value): &(String, Value)| match name.as_str() {
            "ddns-enabled" if off(value) => (name.clone(), Value::Text(cloud_off(version).to_owned())),
            _ => (name.clone(), value.clone()),
        };
        return line.props.iter().map(here).collect();
    }
    if line.menu != menu::SYSTEM_NTP_CLIENT.path() || !version.has(Feature::NtpServers) {
        return line.props.clone();
    }
    let servers: Vec<&str> = OLD.iter().filter_map(|name| line.text(name)).filter(|one| *one != "0.0.0.0").collect();
    let mut props: Vec<(String, Value)> =
        line.props.iter().filter(|(name, _)| !OLD.contains(&name.as_str())).cloned().collect();
    if !servers.is_empty() {
        props.push(("servers".to_owned(), Value::Text(servers.join(","))));
    }
    props
}

fn is_name(gateway: &str) -> bool {
    gateway.starts_with(|sign: char| sign.is_ascii_alphabetic()) && !gateway.contains(':')
}

/// An address for one device whose other end is another one: what FirstHop reads does not tell it from a plain one.
fn is_point_to_point(line: &Line) -> bool {
    let (Some(address), Some(network)) = (line.text("address"), line.text("network")) else { return false };
    let (own, bits) = address.split_once('/').unwrap_or((address, "32"));
    line.menu == menu::IP_ADDRESS.path() && bits == "32" && own != network
}

/// The secret without which what a line makes would be open, or would not work.
fn secret_name(menu: Menu, line: &Line) -> Option<&'static str> {
    let says = |name: &str, what: &str| line.text(name).is_some_and(|text| text.contains(what));
    let holds = |name: &str| line.props.iter().any(|(known, value)| known == name && matches!(value, Value::Secret(_)));
    let needs = |name: &'static str, needed: bool| (needed || holds(name)).then_some(name);
    match menu.path() {
        "/interface/pppoe-client" => needs("password", line.command == Command::Add),
        "/interface/wifi/security" => needs("passphrase", says("authentication-types", "psk")),
        "/interface/wifi" => needs("security.passphrase", says("security.authentication-types", "psk")),
        "/interface/wireless/security-profiles" => {
            needs("wpa2-pre-shared-key", says("authentication-types", "wpa2-psk"))
                .or_else(|| needs("wpa-pre-shared-key", says("authentication-types", "wpa-psk")))
        }
        "/interface/lte/apn" => needs("password", says("authentication", "ap")),
        "/interface/lte" => needs("pin", false),
        _ => None,
    }
}

/// What a secret is called, such as `import.pppoe-client.pppoe-out1.password`.
fn field(line: &Line, name: &str) -> String {
    let menu = line.menu.rsplit('/').next().unwrap_or_default();
    format!("import.{menu}.{}.{name}", super::lost::title(line))
}

/// The secrets that stand in an export, of menus that are written.
pub(super) fn secrets(export: &Export) -> HashMap<String, Secret> {
    let of = |line: &Line| -> Vec<(String, Secret)> {
        let secret = |(name, value): &(String, Value)| match value {
            Value::Secret(secret) if !secret.expose().is_empty() => Some((field(line, name), secret.clone())),
            Value::Secret(_) | Value::Text(_) => None,
        };
        line.props.iter().filter_map(secret).collect()
    };
    let is_written = |line: &&Line| menus::WRITTEN.iter().any(|(menu, _)| menu.path() == line.menu);
    export.lines.iter().filter(is_written).flat_map(of).collect()
}
