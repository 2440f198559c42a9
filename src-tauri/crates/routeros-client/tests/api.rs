//! The client of the binary API against the practice router, over a real socket.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test ends by panicking")]
use practice_router::{Fault, Internet, Server, factory};
use routeros::{
    Action, Area, Change, Group, Menu, MenuState, NoSecrets, PropValue, Record, Secret, Secrets, Snapshot, Target,
    Text, Undo, menu, render::api::Word,
};
use routeros_client::{
    ApiRouter, ClientError, Options, RestRouter, Router,
    api::{Connection, Print},
    read_snapshot,
};
use std::{collections::HashMap, time::Duration};
use tokio::net::TcpStream;

async fn server(name: &str) -> Server {
    let router = practice_router::Router::new(practice_router::Options {
        state: factory(name).unwrap(),
        internet: Internet::Dhcp { vlan: None, address: None },
        password: Some("geheim".into()),
        ..practice_router::Options::default()
    });
    Server::start(router).await.unwrap()
}

async fn client(server: &Server) -> ApiRouter {
    let options = Options { timeout: Duration::from_millis(500), ..Options::default() };
    ApiRouter::connect_with(&server.api_url(), "admin", Secret::new("geheim"), options).await.unwrap()
}

fn change(menu: Menu, action: Action) -> Change {
    Change {
        id: "x".into(),
        group: Group::Settings,
        area: Area::HomeNetwork,
        menu,
        action,
        text: Text::new("x"),
        undo: Undo::Automatic,
    }
}

fn props(pairs: &[(&str, &str)]) -> routeros::Props {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), PropValue::text(*value))).collect()
}

fn target(record: &Record) -> Target {
    Target { id: record.id.clone().unwrap(), find: Vec::new() }
}

async fn rows(router: &ApiRouter, menu: Menu) -> Vec<Record> {
    let MenuState::List(rows) = router.read(menu).await.unwrap() else { panic!("a list") };
    rows
}

async fn send(router: &ApiRouter, menu: Menu, action: Action) -> Result<(), ClientError> {
    router.send(&change(menu, action), &NoSecrets).await
}

/// Rules count packets with every answer.
fn without_counters(snapshot: &Snapshot) -> Vec<(Menu, MenuState)> {
    let still = |mut record: Record| {
        record.props.remove("bytes");
        record.props.remove("packets");
        record
    };
    let menus = snapshot.menus().map(|(menu, state)| match state.clone() {
        MenuState::List(rows) => (menu, MenuState::List(rows.into_iter().map(still).collect())),
        other => (menu, other),
    });
    menus.collect()
}

#[tokio::test]
async fn a_snapshot_is_the_same_over_both_transports() {
    for name in ["hex_7.12", "hap-ax2_7.20"] {
        let server = server(name).await;
        let rest = RestRouter::connect(&server.http_url(), "admin", "geheim").await.unwrap();
        let api = client(&server).await;
        let (over_rest, over_api) = (read_snapshot(&rest).await.unwrap(), read_snapshot(&api).await.unwrap());
        assert_eq!(without_counters(&over_api), without_counters(&over_rest));
        assert_eq!(over_api.hash(&[7; 32]), over_rest.hash(&[7; 32]));
        assert!(!over_api.has(menu::DISK_SETTINGS) || name == "hap-ax2_7.20", "since 7.15");
        assert_eq!(api.requests(), rest.requests() + 1, "one login, and one request a menu");
        server.stop().await;
    }
}

#[tokio::test]
async fn routeros_6_can_be_read_and_changed() {
    let server = server("hap-ac2_6.49").await;
    let rest = RestRouter::connect(&server.http_url(), "admin", "geheim").await.err();
    assert_eq!(rest, Some(ClientError::NotRouterOs), "it has no REST");
    let router = client(&server).await;
    let snapshot = read_snapshot(&router).await.unwrap();
    assert_eq!(snapshot.version(), routeros::Version::new(6, 49, 10));
    let absent = [
        menu::IP_SERVICE_WEBSERVER,
        menu::USER_SETTINGS,
        menu::SYSTEM_DEVICE_MODE,
        menu::DISK_SETTINGS,
        menu::INTERFACE_WIFI_CAP,
        menu::INTERFACE_WIREGUARD,
        menu::IPV6_FIREWALL_FILTER,
        menu::IPV6_FIREWALL_NAT,
        menu::IPV6_FIREWALL_RAW,
        menu::IPV6_FIREWALL_ADDRESS_LIST,
        menu::IPV6_SETTINGS,
    ];
    for (menu, _) in snapshot.menus() {
        assert_eq!(snapshot.has(menu), !absent.contains(&menu), "{menu}");
    }
    assert_eq!(snapshot.settings(menu::SYSTEM_ROUTERBOARD).unwrap().text("model"), Some("RBD52G-5HacD2HnD"));
    let clock = menu::SYSTEM_NTP_CLIENT;
    let of_7 = send(&router, clock, Action::SetSettings { props: props(&[("servers", "192.0.2.1")]) }).await;
    assert_eq!(of_7, Err(ClientError::Refused { status: 0, detail: "unknown parameter servers".into() }));
    send(&router, clock, Action::SetSettings { props: props(&[("primary-ntp", "192.0.2.1")]) }).await.unwrap();
    let given = props(&[("interface", "ether2")]);
    send(&router, menu::IP_DHCP_CLIENT, Action::Add { props: given, before: None }).await.unwrap();
    assert!(rows(&router, menu::IP_DHCP_CLIENT).await.last().unwrap().is_disabled(), "unlike in 7");
    let rounds = router.ask("/tool/ping", &[("address", "192.168.88.1"), ("count", "1")]).await.unwrap();
    assert_eq!(rounds.len(), 1);
    server.stop().await;
}

