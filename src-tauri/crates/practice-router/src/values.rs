//! The values that a record may get, and what follows from them elsewhere.
use crate::{
    certificates,
    engine::{Engine, Refusal, refuse},
    live::{self, Row},
    properties::{self, get, normal},
    refusals,
};
use serde_json::{Map, Value, json};

impl Engine {
    /// What names a record in another menu follows its name.
    pub(crate) fn rename(&mut self, path: &str, old: &str, new: &str) {
        if old.is_empty() || old == new {
            return;
        }
        let menu = if properties::is_interface(path) { "/interface" } else { path };
        for (of, rows) in &mut self.state.menus {
            for row in rows.as_array_mut().into_iter().flatten().filter_map(Value::as_object_mut) {
                for (name, value) in row.iter_mut().filter(|(name, _)| properties::reference(of, name) == Some(menu)) {
                    let text = value.as_str().unwrap_or_default();
                    let bare = text.strip_prefix('!').unwrap_or(text);
                    if bare == old && name != "name" {
                        *value = text.replace(old, new).into();
                    }
                }
            }
        }
    }

    /// Takes the given values over, after looking at words and references.
    pub(crate) fn merge(&self, path: &str, row: &mut Row, given: &Map<String, Value>) -> Result<(), Refusal> {
        for (name, value) in given {
            let text = properties::text(value);
            let bare = text.strip_prefix('!').unwrap_or(&text);
            if properties::allowed(path, name).is_some_and(|words| !words.contains(&bare)) {
                return refuse(format!("input does not match any value of {name}"));
            }
            if let Some(menu) = properties::reference(path, name) {
                let builtin = ["all", "none", "dynamic", "static", ""].contains(&bare);
                if !builtin && !self.names(menu).any(|known| known == bare) {
                    return refuse(format!("input does not match any value of {name}"));
                }
            }
            if path == "/ip/service" && name == "certificate" && bare != "none" && !certificates::is_usable(self, bare)
            {
                return refuse("input does not match any value of certificate");
            }
            if path == "/ip/dhcp-client" && name == "dhcp-options" {
                let known = |option: &str| {
                    ["hostname", "clientid", "clientid_duid", ""].contains(&option)
                        || self.names("/ip/dhcp-client/option").any(|name| name == option)
                };
                if !text.split(',').all(known) {
                    return refuse("input does not match any value of dhcp-options");
                }
            }
            refusals::plausible(path, name, &text)?;
            if text.is_empty() && name == "comment" {
                row.remove(name);
            } else {
                row.insert(name.clone(), normal(path, name, &text).into());
            }
        }
        Ok(())
    }

    pub(crate) fn names(&self, menu: &str) -> impl Iterator<Item = String> {
        let mut names: Vec<String> = live::rows(&self.state, menu).map(|row| get(row, "name").to_owned()).collect();
        names.extend(
            self.live().rows.into_iter().filter(|(of, _)| *of == menu).map(|(_, row)| get(&row, "name").to_owned()),
        );
        names.into_iter()
    }

    /// What the router works out from what it was given.
    pub(crate) fn derive(&mut self, path: &str, row: &mut Row) {
        match path {
            "/ip/address" => {
                if let Ok(net) = get(row, "address").parse::<ipnet::Ipv4Net>() {
                    row.insert("network".into(), net.network().to_string().into());
                }
                let interface = get(row, "interface").to_owned();
                row.insert("actual-interface".into(), interface.into());
            }
            "/user" => {
                if let Some(password) = row.remove("password") {
                    let users = self.state.secrets.entry("/user").or_insert_with(|| json!({}));
                    users[get(row, "name")] = json!({ "password": password });
                }
            }
            _ => {}
        }
    }

    /// `/interface` shows the sockets too.
    pub(crate) fn mirror_ethernet(&mut self) {
        let sockets: Vec<(String, String, String)> = live::rows(&self.state, "/interface/ethernet")
            .map(|row| {
                (get(row, "default-name").to_owned(), get(row, "name").to_owned(), get(row, "mac-address").to_owned())
            })
            .collect();
        for row in self.list("/interface") {
            if let Some((_, name, mac)) = sockets.iter().find(|(default, _, _)| row["default-name"] == default.as_str())
            {
                row["name"] = name.as_str().into();
                row["mac-address"] = mac.as_str().into();
            }
        }
    }
}
