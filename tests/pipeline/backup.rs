//! Backups fetched whole, proved, and brought back byte for byte; and what is said when it does not work.
use apply::backup::{self, Kept, NotRestored, Restored, Why};
use practice_router::{Options, Router as Practice, Server};
use routeros::Secret;
use routeros_client::{Client, ClientError, Dialer, Router as _, read_snapshot, sftp};
use serde_json::{Value, json};
use std::{
    collections::HashMap,
    net::{IpAddr, SocketAddr},
    path::Path,
    sync::Arc,
};
use tests::journey::practice_state;

type Secrets = HashMap<String, Secret>;

/// A router on loopback, and FirstHop's connection to it.
struct Pair {
    server: Server,
    client: Client,
    folder: tempfile::TempDir,
}

impl Pair {
    async fn of(personality: &str) -> Self {
        let state = practice_state(personality, "dhcp");
        let router = Practice::new(Options { state, ..Options::default() });
        let server = Server::start(router).await.expect("loopback");
        let url = if personality.ends_with("6.49") { server.api_url() } else { server.http_url() };
        let password = Secret::new(server.password());
        let client = Client::connect(&url, server.user(), password, routeros_client::Options::default()).await;
        Self { client: client.expect("a login"), server, folder: tempfile::tempdir().expect("a folder") }
    }

    fn kept(&self) -> Kept {
        Kept::at(self.folder.path())
    }

    async fn backup(&self, secrets: &Secrets) -> backup::Entry {
        backup::now(&self.client, secrets, &self.kept(), Why::Asked, 5).await.expect("a backup")
    }

    fn change(&self, name: &str) {
        let answer = self.server.router().handle("POST", "/system/identity/set", Some(&json!({ "name": name })));
        assert_eq!(answer.status, 200, "{:?}", answer.body);
    }

    fn menus(&self) -> String {
        let menus = &self.server.router().state().menus;
        ["/system/identity", "/ip/pool", "/ip/address", "/user/ssh-keys"].map(|menu| menus[menu].to_string()).join("\n")
    }

    fn files(&self) -> Vec<String> {
        let body = self.server.router().handle("GET", "/file", None).body.unwrap_or_default();
        let rows = body.as_array().cloned().unwrap_or_default();
        rows.iter().filter_map(|row| row["name"].as_str().map(str::to_owned)).collect()
    }
}

fn locked() -> Secrets {
    HashMap::from([("backups.password".to_owned(), Secret::new("correct horse"))])
}

fn block_on<F: Future>(future: F) -> F::Output {
    tokio::runtime::Runtime::new().expect("a run-time").block_on(future)
}

/// From 7.17 over REST, before that over SSH: the bytes are the router's own, and come back.
#[test]
fn a_fetched_backup_comes_back_byte_for_byte() {
    let cases = [("hap-ax2_7.20", true), ("hap-ax2_7.20", false), ("hex_7.12", true), ("hap-be3_7.24", true)];
    std::thread::scope(|scope| {
        for (personality, is_locked) in cases {
            let secrets = if is_locked { locked() } else { Secrets::new() };
            scope.spawn(move || block_on(there_and_back(personality, &secrets)));
        }
    });
}

async fn there_and_back(personality: &str, secrets: &Secrets) {
    let pair = Pair::of(personality).await;
    let before = pair.menus();
    let entry = pair.backup(secrets).await;
    let bytes = pair.kept().binary(&entry).expect("here");
    assert_eq!(entry.encrypted, !secrets.is_empty());
    assert_eq!(bytes.len(), entry.size);
    let export = pair.kept().export(&entry).expect("the router's own");
    assert!(!export.contains("correct horse") && !export.contains(pair.server.password()), "{personality}");
    assert_eq!(pair.files().iter().filter(|name| name.contains("firsthop")).count(), 0, "{personality}");
    assert_eq!(pair.menus(), before, "{personality}: no key of ours is left");

    pair.change("Changed");
    let now = read_snapshot(&pair.client).await.expect("read");
    assert!(sftp::is_possible(&now));
    let missing = backup::find(&pair.client, &entry, &pair.kept(), &now).await;
    assert!(matches!(missing, Err(NotRestored::NotThere { .. })), "{missing:?}");
    let file = backup::send(&pair.client, &entry, &pair.kept()).await.expect("sent");
    assert_eq!(pair.server.router().file(&file), Some(bytes), "{personality}: byte for byte");
    let restored = backup::restore(&pair.client, &entry, &pair.kept(), &file, secrets).await;
    assert_eq!(restored, Ok(Restored::AsBackedUp), "{personality}");
    backup::remove_sent(&pair.client, &entry).await.expect("removed");
    assert_eq!(pair.menus(), before, "{personality}");
    let again = pair.backup(secrets).await;
    assert_eq!(again.differs, Some(false), "{personality}");
}

/// What leads to another router than is spoken to in private, as somebody in between would.
#[derive(Debug)]
struct Astray {
    ssh: u16,
    to: u16,
}

impl Dialer for Astray {
    fn dial(&self, mut socket: SocketAddr) -> Result<SocketAddr, ClientError> {
        if socket.port() == self.ssh {
            socket.set_port(self.to);
        }
        Ok(socket)
    }

    fn is_near(&self, _router: IpAddr) -> bool {
        true
    }
}

fn ssh_port(server: &Server) -> u16 {
    let rows = server.router().handle("GET", "/ip/service", None).body.unwrap_or_default();
    let row = rows.as_array().and_then(|rows| rows.iter().find(|row| row["name"] == "ssh").cloned());
    row.and_then(|row| row["port"].as_str()?.parse().ok()).expect("SSH has a port")
}

