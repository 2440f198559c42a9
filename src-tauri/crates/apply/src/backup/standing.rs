//! Which routers are backed up on a schedule, and how it went: one file, readable by its owner only.
use crate::on_disk;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use std::{
    fs, io,
    path::{Path, PathBuf},
};

const FILE: &str = "backups.json";

/// How often.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Every {
    /// Every day.
    Day,
    /// Every week.
    Week,
    /// Every month, which is thirty days here.
    Month,
}

impl Every {
    /// From the project's answer; none when it is only made when somebody asks.
    pub fn of(interval: project::Interval) -> Option<Self> {
        match interval {
            project::Interval::Day => Some(Self::Day),
            project::Interval::Week => Some(Self::Week),
            project::Interval::Month => Some(Self::Month),
            project::Interval::Never => None,
        }
    }

    fn time(self) -> SignedDuration {
        SignedDuration::from_hours(
            24 * match self {
                Self::Day => 1,
                Self::Week => 7,
                Self::Month => 30,
            },
        )
    }
}

/// What a person chose for one router, and how the last backup went.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standing {
    /// The router's local id.
    pub router: String,
    /// The account on it.
    pub user: String,
    /// How often.
    pub every: Every,
    /// A folder of the person's choice; none for FirstHop's own.
    pub folder: Option<PathBuf>,
    /// How many are kept.
    pub keep: usize,
    /// When the last one was made.
    #[serde(default)]
    pub last: Option<Timestamp>,
    /// When the last attempt after that did not work, and why, in one word such as `no-room`.
    #[serde(default)]
    pub failed: Option<(Timestamp, String)>,
}

impl Standing {
    /// When the next one is due; none means at once.
    pub fn next(&self) -> Option<Timestamp> {
        self.last.and_then(|last| last.checked_add(self.every.time()).ok())
    }

    /// Whether one is due. A computer that slept at that time makes it when it wakes; a clock that was set
    /// back does not put it off for ever.
    pub fn is_due(&self, now: Timestamp) -> bool {
        self.next().is_none_or(|next| next <= now) || self.last.is_some_and(|last| last > now)
    }
}

/// What a computer meets that is not at home: nothing is wrong with the router.
const AWAY: [&str; 4] = ["unreachable", "closed-port", "timed-out", "not-at-home"];
/// A laptop that was away for as many times as that has no backup that is worth its name.
const MISSED: i32 = 3;

impl Standing {
    /// Whether the last attempt did not work in a way that a person should hear of without asking. That the
    /// router was not there is no news, until several backups are missing.
    pub fn is_news(&self, now: Timestamp) -> bool {
        let Some((_, why)) = &self.failed else { return false };
        let missed = self.last.and_then(|last| last.checked_add(self.every.time() * MISSED).ok());
        !AWAY.contains(&why.as_str()) || missed.is_some_and(|missed| missed <= now)
    }
}

/// All of them.
#[derive(Debug, Clone)]
pub struct Standings(PathBuf);

impl Standings {
    /// Those that are kept in FirstHop's folder.
    pub fn in_folder(folder: &Path) -> Self {
        Self(folder.join(FILE))
    }

    /// All of them.
    ///
    /// # Errors
    /// The file cannot be read, or is damaged.
    pub fn all(&self) -> io::Result<Vec<Standing>> {
        match fs::read(&self.0) {
            Ok(bytes) => serde_json::from_slice(&bytes).map_err(io::Error::from),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
            Err(error) => Err(error),
        }
    }

    /// That of a router.
    ///
    /// # Errors
    /// As `all`.
    pub fn of(&self, router: &str) -> io::Result<Option<Standing>> {
        Ok(self.all()?.into_iter().find(|standing| standing.router == router))
    }

    /// Keeps what a person chose; how the last backup went stays.
    ///
    /// # Errors
    /// The file cannot be read or written.
    pub fn choose(&self, chosen: Standing) -> io::Result<()> {
        let before = self.of(&chosen.router)?;
        let (last, failed) = before.map(|before| (before.last, before.failed)).unwrap_or_default();
        self.replace(&chosen.router.clone(), Some(Standing { last, failed, ..chosen }))
    }

