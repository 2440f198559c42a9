//! Reading and changing records. REST and scripts both end here.
use crate::{
    Clock, Disputes, Internet, RouterState, asker,
    computer::{self, Computer},
    device_mode::Confirmation,
    files::{self, Stored},
    jobs::{self, Job},
    live::{self, Live, Row},
    log::{self, Deed, Doer},
    packets,
    properties::{self, get},
    refusals,
    schema::{Menu, Schema},
    update::{self, Update},
    users,
};
use serde_json::{Map, Value, json};
use std::{collections::BTreeMap, time::Duration};

/// Why RouterOS does not do something: HTTP status and its own words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Refusal {
    pub(crate) status: u16,
    pub(crate) detail: String,
}

pub(crate) fn refuse<T>(detail: impl Into<String>) -> Result<T, Refusal> {
    Err(Refusal { status: 400, detail: detail.into() })
}

pub(crate) fn not_found<T>() -> Result<T, Refusal> {
    Err(Refusal { status: 404, detail: String::new() })
}

/// A router's records and its provider's line.
#[derive(Debug, Clone)]
pub(crate) struct Engine {
    pub(crate) state: RouterState,
    pub(crate) internet: Internet,
    pub(crate) clock: Clock,
    /// When a certificate that was signed can be used.
    pub(crate) signed: BTreeMap<String, Duration>,
    /// Where services really listen, as long as nobody has set another port.
    pub(crate) ports: BTreeMap<&'static str, u16>,
    /// Scripts in the background.
    pub(crate) jobs: Vec<Job>,
    /// The console's global variables.
    pub(crate) globals: BTreeMap<String, String>,
    /// When the scheduler's entries run next, by their number.
    pub(crate) next_runs: BTreeMap<String, Duration>,
    /// How it behaves where the sources disagree.
    pub(crate) disputes: Disputes,
    /// Who asks.
    pub(crate) asker: String,
    /// Who does what is being done; nobody while the router is made.
    pub(crate) doer: Doer,
    /// What `/file` lists.
    pub(crate) files: Vec<Stored>,
    /// When it started again, if it did.
    pub(crate) started: Option<Duration>,
    /// Until when it is away because it starts again.
    pub(crate) away_until: Option<Duration>,
    /// A newer RouterOS that was looked for or brought.
    pub(crate) update: Update,
    /// What waits for somebody at the router.
    pub(crate) confirmation: Confirmation,
    /// The computer that talks to it.
    pub(crate) computer: Computer,
    /// When that asks for an address again; otherwise after half of its lease.
    pub(crate) asks_again: Option<Duration>,
    next_id: u32,
}

pub(crate) const RULES: &[&str] =
    &["/ip/firewall/filter", "/ip/firewall/nat", "/ip/firewall/raw", "/ip/firewall/mangle", "/ipv6/firewall/filter"];

impl Engine {
    pub(crate) fn new(state: RouterState, internet: Internet, clock: Clock) -> Self {
        let ids = state.menus.values().filter_map(Value::as_array).flatten().filter_map(|row| row[".id"].as_str());
        let highest = ids
            .filter_map(|id| u32::from_str_radix(id.trim_start_matches('*'), 16).ok())
            .filter(|id| *id < 0x0100_0000)
            .max();
        let next_id = highest.unwrap_or_default() + 1;
        let (signed, ports) = (BTreeMap::new(), BTreeMap::new());
        let (jobs, globals, next_runs) = (Vec::new(), BTreeMap::new(), BTreeMap::new());
        let (files, started, away_until) = (Vec::new(), None, None);
        let (disputes, asker) = (Disputes::default(), String::new());
        let (computer, asks_again) = (Computer::default(), None);
        let mut engine = Self {
            state,
            internet,
            clock,
            signed,
            ports,
            jobs,
            globals,
            next_runs,
            disputes,
            asker,
            doer: Doer::default(),
            files,
            started,
            away_until,
            update: Update::default(),
            confirmation: Confirmation::None,
            computer,
            asks_again,
            next_id,
        };
        computer::plug_in(&mut engine);
        engine
    }

