//! Whether the router has an address from the provider, and the way out.
use super::{
    LogMark,
    item::{bad, good, unknown},
};
use crate::ProofItem;
use planner::Reach;
use project::{InternetKind, Project};
use routeros::{Card, Menu, Record, Snapshot, menu};
use routeros_client::{ClientError, Router, read_card};
use std::time::Duration;
use tokio::time::Instant;

/// How long an address from the provider is waited for.
const PATIENCE: Duration = Duration::from_secs(20);
/// A modem looks for its network first.
const PATIENCE_OF_MODEMS: Duration = Duration::from_secs(60);
/// How often it is looked for meanwhile.
const INTERVAL: Duration = Duration::from_secs(1);

const ID: &str = "wan-address";

/// What one look found.
enum Look {
    Good(ProofItem),
    /// Nothing that waiting would bring.
    Bad(ProofItem),
    /// Perhaps it comes; if not, this is what to say.
    NotYet(ProofItem),
}

/// The item of the address, and what was read last.
pub(crate) async fn address<R: Router>(
    router: &R,
    project: &Project,
    mut now: Snapshot,
    mark: &LogMark,
) -> (ProofItem, Snapshot) {
    let begin = Instant::now();
    let lte = matches!(project.internet.kind, InternetKind::Lte(_));
    let patience = if lte { PATIENCE_OF_MODEMS } else { PATIENCE };
    loop {
        let last = match look(project, &now) {
            Look::Good(item) | Look::Bad(item) => return (item, now),
            Look::NotYet(item) => item,
        };
        let over = begin.elapsed() >= patience;
        if let Some(item) = refused(router, project, mark, over).await {
            return (item, now);
        }
        if let Some(item) = locked(router, project, &now, over).await {
            return (item, now);
        }
        if over {
            return (last, now);
        }
        tokio::time::sleep(INTERVAL).await;
        if let Err(error) = read_again(router, project, &mut now).await {
            return (unknown(ID, "wan-address.unread").with("detail", error.to_string()).done(), now);
        }
    }
}

/// Whether the provider refuses the login: at once when it did so since the mark, in the end also
/// when the log only remembers it.
async fn refused<R: Router>(router: &R, project: &Project, mark: &LogMark, over: bool) -> Option<ProofItem> {
    if !matches!(project.internet.kind, InternetKind::Pppoe { .. }) {
        return None;
    }
    let count = match mark.refusals(router).await {
        0 if over => LogMark::refusals_in_a_row(router).await,
        count => count,
    };
    (count > 0).then(|| bad(ID, "wan-address.pppoe-refused").with("count", count.to_string()).done())
}

/// Whether the SIM card keeps the modem out: waiting does not open it. In the end also whether it is
/// the network or the access point that does not answer.
async fn locked<R: Router>(router: &R, project: &Project, now: &Snapshot, over: bool) -> Option<ProofItem> {
    if !matches!(project.internet.kind, InternetKind::Lte(_)) {
        return None;
    }
    let modem = planner::modem(now)?.text("name")?;
    match read_card(router, modem).await.ok()? {
        Card::Missing | Card::Pin { .. } | Card::Puk | Card::Off => {
            Some(bad(ID, "wan-address.no-mobile-network").done())
        }
        Card::Searching if over => Some(bad(ID, "wan-address.no-mobile-network").done()),
        Card::Registered { .. } if over => Some(bad(ID, "wan-address.no-access-point").done()),
        Card::Searching | Card::Registered { .. } => None,
    }
}

async fn read_again<R: Router>(router: &R, project: &Project, now: &mut Snapshot) -> Result<(), ClientError> {
    let own: &[Menu] = match project.internet.kind {
        InternetKind::Dhcp(_) => &[menu::IP_DHCP_CLIENT],
        InternetKind::Pppoe { .. } => &[menu::INTERFACE_PPPOE_CLIENT],
        InternetKind::Lte(_) => &[menu::INTERFACE_LTE],
        InternetKind::Static { .. } => &[],
    };
    for menu in own.iter().chain(&[menu::INTERFACE, menu::IP_ADDRESS, menu::IP_ROUTE]) {
        now.insert(*menu, router.read(*menu).await?);
    }
    Ok(())
}

