//! Whether the service that this computer comes in by stays as it is for it: on, at its port, with its
//! certificate, and open to this network.
//!
//! A service that moves is no less lost than one that is switched off: the run goes on knocking where
//! it was, and what answers with another certificate is taken for somebody else.
use crate::Transport;
use ipnet::Ipv4Net;
use routeros::{Action, Change, Menu, Record, Snapshot, menu};

/// What these menus say decides.
pub(super) const SERVICES: &[Menu] = &[menu::IP_SERVICE, menu::IP_SERVICE_WEBSERVER, menu::CERTIFICATE];

/// The service, as it was before the first change.
pub(super) struct Service {
    transport: Transport,
    before: Option<Standing>,
}

/// All of it that decides. Two names of the limit: 7.24 knows both.
#[derive(PartialEq, Eq)]
struct Standing {
    is_on: bool,
    place: Place,
    limits: [String; 2],
}

/// What has to stay to the letter.
#[derive(PartialEq, Eq)]
struct Place {
    port: String,
    certificate: String,
    vrf: String,
}

impl Service {
    pub(super) fn of(transport: Transport, before: &Snapshot) -> Self {
        Self { transport, before: standing(transport, before) }
    }

    /// Whether a change leaves it reachable from this network; none where the network is not known.
    /// A router that lists no such service is not judged, nor what a change does not touch: it is in
    /// use, so it was reachable.
    pub(super) fn stays(&self, change: &Change, now: &Snapshot, network: Option<Ipv4Net>) -> bool {
        let (Some(before), Some(after)) = (&self.before, standing(self.transport, now)) else { return true };
        let is_same = *before == after;
        let is_reachable = after.is_on && after.place == before.place && lets_in(&after.limits, network);
        (is_same || is_reachable) && !self.loses_certificate(change, before) && self.takes_calls(change)
    }

    /// Whether it lets in another network than the one that is used.
    pub(super) fn lets_in(&self, now: &Snapshot, network: Ipv4Net) -> bool {
        standing(self.transport, now).is_none_or(|service| service.is_on && lets_in(&service.limits, Some(network)))
    }

    /// The certificate that a service answers with goes with its record.
    fn loses_certificate(&self, change: &Change, before: &Standing) -> bool {
        let Action::Remove { target } = &change.action else { return false };
        let used = before.place.certificate.as_str();
        let names = target.find.iter().filter(|(name, _)| name == "name").map(|(_, value)| value.as_str());
        change.menu == menu::CERTIFICATE
            && self.transport.is_private()
            && names.chain([target.id.as_str()]).any(|name| name == used)
    }

    /// From 7.21 on the web server may refuse REST alone (reference rest-api §3).
    fn takes_calls(&self, change: &Change) -> bool {
        let refused = match self.transport {
            Transport::Http => "rest-plain",
            Transport::Https => "rest-secure",
            Transport::Api | Transport::ApiSsl => return true,
        };
        let off = |(name, value): &(String, routeros::PropValue)| {
            name == refused && *value == routeros::PropValue::text("no")
        };
        change.menu != menu::IP_SERVICE_WEBSERVER || !change.props().iter().any(off)
    }
}

fn standing(transport: Transport, snapshot: &Snapshot) -> Option<Standing> {
    let is_it = |record: &&Record| record.text("name") == Some(transport.service());
    let record = snapshot.records(menu::IP_SERVICE).find(is_it)?;
    let said = |name: &str, usual: &str| record.text(name).unwrap_or(usual).to_owned();
    // In clear text no certificate is shown, whatever stands there.
    let certificate = if transport.is_private() { said("certificate", "none") } else { String::new() };
    Some(Standing {
        is_on: !record.is_disabled(),
        place: Place { port: said("port", ""), certificate, vrf: said("vrf", "main") },
        limits: ["address", "available-from"].map(|name| said(name, "")),
    })
}

fn lets_in(limits: &[String], network: Option<Ipv4Net>) -> bool {
    let Some(network) = network else { return true };
    let holds = |part: &str| part.parse::<Ipv4Net>().is_ok_and(|part| part.contains(&network.trunc()));
    limits.iter().all(|limit| limit.is_empty() || limit.split(',').any(holds))
}
