//! The sheet of the home network: addresses, who gets what, and a drawing.
use crate::{Home, Paper, Section, Value, plain, said, section, text};
use project::{Addresses, Level, Names};

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
    Paper { title: text("sheet"), lead: text("sheet-lead"), sections, drawing: drawing(home) }
}

fn network(home: &Home<'_>) -> Section {
    let address = home.project.home.address;
    let mut rows = vec![plain("address", address.ip()), plain("network", address.network())];
    match &home.project.addresses {
        Addresses::On { from, to, lease, .. } => {
            rows.push(plain("handed-out", format!("{from} – {to}")));
            rows.push(plain("kept-for", lease));
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

/// Mermaid reads HTML entities inside of quotes; everything that could end a label is written as one.
fn quoted(words: &str) -> String {
    let mut out = String::from("\"");
    for sign in words.chars() {
        match sign {
            'a'..='z' | 'A'..='Z' | '0'..='9' | ' ' | '.' | ':' | '/' | '-' | ',' => out.push(sign),
            other if other.is_alphanumeric() => out.push(other),
            other => out.push_str(&format!("#{};", u32::from(other))),
        }
    }
    out.push('"');
    out
}

/// The home as a drawing: the line, the router, who always has the same address, and all others.
fn drawing(home: &Home<'_>) -> String {
    let address = home.project.home.address;
    let router = quoted(&format!("{} {}", home.facts.board_name, address.ip()));
    let mut out = format!("flowchart TD\n  internet((\"Internet\")) --- router[{router}]\n");
    if let Addresses::On { from, to, reservations, .. } = &home.project.addresses {
        for (number, device) in reservations.iter().enumerate() {
            let label = quoted(&format!("{} {}", device.name, device.address));
            out.push_str(&format!("  router --- device{number}[{label}]\n"));
        }
        out.push_str(&format!("  router --- others[{}]\n", quoted(&format!("{from} - {to}"))));
    } else {
        out.push_str(&format!("  router --- others[{}]\n", quoted(&address.network().to_string())));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_name_ends_a_label() {
        assert_eq!(quoted("Printer"), "\"Printer\"");
        let hard = quoted("\"] --> evil[\"\n%%{");
        assert!(!hard[1..hard.len() - 1].contains(['"', '[', ']', '\n', '%', '{', '>']), "{hard}");
    }
}
