//! Generated projects and routers for the laws.
use planner::{Context, Transport};
use practice_router::{Internet, RouterState};
use proptest::prelude::*;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use tests::journey::{Answers, RUN_KEY};

/// The router with a SIM card.
const BY_CARD: &str = "chateau-lte_7.20";

/// Long enough not to occur anywhere by chance.
const PIN: &str = "73915682";

/// One project on one router.
#[derive(Clone)]
pub(crate) struct Case {
    pub(crate) answers: Answers,
    pub(crate) state: RouterState,
    pub(crate) internet: Internet,
    pub(crate) seed: usize,
    kinds: Vec<String>,
    ticked: BTreeSet<String>,
}

impl std::fmt::Debug for Case {
    /// Without the whole state of the router: its kind says which it is.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:?} {:?} {:?} stop {}", self.kinds, self.answers.set, self.internet, self.seed)
    }
}

impl Case {
    pub(crate) fn context(&self) -> Context<'_> {
        Context {
            secrets: &self.answers.secrets,
            ticked: &self.ticked,
            transport: Transport::Http,
            run_key: &RUN_KEY,
            finish_move: false,
        }
    }

    pub(crate) fn kinds(&self) -> Vec<String> {
        self.kinds.clone()
    }
}

#[derive(Debug, Clone, Copy)]
enum Wan {
    Dhcp,
    Pppoe,
    Static,
    Lte,
}

#[derive(Debug, Clone, Copy)]
enum Class {
    Factory,
    Blank,
    Customised,
    Ours,
}

/// Any valid project on any router that FirstHop knows how to treat.
pub(crate) fn case() -> impl Strategy<Value = Case> {
    let wan = prop_oneof![Just(Wan::Dhcp), Just(Wan::Pppoe), Just(Wan::Static), Just(Wan::Lte)];
    let class = prop_oneof![Just(Class::Factory), Just(Class::Blank), Just(Class::Customised), Just(Class::Ours)];
    let personality =
        prop_oneof![Just("hap-ax2_7.20"), Just("hex_7.12"), Just("rb5009_7.18"), Just("hap-be3_7.24"), Just(BY_CARD)];
    let lan = prop_oneof![3 => Just("192.168.88.1/24"), 1 => Just("10.20.30.1/25"), 1 => Just("172.16.8.1/22")];
    let names = 0..4u8;
    let secret = "[!-~][ -~äß€😀]{0,6}[!-~]{6,10}[\"$\\\\;\\[]";
    (wan, class, personality, lan, names, any::<(bool, bool, bool, u16)>(), secret, proptest::option::of(1u16..4095))
        .prop_map(|(wan, class, personality, lan, names, (strict, serve, reserve, seed), secret, vlan)| {
            let personality = match (wan, class) {
                (Wan::Lte, _) => BY_CARD,
                // No socket is taken out of somebody's own bridge.
                (_, Class::Customised) if personality == BY_CARD => "hap-ax2_7.20",
                _ => personality,
            };
            let lan = match (class, wan) {
                (Class::Customised, Wan::Lte) => "192.168.188.1/24",
                (Class::Customised, _) => "192.168.88.1/24",
                _ => lan,
            };
            let (mut answers, line) = answers(wan, lan, names, strict, serve, reserve, &secret, vlan);
            if personality == BY_CARD && !matches!(wan, Wan::Lte) {
                // All of its sockets belong to the home: one leaves it.
                answers.set.push(("internet.port".into(), "ether1".into()));
            }
            // One in two homes wants the router's own copies; where it forbids them that is only said.
            if seed % 2 == 0 {
                answers.set.push(("backups.router".into(), "yes".into()));
            }
            let state = state(class, personality, usize::from(seed));
            let kinds = vec![format!("wan {wan:?}"), format!("class {class:?}"), format!("version {}", state.version)];
            Case { answers, state, internet: line, seed: usize::from(seed), kinds, ticked: BTreeSet::new() }
        })
}

