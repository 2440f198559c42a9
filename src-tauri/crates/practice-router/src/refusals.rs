//! What RouterOS refuses beside unknown properties: impossible values and duplicates.
use crate::{
    RouterState,
    engine::{Refusal, refuse},
    live::{self, Row},
    properties::{enabled, get},
};
use ipnet::{IpNet, Ipv4Net};
use std::net::Ipv4Addr;

/// Values that no record can have.
pub(crate) fn plausible(path: &str, name: &str, text: &str) -> Result<(), Refusal> {
    let wrong = || refuse(format!("invalid value for argument {name}"));
    match (path, name) {
        ("/ip/address", "address") if text.split('/').next().is_none_or(|ip| ip.parse::<Ipv4Addr>().is_err()) => {
            wrong()
        }
        ("/file", "contents") if text.len() > 61_440 => refuse("failure: contents too long"),
        ("/interface/vlan", "vlan-id") if !text.parse::<u16>().is_ok_and(|id| (1..=4095).contains(&id)) => {
            refuse("value of vlan-id out of range (1..4095)")
        }
        ("/ip/dhcp-server/network", "address") => match text.parse::<Ipv4Net>() {
            Ok(net) if net.trunc() == net => Ok(()),
            Ok(_) => refuse("failure: invalid network"),
            Err(_) => wrong(),
        },
        ("/ip/pool", "ranges")
            if text.split(',').any(|range| range.split('-').any(|ip| ip.parse::<Ipv4Addr>().is_err())) =>
        {
            refuse("value of range expects range of ip addresses")
        }
        ("/snmp/community", "addresses") if text.split(',').any(|net| net.parse::<IpNet>().is_err()) => wrong(),
        _ => Ok(()),
    }
}

/// Duplicates are refused only against entries that are switched on (reference rest-api §5).
pub(crate) fn unique(state: &RouterState, path: &str, row: &Row, own: Option<&str>) -> Result<(), Refusal> {
    if !enabled(row) {
        return Ok(());
    }
    let others = || live::rows(state, path).filter(move |other| Some(get(other, ".id")) != own && enabled(other));
    let same = |names: &[&str]| {
        others().any(|other| names.iter().all(|name| !get(row, name).is_empty() && get(other, name) == get(row, name)))
    };
    let says = match path {
        "/ip/address" if same(&["address", "interface"]) => "failure: already have such address",
        "/ip/pool" if same(&["name"]) => "failure: pool with such name exists",
        "/ip/dhcp-client" if same(&["interface"]) => "failure: dhcp-client on that interface already exists",
        "/ip/dhcp-server" if same(&["name"]) => "failure: server with such name already exists",
        "/ip/dhcp-server/network" if same(&["address"]) => "failure: such network already exists",
        "/ip/dhcp-server/lease" if same(&["mac-address", "server"]) => {
            "failure: already have static lease for this client"
        }
        "/ip/dhcp-server/lease" if same(&["address", "server"]) => {
            "failure: already have static lease with this IP address"
        }
        "/ip/dns/static" if same(&["name", "type", "address"]) => "failure: entry already exists",
        "/interface/list/member" if same(&["list", "interface"]) => "failure: already have such entry",
        "/interface/bridge/port" if same(&["interface"]) => "failure: device already added as bridge port",
        "/snmp/community" if same(&["name"]) => "failure: already have community with such name",
        "/user" if same(&["name"]) => "failure: user with the same name already exists",
        _ => return Ok(()),
    };
    refuse(says)
}