fn look(project: &Project, now: &Snapshot) -> Look {
    let Some(interface) = interface(project, now) else {
        let port = match &project.internet.port {
            project::PortChoice::Named(name) => name.clone(),
            project::PortChoice::Auto => String::new(),
        };
        return Look::Bad(bad(ID, "wan-address.not-set").with("port", port).done());
    };
    let port = socket(now, &interface);
    let silent = || {
        let unplugged = now.all(menu::INTERFACE).iter().any(|record| {
            record.text("name") == Some(&port) && record.text("running").is_some() && !record.flag("running")
        });
        let key = if unplugged { "wan-address.no-cable" } else { "wan-address.no-answer" };
        Look::NotYet(bad(ID, key).with("port", &port).done())
    };
    let addresses = || {
        now.all(menu::IP_ADDRESS)
            .iter()
            .filter(|record| is_usable(record) && record.text("interface") == Some(&interface))
    };
    match &project.internet.kind {
        InternetKind::Static { address, .. } => {
            let wanted = address.to_string();
            if addresses().any(|record| record.text("address") == Some(&wanted)) {
                Look::Good(good(ID, "wan-address.fixed").with("address", bare(&wanted)).done())
            } else {
                Look::Bad(bad(ID, "wan-address.not-set").with("port", &port).done())
            }
        }
        InternetKind::Dhcp(_) => {
            let bound = client(now).filter(|record| record.text("status") == Some("bound"));
            bound.and_then(|record| record.text("address")).map_or_else(silent, given)
        }
        InternetKind::Pppoe { .. } | InternetKind::Lte(_) => {
            addresses().find_map(|record| record.text("address")).map_or_else(silent, given)
        }
    }
}

/// An address from the provider, and whether it is one of the internet's own.
fn given(address: &str) -> Look {
    let address = bare(address);
    let key = match address.parse().map(planner::reach) {
        Ok(Reach::Shared) => "wan-address.given-shared",
        Ok(Reach::Private) => "wan-address.given-private",
        Ok(Reach::Public) | Err(_) => "wan-address.given",
    };
    Look::Good(good(ID, key).with("address", address).done())
}

/// The interface that carries the internet; `None` when what should bring it is not there.
pub(crate) fn interface(project: &Project, now: &Snapshot) -> Option<String> {
    match &project.internet.kind {
        InternetKind::Dhcp(_) => client(now)?.text("interface").map(str::to_owned),
        InternetKind::Lte(_) => planner::modem(now).filter(|modem| is_usable(modem))?.text("name").map(str::to_owned),
        InternetKind::Pppoe { user, .. } => {
            let clients = || now.records(menu::INTERFACE_PPPOE_CLIENT).filter(|record| !record.is_disabled());
            let ours = clients().find(|record| record.text("user") == Some(user.as_str()));
            ours?.text("name").map(str::to_owned)
        }
        InternetKind::Static { address, .. } => {
            let wanted = address.to_string();
            let records = || now.all(menu::IP_ADDRESS).iter().filter(|record| is_usable(record));
            records().find(|record| record.text("address") == Some(&wanted))?.text("interface").map(str::to_owned)
        }
    }
}

/// The DHCP client that counts: a bound one before others, one that faces outside before others.
fn client(now: &Snapshot) -> Option<&Record> {
    let outside = |record: &Record| super::home::is_in_list(now, "WAN", record.text_or_empty("interface"));
    now.records(menu::IP_DHCP_CLIENT)
        .filter(|record| is_usable(record))
        .max_by_key(|record| (outside(record), record.text("status") == Some("bound")))
}

fn is_usable(record: &Record) -> bool {
    !record.is_disabled() && !record.flag("invalid")
}

/// The socket under an interface, for people who look for a cable.
fn socket(now: &Snapshot, interface: &str) -> String {
    let mut name = interface.to_owned();
    // A VLAN inside a VLAN is the most that a home has; a circle must not hold us up.
    for _ in 0..4 {
        let menus = [menu::INTERFACE_PPPOE_CLIENT, menu::INTERFACE_VLAN];
        let below =
            menus.iter().find_map(|menu| now.all(*menu).iter().find(|record| record.text("name") == Some(&name)));
        match below.and_then(|record| record.text("interface")) {
            Some(below) => name = below.to_owned(),
            None => break,
        }
    }
    name
}

/// An address without its size.
fn bare(address: &str) -> &str {
    address.split('/').next().unwrap_or(address)
}

/// Whether there is a way out.
pub(crate) fn default_route(now: &Snapshot) -> ProofItem {
    let active = |record: &&Record| record.text("dst-address") == Some("0.0.0.0/0") && record.flag("active");
    match now.all(menu::IP_ROUTE).iter().find(active) {
        Some(route) => {
            let gateway = route.text("immediate-gw").or_else(|| route.text("gateway")).unwrap_or_default();
            good("default-route", "default-route.good").with("gateway", gateway.replace('%', ", ")).done()
        }
        None => bad("default-route", "default-route.missing").done(),
    }
}