#[expect(clippy::too_many_arguments, reason = "one per generated answer")]
fn answers(
    wan: Wan,
    lan: &str,
    names: u8,
    strict: bool,
    serve: bool,
    reserve: bool,
    secret: &str,
    vlan: Option<u16>,
) -> (Answers, Internet) {
    let mut set: Vec<(String, String)> = vec![("home.address".into(), lan.into())];
    let mut put = |path: &str, value: &str| set.push((path.into(), value.into()));
    let mut line = Internet::Dhcp { vlan, address: None };
    let mut secrets = Vec::new();
    match wan {
        Wan::Dhcp => put("internet.type", "dhcp"),
        Wan::Pppoe => {
            put("internet.type", "pppoe");
            put("internet.pppoe.user", "a \"$[;\\user@example.org");
            secrets.push(("internet.pppoe.password", secret));
            line = Internet::Pppoe { user: "a \"$[;\\user@example.org".into(), password: secret.to_owned(), vlan };
        }
        Wan::Static => {
            put("internet.type", "static");
            put("internet.static.address", "203.0.113.47/24");
            put("internet.static.gateway", "203.0.113.1");
            let (address, gateway) = ("203.0.113.47/24", "203.0.113.1");
            line = format!("static:{address},{gateway}").parse().expect("a line");
        }
        Wan::Lte => {
            put("internet.type", "lte");
            line = Internet::Lte { pin: PIN.into(), apn: "internet".into() };
            secrets.push(("internet.lte.pin", PIN));
            // One in two providers wants a login, and one in two of those its own access point too.
            if strict {
                put("internet.lte.apn", "internet");
            }
            if strict && serve {
                put("internet.lte.user", "anna");
                put("internet.lte.authentication", "chap");
                secrets.push(("internet.lte.password", secret));
            }
            if reserve {
                put("internet.lte.roaming", "yes");
            }
        }
    }
    if let Some(vlan) = vlan {
        put("internet.vlan", &vlan.to_string());
        // What only some providers ask for goes along.
        put("internet.mtu", if matches!(wan, Wan::Pppoe) { "1500" } else { "1492" });
        put("internet.dhcp.hostname", "home");
        put("internet.dhcp.client_id", "anna $(x) \"'");
        put("internet.dhcp.vendor_class", "0x00FF");
        put("internet.dhcp.classless_routes", "yes");
        put("internet.dhcp.peer_ntp", "no");
    }
    match (names, wan) {
        (0, Wan::Dhcp | Wan::Pppoe | Wan::Lte) => put("names.source", "provider"),
        (1, _) => {
            put("names.source", "own");
            put("names.servers", "[\"9.9.9.9\",\"8.8.4.4\"]");
        }
        (_, _) => {
            put("names.source", "preset");
            put("names.preset", "cloudflare-family");
        }
    }
    if strict {
        put("protection.level", "strict");
        put("protection.time_zone", "Europe/Vienna");
    }
    // Some radios come open from the factory: one in two gets its password at once.
    if reserve {
        secrets.push(("protection.wifi_password", "a \"$[;\\word"));
    }
    if !serve {
        put("addresses.enabled", "no");
    }
    if serve && reserve {
        let address = lan.split('/').next().unwrap_or_default().trim_end_matches(".1").to_owned() + ".20";
        // One in two of these has a program on that computer that watches the router.
        if strict {
            put("protection.snmp.enabled", "yes");
            put("protection.snmp.name", "home-assistant");
            put("protection.snmp.address", &address);
            secrets.push(("protection.snmp.authentication_password", "a\"$[;\\word"));
            secrets.push(("protection.snmp.encryption_password", "another\"$[;\\word"));
        }
        put(
            "addresses.reservations",
            &json!([{"name": "Drucker \"$\"", "address": address, "mac": "48:8F:5A:0C:11:7E"}]).to_string(),
        );
    }
    let set: Vec<(&str, &str)> = set.iter().map(|(path, value)| (path.as_str(), value.as_str())).collect();
    (Answers::of(&set, &secrets), line)
}

fn state(class: Class, personality: &str, seed: usize) -> RouterState {
    let factory = practice_router::personality(personality).expect("a personality");
    let mut json: Value = serde_json::from_str(&factory.to_json_pretty()).expect("JSON");
    match class {
        Class::Factory => return factory,
        Class::Blank => blank(&mut json["menus"]),
        Class::Customised => customise(&mut json["menus"]),
        Class::Ours => {
            let by_socket = factory.board.contains_key("sim").then(|| [None, Some(true), Some(false)][seed % 3]);
            return ours(factory, by_socket.flatten());
        }
    }
    RouterState::from_json(&json.to_string()).expect("a state")
}

/// Without its default configuration: only an address on ether2, where the computer hangs.
fn blank(menus: &mut Value) {
    for menu in [
        "/interface/list/member",
        "/interface/bridge",
        "/interface/bridge/port",
        "/ip/pool",
        "/ip/dhcp-client",
        "/ip/dhcp-server",
        "/ip/dhcp-server/network",
        "/ip/dns/static",
        "/ip/firewall/filter",
        "/ip/firewall/nat",
        "/ipv6/firewall/filter",
        "/ipv6/firewall/address-list",
    ] {
        menus[menu] = json!([]);
    }
    let keep = |rows: &mut Value, keep: &dyn Fn(&Value) -> bool| {
        if let Some(rows) = rows.as_array_mut() {
            rows.retain(|row| keep(row));
        }
    };
    keep(&mut menus["/interface/list"], &|row| row["builtin"] == "true");
    keep(&mut menus["/interface"], &|row| row["type"] != "bridge");
    menus["/ip/address"] = json!([{".id": "*1", "address": "192.168.88.1/24", "network": "192.168.88.0", "interface": "ether2", "actual-interface": "ether2", "invalid": "false", "dynamic": "false", "disabled": "false"}]);
    for menu in ["/tool/mac-server", "/tool/mac-server/mac-winbox"] {
        menus[menu]["allowed-interface-list"] = json!("all");
    }
    menus["/ip/neighbor/discovery-settings"]["discover-interface-list"] = json!("!dynamic");
}

