//! What the project wants on this router, one file per area. The order is the order of sending: the
//! home and its protection stand before anything opens towards the internet.
mod addresses;
mod copies;
pub(crate) mod firewall;
mod home;
mod internet;
mod moving;
mod names;
pub(crate) mod openings;
mod protection;
mod renumber;
mod snmp;
mod wifi;

pub(crate) use copies::NAME as COPIES;
pub use copies::{may_run as may_run_timers, runs as runs_copies};
pub(crate) use internet::frame;
pub(crate) use moving::SHORTENED;
pub use moving::is_given_up;
pub(crate) use protection::{apply_item, cloud_off, take_back};

use crate::draft::Draft;
use project::Project;

/// All areas.
pub(crate) fn all(project: &Project, draft: &mut Draft<'_>) {
    let home = home::home(project, draft);
    firewall::firewall(project, draft);
    internet::internet(project, draft);
    addresses::addresses(project, &home, draft);
    moving::end(&home.interface, &home.old, draft);
    protection::clock(project, draft);
    names::names(project, draft);
    copies::copies(project, draft);
    protection::protection(project, draft);
    renumber::renumber(draft);
}

/// The first name of this form that no record of the menu has.
pub(crate) fn free_name(draft: &Draft<'_>, menu: routeros::Menu, stem: &str) -> String {
    let taken = |name: &str| draft.snapshot.all(menu).iter().any(|record| record.text("name") == Some(name));
    (1..).map(|number| format!("{stem}{number}")).find(|name| !taken(name)).unwrap_or_else(|| stem.to_owned())
}
