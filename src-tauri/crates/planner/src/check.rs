//! What is wrong with a project on this router. All of it at once, in the wizard's order.
use crate::{Class, ITEMS, classify, desired, live};
use ipnet::Ipv4Net;
use project::{InternetKind, Issue, IssueCode, Names, PortChoice, Project, Suggestion};
use routeros::{Snapshot, menu, version::Feature};

/// Everything that this router cannot do, or that clashes with what it has.
pub fn check(project: &Project, snapshot: &Snapshot) -> Vec<Issue> {
    let mut issues = Vec::new();
    class(snapshot, &mut issues);
    match &project.internet.kind {
        InternetKind::Lte(_) => modem(snapshot, &mut issues),
        InternetKind::Dhcp(_) | InternetKind::Pppoe { .. } | InternetKind::Static { .. } => {
            port(project, snapshot, &mut issues);
            mtu(project, snapshot, &mut issues);
            priority(project, snapshot, &mut issues);
        }
    }
    clash(project, snapshot, &mut issues);
    private_names(project, snapshot, &mut issues);
    for id in project.protection.items.keys() {
        if !ITEMS.iter().any(|item| item.id == id) {
            issues.push(Issue::warning("protection.items", IssueCode::ProtectionItemUnknown).with("item", id));
        }
    }
    issues
}

/// Some devices are no router of a home: nothing is set up on them.
fn class(snapshot: &Snapshot, issues: &mut Vec<Issue>) {
    match classify(snapshot) {
        Class::AccessPoint => issues.push(Issue::error("router", IssueCode::RouterIsAccessPoint)),
        Class::Bridge => issues.push(Issue::error("router", IssueCode::RouterIsBridge)),
        Class::Suspicious => issues.push(Issue::warning("router", IssueCode::RouterIsSuspicious)),
        Class::Factory | Class::Blank | Class::Customised | Class::Lte | Class::Ours => {}
    }
}

/// Whether this computer hangs on the socket that is to be the one for the internet: it would cut
/// itself off. `here` is that computer's socket, as far as anybody knows.
pub fn check_here(project: &Project, snapshot: &Snapshot, here: Option<&str>) -> Option<Issue> {
    let port = live::wan_socket(project, snapshot).filter(|port| Some(port.as_str()) == here)?;
    let other = live::wan_port(snapshot).is_some_and(|found| found != port);
    let fix = other.then(|| Suggestion::set("internet.port", "auto"));
    Some(Issue::error("internet.port", IssueCode::PortIsThisComputers).with("port", port).suggest_if(fix))
}

fn modem(snapshot: &Snapshot, issues: &mut Vec<Issue>) {
    if live::modem(snapshot).is_none() {
        let issue = Issue::error("internet.type", IssueCode::ModemMissing);
        issues.push(issue.suggest(Suggestion::set("internet.type", "dhcp")));
    }
}

fn port(project: &Project, snapshot: &Snapshot, issues: &mut Vec<Issue>) {
    let sockets: Vec<&str> =
        snapshot.all(menu::INTERFACE_ETHERNET).iter().filter_map(|record| record.text("name")).collect();
    let found = live::wan_port(snapshot);
    let error =
        |code, named: &str| Issue::error("internet.port", code).with("port", named).with("ports", sockets.join(", "));
    match &project.internet.port {
        PortChoice::Auto if found.is_some() => {}
        PortChoice::Auto if live::modem(snapshot).is_some() => {
            let fix = Suggestion::set("internet.type", "lte");
            issues.push(error(IssueCode::PortIsModem, "").suggest(fix));
        }
        PortChoice::Auto => issues.push(error(IssueCode::PortUnclear, "")),
        // A socket of somebody's own bridge is not taken out of it: it would take the internet into theirs.
        PortChoice::Named(name)
            if !sockets.contains(&name.as_str())
                || (live::at_home(snapshot, name) && !classify(snapshot).is_plain()) =>
        {
            let fix = found.map(|_| Suggestion::set("internet.port", "auto"));
            issues.push(error(IssueCode::PortUnknown, name).suggest_if(fix));
        }
        PortChoice::Named(name) if live::at_home(snapshot, name) => {
            let fix = found.map(|_| Suggestion::set("internet.port", "auto"));
            let warning = Issue::warning("internet.port", IssueCode::PortAtHome).with("port", name);
            issues.push(warning.suggest_if(fix));
        }
        PortChoice::Named(_) => {}
    }
}

/// Whether the socket can carry packets of the wanted size, and what goes before each of them.
fn mtu(project: &Project, snapshot: &Snapshot, issues: &mut Vec<Issue>) {
    const TAG: u16 = 4;
    let needs = desired::frame(project);
    let Some(socket) = live::wan_socket(project, snapshot) else { return };
    let Some(frame) = needs.vlan.map(|size| size + TAG).max(needs.socket) else { return };
    let record = snapshot.all(menu::INTERFACE_ETHERNET).iter().find(|record| record.text("name") == Some(&socket));
    let most = record.and_then(|record| record.text("l2mtu")).and_then(|text| text.parse::<u16>().ok());
    if let Some(most) = most.filter(|most| *most < frame) {
        let fits = project.internet.mtu.map_or(most, |mtu| most.saturating_sub(frame - mtu.get()));
        let issue = Issue::error("internet.mtu", IssueCode::MtuTooLarge).with("port", socket).with("most", fits);
        issues.push(issue.suggest(Suggestion::set("internet.mtu", "")));
    }
}

fn priority(project: &Project, snapshot: &Snapshot, issues: &mut Vec<Issue>) {
    let InternetKind::Dhcp(dhcp) = &project.internet.kind else { return };
    let version = snapshot.version();
    if dhcp.priority.is_some() && !version.has(Feature::DhcpPriority) {
        let issue = Issue::error("internet.dhcp.priority", IssueCode::PriorityNeedsVersion)
            .with("needs", Feature::DhcpPriority.since())
            .with("has", version);
        issues.push(issue.suggest(Suggestion::set("internet.dhcp.priority", "")));
    }
}

/// The provider's box gave the router an address in the very network that the home is to have.
fn clash(project: &Project, snapshot: &Snapshot, issues: &mut Vec<Issue>) {
    let home = project.home.address.network();
    let lan = live::lan_interface(snapshot);
    let outside = |record: &&routeros::Record| record.is_dynamic() && record.text("interface") != lan.as_deref();
    let nets = snapshot
        .all(menu::IP_ADDRESS)
        .iter()
        .filter(outside)
        .filter_map(|record| record.text("address")?.parse::<Ipv4Net>().ok());
    for net in nets {
        if net.contains(&home) || home.contains(&net) {
            let suggested = if home.contains(&std::net::Ipv4Addr::new(192, 168, 89, 1)) {
                "192.168.90.1/24"
            } else {
                "192.168.89.1/24"
            };
            let issue = Issue::error("home.address", IssueCode::HomeClash)
                .with("network", net.trunc())
                .with("suggested", suggested);
            issues.push(issue.suggest(Suggestion::set("home.address", suggested)));
        }
    }
}

fn private_names(project: &Project, snapshot: &Snapshot, issues: &mut Vec<Issue>) {
    let wants = matches!(&project.names, Names::Servers { doh: Some(_), .. });
    let version = snapshot.version();
    if wants && !version.has(Feature::BuiltinTrust) {
        let issue = Issue::error("names.doh", IssueCode::DohNeedsVersion)
            .with("needs", Feature::BuiltinTrust.since())
            .with("has", version);
        issues.push(issue.suggest(Suggestion::set("names.doh", false)));
    }
}