#[tokio::test]
async fn every_kind_of_change_arrives() {
    let server = server("hex_7.12").await;
    let router = client(&server).await;
    let pool = menu::IP_POOL;
    let given = props(&[("name", "gäste"), ("ranges", "10.0.0.2-10.0.0.9")]);
    send(&router, pool, Action::Add { props: given, before: None }).await.unwrap();
    let added = rows(&router, pool).await.pop().unwrap();
    assert_eq!(added.text("name"), Some("gäste"));
    let given = props(&[("ranges", "10.0.0.2-10.0.0.7"), ("comment", "a=b\nc")]);
    send(&router, pool, Action::Set { target: target(&added), props: given }).await.unwrap();
    let set = rows(&router, pool).await.pop().unwrap();
    assert_eq!((set.text("ranges"), set.comment()), (Some("10.0.0.2-10.0.0.7"), "a=b\nc"));
    send(&router, pool, Action::Remove { target: target(&set) }).await.unwrap();
    assert!(!rows(&router, pool).await.iter().any(|record| record.id == set.id));

    let filter = menu::IP_FIREWALL_FILTER;
    let before = rows(&router, filter).await;
    let given = props(&[("chain", "input"), ("action", "accept")]);
    send(&router, filter, Action::Add { props: given, before: Some(target(&before[1])) }).await.unwrap();
    let after = rows(&router, filter).await;
    assert_eq!(after[2].id, before[1].id);
    send(&router, filter, Action::Move { target: target(&after[1]), before: None }).await.unwrap();
    assert_eq!(rows(&router, filter).await.last().unwrap().id, after[1].id);

    send(&router, menu::SYSTEM_IDENTITY, Action::SetSettings { props: props(&[("name", "Küche")]) }).await.unwrap();
    let MenuState::Settings(identity) = router.read(menu::SYSTEM_IDENTITY).await.unwrap() else { panic!("settings") };
    assert_eq!(identity.text("name"), Some("Küche"));
    server.stop().await;
}

#[tokio::test]
async fn a_secret_goes_out_and_comes_back_as_one() {
    let server = server("hex_7.12").await;
    let router = client(&server).await;
    let mut given = props(&[("name", "pppoe-out1"), ("interface", "ether1"), ("user", "anna")]);
    given.push(("password".into(), PropValue::Secret("internet.pppoe.password".into())));
    let change = change(menu::INTERFACE_PPPOE_CLIENT, Action::Add { props: given, before: None });
    let missing = router.send(&change, &NoSecrets).await;
    assert_eq!(missing, Err(ClientError::MissingSecret { name: "internet.pppoe.password".into() }));
    let secrets = HashMap::from([("internet.pppoe.password".to_owned(), Secret::new("$=ö"))]);
    router.send(&change, &secrets as &dyn Secrets).await.unwrap();
    let client = rows(&router, menu::INTERFACE_PPPOE_CLIENT).await.remove(0);
    assert_eq!(client.secret("password").map(Secret::expose), Some("$=ö"));
    server.stop().await;
}

#[tokio::test]
async fn refusals_are_those_of_rest() {
    let server = server("hex_7.12").await;
    let api = client(&server).await;
    let rest = RestRouter::connect(&server.http_url(), "admin", "geheim").await.unwrap();
    let address = menu::IP_ADDRESS;
    let gone = Target { id: "*FFFF".into(), find: Vec::new() };
    for action in [
        Action::Add { props: props(&[("nonsense", "1")]), before: None },
        Action::Add { props: props(&[("address", "192.168.88.1/24"), ("interface", "bridge")]), before: None },
        Action::Add { props: props(&[("address", "10.0.0.1/24"), ("interface", "nowhere")]), before: None },
        Action::Set { target: gone.clone(), props: props(&[("comment", "x")]) },
        Action::Remove { target: gone },
        Action::Run { command: "nonsense".into(), args: Vec::new() },
    ] {
        let change = change(address, action);
        let (over_api, over_rest) = (api.send(&change, &NoSecrets).await, rest.send(&change, &NoSecrets).await);
        match (over_api.unwrap_err(), over_rest.unwrap_err()) {
            (ClientError::Refused { status: 0, detail: a }, ClientError::Refused { detail: b, .. }) => assert_eq!(a, b),
            (ClientError::Missing { .. }, ClientError::Missing { .. }) => {}
            (a, b) => panic!("{a:?} is not {b:?}"),
        }
    }
    server.stop().await;
}

