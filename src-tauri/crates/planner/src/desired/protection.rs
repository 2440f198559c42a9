//! The items of the Protection page beside the firewall (reference router-configuration §2).
use super::firewall;
use crate::{
    Asked, Class, ITEMS, Item, LeftAloneReason, Wishes,
    draft::{About, Draft},
    items::{Off, may_take_back},
};
use project::{Level, Project, TimeZone};
use routeros::{Area, Menu, Text, Version, menu, record::same_value, version::Feature};
use std::net::IpAddr;

const AREA: Area = Area::Protection;

/// Time servers: by number too, because names may need the right time first.
const TIME_SERVERS: &str = "162.159.200.1,162.159.200.123,time.cloudflare.com";
const TIME_NUMBERS: &str = "162.159.200.1,162.159.200.123";

/// The same for RouterOS 6, which has a property for each.
const TIME_SERVERS_6: &[(&str, &str)] = &[("primary-ntp", "162.159.200.1"), ("secondary-ntp", "162.159.200.123")];

/// Settings that an item makes: part, menu, what it sets, and what RouterOS has by default.
struct Setting {
    part: &'static str,
    menu: Menu,
    wanted: &'static [(&'static str, &'static str)],
    default: &'static [(&'static str, &'static str)],
}

/// The items that are nothing but settings with one right value.
fn settings(item: &str) -> &'static [Setting] {
    macro_rules! settings {
        ($($part:literal $menu:ident [$($name:literal = $wanted:literal / $default:literal),*])*) => {
            &[$(Setting {
                part: $part,
                menu: menu::$menu,
                wanted: &[$(($name, $wanted)),*],
                default: &[$(($name, $default)),*],
            }),*]
        };
    }
    match item {
        // Shared by the factory from 7.20 on (reference router-configuration §0.3).
        "usb-sharing" => settings! {
            "" DISK_SETTINGS ["auto-media-sharing" = "no" / "yes", "auto-smb-sharing" = "no" / "yes"]
        },
        "upnp" => settings! { "" IP_UPNP ["enabled" = "no" / "no"] },
        "proxy" => settings! { "" IP_PROXY ["enabled" = "no" / "no"] },
        "socks" => settings! { "" IP_SOCKS ["enabled" = "no" / "no"] },
        "ssh-crypto" => settings! { "" IP_SSH ["strong-crypto" = "yes" / "no"] },
        "detect-internet" => settings! {
            "" INTERFACE_DETECT_INTERNET ["detect-interface-list" = "none" / "none"]
        },
        "mac-winbox" => settings! {
            "server" TOOL_MAC_SERVER ["allowed-interface-list" = "none" / "LAN"]
            "" TOOL_MAC_SERVER_MAC_WINBOX ["allowed-interface-list" = "none" / "LAN"]
        },
        "mac-ping" => settings! { "" TOOL_MAC_SERVER_PING ["enabled" = "no" / "yes"] },
        "password-policy" => settings! {
            "" USER_SETTINGS ["minimum-password-length" = "12" / "0", "minimum-categories" = "2" / "0"]
        },
        _ => &[],
    }
}

/// The services that an item switches off; all of them are on by default.
fn services(item: &str) -> &'static [&'static str] {
    match item {
        "old-services" => &["telnet", "ftp"],
        "private-only" => &["api", "www"],
        "winbox" => &["winbox"],
        "ssh" => &["ssh"],
        _ => &[],
    }
}

/// The right time, before anything that needs it: private look-ups check certificates by it.
pub(crate) fn clock(project: &Project, draft: &mut Draft<'_>) {
    asked_for(project, ITEMS.iter().filter(|item| is_clock(item)), draft);
}

/// All other items that the level and the person's own choices ask for.
pub(crate) fn protection(project: &Project, draft: &mut Draft<'_>) {
    let here = ITEMS.iter().filter(|item| !item.is_firewall() && !is_clock(item));
    // A password for the Wi-Fi comes last: devices fall off until they are told.
    let (last, first): (Vec<&Item>, Vec<&Item>) = here.partition(|item| item.id == "wifi");
    asked_for(project, first.into_iter().chain(last), draft);
}

fn is_clock(item: &Item) -> bool {
    matches!(item.id, "ntp" | "time-zone")
}

