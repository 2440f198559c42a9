//! Looking at a provider's line: what the router sees there, without setting anything up.
//!
//! Looking changes nothing, but for one thing that has to be allowed: where no DHCP client is, a
//! temporary one asks for an address without taking the route or the name servers, and goes again.
use planner::detective::{NotAsked, Seen, Sighting};
use routeros::{
    Action, Area, Change, Group, MenuState, NoSecrets, PropValue, Record, Snapshot, Target, Text, Undo, menu,
};
use routeros_client::{ClientError, Router};
use std::time::Duration;

/// How long a search for a login lasts, as RouterOS takes it.
const SEARCH: &str = "3s";
/// How long an answer to the question for an address is waited for.
const PATIENCE: u32 = 8;
/// The mark of the temporary client.
const MARK: &str = "firsthop:look";

/// What the look would set for a moment, to be shown before.
pub fn temporary(port: &str) -> Change {
    let props = [
        ("interface", port),
        ("add-default-route", "no"),
        ("use-peer-dns", "no"),
        ("use-peer-ntp", "no"),
        ("disabled", "no"),
        ("comment", MARK),
    ];
    let props = props.into_iter().map(|(name, value)| (name.to_owned(), PropValue::text(value))).collect();
    change("internet.look", Action::Add { props, before: None })
}

fn change(id: &str, action: Action) -> Change {
    Change {
        id: id.to_owned(),
        group: Group::Settings,
        area: Area::Internet,
        menu: menu::IP_DHCP_CLIENT,
        action,
        text: Text::new("look-for-address"),
        undo: Undo::Automatic,
    }
}

/// Looks at the line of `port`, or only at the SIM card when the router has no free socket.
///
/// # Errors
/// The router does not answer.
pub async fn look<R: Router>(router: &R, port: Option<&str>, may_set: bool) -> Result<Sighting, ClientError> {
    // One that an earlier look left behind, when the connection broke.
    clear(router).await?;
    let card = card(router).await?;
    let Some(port) = port else {
        let (login, address) = (Seen::NotAsked(NotAsked::NotThere), Seen::NotAsked(NotAsked::NotThere));
        return Ok(Sighting { port: None, cable: false, login, address, card });
    };
    let sighting = |cable, login, address| Sighting { port: Some(port.to_owned()), cable, login, address, card };
    if !has_cable(router, port).await? {
        let none = NotAsked::NoCable;
        return Ok(sighting(false, Seen::NotAsked(none), Seen::NotAsked(none)));
    }
    let login = login(router, port).await?;
    let address = address(router, port, may_set).await?;
    Ok(sighting(true, login, address))
}

async fn rows<R: Router>(router: &R, menu: routeros::Menu) -> Result<Vec<Record>, ClientError> {
    Ok(match router.read(menu).await? {
        MenuState::List(rows) => rows,
        MenuState::Settings(_) | MenuState::Absent => Vec::new(),
    })
}

async fn has_cable<R: Router>(router: &R, port: &str) -> Result<bool, ClientError> {
    let rows = rows(router, menu::INTERFACE).await?;
    Ok(rows.iter().any(|row| row.text("name") == Some(port) && row.flag("running")))
}

/// `/interface/pppoe-client/scan` (in the trees of 7.9 to 7.24); without a duration it goes on for a minute.
async fn login<R: Router>(router: &R, port: &str) -> Result<Seen<String>, ClientError> {
    match router.ask("/interface/pppoe-client/scan", &[("interface", port), ("duration", SEARCH)]).await {
        Ok(rows) => {
            let found = rows.iter().find(|row| row.text("ac-name").is_some() || row.text("mac-address").is_some());
            Ok(found.map_or(Seen::No, |row| Seen::Yes(row.text_or_empty("ac-name").to_owned())))
        }
        Err(ClientError::Refused { .. } | ClientError::Missing { .. } | ClientError::NoPermission { .. }) => {
            Ok(Seen::NotAsked(NotAsked::Refused))
        }
        Err(error) => Err(error),
    }
}

async fn address<R: Router>(router: &R, port: &str, may_set: bool) -> Result<Seen<ipnet::Ipv4Net>, ClientError> {
    let clients = rows(router, menu::IP_DHCP_CLIENT).await?;
    let theirs = clients.iter().find(|row| row.text("interface") == Some(port));
    match theirs {
        Some(client) if client.is_disabled() => return Ok(Seen::NotAsked(NotAsked::InTheWay)),
        Some(_) => return answer(router, port).await,
        None if !may_set => return Ok(Seen::NotAsked(NotAsked::NeedsConsent)),
        None => {}
    }
    match router.send(&temporary(port), &NoSecrets).await {
        Ok(()) => {}
        Err(ClientError::Refused { .. } | ClientError::NoPermission { .. }) => {
            clear(router).await?;
            return Ok(Seen::NotAsked(NotAsked::Refused));
        }
        Err(error) => {
            // Whether it arrived is not known: it must not stay.
            clear(router).await?;
            return Err(error);
        }
    }
    let answer = answer(router, port).await;
    clear(router).await?;
    answer
}

/// Waits for the client on a socket to be given an address.
async fn answer<R: Router>(router: &R, port: &str) -> Result<Seen<ipnet::Ipv4Net>, ClientError> {
    for waited in 0..PATIENCE {
        let clients = rows(router, menu::IP_DHCP_CLIENT).await?;
        let client = clients.iter().find(|row| row.text("interface") == Some(port) && !row.is_disabled());
        let bound = client.filter(|row| row.text("status") == Some("bound")).and_then(|row| row.text("address"));
        if let Some(address) = bound.and_then(|text| text.parse().ok()) {
            return Ok(Seen::Yes(address));
        }
        if waited + 1 < PATIENCE {
            tokio::time::sleep(Duration::from_secs(1)).await;
        }
    }
    Ok(Seen::No)
}

/// Removes every temporary client.
async fn clear<R: Router>(router: &R) -> Result<(), ClientError> {
    for row in rows(router, menu::IP_DHCP_CLIENT).await?.into_iter().filter(|row| row.comment() == MARK) {
        let Some(id) = row.id.clone() else { continue };
        let find = vec![("comment".to_owned(), MARK.to_owned())];
        router.send(&change("internet.look-end", Action::Remove { target: Target { id, find } }), &NoSecrets).await?;
    }
    Ok(())
}

async fn card<R: Router>(router: &R) -> Result<Seen<String>, ClientError> {
    let interfaces = router.read(menu::INTERFACE).await?;
    if !routeros::snapshot::has_modem(Some(&interfaces)) {
        return Ok(Seen::NotAsked(NotAsked::NotThere));
    }
    let modems = rows(router, menu::INTERFACE_LTE).await?;
    let Some(name) = modems.iter().find(|row| !row.is_disabled()).and_then(|row| row.text("name")) else {
        return Ok(Seen::NotAsked(NotAsked::InTheWay));
    };
    Ok(match crate::proof::card_of(router, name).await {
        Ok(Some(operator)) => Seen::Yes(operator),
        Ok(None) => Seen::No,
        Err(ClientError::Refused { .. } | ClientError::Missing { .. }) => Seen::NotAsked(NotAsked::Refused),
        Err(error) => return Err(error),
    })
}

/// The socket to look at: the one that was chosen, else the one that leads to the provider.
pub fn port_of(chosen: &str, snapshot: &Snapshot) -> Option<String> {
    let named = (chosen != "auto" && !chosen.is_empty()).then(|| chosen.to_owned());
    named.filter(|name| !planner::at_home(snapshot, name)).or_else(|| planner::wan_port(snapshot))
}