/// A household's own additions, with texts as people and attackers write them.
fn customise(menus: &mut Value) {
    let mut push = |menu: &str, first: bool, row: Value| {
        let rows = menus[menu].as_array_mut().expect("a list");
        if first { rows.insert(0, row) } else { rows.push(row) }
    };
    push(
        "/ip/firewall/filter",
        true,
        json!({".id": "*A1", "chain": "input", "action": "accept", "protocol": "tcp", "dst-port": "51820", "in-interface-list": "LAN", "bytes": "0", "packets": "0", "invalid": "false", "dynamic": "false", "comment": "mine \"$x\" [find] ; \u{202e}"}),
    );
    push(
        "/ip/firewall/filter",
        false,
        json!({".id": "*A2", "chain": "forward", "action": "drop", "src-address": "192.168.88.77", "bytes": "0", "packets": "0", "invalid": "false", "dynamic": "false", "comment": "mine: no internet for the doll's house"}),
    );
    push(
        "/ip/firewall/nat",
        false,
        json!({".id": "*A3", "chain": "dstnat", "action": "dst-nat", "in-interface-list": "WAN", "protocol": "tcp", "dst-port": "8443", "to-addresses": "192.168.88.30", "to-ports": "443", "bytes": "0", "packets": "0", "invalid": "false", "dynamic": "false", "comment": "mine"}),
    );
    push(
        "/ip/dns/static",
        false,
        json!({".id": "*A4", "name": "nas.lan", "type": "A", "address": "192.168.88.30", "ttl": "1d", "dynamic": "false", "disabled": "false", "comment": "mine"}),
    );
    push(
        "/ip/pool",
        false,
        json!({".id": "*A5", "name": "guests", "ranges": "10.9.9.10-10.9.9.99", "comment": "mine"}),
    );
    push(
        "/queue/simple",
        false,
        json!({".id": "*A6", "name": "kids", "target": "192.168.88.70/32", "max-limit": "5M/20M", "dynamic": "false", "disabled": "false", "comment": "mine"}),
    );
    push(
        "/ip/firewall/address-list",
        false,
        json!({".id": "*A7", "list": "friends", "address": "198.51.100.9", "creation-time": "2026-01-01 00:00:00", "dynamic": "false", "disabled": "false", "comment": "mine"}),
    );
}

/// Set up by FirstHop before, for another provider. On the router with a SIM card, the internet came by
/// it, or by a socket of the home's whose cable is in it still, or is not.
fn ours(mut factory: RouterState, by_socket: Option<bool>) -> RouterState {
    if let Some(plugged) = by_socket {
        for menu in ["/interface", "/interface/ethernet"] {
            let rows = factory.menus.get_mut(menu).and_then(Value::as_array_mut).into_iter().flatten();
            rows.filter(|row| row["name"] == "ether3")
                .for_each(|row| row["running"] = if plugged { "true" } else { "false" }.into());
        }
    }
    let answers = if by_socket.is_some() {
        let socket = [("internet.port", "ether3"), ("internet.vlan", "35"), ("home.address", "192.168.188.1/24")];
        Answers::of(
            &[socket.as_slice(), &[("internet.type", "pppoe"), ("internet.pppoe.user", "before@example.org")]].concat(),
            &[("internet.pppoe.password", "then")],
        )
    } else if factory.board.contains_key("sim") {
        let apn = ("internet.lte.apn", "before.example");
        Answers::of(
            &[("internet.type", "lte"), apn, ("internet.lte.user", "before"), ("home.address", "192.168.188.1/24")],
            &[("internet.lte.password", "then")],
        )
    } else {
        Answers::of(
            &[
                ("internet.type", "pppoe"),
                ("internet.pppoe.user", "before@example.org"),
                ("internet.vlan", "35"),
                ("internet.mtu", "1500"),
                ("backups.router", "yes"),
                ("backups.every", "month"),
            ],
            &[("internet.pppoe.password", "then")],
        )
    };
    let router = tests::journey::practice_in(factory, Internet::None);
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a run-time");
    runtime.block_on(async {
        let direct = tests::direct::Direct(router.clone());
        let snapshot = routeros_client::read_snapshot(&direct).await.expect("a snapshot");
        let plan = answers.plan(&snapshot, &BTreeSet::new()).expect("fits");
        for change in &plan.changes {
            routeros_client::Router::send(&direct, change, &answers.secrets).await.expect("accepted");
        }
    });
    router.state()
}
