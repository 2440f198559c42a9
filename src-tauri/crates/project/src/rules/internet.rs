//! How the provider connects this home.
use super::{Judge, dhcp::dhcp, lte::lte};
use crate::{
    Internet, InternetKind, Issue, IssueCode, Mtu, PortChoice, SecretField, SecretState, Suggestion, VlanId,
    values::{AddressError, HostAddress, MacAddress, MacError, MtuError, PppoeUser, PppoeUserError, VlanError},
};
use std::net::Ipv4Addr;

pub(super) fn internet(judge: &mut Judge<'_, '_>) -> Option<Internet> {
    let choices = &judge.choices.internet;
    let kind = match choices.r#type.as_str() {
        "dhcp" => dhcp(judge).map(InternetKind::Dhcp),
        "pppoe" => pppoe(judge),
        "static" => fixed(judge),
        // There is no socket, so what was answered about one is not looked at.
        "lte" => {
            let kind = InternetKind::Lte(lte(judge)?);
            return Some(Internet { port: PortChoice::Auto, vlan: None, mac: None, mtu: None, kind });
        }
        other => {
            let issue = Issue::error("internet.type", IssueCode::ChoiceUnknown);
            let fix = Suggestion::set("internet.type", "dhcp");
            judge.say(issue.with("value", other).with("allowed", "dhcp, pppoe, static, lte").suggest(fix));
            None
        }
    };
    let port = port(judge);
    let vlan = vlan(judge);
    let mac = mac(judge);
    let mtu = mtu(judge);
    Some(Internet { port: port?, vlan: vlan?, mac: mac?, mtu: mtu?, kind: kind? })
}

fn port(judge: &mut Judge<'_, '_>) -> Option<PortChoice> {
    match judge.choices.internet.port.as_str() {
        "auto" => Some(PortChoice::Auto),
        "" => {
            let fix = Suggestion::set("internet.port", "auto");
            judge.say(Issue::error("internet.port", IssueCode::PortMissing).suggest(fix));
            None
        }
        name => judge.is_clean("internet.port", name).then(|| PortChoice::Named(name.to_owned())),
    }
}

/// The outer `None` is an error, the inner one "no tag".
fn vlan(judge: &mut Judge<'_, '_>) -> Option<Option<VlanId>> {
    let text = judge.choices.internet.vlan.as_str();
    if text.is_empty() {
        return Some(None);
    }
    if !judge.is_clean("internet.vlan", text) {
        return None;
    }
    match text.parse::<VlanId>() {
        Ok(vlan) => Some(Some(vlan)),
        Err(error) => {
            let code = match error {
                VlanError::TooHigh => IssueCode::VlanTooHigh,
                VlanError::TooLow => IssueCode::VlanTooLow,
                VlanError::NotNumber => IssueCode::VlanNotNumber,
            };
            // Providers' letters write 0 for "none".
            let none = (error == VlanError::TooLow).then(|| Suggestion::set("internet.vlan", ""));
            judge.say(Issue::error("internet.vlan", code).with("value", text).suggest_if(none));
            None
        }
    }
}

fn mac(judge: &mut Judge<'_, '_>) -> Option<Option<MacAddress>> {
    let text = judge.choices.internet.mac.as_str();
    if text.is_empty() {
        return Some(None);
    }
    hardware_address(judge, "internet.mac", text).map(Some)
}

fn mtu(judge: &mut Judge<'_, '_>) -> Option<Option<Mtu>> {
    let field = "internet.mtu";
    let text = judge.choices.internet.mtu.as_str();
    if text.is_empty() {
        return Some(None);
    }
    if !judge.is_clean(field, text) {
        return None;
    }
    match text.parse::<Mtu>() {
        Ok(mtu) => Some(Some(mtu)),
        Err(error) => {
            let code = match error {
                MtuError::NotNumber => IssueCode::MtuNotNumber,
                MtuError::OutOfRange => IssueCode::MtuOutOfRange,
            };
            let issue = Issue::error(field, code).with("value", text).with("least", Mtu::LEAST).with("most", Mtu::MOST);
            judge.say(issue.suggest(Suggestion::set(field, "")));
            None
        }
    }
}

/// A hardware address in any usual spelling.
pub(super) fn hardware_address(judge: &mut Judge<'_, '_>, field: &str, text: &str) -> Option<MacAddress> {
    if !judge.is_clean(field, text) {
        return None;
    }
    match text.parse::<MacAddress>() {
        Ok(mac) => Some(mac),
        Err(error) => {
            let issue = |code| Issue::error(field, code);
            judge.say(match error {
                MacError::Missing => issue(IssueCode::MacMissing),
                MacError::Sign(sign) => issue(IssueCode::MacSign).with("sign", sign),
                MacError::Length(count) => issue(IssueCode::MacLength).with("count", count),
                MacError::Grouping => issue(IssueCode::MacGrouping).with("value", text),
                MacError::NotDevice => issue(IssueCode::MacNotDevice).with("value", text),
            });
            None
        }
    }
}