    /// A number that no record had before.
    pub(crate) fn new_id(&mut self) -> String {
        let id = format!("*{:X}", self.next_id);
        self.next_id += 1;
        id
    }

    pub(crate) fn menu(&self, path: &str) -> Result<&'static Menu, Refusal> {
        let version = &self.state.version;
        match Schema::of(version).menu(path).or_else(|| Schema::of_boards(version, path)) {
            Some(menu) if menu.kind != "menu" => Ok(menu),
            _ => refuse(format!("no such command or directory ({})", Schema::of(version).stranger(path))),
        }
    }

    /// Whether a command takes a property. `board.lost` of the state file names those that a release of
    /// the future has no more, as `/ip/ssh strong-crypto`.
    pub(crate) fn knows(&self, path: &str, menu: &Menu, command: &str, name: &str) -> bool {
        let lost = self.state.board.get("lost").and_then(Value::as_array);
        let is_lost = lost.into_iter().flatten().any(|lost| *lost == format!("{path} {name}"));
        !is_lost && menu.knows(command, name)
    }

    pub(crate) fn live(&self) -> Live {
        live::live(&self.state, &self.internet)
    }

    /// A menu as it is shown: static rows with what the router adds, then dynamic rows. A settings
    /// menu is one row.
    pub(crate) fn shown(&self, path: &str) -> Result<Vec<Row>, Refusal> {
        let menu = self.menu(path)?;
        let live = self.live();
        if menu.is_settings() {
            let mut row = self.state.menus.get(path).and_then(Value::as_object).cloned().unwrap_or_default();
            match path {
                "/ip/dns" => {
                    row.insert("dynamic-servers".into(), live.dynamic_servers.join(",").into());
                }
                update::MENU => update::shown(self, &mut row),
                "/system/resource" => {
                    row.insert("free-hdd-space".into(), files::free(self).to_string().into());
                    if let Some(started) = self.started {
                        let uptime = self.clock.now().saturating_sub(started).as_secs();
                        row.insert("uptime".into(), format!("{uptime}s").into());
                    }
                }
                _ => {}
            }
            return Ok(vec![row]);
        }
        let mut shown: Vec<Row> = live::rows(&self.state, path).cloned().collect();
        for row in &mut shown {
            let id = get(row, ".id").to_owned();
            for (_, _, name, value) in live.overlay.iter().filter(|(menu, of, _, _)| *menu == path && *of == id) {
                row.insert((*name).to_owned(), value.as_str().into());
            }
            if path == "/ip/service"
                && let Some(port) = self.ports.get(get(row, "name"))
            {
                row.insert("port".into(), port.to_string().into());
            }
            // An absent comment is an empty one.
            if get(row, "comment").is_empty() {
                row.remove("comment");
            }
        }
        shown.extend(live.rows.into_iter().filter(|(menu, _)| *menu == path).map(|(_, row)| row));
        match path {
            "/ip/dhcp-server/lease" => shown.extend(asker::lease(self)),
            "/ip/arp" => shown.extend(asker::neighbour(self)),
            "/interface/bridge/host" => shown.extend(asker::host(self)),
            jobs::JOBS | jobs::ENVIRONMENT => shown = jobs::shown(self, path),
            files::FILE => shown = files::shown(self),
            log::LOG => log::shown(self, &mut shown),
            "/ip/service" if self.state.since(7, 19) => shown.extend(asker::connection(self)),
            _ => {}
        }
        Ok(shown)
    }

    /// The row with this id, or with this name where rows have names.
    pub(crate) fn find(&self, path: &str, key: &str) -> Result<Row, Refusal> {
        let rows = self.shown(path)?;
        if key.starts_with('*') {
            return rows.into_iter().find(|row| get(row, ".id") == key).map_or_else(not_found, Ok);
        }
        if !rows.iter().any(|row| row.contains_key("name")) {
            return refuse("no such command prefix");
        }
        let named = rows.into_iter().find(|row| get(row, "name") == key && !flag(row, "dynamic"));
        named.map_or_else(|| refuse(format!("no such command or directory ({key})")), Ok)
    }

    /// Adds a row and returns it as it is shown.
    pub(crate) fn add(&mut self, path: &str, given: &Map<String, Value>) -> Result<Row, Refusal> {
        if path == files::FILE {
            return files::add(self, given);
        }
        let menu = self.menu(path)?;
        if !menu.can_add() {
            return refuse("no such command");
        }
        let forbidden =
            path == "/system/scheduler" && packets::setting(&self.state, "/system/device-mode", "scheduler") == "false";
        if forbidden && !self.disputes.scheduler_inactive {
            let status = if self.disputes.forbidden_is_500 { 500 } else { 400 };
            return Err(Refusal { status, detail: "failure: not allowed by device-mode".into() });
        }
        let mut given = given.clone();
        let before = given.remove("place-before").map(|value| properties::text(&value));
        if let Some(name) = given.keys().find(|name| !self.knows(path, menu, "add", name)) {
            return refuse(format!("unknown parameter {name}"));
        }
        for name in properties::required(path) {
            if !given.contains_key(*name) {
                return refuse(format!("missing ={name}="));
            }
        }
        let mut row: Row =
            properties::defaults(path).iter().map(|(name, value)| ((*name).to_owned(), Value::from(*value))).collect();
        if let Some(stem) = properties::usual_name(path)
            && !given.contains_key("name")
        {
            let taken = |name: &str| self.names("/interface").any(|known| known == name);
            let free = (1..).map(|number| format!("{stem}{number}")).find(|name| !taken(name));
            row.insert("name".into(), free.unwrap_or_default().into());
        }
        if properties::is_off_in_six(path) && !self.state.since(7, 0) {
            row.insert("disabled".into(), "true".into());
        }
        if forbidden {
            row.insert("inactive".into(), "true".into());
        }
        self.merge(path, &mut row, &given)?;
        refusals::unique(&self.state, path, &row, None)?;
        let interface =
            properties::is_interface(path) && self.names("/interface").any(|name| name == get(&row, "name"));
        if interface {
            return refuse("failure: already have interface with such name");
        }
        let position = match before {
            Some(id) => Some(self.position(path, &id).ok_or(Refusal { status: 400, detail: "no such item".into() })?),
            None => None,
        };
        let id = self.new_id();
        row.insert(".id".into(), id.clone().into());
        self.derive(path, &mut row);
        let rows = self.list(path);
        let position = position.unwrap_or(rows.len());
        rows.insert(position, Value::Object(row));
        let name = given.get("name").map(properties::text).unwrap_or_default();
        log::changed(self, path, Deed::Added, &id, &name, &given);
        // The scheduler counts from now on.
        jobs::go_on(self);
        self.find(path, &id)
    }

    /// Changes a row. It is atomic: one wrong property and none is set.
    pub(crate) fn set(&mut self, path: &str, key: &str, given: &Map<String, Value>) -> Result<Row, Refusal> {
        let menu = self.menu(path)?;
        if let Some(name) = given.keys().find(|name| !self.knows(path, menu, "set", name)) {
            return refuse(format!("unknown parameter {name}"));
        }
        if path == files::FILE {
            return files::set(self, key, given);
        }
        let mut row = self.find(path, key)?;
        if flag(&row, "dynamic") {
            return refuse("failure: this is configured elsewhere");
        }
        if path == "/ip/service" && flag(&row, "dynamic") {
            return refuse("failure: this is configured elsewhere");
        }
        let id = get(&row, ".id").to_owned();
        row = live::rows(&self.state, path).find(|row| get(row, ".id") == id).cloned().unwrap_or(row);
        let old_name = get(&row, "name").to_owned();
        self.merge(path, &mut row, given)?;
        if path == "/ip/service" && given.contains_key("port") {
            // It goes on listening where it does, but says what it was told, as any router does.
            self.ports.remove(old_name.as_str());
        }
        if path == "/user" && users::is_asker(self, &old_name) && !properties::enabled(&row) {
            // Nobody switches themselves off: RouterOS answers well and does nothing.
            row.insert("disabled".into(), "false".into());
        }
        refusals::unique(&self.state, path, &row, Some(&id))?;
        self.derive(path, &mut row);
        let renamed = given.get("name").map(|_| get(&row, "name").to_owned());
        if let Some(found) = self.list(path).iter_mut().find(|row| row[".id"] == id.as_str()) {
            *found = Value::Object(row);
        }
        if let Some(new) = &renamed {
            self.rename(path, &old_name, new);
        }
        log::changed(self, path, Deed::Changed, &id, &old_name, given);
        if let Some(pin) = given.get("pin").filter(|_| path == "/interface/lte") {
            crate::lte::tried(self, &properties::text(pin));
        }
        if renamed.is_some() || path == "/interface/ethernet" {
            self.mirror_ethernet();
        }
        self.find(path, &id)
    }

    /// Changes a settings menu.
    pub(crate) fn set_settings(&mut self, path: &str, given: &Map<String, Value>) -> Result<(), Refusal> {
        let menu = self.menu(path)?;
        if let Some(name) = given.keys().find(|name| !self.knows(path, menu, "set", name)) {
            return refuse(format!("unknown parameter {name}"));
        }
        let mut row = self.state.menus.get(path).and_then(Value::as_object).cloned().unwrap_or_default();
        self.merge(path, &mut row, given)?;
        self.state.menus.insert(path.to_owned(), Value::Object(row));
        log::changed(self, path, Deed::Changed, "", "", given);
        Ok(())
    }

    pub(crate) fn remove(&mut self, path: &str, key: &str) -> Result<(), Refusal> {
        if path == files::FILE {
            return files::remove(self, key);
        }
        let row = self.find(path, key)?;
        if flag(&row, "dynamic") {
            return refuse("failure: can not remove dynamic entry");
        }
        if matches!(path, jobs::JOBS | jobs::ENVIRONMENT) {
            jobs::remove(self, path, &row);
            return Ok(());
        }
        if path == "/user" && users::is_last(&self.state, get(&row, "name")) {
            return refuse("failure: last user with full permissions can not be removed");
        }
        if path == "/snmp/community" && flag(&row, "default") {
            return refuse("failure: can not remove default community");
        }
        let id = get(&row, ".id").to_owned();
        self.list(path).retain(|row| row[".id"] != id.as_str());
        // What named it now shows the number of something that is gone.
        self.rename(path, get(&row, "name"), &id);
        log::changed(self, path, Deed::Removed, &id, get(&row, "name"), &Map::new());
        Ok(())
    }

    /// Moves a row before another. An unknown destination is silently the end (reference rest-api §6).
    pub(crate) fn move_row(&mut self, path: &str, key: &str, destination: Option<&str>) -> Result<(), Refusal> {
        self.find(path, key)?;
        if destination == Some(key) {
            return refuse("failure: can not move object before itself");
        }
        let Some(from) = self.position(path, key) else { return not_found() };
        let row = self.list(path).remove(from);
        let to = destination.and_then(|id| self.position(path, id));
        let rows = self.list(path);
        let to = to.unwrap_or(rows.len());
        rows.insert(to, row);
        log::changed(self, path, Deed::Moved, key, "", &Map::new());
        Ok(())
    }

    fn position(&self, path: &str, id: &str) -> Option<usize> {
        live::rows(&self.state, path).position(|row| get(row, ".id") == id)
    }

    pub(crate) fn list(&mut self, path: &str) -> &mut Vec<Value> {
        let entry = self.state.menus.entry(path.to_owned()).or_insert_with(|| json!([]));
        if !entry.is_array() {
            *entry = json!([]);
        }
        match entry {
            Value::Array(rows) => rows,
            _ => unreachable!("made an array just now"),
        }
    }
}

pub(crate) fn flag(row: &Row, name: &str) -> bool {
    matches!(get(row, name), "true" | "yes")
}
