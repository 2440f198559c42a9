//! Who looks up names (reference router-configuration §4).
use crate::draft::{About, Draft};
use project::{Names, Project};
use routeros::{Area, Text, menu, version::Feature};

const AREA: Area = Area::Names;

/// The router's resolver. It answers the home and asks the chosen servers; `internet` has told the
/// WAN client whether the provider's servers are used too.
pub(crate) fn names(project: &Project, draft: &mut Draft<'_>) {
    let (servers, doh) = match &project.names {
        Names::Provider => (String::new(), None),
        Names::Servers { servers, doh, .. } => {
            let servers: Vec<String> = servers.iter().map(ToString::to_string).collect();
            (servers.join(","), doh.as_ref().map(ToString::to_string))
        }
    };
    let key = match (&doh, servers.is_empty()) {
        (Some(_), _) => "dns-private",
        (None, true) => "dns-provider",
        (None, false) => "dns-servers",
    };
    let mut wanted = vec![
        ("servers", servers.as_str()),
        ("allow-remote-requests", "yes"),
        ("use-doh-server", doh.as_deref().unwrap_or_default()),
    ];
    if doh.is_some() {
        wanted.push(("verify-doh-cert", "yes"));
        trust(draft);
    }
    draft.settings(About::new(AREA, "names.dns", Text::new(key).with("servers", &servers)), menu::IP_DNS, &wanted);
}

/// From 7.21 the built-in certificates serve DNS by default; 7.19 and 7.20 have to be told
/// (reference router-configuration §4; that `trusted` is the word is uncertain).
fn trust(draft: &mut Draft<'_>) {
    let version = draft.snapshot.version();
    if version.has(Feature::BuiltinTrust) && !version.has(Feature::BuiltinTrustStore) {
        let about = About::new(AREA, "names.trust", Text::new("dns-trust"));
        draft.settings(about, menu::CERTIFICATE_SETTINGS, &[("builtin-trust-anchors", "trusted")]);
    }
}
