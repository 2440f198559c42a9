//! The socket for the internet: its hardware address, how large a frame it carries, and its VLAN.
use super::{AREA, back_home::mark, free_name};
use crate::{
    draft::{About, Draft, props},
    owned::is_owned,
};
use project::{InternetKind, Mtu, Project};
use routeros::{Record, Text, menu};

/// What every socket and VLAN carries unless told otherwise.
const USUAL: &str = "1500";
/// PPPoE puts so many bytes before each packet (RFC 2516).
pub(crate) const PPPOE_HEADER: u16 = 8;

/// How large a packet socket and VLAN have to carry; none for what they carry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Frame {
    pub(crate) socket: Option<u16>,
    pub(crate) vlan: Option<u16>,
}

/// What the wanted packets need below them. A login takes its own bytes out of the frame, so only
/// packets above 1492 need larger frames (RFC 4638), on the VLAN and below it.
pub(crate) fn frame(project: &Project) -> Frame {
    let mtu = project.internet.mtu.map(Mtu::get);
    let tagged = project.internet.vlan.is_some();
    match (&project.internet.kind, mtu) {
        (InternetKind::Pppoe { .. }, Some(mtu)) if mtu + PPPOE_HEADER > Mtu::MOST => {
            let large = Some(mtu + PPPOE_HEADER);
            Frame { socket: large, vlan: large.filter(|_| tagged) }
        }
        (InternetKind::Pppoe { .. } | InternetKind::Lte(_), _) | (_, None) => Frame { socket: None, vlan: None },
        (InternetKind::Dhcp(_) | InternetKind::Static { .. }, mtu) => {
            Frame { socket: mtu.filter(|_| !tagged), vlan: mtu.filter(|_| tagged) }
        }
    }
}

fn ethernet<'a>(port: &str, draft: &Draft<'a>) -> Option<&'a Record> {
    draft.find(menu::INTERFACE_ETHERNET, |record| record.text("name") == Some(port))
}

/// The hardware address that the provider sees.
pub(super) fn hardware_address(project: &Project, port: &str, draft: &mut Draft<'_>) {
    let Some(record) = ethernet(port, draft) else { return };
    let (key, mac) = match project.internet.mac {
        Some(mac) => ("wan-mac", mac.to_string()),
        // Another one than its own was borrowed for a provider, and is not asked for any more.
        None => match record.text("orig-mac-address").filter(|own| record.text("mac-address") != Some(own)) {
            Some(own) => ("wan-mac-own", own.to_owned()),
            None => return,
        },
    };
    let about = About::new(AREA, "internet.mac", Text::new(key).with("mac", &mac));
    draft.edit(about, menu::INTERFACE_ETHERNET, record, &[("mac-address", &mac)]);
}

/// Lets the socket carry what is needed. Nothing is made smaller again that nobody asks for.
pub(super) fn frame_of_socket(port: &str, needs: Frame, draft: &mut Draft<'_>) {
    let (Some(size), Some(record)) = (needs.socket, ethernet(port, draft)) else { return };
    let about = About::new(AREA, "internet.mtu", Text::new("wan-mtu").with("size", size.to_string()));
    draft.edit(about, menu::INTERFACE_ETHERNET, record, &[("mtu", &size.to_string())]);
}

/// A socket of the home becomes the one for the internet. Its place in the bridge is switched off
/// and not removed, so that the way back needs nothing, and marked, so that it is given back
/// (`back_home`) when the internet comes by another way.
pub(super) fn leave_home(port: &str, draft: &mut Draft<'_>) {
    let fits = |record: &Record| record.text("interface") == Some(port) && !record.is_disabled();
    if let Some(record) = draft.find(menu::INTERFACE_BRIDGE_PORT, fits) {
        let about = About::new(AREA, "internet.leave-home", Text::new("wan-leaves-home").with("port", port));
        let wanted = [("disabled", "yes"), ("comment", &mark(record))];
        draft.edit(about, menu::INTERFACE_BRIDGE_PORT, record, &wanted);
    }
}

/// The VLAN on the socket; its name.
pub(super) fn vlan(port: &str, vlan: &str, needs: Frame, draft: &mut Draft<'_>) -> String {
    let about = About::new(AREA, "internet.vlan", Text::new("wan-vlan").with("vlan", vlan));
    let fits = |record: &Record| record.text("interface") == Some(port) && record.text("vlan-id") == Some(vlan);
    let size = needs.vlan.map(|size| size.to_string());
    if let Some(record) = draft.find(menu::INTERFACE_VLAN, fits) {
        let mut wanted = vec![("disabled", "no")];
        match &size {
            Some(size) => wanted.push(("mtu", size)),
            None if is_owned(menu::INTERFACE_VLAN, record) && record.text("mtu").is_some() => {
                wanted.push(("mtu", USUAL));
            }
            None => {}
        }
        draft.edit(about, menu::INTERFACE_VLAN, record, &wanted);
        return record.text_or_empty("name").to_owned();
    }
    let plain = format!("wan-vlan{vlan}");
    let taken = draft.snapshot.all(menu::INTERFACE).iter().any(|record| record.text("name") == Some(&plain));
    let name = if taken { free_name(draft, menu::INTERFACE, &format!("{plain}-")) } else { plain };
    let mut values = props(&[("name", &name), ("interface", port), ("vlan-id", vlan)]);
    values.extend(size.iter().flat_map(|size| props(&[("mtu", size)])));
    values.extend(props(&[("comment", "firsthop:wan-vlan")]));
    draft.add(about, menu::INTERFACE_VLAN, values, None);
    name
}
