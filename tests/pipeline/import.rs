//! An export of one router brought to another, or to the same one after a reset: as a plan of our own, which is
//! carried out, read back and put back like any other.
use apply::{Outcome, ProofState, Wanted};
use planner::{Context, Entry, Import, Imported, NotImported, Transport};
use project::Project;
use routeros::{Snapshot, export, menu};
use routeros_client::read_snapshot;
use std::collections::{BTreeMap, BTreeSet};
use tests::{
    direct::Direct,
    exports::finished,
    faulty::{Fault, Faulty},
    journey::{Answers, Kept, RUN_KEY, SecretMap, context, practice},
};
use tokio_util::sync::CancellationToken;

const LOGIN: &str = "import.pppoe-client.pppoe-out1.password";

async fn read(direct: &Direct) -> Snapshot {
    read_snapshot(direct).await.expect("a snapshot")
}

fn pppoe(home: &str) -> Answers {
    let set = [
        ("internet.type", "pppoe"),
        ("internet.pppoe.user", "anna"),
        ("home.address", home),
        ("names.source", "preset"),
        ("names.preset", "quad9"),
        ("addresses.reservations", r#"[{"name":"printer","address":"192.168.88.20","mac":"02:00:5E:10:00:20"}]"#),
    ];
    Answers::of(&set, &[("internet.pppoe.password", "geheim")])
}

fn secrets() -> SecretMap {
    Answers::of(&[], &[(LOGIN, "geheim")]).secrets
}

fn import(text: &str, now: &Snapshot, context: &Context<'_>) -> Result<Import, NotImported> {
    let entry = Entry { transport: Transport::Http, router: Some([192, 168, 88, 1].into()), port: None };
    Import::new(text, now, &entry, context, &BTreeMap::new())
}

fn proved_by(now: &Snapshot, imported: &Imported) -> Project {
    imported.proved_by(now).expect("a home")
}

fn keys(imported: &Imported) -> Vec<&str> {
    imported.lost.iter().map(|lost| lost.key.trim_start_matches("import.")).collect()
}

/// Brings it, and once more.
async fn bring(text: &str, to: &str) -> (Imported, Snapshot) {
    let direct = Direct(practice(to, "pppoe:anna:geheim"));
    let (now, none, secrets) = (read(&direct).await, BTreeSet::new(), secrets());
    let context = context(&secrets, &none);
    let import = import(text, &now, &context).unwrap_or_else(|error| panic!("{to}: {error}"));
    let imported = import.plan(&now, &context);
    let project = proved_by(&now, &imported);
    let wanted = Wanted::Import { import: &import, proved_by: &project };
    let stop = CancellationToken::new();
    let end = apply::run(&direct, wanted, &imported.plan, &context, &mut |_| {}, &stop).await;
    // What the factory itself leaves open, and the export does not close, the proof says.
    let was_open = !planner::walk::closed_to_outside(&now).holes.is_empty();
    let bad = end.proof.iter().filter(|item| item.state == ProofState::Bad);
    let bad: Vec<_> = bad.filter(|item| !(was_open && item.id == "closed")).collect();
    assert!(bad.is_empty(), "{to}: {bad:?}");
    let done = matches!(end.outcome, Outcome::Done) || (was_open && end.outcome == Outcome::Changed);
    assert!(done && end.failure.is_none(), "{to}: {end:?}\n{:#?}", imported.lost);
    let after = read(&direct).await;
    let again = self::import(text, &after, &context).expect("the same").plan(&after, &context);
    assert!(again.plan.is_empty(), "{to}: {:#?}", again.plan.changes);
    assert!(!direct.0.wan_probe("tcp", 80) && !direct.0.wan_probe("tcp", 8291), "{to}: open");
    assert!(direct.0.requests().iter().all(|request| !format!("{request:?}").contains("/import")), "never /import");
    (imported, after)
}

#[tokio::test(start_paused = true)]
async fn a_reset_router_becomes_what_its_export_says() {
    for personality in ["hap-ax2_7.20", "hex_7.12", "hap-ac2_6.49", "hap-be3_7.24"] {
        let (text, was) = finished(personality, &pppoe("192.168.88.1/24")).await;
        let (imported, is) = bring(&text, personality).await;
        let differing: Vec<_> =
            was.differing(&is).into_iter().filter(|menu| *menu != menu::INTERFACE_PPPOE_CLIENT).collect();
        println!(
            "{personality}: {} changes, {:?}, differs in {differing:?}",
            imported.plan.changes.len(),
            keys(&imported)
        );
        for menu in [
            menu::IP_FIREWALL_FILTER,
            menu::IP_FIREWALL_NAT,
            menu::IP_DNS,
            menu::IP_DHCP_SERVER_LEASE,
            menu::INTERFACE_LIST_MEMBER,
        ] {
            assert!(!differing.contains(&menu), "{personality}: {menu}\n{:#?}\n{:#?}", was.all(menu), is.all(menu));
        }
        assert!(imported.plan.changes.len() >= 4, "{:?}", imported.plan.changes);
        assert_eq!(keys(&imported).last(), Some(&"secrets"));
    }
}

#[tokio::test(start_paused = true)]
async fn another_model_and_another_version_take_what_they_can() {
    for (from, to) in [
        ("hex_7.12", "hap-ax2_7.20"),
        ("hap-ac2_6.49", "hap-ax2_7.20"),
        ("hap-ac2_6.49", "hex_7.12"),
        ("hap-ax2_7.20", "hex_7.12"),
        ("hap-ax2_7.20", "hap-ac2_6.49"),
    ] {
        let (text, _) = finished(from, &pppoe("192.168.88.1/24")).await;
        let (imported, after) = bring(&text, to).await;
        let keys = keys(&imported);
        println!("{from} to {to}: {} changes, {keys:?}", imported.plan.changes.len());
        assert!(keys.contains(&"model"), "{keys:?}");
        assert_eq!(keys.contains(&"version"), from.ends_with("6.49") || to.ends_with("6.49"), "{keys:?}");
        let login = after.records(menu::INTERFACE_PPPOE_CLIENT).next().expect("the login came along");
        assert_eq!(login.text("user"), Some("anna"));
    }
}

/// RouterOS 6 adds DHCP clients switched off and 7 switched on, so an export of the one that says nothing of it
/// would be the opposite on the other.
#[tokio::test(start_paused = true)]
async fn what_an_export_leaves_out_means_what_its_own_version_makes_of_it() {
    for (wrote, given, to, is_off) in [
        ("7.20.6", "", "hap-ac2_6.49", false),
        ("6.49.10", "", "hap-ax2_7.20", true),
        ("6.49.10", " disabled=no", "hap-ax2_7.20", false),
        ("6.49.10", "", "hap-ac2_6.49", true),
    ] {
        let text = format!(
            "# 2026-11-24 10:00:00 by RouterOS {wrote}\n/interface vlan\nadd interface=ether1 name=iptv vlan-id=9\n\
             /interface list member\nadd interface=iptv list=WAN\n/ip dhcp-client\nadd interface=iptv{given}\n"
        );
        let direct = Direct(practice(to, "dhcp"));
        let (now, none, secrets) = (read(&direct).await, BTreeSet::new(), secrets());
        let context = context(&secrets, &none);
        let imported = import(&text, &now, &context).expect("an export").plan(&now, &context);
        let lines: Vec<String> = imported.plan.changes.iter().map(routeros::render::cli::line).collect();
        let client = lines.iter().find(|line| line.starts_with("/ip dhcp-client add"));
        let client = client.unwrap_or_else(|| panic!("{wrote} to {to}: {lines:#?}\n{:#?}", imported.lost));
        let said = if is_off { "disabled=yes" } else { "disabled=no" };
        assert!(client.contains(said), "{wrote}{given} to {to}: {client}");
    }
}

/// Most of what 7 can say 6 cannot. Each line either comes along or is told of with its reason, and the run ends well.
#[tokio::test(start_paused = true)]
async fn what_of_7_cannot_be_on_6_is_told_of() {
    let text = r#"# 2026-11-24 10:00:00 by RouterOS 7.20.6
# model = C52iG-5HaxD2HaxD
/interface bridge
add name=bridge port-cost-mode=short
/interface wireguard
add listen-port=13231 name=wg-home
/interface wifi security
add authentication-types=wpa2-psk,wpa3-psk name=home
/interface wifi
set [ find default-name=wifi1 ] configuration.ssid=Home security=home
/interface vlan
add interface=ether1 name=iptv vlan-id=9
/interface pppoe-client
add add-default-route=yes disabled=no interface=ether1 name=pppoe-out1 user=anna
/interface list member
add interface=pppoe-out1 list=WAN
/ip pool
add name=guests ranges=192.168.90.10-192.168.90.99
/routing table
add disabled=no fib name=work
/ip firewall filter
add action=accept chain=forward comment=printer connection-state=established,related,untracked src-address=192.168.88.20
add action=drop chain=forward comment=kids hw-offload=yes src-address=192.168.88.50
/ip dhcp-client
add interface=iptv
/ip dns
set allow-remote-requests=yes doh-max-concurrent-queries=50 servers=9.9.9.9 use-doh-server=https://dns.quad9.net/dns-query verify-doh-cert=yes
/ip dns static
add address=192.168.88.20 name=printer.lan type=A
add forward-to=192.168.88.2 name=work.example type=FWD
/ip route
add dst-address=10.0.0.0/8 gateway=192.168.88.2 routing-table=work
add dst-address=10.1.0.0/16 gateway=192.168.88.2
/ip cloud
set ddns-enabled=auto
/ipv6 firewall filter
add action=drop chain=forward src-address=fd00::50/128
/disk settings
set auto-media-sharing=no auto-smb-sharing=no
/system ntp client
set enabled=yes
/system ntp client servers
add address=ntp.example
/system identity
set name=attic
"#;
    let (imported, after) = bring(text, "hap-ac2_6.49").await;
    let lines: Vec<&str> = text.lines().collect();
    let about = |lost: &routeros::Text| {
        let of = |name: &str| lost.params.get(name).cloned();
        let line = of("line").map(|line| lines[line.parse::<usize>().expect("a number") - 1].to_owned());
        line.or(of("names")).or(of("menu")).unwrap_or_default()
    };
    let told: Vec<(&str, String)> =
        imported.lost.iter().map(|lost| (lost.key.trim_start_matches("import."), about(lost))).collect();
    for (key, about) in [
        ("model", ""),
        ("version", ""),
        ("lost-property", "add name=bridge port-cost-mode=short"),
        ("lost-wifi", "/interface wifi"),
        ("lost-wifi", "/interface wifi security"),
        ("lost-menu", "/ipv6 firewall filter"),
        ("lost-menu", "/disk settings"),
        ("lost-open", "add interface=iptv"),
        ("lost-doh", lines[26]),
        ("lost-property", lines[26]),
        ("lost-property", "add dst-address=10.0.0.0/8 gateway=192.168.88.2 routing-table=work"),
        ("lost-unknown", "/interface wireguard (1), /routing table (1), /system ntp client servers (1)"),
        ("secrets", ""),
    ] {
        assert!(told.contains(&(key, about.to_owned())), "{key}, {about}: {told:#?}");
    }
    let sent: Vec<String> = imported.plan.changes.iter().map(routeros::render::cli::line).collect();
    for expected in [
        "/ip firewall filter add action=drop chain=forward comment=kids src-address=192.168.88.50",
        "/ip pool add name=guests",
        "/ip route add dst-address=10.1.0.0/16",
        "/ip dns set servers=9.9.9.9",
        "/ip dns static add forward-to=192.168.88.2 name=work.example type=FWD",
        "/system identity set name=attic",
    ] {
        assert!(sent.iter().any(|line| line.starts_with(expected)), "{expected}: {sent:#?}");
    }
    // Words of 7 that 6 would refuse: `auto` is off, and off is what it is here.
    for word in ["auto", "hw-offload", "routing-table", "doh", "wifi", "wireguard"] {
        assert!(sent.iter().all(|line| !line.contains(word)), "{word}: {sent:#?}");
    }
    assert!(after.records(menu::IP_FIREWALL_FILTER).any(|rule| rule.comment() == "kids"));
}

#[tokio::test(start_paused = true)]
async fn a_password_that_is_not_there_is_asked_for() {
    let (text, _) = finished("hap-ax2_7.20", &pppoe("192.168.88.1/24")).await;
    let (now, none, nothing) =
        (read(&Direct(practice("hap-ax2_7.20", "dhcp"))).await, BTreeSet::new(), SecretMap::new());
    let context = context(&nothing, &none);
    let imported = import(&text, &now, &context).expect("an export").plan(&now, &context);
    assert_eq!(imported.asked.iter().map(|asked| asked.field.as_str()).collect::<Vec<_>>(), [LOGIN]);
    assert!(imported.plan.changes.iter().all(|change| change.menu != menu::INTERFACE_PPPOE_CLIENT));
    // Nor does what makes way for it: home would be without internet.
    let has_client = |now: &Snapshot| now.records(menu::IP_DHCP_CLIENT).any(|client| !client.is_disabled());
    assert!(has_client(&planner::after(&now, &imported.plan.changes, &nothing)), "{:#?}", imported.plan.changes);
    assert!(keys(&imported).contains(&"lost-internet"), "{:?}", keys(&imported));
    let secrets = secrets();
    let known = self::context(&secrets, &none);
    let whole = import(&text, &now, &known).expect("an export").plan(&now, &known);
    assert!(!has_client(&planner::after(&now, &whole.plan.changes, &secrets)), "{:#?}", whole.plan.changes);
    assert!(!keys(&whole).contains(&"lost-internet"), "{:?}", keys(&whole));
    assert!(
        keys(&imported).contains(&"lost-password") && keys(&imported).contains(&"lost-names"),
        "{:?}",
        keys(&imported)
    );
}

/// At every request one thing goes wrong; in the end the router is as it was or as the export says.
#[tokio::test(start_paused = true)]
async fn whatever_fails_is_put_back() {
    let (text, _) = finished("hap-ax2_7.20", &pppoe("192.168.88.1/24")).await;
    let (none, secrets) = (BTreeSet::new(), secrets());
    let (mut most, mut ends) = (0, BTreeMap::<String, usize>::new());
    for fault in [Fault::Refuse, Fault::RefuseButDo, Fault::Pretend, Fault::Hang, Fault::LoseAnswer, Fault::ServerError]
    {
        let mut at = 0;
        loop {
            let state = practice_router::factory("hap-ax2_7.20").expect("carried");
            let router = Faulty::new(state, "pppoe:anna:geheim".parse().expect("a line"));
            let direct = Direct(router.practice.clone());
            let (before, context) = (read(&direct).await, context(&secrets, &none));
            let import = import(&text, &before, &context).expect("an export");
            let imported = import.plan(&before, &context);
            let project = proved_by(&before, &imported);
            let wanted = Wanted::Import { import: &import, proved_by: &project };
            router.fail(at, fault);
            let (stop, mut kept) = (CancellationToken::new(), Kept::default());
            let end = apply::run_kept(&router, wanted, &imported.plan, &context, &mut |_| {}, &stop, &mut kept).await;
            let requests = router.requests();
            // The router's own timers run out.
            tokio::time::sleep(std::time::Duration::from_secs(2000)).await;
            router.heal();
            if let Some(journal) = kept.0.filter(apply::Journal::is_unfinished) {
                // The app, started once more, puts back what an unfinished run left.
                let back = planner::put_back(&journal.back, &read(&direct).await, &RUN_KEY);
                let ended = apply::put_back(&direct, &journal.back, &back.plan, &context, &mut |_| {}, &stop).await;
                assert!(matches!(ended.outcome, Outcome::Done | Outcome::Unchanged), "{ended:?}");
            }
            let after = read(&direct).await;
            let as_before = before.differing(&after).is_empty();
            let as_asked = import.plan(&after, &context).plan.is_empty();
            let case = format!("{fault:?} at {at}: {:?}", end.outcome);
            assert!(as_before || as_asked, "{case}, differs in {:?}", before.differing(&after));
            match end.outcome {
                Outcome::Done | Outcome::Changed => assert!(as_asked, "{case}"),
                Outcome::RolledBack | Outcome::NotStarted => assert!(as_before, "{case}"),
                Outcome::Unchanged => panic!("{case}: there was something to do"),
                Outcome::Unknown => {}
            }
            *ends.entry(format!("{fault:?} {:?}", end.outcome)).or_default() += 1;
            if requests <= at {
                break;
            }
            at += 1;
            most = most.max(at);
        }
    }
    println!("{ends:?}");
    assert!(most > 30 && ends.keys().any(|end| end.ends_with("RolledBack")), "{ends:?}");
}

#[tokio::test(start_paused = true)]
async fn what_would_open_the_router_or_shut_this_computer_out_stays_behind() {
    let (now, none, nothing) =
        (read(&Direct(practice("hap-ax2_7.20", "dhcp"))).await, BTreeSet::new(), SecretMap::new());
    let context = context(&nothing, &none);
    let lost = |text: &str| {
        let imported = import(text, &now, &context).expect("an export").plan(&now, &context);
        let lines = imported.plan.changes.iter().map(routeros::render::cli::line).collect::<Vec<_>>();
        (imported.lost.iter().map(|lost| lost.key.clone()).collect::<Vec<_>>(), lines)
    };
    for (text, key) in [
        ("/ip firewall filter\nadd action=accept chain=input dst-port=8291 protocol=tcp\n", "import.lost-open"),
        ("/ip firewall filter\nadd action=drop chain=input\n", "import.lost-cut-off"),
        ("/ip service\nset www disabled=yes\n", "import.lost-cut-off"),
        ("/ip service\nset www port=8080\n", "import.lost-cut-off"),
        ("/interface ethernet\nset [ find default-name=ether9 ] disabled=yes\n", "import.lost-device-part"),
        ("/interface bridge\nset bridge disabled=yes\n", "import.lost-cut-off"),
        ("/ip address\nadd address=10.0.0.1/24 interface=ether9\n", "import.lost-names"),
        ("/ip address\nadd address=[/system identity get name] interface=bridge\n", "import.lost-unread"),
        ("/ip dns\nset frobnicate=yes\n", "import.lost-property"),
        ("/system script\nadd name=x source=\"/user remove 0\"\n", "import.lost-scripts"),
        ("/user\nset admin password=x\n", "import.lost-users"),
        ("/routing ospf instance\nadd name=x\n", "import.lost-unknown"),
        ("/ip firewall filter\nadd action=accept chain=forward layer7-protocol=x\n", "import.lost-names"),
    ] {
        let model = routeros::Facts::of(&now).model;
        let (keys, lines) = lost(&format!("# model = {model}\n{text}"));
        assert!(keys.iter().any(|known| known == key), "{text}: {keys:?}");
        assert!(lines.is_empty(), "{text}: {lines:?}");
    }
    // What is harmless comes along beside it, and rules of the factory are not doubled.
    let text = "/ip firewall filter\nadd action=accept chain=input comment=mine protocol=icmp\nadd action=drop chain=forward comment=kids src-address=192.168.88.50\n/ip dns\nset cache-size=4096KiB\n";
    let (_, lines) = lost(text);
    assert_eq!(lines.len(), 2, "{lines:?}");
    assert!(
        lines.iter().any(|line| line.contains("comment=kids")) && lines.iter().any(|line| line.contains("cache-size"))
    );
}

#[tokio::test(start_paused = true)]
async fn files_that_are_no_export_get_clear_words() {
    let (now, none, nothing) =
        (read(&Direct(practice("hap-ax2_7.20", "dhcp"))).await, BTreeSet::new(), SecretMap::new());
    let context = context(&nothing, &none);
    let (whole, _) = finished("hap-ax2_7.20", &pppoe("192.168.88.1/24")).await;
    for bad in [
        "",
        "hello\n",
        ":foreach i in=[/ip address find] do={ /ip address remove $i }\n",
        "\u{0}\u{1}\n",
        &whole[..whole.len() - 1],
    ] {
        assert!(matches!(import(bad, &now, &context), Err(NotImported::NotAnExport(_))), "{bad:.40}");
    }
    let long = format!("/ip address\n{}", "add address=10.0.0.1/24 interface=bridge\n".repeat(401));
    assert_eq!(import(&long, &now, &context).err(), Some(NotImported::TooLong(401)));
    // Cut anywhere at the end of a line it is a smaller export, and nothing panics.
    for (at, _) in whole.match_indices('\n') {
        if let Ok(import) = import(&whole[..=at], &now, &context) {
            let _ = import.plan(&now, &context);
        }
    }
    assert!(export::read(&whole).expect("whole").lines.len() > 20);
}
