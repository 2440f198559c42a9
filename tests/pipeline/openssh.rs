//! Whole files over SFTP with OpenSSH's own server at the other end. The practice router speaks SSH with the same
//! library as FirstHop, so two mistakes could cancel out there.
use practice_router::{Options, Router as Practice, Server};
use routeros::Secret;
use routeros_client::{Client, ClientError, Dialer};
use std::{
    net::{IpAddr, SocketAddr},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::Arc,
    time::{Duration, Instant},
};
use tests::patience::PATIENCE;
use tokio::net::{TcpListener, TcpStream};

/// Where Debian and most others have it.
const SSHD: &str = "/usr/sbin/sshd";

/// OpenSSH's server with a configuration, a key and a folder of its own, on loopback. It ends with this value.
struct OpenSsh {
    child: Child,
    port: u16,
    folder: tempfile::TempDir,
}

impl OpenSsh {
    fn start() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let path = |name: &str| folder.path().join(name).display().to_string();
        std::fs::create_dir(path("files")).expect("a folder");
        let made = Command::new("ssh-keygen").args(["-q", "-t", "ed25519", "-N", "", "-f", &path("host")]).status();
        let made = made.unwrap_or_else(|error| panic!("ssh-keygen ({error}); it is in the package openssh-client"));
        assert!(made.success());
        // Where root starts it, it wants the folder that its package makes at start.
        if Command::new("id").arg("-u").output().is_ok_and(|output| output.stdout == b"0\n") {
            std::fs::create_dir_all("/run/sshd").expect("made by root");
        }
        let port =
            std::net::TcpListener::bind("127.0.0.1:0").and_then(|free| free.local_addr()).expect("a port").port();
        let (host, keys, files) = (path("host"), path("authorized_keys"), path("files"));
        let config = format!(
            "ListenAddress 127.0.0.1:{port}\nHostKey {host}\nPidFile none\nAuthorizedKeysFile {keys}\nStrictModes no\n\
             UsePAM no\nPasswordAuthentication no\nPermitRootLogin prohibit-password\nSubsystem sftp internal-sftp -d {files}\n"
        );
        std::fs::write(path("config"), config).expect("written");
        let child = Command::new(SSHD)
            .args(["-D", "-e", "-f", &path("config")])
            .stdin(Stdio::null())
            .stderr(Stdio::null())
            .spawn();
        let child = child.unwrap_or_else(|error| panic!("{SSHD} ({error}); it is in the package openssh-server"));
        Self { child, port, folder }
    }

    fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join("files").join(name)
    }

    async fn is_up(&self) {
        let begin = Instant::now();
        while TcpStream::connect(("127.0.0.1", self.port)).await.is_err() {
            assert!(begin.elapsed() < PATIENCE, "OpenSSH does not listen");
            tokio::time::sleep(Duration::from_millis(25)).await;
        }
    }
}

impl Drop for OpenSsh {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// What OpenSSH is given of what the router was given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Knows {
    key: bool,
    word: bool,
}

/// Before somebody comes to OpenSSH, it gets what FirstHop gave to the router.
async fn lead(listener: TcpListener, router: Practice, knows: Knows, port: u16, folder: PathBuf) {
    while let Ok((mut stream, _)) = listener.accept().await {
        hand_over(&router, knows, &folder);
        if let Ok(mut other) = TcpStream::connect(("127.0.0.1", port)).await {
            // Who hangs up ends it.
            let _ = tokio::io::copy_bidirectional(&mut stream, &mut other).await;
        }
    }
}

fn hand_over(router: &Practice, knows: Knows, folder: &Path) {
    let rows = |path: &str| {
        router.handle("GET", path, None).body.and_then(|body| body.as_array().cloned()).unwrap_or_default()
    };
    let text = |row: &serde_json::Value, name: &str| row[name].as_str().unwrap_or_default().to_owned();
    let keys: Vec<String> = rows("/user/ssh-keys").iter().map(|row| text(row, "key")).collect();
    assert_eq!(keys.len(), 1, "one key for one time");
    std::fs::write(folder.join("authorized_keys"), if knows.key { keys.join("\n") } else { String::new() })
        .expect("written");
    for row in rows("/file").iter().filter(|row| knows.word && text(row, "name").ends_with(".txt")) {
        std::fs::write(folder.join("files").join(text(row, "name")), text(row, "contents")).expect("written");
    }
}