fn pppoe(judge: &mut Judge<'_, '_>) -> Option<InternetKind> {
    let choices = &judge.choices.internet.pppoe;
    let user = match choices.user.parse::<PppoeUser>() {
        Ok(user) => judge.is_clean_login("internet.pppoe.user", &choices.user).then_some(user),
        Err(PppoeUserError::Missing) => {
            judge.say(Issue::error("internet.pppoe.user", IssueCode::LoginMissing));
            None
        }
        Err(PppoeUserError::TooLong) => {
            let issue = Issue::error("internet.pppoe.user", IssueCode::TextTooLong);
            judge.say(issue.with("most", PppoeUser::MOST_BYTES));
            None
        }
        Err(PppoeUserError::Invisible) => {
            judge.is_clean_login("internet.pppoe.user", &choices.user);
            None
        }
    };
    let has_password = password(judge);
    let service = choices.service.as_str();
    let service_is_clean = judge.is_clean_login("internet.pppoe.service", service);
    let service = (!service.is_empty()).then(|| service.to_owned());
    if !has_password || !service_is_clean {
        return None;
    }
    Some(InternetKind::Pppoe { user: user?, service })
}

fn password(judge: &mut Judge<'_, '_>) -> bool {
    let field = SecretField::PppoePassword;
    match (judge.secrets)(field) {
        SecretState::Stored => true,
        SecretState::Missing | SecretState::Typed("") => {
            judge.say(Issue::error(field.as_str(), IssueCode::PasswordMissing));
            false
        }
        SecretState::Typed(text) if text.len() > PppoeUser::MOST_BYTES => {
            judge.say(Issue::error(field.as_str(), IssueCode::TextTooLong).with("most", PppoeUser::MOST_BYTES));
            false
        }
        SecretState::Typed(text) => judge.is_clean_login(field.as_str(), text),
    }
}

fn fixed(judge: &mut Judge<'_, '_>) -> Option<InternetKind> {
    let choices = &judge.choices.internet.r#static;
    let address = own_address(judge, &choices.address);
    let gateway = address_of(judge, "internet.static.gateway", &choices.gateway);
    let (address, gateway) = (address?, gateway?);
    if gateway == address.ip() {
        judge.say(Issue::error("internet.static.gateway", IssueCode::GatewayIsAddress).with("gateway", gateway));
        return None;
    }
    let network = address.network();
    if !address.contains(gateway) {
        let issue = Issue::error("internet.static.gateway", IssueCode::GatewayOutside);
        judge.say(issue.with("gateway", gateway).with("network", network));
        return None;
    }
    for (edge, code) in
        [(network.network(), IssueCode::NetworkAddress), (network.broadcast(), IssueCode::BroadcastAddress)]
    {
        if gateway == edge {
            let issue = Issue::error("internet.static.gateway", code);
            judge.say(issue.with("address", gateway).with("network", network));
            return None;
        }
    }
    Some(InternetKind::Static { address, gateway })
}

fn own_address(judge: &mut Judge<'_, '_>, text: &str) -> Option<HostAddress> {
    let field = "internet.static.address";
    if !judge.is_clean(field, text) {
        return None;
    }
    text.parse()
        .map_err(|error| {
            judge.say(address_issue(field, text, error, HostAddress::LONGEST_PREFIX, HostAddress::SHORTEST_PREFIX))
        })
        .ok()
}

/// What is wrong with an address that has a size behind it.
pub(super) fn address_issue(field: &str, text: &str, error: AddressError, longest: u8, shortest: u8) -> Issue {
    let issue = |code| Issue::error(field, code);
    match error {
        AddressError::Missing => issue(IssueCode::AddressMissing),
        AddressError::Malformed => issue(IssueCode::AddressMalformed).with("value", text),
        AddressError::NoPrefix(address) => {
            let fix = Suggestion::set(field, format!("{address}/24"));
            issue(IssueCode::PrefixMissing).with("address", address).suggest(fix)
        }
        AddressError::Unusable(address, kind) => {
            issue(IssueCode::AddressUnusable).with("address", address).with("kind", kind.as_str())
        }
        AddressError::PrefixTooLong(net) => {
            issue(IssueCode::PrefixTooLong).with("prefix", net.prefix_len()).with("longest", longest)
        }
        AddressError::PrefixTooShort(net) => {
            issue(IssueCode::PrefixTooShort).with("prefix", net.prefix_len()).with("shortest", shortest)
        }
        AddressError::Network(net) => {
            issue(IssueCode::NetworkAddress).with("address", net.addr()).with("network", net.trunc())
        }
        AddressError::Broadcast(net) => {
            issue(IssueCode::BroadcastAddress).with("address", net.addr()).with("network", net.trunc())
        }
    }
}

/// A plain address of one device.
pub(super) fn address_of(judge: &mut Judge<'_, '_>, field: &str, text: &str) -> Option<Ipv4Addr> {
    if text.is_empty() {
        judge.say(Issue::error(field, IssueCode::AddressMissing));
        return None;
    }
    if !judge.is_clean(field, text) {
        return None;
    }
    let Ok(address) = text.parse::<Ipv4Addr>() else {
        judge.say(Issue::error(field, IssueCode::AddressMalformed).with("value", text));
        return None;
    };
    if let Some(kind) = crate::values::unusable(address) {
        let issue = Issue::error(field, IssueCode::AddressUnusable);
        judge.say(issue.with("address", address).with("kind", kind.as_str()));
        return None;
    }
    Some(address)
}
