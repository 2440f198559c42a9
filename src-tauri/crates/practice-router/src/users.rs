//! Who may log in, and what their group lets them do.
use crate::{
    RouterState,
    live::rows,
    properties::{enabled, get},
};
use serde_json::Value;

/// Whether name and password are a user's that is switched on.
pub(crate) fn lets_in(state: &RouterState, user: &str, password: &str) -> bool {
    let wanted = state.secrets.get("/user").and_then(|users| users.get(user)).and_then(|user| user.get("password"));
    let known = rows(state, "/user").any(|row| get(row, "name") == user && enabled(row));
    known && wanted.and_then(Value::as_str).unwrap_or_default() == password
}

/// Whether the user's group has a policy. The three groups that every router has, and own ones
/// with their list.
pub(crate) fn may(state: &RouterState, user: &str, policy: &str) -> bool {
    let group = rows(state, "/user").find(|row| get(row, "name") == user).map_or("", |row| get(row, "group"));
    match group {
        "full" => true,
        "write" => policy != "policy" && policy != "ftp",
        "read" => ["read", "test", "api", "rest-api"].contains(&policy),
        _ => rows(state, "/user/group")
            .find(|row| get(row, "name") == group)
            .is_some_and(|row| get(row, "policy").split(',').any(|word| word == policy)),
    }
}
