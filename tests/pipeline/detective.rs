//! What a line answers to, asked of practice routers over the same connection as everything else.
use crate::conformance::asked;
use apply::detective::{look, port_of};
use planner::detective::{Finding, judge};
use practice_router::RouterState;
use project::Suggestion;
use routeros_client::read_snapshot;
use std::collections::BTreeMap;
use tests::{
    direct::Direct,
    journey::{practice, practice_in},
};

const HOME: &str = "192.168.88.1/24";

async fn found(router: &Direct, port: &str, may_ask: bool) -> Finding {
    let snapshot = read_snapshot(router).await.expect("a snapshot");
    let before = snapshot.hash(&[0; 32]);
    let port = port_of(port, &snapshot);
    let sighting = look(router, port.as_deref(), may_ask).await.expect("it answers");
    let after = read_snapshot(router).await.expect("a snapshot");
    assert_eq!(after.hash(&[0; 32]), before, "looking leaves nothing behind");
    assert_eq!(asked::unknown(snapshot.version(), &router.0.requests()), Vec::<String>::new());
    judge(&sighting, HOME, &snapshot)
}

fn answer(finding: &Finding) -> Vec<(String, String)> {
    match &finding.answer {
        Some(Suggestion::SetMany { values }) => values
            .iter()
            .map(|value| (value.field.clone(), value.value.as_str().unwrap_or_default().to_owned()))
            .collect(),
        _ => Vec::new(),
    }
}

#[tokio::test(start_paused = true)]
async fn each_line_is_told_by_what_it_answers() {
    for (router, line, key, kind) in [
        ("hap-ax2_7.20", "pppoe:anna:x", "login", "pppoe"),
        ("hap-ac2_6.49", "pppoe:anna:x", "login", "pppoe"),
        ("hap-ax2_7.20", "dhcp", "address", "dhcp"),
        ("hap-be3_7.24", "dhcp:100.64.7.7/10", "address", "dhcp"),
        ("hap-ax2_7.20", "pppoe:anna:x@7", "unknown", ""),
        ("hap-ax2_7.20", "none", "unknown", ""),
        ("chateau-lte_7.20", "lte", "card", "lte"),
    ] {
        let finding = found(&Direct(practice(router, line)), "auto", false).await;
        let proposed = answer(&finding).into_iter().next().map(|(_, value)| value).unwrap_or_default();
        assert_eq!((finding.sentence.key.as_str(), proposed.as_str()), (key, kind), "{router} {line}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_provider_in_the_homes_street_moves_the_home() {
    let finding = found(&Direct(practice("hap-ax2_7.20", "dhcp:192.168.88.77/24")), "auto", false).await;
    let expected = [("internet.type", "dhcp"), ("home.address", "192.168.89.1/24")];
    assert_eq!(answer(&finding), expected.map(|(field, value)| (field.to_owned(), value.to_owned())));
}

#[tokio::test(start_paused = true)]
async fn without_a_client_it_is_asked_only_when_allowed_and_for_a_moment() {
    let router = practice("hap-ax2-blank_7.20", "dhcp");
    let direct = Direct(router.clone());
    let finding = found(&direct, "auto", false).await;
    assert!(finding.may_ask_more && finding.answer.is_none(), "{finding:?}");
    let changed = |request: &practice_router::Recorded| !matches!(request.method.as_str(), "GET" | "POST");
    assert_eq!(router.requests().iter().filter(|request| changed(request)).count(), 0);
    let finding = found(&direct, "auto", true).await;
    assert_eq!(finding.sentence.key, "address");
    let writes: Vec<_> = router.requests().into_iter().filter(changed).collect();
    assert_eq!(writes.iter().map(|write| write.method.as_str()).collect::<Vec<_>>(), ["PUT", "DELETE"]);
    let body = writes[0].body.clone().expect("a body");
    assert_eq!((&body["add-default-route"], &body["use-peer-dns"]), (&"no".into(), &"no".into()));
}

#[tokio::test(start_paused = true)]
async fn what_a_broken_look_left_behind_goes_with_the_next() {
    let state = practice_router::personality("hap-ax2-blank_7.20").expect("carried");
    let mut json: serde_json::Value = serde_json::from_str(&state.to_json_pretty()).expect("JSON");
    json["menus"]["/ip/dhcp-client"] = serde_json::json!([{
        ".id": "*77", "interface": "ether1", "add-default-route": "no", "disabled": "false", "dynamic": "false", "comment": "firsthop:look",
    }]);
    let state = RouterState::from_json(&json.to_string()).expect("a state");
    let direct = Direct(practice_in(state, "none".parse().expect("a line")));
    look(&direct, Some("ether1"), false).await.expect("it answers");
    assert_eq!(direct.0.handle("GET", "/ip/dhcp-client", None).body, Some(serde_json::json!([])));
}

#[test]
fn every_sentence_has_its_words() {
    let texts: BTreeMap<String, String> =
        serde_json::from_str(include_str!("../../ui/messages/en.json")).expect("texts");
    let why = ["needs-consent", "in-the-way", "refused"];
    let not_asked = ["login", "address", "card"].map(|what| why.map(|why| format!("not-asked-{what}-{why}")));
    let possible = [
        "login-refused",
        "address-needs-consent",
        "address-in-the-way",
        "address-refused",
        "card-in-the-way",
        "card-refused",
    ];
    for key in not_asked.into_iter().flatten() {
        let is_possible = possible.iter().any(|known| key.ends_with(known));
        assert_eq!(texts.contains_key(&format!("detective.{key}")), is_possible, "{key}");
    }
    for key in
        ["login", "address", "card", "no-cable", "other-cable", "no-socket", "unknown", "shared", "private", "clash"]
    {
        assert!(texts.contains_key(&format!("detective.{key}")), "{key}");
    }
}