/// What is switched off, and is as FirstHop sets it, goes back to the default where that is known and safe.
fn asked_for<'i>(project: &Project, items: impl Iterator<Item = &'i Item>, draft: &mut Draft<'_>) {
    let wishes = Wishes::of(project);
    let may_take_back = may_take_back(draft.class);
    // What the strict level set goes with it, but only where FirstHop surely was.
    let is_ours = draft.class == Class::Ours;
    for item in items {
        let own = project.protection.items.get(item.id).copied();
        if own.unwrap_or(item.is_in(wishes.level)) {
            apply_item(item, wishes, draft);
        } else if may_take_back && (own == Some(false) || is_ours && item.asked == Asked::Strict) {
            take_back(item, wishes, draft);
        }
    }
}

fn about(item: &Item, part: &str, back: bool) -> About {
    let part = if part.is_empty() { String::new() } else { format!("-{part}") };
    let back = if back { "-back" } else { "" };
    let key = format!("{}{part}{back}", item.id);
    About::new(AREA, &format!("protection.{key}"), Text::new(key))
}

/// What one item changes.
pub(crate) fn apply_item(item: &Item, wishes: Wishes<'_>, draft: &mut Draft<'_>) {
    for setting in settings(item.id) {
        draft.settings(about(item, setting.part, false), setting.menu, setting.wanted);
    }
    for service in services(item.id) {
        service_off(about(item, service, false), service, draft);
    }
    match item.id {
        "firewall" | "firewall6" => firewall::item(item.id, draft),
        // Not while this very run still speaks in clear text.
        "private-only" if draft.context.transport.is_private() => draft.settings(
            about(item, "rest", false),
            menu::IP_SERVICE_WEBSERVER,
            // The page and the calls in clear text, should somebody switch the service on again.
            &[("rest-plain", "no"), ("webfig-plain", "no")],
        ),
        "wifi" => super::wifi::wifi(draft),
        "snmp" => super::snmp::snmp(wishes.watcher, draft),
        "cloud" => cloud(item, draft),
        "hide-outside" => hide_outside(item, wishes.level, draft),
        "ntp" => ntp(&about(item, "", false), wishes.private_names, draft),
        "time-zone" => time_zone(item, wishes.time_zone, draft),
        "bandwidth-server" => bandwidth_server(about(item, "", false), draft),
        _ => {}
    }
}

/// What switching an item off changes, where it is as FirstHop sets it.
pub(crate) fn take_back(item: &Item, wishes: Wishes<'_>, draft: &mut Draft<'_>) {
    if item.off == Off::Stays {
        return;
    }
    for setting in settings(item.id) {
        let Some(record) = draft.snapshot.settings(setting.menu) else { continue };
        if setting.wanted.iter().all(|(name, value)| same_value(record.text(name), Some(value))) {
            draft.settings(about(item, setting.part, true), setting.menu, setting.default);
        }
    }
    for service in services(item.id) {
        let Some(record) = service_record(service, draft) else { continue };
        draft.edit(about(item, service, true), menu::IP_SERVICE, record, &[("disabled", "no")]);
    }
    match item.id {
        "private-only" => draft.settings(
            about(item, "rest", true),
            menu::IP_SERVICE_WEBSERVER,
            &[("rest-plain", "yes"), ("webfig-plain", "yes")],
        ),
        // By its address on the internet, as RouterOS guesses it by default.
        "time-zone" if is_in(wishes.time_zone, draft) => {
            draft.settings(about(item, "", true), menu::SYSTEM_CLOCK, &[(GUESS, "yes")]);
        }
        "bandwidth-server" if !is_forbidden(draft, "bandwidth-test") => {
            draft.settings(about(item, "", true), menu::TOOL_BANDWIDTH_SERVER, &[("enabled", "yes")]);
        }
        _ => {}
    }
}

/// Never the one in use, and the plain page only once the same run was spoken to in private.
fn service_off(about: About, service: &str, draft: &mut Draft<'_>) {
    let Some(record) = service_record(service, draft) else { return };
    let transport = draft.context.transport;
    if transport.service() == service || service == "www" && !transport.is_private() {
        draft.leave(menu::IP_SERVICE, record, LeftAloneReason::NotNeeded);
        return;
    }
    draft.edit(about, menu::IP_SERVICE, record, &[("disabled", "yes")]);
}

fn service_record<'a>(service: &str, draft: &Draft<'a>) -> Option<&'a routeros::Record> {
    draft.find(menu::IP_SERVICE, |record| record.text("name") == Some(service))
}

