//! A fixed address and its gateway.
use super::AREA;
use crate::draft::{About, Draft, props};
use routeros::{Record, Text, menu};

/// The address on the line, and the route to the provider's side.
pub(super) fn fixed(line: &str, address: &str, gateway: &str, draft: &mut Draft<'_>) {
    let about = About::new(AREA, "internet.address", Text::new("wan-address").with("address", address));
    let fits = |record: &Record| record.text("address") == Some(address) && record.text("interface") == Some(line);
    match draft.find(menu::IP_ADDRESS, fits) {
        Some(record) => draft.edit(about, menu::IP_ADDRESS, record, &[("disabled", "no")]),
        None => {
            let values = props(&[("address", address), ("interface", line), ("comment", "firsthop:wan-address")]);
            draft.add(about, menu::IP_ADDRESS, values, None);
        }
    }
    let about = About::new(AREA, "internet.route", Text::new("wan-route").with("gateway", gateway));
    let fits = |record: &Record| is_default_route(record) && record.text("gateway") == Some(gateway);
    match draft.find(menu::IP_ROUTE, fits) {
        Some(record) => draft.edit(about, menu::IP_ROUTE, record, &[("disabled", "no")]),
        None => {
            let values =
                props(&[("dst-address", "0.0.0.0/0"), ("gateway", gateway), ("comment", "firsthop:wan-route")]);
            draft.add(about, menu::IP_ROUTE, values, None);
        }
    }
}

/// A route for everything that is not at home.
pub(super) fn is_default_route(record: &Record) -> bool {
    record.text("dst-address") == Some("0.0.0.0/0")
}
