//! What is wrong with a project on this router. All of it at once, in the wizard's order.
use crate::{Class, ITEMS, classify, live};
use ipnet::Ipv4Net;
use project::{Issue, IssueCode, Names, PortChoice, Project, Suggestion};
use routeros::{Snapshot, menu, version::Feature};

/// Everything that this router cannot do, or that clashes with what it has.
pub fn check(project: &Project, snapshot: &Snapshot) -> Vec<Issue> {
    let mut issues = Vec::new();
    class(snapshot, &mut issues);
    port(project, snapshot, &mut issues);
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

fn port(project: &Project, snapshot: &Snapshot, issues: &mut Vec<Issue>) {
    let sockets: Vec<&str> =
        snapshot.all(menu::INTERFACE_ETHERNET).iter().filter_map(|record| record.text("name")).collect();
    let found = live::wan_port(snapshot);
    let code = match &project.internet.port {
        PortChoice::Auto if found.is_none() => IssueCode::PortUnclear,
        PortChoice::Named(name) if !sockets.contains(&name.as_str()) => IssueCode::PortUnknown,
        // A socket of the home's bridge would take the internet into the home.
        PortChoice::Named(name) if is_at_home(snapshot, name) => IssueCode::PortUnknown,
        PortChoice::Auto | PortChoice::Named(_) => return,
    };
    let named = match &project.internet.port {
        PortChoice::Named(name) => name.as_str(),
        PortChoice::Auto => "",
    };
    let suggestion = found.map(|_| Suggestion::set("internet.port", "auto"));
    let issue = Issue::error("internet.port", code).with("port", named).with("ports", sockets.join(", "));
    issues.push(issue.suggest_if(suggestion));
}

fn is_at_home(snapshot: &Snapshot, name: &str) -> bool {
    snapshot
        .records(menu::INTERFACE_BRIDGE_PORT)
        .any(|record| record.text("interface") == Some(name) && !record.is_disabled())
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
