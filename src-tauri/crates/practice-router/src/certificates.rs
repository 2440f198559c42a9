//! Certificates that the router makes: `add` fills in a form, `sign` makes key and certificate.
//!
//! A signed certificate can be used a moment after `sign` has said that it is done (reference
//! rest-api §11). Keys are elliptic: RSA keys take seconds to make, and their kind is not what is practised.
use crate::{
    RouterState,
    engine::{Engine, Refusal, flag, refuse},
    live::{Row, rows},
    properties::{get, text},
};
use rcgen::{CertificateParams, DnType, KeyPair, SanType};
use rustls::{
    ServerConfig,
    crypto::ring,
    pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject},
    server::{ClientHello, ResolvesServerCert},
    sign::CertifiedKey,
};
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};
use std::{sync::Arc, time::Duration};

const MENU: &str = "/certificate";
/// How long after `sign` a service cannot take the certificate yet (assumed).
const UNTIL_USABLE: Duration = Duration::from_millis(400);

/// `sign`: answers with its progress, as long commands do.
pub(crate) fn sign(engine: &mut Engine, body: &Map<String, Value>) -> Result<Value, Refusal> {
    let Some(key) = ["number", "numbers", ".id"].iter().find_map(|name| body.get(*name)) else {
        return refuse("missing =number=");
    };
    let row = engine.find(MENU, &text(key))?;
    if body.contains_key("ca") {
        return refuse("failure: signing by another certificate is not simulated");
    }
    if flag(&row, "private-key") {
        return refuse("failure: certificate already signed");
    }
    let made = make(&row)?;
    let name = get(&row, "name").to_owned();
    let usable = engine.clock.now() + UNTIL_USABLE;
    engine.signed.insert(name.clone(), usable);
    let fingerprint: String = Sha256::digest(made.0.as_ref()).iter().map(|byte| format!("{byte:02x}")).collect();
    if let Some(found) = engine.list(MENU).iter_mut().find(|found| found["name"] == name.as_str()) {
        for (property, value) in
            [("private-key", "true"), ("fingerprint", &fingerprint), ("invalid", "false"), ("trusted", "true")]
        {
            found[property] = value.into();
        }
    }
    let kept = engine.state.secrets.entry(MENU).or_insert_with(|| json!({}));
    kept[&name] = json!({ "certificate": made.1, "private-key": made.2 });
    Ok(json!([{ ".section": "0", "progress": "signing" }, { ".section": "1", "progress": "done" }]))
}

/// The certificate in binary and as text, and its key.
fn make(row: &Row) -> Result<(CertificateDer<'static>, String, String), Refusal> {
    let failed = |_| Refusal { status: 400, detail: "failure: could not sign".into() };
    let mut params = CertificateParams::default();
    params.distinguished_name.push(DnType::CommonName, get(row, "common-name"));
    for name in get(row, "subject-alt-name").split(',').filter(|name| !name.is_empty()) {
        let alternative = match name.split_once(':') {
            Some(("IP", address)) => match address.parse() {
                Ok(address) => SanType::IpAddress(address),
                Err(_) => return refuse("invalid value for argument subject-alt-name"),
            },
            Some(("DNS", name)) => SanType::DnsName(name.try_into().map_err(failed)?),
            _ => return refuse("invalid value for argument subject-alt-name"),
        };
        params.subject_alt_names.push(alternative);
    }
    let key = KeyPair::generate().map_err(failed)?;
    let certificate = params.self_signed(&key).map_err(failed)?;
    Ok((certificate.der().clone(), certificate.pem(), key.serialize_pem()))
}

/// Whether a service may be given a certificate of this name now.
pub(crate) fn is_usable(engine: &Engine, name: &str) -> bool {
    let known = rows(&engine.state, MENU).any(|row| get(row, "name") == name && flag(row, "private-key"));
    known && engine.signed.get(name).is_none_or(|usable| *usable <= engine.clock.now())
}

/// A router that was given HTTPS before: both services over TLS are on.
pub(crate) fn install(engine: &mut Engine) {
    for row in engine.list("/ip/service") {
        if row["name"] == "www-ssl" || row["name"] == "api-ssl" {
            row["disabled"] = "false".into();
            row["certificate"] = "practice".into();
        }
    }
    complete(engine);
}

/// Somebody made new keys: all services show others.
pub(crate) fn renew(engine: &mut Engine) {
    engine.state.secrets.remove(MENU);
    complete(engine);
}

/// A state file that was read from a router holds no keys: what its services show is made anew.
pub(crate) fn complete(engine: &mut Engine) {
    let shown = rows(&engine.state, "/ip/service").map(|row| get(row, "certificate").to_owned());
    let mut names: Vec<String> = shown.filter(|name| !name.is_empty() && name != "none").collect();
    names.dedup();
    let has_key = |name: &String| engine.state.secrets.get(MENU).is_some_and(|kept| kept.get(name).is_some());
    for name in names.into_iter().filter(|name| !has_key(name)).collect::<Vec<_>>() {
        engine.list(MENU).retain(|row| row["name"] != name.as_str());
        let form =
            json!({ "name": name, "common-name": "practice", "subject-alt-name": "IP:192.168.88.1,IP:127.0.0.1" });
        let form = form.as_object().cloned().unwrap_or_default();
        let number = Map::from_iter([("number".to_owned(), Value::from(name))]);
        // A router whose version has no such menu cannot have had one.
        let _ = engine.add(MENU, &form).and_then(|_| sign(engine, &number));
    }
    engine.signed.clear();
}

/// What a service shows to who connects. Without a certificate the handshake fails: RouterOS then
/// offers anonymous ciphers only (reference rest-api §2).
pub(crate) fn tls(state: &RouterState, service: &str) -> Result<Arc<ServerConfig>, rustls::Error> {
    let provider = Arc::new(ring::default_provider());
    let row = rows(state, "/ip/service").find(|row| get(row, "name") == service);
    let name = row.map_or("none", |row| get(row, "certificate"));
    let kept = state.secrets.get(MENU).and_then(|kept| kept.get(name));
    let pem = |part: &str| kept.and_then(|kept| kept.get(part)).and_then(Value::as_str).unwrap_or_default().as_bytes();
    let shown =
        match (CertificateDer::from_pem_slice(pem("certificate")), PrivateKeyDer::from_pem_slice(pem("private-key"))) {
            (Ok(certificate), Ok(key)) => Some(Arc::new(CertifiedKey::from_der(vec![certificate], key, &provider)?)),
            _ => None,
        };
    // RouterOS speaks TLS 1.2 at most (reference rest-api §2).
    let config = ServerConfig::builder_with_provider(provider).with_protocol_versions(&[&rustls::version::TLS12])?;
    Ok(Arc::new(config.with_no_client_auth().with_cert_resolver(Arc::new(Shown(shown)))))
}

#[derive(Debug)]
struct Shown(Option<Arc<CertifiedKey>>);

impl ResolvesServerCert for Shown {
    fn resolve(&self, _hello: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        self.0.clone()
    }
}
