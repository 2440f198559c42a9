//! A name and password from the provider.
use super::{AREA, free_name};
use crate::{
    draft::{About, Draft, props},
    order::ON,
    owned::is_owned,
};
use project::Mtu;
use routeros::{PropValue, Record, Text, menu};

const PASSWORD: &str = "internet.pppoe.password";

/// What the provider wrote.
pub(super) struct Login<'a> {
    pub(super) line: &'a str,
    pub(super) user: &'a str,
    pub(super) service: &'a str,
    pub(super) mtu: Option<Mtu>,
}

/// A client that holds a secret is never overwritten: with another login a new one is added and the
/// old one disabled, so that going back needs no secret.
pub(super) fn pppoe(login: &Login<'_>, peer_dns: &str, draft: &mut Draft<'_>) -> String {
    let Login { line, user, service, mtu } = *login;
    let about = |key: &str| About::new(AREA, "internet.pppoe-client", Text::new(key));
    let password = draft.context.secrets.secret(PASSWORD);
    let fits = |record: &Record| {
        let same_login = record.text("interface") == Some(line)
            && record.text("user") == Some(user)
            && record.text_or_empty("service-name") == service;
        // Only what is known to differ counts as another password.
        let same_password = match (&password, record.secret("password")) {
            (Some(wanted), Some(found)) => wanted == found,
            (None, _) | (_, None) => true,
        };
        same_login && same_password
    };
    let size = mtu.map(|mtu| mtu.to_string());
    let mut wanted = vec![("add-default-route", "yes"), ("use-peer-dns", peer_dns), ("disabled", "no")];
    if let Some(size) = &size {
        wanted.extend([("max-mtu", size.as_str()), ("max-mru", size.as_str())]);
    }
    // One that is on is the one that works, when the password does not tell them apart.
    let on = draft.find(menu::INTERFACE_PPPOE_CLIENT, |record| fits(record) && !record.is_disabled());
    if let Some(record) = on.or_else(|| draft.find(menu::INTERFACE_PPPOE_CLIENT, fits)) {
        if size.is_none() && is_owned(menu::INTERFACE_PPPOE_CLIENT, record) && record.text("max-mtu").is_some() {
            wanted.extend([("max-mtu", "auto"), ("max-mru", "auto")]);
        }
        // One that only has to be switched on is the last step of a run that broke off.
        let mut about = about("wan-pppoe-change");
        if record.is_disabled() {
            about.id += ON;
        }
        draft.edit(about, menu::INTERFACE_PPPOE_CLIENT, record, &wanted);
        return record.text_or_empty("name").to_owned();
    }
    let name = free_name(draft, menu::INTERFACE, "pppoe-out");
    let mut values = props(&[("name", &name), ("interface", line), ("user", user)]);
    values.push(("password".to_owned(), PropValue::Secret(PASSWORD.to_owned())));
    if !service.is_empty() {
        values.extend(props(&[("service-name", service)]));
    }
    values.extend(props(&wanted));
    values.extend(props(&[("comment", "firsthop:wan-pppoe")]));
    draft.add(about("wan-pppoe"), menu::INTERFACE_PPPOE_CLIENT, values, None);
    name
}
