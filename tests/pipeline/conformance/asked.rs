//! What FirstHop asks beside what it renders: pings, look-ups, looks at a line. The practice router
//! wrote it down.
use super::trees::{self, Verdict};
use practice_router::Recorded;
use routeros::Version;

/// Every menu has these; the trees leave them out.
const EVERYWHERE: &[&str] = &["print", "getall", "login", "cancel"];

/// The commands, and names of arguments, that the version's tree surely does not have.
pub(crate) fn unknown(version: Version, requests: &[Recorded]) -> Vec<String> {
    let trees = trees::all();
    let tree = trees::of(&trees, version);
    let mut found = Vec::new();
    for request in requests.iter().filter(|request| matches!(request.method.as_str(), "POST" | "API")) {
        let Some((menu, command)) = request.path.rsplit_once('/') else { continue };
        if EVERYWHERE.contains(&command) {
            continue;
        }
        let menu = if menu.is_empty() { "/" } else { menu };
        let body = request.body.iter().filter_map(|body| body.as_object()).flat_map(|body| body.keys());
        // `.id` stands for `numbers`, `.proplist` is for every command.
        let names = body.map(String::as_str).filter(|name| !name.starts_with('.'));
        for name in names.chain([""]) {
            if tree.judge(menu, command, name) == Verdict::Wrong {
                found.push(format!("{version} {menu} {command} {name}"));
            }
        }
    }
    found
}

#[test]
fn a_command_that_is_gone_is_found() {
    let ask = |path: &str, body| Recorded {
        method: "POST".into(),
        path: path.into(),
        body: Some(body),
        raw_body: Vec::new(),
        status: 200,
    };
    let asked = [
        ask("/ping", serde_json::json!({ "address": "192.0.2.1", "count": "1" })),
        ask("/tool/ping", serde_json::json!({ "address": "192.0.2.1", "cuont": "1" })),
        ask("/ip/address/print", serde_json::json!({ ".proplist": "address" })),
    ];
    assert_eq!(unknown(Version::new(7, 12, 2), &asked), ["7.12.2 /tool ping cuont"]);
    let newest = unknown(Version::new(7, 24, 0), &asked);
    assert!(newest.contains(&"7.24 / ping ".to_owned()) && newest.len() == 4, "{newest:?}");
}
