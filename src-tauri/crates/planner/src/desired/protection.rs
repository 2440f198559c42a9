//! The items of the Protection page beside the firewall (reference router-configuration §2).
use super::firewall;
use crate::{
    ITEMS, Item, LeftAloneReason,
    draft::{About, Draft},
};
use project::{Level, Project};
use routeros::{Area, Menu, Text, menu, version::Feature};

const AREA: Area = Area::Protection;

/// Time servers: by number too, because names may need the right time first.
const TIME_SERVERS: &str = "162.159.200.1,162.159.200.123,time.cloudflare.com";

/// The same for RouterOS 6, which has a property for each.
const TIME_SERVERS_6: &[(&str, &str)] = &[("primary-ntp", "162.159.200.1"), ("secondary-ntp", "162.159.200.123")];

/// All items that the level and the person's own choices ask for.
pub(crate) fn protection(project: &Project, draft: &mut Draft<'_>) {
    let strict = project.protection.level == Level::Strict;
    for item in ITEMS {
        let by_level = strict || !item.strict_only;
        if project.protection.items.get(item.id).copied().unwrap_or(by_level) && !item.is_firewall() {
            apply_item(item, strict, draft);
        }
    }
}

/// What one item changes.
pub(crate) fn apply_item(item: &Item, strict: bool, draft: &mut Draft<'_>) {
    let about = |part: &str| {
        let suffix = if part.is_empty() { String::new() } else { format!("-{part}") };
        About::new(AREA, &format!("protection.{}{suffix}", item.id), Text::new(format!("{}{suffix}", item.id)))
    };
    match item.id {
        "firewall" | "firewall6" => firewall::item(item.id, draft),
        "old-services" => {
            for service in ["telnet", "ftp"] {
                service_off(about(service), service, draft);
            }
        }
        "private-only" => service_off(about("api"), "api", draft),
        "usb-sharing" => {
            draft.settings(about(""), menu::DISK_SETTINGS, &[("auto-media-sharing", "no"), ("auto-smb-sharing", "no")])
        }
        "upnp" => draft.settings(about(""), menu::IP_UPNP, &[("enabled", "no")]),
        "hide-outside" => {
            let list = if strict { "none" } else { "LAN" };
            // Strict has an item of its own for the rescue over MAC addresses.
            draft.settings(
                about("discovery"),
                menu::IP_NEIGHBOR_DISCOVERY_SETTINGS,
                &[("discover-interface-list", list)],
            );
            if !strict {
                draft.settings(about("mac-server"), menu::TOOL_MAC_SERVER, &[("allowed-interface-list", "LAN")]);
                draft.settings(
                    about("mac-winbox"),
                    menu::TOOL_MAC_SERVER_MAC_WINBOX,
                    &[("allowed-interface-list", "LAN")],
                );
            }
        }
        "ssh-crypto" => draft.settings(about(""), menu::IP_SSH, &[("strong-crypto", "yes")]),
        "ntp" => ntp(&about(""), draft),
        "bandwidth-server" => bandwidth_server(about(""), draft),
        "detect-internet" => {
            draft.settings(about(""), menu::INTERFACE_DETECT_INTERNET, &[("detect-interface-list", "none")])
        }
        "mac-winbox" => {
            mac_off(about("server"), menu::TOOL_MAC_SERVER, draft);
            mac_off(about(""), menu::TOOL_MAC_SERVER_MAC_WINBOX, draft);
        }
        _ => {}
    }
}

fn service_off(about: About, service: &str, draft: &mut Draft<'_>) {
    let Some(record) = draft.find(menu::IP_SERVICE, |record| record.text("name") == Some(service)) else { return };
    if draft.context.transport.service() == service {
        draft.leave(menu::IP_SERVICE, record, LeftAloneReason::NotNeeded);
        return;
    }
    draft.edit(about, menu::IP_SERVICE, record, &[("disabled", "yes")]);
}

fn mac_off(about: About, menu: Menu, draft: &mut Draft<'_>) {
    draft.settings(about, menu, &[("allowed-interface-list", "none")]);
}

/// A clock that somebody set up stays theirs.
fn ntp(about: &About, draft: &mut Draft<'_>) {
    let Some(record) = draft.snapshot.settings(menu::SYSTEM_NTP_CLIENT) else { return };
    let (names, servers): (&[&str], &[_]) = if draft.snapshot.version().has(Feature::NtpServers) {
        (&["servers"], &[("servers", TIME_SERVERS)])
    } else {
        (&["primary-ntp", "secondary-ntp", "server-dns-names"], TIME_SERVERS_6)
    };
    let has_servers = names.iter().any(|name| !matches!(record.text_or_empty(name), "" | "0.0.0.0"));
    let mut wanted = vec![("enabled", "yes")];
    if !has_servers {
        wanted.extend(servers);
    }
    draft.settings(about.clone(), menu::SYSTEM_NTP_CLIENT, &wanted);
}

/// Where device-mode forbids bandwidth tests the server cannot run, whatever its switch says.
fn bandwidth_server(about: About, draft: &mut Draft<'_>) {
    let mode = draft.snapshot.settings(menu::SYSTEM_DEVICE_MODE);
    if mode.is_some_and(|record| record.text("bandwidth-test") == Some("false")) {
        if let Some(record) = draft.snapshot.settings(menu::TOOL_BANDWIDTH_SERVER) {
            draft.leave(menu::TOOL_BANDWIDTH_SERVER, record, LeftAloneReason::NotNeeded);
        }
        return;
    }
    draft.settings(about, menu::TOOL_BANDWIDTH_SERVER, &[("enabled", "no")]);
}
