//! Format 1, frozen. Its types are its own, so that a later change of the answers cannot change it:
//! a file of today is read in ten years.
use super::{FileError, secret_names::join};
use crate::{
    AddressesChoice, BackupsChoice, Choices, DhcpChoice, HomeChoice, InternetChoice, LteChoice, NamesChoice,
    PppoeChoice, ProjectId, ProtectionChoice, ReservationChoice, SnmpChoice, StaticChoice,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

macro_rules! section {
    ($(#[doc = $doc:literal] $name:ident { $($field:ident $(= $written:literal)?: $type:ty),* $(,)? })*) => {$(
        #[doc = $doc]
        #[derive(Default, Serialize, Deserialize, JsonSchema)]
        #[serde(default)]
        struct $name { $($(#[serde(rename = $written)])? $field: Option<$type>,)* }
    )*};
}

section! {
    #[doc = "How the provider connects this home."]
    Internet { kind = "type": String, port: String, vlan: String, mac: String, mtu: String, dhcp: Dhcp, pppoe: Pppoe, fixed = "static": Fixed, lte: Lte }
    #[doc = "What the provider is told and asked when it gives an address."]
    Dhcp { hostname: String, client_id: String, vendor_class: String, priority: String, classless_routes: bool, peer_ntp: bool }
    #[doc = "A login from the provider, without its password."]
    Pppoe { user: String, service: String }
    #[doc = "A fixed address from the provider."]
    Fixed { address: String, gateway: String }
    #[doc = "A SIM card in the router."]
    Lte { apn: String, user: String, authentication: String, roaming: bool }
    #[doc = "The home network."]
    Home { address: String }
    #[doc = "Addresses for the devices at home."]
    Addresses { enabled: bool, from: String, to: String, lease: String, reservations: Vec<Reservation> }
    #[doc = "A device that always gets the same address."]
    Reservation { name: String, address: String, mac: String }
    #[doc = "Who looks up names."]
    Names { source: String, preset: String, servers: Vec<String>, doh: bool, doh_url: String }
    #[doc = "How well the router is protected."]
    Protection { level: String, items: BTreeMap<String, bool>, time_zone: String, snmp: Snmp }
    #[doc = "A program at home that watches the router by SNMP version 3, without its passwords."]
    Snmp { enabled: bool, name: String, address: String }
    #[doc = "Where backups are kept."]
    Backups { computer: bool, folder: String, every: String, keep: u32, router: bool }
}

/// A FirstHop project. Fields that are not known are kept.
#[derive(JsonSchema)]
#[schemars(title = "FirstHop project")]
#[expect(
    dead_code,
    reason = "only its schema is used: the sections are read one by one, so that an error names its field"
)]
struct File {
    /// The format: 1.
    #[schemars(range(min = 1, max = 1))]
    format_version: u64,
    /// A UUID; secrets are found by it.
    id: String,
    /// What the person calls it.
    name: Option<String>,
    internet: Option<Internet>,
    home: Option<Home>,
    addresses: Option<Addresses>,
    names: Option<Names>,
    protection: Option<Protection>,
    backups: Option<Backups>,
    /// The router that it was made on; for people, and for a move to another one.
    made_for: Option<crate::MadeFor>,
}

pub(super) fn schema() -> Value {
    serde_json::to_value(schemars::schema_for!(File)).unwrap_or_default()
}

pub(super) fn read(fields: &Map<String, Value>) -> Result<(ProjectId, String, Choices), FileError> {
    let text = |name: &str| fields.get(name).and_then(Value::as_str);
    let id = text("id").and_then(|id| id.parse().ok()).ok_or(FileError::NotProject)?;
    if let Some(at) = wrong_kind(&Value::Object(fields.clone()), &example(&id), "") {
        return Err(FileError::WrongAnswer { at });
    }
    let items = fields.get("protection").and_then(|section| section.get("items")).and_then(Value::as_object);
    if let Some((item, _)) = items.into_iter().flatten().find(|(_, value)| !value.is_boolean()) {
        return Err(FileError::WrongAnswer { at: format!("protection.items.{item}") });
    }
    let name = text("name").unwrap_or_default().to_owned();
    let usual = Choices::default();
    let choices = Choices {
        internet: internet(section(fields, "internet")?, usual.internet),
        home: HomeChoice { address: section::<Home>(fields, "home")?.address.unwrap_or(usual.home.address) },
        addresses: addresses(section(fields, "addresses")?, usual.addresses),
        names: names(section(fields, "names")?, usual.names),
        protection: protection(section(fields, "protection")?, usual.protection),
        backups: backups(section(fields, "backups")?, usual.backups),
    };
    Ok((id, name, choices))
}

fn section<T: DeserializeOwned + Default>(fields: &Map<String, Value>, name: &str) -> Result<T, FileError> {
    match fields.get(name) {
        None | Some(Value::Null) => Ok(T::default()),
        Some(value) => {
            serde_json::from_value(value.clone()).map_err(|_| FileError::WrongAnswer { at: name.to_owned() })
        }
    }
}

/// The path of the first field of another kind than format 1 has there. Beside naming the field exactly, this refuses
/// lists in the place of objects, which serde would take for their fields in order.
fn wrong_kind(value: &Value, like: &Value, at: &str) -> Option<String> {
    let wrong = match (value, like) {
        (Value::Object(fields), Value::Object(like)) => {
            return like.iter().find_map(|(name, like)| match fields.get(name) {
                // Null stands for "not answered", as in a file that was made by hand from the schema.
                None | Some(Value::Null) => None,
                Some(value) => wrong_kind(value, like, &join(at, name)),
            });
        }
        (Value::Array(list), Value::Array(like)) => {
            return list
                .iter()
                .enumerate()
                .find_map(|(index, value)| wrong_kind(value, like.first()?, &join(at, &index.to_string())));
        }
        (Value::Number(number), Value::Number(_)) => number.as_u64().is_none_or(|number| number > u32::MAX.into()),
        (value, like) => std::mem::discriminant(value) != std::mem::discriminant(like),
    };
    wrong.then(|| at.to_owned())
}

/// A file with one value of each kind.
fn example(id: &ProjectId) -> Value {
    let mut choices = Choices::default();
    choices.addresses.reservations.push(ReservationChoice::default());
    choices.names.servers.push(String::new());
    write(id, "", &choices)
}

fn internet(file: Internet, usual: InternetChoice) -> InternetChoice {
    let (pppoe, fixed, lte) =
        (file.pppoe.unwrap_or_default(), file.fixed.unwrap_or_default(), file.lte.unwrap_or_default());
    InternetChoice {
        r#type: file.kind.unwrap_or(usual.r#type),
        port: file.port.unwrap_or(usual.port),
        vlan: file.vlan.unwrap_or_default(),
        mac: file.mac.unwrap_or_default(),
        mtu: file.mtu.unwrap_or_default(),
        dhcp: dhcp(file.dhcp.unwrap_or_default(), usual.dhcp),
        pppoe: PppoeChoice { user: pppoe.user.unwrap_or_default(), service: pppoe.service.unwrap_or_default() },
        r#static: StaticChoice {
            address: fixed.address.unwrap_or_default(),
            gateway: fixed.gateway.unwrap_or_default(),
        },
        lte: LteChoice {
            apn: lte.apn.unwrap_or_default(),
            user: lte.user.unwrap_or_default(),
            authentication: lte.authentication.unwrap_or(usual.lte.authentication),
            roaming: lte.roaming.unwrap_or(usual.lte.roaming),
        },
    }
}

fn dhcp(file: Dhcp, usual: DhcpChoice) -> DhcpChoice {
    DhcpChoice {
        hostname: file.hostname.unwrap_or_default(),
        client_id: file.client_id.unwrap_or_default(),
        vendor_class: file.vendor_class.unwrap_or_default(),
        priority: file.priority.unwrap_or_default(),
        classless_routes: file.classless_routes.unwrap_or(usual.classless_routes),
        peer_ntp: file.peer_ntp.unwrap_or(usual.peer_ntp),
    }
}

fn addresses(file: Addresses, usual: AddressesChoice) -> AddressesChoice {
    let reservation = |file: Reservation| ReservationChoice {
        name: file.name.unwrap_or_default(),
        address: file.address.unwrap_or_default(),
        mac: file.mac.unwrap_or_default(),
    };
    AddressesChoice {
        enabled: file.enabled.unwrap_or(usual.enabled),
        from: file.from.unwrap_or_default(),
        to: file.to.unwrap_or_default(),
        lease: file.lease.unwrap_or(usual.lease),
        reservations: file.reservations.unwrap_or_default().into_iter().map(reservation).collect(),
    }
}

fn names(file: Names, usual: NamesChoice) -> NamesChoice {
    NamesChoice {
        source: file.source.unwrap_or(usual.source),
        preset: file.preset.unwrap_or(usual.preset),
        servers: file.servers.unwrap_or_default(),
        doh: file.doh.unwrap_or_default(),
        doh_url: file.doh_url.unwrap_or_default(),
    }
}

fn protection(file: Protection, usual: ProtectionChoice) -> ProtectionChoice {
    let snmp = file.snmp.unwrap_or_default();
    ProtectionChoice {
        level: file.level.unwrap_or(usual.level),
        items: file.items.unwrap_or_default(),
        time_zone: file.time_zone.unwrap_or_default(),
        snmp: SnmpChoice {
            enabled: snmp.enabled.unwrap_or_default(),
            name: snmp.name.unwrap_or_default(),
            address: snmp.address.unwrap_or_default(),
        },
    }
}

fn backups(file: Backups, usual: BackupsChoice) -> BackupsChoice {
    BackupsChoice {
        computer: file.computer.unwrap_or(usual.computer),
        folder: file.folder.unwrap_or_default(),
        every: file.every.unwrap_or(usual.every),
        keep: file.keep.unwrap_or(usual.keep),
        router: file.router.unwrap_or_default(),
    }
}

/// The answers as format 1 writes them. The names of the fields are written out here, because the
/// format must not follow a renaming.
pub(super) fn write(id: &ProjectId, name: &str, choices: &Choices) -> Value {
    let Choices { internet, home, addresses, names, protection, backups } = choices;
    let reservations: Vec<Value> = addresses
        .reservations
        .iter()
        .map(|entry| serde_json::json!({ "name": entry.name, "address": entry.address, "mac": entry.mac }))
        .collect();
    serde_json::json!({
        "format_version": 1,
        "id": id.as_str(),
        "name": name,
        "internet": {
            "type": internet.r#type, "port": internet.port, "vlan": internet.vlan, "mac": internet.mac,
            "mtu": internet.mtu,
            "dhcp": {
                "hostname": internet.dhcp.hostname, "client_id": internet.dhcp.client_id,
                "vendor_class": internet.dhcp.vendor_class, "priority": internet.dhcp.priority,
                "classless_routes": internet.dhcp.classless_routes, "peer_ntp": internet.dhcp.peer_ntp,
            },
            "pppoe": { "user": internet.pppoe.user, "service": internet.pppoe.service },
            "static": { "address": internet.r#static.address, "gateway": internet.r#static.gateway },
            "lte": {
                "apn": internet.lte.apn, "user": internet.lte.user, "authentication": internet.lte.authentication,
                "roaming": internet.lte.roaming,
            },
        },
        "home": { "address": home.address },
        "addresses": {
            "enabled": addresses.enabled, "from": addresses.from, "to": addresses.to, "lease": addresses.lease,
            "reservations": reservations,
        },
        "names": {
            "source": names.source, "preset": names.preset, "servers": names.servers, "doh": names.doh, "doh_url": names.doh_url,
        },
        "protection": {
            "level": protection.level, "items": protection.items, "time_zone": protection.time_zone,
            "snmp": {
                "enabled": protection.snmp.enabled, "name": protection.snmp.name, "address": protection.snmp.address,
            },
        },
        "backups": {
            "computer": backups.computer, "folder": backups.folder, "every": backups.every, "keep": backups.keep,
            "router": backups.router,
        },
    })
}
