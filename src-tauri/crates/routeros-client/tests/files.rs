//! Files of a practice router, over both transports.
use practice_router::{Clock, Options, Router as Practice, Server, factory};
use routeros::{Action, Area, Change, Group, NoSecrets, PropValue, Target, Text, Undo, menu};
use routeros_client::{
    Client, ClientError, Options as How, Router,
    files::{fetch, lasting_folder, list, whole},
};
use serde_json::json;

fn change(action: Action) -> Change {
    let menu = if matches!(action, Action::Run { .. }) { menu::SYSTEM_BACKUP } else { menu::FILE };
    let (id, group, area, text) = ("x".to_owned(), Group::Backup, Area::Backups, Text::new("x"));
    Change { id, group, area, menu, action, text, undo: Undo::Automatic }
}

fn save(name: &str) -> Change {
    let args = [("name", name), ("dont-encrypt", "yes")];
    let args = args.map(|(name, value)| (name.to_owned(), PropValue::text(value))).to_vec();
    change(Action::Run { command: "save".into(), args })
}

async fn router(name: &str) -> (Server, Practice) {
    let state = factory(name).expect("carried");
    let router = Practice::new(Options { state, password: Some("practice".into()), ..Options::default() });
    (Server::start(router.clone()).await.expect("loopback"), router)
}

async fn connected(url: &str) -> Client {
    Client::connect(url, "admin", routeros::Secret::new("practice"), How::default()).await.expect("connected")
}

#[tokio::test]
async fn a_binary_file_comes_over_byte_for_byte_and_goes() {
    let (server, _) = router("hap-ax2_7.20").await;
    for url in [server.http_url(), server.api_url()] {
        let router = connected(&url).await;
        router.send(&save("x"), &NoSecrets).await.expect("begun");
        let first = list(&router).await.expect("a list");
        assert_eq!(first.iter().find(|file| file.name == "x.backup").map(|file| file.size), Some(0), "not yet written");
        let file = whole(&router, &["x.backup"]).await.expect("it answers").expect("written").remove(0);
        assert!(file.size > 32_768, "several pieces: {}", file.size);
        let bytes = fetch(&router, &file).await.expect("all of it");
        assert_eq!(bytes.len(), file.size);
        assert!((0..=255).all(|byte| bytes.contains(&byte)), "every byte occurs");
        assert!(bytes.starts_with(b"\x88\xAC\xA1"));
        let name = vec![("name".to_owned(), file.name.clone())];
        let target = Target { id: file.id.clone(), find: name };
        router.send(&change(Action::Remove { target }), &NoSecrets).await.expect("removed");
        assert_eq!(list(&router).await.expect("a list"), []);
    }
    server.stop().await;
}

#[tokio::test]
async fn small_text_is_there_at_once_and_lasting_files_have_their_folder() {
    let (server, practice) = router("hex_7.12").await;
    let router = connected(&server.http_url()).await;
    for name in ["flash/a.txt", "b.txt"] {
        let props = [("name", name), ("contents", "hello")];
        let props = props.map(|(name, value)| (name.to_owned(), PropValue::text(value))).to_vec();
        router.send(&change(Action::Add { props, before: None }), &NoSecrets).await.expect("added");
    }
    let names = |files: &[routeros_client::files::File]| {
        files.iter().map(|file| (file.name.clone(), file.size)).collect::<Vec<_>>()
    };
    let before = list(&router).await.expect("a list");
    assert_eq!(lasting_folder(&before), "flash/");
    assert_eq!(names(&before), [("flash".into(), 0), ("flash/a.txt".into(), 5), ("b.txt".into(), 5)]);
    practice.reboot();
    let after = list(&router).await.expect("a list");
    assert_eq!(names(&after), [("flash".into(), 0), ("flash/a.txt".into(), 5)]);
    // 7.12 cannot read pieces of files.
    let answer = fetch(&router, &after[1]).await;
    assert!(matches!(answer, Err(ClientError::Missing { .. })), "{answer:?}");
    server.stop().await;
}

#[tokio::test]
async fn a_full_disk_refuses() {
    let (server, practice) = router("hex_7.12").await;
    let router = connected(&server.http_url()).await;
    let mut state = practice.state();
    state.menus["/system/resource"]["free-hdd-space"] = json!("2048");
    practice.set_state(state);
    let refused = router.send(&save("flash/x"), &NoSecrets).await;
    assert!(matches!(&refused, Err(ClientError::Refused { detail, .. }) if detail.contains("space")), "{refused:?}");
    assert_eq!(list(&router).await.expect("a list").len(), 1);
    server.stop().await;
}

#[tokio::test]
async fn a_backup_brings_everything_back() {
    let state = factory("hap-ax2_7.20").expect("carried");
    let clock = Clock::manual();
    let password = Some("practice".to_owned());
    let router = Practice::new(Options { state, password, clock: clock.clone(), ..Options::default() });
    let post = |path: &str, body: serde_json::Value| router.handle("POST", path, Some(&body));
    let before = router.state();
    assert_eq!(post("/system/backup/save", json!({"name": "a", "password": "geheim"})).status, 200);
    assert_eq!(post("/system/identity/set", json!({"name": "changed"})).status, 200);
    clock.advance(std::time::Duration::from_secs(2));
    let wrong = post("/system/backup/load", json!({"name": "a.backup", "password": "other"}));
    assert_eq!(wrong.status, 400);
    assert!(wrong.body.expect("a refusal")["detail"].as_str().expect("words").contains("wrong password"));
    post("/system/backup/load", json!({"name": "a.backup", "password": "geheim"}));
    assert!(!router.is_up());
    clock.advance(std::time::Duration::from_secs(60));
    assert!(router.is_up());
    assert_eq!(router.state().menus["/system/identity"], before.menus["/system/identity"]);
    assert_eq!(router.state().secrets, before.secrets);
    let uptime = router.handle("GET", "/system/resource", None).body.expect("facts")["uptime"].clone();
    assert_eq!(uptime, "60s");
}