    /// Nothing is to be made of this router any more.
    ///
    /// # Errors
    /// The file cannot be read or written.
    pub fn forget(&self, router: &str) -> io::Result<()> {
        self.replace(router, None)
    }

    /// Writes down how it went.
    ///
    /// # Errors
    /// The file cannot be read or written.
    pub fn went(&self, router: &str, when: Timestamp, how: Result<(), String>) -> io::Result<()> {
        let Some(mut standing) = self.of(router)? else { return Ok(()) };
        match how {
            Ok(()) => (standing.last, standing.failed) = (Some(when), None),
            Err(why) => standing.failed = Some((when, why)),
        }
        self.replace(router, Some(standing))
    }

    fn replace(&self, router: &str, by: Option<Standing>) -> io::Result<()> {
        let mut all = self.all()?;
        all.retain(|standing| standing.router != router);
        all.extend(by);
        on_disk::write(&self.0, &all)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn standing(every: Every, last: Option<&str>) -> Standing {
        let last = last.map(|last| last.parse().expect("a time"));
        let (router, user) = ("a".to_owned(), "admin".to_owned());
        Standing { router, user, every, folder: None, keep: 10, last, failed: None }
    }

    #[test]
    fn one_is_due_when_its_time_has_come_or_was_slept_through() {
        let due = |every, last, now: &str| standing(every, last).is_due(now.parse().expect("a time"));
        let monday = Some("2026-11-02T08:00:00Z");
        assert!(due(Every::Week, None, "2026-11-02T08:00:00Z"));
        assert!(!due(Every::Week, monday, "2026-11-09T07:59:59Z"));
        assert!(due(Every::Week, monday, "2026-11-09T08:00:00Z"));
        assert!(due(Every::Day, monday, "2027-11-09T08:00:00Z"), "asleep for a year");
        assert!(due(Every::Month, monday, "2026-11-01T08:00:00Z"), "the clock was set back");
    }

    #[test]
    fn a_router_that_is_away_is_news_only_when_several_are_missing() {
        let news = |why: &str, last, now: &str| {
            let now: Timestamp = now.parse().expect("a time");
            let failed = Some((now, why.to_owned()));
            Standing { failed, ..standing(Every::Week, last) }.is_news(now)
        };
        let monday = Some("2026-11-02T08:00:00Z");
        assert!(!news("unreachable", monday, "2026-11-09T08:00:00Z"));
        assert!(news("unreachable", monday, "2026-11-23T08:00:00Z"));
        assert!(!news("unreachable", None, "2026-11-23T08:00:00Z"), "nobody was at home yet");
        assert!(news("no-room", monday, "2026-11-09T08:00:00Z"));
        assert!(!standing(Every::Week, monday).is_news("2026-12-09T08:00:00Z".parse().expect("a time")));
    }

    #[test]
    fn what_went_wrong_stays_until_it_went_well() {
        let folder = tempfile::tempdir().expect("a folder");
        let all = Standings::in_folder(folder.path());
        let now: Timestamp = "2026-11-09T08:00:00Z".parse().expect("a time");
        all.choose(standing(Every::Week, None)).expect("kept");
        all.went("a", now, Err("no-room".to_owned())).expect("written");
        all.choose(standing(Every::Day, None)).expect("kept");
        let of = |all: &Standings| all.of("a").expect("read").expect("chosen");
        assert_eq!(of(&all).failed, Some((now, "no-room".to_owned())));
        assert!(of(&all).is_due(now), "what did not work is still due");
        all.went("a", now, Ok(())).expect("written");
        assert_eq!((of(&all).last, of(&all).failed, of(&all).every), (Some(now), None, Every::Day));
        all.went("b", now, Ok(())).expect("nobody chose b");
        assert_eq!(all.all().expect("read").len(), 1);
        all.forget("a").expect("forgotten");
        assert_eq!(all.all().expect("read"), []);
    }
}
