//! What the tests of the practice router share.
#![allow(dead_code, clippy::allow_attributes, clippy::panic, reason = "each test file uses its own part")]
use practice_router::{Answer, Options, Router};
use serde_json::{Map, Value};

/// A factory router on a line.
pub(crate) fn router(personality: &str, internet: &str) -> Router {
    let state = practice_router::personality(personality).unwrap_or_else(|| panic!("no personality {personality}"));
    let internet = internet.parse().unwrap_or_else(|_| panic!("no line {internet}"));
    Router::new(Options { state, internet, password: Some("practice".into()), ..Options::default() })
}

/// The hAP ax² that most tests use, with a line by DHCP.
pub(crate) fn hap() -> Router {
    router("hap-ax2_7.20", "dhcp")
}

/// Sends a request and returns its body; the status has to be this one.
pub(crate) fn call(router: &Router, status: u16, method: &str, path: &str, body: Value) -> Value {
    let body = if body.is_null() { None } else { Some(body) };
    let Answer { status: got, body: answer, .. } = router.handle(method, path, body.as_ref());
    let answer = answer.unwrap_or_default();
    assert_eq!(got, status, "{method} {path} {body:?} answers {answer}");
    answer
}

/// What a refused request says.
pub(crate) fn refused(router: &Router, method: &str, path: &str, body: Value) -> String {
    call(router, 400, method, path, body)["detail"].as_str().unwrap_or_default().to_owned()
}

/// The rows of a menu.
pub(crate) fn rows(router: &Router, menu: &str) -> Vec<Map<String, Value>> {
    let answer = call(router, 200, "GET", menu, Value::Null);
    answer.as_array().into_iter().flatten().filter_map(|row| row.as_object().cloned()).collect()
}

/// The row with this value; it has to be there.
pub(crate) fn row(router: &Router, menu: &str, name: &str, value: &str) -> Map<String, Value> {
    let found = rows(router, menu).into_iter().find(|row| row.get(name).is_some_and(|has| has == value));
    found.unwrap_or_else(|| panic!("{menu} has no {name}={value}"))
}

/// The id of a row with this value.
pub(crate) fn id(router: &Router, menu: &str, name: &str, value: &str) -> String {
    row(router, menu, name, value)[".id"].as_str().unwrap_or_default().to_owned()
}
