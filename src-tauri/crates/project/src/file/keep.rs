//! Keeps what this version does not know when a file is written again.

use serde_json::{Map, Value};

use super::secret_names::join;
use crate::MacAddress;

/// Puts the answers of today over what was read.
pub(super) fn merge(old: Value, new: Value) -> Value {
    over(old, new, "")
}

fn over(old: Value, new: Value, at: &str) -> Value {
    match (old, new) {
        // Its names are answers themselves: one that is gone was taken away.
        (Value::Object(_), new) if at == "protection.items" => new,
        (Value::Object(mut kept), Value::Object(new)) => {
            for (name, value) in new {
                // Put back at its place, so that a file under version control changes where an answer did.
                let before = kept.get_mut(&name).map(Value::take).unwrap_or_default();
                let value = over(before, value, &join(at, &name));
                kept.insert(name, value);
            }
            Value::Object(kept)
        }
        (Value::Array(old), Value::Array(new)) => Value::Array(entries(old, new, at)),
        (_, new) => new,
    }
}

/// Entries of a list are the same when they speak of the same device, wherever they stand now.
fn entries(mut old: Vec<Value>, new: Vec<Value>, at: &str) -> Vec<Value> {
    let mut new: Vec<(Value, Option<Value>)> = new.into_iter().map(|entry| (entry, None)).collect();
    for name in ["mac", "address", "name"] {
        for (entry, before) in new.iter_mut().filter(|(_, before)| before.is_none()) {
            let Some(wanted) = mark(entry, name) else { continue };
            let place = old.iter().position(|old| mark(old, name).as_ref() == Some(&wanted));
            *before = place.map(|place| old.swap_remove(place));
        }
    }
    new.into_iter().map(|(entry, before)| over(before.unwrap_or_default(), entry, at)).collect()
}

fn mark(entry: &Value, name: &str) -> Option<String> {
    let text = entry.as_object().and_then(|fields: &Map<String, Value>| fields.get(name))?.as_str()?;
    match text.parse::<MacAddress>() {
        Ok(mac) => Some(mac.to_string()),
        Err(_) => (!text.is_empty()).then(|| text.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn unknown_fields_follow_their_device() {
        let old = json!({"addresses": {"reservations": [
            {"name": "TV", "address": "192.168.88.9", "mac": "00:11:22:33:44:55", "icon": "tv"},
            {"name": "Printer", "address": "192.168.88.8", "mac": "00:11:22:33:44:66", "icon": "printer"},
        ]}});
        let new = json!({"addresses": {"reservations": [
            {"name": "Bed", "address": "192.168.88.9", "mac": "00:11:22:33:44:77"},
            {"name": "Print", "address": "192.168.88.8", "mac": "001122334466"},
        ]}});
        let merged = merge(old, new);
        let icons: Vec<_> = (0..2).map(|n| merged["addresses"]["reservations"][n]["icon"].clone()).collect();
        // The first one keeps its address, so it is taken for the same place at home.
        assert_eq!(icons, ["tv", "printer"]);
        let one = json!({"addresses": {"reservations": [{"name": "Print", "address": "", "mac": "001122334466"}]}});
        assert_eq!(merge(merged, one)["addresses"]["reservations"][0]["icon"], "printer");
    }

    #[test]
    fn an_item_that_was_taken_away_stays_away() {
        let old = json!({"protection": {"items": {"upnp": false}, "later": 1}});
        let new = json!({"protection": {"items": {}}});
        assert_eq!(merge(old, new), json!({"protection": {"items": {}, "later": 1}}));
    }
}
