//! The client of the binary API against a peer that answers oddly, byte by byte.
#![expect(clippy::unwrap_used, reason = "the peer of a test ends the test by panicking")]
use routeros::{Menu, MenuState, NoSecrets, Secret, menu};
use routeros_client::{
    ApiRouter, ClientError, Options, Router,
    api::{Broken, Connection, Open, words::WireError},
};
use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
    time::Duration,
};
use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream, duplex};

/// What the peer says to one request; nothing is a hang-up.
type Says = Option<Vec<u8>>;

/// A peer behind a stream that is no socket. Each connection has its own list of answers.
#[derive(Clone, Default)]
struct Peer {
    connections: Arc<Mutex<VecDeque<Vec<Says>>>>,
    heard: Arc<Mutex<Vec<String>>>,
}

impl Open for Peer {
    type Stream = DuplexStream;

    async fn open(&self) -> Result<DuplexStream, ClientError> {
        let next = self.connections.lock().unwrap().pop_front();
        let Some(answers) = next else { return Err(ClientError::Unreachable { address: self.address() }) };
        let (ours, mut theirs) = duplex(1 << 20);
        let heard = Arc::clone(&self.heard);
        tokio::spawn(async move {
            for answer in answers {
                let mut request = vec![0; 4096];
                let read = theirs.read(&mut request).await.unwrap();
                if read == 0 {
                    return;
                }
                heard.lock().unwrap().push(String::from_utf8_lossy(&request[..read]).into_owned());
                let Some(answer) = answer else { return };
                theirs.write_all(&answer).await.unwrap();
            }
            // It stays there and says nothing more.
            std::future::pending::<()>().await;
        });
        Ok(ours)
    }

    fn address(&self) -> String {
        "a peer".into()
    }

    fn place(&self) -> std::net::IpAddr {
        std::net::Ipv4Addr::LOCALHOST.into()
    }

    fn at(&self, _: std::net::IpAddr) -> Result<Self, ClientError> {
        Err(ClientError::Unreachable { address: self.address() })
    }

    fn may_change(&self, _: &routeros::Change) -> Result<(), ClientError> {
        Ok(())
    }
}

/// Sentences with words parted by blanks, sentences by `;`.
fn says(text: &str) -> Says {
    let mut out = Vec::new();
    for sentence in text.split(';') {
        for word in sentence.split_whitespace() {
            out.push(u8::try_from(word.len()).unwrap());
            out.extend(word.as_bytes());
        }
        out.push(0);
    }
    Some(out)
}

const RESOURCE: &str = "!re =version=6.49.10;!done";

fn peer(connections: Vec<Vec<Says>>) -> Peer {
    Peer { connections: Arc::new(Mutex::new(connections.into())), heard: Arc::default() }
}

async fn connect(peer: &Peer) -> Result<ApiRouter<Peer>, ClientError> {
    let options = Options { timeout: Duration::from_millis(200), ..Options::default() };
    ApiRouter::over(peer.clone(), "admin", Secret::new("geheim"), options).await
}

/// A router that let us in, and what it says then.
async fn router(then: Vec<Says>, more: Vec<Vec<Says>>) -> (ApiRouter<Peer>, Peer) {
    let mut first = vec![says("!done"), says(RESOURCE)];
    first.extend(then);
    let mut connections = vec![vec![says("!fatal not")], first];
    connections.extend(more);
    let peer = peer(connections);
    (connect(&peer).await.unwrap(), peer)
}

async fn read(answer: Says) -> Result<MenuState, ClientError> {
    router(vec![answer], Vec::new()).await.0.read(menu::IP_POOL).await
}

#[tokio::test]
async fn the_password_goes_only_to_what_speaks_like_a_router() {
    for first in [Some(b"HTTP/1.1 400 Bad Request\r\n\r\n".to_vec()), says("220 ftp"), says("!done"), Some(vec![0xFF])]
    {
        let peer = peer(vec![vec![first.clone()]; 2]);
        assert_eq!(connect(&peer).await.err(), Some(ClientError::NotRouterOs), "{first:?}");
        assert!(!peer.heard.lock().unwrap().concat().contains("geheim"));
    }
    let closed = connect(&peer(vec![vec![None]; 2])).await.err();
    assert!(matches!(closed, Some(ClientError::Unreachable { .. })), "the service is not for us");
}

#[tokio::test]
async fn logins_that_fail() {
    let login = async |answer| connect(&peer(vec![vec![says("!fatal not")], vec![answer]])).await.err();
    let riddle = "!done =ret=856780b7411eefd3abadee2058c149a3";
    assert!(matches!(login(says(riddle)).await, Some(ClientError::TooOld { .. })));
    let refused = |message: &str| {
        let mut out = vec![5];
        out.extend(b"!trap");
        let word = format!("=message={message}");
        out.push(u8::try_from(word.len()).unwrap());
        out.extend(word.as_bytes());
        out.extend(b"\0\x05!done\0");
        Some(out)
    };
    assert_eq!(login(refused("invalid user name or password (6)")).await, Some(ClientError::WrongPassword));
    assert_eq!(login(refused("cannot log in")).await, Some(ClientError::WrongPassword));
    assert!(matches!(login(refused("std failure: not allowed (9)")).await, Some(ClientError::NoPermission { .. })));
    assert!(matches!(login(None).await, Some(ClientError::Unreachable { .. })));
}

