//! The simulated router.
use super::{Answer, App};
use crate::{
    error::CommandError,
    view::{FoundRouterView, PersonalityView, PracticeForm, ProviderLetterView},
};
use practice_router::{Internet, Options, Router, Server};
use routeros_client::{Distance, LoopbackDialer};
use std::{net::IpAddr, sync::Arc, time::Duration};

/// What one request costs on the simulated router: quick enough not to bore, slow enough to be seen.
const LATENCY: Duration = Duration::from_millis(25);
/// After which time the simulated computer asks for its address again. Real ones take minutes.
const ASKS_AGAIN: Duration = Duration::from_secs(12);

/// The simulated routers.
#[tauri::command]
pub fn practice_personalities() -> Vec<PersonalityView> {
    let others = practice_router::other_personalities().into_iter().filter(|known| has_modem(known.name));
    let all = practice_router::personalities().into_iter().chain(others);
    all.map(|known| PersonalityView {
        name: known.name.to_owned(),
        model: pretty(&known.model),
        version: known.version,
        modem: has_modem(known.name),
    })
    .collect()
}

/// Beside those with a socket for the internet, one with a SIM card is worth practising on.
fn has_modem(name: &str) -> bool {
    practice_router::personality(name).is_some_and(|state| state.board.contains_key("sim"))
}

/// Starts one, with a new password on its sticker. One that was running ends.
#[tauri::command]
pub async fn practice_start(app: App<'_>, form: PracticeForm) -> Answer<FoundRouterView> {
    let internal = |detail: &str| CommandError::Internal { detail: detail.to_owned() };
    let state = practice_router::personality(&form.personality).ok_or_else(|| internal("no such personality"))?;
    let internet: Internet = form.internet.parse().map_err(|_| internal("no such line"))?;
    let (model, version) = (pretty(state.board("board-name")), state.version.clone());
    let home = state.menus.get("/ip/address").and_then(|rows| rows[0]["address"].as_str()).unwrap_or_default();
    let address = home.split('/').next().unwrap_or_default().to_owned();
    let serial = state.board("serial").to_owned();
    let letter = letter(&internet);
    let asks_again = Some(ASKS_AGAIN);
    let router = Router::new(Options { state, internet, latency: LATENCY, asks_again, ..Options::default() });
    let server = Server::start(router).await.map_err(|error| internal(&error.to_string()))?;
    // RouterOS 6 has no REST.
    let id = if version.starts_with("6.") { server.api_url() } else { server.http_url() };
    let found = FoundRouterView {
        id,
        model,
        version,
        address,
        serial_tail: serial.chars().skip(serial.chars().count().saturating_sub(4)).collect(),
        simulated: true,
        sticker_password: Some(server.password().to_owned()),
        provider_letter: Some(letter),
    };
    let mut session = app.session.lock().await;
    session.connected = None;
    session.shown = None;
    if let Some(old) = session.practice.replace(server) {
        old.stop().await;
    }
    Ok(found)
}

/// How a simulated router is reached: at the addresses that it has at that moment, as a real one, though
/// it listens on loopback.
pub(super) fn way(router: &Router) -> routeros_client::Options {
    let router = router.clone();
    let reach = move |address| match address {
        IpAddr::V4(address) if router.is_near(address) => Distance::Near,
        IpAddr::V4(address) if router.has_address(address) => Distance::Far,
        _ => Distance::Gone,
    };
    routeros_client::Options { dialer: Arc::new(LoopbackDialer(reach)), ..Default::default() }
}

/// The same service at the address that the simulated router has at home.
pub(super) fn at_home(server: &Server, url: &str) -> Option<String> {
    let own = server.router().addresses().into_iter().find(|net| net.addr().is_private())?;
    let (scheme, place) = url.split_once("://")?;
    let port = place.rsplit_once(':')?.1;
    Some(format!("{scheme}://{}:{port}", own.addr()))
}

fn pretty(model: &str) -> String {
    model.replace("^2", "²").replace("^3", "³")
}

fn letter(internet: &Internet) -> ProviderLetterView {
    let mut letter = ProviderLetterView {
        kind: "dhcp".into(),
        user: None,
        password: None,
        vlan: None,
        address: None,
        gateway: None,
        pin: None,
        apn: None,
    };
    match internet {
        Internet::None => {}
        Internet::Dhcp { vlan, .. } => letter.vlan = *vlan,
        Internet::Pppoe { user, password, vlan } => {
            let (user, password) = (Some(user.clone()), Some(password.clone()));
            letter = ProviderLetterView { kind: "pppoe".into(), user, password, vlan: *vlan, ..letter };
        }
        Internet::Lte { pin, apn } => {
            let pin = Some(pin.clone()).filter(|pin| !pin.is_empty());
            letter = ProviderLetterView { kind: "lte".into(), pin, apn: Some(apn.clone()), ..letter };
        }
        Internet::Static { address, gateway, vlan } => {
            let (address, gateway) = (Some(address.to_string()), Some(gateway.to_string()));
            letter = ProviderLetterView { kind: "static".into(), address, gateway, vlan: *vlan, ..letter };
        }
    }
    letter
}
