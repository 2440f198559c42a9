//! The backup before the first change: what is sent for it.
//!
//! Where pieces of files can be read whole (`WholeFileRead`) both kinds are made, fetched and removed
//! again. Elsewhere the binary one stays on the router (reference router-configuration §5, rest-api §9 and §10).
use crate::{Context, Plan};
use routeros::{Action, Area, Change, Group, Menu, PropValue, Snapshot, Target, Text, Undo, menu, version::Feature};

/// How files are called that stay for a moment only.
pub const TEMPORARY: &str = "firsthop-tmp-";
/// How the backup is called that stays on the router.
pub const STAYS: &str = "firsthop-before-";
/// The secret that opens encrypted backups.
pub const PASSWORD: &str = "backups.password";
/// What stands for a number that the router gives only then.
const LATER: &str = "*…";

/// Where a backup ends up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keeping {
    /// On the computer: both kinds are fetched.
    Computer,
    /// The binary one on the router, as nothing can fetch it whole.
    Router,
}

/// One backup of one router.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Backup {
    /// Where it ends up.
    pub keeping: Keeping,
    /// Whether a password is needed to open it.
    pub encrypted: bool,
    stem: String,
}

impl Backup {
    /// A backup of this router. `lasting` is the folder whose files are there after a start anew, empty
    /// or `flash/`. What is only passing through goes beside it, where it cannot stay.
    pub fn new(before: &Snapshot, token: &str, lasting: &str, encrypted: bool) -> Self {
        let keeping = if before.version().has(Feature::WholeFileRead) { Keeping::Computer } else { Keeping::Router };
        let stem = match keeping {
            Keeping::Computer => format!("{TEMPORARY}{token}"),
            Keeping::Router => format!("{lasting}{STAYS}{token}"),
        };
        Self { keeping, encrypted, stem }
    }

    /// A backup that is fetched over SSH although its pieces could not be read whole.
    pub fn over_ssh(token: &str, encrypted: bool) -> Self {
        Self { keeping: Keeping::Computer, encrypted, stem: format!("{TEMPORARY}{token}") }
    }

    /// The backup before a plan; the same plan has the same names, so that what is shown beforehand is what
    /// is sent. It is encrypted when the password of the backups is known.
    pub fn of(plan: &Plan, before: &Snapshot, lasting: &str, context: &Context<'_>) -> Self {
        let token: String = plan.snapshot.to_string().chars().take(12).collect();
        Self::new(before, &token, lasting, context.secrets.secret(PASSWORD).is_some())
    }

    /// The name of the binary file.
    pub fn binary(&self) -> String {
        format!("{}.backup", self.stem)
    }

    /// The name of the readable file, where one is written.
    pub fn export(&self) -> Option<String> {
        (self.keeping == Keeping::Computer).then(|| format!("{}.rsc", self.stem))
    }

    /// What begins to write it, in order.
    pub fn write(&self) -> Vec<Change> {
        let text = |value: &str| PropValue::text(value);
        let lock = if self.encrypted {
            ("password".to_owned(), PropValue::Secret(PASSWORD.to_owned()))
        } else {
            ("dont-encrypt".to_owned(), text("yes"))
        };
        let args = vec![("name".to_owned(), text(&self.stem)), lock];
        let key = if self.encrypted { "backup-save" } else { "backup-save-open" };
        let save = Action::Run { command: "save".into(), args };
        let mut changes = vec![change("save", menu::SYSTEM_BACKUP, save, Text::new(key))];
        if self.keeping == Keeping::Computer {
            let args = vec![("file".to_owned(), text(&self.stem))];
            let export = Action::Run { command: "export".into(), args };
            changes.push(change("export", menu::CONSOLE, export, Text::new("backup-export")));
        }
        changes
    }

    /// Removes a file of this backup, or one that an earlier left.
    pub fn remove(&self, id: &str, name: &str) -> Change {
        let which = if name.ends_with(".rsc") { "remove-export" } else { "remove-binary" };
        let target = Target { id: id.to_owned(), find: vec![("name".into(), name.to_owned())] };
        change(which, menu::FILE, Action::Remove { target }, Text::new("backup-remove").with("file", name))
    }

    /// Everything that it changes on the router, as it is shown before.
    pub fn shown(&self) -> Vec<Change> {
        let mut changes = self.write();
        if self.keeping == Keeping::Computer {
            changes.extend([Some(self.binary()), self.export()].iter().flatten().map(|name| self.remove(LATER, name)));
        }
        changes
    }
}

fn change(id: &str, menu: Menu, action: Action, text: Text) -> Change {
    let (group, area, undo) = (Group::Backup, Area::Backups, Undo::Automatic);
    Change { id: format!("backup.{id}"), group, area, menu, action, text, undo }
}

#[cfg(test)]
mod tests {
    use super::*;
    use routeros::{Version, render::cli};
    use std::collections::BTreeMap;

    #[test]
    fn what_passes_through_cannot_stay_and_what_stays_lasts() {
        let lines = |version, encrypted| {
            let before = Snapshot::new(version, BTreeMap::new());
            let backup = Backup::new(&before, "abc", "flash/", encrypted);
            backup.shown().iter().map(cli::line).collect::<Vec<_>>()
        };
        assert_eq!(
            lines(Version::new(7, 20, 6), true),
            [
                "/system backup save name=firsthop-tmp-abc password=••••",
                "/export file=firsthop-tmp-abc",
                "/file remove [find name=\"firsthop-tmp-abc.backup\"]",
                "/file remove [find name=\"firsthop-tmp-abc.rsc\"]",
            ]
        );
        let stays = ["/system backup save name=flash/firsthop-before-abc dont-encrypt=yes"];
        assert_eq!(lines(Version::new(7, 12, 2), false), stays);
        assert_eq!(lines(Version::new(6, 49, 10), false), stays);
    }
}
