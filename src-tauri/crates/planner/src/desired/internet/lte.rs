//! A SIM card in the router (reference router-configuration §3, LTE).
use super::{AREA, Way, free_name, list_member};
use crate::{
    draft::{About, Draft, props},
    live,
    owned::is_owned,
};
use project::{ApnLogin, Lte};
use routeros::{PropValue, Record, Text, menu, version::Feature};

const PIN: &str = "internet.lte.pin";
const PASSWORD: &str = "internet.lte.password";

/// The access point, the modem, and at last the card's PIN.
pub(super) fn lte(wanted: &Lte, peer_dns: &str, draft: &mut Draft<'_>) -> Option<Way> {
    let modem = live::modem(draft.snapshot)?;
    let name = modem.text_or_empty("name").to_owned();
    let profile = match &wanted.apn {
        Some(apn) => access_point(apn, wanted.login.as_ref(), peer_dns, draft),
        None => networks_own(modem, peer_dns, draft),
    };
    list_member(&name, draft);
    let roaming = if wanted.roaming { "yes" } else { "no" };
    let values = [("apn-profiles", profile.as_str()), ("allow-roaming", roaming), ("disabled", "no")];
    draft.edit(About::new(AREA, "internet.modem", Text::new("wan-modem")), menu::INTERFACE_LTE, modem, &values);
    pin(wanted, modem, draft);
    Some(Way::Lte(name))
}

/// What any profile has to do. From RouterOS 7 on the network's access point overrides the one that
/// was typed, unless told not to.
fn flags<'a>(by_network: &'a str, peer_dns: &'a str, draft: &Draft<'_>) -> Vec<(&'a str, &'a str)> {
    let mut flags = vec![("add-default-route", "yes"), ("use-peer-dns", peer_dns)];
    if draft.snapshot.version().has(Feature::NetworkApn) {
        flags.push(("use-network-apn", by_network));
    }
    flags
}

/// The access point that the network names, in the profile that the router came with.
fn networks_own(modem: &Record, peer_dns: &str, draft: &mut Draft<'_>) -> String {
    let in_use = live::profile(draft.snapshot, modem);
    let usual = draft.find(menu::INTERFACE_LTE_APN, |record| record.flag("default"));
    let theirs = in_use.filter(|record| !is_owned(menu::INTERFACE_LTE_APN, record));
    let about = |key| About::new(AREA, "internet.apn", Text::new(key));
    let flags = flags("yes", peer_dns, draft);
    match theirs.or(usual).or(in_use) {
        Some(record) => {
            draft.edit(about("wan-apn-network"), menu::INTERFACE_LTE_APN, record, &flags);
            record.text_or_empty("name").to_owned()
        }
        None => {
            let name = free_name(draft, menu::INTERFACE_LTE_APN, "firsthop-apn");
            let mut values = props(&[("name", &name), ("apn", "internet")]);
            values.extend(props(&flags));
            values.extend(props(&[("comment", "firsthop:apn")]));
            draft.add(about("wan-apn-network"), menu::INTERFACE_LTE_APN, values, None);
            name
        }
    }
}

/// The access point that was typed, in a profile of its own: one that holds somebody's password is
/// never overwritten.
fn access_point(apn: &str, login: Option<&ApnLogin>, peer_dns: &str, draft: &mut Draft<'_>) -> String {
    let (user, authentication) = login.map_or(("", "none"), |login| (&login.user, login.authentication.as_str()));
    let about = || About::new(AREA, "internet.apn", Text::new("wan-apn").with("apn", apn));
    let password = draft.context.secrets.secret(PASSWORD);
    let fits = |record: &Record| {
        let same_password = match (&password, record.secret("password")) {
            (Some(wanted), Some(found)) => login.is_none() || wanted == found,
            // Only what is known to differ counts as another password.
            (None, _) | (_, None) => true,
        };
        record.text("apn") == Some(apn) && record.text_or_empty("user") == user && same_password
    };
    let mut wanted = flags("no", peer_dns, draft);
    if let Some(record) = draft.find(menu::INTERFACE_LTE_APN, fits) {
        if record.text("authentication").is_some() || login.is_some() {
            wanted.push(("authentication", authentication));
        }
        draft.edit(about(), menu::INTERFACE_LTE_APN, record, &wanted);
        return record.text_or_empty("name").to_owned();
    }
    let name = free_name(draft, menu::INTERFACE_LTE_APN, "firsthop-apn");
    let mut values = props(&[("name", &name), ("apn", apn)]);
    if login.is_some() {
        values.extend(props(&[("authentication", authentication), ("user", user)]));
        values.push(("password".to_owned(), PropValue::Secret(PASSWORD.to_owned())));
    }
    values.extend(props(&wanted));
    values.extend(props(&[("comment", "firsthop:apn")]));
    draft.add(about(), menu::INTERFACE_LTE_APN, values, None);
    name
}

/// Only when the router does not have it: a card locks itself after three wrong ones.
fn pin(wanted: &Lte, modem: &Record, draft: &mut Draft<'_>) {
    if !wanted.has_pin {
        return;
    }
    let right = match (draft.context.secrets.secret(PIN), modem.secret("pin")) {
        (Some(wanted), Some(found)) => wanted == *found,
        // The PIN is not at hand, as in a preview: one that the router has counts as right.
        (None, Some(found)) => !found.expose().is_empty(),
        (_, None) => false,
    };
    if right {
        draft.leave(menu::INTERFACE_LTE, modem, crate::LeftAloneReason::AlreadyRight);
    } else {
        let about = About::new(AREA, "internet.pin", Text::new("wan-pin"));
        draft.edit_secret(about, menu::INTERFACE_LTE, modem, "pin", PIN);
    }
}