#[test]
fn who_else_answers_at_the_ssh_port_gets_no_file() {
    block_on(async {
        let (pair, other) = (Pair::of("hex_7.12").await, Pair::of("hex_7.12").await);
        let astray = Astray { ssh: ssh_port(&pair.server), to: ssh_port(&other.server) };
        let options = routeros_client::Options { dialer: Arc::new(astray), ..Default::default() };
        let password = Secret::new(pair.server.password());
        let client = Client::connect(&pair.server.http_url(), pair.server.user(), password, options).await;
        let client = client.expect("a login");
        let opened = client.sftp().await;
        assert!(matches!(opened, Err(ClientError::KeyChanged { .. })), "{opened:?}");
        let error = backup::now(&client, &locked(), &pair.kept(), Why::Due, 5).await.expect_err("nothing is fetched");
        assert_eq!(error.code(), "key-changed");
        assert!(!pair.menus().contains("firsthop-tmp"), "{}", pair.menus());
        assert!(!pair.files().iter().any(|name| name.contains("firsthop")), "{:?}", pair.files());
    });
}

/// RouterOS 6 takes a key only from a file, and tells bytes to nobody: its backup stays on it.
#[test]
fn on_routeros_6_the_binary_one_stays_where_it_is() {
    block_on(async {
        let pair = Pair::of("hap-ac2_6.49").await;
        let entry = pair.backup(&locked()).await;
        assert!(matches!(entry.place, backup::Place::Router { .. }), "{:?}", entry.place);
        assert!(pair.client.sftp().await.expect("asked").is_none());
        pair.change("Changed");
        let now = read_snapshot(&pair.client).await.expect("read");
        let file = backup::find(&pair.client, &entry, &pair.kept(), &now).await.expect("it stayed");
        let restored = backup::restore(&pair.client, &entry, &pair.kept(), &file, &locked()).await;
        assert_eq!(restored, Ok(Restored::AsBackedUp));
    });
}

fn cut(folder: &Path) {
    for file in std::fs::read_dir(folder).expect("a folder").flatten() {
        if file.path().extension().is_some_and(|end| end == "backup") {
            let bytes = std::fs::read(file.path()).expect("readable");
            std::fs::write(file.path(), &bytes[..bytes.len() / 2]).expect("writable");
        }
    }
}

#[test]
fn what_cannot_come_back_is_refused_and_changes_nothing() {
    block_on(async {
        let pair = Pair::of("hap-ax2_7.20").await;
        let entry = pair.backup(&locked()).await;
        pair.change("Changed");
        let before = pair.menus();
        let now = read_snapshot(&pair.client).await.expect("read");

        // Another password than it was made with, and none.
        let file = backup::send(&pair.client, &entry, &pair.kept()).await.expect("sent");
        let wrong = HashMap::from([("backups.password".to_owned(), Secret::new("another"))]);
        let refused = backup::restore(&pair.client, &entry, &pair.kept(), &file, &wrong).await;
        assert!(matches!(refused, Err(NotRestored::Router { error: ClientError::Refused { .. } })), "{refused:?}");
        let none = backup::restore(&pair.client, &entry, &pair.kept(), &file, &Secrets::new()).await;
        assert_eq!(none, Err(NotRestored::NoPassword));

        // The file on the router is another one.
        pair.server.router().put_file(&file, vec![7; entry.size]);
        let damaged = backup::find(&pair.client, &entry, &pair.kept(), &now).await;
        assert_eq!(damaged, Err(NotRestored::Damaged));
        backup::remove_sent(&pair.client, &entry).await.expect("removed");

        // The one on this computer is cut.
        cut(pair.folder.path());
        assert_eq!(backup::send(&pair.client, &entry, &pair.kept()).await, Err(NotRestored::Damaged));

        // Another device.
        let other = Pair::of("hap-be3_7.24").await;
        let now = read_snapshot(&other.client).await.expect("read");
        let foreign = backup::find(&other.client, &entry, &pair.kept(), &now).await;
        assert!(matches!(foreign, Err(NotRestored::OtherRouter { .. })), "{foreign:?}");
        assert_eq!(pair.menus(), before);
    });
}

/// Full disks and folders that are gone: no backup, and the old ones stay.
#[test]
fn a_backup_that_cannot_be_made_leaves_the_old_ones() {
    block_on(async {
        let pair = Pair::of("hap-ax2_7.20").await;
        let entry = pair.backup(&locked()).await;
        let gone = Kept::at("/proc/firsthop");
        let error = backup::now(&pair.client, &locked(), &gone, Why::Due, 5).await.expect_err("no folder");
        assert_eq!(error.code(), "not-kept");
        let room = |free: &str| {
            let mut state = pair.server.router().state();
            state.menus.get_mut("/system/resource").expect("a menu")["free-hdd-space"] = Value::from(free);
            state
        };
        let full = Server::start(Practice::new(Options { state: room("1000"), ..Options::default() })).await;
        let full = full.expect("loopback");
        let login = Secret::new(full.password());
        let client = Client::connect(&full.http_url(), full.user(), login, routeros_client::Options::default()).await;
        let error = backup::now(&client.expect("a login"), &locked(), &pair.kept(), Why::Due, 5).await;
        assert_eq!(error.expect_err("no room").code(), "no-room");
        let all = pair.kept().all().expect("read");
        assert_eq!(all.len(), 1);
        assert!(pair.kept().binary(&all[0]).is_ok() && all[0].id == entry.id);
    });
}
