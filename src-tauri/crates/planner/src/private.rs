//! Making the connection private: a certificate on the router, and its services over TLS on.
//!
//! One certificate serves for ten years and is never made again for a new address: FirstHop trusts the
//! key, not the names in it (reference rest-api §11; keys and lengths that 6.49 takes too).
use crate::draft::{props, target};
use routeros::{Action, Area, Change, Group, Menu, MenuState, PropValue, Record, Snapshot, Text, Undo, Version, menu};
use std::{collections::BTreeMap, net::IpAddr};

/// What FirstHop calls its certificate.
pub const CERTIFICATE: &str = "firsthop";
const DAYS: &str = "3650";
const SERVICES: [&str; 2] = ["www-ssl", "api-ssl"];

/// What it takes to talk in private.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Private {
    /// The router can do it as it is.
    Ready,
    /// These changes make it able to, in this order.
    Needs(Vec<Change>),
    /// This router has no certificates or no service over TLS.
    Impossible,
}

/// Looks at what `/ip/service` and `/certificate` held. `needed` is the service that
/// will be used, `names` are the addresses that the
/// certificate should carry, those of the plan among them.
pub fn private(services: &MenuState, certificates: &MenuState, needed: &str, names: &[IpAddr]) -> Private {
    let (MenuState::List(services), MenuState::List(certificates)) = (services, certificates) else {
        return Private::Impossible;
    };
    let named = |name: &str| certificates.iter().find(|record| record.text("name") == Some(name));
    let has_key = |name: &str| named(name).is_some_and(|record| record.flag("private-key"));
    let service = |name: &str| services.iter().find(|record| record.text("name") == Some(name) && !record.is_dynamic());
    let works = |record: &Record| !record.is_disabled() && has_key(record.text_or_empty("certificate"));
    let Some(https) = service(needed) else { return Private::Impossible };
    if works(https) {
        return Private::Ready;
    }
    // A certificate that its owner gave to the service stays; it only has to be switched on.
    let theirs = https.text("certificate").filter(|name| has_key(name));
    let certificate = theirs.unwrap_or(CERTIFICATE);
    let mut changes = Vec::new();
    if named(certificate).is_none() {
        changes.push(change("certificate", menu::CERTIFICATE, Action::Add { props: form(names), before: None }));
    }
    if !has_key(certificate) {
        let args = vec![("number".to_owned(), PropValue::text(certificate))];
        changes.push(change("sign", menu::CERTIFICATE, Action::Run { command: "sign".into(), args }));
    }
    let menus = BTreeMap::from([(menu::IP_SERVICE, MenuState::List(services.clone()))]);
    let snapshot = Snapshot::new(Version::new(7, 0, 0), menus);
    for name in SERVICES {
        let Some(record) = service(name).filter(|record| !works(record)) else { continue };
        let Some(target) = service_target(&snapshot, record) else { continue };
        let props = props(&[("certificate", certificate), ("disabled", "no")]);
        changes.push(change(name, menu::IP_SERVICE, Action::Set { target, props }));
    }
    Private::Needs(changes)
}

/// From 7.19 the menu also lists connections under the same name: in a script `!dynamic` tells them apart.
fn service_target(snapshot: &Snapshot, record: &Record) -> Option<routeros::Target> {
    target(snapshot, menu::IP_SERVICE, record)
}

fn form(names: &[IpAddr]) -> Vec<(String, PropValue)> {
    let names: Vec<String> = names.iter().map(|address| format!("IP:{address}")).collect();
    let names = [names, vec!["DNS:router.lan".to_owned()]].concat().join(",");
    props(&[
        ("name", CERTIFICATE),
        ("common-name", "FirstHop"),
        ("subject-alt-name", &names),
        ("key-size", "2048"),
        ("days-valid", DAYS),
        ("key-usage", "digital-signature,key-encipherment,tls-server"),
    ])
}

fn change(id: &str, menu: Menu, action: Action) -> Change {
    Change {
        id: format!("private.{id}"),
        group: Group::Private,
        area: Area::Protection,
        menu,
        action,
        text: Text::new(format!("private-{id}")),
        undo: Undo::ByHand,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn services(https: &[(&str, &str)]) -> MenuState {
        let row = |id, pairs: &[(&str, &str)]| Record::of(Some(id), pairs);
        let https = [&[("name", "www-ssl"), ("port", "443")], https].concat();
        MenuState::List(vec![
            row("*1", &[("name", "www"), ("disabled", "false")]),
            row("*2", &https),
            row("*3", &[("name", "api-ssl"), ("disabled", "true"), ("certificate", "none")]),
        ])
    }

    fn ids(private: &Private) -> Vec<&str> {
        match private {
            Private::Needs(changes) => changes.iter().map(|change| change.id.as_str()).collect(),
            Private::Ready => vec!["ready"],
            Private::Impossible => vec!["impossible"],
        }
    }

    #[test]
    fn only_what_is_missing_is_done() {
        let none = MenuState::List(Vec::new());
        let off = services(&[("disabled", "true"), ("certificate", "none")]);
        let own = |pairs: &[(&str, &str)]| MenuState::List(vec![Record::of(Some("*1"), pairs)]);
        let all = ["private.certificate", "private.sign", "private.www-ssl", "private.api-ssl"];
        assert_eq!(ids(&private(&off, &none, "www-ssl", &[])), all);
        assert_eq!(ids(&private(&off, &own(&[("name", "firsthop")]), "www-ssl", &[])), all[1..], "made, not signed");
        let signed = own(&[("name", "firsthop"), ("private-key", "true")]);
        assert_eq!(ids(&private(&off, &signed, "www-ssl", &[])), all[2..], "signed, not used");
        let on = services(&[("disabled", "false"), ("certificate", "firsthop")]);
        assert_eq!(ids(&private(&on, &signed, "www-ssl", &[])), ["ready"]);
        assert_eq!(ids(&private(&on, &none, "www-ssl", &[])), all, "a certificate that is gone");
        let theirs = own(&[("name", "mine"), ("private-key", "true")]);
        let switched_off = services(&[("disabled", "true"), ("certificate", "mine")]);
        assert_eq!(
            ids(&private(&switched_off, &theirs, "www-ssl", &[])),
            all[2..],
            "the owner's own certificate stays"
        );
        assert_eq!(ids(&private(&off, &MenuState::Absent, "www-ssl", &[])), ["impossible"]);
    }
}
