//! The proof: the outcomes that the owner cares about, tested one by one. What cannot be tested is
//! unknown, never good.
mod home;
mod internet;
mod item;
mod log;
mod sim;
mod wan;

pub(crate) use log::LogMark;
pub(crate) use sim::operator_of as card_of;

use crate::{ProofItem, ProofState};
use item::{bad, good};
use planner::{LeftAloneReason, Plan};
use project::Project;
use routeros::Snapshot;
use routeros_client::Router;

/// Every sentence of the proof with the names of its values. The texts are `proof.<key>`.
pub const TEXT_KEYS: &[(&str, &[&str])] = &[
    ("wan-address.given", &["address"]),
    ("wan-address.given-private", &["address"]),
    ("wan-address.given-shared", &["address"]),
    ("wan-address.fixed", &["address"]),
    ("wan-address.pppoe-refused", &["count"]),
    ("wan-address.no-answer", &["port"]),
    ("wan-address.not-set", &["port"]),
    ("wan-address.no-cable", &["port"]),
    ("wan-address.unread", &["detail"]),
    ("wan-address.no-access-point", &[]),
    ("wan-address.no-mobile-network", &[]),
    ("sim.good", &["operator", "signal"]),
    ("sim.no-card", &[]),
    ("sim.pin", &["detail"]),
    ("sim.puk", &[]),
    ("sim.searching", &[]),
    ("sim.unread", &["detail"]),
    ("default-route.good", &["gateway"]),
    ("default-route.missing", &[]),
    ("internet.good", &["address", "time"]),
    ("internet.bad", &["address"]),
    ("internet.not-shared", &["address"]),
    ("internet.unread", &["detail"]),
    ("names.good", &["name", "address"]),
    ("names.good-here", &["name", "address"]),
    ("names.good-private", &["name", "address"]),
    ("names.bad", &["name", "detail"]),
    ("names.no-internet", &["name"]),
    ("names.unread", &["detail"]),
    ("dhcp.good", &["from", "to"]),
    ("dhcp.good-given", &["from", "to", "count"]),
    ("dhcp.off", &[]),
    ("dhcp.no-home-address", &["address"]),
    ("dhcp.no-server", &[]),
    ("dhcp.no-pool", &["from", "to"]),
    ("dhcp.no-network", &["network"]),
    ("dhcp.no-names", &["network"]),
    ("dhcp.no-reservation", &["address"]),
    ("closed.good", &[]),
    ("closed.good-by", &["rule"]),
    ("closed.open", &["count", "service", "port", "family"]),
    ("closed.open-by", &["count", "service", "port", "family", "rule"]),
    ("closed.open-home", &["family"]),
    ("closed.open-home-by", &["family", "rule"]),
    ("copies.good", &[]),
    ("copies.bad", &[]),
    ("settings.good", &["right", "total"]),
    ("settings.bad", &["right", "total"]),
];

/// Tests all outcomes but the settings, in the order in which they are shown. `snapshot` is what
/// was just read; what is on its way, as an address from the provider, is waited for.
pub async fn prove<R: Router>(router: &R, project: &Project, snapshot: &Snapshot) -> Vec<ProofItem> {
    let mut proof = Vec::new();
    let mark = LogMark::now(router, project).await;
    prove_each(router, project, snapshot, &mark, &mut |item| proof.push(item)).await;
    proof
}

pub(crate) async fn prove_each<R: Router>(
    router: &R,
    project: &Project,
    snapshot: &Snapshot,
    mark: &LogMark,
    tell: &mut (dyn FnMut(ProofItem) + Send),
) {
    let (address, now) = wan::address(router, project, snapshot.clone(), mark).await;
    if let Some(card) = sim::card(router, project, &now).await {
        tell(card);
    }
    let online = address.state == ProofState::Good;
    tell(address);
    tell(wan::default_route(&now));
    let internet = internet::by_number(router, project, &now, online).await;
    let reached = internet.state == ProofState::Good || internet.key == "internet.not-shared";
    tell(internet);
    tell(internet::by_name(router, project, reached).await);
    tell(home::addresses(project, &now));
    tell(home::closed(&now));
    // Where the router forbids it nothing was set; that was said before.
    if project.backups.router && planner::may_run_timers(&now) {
        tell(copies(&now));
    }
}

/// The router's own timer for copies is there and active.
fn copies(now: &Snapshot) -> ProofItem {
    let item = if planner::runs_copies(now) { good("copies", "copies.good") } else { bad("copies", "copies.bad") };
    item.done()
}

/// The item of the settings: how many are as chosen.
pub(crate) fn settings(right: usize, wrong: usize) -> ProofItem {
    let item = if wrong == 0 { good("settings", "settings.good") } else { bad("settings", "settings.bad") };
    item.with("right", right.to_string()).with("total", (right + wrong).to_string()).done()
}

/// How many records and settings are as the project wants them.
pub(crate) fn already_right(plan: &Plan) -> usize {
    plan.left_alone.iter().filter(|left| left.reason == LeftAloneReason::AlreadyRight).count()
}