#[tokio::test]
async fn who_may_not_come_in() {
    let server = server("hex_7.12").await;
    let wrong = ApiRouter::connect(&server.api_url(), "admin", "falsch").await.err();
    assert_eq!(wrong, Some(ClientError::WrongPassword));
    let nobody = ApiRouter::connect("api://127.0.0.1:1", "admin", "geheim").await.err();
    assert!(matches!(nobody, Some(ClientError::ClosedPort { .. })), "{nobody:?}");
    let elsewhere = ApiRouter::connect("api://198.51.100.1", "admin", "geheim").await.err();
    assert!(matches!(elsewhere, Some(ClientError::NotAtHome { .. })));
    // A web server gets to see neither name nor password.
    let web = ApiRouter::connect(&server.http_url().replace("http", "api"), "admin", "geheim").await.err();
    assert!(matches!(web, Some(ClientError::NotRouterOs | ClientError::Unreachable { .. })), "{web:?}");
    server.stop().await;
}

#[tokio::test]
async fn commands_answer_rows_or_one_value() {
    let server = server("hex_7.12").await;
    let router = client(&server).await;
    let rounds = router.ask("/tool/ping", &[("address", "192.168.88.1"), ("count", "3")]).await.unwrap();
    assert_eq!(rounds.iter().map(|row| row.text_or_empty("seq")).collect::<Vec<_>>(), ["0", "1", "2"]);
    let found = router.ask("/resolve", &[("domain-name", "router.lan")]).await.unwrap();
    assert_eq!(found, [Record::of(None, &[("ret", "192.168.88.1")])]);
    let sockets = router.ask("/interface/ethernet/monitor", &[("numbers", "ether1"), ("once", "")]).await.unwrap();
    assert_eq!(sockets[0].text("status"), Some("link-ok"));
    server.stop().await;
}

#[tokio::test]
async fn a_command_that_does_not_end_takes_its_connection_along() {
    let server = server("hex_7.12").await;
    let router = client(&server).await;
    let endless = router.ask("/ping", &[("address", "192.168.88.1")]).await;
    assert!(matches!(endless, Err(ClientError::Unreachable { .. })));
    assert!(router.read(menu::IP_DNS).await.is_ok(), "another login, and it goes on");
    server.stop().await;
}

#[tokio::test]
async fn a_change_without_an_answer_leaves_a_doubt() {
    let server = server("hex_7.12").await;
    let router = client(&server).await;
    let add = |name| change(menu::INTERFACE_LIST, Action::Add { props: props(&[("name", name)]), before: None });
    for (name, fault) in [("cut", Fault::DropAfterPerforming { nth: 1 }), ("hangs", Fault::Hang { nth: 1 })] {
        server.router().fault(fault);
        assert_eq!(router.send(&add(name), &NoSecrets).await, Err(ClientError::OutcomeUnknown), "{name}");
        let lists = rows(&router, menu::INTERFACE_LIST).await;
        assert!(lists.iter().any(|list| list.text("name") == Some(name)), "it was done, and can be read");
    }
    server.stop().await;
}

#[tokio::test]
async fn tags_and_cancel() {
    let server = server("hex_7.12").await;
    let stream = TcpStream::connect(server.api_url().trim_start_matches("api://")).await.unwrap();
    let mut connection = Connection::new(stream);
    let login = [Word::text("/login"), Word::attribute("name", "admin"), Word::attribute("password", "geheim")];
    assert!(connection.call(&login).await.unwrap().traps.is_empty());
    let ping = connection.start(&[Word::text("/ping"), Word::attribute("address", "192.168.88.1")]).await.unwrap();
    let names = Print::of("/interface").only(&["name"]).with("type", "ether").with("name", "ether1").words();
    let answer = connection.call(&names).await.unwrap();
    assert_eq!(answer.rows.len(), 1, "what the ping says meanwhile belongs to the ping");
    assert_eq!(answer.rows[0].attributes, [("name".to_owned(), "ether1".to_owned())]);
    connection.cancel(ping).await.unwrap();
    let end = connection.finish(ping).await.unwrap();
    assert_eq!(end.traps[0].message(), "interrupted");
    assert!(connection.call(&names).await.is_ok(), "the connection goes on");
    server.stop().await;
}
