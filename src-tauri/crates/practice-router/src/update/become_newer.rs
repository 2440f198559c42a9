//! What becomes of a router's records under a newer RouterOS: as far as menus and names of properties
//! differ between the trees, and what MikroTik names for the way from 6 to 7.
use super::{MENU, ROUTERBOARD, setting};
use crate::{
    engine::Engine,
    factory_near,
    properties::{get, text},
    schema::Schema,
};
use serde_json::{Map, Value, json};

/// Menu, its property before, and after (reference versions.md, "Renames").
const RENAMED: &[(&str, &str, &str)] = &[
    ("/certificate/settings", "builtin-trust-anchors", "builtin-trust-store"),
    ("/ip/ssh", "always-allow-password-login", "password-authentication"),
    ("/snmp", "engine-id", "engine-id-suffix"),
    ("/tool/e-mail", "address", "server"),
];

/// The router has started with `version`.
pub(super) fn become_newer(engine: &mut Engine, version: &str) {
    let old = std::mem::replace(&mut engine.state.version, version.to_owned());
    if old.starts_with("6.") && !version.starts_with("6.") {
        from_six(engine);
    }
    rename(engine, &old, version);
    fill(engine, version);
    setting(engine, "/system/resource", "version", &format!("{version} (stable)"));
    setting(engine, ROUTERBOARD, "upgrade-firmware", version);
    for row in engine.list("/system/package") {
        if row["available"] != "true" {
            row["version"] = version.into();
        }
    }
}

fn rename(engine: &mut Engine, old: &str, new: &str) {
    for (menu, before, after) in RENAMED {
        let knows =
            |version: &str, name: &str| Schema::of(version).menu(menu).is_some_and(|menu| menu.knows("set", name));
        if knows(old, before)
            && !knows(new, before)
            && knows(new, after)
            && let Some(row) = engine.state.menus.get_mut(*menu).and_then(Value::as_object_mut)
            && let Some(value) = row.remove(*before)
        {
            row.insert((*after).to_owned(), value);
        }
    }
    let is_new = |name: &str| {
        let knows = |version: &str| Schema::of(version).menu("/ip/service").is_some_and(|menu| menu.knows("set", name));
        knows(new) && !knows(old)
    };
    // Both names show the same from then on.
    if is_new("available-from") {
        for row in engine.list("/ip/service") {
            row["available-from"] = row["address"].clone();
        }
    }
}

/// Menus that the old version did not have, with what they hold on a new router: settings alone, as a
/// newer RouterOS adds no records. What was in the old one and is not in the new one is gone.
fn fill(engine: &mut Engine, version: &str) {
    let mut numbers = version.split('.').map(|part| part.parse().unwrap_or_default());
    let (major, minor) = (numbers.next().unwrap_or_default(), numbers.next().unwrap_or_default());
    let Some(near) = factory_near(major, minor) else { return };
    for (menu, held) in near.menus {
        let is_known = Schema::of(version).menu(&menu).is_some() || menu.starts_with(ROUTERBOARD);
        if !is_known || engine.state.menus.contains_key(&menu) {
            continue;
        }
        let held = if held.is_object() { held } else { json!([]) };
        engine.state.menus.insert(menu, held);
    }
}

fn from_six(engine: &mut Engine) {
    // One package instead of many (MikroTik's manual, "Packages").
    let first = engine.list("/system/package").first().cloned().unwrap_or_default();
    let id = first.get(".id").map_or("*1".to_owned(), text);
    let row = json!({ ".id": id, "name": "routeros", "version": "", "build-time": "2026-03-12 09:11:02", "scheduled": "", "disabled": "false" });
    *engine.list("/system/package") = vec![row];
    clock(engine);
    for group in engine.list("/user/group") {
        let policy = text(&group["policy"]).replace("dude,tikapp", "rest-api");
        group["policy"] = policy.into();
    }
    setting(engine, MENU, "channel", "stable");
    // A route's mark is the name of a table from then on.
    let marks: Vec<String> = engine
        .list("/ip/route")
        .iter_mut()
        .filter_map(Value::as_object_mut)
        .filter_map(|route| {
            let mark = text(&route.remove("routing-mark")?);
            route.insert("routing-table".into(), mark.clone().into());
            Some(mark)
        })
        .collect();
    for mark in marks {
        if engine.list("/routing/table").iter().filter_map(Value::as_object).all(|table| get(table, "name") != mark) {
            let id = engine.new_id();
            engine.list("/routing/table").push(json!({ ".id": id, "name": mark, "fib": "" }));
        }
    }
}

/// `primary-ntp`, `secondary-ntp` and `server-dns-names` became `servers`.
fn clock(engine: &mut Engine) {
    let menu = engine.state.menus.get_mut("/system/ntp/client").and_then(Value::as_object_mut);
    let Some(clock) = menu else { return };
    let old: Vec<String> = ["primary-ntp", "secondary-ntp", "server-dns-names"]
        .iter()
        .filter_map(|name| clock.remove(*name))
        .map(|value| text(&value))
        .filter(|value| !value.is_empty() && value != "0.0.0.0")
        .collect();
    let more = json!({ "servers": old.join(","), "vrf": "main" });
    clock.extend(more.as_object().cloned().unwrap_or_else(Map::new));
}
