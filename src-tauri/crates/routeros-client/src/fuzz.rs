//! Hostile input: whatever comes over the network, nothing panics and nothing takes more memory than
//! what came allows. A million inputs each, made by changing real ones, another million in every run.
use crate::{
    answer::{Purpose, understand},
    api::{reply::Reply, sentence::Decoder},
    discovery, json, tls,
};
use routeros::{menu, parse};
use rustls::{
    client::danger::ServerCertVerifier as _,
    pki_types::{CertificateDer, ServerName, UnixTime},
};
use serde_json::Value;
use std::time::{Instant, SystemTime};

const INPUTS: u64 = 1_000_000;
const PARTS: u64 = 2;

/// A small generator (xorshift64*): a million inputs cost less than reading them.
struct Dice(u64);

impl Dice {
    /// Another one in each run; `FIRSTHOP_SEED` repeats one.
    fn new() -> (Self, u64) {
        let named = std::env::var("FIRSTHOP_SEED").ok().and_then(|text| text.parse().ok());
        let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        let seed = named.unwrap_or(u64::from(now.subsec_nanos()) << 20 ^ now.as_secs()) | 1;
        (Self(seed), seed)
    }

    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D)
    }

    fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() >> 16).unwrap_or_default() % end.max(1)
    }

    fn byte(&mut self) -> u8 {
        // What breaks parsers comes often: quotes, escapes, control bytes, Latin-1, lengths.
        const NASTY: &[u8] = b"\"\\{}[]:,=!.\0\x01\x1f\x7f\x80\xc0\xe9\xf0\xff";
        let byte = self.next().to_le_bytes()[3];
        if byte & 1 == 0 { NASTY[self.below(NASTY.len())] } else { byte }
    }

    /// Another form of a real message.
    fn spoil(&mut self, message: &[u8], out: &mut Vec<u8>) {
        out.clear();
        if self.below(8) == 0 {
            let length = self.below(120);
            out.extend((0..length).map(|_| self.byte()));
            return;
        }
        out.extend_from_slice(message);
        for _ in 0..=self.below(6) {
            let at = self.below(out.len());
            match self.below(6) {
                0 => out.truncate(at),
                1 if !out.is_empty() => out[at] = self.byte(),
                2 => {
                    let byte = self.byte();
                    out.insert(at.min(out.len()), byte);
                }
                3 if !out.is_empty() => {
                    out.remove(at);
                }
                4 if out.len() < 2000 => {
                    let end = at + self.below(out.len() - at);
                    let again = out[at..end].to_vec();
                    out.splice(at..at, again);
                }
                _ => {
                    // Nested deep, or a text that is long.
                    let (byte, times) = (self.byte(), self.below(300));
                    out.splice(at..at, std::iter::repeat_n(byte, times));
                }
            }
        }
    }
}

/// Runs a check on a million inputs, a part of them on each processor. What panics or is false names
/// the seed. The check also gets the number of the input.
fn million(what: &str, messages: &[Vec<u8>], check: impl Fn(u64, &[u8]) -> bool + Sync) {
    let ((_, seed), begin) = (Dice::new(), Instant::now());
    let part = &|first: u64| {
        let mut dice = Dice(seed ^ first << 32);
        let (mut input, mut understood) = (Vec::new(), 0_u64);
        for number in first..first + INPUTS / PARTS {
            let at = dice.below(messages.len());
            dice.spoil(&messages[at], &mut input);
            let checked = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| check(number, &input)));
            match checked {
                Ok(good) => understood += u64::from(good),
                Err(_) => panic!("{what}: input {number} of seed {seed} panics: {input:02x?}"),
            }
        }
        understood
    };
    let understood: u64 = std::thread::scope(|scope| {
        let parts: Vec<_> = (0..PARTS).map(|at| scope.spawn(move || part(at * (INPUTS / PARTS)))).collect();
        parts.into_iter().map(|part| part.join().expect("no input panics")).sum()
    });
    println!(
        "{what}: {INPUTS} hostile inputs, {understood} understood, {:.1} s, seed {seed}",
        begin.elapsed().as_secs_f64()
    );
    assert!(understood > INPUTS / 200, "{what}: nearly nothing was understood, so nearly nothing was looked at");
    assert!(understood < INPUTS, "{what}: nothing was refused");
}

