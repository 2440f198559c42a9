//! An address for whoever asks, and what some providers want to know first.
use super::AREA;
use crate::draft::{About, Draft, props};
use project::{Dhcp, Octets};
use routeros::{Record, Text, menu};

/// What a client tells by itself: its name and its hardware address (RouterOS's own options; 6.49 and 7).
const USUAL: [&str; 2] = ["hostname", "clientid"];
/// What FirstHop's own options are called by.
const OURS: &str = "firsthop-";

/// The client on the line.
pub(super) fn dhcp(wanted: &Dhcp, line: &str, peer_dns: &str, draft: &mut Draft<'_>) {
    let found = draft.find(menu::IP_DHCP_CLIENT, |record| record.text("interface") == Some(line));
    let options = options(wanted, found, draft);
    let priority = wanted.priority.map(|number| number.to_string());
    let route = if wanted.classless_routes { "special-classless" } else { "yes" };
    let mut values = vec![("add-default-route", route), ("use-peer-dns", peer_dns), ("disabled", "no")];
    if !wanted.peer_ntp {
        values.push(("use-peer-ntp", "no"));
    } else if found.is_some_and(|record| matches!(record.text("use-peer-ntp"), Some("no" | "false"))) {
        values.push(("use-peer-ntp", "yes"));
    }
    values.extend(options.as_deref().map(|options| ("dhcp-options", options)));
    values.extend(priority.as_deref().map(|priority| ("vlan-priority", priority)));
    let about = |key: &str| About::new(AREA, "internet.dhcp-client", Text::new(key));
    match found {
        Some(record) => {
            let key = if record.is_disabled() { "wan-dhcp-on" } else { "wan-dhcp-change" };
            draft.edit(about(key), menu::IP_DHCP_CLIENT, record, &values);
        }
        None => {
            // `disabled` is yes on RouterOS 6 unless said otherwise (reference versions.md).
            let mut all = props(&[("interface", line)]);
            all.extend(props(&values));
            all.extend(props(&[("comment", "firsthop:wan-dhcp")]));
            draft.add(about("wan-dhcp"), menu::IP_DHCP_CLIENT, all, None);
        }
    }
}

/// The names of the options to send, after making FirstHop's own; none to leave them as they are.
/// The values are written as bytes, because RouterOS would look into text (`$(…)`, quotes).
fn options(wanted: &Dhcp, client: Option<&Record>, draft: &mut Draft<'_>) -> Option<String> {
    let hostname = wanted.hostname.as_ref().and_then(|name| Octets::of(name.as_str().as_bytes()));
    let own = [
        ("hostname", "12", hostname.as_ref()),
        ("client-id", "61", wanted.client_id.as_ref()),
        ("vendor-class", "60", wanted.vendor_class.as_ref()),
    ];
    let mut names: Vec<String> = Vec::new();
    for (at, (kind, code, value)) in own.into_iter().enumerate() {
        match (value, USUAL.get(at)) {
            (Some(value), _) => names.push(option(kind, code, &value.to_string(), draft)),
            (None, Some(usual)) => names.push((*usual).to_owned()),
            (None, None) => {}
        }
    }
    let is_ours = |record: &Record| record.text_or_empty("dhcp-options").contains(OURS);
    (names != USUAL || client.is_some_and(is_ours)).then(|| names.join(","))
}

fn option(kind: &str, code: &str, value: &str, draft: &mut Draft<'_>) -> String {
    let name = format!("{OURS}{kind}");
    let about = About::new(AREA, &format!("internet.option-{kind}"), Text::new(format!("wan-option-{kind}")));
    // Before 7.16 this menu has no comments, so the name alone says whose it is.
    match draft.find(menu::IP_DHCP_CLIENT_OPTION, |record| record.text("name") == Some(&name)) {
        Some(record) => {
            draft.edit(about, menu::IP_DHCP_CLIENT_OPTION, record, &[("code", code), ("value", value)]);
        }
        None => {
            let values = props(&[("name", &name), ("code", code), ("value", value)]);
            draft.add(about, menu::IP_DHCP_CLIENT_OPTION, values, None);
        }
    }
    name
}
