//! From the router's JSON to records. Every value of RouterOS is text (reference rest-api §4);
//! what a menu calls secret becomes a `Secret` here and is never text again.
use crate::{Kind, Menu, MenuState, Record, Secret, Snapshot, Value, Version};
use serde_json::{Map, Value as Json};
use std::collections::BTreeMap;

/// The answer to a GET on a menu: an array for lists, an object for settings. Both are accepted for
/// both, because some versions answer the one for the other. `None` when it is neither.
pub fn menu_state(menu: Menu, answer: &Json) -> Option<MenuState> {
    let rows = rows(menu, answer)?;
    Some(match menu.kind() {
        Kind::List | Kind::Ordered => MenuState::List(rows),
        Kind::Settings | Kind::Status => MenuState::Settings(rows.into_iter().next().unwrap_or_default()),
    })
}

fn rows(menu: Menu, answer: &Json) -> Option<Vec<Record>> {
    match answer {
        Json::Array(rows) => rows.iter().map(|row| row.as_object().map(|row| record(menu, row))).collect(),
        Json::Object(row) => Some(vec![record(menu, row)]),
        Json::Null | Json::Bool(_) | Json::Number(_) | Json::String(_) => None,
    }
}

/// One record of a menu.
pub fn record(menu: Menu, row: &Map<String, Json>) -> Record {
    record_with(row, |name| menu.is_secret(name))
}

/// One row of a command's answer, where nothing is secret.
pub fn row(row: &Map<String, Json>) -> Record {
    record_with(row, |_| false)
}

fn record_with(row: &Map<String, Json>, is_secret: impl Fn(&str) -> bool) -> Record {
    let mut record = Record::default();
    for (name, value) in row {
        let text = match value {
            Json::String(text) => text.clone(),
            Json::Null => continue,
            other => other.to_string(),
        };
        if name == ".id" {
            record.id = Some(text);
        } else if is_secret(name) {
            record.props.insert(name.clone(), Value::Secret(Secret::new(text)));
        } else {
            record.props.insert(name.clone(), Value::Text(text));
        }
    }
    record
}

/// What is read of some routers only.
const BESIDE: &[Menu] =
    &[crate::menu::INTERFACE_LTE, crate::menu::INTERFACE_LTE_APN, crate::menu::SYSTEM_DEFAULT_CONFIGURATION];

/// A snapshot from a practice router's state file, for planning without a router. `None` when it is
/// not such a file.
pub fn state_file(state: &Json) -> Option<Snapshot> {
    let version: Version = state.get("version")?.as_str()?.parse().ok()?;
    let found = state.get("menus")?.as_object()?;
    let mut menus = BTreeMap::new();
    for menu in crate::snapshot::PLANNING_MENUS.iter().chain(BESIDE) {
        let parsed = match found.get(menu.path()) {
            Some(answer) => menu_state(*menu, answer)?,
            None => MenuState::Absent,
        };
        menus.insert(*menu, parsed);
    }
    Some(Snapshot::new(version, menus))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::menu;
    use serde_json::json;

    #[test]
    fn passwords_are_secret_from_the_start() {
        let answer = json!([{".id": "*1", "name": "pppoe-out1", "user": "anna", "password": "geheim"}]);
        let Some(MenuState::List(rows)) = menu_state(menu::INTERFACE_PPPOE_CLIENT, &answer) else { panic!("a list") };
        assert_eq!(rows[0].text("password"), None);
        assert_eq!(rows[0].secret("password").map(Secret::expose), Some("geheim"));
        assert!(!format!("{rows:?}").contains("geheim"));
    }

    #[test]
    fn settings_may_come_as_object_or_list() {
        for answer in [json!({"servers": "9.9.9.9"}), json!([{"servers": "9.9.9.9"}])] {
            let Some(MenuState::Settings(record)) = menu_state(menu::IP_DNS, &answer) else { panic!("settings") };
            assert_eq!(record.text("servers"), Some("9.9.9.9"));
        }
        assert_eq!(menu_state(menu::IP_DNS, &json!("servers")), None);
        assert_eq!(menu_state(menu::IP_POOL, &json!([1])), None);
    }
}
