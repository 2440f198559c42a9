//! Who may log in, what their group lets them do, and how they change their password.
use crate::{
    RouterState,
    engine::{Engine, Refusal, refuse},
    live::rows,
    properties::{enabled, get, text},
};
use serde_json::{Map, Value, json};

/// Whether name and password are a user's that is switched on.
pub(crate) fn lets_in(state: &RouterState, user: &str, password: &str) -> bool {
    let known = rows(state, "/user").any(|row| get(row, "name") == user && enabled(row));
    known && password_of(state, user) == password
}

fn password_of<'a>(state: &'a RouterState, user: &str) -> &'a str {
    let users = state.secrets.get("/user");
    users.and_then(|users| users[user]["password"].as_str()).unwrap_or_default()
}

/// Whether the user's group has a policy. The three groups that every router has, and own ones
/// with their list.
pub(crate) fn may(state: &RouterState, user: &str, policy: &str) -> bool {
    let group = rows(state, "/user").find(|row| get(row, "name") == user).map_or("", |row| get(row, "group"));
    match group {
        "full" => true,
        "write" => policy != "policy" && policy != "ftp",
        "read" => ["read", "test", "api", "rest-api", "password", "sensitive"].contains(&policy),
        _ => rows(state, "/user/group")
            .find(|row| get(row, "name") == group)
            .is_some_and(|row| get(row, "policy").split(',').any(|word| word == policy)),
    }
}

/// Whether somebody of this name asks.
pub(crate) fn is_asker(engine: &Engine, name: &str) -> bool {
    !name.is_empty() && engine.asker == name
}

/// Whether this user is the last who may do everything.
pub(crate) fn is_last(state: &RouterState, name: &str) -> bool {
    let full = rows(state, "/user").filter(|row| get(row, "group") == "full" && enabled(row));
    let (its, others): (Vec<_>, Vec<_>) = full.partition(|row| get(row, "name") == name);
    !its.is_empty() && others.is_empty()
}

/// What a command needs beside being logged in.
pub(crate) fn policy_for(path: &str, is_write: bool) -> Option<&'static str> {
    if path == "/password" { Some("password") } else { is_write.then_some("write") }
}

/// `/password`: who asks changes their own.
pub(crate) fn change_password(engine: &mut Engine, body: &Map<String, Value>) -> Result<Value, Refusal> {
    let argument = |name: &str| body.get(name).map(text);
    for name in body.keys() {
        if !["old-password", "new-password", "confirm-new-password"].contains(&name.as_str()) {
            return refuse(format!("unknown parameter {name}"));
        }
    }
    let Some(new) = argument("new-password") else { return refuse("missing =new-password=") };
    let Some(confirmed) = argument("confirm-new-password") else { return refuse("missing =confirm-new-password=") };
    let user = engine.asker.clone();
    if argument("old-password").unwrap_or_default() != password_of(&engine.state, &user) {
        return refuse("failure: old password is wrong");
    }
    if new != confirmed {
        return refuse("failure: passwords do not match");
    }
    let settings = engine.state.menus.get("/user/settings");
    let least = settings.and_then(|settings| settings["minimum-password-length"].as_str()?.parse().ok()).unwrap_or(0);
    if new.chars().count() < least {
        return refuse("failure: password is too short");
    }
    engine.state.secrets.entry("/user").or_insert_with(|| json!({}))[&user]["password"] = new.into();
    for row in engine.list("/user").iter_mut().filter(|row| row["name"] == *user) {
        if row.get("expired").is_some() {
            row["expired"] = "false".into();
        }
    }
    if engine.disputes.password_is_400 { refuse("failure: could not update user") } else { Ok(json!([])) }
}