/// Neighbours on the line neither see the router nor reach it by its hardware address.
fn hide_outside(item: &Item, level: Level, draft: &mut Draft<'_>) {
    let strict = level == Level::Strict;
    let list = if strict { "none" } else { "LAN" };
    let discovery = menu::IP_NEIGHBOR_DISCOVERY_SETTINGS;
    draft.settings(about(item, "discovery", false), discovery, &[("discover-interface-list", list)]);
    // Strict has an item of its own for the rescue over MAC addresses.
    if !strict {
        for (part, menu) in [("mac-server", menu::TOOL_MAC_SERVER), ("mac-winbox", menu::TOOL_MAC_SERVER_MAC_WINBOX)] {
            draft.settings(about(item, part, false), menu, &[("allowed-interface-list", "LAN")]);
        }
    }
}

/// The name that the maker keeps for the router's address.
fn cloud(item: &Item, draft: &mut Draft<'_>) {
    let off = cloud_off(draft.snapshot.version());
    draft.settings(about(item, "", false), menu::IP_CLOUD, &[("ddns-enabled", off)]);
}

/// How `ddns-enabled` of `/ip/cloud` says that it is off: `auto` from 7.17 on, when it is on only while the router's
/// own VPN needs it (reference router-configuration §0.3). Neither version takes the word of the other.
pub(crate) fn cloud_off(version: Version) -> &'static str {
    if version.has(Feature::CloudAuto) { "auto" } else { "no" }
}

/// Guesses the zone by the address on the internet, over MikroTik's cloud, and would put its guess over what was
/// set (manual.mikrotik.com, "Clock": on by default, from 6.27).
const GUESS: &str = "time-zone-autodetect";

/// The zone is said once, and stays: this does not need the cloud, which also may be wrong about an address.
fn time_zone(item: &Item, zone: Option<&TimeZone>, draft: &mut Draft<'_>) {
    let Some(zone) = zone else { return };
    let mut about = about(item, "", false);
    about.text = about.text.with("zone", zone.for_router());
    draft.settings(about, menu::SYSTEM_CLOCK, &[(GUESS, "no"), ("time-zone-name", zone.for_router())]);
}

/// Whether the clock is as it was set here.
fn is_in(zone: Option<&TimeZone>, draft: &Draft<'_>) -> bool {
    let Some(clock) = draft.snapshot.settings(menu::SYSTEM_CLOCK) else { return false };
    zone.is_some_and(|zone| clock.text("time-zone-name") == Some(zone.for_router())) && !clock.flag(GUESS)
}

/// A clock that somebody set up stays theirs. Servers that go by names alone get numbers beside them when
/// names are looked up in private: after a power cut neither would come without the other.
fn ntp(about: &About, private_names: bool, draft: &mut Draft<'_>) {
    let Some(record) = draft.snapshot.settings(menu::SYSTEM_NTP_CLIENT) else { return };
    let (names, servers): (&[&str], &[_]) = if draft.snapshot.version().has(Feature::NtpServers) {
        (&["servers"], &[("servers", TIME_SERVERS)])
    } else {
        (&["primary-ntp", "secondary-ntp", "server-dns-names"], TIME_SERVERS_6)
    };
    let theirs: Vec<&str> = names
        .iter()
        .flat_map(|name| record.text_or_empty(name).split(','))
        .filter(|server| !matches!(*server, "" | "0.0.0.0" | "::"))
        .collect();
    let by_number = theirs.iter().any(|server| server.parse::<IpAddr>().is_ok());
    let with_numbers = format!("{},{TIME_NUMBERS}", theirs.join(","));
    let mut wanted = vec![("enabled", "yes")];
    if theirs.is_empty() {
        wanted.extend(servers);
    } else if private_names && !by_number {
        match draft.snapshot.version().has(Feature::NtpServers) {
            true => wanted.push(("servers", &with_numbers)),
            false => wanted.extend(servers),
        }
    }
    draft.settings(about.clone(), menu::SYSTEM_NTP_CLIENT, &wanted);
}

/// Where device-mode forbids bandwidth tests the server cannot run, whatever its switch says.
fn bandwidth_server(about: About, draft: &mut Draft<'_>) {
    if is_forbidden(draft, "bandwidth-test") {
        if let Some(record) = draft.snapshot.settings(menu::TOOL_BANDWIDTH_SERVER) {
            draft.leave(menu::TOOL_BANDWIDTH_SERVER, record, LeftAloneReason::NotNeeded);
        }
        return;
    }
    draft.settings(about, menu::TOOL_BANDWIDTH_SERVER, &[("enabled", "no")]);
}

fn is_forbidden(draft: &Draft<'_>, feature: &str) -> bool {
    let mode = draft.snapshot.settings(menu::SYSTEM_DEVICE_MODE);
    mode.is_some_and(|record| record.text(feature) == Some("false"))
}
