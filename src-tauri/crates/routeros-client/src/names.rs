//! Looking up a name from this computer, as a device at home does, for a router that has no command for it:
//! one question over UDP (RFC 1035).
use std::{
    io,
    net::{IpAddr, Ipv4Addr, SocketAddr},
    time::Duration,
};
use tokio::{net::UdpSocket, time::timeout};

/// Where routers answer questions about names.
pub(crate) const PORT: u16 = 53;
/// How long an answer is waited for, and how often it is asked: a packet may get lost.
const PATIENCE: Duration = Duration::from_secs(2);
const TRIES: usize = 2;
/// A question about an address in the internet.
const A_IN: [u8; 4] = [0, 1, 0, 1];

/// What the router says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Looked {
    /// The name has this address.
    Found(Ipv4Addr),
    /// It does not find the name, with the number of the answer's code.
    NotFound(u8),
}

/// Asks a router for the address of a name.
///
/// # Errors
/// No answer came that is one to this question.
pub async fn look_up(router: SocketAddr, name: &str) -> io::Result<Looked> {
    let here =
        if router.is_ipv4() { IpAddr::V4(Ipv4Addr::UNSPECIFIED) } else { IpAddr::V6(std::net::Ipv6Addr::UNSPECIFIED) };
    let socket = UdpSocket::bind((here, 0)).await?;
    // Only that one is heard.
    socket.connect(router).await?;
    let question = question(number(), name);
    let mut answer = [0; 512];
    for _ in 0..TRIES {
        socket.send(&question).await?;
        match timeout(PATIENCE, socket.recv(&mut answer)).await {
            Ok(length) => {
                if let Some(looked) = understand(&answer[..length?], &question) {
                    return Ok(looked);
                }
            }
            Err(_) => continue,
        }
    }
    Err(io::ErrorKind::TimedOut.into())
}

/// Nobody who cannot see the question guesses it: from the port and the time.
fn number() -> u16 {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    u16::try_from(now.subsec_nanos() & 0xffff).unwrap_or_default()
}

fn question(id: u16, name: &str) -> Vec<u8> {
    let mut packet = id.to_be_bytes().to_vec();
    // Recursion is wanted; one question.
    packet.extend([1, 0, 0, 1, 0, 0, 0, 0, 0, 0]);
    for label in name.split('.') {
        let label = &label.as_bytes()[..label.len().min(63)];
        packet.push(u8::try_from(label.len()).unwrap_or_default());
        packet.extend(label);
    }
    packet.push(0);
    packet.extend(A_IN);
    packet
}

/// Reads an answer to this question. Names in front of the records are skipped, never followed.
fn understand(answer: &[u8], question: &[u8]) -> Option<Looked> {
    let is_answer = answer.get(..2) == question.get(..2) && answer.get(2)? & 0x80 != 0;
    if !is_answer || answer.get(12..question.len()) != question.get(12..) {
        return None;
    }
    let code = answer.get(3)? & 15;
    if code != 0 {
        return Some(Looked::NotFound(code));
    }
    let records = u16::from_be_bytes([*answer.get(6)?, *answer.get(7)?]);
    let mut rest = answer.get(question.len()..)?;
    for _ in 0..records {
        rest = behind_name(rest)?;
        let length = usize::from(u16::from_be_bytes([*rest.get(8)?, *rest.get(9)?]));
        let data = rest.get(10..10 + length)?;
        if rest.get(..4) == Some(&A_IN)
            && let Ok(address) = <[u8; 4]>::try_from(data)
        {
            return Some(Looked::Found(address.into()));
        }
        rest = rest.get(10 + length..)?;
    }
    Some(Looked::NotFound(0))
}

fn behind_name(mut rest: &[u8]) -> Option<&[u8]> {
    loop {
        match *rest.first()? {
            0 => return rest.get(1..),
            // What is shortened ends the name.
            length if length >= 0xc0 => return rest.get(2..),
            length => rest = rest.get(1 + usize::from(length)..)?,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(question: &[u8], code: u8, records: &[&[u8]]) -> Vec<u8> {
        let mut packet = question.to_vec();
        packet[2] |= 0x80;
        packet[3] = code;
        packet[7] = u8::try_from(records.len()).unwrap();
        records.iter().for_each(|record| packet.extend(*record));
        packet
    }

    #[test]
    fn answers_as_routers_give_them() {
        let question = question(7, "example.com");
        let alias: &[u8] = &[0xc0, 12, 0, 5, 0, 1, 0, 0, 0, 9, 0, 3, 1, b'x', 0];
        let address: &[u8] = &[1, b'x', 0, 0, 1, 0, 1, 0, 0, 0, 9, 0, 4, 93, 184, 216, 34];
        let found = Some(Looked::Found(Ipv4Addr::new(93, 184, 216, 34)));
        assert_eq!(understand(&answer(&question, 0, &[alias, address]), &question), found);
        assert_eq!(understand(&answer(&question, 3, &[]), &question), Some(Looked::NotFound(3)));
        assert_eq!(understand(&answer(&question, 0, &[]), &question), Some(Looked::NotFound(0)));
        let mut other = answer(&question, 0, &[address]);
        other[1] = 8;
        assert_eq!(understand(&other, &question), None, "to another question");
        assert_eq!(understand(&question, &question), None, "no answer at all");
        let whole = answer(&question, 0, &[alias, address]);
        for end in 0..whole.len() {
            assert_eq!(understand(&whole[..end], &question), None, "cut after {end}");
        }
    }

    #[tokio::test]
    async fn a_router_is_asked_over_the_network() {
        let server = UdpSocket::bind("127.0.0.1:0").await.unwrap();
        let at = server.local_addr().unwrap();
        tokio::spawn(async move {
            let mut packet = [0; 512];
            let (length, from) = server.recv_from(&mut packet).await.unwrap();
            let record: &[u8] = &[0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 9, 0, 4, 192, 0, 2, 1];
            server.send_to(&answer(&packet[..length], 0, &[record]), from).await.unwrap();
        });
        assert_eq!(look_up(at, "example.com").await.unwrap(), Looked::Found(Ipv4Addr::new(192, 0, 2, 1)));
    }
}
