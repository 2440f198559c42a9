//! The way to the internet: which socket, and what only some providers ask for.
#![expect(clippy::panic, reason = "helpers of tests end them by panicking")]
use planner::{Context, Plan, Transport, plan, wan_port};
use project::{Choices, IssueCode, Project, SecretState};
use routeros::{Action, MenuState, NoSecrets, Record, Secret, Secrets, Snapshot, Undo, menu, parse};
use std::collections::{BTreeSet, HashMap};

fn factory(name: &str) -> Snapshot {
    let file = format!("{}/../practice-router/data/states/{name}.json", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(&file).unwrap_or_else(|error| panic!("{file}: {error}"));
    parse::state_file(&serde_json::from_str(&text).expect("JSON")).expect("a state file")
}

fn planned(set: &[(&str, &str)], snapshot: &Snapshot, secrets: &dyn Secrets) -> Plan {
    let mut choices = Choices::default();
    for (path, value) in set {
        choices.set(path, value).expect("a field");
    }
    let project = Project::from_choices(&choices, &|_| SecretState::Stored).expect("valid").0;
    let ticked = BTreeSet::new();
    let context =
        Context { secrets, ticked: &ticked, transport: Transport::Https, run_key: &[1; 32], finish_move: false };
    plan(&project, snapshot, &context).expect("fits")
}

fn change<'a>(plan: &'a Plan, id: &str) -> Option<&'a routeros::Change> {
    plan.changes.iter().find(|change| change.id == id)
}

fn ids(plan: &Plan) -> Vec<String> {
    plan.changes.iter().map(|change| change.id.clone()).collect()
}

fn edited(snapshot: &mut Snapshot, menu: routeros::Menu, edit: impl Fn(&mut Record)) {
    let mut rows = snapshot.all(menu).to_vec();
    rows.iter_mut().for_each(edit);
    snapshot.insert(menu, MenuState::List(rows));
}

fn put(record: &mut Record, name: &str, value: &str) {
    record.props.insert(name.to_owned(), routeros::Value::Text(value.to_owned()));
}

#[test]
fn the_socket_is_found_by_records_then_cable_then_script() {
    let mut router = factory("hap-ax2-blank_7.20");
    // Nothing says anything: the first, as MikroTik does.
    edited(&mut router, menu::INTERFACE, |row| put(row, "running", "false"));
    edited(&mut router, menu::INTERFACE_ETHERNET, |row| put(row, "running", "false"));
    router.insert(menu::SYSTEM_DEFAULT_CONFIGURATION, MenuState::Absent);
    assert_eq!(wan_port(&router).as_deref(), Some("ether1"));
    let script = "/interface bridge port add bridge=bridge interface=ether1\n\
                  /interface list member add list=WAN interface=ether5 comment=\"defconf\"\n";
    let script = Record::of(None, &[("script", script)]);
    router.insert(menu::SYSTEM_DEFAULT_CONFIGURATION, MenuState::Settings(script));
    assert_eq!(wan_port(&router).as_deref(), Some("ether5"), "by the factory's script");
    // ether2 has the address that this computer uses; the cable in ether4 must be the provider's.
    edited(&mut router, menu::INTERFACE, |row| {
        let running = ["ether2", "ether4"].contains(&row.text_or_empty("name"));
        put(row, "running", if running { "true" } else { "false" });
    });
    assert_eq!(wan_port(&router).as_deref(), Some("ether4"), "by the only cable");
    let client = Record::of(Some("*1"), &[("interface", "ether3")]);
    router.insert(menu::IP_DHCP_CLIENT, MenuState::List(vec![client]));
    assert_eq!(wan_port(&router).as_deref(), Some("ether3"), "by a live record");
}

#[test]
fn a_socket_of_the_home_is_outside_before_it_leaves() {
    let plan =
        planned(&[("internet.port", "ether1"), ("internet.vlan", "7")], &factory("chateau-lte_7.20"), &NoSecrets);
    let at = |id: &str| plan.changes.iter().position(|change| change.id == id).unwrap_or_else(|| panic!("{id}"));
    assert!(at("internet.socket-list-member") < at("internet.leave-home"));
    assert!(at("internet.leave-home") < at("internet.dhcp-client"));
    assert!(plan.changes.iter().all(|change| change.undo == Undo::Automatic));
}

