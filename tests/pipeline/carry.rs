//! A project that comes to another model: whatever it named there, it can be set up here.
use planner::{Carry, carry, made_for};
use practice_router::{other_personalities, personalities};
use project::{Choices, Project, SecretState};
use routeros::Snapshot;
use routeros_client::read_snapshot;
use tests::{direct::Direct, journey::practice};

async fn snapshot(personality: &str) -> Snapshot {
    read_snapshot(&Direct(practice(personality, "dhcp"))).await.expect("a snapshot")
}

/// Every answer that hangs on a router: a named socket, names in private, a priority.
fn demanding(port: &str) -> Choices {
    let mut choices = Choices::default();
    for (path, value) in [
        ("internet.port", port),
        ("internet.dhcp.priority", "6"),
        ("names.source", "preset"),
        ("names.preset", "cloudflare"),
        ("names.doh", "true"),
    ] {
        choices.set(path, value).unwrap_or_else(|error| panic!("{path}: {error}"));
    }
    choices
}

fn carried(carry: &Carry, choices: &Choices) -> Choices {
    let mut choices = choices.clone();
    for (path, value) in &carry.set {
        choices.set(path, value).unwrap_or_else(|error| panic!("{path}: {error}"));
    }
    choices
}

fn keys(carry: &Carry) -> Vec<&str> {
    carry.lost.iter().map(|lost| lost.key.trim_start_matches("carry.")).collect()
}

#[tokio::test]
async fn between_any_two_models_nothing_is_left_that_the_new_one_refuses() {
    let mut moves = 0;
    let all: Vec<&str> = personalities().into_iter().chain(other_personalities()).map(|known| known.name).collect();
    for from in &all {
        let old = snapshot(from).await;
        let Some(port) = planner::wan_port(&old) else { continue };
        let choices = demanding(&port);
        let before = made_for(&choices, &old);
        assert_eq!(before.internet, port);
        for to in &all {
            let new = snapshot(to).await;
            let Some(carry) = carry(&before, &choices, &new) else {
                assert_eq!(before.model, made_for(&choices, &new).model, "{from} to {to}");
                continue;
            };
            let choices = carried(&carry, &choices);
            let (project, _) = Project::from_choices(&choices, &|_| SecretState::Stored).expect("still valid");
            let refused: Vec<String> = planner::check(&project, &new)
                .iter()
                .filter(|issue| {
                    issue.is_error()
                        && ["internet.port", "names.doh", "internet.dhcp.priority"].contains(&issue.field.as_str())
                })
                .map(|issue| format!("{issue:?}"))
                .collect();
            // A router without a free socket has none to propose; the person chooses.
            assert!(refused.is_empty() || planner::wan_port(&new).is_none(), "{from} to {to}: {refused:?}");
            let taken: Vec<&String> = carry.sockets.iter().filter_map(|socket| socket.new.as_ref()).collect();
            let mut once = taken.clone();
            once.sort();
            once.dedup();
            assert_eq!(once.len(), taken.len(), "no socket takes two cables: {:?}", carry.sockets);
            assert!(carry.sockets.len() == before.ports.len() && carry.sockets[0].internet, "{:?}", carry.sockets);
            moves += 1;
        }
    }
    assert!(moves >= 20, "{moves}");
}

#[tokio::test]
async fn from_a_hap_ac2_to_a_hap_ax2_and_to_a_hex() {
    let old = snapshot("hap-ac2_6.49").await;
    let choices = demanding("ether1");
    let before = made_for(&choices, &old);
    assert_eq!(before.model, "hAP ac²");
    assert_eq!(before.radios.iter().map(|radio| radio.band.as_str()).collect::<Vec<_>>(), ["2.4", "5"]);

    let to = carry(&before, &choices, &snapshot("hap-ax2_7.20").await).expect("another model");
    let radios: Vec<_> = to.radios.iter().map(|radio| (radio.old.as_str(), radio.new.as_deref())).collect();
    assert_eq!(radios, [("wlan1", Some("wifi1")), ("wlan2", Some("wifi2"))]);
    assert_eq!((keys(&to), to.sockets[0].new.as_deref()), (vec!["wifi-names"], Some("ether1")));

    let to = carry(&before, &choices, &snapshot("hex_7.12").await).expect("another model");
    assert!(to.radios.iter().all(|radio| radio.new.is_none()));
    assert_eq!(keys(&to), ["no-wifi", "no-doh", "no-priority"]);
    assert!(to.set.contains(&("names.doh", "false".to_owned())), "{:?}", to.set);
}

#[tokio::test]
async fn cables_without_a_socket_and_a_missing_modem_are_said() {
    let old = snapshot("chateau-lte_7.20").await;
    let mut choices = Choices::default();
    choices.internet.r#type = "lte".into();
    let mut before = made_for(&choices, &old);
    assert_eq!(before.internet, "", "no socket has the internet");
    before.ports.extend((6..=12).map(|number| format!("ether{number}")));
    let to = carry(&before, &choices, &snapshot("hex_7.12").await).expect("another model");
    assert!(keys(&to).starts_with(&["fewer-sockets", "no-wifi", "no-modem"]), "{:?}", keys(&to));
    assert!(to.set.iter().all(|(field, _)| *field != "internet.port"), "{:?}", to.set);
}
