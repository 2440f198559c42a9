//! What plans promise, beside the laws that `tests/pipeline` proves on generated routers.
#![expect(clippy::panic, reason = "helpers of tests end them by panicking")]
use planner::{Class, Context, LeftAloneReason, Standing, Transport, Wishes, classify, item_states, plan};
use project::{Choices, IssueCode, Project, SecretState};
use routeros::{Action, Change, Menu, MenuState, NoSecrets, PropValue, Record, Snapshot, Value, menu, parse};
use std::collections::BTreeSet;

fn factory(name: &str) -> Snapshot {
    let file = format!("{}/../practice-router/data/states/{name}.json", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(&file).unwrap_or_else(|error| panic!("{file}: {error}"));
    parse::state_file(&serde_json::from_str(&text).expect("JSON")).expect("a state file")
}

fn project(set: &[(&str, &str)]) -> Project {
    let mut choices = Choices::default();
    for (path, value) in set {
        choices.set(path, value).expect("a field");
    }
    Project::from_choices(&choices, &|_| SecretState::Stored).expect("valid").0
}

fn planned(project: &Project, snapshot: &Snapshot, ticked: &[&str], transport: Transport) -> planner::Plan {
    let ticked: BTreeSet<String> = ticked.iter().map(|id| (*id).to_owned()).collect();
    let context = Context { secrets: &NoSecrets, ticked: &ticked, transport, run_key: &[1; 32], finish_move: false };
    plan(project, snapshot, &context).expect("fits")
}

fn grown() -> Snapshot {
    let mut snapshot = factory("hex_7.12");
    let mut rows = snapshot.all(menu::IP_FIREWALL_FILTER).to_vec();
    rows.push(Record::of(
        Some("*99"),
        &[("chain", "forward"), ("action", "drop"), ("src-address", "192.168.88.77"), ("comment", "mine")],
    ));
    snapshot.insert(menu::IP_FIREWALL_FILTER, MenuState::List(rows));
    snapshot
}

#[test]
fn classes_are_decided_by_foreign_records() {
    assert_eq!(classify(&factory("hap-ax2_7.20")), Class::Factory);
    assert_eq!(classify(&grown()), Class::Customised);
    let mut flagged = factory("hap-ax2_7.20");
    flagged.insert(
        menu::SYSTEM_DEVICE_MODE,
        MenuState::Settings(Record::of(None, &[("mode", "home"), ("flagged", "true")])),
    );
    assert_eq!(classify(&flagged), Class::Suspicious);
}

#[test]
fn the_transport_in_use_is_never_touched() {
    for (transport, service) in [(Transport::Http, "www"), (Transport::Api, "api")] {
        for snapshot in [factory("hap-ax2_7.20"), factory("hex_7.12")] {
            let plan = planned(&project(&[("protection.level", "strict")]), &snapshot, &[], transport);
            let touches = |change: &routeros::Change| match &change.action {
                Action::Set { target, .. } => {
                    change.menu == menu::IP_SERVICE && target.find.iter().any(|(_, value)| value == service)
                }
                _ => false,
            };
            assert!(!plan.changes.iter().any(touches), "{service}");
        }
    }
}

#[test]
fn plain_ways_in_are_shut_only_in_private() {
    let shuts = |name: &str, transport| {
        let plan = planned(&project(&[]), &factory(name), &[], transport);
        let ids: Vec<_> = plan.changes.iter().map(|change| change.id.clone()).collect();
        ["www", "api", "rest"].map(|part| ids.contains(&format!("protection.private-only-{part}")))
    };
    assert_eq!(shuts("hap-be3_7.24", Transport::Https), [true, true, true]);
    assert_eq!(shuts("hap-be3_7.24", Transport::Http), [false, true, false]);
    assert_eq!(shuts("hap-ax2_7.20", Transport::Https), [true, true, false], "no such menu before 7.21");
    assert_eq!(shuts("hap-ac2_6.49", Transport::ApiSsl), [true, true, false]);
    assert_eq!(shuts("hap-ac2_6.49", Transport::Api), [false, false, false]);
}

#[test]
fn on_somebodys_own_set_up_changes_wait_for_a_tick() {
    let wanted = project(&[("internet.type", "pppoe"), ("internet.pppoe.user", "anna")]);
    let plan = planned(&wanted, &grown(), &[], Transport::Http);
    assert!(!plan.complete);
    // The login is added first and switched on when list WAN names it.
    let is_ours = |menu: Menu, name: &str| {
        let adds = |change: &Change| match &change.action {
            Action::Add { props, .. } => props.contains(&("name".to_owned(), PropValue::text(name))),
            _ => false,
        };
        plan.changes.iter().any(|change| change.menu == menu && adds(change))
            && grown().records(menu).all(|record| record.text("name") != Some(name))
    };
    let others: Vec<_> = (plan.changes.iter())
        .filter(|change| match &change.action {
            Action::Add { .. } => false,
            Action::Set { target, .. } => !is_ours(change.menu, &target.id),
            _ => true,
        })
        .collect();
    assert!(others.is_empty(), "only additions happen unasked: {others:?}");
    let offered: Vec<_> = plan.left_alone.iter().filter(|entry| entry.reason == LeftAloneReason::NotTicked).collect();
    let stop = "internet.stop-dhcp-ether1";
    assert!(offered.iter().any(|entry| entry.offer.as_ref().is_some_and(|offer| offer.id == stop)), "{offered:?}");
    let ticked = planned(&wanted, &grown(), &[stop], Transport::Http);
    assert!(ticked.changes.iter().any(|change| change.id == stop));
}

#[test]
fn what_this_router_cannot_do_is_said() {
    let old = factory("hex_7.12");
    let codes = |set: &[(&str, &str)]| {
        planner::check(&project(set), &old).into_iter().map(|issue| issue.code).collect::<Vec<_>>()
    };
    assert_eq!(codes(&[("names.source", "preset"), ("names.doh", "yes")]), [IssueCode::DohNeedsVersion]);
    assert_eq!(codes(&[("internet.port", "ether9")]), [IssueCode::PortUnknown]);
    assert_eq!(codes(&[("internet.port", "ether2")]), [IssueCode::PortAtHome], "a socket of the home");
    assert_eq!(codes(&[("internet.type", "lte")]), [IssueCode::ModemMissing]);
    assert_eq!(codes(&[("internet.dhcp.priority", "5")]), [IssueCode::PriorityNeedsVersion]);
    let theirs = planner::check(&project(&[("internet.port", "ether2")]), &grown());
    assert_eq!(theirs[0].code, IssueCode::PortUnknown, "a socket of somebody's own bridge");
    let mut clash = factory("hex_7.12");
    let mut rows = clash.all(menu::IP_ADDRESS).to_vec();
    rows.push(Record::of(
        Some("*F0"),
        &[("address", "192.168.88.20/24"), ("interface", "ether1"), ("dynamic", "true")],
    ));
    clash.insert(menu::IP_ADDRESS, MenuState::List(rows));
    let found = planner::check(&project(&[]), &clash);
    assert_eq!((found[0].code, found[0].params["suggested"].as_str()), (IssueCode::HomeClash, "192.168.89.1/24"));
}

#[test]
fn a_find_matches_exactly_one_record() {
    for name in ["hap-ax2_7.20", "hex_7.12"] {
        let snapshot = factory(name);
        let plan = planned(
            &project(&[("home.address", "10.0.0.1/24"), ("protection.level", "strict")]),
            &snapshot,
            &[],
            Transport::Http,
        );
        for change in &plan.changes {
            if let Action::Set { target, .. } = &change.action {
                let fits = |row: &&Record| target.find.iter().all(|(name, value)| row.text(name) == Some(value));
                assert_eq!(snapshot.all(change.menu).iter().filter(fits).count(), 1, "{}", change.id);
            }
        }
    }
}

#[test]
fn the_page_says_how_each_item_stands() {
    let standing = |snapshot: &Snapshot, id: &str| {
        item_states(snapshot, Wishes::of_level(project::Level::Recommended))
            .into_iter()
            .find(|state| state.item.id == id)
            .expect("an item")
            .standing
    };
    let new = factory("hap-ax2_7.20");
    assert_eq!(standing(&new, "firewall"), Standing::Already);
    assert_eq!(standing(&new, "old-services"), Standing::Open);
    assert_eq!(standing(&new, "usb-sharing"), Standing::Shared);
    assert_eq!(standing(&new, "ntp"), Standing::NotSet);
    assert_eq!(standing(&factory("hex_7.12"), "usb-sharing"), Standing::NotOnModel);
}

fn edit(snapshot: &mut Snapshot, menu: routeros::Menu, change: impl FnOnce(&mut Vec<Record>)) {
    let mut rows = snapshot.all(menu).to_vec();
    change(&mut rows);
    snapshot.insert(menu, MenuState::List(rows));
}

fn offers(plan: &planner::Plan) -> Vec<&str> {
    plan.left_alone.iter().filter_map(|entry| entry.offer.as_ref()).map(|offer| offer.id.as_str()).collect()
}

#[test]
fn a_drop_among_rules_of_others_waits_for_a_tick() {
    let mut snapshot = grown();
    edit(&mut snapshot, menu::IP_FIREWALL_FILTER, |rows| rows.retain(|row| row.text("chain") != Some("input")));
    let plan = planned(&project(&[]), &snapshot, &[], Transport::Http);
    assert!(!plan.complete && plan.changes.iter().all(|change| !change.id.starts_with("protection.rule")));
    assert!(offers(&plan).contains(&"protection.rule-in-not-home"), "{:?}", offers(&plan));
    let ticked = planned(&project(&[]), &snapshot, &["protection.rule-in-not-home"], Transport::Http);
    assert!(ticked.changes.iter().any(|change| change.id == "protection.rule-in-not-home"));
}

#[test]
fn a_line_that_is_to_come_is_looked_at_before_the_rules_of_others_are_trusted() {
    let mut snapshot = grown();
    // Closed by the name of today's line: tomorrow's login would be open.
    edit(&mut snapshot, menu::IP_FIREWALL_FILTER, |rows| {
        rows.retain(|row| row.text("in-interface-list") != Some("!LAN") || row.text("chain") != Some("input"));
        rows.push(Record::of(Some("*98"), &[("chain", "input"), ("action", "drop"), ("in-interface", "ether1")]));
    });
    let dhcp = planned(&project(&[]), &snapshot, &[], Transport::Http);
    assert!(offers(&dhcp).contains(&"protection.firewall6-trace"), "the old rule for route tests");
    assert!(!offers(&dhcp).iter().any(|id| id.starts_with("protection.rule")), "{:?}", offers(&dhcp));
    let pppoe = planned(
        &project(&[("internet.type", "pppoe"), ("internet.pppoe.user", "anna")]),
        &snapshot,
        &[],
        Transport::Http,
    );
    assert!(offers(&pppoe).contains(&"protection.rule-in-not-home"), "{:?}", offers(&pppoe));
}

#[test]
fn no_bridge_is_forced_on_somebodys_own_set_up() {
    let mut snapshot = grown();
    for menu in [menu::INTERFACE_BRIDGE, menu::INTERFACE_BRIDGE_PORT] {
        edit(&mut snapshot, menu, Vec::clear);
    }
    for menu in [menu::IP_ADDRESS, menu::IP_DHCP_SERVER, menu::INTERFACE_LIST_MEMBER] {
        edit(&mut snapshot, menu, |rows| {
            for row in rows.iter_mut().filter(|row| row.text("interface") == Some("bridge")) {
                row.props.insert("interface".into(), Value::Text("ether2".into()));
            }
        });
    }
    let plan = planned(&project(&[]), &snapshot, &[], Transport::Http);
    let touched: Vec<_> = plan.changes.iter().map(|change| change.menu.path()).collect();
    assert!(!touched.contains(&"/interface/bridge") && !touched.contains(&"/interface/bridge/port"), "{touched:?}");
    assert!(!offers(&plan).contains(&"home-network.bridge"), "the home is on a socket, and may stay there");
}

#[test]
fn a_mark_alone_proves_nothing() {
    let mut snapshot = factory("hex_7.12");
    edit(&mut snapshot, menu::IP_FIREWALL_FILTER, |rows| {
        rows.insert(
            0,
            Record::of(Some("*98"), &[("chain", "input"), ("action", "accept"), ("comment", "firsthop:in-known")]),
        );
    });
    assert_eq!(classify(&snapshot), Class::Customised);
}

#[test]
fn a_login_that_is_on_is_preferred_and_a_narrow_masquerade_is_not_enough() {
    let mut snapshot = factory("hex_7.12");
    edit(&mut snapshot, menu::INTERFACE_PPPOE_CLIENT, |rows| {
        for (id, name, disabled) in [("*81", "old", "true"), ("*82", "new", "false")] {
            rows.push(Record::of(
                Some(id),
                &[
                    ("name", name),
                    ("interface", "ether1"),
                    ("user", "anna"),
                    ("disabled", disabled),
                    ("add-default-route", "yes"),
                ],
            ));
        }
    });
    edit(&mut snapshot, menu::IP_FIREWALL_NAT, |rows| {
        for row in rows {
            row.props.insert("src-address-list".into(), Value::Text("some".into()));
        }
    });
    let wanted = project(&[("internet.type", "pppoe"), ("internet.pppoe.user", "anna")]);
    let plan = planned(&wanted, &snapshot, &[], Transport::Http);
    assert!(!plan.changes.iter().any(|change| change.id == "internet.pppoe-client"));
    assert!(!offers(&plan).contains(&"internet.stop-pppoe-new"));
    assert!(plan.changes.iter().any(|change| change.id == "internet.masquerade"));
}

#[test]
fn a_borrowed_hardware_address_is_given_back() {
    let mut snapshot = factory("hap-ax2_7.20");
    edit(&mut snapshot, menu::INTERFACE_ETHERNET, |rows| {
        rows[0].props.insert("mac-address".into(), Value::Text("02:00:00:00:00:07".into()));
    });
    let plan = planned(&project(&[]), &snapshot, &[], Transport::Http);
    assert!(plan.changes.iter().any(|change| change.id == "internet.mac"));
}

/// A customised router whose home moves, with everything ticked that giving out addresses needs.
fn moving(snapshot: &Snapshot, ticked: &[&str]) -> planner::Plan {
    let wanted = project(&[("home.address", "192.168.77.1/24")]);
    let needed = ["home-network.address", "addresses.server", "addresses.pool", "addresses.network"];
    planned(&wanted, snapshot, &[&needed, ticked].concat(), Transport::Http)
}

#[test]
fn what_names_the_old_network_is_offered_when_the_home_moves() {
    let mut snapshot = factory("rb5009-grown_7.18");
    edit(&mut snapshot, menu::IP_FIREWALL_ADDRESS_LIST, |rows| {
        let entry = |id, address| Record::of(Some(id), &[("list", "kids"), ("address", address)]);
        rows.extend([entry("*71", "192.168.88.40"), entry("*72", "192.168.0.0/16")]);
    });
    let plan = moving(&snapshot, &[]);
    assert!(plan.moves.is_some() && !plan.complete);
    let ids: Vec<&str> = offers(&plan).into_iter().filter(|id| id.contains("renumber")).collect();
    let expected = [
        "addresses.renumber-lease-31",
        "addresses.renumber-lease-32",
        "home-network.renumber-static-31",
        "home-network.renumber-address-list-71",
        "home-network.renumber-nat-31",
        "home-network.renumber-nat-32",
        "home-network.renumber-filter-55",
    ];
    assert_eq!(ids, expected);
    assert!(!plan.all().iter().any(|change| change.id.contains("renumber")), "nothing of it happens unasked");
    let plan = moving(&snapshot, &expected);
    let line = |id: &str| {
        let all = plan.all();
        let change = all.iter().find(|change| change.id == id).unwrap_or_else(|| panic!("{id} is not in it"));
        routeros::render::cli::line(change)
    };
    assert!(line("addresses.renumber-lease-31").ends_with("address=192.168.77.20"));
    assert!(line("home-network.renumber-static-31").ends_with("address=192.168.77.30"));
    let copy = line("home-network.renumber-nat-31");
    for part in
        ["add ", "to-addresses=192.168.77.30", "dst-port=8443", "place-before=", "firsthop:moved NAS from outside"]
    {
        assert!(copy.contains(part), "{copy} has no {part}");
    }
    let off = line("home-network.renumber-off-nat-31");
    assert!(off.contains("to-addresses=\"192.168.88.30\"]") && off.ends_with("disabled=yes"), "{off}");
    assert!(plan.later.iter().any(|change| change.id == "home-network.renumber-off-address-list-71"));
    // A rule that is off is nobody's loss: it is changed in place.
    assert!(line("home-network.renumber-filter-55").contains(" set "));
    assert!(!plan.later.iter().any(|change| change.id == "home-network.renumber-off-filter-55"));
}

#[test]
fn what_cannot_be_renumbered_is_named() {
    let mut snapshot = factory("rb5009-grown_7.18");
    edit(&mut snapshot, menu::IP_DNS_STATIC, |rows| {
        rows.push(Record::of(Some("*99"), &[("name", "old.lan"), ("address", "192.168.88.254")]));
    });
    let wanted = project(&[("home.address", "192.168.77.254/24")]);
    let needed = ["home-network.address", "addresses.server", "addresses.pool", "addresses.network"];
    let plan = planned(&wanted, &snapshot, &needed, Transport::Http);
    let warning = plan.warnings.iter().find(|warning| warning.text.key == "names-old-network").expect("it is said");
    assert_eq!(warning.text.params["records"], "/ip dns static old.lan");
}

/// Servers that go by names need the resolver, which in private needs the right time.
#[test]
fn time_servers_by_name_get_numbers_beside_them_when_names_are_private() {
    let doh = [("names.source", "preset"), ("names.preset", "cloudflare-malware"), ("names.doh", "yes")];
    let with = |personality: &str, props: &[(&str, &str)]| {
        let mut snapshot = factory(personality);
        let mut record = snapshot.settings(menu::SYSTEM_NTP_CLIENT).expect("a clock").clone();
        for (name, value) in props {
            record.props.insert((*name).to_owned(), Value::Text((*value).to_owned()));
        }
        snapshot.insert(menu::SYSTEM_NTP_CLIENT, MenuState::Settings(record));
        snapshot
    };
    let sent = |answers: &[(&str, &str)], snapshot: &Snapshot| {
        let plan = planned(&project(answers), snapshot, &[], Transport::Https);
        let at = |id: &str| plan.changes.iter().position(|change| change.id == id);
        if let (Some(clock), Some(names)) = (at("protection.ntp"), at("names.dns")) {
            assert!(clock < names, "the right time comes before what needs it");
        }
        at("protection.ntp").map(|at| routeros::render::cli::line(&plan.changes[at]))
    };
    let theirs = with("hap-ax2_7.20", &[("enabled", "true"), ("servers", "time.example,pool.example")]);
    assert_eq!(sent(&[], &theirs), None, "a clock that somebody set up stays theirs");
    let line = sent(&doh, &theirs).expect("numbers beside them");
    assert_eq!(line, "/system ntp client set servers=time.example,pool.example,162.159.200.1,162.159.200.123");
    let by_number = with("hap-ax2_7.20", &[("enabled", "true"), ("servers", "time.example,192.0.2.5")]);
    assert_eq!(sent(&doh, &by_number), None);
    let new = sent(&doh, &factory("hap-ax2_7.20")).expect("servers");
    assert!(new.ends_with("servers=162.159.200.1,162.159.200.123,time.cloudflare.com"), "{new}");
}
