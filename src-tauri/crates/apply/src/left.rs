//! How a router was left, in a file: what others change from then on can be told.
use crate::on_disk;
use planner::{Left, LogEnd};
use routeros::{Menu, MenuState, Record, menu};
use routeros_client::Router;
use std::{
    fs, io,
    path::{Path, PathBuf},
};

const FOLDER: &str = "left";

/// How a router was left, in a file without secrets. One that cannot be read counts as none: then nothing is
/// said of changes.
#[derive(Debug, Clone)]
pub struct LeftFile(PathBuf);

impl LeftFile {
    /// That of the router with this local id.
    pub fn of(folder: &Path, router: &str) -> Self {
        Self(on_disk::of_router(folder, FOLDER, router))
    }

    /// How it was left; none when that is not known.
    pub fn read(&self) -> Option<Left> {
        serde_json::from_slice(&fs::read(&self.0).ok()?).ok()
    }

    /// Writes it down.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn write(&self, left: &Left) -> io::Result<()> {
        on_disk::write(&self.0, left)
    }

    /// Forgets it.
    ///
    /// # Errors
    /// It cannot be removed.
    pub fn forget(&self) -> io::Result<()> {
        match fs::remove_file(&self.0) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }

    /// These records are FirstHop's doing, as they are now. What others changed before is still told; where it
    /// is not known how the router was left, it stays so.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn take_over<'r>(&self, menu: Menu, records: impl IntoIterator<Item = &'r Record>) -> io::Result<()> {
        let Some(mut left) = self.read() else { return Ok(()) };
        records.into_iter().for_each(|record| left.take_over(menu, record));
        self.write(&left)
    }
}

/// How far the router's log goes by now, so that it can be said later who came after. It is read before the router
/// is: who comes between the two is in both.
pub async fn log_end<R: Router>(router: &R) -> Option<LogEnd> {
    LogEnd::of(&read_log(router).await?)
}

/// The router's log; none when it cannot be read.
pub async fn read_log<R: Router>(router: &R) -> Option<Vec<Record>> {
    match router.read(menu::LOG).await {
        Ok(MenuState::List(rows)) => Some(rows),
        Ok(MenuState::Settings(_) | MenuState::Absent) | Err(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use routeros::{Snapshot, Version};

    fn users(rows: &[&[(&str, &str)]]) -> Snapshot {
        let rows = rows.iter().map(|row| Record::of(Some(row[0].1), &row[1..])).collect();
        Snapshot::new(Version::new(7, 20, 0), [(menu::USER, MenuState::List(rows))].into())
    }

    #[test]
    fn what_is_taken_over_is_no_change_of_somebodys() {
        let folder = tempfile::tempdir().unwrap();
        let file = LeftFile::of(folder.path(), "../a/b-1");
        let admin = [("id", "*1"), ("name", "admin"), ("group", "full")];
        let now = users(&[
            &[("id", "*1"), ("name", "admin"), ("group", "full"), ("disabled", "true")],
            &[("id", "*2"), ("name", "anna"), ("group", "full")],
            &[("id", "*3"), ("name", "guest"), ("group", "full")],
        ]);
        let own: Vec<&Record> = now.records(menu::USER).filter(|user| user.text("name") != Some("guest")).collect();
        file.take_over(menu::USER, own.clone()).unwrap();
        assert_eq!(file.read(), None, "nothing is made up");
        file.write(&Left::of(&users(&[&admin]), None)).unwrap();
        assert!(folder.path().join("left/ab-1.json").exists(), "an id leads nowhere else");
        assert_eq!(planner::drift(&file.read().unwrap(), &now).len(), 3);
        file.take_over(menu::USER, own).unwrap();
        let others: Vec<String> = planner::drift(&file.read().unwrap(), &now)
            .iter()
            .map(|drift| routeros::render::cli::line(&drift.change))
            .collect();
        assert_eq!(others, ["/user add group=full name=guest"]);
        fs::write(folder.path().join("left/ab-1.json"), "{").unwrap();
        assert_eq!(file.read(), None);
    }
}