/// What leads from the router's SSH port to the one that hands over.
#[derive(Debug)]
struct Led {
    from: u16,
    to: u16,
}

impl Dialer for Led {
    fn dial(&self, mut socket: SocketAddr) -> Result<SocketAddr, ClientError> {
        if socket.port() == self.from {
            socket.set_port(self.to);
        }
        Ok(socket)
    }

    fn is_near(&self, _router: IpAddr) -> bool {
        true
    }
}

async fn opened(openssh: &OpenSsh, knows: Knows) -> (Result<Option<routeros_client::Sftp>, ClientError>, Practice) {
    let user = Command::new("id").arg("-un").output().expect("a name");
    let user = String::from_utf8_lossy(&user.stdout).trim().to_owned();
    let mut state = practice_router::factory("hex_7.12").expect("carried");
    // OpenSSH lets in only who is known to this computer.
    let users = state.menus.get_mut("/user").and_then(serde_json::Value::as_array_mut).expect("users");
    users[0]["name"] = user.clone().into();
    let router = Practice::new(Options { state, user: user.clone(), ..Options::default() });
    let server = Server::start(router.clone()).await.expect("loopback");
    let services = router.handle("GET", "/ip/service", None).body.expect("a list");
    let ssh = services.as_array().and_then(|rows| rows.iter().find(|row| row["name"] == "ssh")).expect("SSH");
    let from = ssh["port"].as_str().and_then(|port| port.parse().ok()).expect("a port");
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let to = listener.local_addr().expect("a port").port();
    tokio::spawn(lead(listener, router.clone(), knows, openssh.port, openssh.folder.path().to_owned()));
    let options = routeros_client::Options { dialer: Arc::new(Led { from, to }), ..Default::default() };
    let password = Secret::new(server.password());
    let client = Client::connect(&server.http_url(), &user, password, options).await.expect("a login");
    use routeros_client::Router as _;
    (client.sftp().await, router)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn files_go_to_openssh_and_come_back_byte_for_byte() {
    let openssh = OpenSsh::start();
    openssh.is_up().await;
    let (sftp, router) = opened(&openssh, Knows { key: true, word: true }).await;
    let sftp = sftp.expect("let in").expect("there is SSH");
    // Every byte, and more than fits into one packet.
    let bytes: Vec<u8> =
        (0..1_000_003_u32).map(|at| u8::try_from((at * 31 + at / 255) % 256).expect("a byte")).collect();
    sftp.write("home.backup", &bytes).await.expect("sent");
    assert_eq!(std::fs::read(openssh.file("home.backup")).expect("there"), bytes);
    std::fs::write(openssh.file("other.backup"), &bytes[..70_001]).expect("written");
    assert_eq!(sftp.read("other.backup", 70_001).await.expect("fetched"), bytes[..70_001]);
    for (name, size) in [("other.backup", 70_002), ("nothing.backup", 1)] {
        assert!(sftp.read(name, size).await.is_err(), "{name}");
    }
    // Key and word are gone from the router while the session still stands.
    for menu in ["/user/ssh-keys", "/file"] {
        let left = router.handle("GET", menu, None).body.expect("a list").to_string();
        assert!(!left.contains("firsthop-tmp"), "{left}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_openssh_that_is_not_the_router_gets_nothing() {
    let openssh = OpenSsh::start();
    openssh.is_up().await;
    for knows in [Knows { key: false, word: true }, Knows { key: true, word: false }] {
        let (sftp, router) = opened(&openssh, knows).await;
        assert!(matches!(sftp, Err(ClientError::KeyChanged { .. })), "{knows:?}: {sftp:?}");
        let left = router.handle("GET", "/user/ssh-keys", None).body.expect("a list").to_string();
        assert!(!left.contains("firsthop-tmp"), "{left}");
        for file in std::fs::read_dir(openssh.folder.path().join("files")).expect("a folder").flatten() {
            std::fs::remove_file(file.path()).expect("removed");
        }
    }
}
