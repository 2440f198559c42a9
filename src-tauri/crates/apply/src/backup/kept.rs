//! Backups on this computer: one folder per router, four files per backup, readable by their owner only.
use super::{About, Made, Place, Readable};
use jiff::{SignedDuration, Timestamp};
use routeros::export;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::{
    fs, io,
    io::Write as _,
    path::{Path, PathBuf},
};

const VERSION: u32 = 1;
const FOLDER: &str = "backups";
/// However old they are, so many stay.
const ALWAYS: usize = 3;
/// Older ones go, beyond those that always stay.
const OLDEST: SignedDuration = SignedDuration::from_hours(365 * 24);

/// What a backup was made for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Why {
    /// Before the first change of a run.
    BeforeChange,
    /// Somebody asked for it.
    Asked,
    /// It was due.
    Due,
}

/// One backup, as its own small file tells. That file is written last, so what it tells of is whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    format_version: u32,
    /// Names it and its files.
    pub id: String,
    /// When.
    pub made: Timestamp,
    /// What for.
    pub why: Why,
    /// Where the binary one is.
    #[serde(flatten)]
    pub place: Place,
    /// Its size in bytes.
    pub size: usize,
    /// SHA-256 of the binary one, in hexadecimal digits; none when it is not here.
    pub sha256: Option<String>,
    /// Whether it takes the password of the backups to open it.
    pub encrypted: bool,
    /// What the readable copy is.
    pub readable: Readable,
    /// SHA-256 of the router's export; none when there is none.
    pub export_sha256: Option<String>,
    /// SHA-256 of what FirstHop read itself.
    pub read_sha256: String,
    /// Whether what was read differs from that of the backup before; none for the first.
    pub differs: Option<bool>,
    /// Of which router.
    pub router: About,
    /// The commands that were to follow, secrets masked.
    pub plan: Vec<String>,
}

/// The backups of one router.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept(PathBuf);

impl Kept {
    /// Those of the router with this local id, in FirstHop's own folder.
    pub fn of(folder: &Path, router: &str) -> Self {
        let plain = |sign: &char| sign.is_ascii_alphanumeric() || *sign == '-';
        Self(folder.join(FOLDER).join(router.chars().filter(plain).collect::<String>()))
    }

    /// Those in a folder that somebody chose.
    pub fn at(folder: impl Into<PathBuf>) -> Self {
        Self(folder.into())
    }

    /// Those of all routers in FirstHop's own folder, each with its local id. A router that was reset is met
    /// anew and has another id; its backups are still its own.
    ///
    /// # Errors
    /// The folder cannot be read.
    pub fn everywhere(folder: &Path) -> io::Result<Vec<(String, Self)>> {
        let all = match fs::read_dir(folder.join(FOLDER)) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            all => all?,
        };
        let mut found = Vec::new();
        for one in all {
            let one = one?;
            found.push((one.file_name().to_string_lossy().into_owned(), Self(one.path())));
        }
        Ok(found)
    }

    /// Where they are.
    pub fn folder(&self) -> &Path {
        &self.0
    }

    /// Keeps a backup, and reads it back. At most `most` stay.
    ///
    /// # Errors
    /// It cannot be written, or reads otherwise. What was there before stays.
    pub fn keep(&self, made: &Made, why: Why, plan: Vec<String>, most: usize) -> io::Result<Entry> {
        fs::create_dir_all(&self.0)?;
        let before = self.all()?;
        let last = before.first().and_then(|last| self.read_then(last).ok());
        let now = Timestamp::now();
        let entry = Entry {
            format_version: VERSION,
            id: self.free_id(now),
            made: now,
            why,
            place: made.place.clone(),
            size: made.size,
            sha256: made.binary.as_deref().map(hash),
            encrypted: made.encrypted,
            readable: made.readable(),
            export_sha256: made.export.as_deref().map(|text| hash(text.as_bytes())),
            read_sha256: hash(made.read.as_bytes()),
            differs: last.map(|last| export::undated(&last) != export::undated(&made.read)),
            router: made.about.clone(),
            plan,
        };
        if let Some(binary) = &made.binary {
            self.write(&entry.binary_name(), binary)?;
        }
        if let Some(export) = &made.export {
            self.write(&entry.export_name(), export.as_bytes())?;
        }
        self.write(&entry.read_name(), made.read.as_bytes())?;
        self.write(&format!("{}.json", entry.id), &serde_json::to_vec_pretty(&entry)?)?;
        self.read_then(&entry)?;
        if made.export.is_some() {
            self.export(&entry)?;
        }
        if made.binary.is_some() {
            self.binary(&entry)?;
        }
        self.prune(now, most)?;
        Ok(entry)
    }

    /// All that are whole and not of a newer FirstHop, the newest first.
    ///
    /// # Errors
    /// The folder cannot be read.
    pub fn all(&self) -> io::Result<Vec<Entry>> {
        let folder = match fs::read_dir(&self.0) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            folder => folder?,
        };
        let mut all = Vec::new();
        for file in folder {
            let path = file?.path();
            if path.extension().is_some_and(|end| end == "json") {
                // Somebody else's files in a folder that somebody chose are no backups of ours.
                let entry = fs::read(&path).ok().and_then(|bytes| serde_json::from_slice::<Entry>(&bytes).ok());
                let is_it = |entry: &Entry| path.file_stem().is_some_and(|stem| stem == entry.id.as_str());
                all.extend(entry.filter(|entry| entry.format_version == VERSION && is_it(entry)));
            }
        }
        all.sort_by(|a, b| (b.made, &b.id).cmp(&(a.made, &a.id)));
        Ok(all)
    }

    /// The binary backup, just as it was fetched.
    ///
    /// # Errors
    /// It is not here, or not as it was.
    pub fn binary(&self, entry: &Entry) -> io::Result<Vec<u8>> {
        let sha256 = entry.sha256.as_deref().ok_or(io::ErrorKind::NotFound)?;
        self.read(&entry.binary_name(), sha256)
    }

    /// The router's export of then.
    ///
    /// # Errors
    /// It is not here, or not as it was.
    pub fn export(&self, entry: &Entry) -> io::Result<String> {
        let sha256 = entry.export_sha256.as_deref().ok_or(io::ErrorKind::NotFound)?;
        text(self.read(&entry.export_name(), sha256)?)
    }

    /// What FirstHop read itself then.
    ///
    /// # Errors
    /// It is not here, or not as it was.
    pub fn read_then(&self, entry: &Entry) -> io::Result<String> {
        text(self.read(&entry.read_name(), &entry.read_sha256)?)
    }

    fn read(&self, name: &str, sha256: &str) -> io::Result<Vec<u8>> {
        let bytes = fs::read(self.0.join(name))?;
        if hash(&bytes) == sha256 { Ok(bytes) } else { Err(io::ErrorKind::InvalidData.into()) }
    }

    fn write(&self, name: &str, bytes: &[u8]) -> io::Result<()> {
        // Made readable by its owner only, and put in place whole.
        let mut file = tempfile::NamedTempFile::new_in(&self.0)?;
        file.write_all(bytes)?;
        file.as_file().sync_all()?;
        file.persist(self.0.join(name)).map(drop).map_err(|error| error.error)
    }

    fn free_id(&self, now: Timestamp) -> String {
        let stem = now.strftime("%Y-%m-%dT%H-%M-%SZ").to_string();
        let is_free = |id: &String| !self.0.join(format!("{id}.json")).exists();
        let numbered = (2..).map(|number| format!("{stem}-{number}"));
        std::iter::once(stem.clone()).chain(numbered).find(is_free).unwrap_or_default()
    }

    /// Those that are too many or too old go, each as a whole, and never the newest.
    fn prune(&self, now: Timestamp, most: usize) -> io::Result<()> {
        for (place, entry) in self.all()?.iter().enumerate() {
            let is_old = now.duration_since(entry.made) > OLDEST && place >= ALWAYS;
            if place >= most.max(1) || is_old {
                let all = [format!("{}.json", entry.id), entry.export_name(), entry.read_name(), entry.binary_name()];
                for name in all {
                    match fs::remove_file(self.0.join(name)) {
                        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                        _ => {}
                    }
                }
            }
        }
        Ok(())
    }
}

