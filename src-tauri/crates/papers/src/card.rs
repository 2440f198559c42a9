//! The recovery card: where everything is on a day on which nothing works.
use crate::{Home, Paper, Section, Value, plain, said, section, text};
use project::InternetKind;
use routeros::Text;

/// The card. It says where the passwords are; themselves only when asked.
pub fn recovery_card(home: &Home<'_>) -> Paper {
    Paper {
        title: text("card"),
        lead: text("card-lead"),
        sections: vec![router(home), internet(home), backups(home), reset(home), after_reset(home)],
        drawing: None,
    }
}

fn router(home: &Home<'_>) -> Section {
    let facts = home.facts;
    let mut rows = vec![plain("model", &facts.board_name)];
    if !facts.serial.is_empty() {
        rows.push(plain("serial", &facts.serial));
    }
    rows.push(plain("version", facts.version));
    rows.push(plain("address", home.project.home.address.ip()));
    rows.push(plain("account", home.user));
    rows.push(secret("password", home.passwords.router, "password-router"));
    rows.extend(home.key_tail.map(|tail| plain("key", tail)));
    section("router", rows)
}

fn internet(home: &Home<'_>) -> Section {
    let internet = &home.project.internet;
    let mut rows = Vec::new();
    match &internet.kind {
        InternetKind::Dhcp(_) => rows.push(said("connection", text("connection-dhcp"))),
        InternetKind::Pppoe { user, service } => {
            rows.push(said("connection", text("connection-pppoe")));
            rows.push(plain("login", user));
            rows.extend(service.as_ref().map(|service| plain("service", service)));
            rows.push(secret("password", home.passwords.provider, "password-provider"));
        }
        InternetKind::Lte(lte) => {
            rows.push(said("connection", text("connection-lte")));
            rows.extend(lte.apn.as_ref().map(|apn| plain("apn", apn)));
            if let Some(login) = &lte.login {
                rows.push(plain("login", &login.user));
                rows.push(secret("password", home.passwords.provider, "password-provider"));
            }
            if lte.has_pin {
                rows.push(secret("pin", home.passwords.pin, "pin-card"));
            }
        }
        InternetKind::Static { address, gateway } => {
            rows.push(said("connection", text("connection-static")));
            rows.push(plain("own-address", address));
            rows.push(plain("gateway", gateway));
        }
    }
    rows.extend(internet.vlan.map(|vlan| plain("vlan", vlan)));
    section("internet", rows)
}

fn backups(home: &Home<'_>) -> Section {
    let Some(backup) = home.backup else {
        return section("backups", vec![said("newest", text("no-backup"))]);
    };
    let mut rows = vec![plain("newest", backup.made), plain("folder", backup.folder)];
    rows.extend(backup.on_router.map(|file| plain("on-router", file)));
    rows.push(if backup.encrypted {
        secret("password", home.passwords.backups, "password-backup")
    } else {
        said("password", text("password-none"))
    });
    section("backups", rows)
}

/// A password that was asked for, else where it is.
fn secret(label: &str, password: Option<&str>, place: &str) -> (Text, Value) {
    match password {
        Some(password) => plain(label, password),
        None => said(label, text(place)),
    }
}

/// Holding the button until the light begins to flash and no longer is what resets; five seconds more are CAP mode
/// (the light stays on), again five more Netinstall (it goes out). MikroTik's manual says so for all routers, and that
/// it is usually the light USR ("RouterOS configuration reset", "RouterBOARD", section "RouterBOARD reset button");
/// where the button is stands in the manual of each model, which is not carried here.
///
/// Afterwards routers with a modem have another address than all others (reference router-configuration §1.1).
fn reset(home: &Home<'_>) -> Section {
    let address = if home.facts.modems.is_empty() { "192.168.88.1" } else { "192.168.188.1" };
    let step = |step: u8| match step {
        7 => text("reset-7").with("address", address),
        step => text(&format!("reset-{step}")),
    };
    let steps: Vec<Text> = (1..=7).map(step).collect();
    Section { title: text("reset"), rows: Vec::new(), steps }
}

fn after_reset(home: &Home<'_>) -> Section {
    let file: Value = match home.project_file {
        Some(file) => Value::Plain(file.to_owned()),
        None => Value::Said(text("project-not-saved")),
    };
    let steps = (1..=3).map(|step| text(&format!("again-{step}"))).collect();
    Section { title: text("again"), rows: vec![(text("project-file"), file)], steps }
}
