//! A readable export on another router: what of it this router does not have. Importing is a person's work: an
//! export runs command by command on top of what is there, and what breaks in the middle stays half done.
use routeros::{Facts, MenuState, Needs, Snapshot, Text, menu};

/// What does not carry over, and what to know, as keys of sentences. What is never in an export comes last
/// (manual.mikrotik.com, "Configuration management": passwords of users, certificates and keys).
pub fn import_lacks(needs: &Needs, snapshot: &Snapshot) -> Vec<Text> {
    let mut lacks = Vec::new();
    let facts = Facts::of(snapshot);
    if !needs.model.is_empty() && needs.model != facts.model {
        lacks.push(Text::new("import.model").with("from", &needs.model).with("to", &facts.board_name));
    }
    let major = |version: &str| version.split('.').next().unwrap_or_default().to_owned();
    let here = facts.version.to_string();
    if !needs.version.is_empty() && major(&needs.version) != major(&here) {
        lacks.push(Text::new("import.version").with("from", &needs.version).with("to", &here));
    }
    let has = |name: &String| {
        let is_it = |row: &routeros::Record| ["name", "default-name"].iter().any(|what| row.text(what) == Some(name));
        [menu::INTERFACE, menu::INTERFACE_ETHERNET].iter().any(|menu| snapshot.all(*menu).iter().any(is_it))
    };
    let missing: Vec<&str> = needs.interfaces.iter().filter(|name| !has(name)).map(String::as_str).collect();
    if !missing.is_empty() {
        lacks.push(Text::new("import.interfaces").with("names", missing.join(", ")));
    }
    let absent = |path: &&String| {
        snapshot.menus().any(|(menu, state)| menu.path() == path.as_str() && matches!(state, MenuState::Absent))
    };
    let menus: Vec<&str> = needs.menus.iter().filter(absent).map(String::as_str).collect();
    if !menus.is_empty() {
        lacks.push(Text::new("import.menus").with("names", menus.join(", ")));
    }
    lacks.push(Text::new("import.secrets"));
    lacks
}
