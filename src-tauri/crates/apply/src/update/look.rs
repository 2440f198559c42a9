//! Looking whether there is a newer RouterOS. Nothing is changed; the router asks MikroTik.
use planner::{
    Backup,
    update::{Firmware, Found, ROUTING_MENUS, Status},
};
use routeros::{Change, MenuState, Record, Snapshot, Version, menu};
use routeros_client::{ClientError, Router, files, read_snapshot};
use std::collections::BTreeMap;

/// What is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Aim {
    /// The newest version of its channel.
    Newest,
    /// From RouterOS 6 to 7.
    Seven,
}

/// What was found, and everything that would be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    /// What was found.
    pub found: Found,
    /// All steps in order; empty when there is nothing to do.
    pub steps: Vec<Change>,
    pub(crate) backup: Backup,
    pub(crate) version: Version,
}

/// Looks. `encrypted`: whether the backup before it would be.
///
/// # Errors
/// The router does not answer, or who asks may not.
pub async fn look<R: Router>(router: &R, aim: Aim, encrypted: bool) -> Result<Offer, ClientError> {
    let mut facts = BTreeMap::new();
    for menu in [menu::SYSTEM_RESOURCE, menu::SYSTEM_ROUTERBOARD, menu::SYSTEM_PACKAGE] {
        facts.insert(menu, router.read(menu).await?);
    }
    let facts = Snapshot::new(version_of(facts.get(&menu::SYSTEM_RESOURCE))?, facts);
    let mut packages = read(router).await?;
    // Whether asking again forgets what was brought is not known, so what waits is not asked about.
    if Status::of(packages.text_or_empty("status")) != Status::Brought {
        packages = ask(router).await?;
    }
    let found = match aim {
        Aim::Newest => Found::of(&facts, &packages),
        Aim::Seven => Found::of(&facts, &packages).about_seven(&all(router, &facts).await?),
    };
    // As many as there are moments: two must not take each other's files for their own.
    let token = jiff::Timestamp::now().as_millisecond().to_string();
    let backup = Backup::new(&facts, &token, files::lasting_folder(&files::list(router).await?), encrypted);
    let version = facts.version();
    Ok(Offer { steps: found.steps(version, &backup), found, backup, version })
}

/// Lets it ask MikroTik, and reads what came of it.
pub(super) async fn ask<R: Router>(router: &R) -> Result<Record, ClientError> {
    match router.ask("/system/package/update/check-for-updates", &[]).await {
        Ok(_) => {}
        Err(ClientError::Refused { detail, .. }) if is_its_own(&detail) => {}
        Err(error) => return Err(error),
    }
    read(router).await
}

/// What decides what the move from 6 to 7 means.
async fn all<R: Router>(router: &R, facts: &Snapshot) -> Result<Snapshot, ClientError> {
    let mut all = read_snapshot(router).await?;
    all.insert(menu::SYSTEM_PACKAGE, MenuState::List(facts.all(menu::SYSTEM_PACKAGE).to_vec()));
    for menu in ROUTING_MENUS {
        all.insert(menu, router.read(menu).await?);
    }
    Ok(all)
}

/// Whether the menu says the same: what came of it stands in its `status`, and a request that took longer
/// than RouterOS lets one take goes on (reference rest-api §1.8, §7).
pub(super) fn is_its_own(detail: &str) -> bool {
    detail.starts_with("ERROR") || detail.contains("Session closed")
}

async fn read<R: Router>(router: &R) -> Result<Record, ClientError> {
    match router.read(menu::SYSTEM_PACKAGE_UPDATE).await? {
        MenuState::Settings(record) => Ok(record),
        _ => Err(ClientError::Missing { detail: menu::SYSTEM_PACKAGE_UPDATE.path().to_owned() }),
    }
}

/// How bringing it stands.
pub(super) async fn status<R: Router>(router: &R) -> Result<String, ClientError> {
    Ok(read(router).await?.text_or_empty("status").to_owned())
}

/// RouterBOOT, where there is one.
pub(super) async fn firmware<R: Router>(router: &R) -> Result<Option<Firmware>, ClientError> {
    match router.read(menu::SYSTEM_ROUTERBOARD).await? {
        MenuState::Settings(board) => Ok(Firmware::of(&board)),
        _ => Ok(None),
    }
}

/// What runs.
pub(super) async fn version<R: Router>(router: &R) -> Result<Version, ClientError> {
    version_of(Some(&router.read(menu::SYSTEM_RESOURCE).await?))
}

fn version_of(resource: Option<&MenuState>) -> Result<Version, ClientError> {
    let Some(MenuState::Settings(resource)) = resource else { return Err(ClientError::NotRouterOs) };
    resource.text_or_empty("version").parse().map_err(|_| ClientError::NotRouterOs)
}