#[test]
fn announcements() {
    let part = |kind: u16, value: &[u8]| {
        [&kind.to_be_bytes()[..], &u16::try_from(value.len()).unwrap().to_be_bytes(), value].concat()
    };
    let parts = [
        part(1, &[2, 0, 0, 0, 0, 9]),
        part(5, b"MikroTik"),
        part(7, b"7.20.6 (stable)"),
        part(8, b"MikroTik"),
        part(11, b"ABCD-1234"),
        part(12, b"hAP ax^2"),
        part(15, &[0xfe; 16]),
        part(17, &[192, 168, 88, 1]),
    ];
    let message = [vec![0, 0, 0, 1], parts.concat()].concat();
    million("MNDP", &[message], |_, bytes| match discovery::parse(bytes) {
        Some(found) => {
            let texts = [&found.identity, &found.version, &found.platform, &found.software_id, &found.board];
            assert!(texts.iter().all(|text| text.len() <= 3 * bytes.len()), "more than came");
            true
        }
        None => false,
    });
}

#[test]
fn sentences_of_the_binary_api() {
    let message = |words: &[&[u8]]| crate::api::sentence::encode(words.iter().copied()).unwrap();
    let messages = [
        message(&[b"!re", b"=.id=*1", b"=name=ether1", b"=comment=K\xfcche", b".tag=7"]),
        message(&[b"!trap", b"=category=1", b"=message=no such item", b".tag=7"]),
        [message(&[b"!empty", b".tag=1"]), message(&[b"!done", b"=ret=*A", b".tag=1"])].concat(),
        message(&[b"!fatal", b"not logged in"]),
        message(&[&[b'x'; 200]]),
    ];
    million("binary API", &messages, |_, bytes| {
        let mut decoder = Decoder::default();
        let mut any = false;
        // As it comes over a network: in two pieces.
        let (first, second) = bytes.split_at(bytes.len() / 2);
        for piece in [first, second] {
            decoder.push(piece);
            loop {
                match decoder.sentence() {
                    Ok(Some(sentence)) => {
                        let size: usize = sentence.iter().map(Vec::len).sum();
                        assert!(size <= bytes.len(), "more than came");
                        any |= Reply::read(&sentence).is_some();
                    }
                    Ok(None) => break,
                    Err(_) => return any,
                }
            }
        }
        any
    });
}

#[test]
fn answers_of_rest() {
    let messages = [
        br#"[{".id":"*1","name":"ether1","comment":"K\u00fcche \\ \"x\"","running":"true"},{".id":"*2","n":1,"x":null}]"#.to_vec(),
        b"{\"latin\":\"caf\xe9\",\"utf\":\"caf\xc3\xa9\",\"raw\":\"a\nb\x01\"}".to_vec(),
        br#"{"error":400,"message":"Bad Request","detail":"failure: already have such entry"}"#.to_vec(),
        br#"[{".section":"0","status":"started"},{".section":"1","status":"ERROR: no disk"}]"#.to_vec(),
        [b"[".repeat(60), b"{\"a\":[]}".to_vec(), b"]".repeat(60)].concat(),
    ];
    million("REST JSON", &messages, |number, bytes| {
        // As a value, as a good answer and as a refusal in turn: each is read once.
        let value = match number % 3 {
            0 => json::parse(bytes),
            turn => match understand(if turn == 1 { 200 } else { 400 }, bytes, Purpose::Change) {
                Ok(value) => Some(value),
                Err(error) => {
                    assert!(error.to_string().len() < 2000, "an error as long as its cause");
                    None
                }
            },
        };
        if let Some(value) = &value {
            assert!(weight(value) <= 4 * bytes.len() + 64, "more than came");
            let _ = parse::menu_state(menu::INTERFACE, value);
        }
        value.is_some()
    });
}

/// The bytes of all texts in it.
fn weight(value: &Value) -> usize {
    match value {
        Value::String(text) => text.len(),
        Value::Array(all) => all.iter().map(weight).sum(),
        Value::Object(all) => all.iter().map(|(name, value)| name.len() + weight(value)).sum(),
        Value::Null | Value::Bool(_) | Value::Number(_) => 0,
    }
}

#[test]
fn certificates() {
    let made = rcgen::generate_simple_self_signed(["router.lan".to_owned()]).unwrap();
    let messages = [made.cert.der().to_vec()];
    let (name, now) = (
        ServerName::try_from("router.lan").unwrap(),
        UnixTime::since_unix_epoch(std::time::Duration::from_secs(1_800_000_000)),
    );
    million("certificates", &messages, |_, bytes| {
        let seen = tls::Seen::default();
        let verifier = tls::verifier(Some([7; 32]), std::sync::Arc::clone(&seen));
        let answer = verifier.verify_server_cert(&CertificateDer::from(bytes), &[], &name, &[], now);
        assert!(answer.is_err(), "no other key is ever trusted");
        tls::seen(&seen).is_some()
    });
}
