//! The one seam between what is done and how the router is spoken to.
use crate::ClientError;
use routeros::{Change, Menu, MenuState, Record, Secrets, Snapshot, Version, menu, snapshot::PLANNING_MENUS};
use std::{collections::BTreeMap, future::Future};

/// A router that can be read and changed. Requests go one at a time: RouterOS serves one user's
/// requests in sequence anyway, and an abandoned one blocks the next.
pub trait Router: Send + Sync {
    /// Reads a whole menu with one request. A menu that this router lacks is `MenuState::Absent`.
    fn read(&self, menu: Menu) -> impl Future<Output = Result<MenuState, ClientError>> + Send;

    /// Sends exactly what the preview of the change showed, with its secrets filled in.
    fn send(&self, change: &Change, secrets: &dyn Secrets) -> impl Future<Output = Result<(), ClientError>> + Send;

    /// Runs a command that changes nothing, such as `/tool/ping`, and returns its rows.
    /// A command with a single value answers one record with `ret`.
    fn ask(
        &self,
        command: &str,
        args: &[(&str, &str)],
    ) -> impl Future<Output = Result<Vec<Record>, ClientError>> + Send;

    /// The same router over a connection of its own, with a login of its own: what was open before
    /// may go on although nobody new is let in.
    fn fresh(&self) -> impl Future<Output = Result<Self, ClientError>> + Send
    where
        Self: Sized;
}

/// How the scheduler entry of a safety timer is called.
pub const TIMER: &str = "firsthop-undo-";

/// Reads everything that planning needs: one list per menu.
///
/// # Errors
/// The router does not answer, or not as RouterOS.
pub async fn read_snapshot(router: &impl Router) -> Result<Snapshot, ClientError> {
    let mut menus = BTreeMap::new();
    for menu in PLANNING_MENUS {
        menus.insert(*menu, router.read(*menu).await?);
    }
    // The safety timer of RouterOS 6 is part of a run and nobody's configuration.
    if let Some(MenuState::List(entries)) = menus.get_mut(&menu::SYSTEM_SCHEDULER) {
        entries.retain(|entry| !entry.text_or_empty("name").starts_with(TIMER));
    }
    let version = match menus.get(&menu::SYSTEM_RESOURCE) {
        Some(MenuState::Settings(record)) => record.text_or_empty("version").parse::<Version>().ok(),
        Some(MenuState::List(_) | MenuState::Absent) | None => None,
    };
    Ok(Snapshot::new(version.ok_or(ClientError::NotRouterOs)?, menus))
}
