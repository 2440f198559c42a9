//! What the window shows of the connected router.
use super::{
    ChangeView, FactsView, ForeignView, ModemView, PortView, RouterView, UnfinishedView,
    build::{key_tail, text},
};
use crate::session::Connected;
use apply::Journal;
use planner::Class;
use routeros::{Card, Facts, Modem, Port, Snapshot, menu, version::Feature, visible};
use routeros_client::{Client, show_pin};

impl RouterView {
    /// The connected router, with its last run when that broke off.
    pub fn of(connected: &Connected, last_run: Option<&Journal>, run_key: &[u8; 32]) -> Self {
        let (snapshot, router) = (&connected.snapshot, connected.router.as_ref());
        let facts = Facts::of(&connected.facts);
        let unfinished = last_run.filter(|run| run.is_unfinished()).map(|run| UnfinishedView {
            sent: run.sent(),
            total: run.steps.len(),
            left: planner::put_back(&run.back, snapshot, run_key).plan.all().len(),
        });
        // Before everything was read, a router would look emptier than it is.
        let class = connected.looked.then(|| planner::classify(snapshot));
        let foreign = if class == Some(Class::Customised) { planner::foreign(snapshot) } else { Vec::new() };
        let key = router.key().filter(|_| router.is_private());
        let lacks = planner::lacking(&connected.facts, router.user(), matches!(router, Client::Rest(_)));
        Self {
            model: visible(&facts.board_name),
            version: facts.version.to_string(),
            address: bare(home_address(snapshot)).unwrap_or_else(|| router.socket().ip().to_string()),
            class: class.map(|class| super::build::word(&class)).unwrap_or_default(),
            suspicions: planner::suspicions(snapshot).iter().map(|why| text("suspicion", &why.text, "")).collect(),
            foreign: foreign
                .into_iter()
                .map(|(menu, record)| {
                    let key = menu.key().iter().filter_map(|key| record.text(key)).collect::<Vec<_>>().join(" ");
                    ForeignView { menu: menu.path().to_owned(), name: visible(&key) }
                })
                .collect(),
            lacks: lacks.into_iter().map(str::to_owned).collect(),
            known: connected.id.is_some(),
            simulated: connected.simulated,
            unfinished,
            guarded: connected.is_guarded,
            private: router.is_private(),
            key_tail: key.map(|key| key_tail(&show_pin(&key))),
            private_changes: connected.private.iter().map(ChangeView::of).collect(),
            ports: ports(&facts.ports, snapshot, connected.here.as_deref()),
            internet_port: planner::wan_port(snapshot),
            modem: !facts.modems.is_empty(),
            home: home_address(snapshot),
            dry_run: facts.version.has(Feature::ImportDryRun),
            dhcp_priority: facts.version.has(Feature::DhcpPriority),
            scheduler: facts.device_mode.as_ref().is_none_or(|mode| mode.scheduler),
            doh: facts.version.has(Feature::BuiltinTrust),
            administrator: may_have_administrator(connected),
            password: password(connected).to_owned(),
            facts: FactsView::of(&facts, connected.here.as_deref()),
        }
    }
}

impl FactsView {
    fn of(facts: &Facts, here: Option<&str>) -> Self {
        let installed = facts.packages.iter().filter(|package| !package.disabled);
        Self {
            identity: visible(&facts.identity),
            product: visible(&facts.model),
            serial_tail: tail(&facts.serial),
            architecture: visible(&facts.architecture),
            packages: installed
                .filter(|package| !package.name.starts_with("routeros"))
                .map(|package| visible(&package.name))
                .collect(),
            device_mode: facts.device_mode.as_ref().map(|mode| visible(&mode.mode)),
            free: facts.storage.free.map(|bytes| bytes >> 20),
            flash_folder: facts.storage.flash_folder == Some(true),
            radios: facts.radios.iter().map(|radio| visible(&radio.name)).collect(),
            modems: facts.modems.iter().map(modem).collect(),
            here: here.map(visible),
        }
    }
}

fn modem(modem: &Modem) -> ModemView {
    let (card, operator) = match &modem.card {
        None => ("", ""),
        Some(Card::Registered { operator, .. }) => ("registered", operator.as_str()),
        Some(Card::Missing) => ("missing", ""),
        Some(Card::Pin { .. }) => ("pin", ""),
        Some(Card::Puk) => ("puk", ""),
        Some(Card::Searching) => ("searching", ""),
        Some(Card::Off) => ("off", ""),
    };
    ModemView { name: visible(&modem.name), running: modem.running, card: card.to_owned(), operator: visible(operator) }
}

fn ports(ports: &[Port], snapshot: &Snapshot, here: Option<&str>) -> Vec<PortView> {
    let view = |port: &Port| PortView {
        name: port.name.clone(),
        running: port.running,
        at_home: planner::at_home(snapshot, &port.name),
        here: here == Some(&port.name),
    };
    ports.iter().map(view).collect()
}

/// A serial number in full is not shown: with it a router can be claimed elsewhere.
fn tail(serial: &str) -> String {
    visible(&serial.chars().skip(serial.chars().count().saturating_sub(4)).collect::<String>())
}

fn home_address(snapshot: &Snapshot) -> Option<String> {
    let home = planner::lan_interface(snapshot)?;
    let address = snapshot
        .records(menu::IP_ADDRESS)
        .find(|record| record.text("interface") == Some(&home) && !planner::is_given_up(record))?;
    address.text("address").map(str::to_owned)
}

/// An address without its size.
fn bare(address: Option<String>) -> Option<String> {
    address?.split('/').next().map(str::to_owned)
}

/// In private only, because the password goes along; and not where anybody gets in anyway.
fn may_have_administrator(connected: &Connected) -> bool {
    let (router, users) = (connected.router.as_ref(), connected.snapshot.all(menu::USER));
    let fits = |name| planner::Administrator::new(users, router.user(), name).is_ok();
    // A run that broke off has left its own.
    let begun = users.iter().filter_map(|user| user.text("name")).any(fits);
    connected.looked && router.is_private() && !router.password().expose().is_empty() && (begun || fits("x"))
}

/// RouterOS itself asks for another password than the one on the sticker (`expired`), and nobody
/// needs one where it is empty.
fn password(connected: &Connected) -> &'static str {
    let user = connected.router.user();
    let mut users = connected.facts.all(menu::USER).iter();
    if connected.router.password().expose().is_empty() {
        "blank"
    } else if users.any(|row| row.text("name") == Some(user) && row.flag("expired")) {
        "expired"
    } else {
        ""
    }
}
