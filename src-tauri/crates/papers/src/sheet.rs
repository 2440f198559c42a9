//! The sheet of the home network: addresses, who gets what, and a drawing.
use crate::{Drawing, Home, Paper, Section, Value, plain, said, section, text};
use project::{Addresses, Level, Names};
use routeros::Text;

/// The sheet.
pub fn network_sheet(home: &Home<'_>) -> Paper {
    let mut sections = vec![network(home)];
    if let Addresses::On { reservations, .. } = &home.project.addresses
        && !reservations.is_empty()
    {
        let row = |device: &project::Reservation| {
            let name = if device.name.is_empty() { device.mac.to_string() } else { device.name.clone() };
            let label = text("device").with("name", name);
            (label, Value::Plain(format!("{} ({})", device.address, device.mac)))
        };
        sections.push(section("always-same", reservations.iter().map(row).collect()));
    }
    sections.push(names(home));
    Paper { title: text("sheet"), lead: text("sheet-lead"), sections, drawing: Some(Drawing::of(home)) }
}

fn network(home: &Home<'_>) -> Section {
    let address = home.project.home.address;
    let mut rows = vec![plain("address", address.ip()), plain("network", address.network())];
    match &home.project.addresses {
        Addresses::On { from, to, lease, .. } => {
            rows.push(plain("handed-out", format!("{from} – {to}")));
            rows.push(said("kept-for", time(lease.seconds())));
        }
        Addresses::Off => rows.push(said("handed-out", text("handed-out-by-other"))),
    }
    let level = match home.project.protection.level {
        Level::Recommended => "level-recommended",
        Level::Strict => "level-strict",
    };
    rows.push(said("protection", text(level)));
    section("home", rows)
}

/// A time as the window says it: in the largest unit that leaves no rest.
fn time(seconds: u32) -> Text {
    const UNITS: [(&str, u32); 4] = [("week", 604_800), ("day", 86_400), ("hour", 3_600), ("minute", 60)];
    let (unit, each) = UNITS.into_iter().find(|(_, each)| seconds.is_multiple_of(*each)).unwrap_or(("second", 1));
    match seconds / each {
        1 => Text::new(format!("lease.{unit}")),
        number => Text::new(format!("lease.{unit}s")).with("number", number.to_string()),
    }
}

fn names(home: &Home<'_>) -> Section {
    let rows = match &home.project.names {
        Names::Provider => vec![said("asks", text("names-provider"))],
        Names::Servers { servers, doh, .. } => {
            let list = servers.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
            let mut rows = vec![plain("asks", list)];
            rows.extend(doh.as_ref().map(|url| plain("in-private", url)));
            rows
        }
    };
    section("names", rows)
}
