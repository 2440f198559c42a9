//! `/system/backup`: everything in one file, and back from it.
//!
//! The format is the practice router's own: a magic number, whether it is encrypted, a nonce, a check
//! sum, then records and secrets as JSON under a key stream made of the password. It is no
//! protection, only as binary, as opaque and as easily damaged as the real one.
use crate::{
    RouterState,
    engine::{Engine, Refusal, refuse},
    files, jobs, log, packets,
    properties::text,
    update,
};
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};
use std::time::Duration;

const MAGIC: &[u8; 4] = b"\x88\xAC\xA1\x01";
const CHECK: usize = 32;
const NONCE: usize = 8;
const HEAD: usize = MAGIC.len() + 1 + NONCE + CHECK;
/// How long a router is away that starts again.
const STARTING: Duration = Duration::from_secs(8);

/// `save`.
pub(crate) fn save(engine: &mut Engine, body: &Map<String, Value>) -> Result<Value, Refusal> {
    known(body, &["name", "password", "encryption", "dont-encrypt"])?;
    let name = body.get("name").map(text).filter(|name| !name.is_empty());
    let name = name
        .unwrap_or_else(|| format!("{}-20261120-1205", packets::setting(&engine.state, "/system/identity", "name")));
    let password = body.get("password").map(text).unwrap_or_default();
    let plain = password.is_empty() || body.get("dont-encrypt").map(text).is_some_and(|word| word != "no");
    if body.contains_key("password") && password.is_empty() {
        return refuse("failure: password may not be empty");
    }
    let name = if name.ends_with(".backup") { name } else { format!("{name}.backup") };
    let written = pack(&engine.state, if plain { "" } else { &password }, engine.clock.now());
    files::begin(engine, &name, written)?;
    Ok(json!([]))
}

/// `load`: the router starts again with what the file holds. Files stay as they are, but for those in
/// memory.
pub(crate) fn load(engine: &mut Engine, body: &Map<String, Value>) -> Result<Value, Refusal> {
    known(body, &["name", "password", "force-v6-to-v7-configuration-upgrade"])?;
    let Some(name) = body.get("name").map(text) else { return refuse("missing =name=") };
    let Some(password) = body.get("password").map(text) else { return refuse("missing =password=") };
    let Some(bytes) = files::contents(engine, &name) else {
        return refuse("input does not match any value of name");
    };
    let held = unpack(bytes, &password)?;
    engine.state.menus = held.menus;
    engine.state.secrets = held.secrets;
    start_again(engine);
    Ok(json!([]))
}

/// Starts again, and is away for a moment.
pub(crate) fn start_again(engine: &mut Engine) {
    let away = forget(engine).unwrap_or(STARTING);
    engine.away_until = Some(engine.clock.now() + away);
}

/// What a start anew loses, and what it installs. Returns how long that takes when longer than usual.
pub(crate) fn forget(engine: &mut Engine) -> Option<Duration> {
    jobs::forget(engine);
    files::forget(engine);
    engine.started = Some(engine.clock.now());
    update::start(engine)
}

fn known(body: &Map<String, Value>, names: &[&str]) -> Result<(), Refusal> {
    match body.keys().find(|name| !names.contains(&name.as_str())) {
        Some(name) => refuse(format!("unknown parameter {name}")),
        None => Ok(()),
    }
}

fn pack(state: &RouterState, password: &str, now: Duration) -> Vec<u8> {
    // The log is in memory and no setting.
    let menus: Map<String, Value> = state
        .menus
        .iter()
        .filter(|(path, _)| *path != log::LOG)
        .map(|(path, menu)| (path.clone(), menu.clone()))
        .collect();
    let held = json!({ "menus": menus, "secrets": state.secrets, "version": state.version });
    let text = held.to_string().into_bytes();
    let nonce = u64::try_from(now.as_nanos()).unwrap_or_default().to_be_bytes();
    let mut out = MAGIC.to_vec();
    out.push(u8::from(!password.is_empty()));
    out.extend(nonce);
    out.extend(Sha256::digest(&text));
    out.extend(mixed(&text, password, &nonce));
    out
}

fn unpack(bytes: &[u8], password: &str) -> Result<Held, Refusal> {
    let damaged = || Refusal { status: 400, detail: "failure: backup file is damaged".to_owned() };
    let (head, rest) = bytes.split_at_checked(HEAD).ok_or_else(damaged)?;
    if !head.starts_with(MAGIC) {
        return Err(damaged());
    }
    let encrypted = head[MAGIC.len()] == 1;
    let nonce = &head[MAGIC.len() + 1..MAGIC.len() + 1 + NONCE];
    let text = mixed(rest, if encrypted { password } else { "" }, nonce);
    if Sha256::digest(&text).as_slice() != &head[HEAD - CHECK..] {
        // Damage and a wrong password look alike where it is encrypted.
        return if encrypted { refuse("failure: wrong password or backup file is damaged") } else { Err(damaged()) };
    }
    serde_json::from_slice(&text).map_err(|_| damaged())
}

#[derive(serde::Deserialize)]
struct Held {
    menus: Map<String, Value>,
    secrets: Map<String, Value>,
}

/// Turns text into noise, and noise into text.
fn mixed(bytes: &[u8], password: &str, nonce: &[u8]) -> Vec<u8> {
    let block = |number: usize| {
        let hash = Sha256::new().chain_update(nonce).chain_update(password).chain_update(number.to_be_bytes());
        hash.finalize()
    };
    let blocks = bytes.chunks(32).enumerate();
    blocks
        .flat_map(|(number, chunk)| chunk.iter().zip(block(number)).map(|(byte, key)| byte ^ key).collect::<Vec<_>>())
        .collect()
}