#[test]
fn a_socket_that_left_the_home_is_given_back_once_its_cable_is_out() {
    let before = factory("chateau-lte_7.20");
    let secrets = HashMap::from([("internet.lte.pin".to_owned(), Secret::new("4711"))]);
    let by_cable = |port| vec![("internet.port", port), ("internet.vlan", "7"), ("home.address", "192.168.188.1/24")];
    let by_card = [("internet.type", "lte"), ("home.address", "192.168.188.1/24")];
    let then = |snapshot: &Snapshot, set: &[(&str, &str)]| {
        let plan = planned(set, snapshot, &secrets);
        assert!(plan.changes.iter().all(|change| change.undo == Undo::Automatic), "{plan:#?}");
        planner::after(snapshot, &plan.changes, &secrets)
    };
    let unplug = |snapshot: &Snapshot| {
        let mut snapshot = snapshot.clone();
        for menu in [menu::INTERFACE, menu::INTERFACE_ETHERNET] {
            edited(&mut snapshot, menu, |row| {
                if row.text("name") == Some("ether1") {
                    put(row, "running", "false");
                }
            });
        }
        snapshot
    };
    let place = |snapshot: &Snapshot, port: &str| {
        let row = snapshot.records(menu::INTERFACE_BRIDGE_PORT).find(|row| row.text("interface") == Some(port));
        row.map(|row| (row.is_disabled(), row.comment().to_owned())).expect("a place")
    };
    let moved = then(&before, &by_cable("ether1"));
    assert_eq!(place(&moved, "ether1"), (true, "firsthop:left-home defconf".to_owned()));
    // Another one is chosen while a cable is still in the first.
    let plan = planned(&by_card, &moved, &secrets);
    assert!(change(&plan, "internet.back-home-ether1").is_none());
    assert!(plan.warnings.iter().any(|warning| warning.text.key == "socket-stays-outside"), "{:?}", plan.warnings);
    for other in [by_card.to_vec(), by_cable("ether3")] {
        let back = then(&unplug(&moved), &other);
        assert_eq!(place(&back, "ether1"), place(&before, "ether1"), "as it came");
        let outside = |row: &&Record| row.text("list") == Some("WAN") && !row.is_disabled();
        let outside: Vec<_> = back.records(menu::INTERFACE_LIST_MEMBER).filter(outside).collect();
        assert!(outside.iter().all(|row| row.text("interface") != Some("ether1")), "{outside:?}");
        assert_eq!(ids(&planned(&other, &back, &secrets)), Vec::<String>::new(), "nothing is left to do");
    }
    // And there again: the same socket once more.
    let back = then(&unplug(&moved), &by_card);
    let again = then(&back, &by_cable("ether1"));
    assert_eq!(place(&again, "ether1"), place(&moved, "ether1"));
    assert_eq!(ids(&planned(&by_cable("ether1"), &again, &secrets)), Vec::<String>::new());
    // Somebody else's is not touched, whatever its comment says.
    let mut marked = unplug(&before);
    edited(&mut marked, menu::INTERFACE_BRIDGE_PORT, |row| put(row, "comment", "firsthop:left-home"));
    let plan = planned(&by_card, &marked, &secrets);
    assert!(plan.changes.iter().all(|change| !change.id.starts_with("internet.back-home")), "they are at home");
}

#[test]
fn packets_of_1500_need_larger_frames_below_a_login() {
    let login = |mtu| [("internet.type", "pppoe"), ("internet.pppoe.user", "anna"), ("internet.mtu", mtu)];
    let router = factory("hap-ax2_7.20");
    assert!(change(&planned(&login("1492"), &router, &NoSecrets), "internet.mtu").is_none(), "they fit as it is");
    let plan = planned(&login("1500"), &router, &NoSecrets);
    let socket = change(&plan, "internet.mtu").expect("the socket carries more");
    assert_eq!(socket.props(), [("mtu".to_owned(), routeros::PropValue::text("1508"))]);
    let mut small = router.clone();
    edited(&mut small, menu::INTERFACE_ETHERNET, |row| put(row, "l2mtu", "1504"));
    let mut choices = Choices::default();
    for (path, value) in login("1500") {
        choices.set(path, value).expect("a field");
    }
    let project = Project::from_choices(&choices, &|_| SecretState::Stored).expect("valid").0;
    let issue = planner::check(&project, &small).remove(0);
    assert_eq!((issue.code, issue.params["most"].as_str()), (IssueCode::MtuTooLarge, "1496"));
}

#[test]
fn a_pin_is_sent_only_where_it_is_not_known() {
    let with = |pin: &str| HashMap::from([("internet.lte.pin".to_owned(), Secret::new(pin))]);
    let mut router = factory("chateau-lte_7.20");
    let lte = [("internet.type", "lte"), ("home.address", "192.168.188.1/24")];
    let plan = planned(&lte, &router, &with("4711"));
    let pin = change(&plan, "internet.pin").expect("the card is unlocked");
    assert_eq!(pin.undo, Undo::Automatic, "there was none before");
    assert!(
        plan.changes.iter().position(|change| change.id == "internet.pin")
            == plan.changes.iter().rposition(|change| change.id.starts_with("internet."))
    );
    edited(&mut router, menu::INTERFACE_LTE, |row| {
        row.props.insert("pin".to_owned(), routeros::Value::Secret(Secret::new("4711")));
    });
    assert!(change(&planned(&lte, &router, &with("4711")), "internet.pin").is_none());
    assert!(
        change(&planned(&lte, &router, &NoSecrets), "internet.pin").is_none(),
        "it is not at hand: it counts as right"
    );
    let other = planned(&lte, &router, &with("0815"));
    assert_eq!(change(&other, "internet.pin").map(|change| change.undo), Some(Undo::ByHand), "the old one is a secret");
}

#[test]
fn this_computers_own_socket_is_never_the_one_for_the_internet() {
    let router = factory("hap-ax2_7.20");
    let issue = |port: &str, here| {
        let mut choices = Choices::default();
        choices.set("internet.port", port).expect("a field");
        let project = Project::from_choices(&choices, &|_| SecretState::Stored).expect("valid").0;
        planner::check_here(&project, &router, here).map(|issue| issue.code)
    };
    assert_eq!(issue("ether2", Some("ether2")), Some(IssueCode::PortIsThisComputers));
    assert_eq!(issue("auto", Some("ether1")), Some(IssueCode::PortIsThisComputers));
    assert_eq!(issue("ether2", Some("ether3")), None);
    assert_eq!(issue("ether2", None), None, "nobody knows where it hangs");
}

#[test]
fn one_way_out_is_left() {
    let by_cable = planned(&[("internet.port", "ether1")], &factory("chateau-lte_7.20"), &NoSecrets);
    let stop = change(&by_cable, "internet.stop-lte-lte1").expect("the modem goes off");
    assert!(matches!(&stop.action, Action::Set { props, .. } if props[0].0 == "disabled"));
}
