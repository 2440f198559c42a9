//! The home's address becomes another one, and nobody is cut off (reference router-configuration
//! §7.2): the old address stays beside the new one until every device had the time to follow.
//!
//! In order: who may come in is widened, leases become short, so that devices would also come back
//! soon, the new address stands beside the old one, what gives out addresses is switched. Once a
//! computer has been let in from inside the new network, the rest is left to the router
//! (`Plan::later`, `Retire`).
use crate::{
    Move,
    draft::{About, Draft, target},
    owned::{is_owned, role},
};
use ipnet::Ipv4Net;
use project::{Addresses, Lease, Project};
use routeros::{Action, Area, Menu, PropValue, Record, Target, Text, menu};

const AREA: Area = Area::HomeNetwork;
/// While it moves, a device keeps an address this long.
const SHORT: &str = "2m";
/// The change that makes leases short.
pub(crate) const SHORTENED: &str = "addresses.short-lease";
/// In seconds; devices ask anew after half of it.
const SHORT_SECONDS: u64 = 120;
/// What RouterOS gives when nothing is said (manual, "DHCP": `lease-time`, default 30m).
const USUAL_SECONDS: u64 = 1800;
/// Even with the shortest leases, old addresses are kept this long.
const AT_LEAST: u64 = 600;

/// Whether a record is an address that was given up in an earlier run.
pub fn is_given_up(record: &Record) -> bool {
    is_owned(menu::IP_ADDRESS, record) && role(record) == Some("old-address")
}

pub(crate) fn net(record: &Record) -> Option<Ipv4Net> {
    record.text("address")?.parse().ok()
}

/// Whether FirstHop may switch what gives out addresses; without that no device would follow.
fn switches(project: &Project, interface: &str, draft: &Draft<'_>) -> bool {
    if matches!(project.addresses, Addresses::Off) {
        return false;
    }
    match server(interface, draft) {
        Some(record) => {
            draft.may_touch("addresses.server", menu::IP_DHCP_SERVER, record)
                && draft.find(menu::IP_POOL, |pool| pool.text("name") == record.text("address-pool")).is_none_or(
                    |pool| draft.may_touch("addresses.pool", menu::IP_POOL, pool) || has_range(project, pool),
                )
        }
        None => true,
    }
}

fn server<'a>(interface: &str, draft: &Draft<'a>) -> Option<&'a Record> {
    draft.find(menu::IP_DHCP_SERVER, |record| record.text("interface") == Some(interface))
}

fn range(project: &Project) -> String {
    match &project.addresses {
        Addresses::On { from, to, .. } => format!("{from}-{to}"),
        Addresses::Off => String::new(),
    }
}

fn has_range(project: &Project, pool: &Record) -> bool {
    pool.text("ranges") == Some(range(project).as_str())
}

/// Before the new address is added: finds out whether it is a move, and prepares it. `old` are the
/// other addresses that the home has.
pub(crate) fn begin(project: &Project, interface: &str, old: &[&Record], draft: &mut Draft<'_>) {
    let from: Vec<Ipv4Net> = old.iter().filter_map(|record| net(record)).collect();
    if from.is_empty() || !switches(project, interface, draft) {
        return;
    }
    let to = project.home.address;
    let to = Ipv4Net::new(to.ip(), to.prefix()).unwrap_or_else(|_| Ipv4Net::from(to.ip()));
    let server = server(interface, draft);
    let promised = server.map_or(USUAL_SECONDS, |record| seconds(record.text("lease-time")).unwrap_or(USUAL_SECONDS));
    let pool = server.and_then(|record| record.text("address-pool")).unwrap_or_default().to_owned();
    let wait = promised.max(AT_LEAST);
    let is_switched = draft
        .find(menu::IP_POOL, |record| record.text("name") == Some(&pool))
        .is_some_and(|pool| has_range(project, pool));
    draft.moves = Some(Move { to, from: from.clone(), wait, pool: (pool, range(project)) });
    let nets: Vec<Ipv4Net> = from.iter().map(Ipv4Net::trunc).filter(|net| *net != to.trunc()).collect();
    limits(&nets, to.trunc(), draft);
    if let Some(record) = server.filter(|_| promised > SHORT_SECONDS && !is_switched) {
        let about = About::new(Area::Addresses, SHORTENED, Text::new("short-lease").with("lease", SHORT));
        draft.edit(about, menu::IP_DHCP_SERVER, record, &[("lease-time", SHORT)]);
    }
}

fn seconds(lease: Option<&str>) -> Option<u64> {
    lease?.parse::<Lease>().ok().map(|lease| u64::from(lease.seconds()))
}

