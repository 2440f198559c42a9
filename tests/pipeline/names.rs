//! A router that has no command to look a name up is asked from this computer, as a device at home asks.
use apply::{ProofItem, ProofState};
use routeros::{Change, Menu, MenuState, Record, Secrets};
use routeros_client::{ClientError, Router};
use std::{
    collections::BTreeSet,
    net::{IpAddr, SocketAddr},
};
use tests::{
    direct::Direct,
    journey::{Answers, context, practice},
};
use tokio::net::UdpSocket;

/// Without `/resolve`; names are answered there.
#[derive(Clone)]
struct Without(Direct, Option<SocketAddr>);

impl Router for Without {
    async fn read(&self, menu: Menu) -> Result<MenuState, ClientError> {
        self.0.read(menu).await
    }

    async fn send(&self, change: &Change, secrets: &dyn Secrets) -> Result<(), ClientError> {
        self.0.send(change, secrets).await
    }

    async fn ask(&self, command: &str, args: &[(&str, &str)]) -> Result<Vec<Record>, ClientError> {
        match command {
            "/resolve" => Err(ClientError::Missing { detail: "no such command".into() }),
            _ => self.0.ask(command, args).await,
        }
    }

    async fn piece(&self, file: &str, offset: usize, size: usize) -> Result<Vec<u8>, ClientError> {
        self.0.piece(file, offset, size).await
    }

    async fn fresh(&self) -> Result<Self, ClientError> {
        Ok(self.clone())
    }

    fn place(&self) -> IpAddr {
        self.0.place()
    }

    fn names_at(&self) -> Option<SocketAddr> {
        self.1
    }

    async fn at(&self, _: IpAddr) -> Result<Self, ClientError> {
        Ok(self.clone())
    }
}

/// Answers every question with this code, and the address of an example when it is none.
async fn answers(code: u8) -> SocketAddr {
    let server = UdpSocket::bind("127.0.0.1:0").await.expect("a port");
    let at = server.local_addr().expect("an address");
    tokio::spawn(async move {
        let mut packet = [0; 512];
        while let Ok((length, from)) = server.recv_from(&mut packet).await {
            let mut answer = packet[..length].to_vec();
            answer[2] |= 0x80;
            answer[3] = code;
            if code == 0 {
                answer[7] = 1;
                answer.extend([0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 9, 0, 4, 192, 0, 2, 1]);
            }
            let _sent = server.send_to(&answer, from).await;
        }
    });
    at
}

async fn names(at: Option<SocketAddr>) -> ProofItem {
    let router = Without(Direct(practice("hap-ax2_7.20", "dhcp")), at);
    let answers = Answers::of(&[("internet.type", "dhcp")], &[]);
    let (project, ticked) = (answers.valid(), BTreeSet::new());
    let verified = apply::verify(&router, &project, &context(&answers.secrets, &ticked)).await.expect("verified");
    verified.proof.into_iter().find(|item| item.id == "names").expect("names are proved")
}

#[tokio::test]
async fn names_are_proved_from_this_computer_where_the_router_has_no_command() {
    let found = names(Some(answers(0).await)).await;
    assert_eq!((found.key.as_str(), found.state), ("names.good-here", ProofState::Good), "{found:?}");
    let not_found = names(Some(answers(3).await)).await;
    assert_eq!((not_found.key.as_str(), not_found.state), ("names.bad", ProofState::Bad), "{not_found:?}");
    let nobody = names(None).await;
    assert_eq!((nobody.key.as_str(), nobody.state), ("names.unread", ProofState::Unknown), "{nobody:?}");
}