#[tokio::test]
async fn what_reading_makes_of_answers() {
    for (answer, count) in [("!empty;!done", 0), ("!done", 0), ("!re =.id=*1;!later;!re;!done", 2)] {
        let Ok(MenuState::List(rows)) = read(says(answer)).await else { panic!("{answer}") };
        assert_eq!(rows.len(), count, "{answer}");
    }
    let other = "!re =.id=*1 .tag=99;!done .tag=99;!re =.id=*2;!done";
    let Ok(MenuState::List(rows)) = read(says(other)).await else { panic!("a list") };
    assert_eq!(rows.iter().map(|row| row.id.as_deref()).collect::<Vec<_>>(), [Some("*2")]);
    let absent = Some(b"\x05!trap\x23=message=no such command prefix (x)\0\x05!done\0".to_vec());
    assert_eq!(read(absent).await, Ok(MenuState::Absent));
    let latin = Some(b"\x03!re\x0e=comment=K\xfcche\0\x05!done\0".to_vec());
    let Ok(MenuState::List(rows)) = read(latin).await else { panic!("a list") };
    assert_eq!(rows[0].comment(), "Küche");
}

#[tokio::test]
async fn what_is_not_the_api() {
    for answer in [Some(vec![0xF8, 0, 0]), Some(vec![0xEF, 0xFF, 0xFF, 0xFF]), says("hello")] {
        assert!(matches!(read(answer.clone()).await, Err(ClientError::NotUnderstood { .. })), "{answer:?}");
    }
    assert!(matches!(read(says("!re =name=x")).await, Err(ClientError::Unreachable { .. })), "no end in time");
}

#[tokio::test]
async fn an_answer_has_an_end() {
    let (ours, mut theirs) = duplex(1 << 16);
    tokio::spawn(async move {
        let rows = says(&["!re"; 4096].join(";")).unwrap();
        while theirs.write_all(&rows).await.is_ok() {}
    });
    let mut connection = Connection::new(ours);
    assert_eq!(connection.call(&[]).await.err(), Some(Broken::TooLong));
}

#[tokio::test]
async fn control_bytes_end_a_connection() {
    let (ours, mut theirs) = duplex(64);
    theirs.write_all(&[0x03, b'!', b'r', b'e', 0xF8]).await.unwrap();
    let mut connection = Connection::new(ours);
    assert_eq!(connection.next().await.err(), Some(Broken::Wire(WireError::Control(0xF8))));
}

#[tokio::test]
async fn a_connection_that_ended_is_opened_again() {
    let again = vec![says("!done"), says("!re =.id=*1;!done")];
    let (router, peer) = router(vec![None], vec![again.clone()]).await;
    assert!(matches!(router.read(menu::IP_POOL).await, Ok(MenuState::List(rows)) if rows.len() == 1));
    assert_eq!(peer.heard.lock().unwrap().len(), 6, "look, login, resource, read, login, read");
    // It has not, where there is nobody any more.
    let (router, _) = self::router(vec![None], Vec::new()).await;
    assert!(matches!(router.read(menu::IP_POOL).await, Err(ClientError::Unreachable { .. })));
}

#[tokio::test]
async fn a_change_is_never_sent_twice() {
    let change = change(menu::IP_POOL);
    let (router, peer) = router(vec![None], vec![vec![says("!done"), says("!done")]]).await;
    assert_eq!(router.send(&change, &NoSecrets).await, Err(ClientError::OutcomeUnknown));
    let heard = peer.heard.lock().unwrap().concat();
    assert_eq!(heard.matches("/ip/pool/remove").count(), 1);
    assert_eq!(router.send(&change, &NoSecrets).await, Ok(()), "over a new connection");
    // Where no connection comes about, nothing was sent: no doubt.
    let (router, _) = self::router(vec![None], Vec::new()).await;
    assert_eq!(router.send(&change, &NoSecrets).await, Err(ClientError::OutcomeUnknown));
    assert!(matches!(router.send(&change, &NoSecrets).await, Err(ClientError::Unreachable { .. })));
}

fn change(menu: Menu) -> routeros::Change {
    let target = routeros::Target { id: "*1".into(), find: Vec::new() };
    routeros::Change {
        id: "x".into(),
        group: routeros::Group::Settings,
        area: routeros::Area::HomeNetwork,
        menu,
        action: routeros::Action::Remove { target },
        text: routeros::Text::new("x"),
        undo: routeros::Undo::Automatic,
    }
}
