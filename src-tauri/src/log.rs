//! The log: two files of a limited size in the state folder, readable by their owner alone.
//!
//! What is written is methods, paths and statuses of requests, never their bodies, and what went
//! wrong in the router's own words.
use std::{
    fs::{self, File, OpenOptions},
    io::{self, Read as _, Seek as _, SeekFrom, Write},
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
};
use tracing::{Level, level_filters::LevelFilter};
use tracing_subscriber::{filter::Targets, layer::SubscriberExt as _, util::SubscriberInitExt as _};

/// What one file may hold; then it becomes the old one, and the old one goes.
const LARGEST: u64 = 512 << 10;
const NEW: &str = "firsthop.log";
const OLD: &str = "firsthop.old.log";
/// How much of its end is looked at for the last lines.
const END: u64 = 32 << 10;

/// A file that begins anew when it is full.
#[derive(Debug)]
pub struct LogFile {
    folder: PathBuf,
    open: Mutex<Option<Open>>,
    largest: u64,
}

#[derive(Debug)]
struct Open {
    file: File,
    size: u64,
}

impl LogFile {
    /// The log in this folder. It is made with the first line.
    pub fn in_folder(folder: &Path) -> Self {
        Self { folder: folder.to_owned(), open: Mutex::new(None), largest: LARGEST }
    }

    fn reopen(&self) -> io::Result<Open> {
        fs::create_dir_all(&self.folder)?;
        let mut options = OpenOptions::new();
        options.create(true).append(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let file = options.open(self.folder.join(NEW))?;
        let size = file.metadata()?.len();
        Ok(Open { file, size })
    }

    fn put(&self, line: &[u8]) -> io::Result<()> {
        let mut place = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        let mut open = match place.take() {
            Some(open) => open,
            None => self.reopen()?,
        };
        if open.size > 0 && open.size + line.len() as u64 > self.largest {
            drop(open);
            fs::rename(self.folder.join(NEW), self.folder.join(OLD))?;
            open = self.reopen()?;
        }
        open.file.write_all(line)?;
        open.size += line.len() as u64;
        *place = Some(open);
        Ok(())
    }
}

impl Write for &LogFile {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        self.put(line).map(|()| line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Begins to write the log. `RUST_LOG` says otherwise what goes into it.
pub fn begin(folder: &Path) {
    let asked = std::env::var("RUST_LOG").ok().and_then(|asked| asked.parse().ok());
    let file = Arc::new(LogFile::in_folder(folder));
    let all = tracing_subscriber::fmt().with_max_level(LevelFilter::TRACE).with_ansi(false).with_writer(file);
    let log = all.finish().with(asked.unwrap_or_else(worth_knowing));
    // Somebody else may have begun one in this process; then theirs is it.
    let _ = log.try_init();
}

/// Everything of ours that is worth knowing, and what others warn of.
fn worth_knowing() -> Targets {
    let ours = [("firsthop_lib", Level::INFO), ("apply", Level::INFO), ("routeros_client", Level::DEBUG)];
    Targets::new().with_default(Level::WARN).with_targets(ours)
}

/// The last lines of the log.
pub fn last_lines(folder: &Path, most: usize) -> Vec<String> {
    let Ok(mut file) = File::open(folder.join(NEW)) else { return Vec::new() };
    let size = file.metadata().map(|about| about.len()).unwrap_or_default();
    let mut end = Vec::new();
    if file.seek(SeekFrom::Start(size.saturating_sub(END))).and_then(|_| file.read_to_end(&mut end)).is_err() {
        return Vec::new();
    }
    let text = String::from_utf8_lossy(&end);
    // The first may be cut.
    let whole = text.lines().skip(usize::from(size > END));
    let lines: Vec<String> = whole.map(str::to_owned).collect();
    lines[lines.len().saturating_sub(most)..].to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_never_grows_beyond_two_files() {
        let folder = tempfile::tempdir().expect("a folder");
        let log = LogFile { largest: 1000, ..LogFile::in_folder(folder.path()) };
        for number in 0..500 {
            (&log).write_all(format!("line {number} of a log that goes on and on\n").as_bytes()).expect("written");
        }
        let sizes: Vec<u64> =
            [NEW, OLD].iter().map(|name| fs::metadata(folder.path().join(name)).expect("there").len()).collect();
        assert!(sizes.iter().all(|size| *size <= 1000), "{sizes:?}");
        assert_eq!(fs::read_dir(folder.path()).expect("a folder").count(), 2);
        let last = last_lines(folder.path(), 3);
        assert_eq!(last.last().map(String::as_str), Some("line 499 of a log that goes on and on"));
        assert_eq!(last.len(), 3);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let mode = fs::metadata(folder.path().join(NEW)).expect("there").permissions().mode();
            assert_eq!(mode & 0o077, 0, "others may not read it");
        }
    }

    #[test]
    fn a_long_log_gives_whole_lines() {
        let folder = tempfile::tempdir().expect("a folder");
        let log = LogFile::in_folder(folder.path());
        for number in 0..2000 {
            (&log).write_all(format!("{number:04} {}\n", "x".repeat(60)).as_bytes()).expect("written");
        }
        let last = last_lines(folder.path(), 10_000);
        assert!(last.len() > 100 && last.iter().all(|line| line.len() == 65), "{}", last.len());
        assert_eq!(last_lines(&folder.path().join("nothing"), 5), Vec::<String>::new());
    }
}