/// Services and users that let in only the old network let in the new one too.
fn limits(old: &[Ipv4Net], new: Ipv4Net, draft: &mut Draft<'_>) {
    // 7.24 knows the limit of a service by two names.
    for (menu, names) in [(menu::IP_SERVICE, &["address", "available-from"] as &[&str]), (menu::USER, &["address"])] {
        let rows: Vec<&Record> = draft.snapshot.records(menu).collect();
        for record in rows {
            for name in names {
                let limit = record.text_or_empty(name).to_owned();
                let covers = |net: &Ipv4Net| {
                    limit.split(',').filter_map(|part| part.parse::<Ipv4Net>().ok()).any(|part| part.contains(net))
                };
                if limit.is_empty() || covers(&new) || !old.iter().any(covers) {
                    continue;
                }
                let title = record.text_or_empty("name").to_owned();
                let id =
                    format!("home-network.let-in-{}-{title}", menu.path().trim_start_matches('/').replace('/', "-"));
                let text = Text::new("let-in").with("name", &title).with("network", new.to_string());
                draft.edit(About::new(AREA, &id, text), menu, record, &[(name, &format!("{limit},{new}"))]);
                break;
            }
        }
    }
}

/// How an old address is marked, with the owner's own words behind the mark.
pub(crate) fn mark(record: &Record) -> String {
    if is_given_up(record) {
        return record.comment().to_owned();
    }
    let own = record.comment().strip_prefix("firsthop:home-address").unwrap_or(record.comment()).trim();
    format!("firsthop:old-address {own}").trim_end().to_owned()
}

/// After what gives out addresses was switched: the old addresses are marked, and what is to become
/// of them is noted. `interface` is where they are by then.
pub(crate) fn end(interface: &str, old: &[&Record], draft: &mut Draft<'_>) {
    let Some(moves) = draft.moves.clone() else { return };
    for record in old {
        let Some(net) = net(record) else { continue };
        let address = net.addr().to_string();
        let minutes = moves.wait.div_ceil(60).to_string();
        let text = Text::new("old-address").with("address", &address).with("minutes", &minutes);
        let about = |key: &str, text: Text| About::new(AREA, &format!("home-network.{key}-{address}"), text);
        // On a blank router the mark is set as the address follows its socket into the bridge.
        if record.text("interface") == Some(interface) {
            draft.edit(about("old-address", text), menu::IP_ADDRESS, record, &[("comment", &mark(record))]);
        }
        let text = Text::new("old-address-gone").with("address", &address).with("minutes", &minutes);
        let find = [("address", record.text_or_empty("address")), ("interface", interface), ("comment", &mark(record))];
        gone(about("old-address-gone", text), menu::IP_ADDRESS, record, &find, draft);
        if net.trunc() == moves.to.trunc() {
            continue;
        }
        let network = net.trunc().to_string();
        let theirs = draft.find(menu::IP_DHCP_SERVER_NETWORK, |record| record.text("address") == Some(&network));
        if let Some(record) = theirs
            && let Some(target) = target(draft.snapshot, menu::IP_DHCP_SERVER_NETWORK, record)
        {
            let text = Text::new("old-network-gone").with("network", &network).with("minutes", &minutes);
            let about = About::new(Area::Addresses, &format!("addresses.old-network-gone-{address}"), text);
            if draft.may_touch(&about.id, menu::IP_DHCP_SERVER_NETWORK, record) {
                draft.later(about, menu::IP_DHCP_SERVER_NETWORK, Action::Remove { target });
            }
        }
    }
}

fn gone(about: About, menu: Menu, record: &Record, find: &[(&str, &str)], draft: &mut Draft<'_>) {
    let Some(id) = record.id.clone() else { return };
    let find = find.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    draft.later(about, menu, Action::Remove { target: Target { id, find } });
}

/// While a move goes on, leases stay short; the wanted time comes with the end of the old address.
/// Says whether it took care of it.
pub(crate) fn lease(record: &Record, lease: &str, draft: &mut Draft<'_>) -> bool {
    if draft.moves.is_none() {
        return false;
    }
    if seconds(record.text("lease-time")) == seconds(Some(lease)) && !draft.has(SHORTENED) {
        return true;
    }
    let Some(target) = target(draft.snapshot, menu::IP_DHCP_SERVER, record) else { return false };
    let minutes = draft.moves.as_ref().map_or(0, |moves| moves.wait.div_ceil(60)).to_string();
    let text = Text::new("lease-again").with("lease", lease).with("minutes", minutes);
    let props = vec![("lease-time".to_owned(), PropValue::text(lease))];
    draft.later(
        About::new(Area::Addresses, "addresses.lease", text),
        menu::IP_DHCP_SERVER,
        Action::Set { target, props },
    );
    true
}
