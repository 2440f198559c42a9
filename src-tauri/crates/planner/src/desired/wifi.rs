//! Networks that are open or weakly closed get a password, and what cannot be broken. Their names stay,
//! and a network that is closed well is not touched, whatever its password.
use super::free_name;
use crate::{
    draft::{About, Draft, props},
    owned::role,
    radios::{Better, Radio, weak_radios},
};
use routeros::{Area, Menu, PropValue, Record, Text, menu};

const AREA: Area = Area::Protection;

/// The password that the networks get.
const PASSWORD: &str = "protection.wifi_password";

/// The mark of the profile that holds it. A profile of its own: no record that holds a secret of
/// somebody's is overwritten, and going back needs none.
const ROLE: &str = "wifi";

/// Closes what is not closed well.
pub(crate) fn wifi(draft: &mut Draft<'_>) {
    let mut waiting = Vec::new();
    let mut cut_off = false;
    for radio in weak_radios(draft.snapshot) {
        let name = radio.record.text_or_empty("name");
        if let Some(Better { menu, record, values }) = &radio.better {
            let values: Vec<(&str, &str)> = values.iter().map(|(name, value)| (*name, value.as_str())).collect();
            let what = record.text_or_empty("name");
            let text = Text::new("wifi-modern").with("network", &radio.network);
            // Two networks of one profile are closed by one change.
            let about = About::new(AREA, &format!("protection.wifi-modern-{what}"), text);
            if !draft.has(&about.id) {
                draft.edit(about, *menu, record, &values);
            }
        } else if draft.context.secrets.secret(PASSWORD).is_none() {
            waiting.push(radio.network);
        } else {
            let text = Text::new("wifi-close").with("network", &radio.network);
            let about = About::new(AREA, &format!("protection.wifi-{name}"), text);
            close(about, &radio, draft);
            cut_off = true;
        }
    }
    if !waiting.is_empty() {
        waiting.dedup();
        draft.warn(AREA, Text::new("wifi-stays-open").with("networks", waiting.join(", ")));
    }
    if cut_off {
        draft.warn(AREA, Text::new("wifi-asks"));
    }
}

fn close(about: About, radio: &Radio<'_>, draft: &mut Draft<'_>) {
    if radio.menu == menu::INTERFACE_WIRELESS {
        let profile = profile(
            menu::INTERFACE_WIRELESS_SECURITY_PROFILES,
            "wpa2-pre-shared-key",
            &[
                ("mode", "dynamic-keys"),
                ("authentication-types", "wpa2-psk"),
                ("unicast-ciphers", "aes-ccm"),
                ("group-ciphers", "aes-ccm"),
            ],
            draft,
        );
        draft.edit(about, radio.menu, radio.record, &[("security-profile", &profile)]);
        return;
    }
    let usual = "wpa2-psk,wpa3-psk";
    let profile = profile(
        menu::INTERFACE_WIFI_SECURITY,
        "passphrase",
        &[("authentication-types", usual), ("wps", "disable")],
        draft,
    );
    let mut wanted = vec![("security", profile.as_str())];
    let own = "security.authentication-types";
    // At 6 GHz nothing but WPA3 is allowed. What stands at the radio itself counts before its profile.
    if radio.record.text_or_empty("channel.band").starts_with("6ghz") {
        wanted.push((own, "wpa3-psk"));
    } else if !radio.record.text_or_empty(own).is_empty() {
        wanted.push((own, usual));
    }
    draft.edit(about, radio.menu, radio.record, &wanted);
}

/// The name of the profile with the password, which is added unless an earlier run has left it.
fn profile(menu: Menu, secret: &str, values: &[(&str, &str)], draft: &mut Draft<'_>) -> String {
    const NAME: &str = "firsthop";
    let wanted = draft.context.secrets.secret(PASSWORD);
    let fits = |record: &Record| role(record) == Some(ROLE) && record.secret(secret) == wanted.as_ref();
    if let Some(known) = draft.find(menu, fits).and_then(|record| record.text("name")) {
        return known.to_owned();
    }
    let taken = draft.find(menu, |record| record.text("name") == Some(NAME)).is_some();
    let name = if taken { free_name(draft, menu, NAME) } else { NAME.to_owned() };
    // A router may have radios of both kinds.
    let id = if menu == menu::INTERFACE_WIFI_SECURITY { "wifi-password" } else { "wireless-password" };
    let id = format!("protection.{id}");
    if !draft.has(&id) {
        let mut all = props(&[("name", &name)]);
        all.extend(props(values));
        all.push((secret.to_owned(), PropValue::Secret(PASSWORD.to_owned())));
        all.extend(props(&[("comment", &format!("firsthop:{ROLE}"))]));
        draft.add(About::new(AREA, &id, Text::new("wifi-password")), menu, all, None);
    }
    name
}