impl Entry {
    /// The file of the binary backup.
    pub fn binary_name(&self) -> String {
        format!("{}.backup", self.id)
    }

    /// The file of the router's export.
    pub fn export_name(&self) -> String {
        format!("{}.rsc", self.id)
    }

    /// The file of what FirstHop read itself.
    pub fn read_name(&self) -> String {
        format!("{}-read.rsc", self.id)
    }

    /// The file that a person can read.
    pub fn readable_name(&self) -> String {
        match self.readable {
            Readable::Export => self.export_name(),
            Readable::Snapshot => self.read_name(),
        }
    }
}

fn text(bytes: Vec<u8>) -> io::Result<String> {
    String::from_utf8(bytes).map_err(|_| io::ErrorKind::InvalidData.into())
}

fn hash(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn made(text: &str) -> Made {
        let text_of = |text: &str| text.to_owned();
        let about =
            About { identity: text_of("Home"), model: text_of("hEX"), serial: text_of("A1"), version: text_of("7.20") };
        let (place, export, read) = (Place::Computer, Some(text_of("/ip dns set\n")), text_of(text));
        Made { place, size: 3, binary: Some(vec![1, 255, 0]), encrypted: false, export, read, about }
    }

    fn keep(kept: &Kept, text: &str, most: usize) -> Entry {
        kept.keep(&made(text), Why::Asked, Vec::new(), most).expect("kept")
    }

    #[test]
    fn backups_are_kept_whole_and_by_count() {
        let folder = tempfile::tempdir().expect("a folder");
        let kept = Kept::of(folder.path(), "../a-1");
        assert!(kept.folder().ends_with("backups/a-1"), "an id leads nowhere else");
        let first = keep(&kept, "# monday\n/ip dns set x=1\n", 3);
        let second = keep(&kept, "# tuesday\n/ip dns set x=1\n", 3);
        let third = keep(&kept, "# tuesday\n/ip dns set x=2\n", 3);
        assert_eq!([first.differs, second.differs, third.differs], [None, Some(false), Some(true)]);
        assert_eq!(kept.binary(&third).expect("whole"), [1, 255, 0]);
        let fourth = keep(&kept, "# tuesday\n/ip dns set x=2\n", 3);
        let ids = |kept: &Kept| kept.all().expect("read").into_iter().map(|entry| entry.id).collect::<Vec<_>>();
        assert_eq!(ids(&kept), [fourth.id, third.id, second.id]);
        assert_eq!(fs::read_dir(kept.folder()).expect("read").count(), 12, "nothing of the first is left");
    }

    #[test]
    fn what_is_not_as_it_was_is_said() {
        let folder = tempfile::tempdir().expect("a folder");
        let kept = Kept::at(folder.path());
        let entry = keep(&kept, "/ip dns set x=1\n", 3);
        fs::write(folder.path().join("other.json"), "{}").expect("written");
        assert_eq!(kept.all().expect("read").len(), 1, "others' files are no backups");
        fs::write(folder.path().join(entry.binary_name()), [1, 255]).expect("written");
        assert_eq!(kept.binary(&entry).expect_err("cut").kind(), io::ErrorKind::InvalidData);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let mode = fs::metadata(folder.path().join(entry.read_name())).expect("there").permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
    }
}
