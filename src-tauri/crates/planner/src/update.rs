//! A newer RouterOS for a router: what its records say of one, what is in the way, and what is sent.
//!
//! Words of `status`: seen on 7.22.1 and 7.24.2 and in programs that wait for them; the order of things:
//! MikroTik's manual, "Upgrade". An update is never part of a plan.
mod seven;

pub use seven::{Meaning, ROUTING_MENUS};

use crate::Backup;
use routeros::{
    Action, Area, Change, Facts, Group, Menu, PropValue, Record, Snapshot, Text, Undo, Version, menu, version::Feature,
};
use serde::{Deserialize, Serialize};

/// The last words of bringing it.
const BROUGHT: &str = "Downloaded, please reboot";
/// With less memory for files, RouterOS brings an update into its main memory and says itself whether
/// there is room.
const SMALL: u64 = 20 << 20;

/// What `status` of `/system/package/update` says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Status {
    /// The channel has nothing newer.
    Newest,
    /// The channel has another version.
    Another,
    /// It is on the router; the next start installs it.
    Brought,
    /// It did not work, in RouterOS's words.
    Failed(String),
    /// It goes on, or was never asked, in RouterOS's words.
    Going(String),
}

impl Status {
    /// Reads it.
    pub fn of(text: &str) -> Self {
        if let Some((_, words)) = text.split_once("ERROR") {
            return Self::Failed(words.trim_start_matches([':', ' ']).to_owned());
        }
        match text {
            _ if text.starts_with(BROUGHT) => Self::Brought,
            _ if text.contains("already up to date") => Self::Newest,
            _ if text.contains("New version is available") => Self::Another,
            _ => Self::Going(text.to_owned()),
        }
    }
}

/// Whether there is a newer RouterOS.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "kebab-case")]
pub enum News {
    /// The router has the newest of its channel.
    Newest,
    /// There is a newer one.
    Newer {
        /// Its version, as the router writes it.
        version: String,
    },
    /// The channel has an older one: going back is not offered.
    Older {
        /// Its version.
        version: String,
    },
    /// It was brought before, and the next start installs it.
    Waiting {
        /// Its version; empty when the router does not say.
        version: String,
    },
    /// The router does not reach MikroTik: nobody can know.
    Unreached {
        /// RouterOS's words.
        said: String,
    },
    /// It could not be found out for another reason.
    Unknown {
        /// RouterOS's words; empty when it said nothing in time.
        said: String,
    },
}

/// RouterBOOT, which starts the board: what runs and what RouterOS brought along.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Firmware {
    /// What runs.
    pub current: String,
    /// What comes with the RouterOS that is installed.
    pub offered: String,
}

impl Firmware {
    /// From `/system/routerboard`; none on what is no board.
    pub fn of(board: &Record) -> Option<Self> {
        let text = |name: &str| board.text(name).filter(|text| !text.is_empty()).map(str::to_owned);
        Some(Self { current: text("current-firmware")?, offered: text("upgrade-firmware")? })
    }

    /// Whether another one waits.
    pub fn is_old(&self) -> bool {
        self.current != self.offered
    }
}

/// What keeps an update from being offered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "why", rename_all = "kebab-case")]
pub enum Hindrance {
    /// There is less room than what is installed takes now.
    NoRoom {
        /// Bytes that are free.
        free: u64,
        /// Bytes that are needed.
        needed: u64,
    },
    /// From RouterOS 6 to 7 is a step of its own.
    Major,
    /// Before that step the newest 6 is installed.
    SixFirst {
        /// Its version.
        version: String,
    },
    /// It has RouterOS 7 already.
    IsSeven,
}

/// All that was found about one router.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Found {
    /// The version that runs.
    pub installed: String,
    /// `stable`, `long-term`, `testing`, `development`; `upgrade` leads from 6 to 7.
    pub channel: String,
    /// Whether there is a newer one.
    pub news: News,
    /// RouterBOOT, where there is one.
    pub firmware: Option<Firmware>,
    /// What is in the way.
    pub hindrance: Option<Hindrance>,
    /// It has 16 MB for files only: there is room for little more than RouterOS.
    pub is_small: bool,
    /// What the move from 6 to 7 means for it, when that was asked about.
    pub seven: Option<Vec<Meaning>>,
}

impl Found {
    /// From what was read, once the router was asked whether there is a newer one.
    pub fn of(facts: &Snapshot, packages: &Record) -> Self {
        let installed = facts.version().to_string();
        let text = |name: &str| packages.text_or_empty(name).to_owned();
        let news = news(&text("status"), facts.version(), &text("latest-version"));
        let target = match &news {
            News::Newer { version } | News::Waiting { version } => version.parse::<Version>().ok(),
            _ => None,
        };
        let hindrance = match target {
            Some(target) if target.major > facts.version().major => Some(Hindrance::Major),
            Some(_) if matches!(news, News::Newer { .. }) => no_room(facts),
            _ => None,
        };
        let is_small = Facts::of(facts).storage.total.is_some_and(|total| total < SMALL);
        let firmware = facts.settings(menu::SYSTEM_ROUTERBOARD).and_then(Firmware::of);
        Self { installed, channel: text("channel"), news, firmware, hindrance, is_small, seven: None }
    }

    /// The same, about the move from 6 to 7. `router` is all that was read of it. Which version it leads to
    /// says MikroTik once the channel is another one.
    #[must_use]
    pub fn about_seven(self, router: &Snapshot) -> Self {
        let hindrance = match &self.news {
            _ if router.version().major != 6 => Some(Hindrance::IsSeven),
            // One after the other: of two updates nobody knows which one went wrong.
            News::Newer { version } | News::Waiting { version } if self.hindrance != Some(Hindrance::Major) => {
                Some(Hindrance::SixFirst { version: version.clone() })
            }
            _ => None,
        };
        Self { hindrance, seven: Some(seven::meanings(router)), ..self }
    }

    /// Whether the move from 6 to 7 may be offered: MikroTik is reached, and nothing is in the way.
    pub fn leads_to_seven(&self) -> bool {
        let is_unknown = matches!(self.news, News::Unreached { .. } | News::Unknown { .. });
        self.seven.is_some() && self.hindrance.is_none() && !is_unknown
    }

    /// The version that an update would bring; none when there is nothing to do or something in the way.
    pub fn target(&self) -> Option<&str> {
        match &self.news {
            _ if self.seven.is_some() => None,
            News::Newer { version } | News::Waiting { version } if self.hindrance.is_none() => Some(version),
            _ => None,
        }
    }

    /// What was found: `update.<key>`.
    pub fn sentence(&self) -> Text {
        let text = match &self.news {
            _ if self.leads_to_seven() => Text::new("seven"),
            News::Newest | News::Older { .. } if self.is_only_firmware() => {
                let (current, offered) = self
                    .firmware
                    .as_ref()
                    .map(|board| (board.current.clone(), board.offered.clone()))
                    .unwrap_or_default();
                Text::new("firmware").with("current", current).with("offered", offered)
            }
            News::Newest => Text::new("newest"),
            News::Newer { version } => Text::new("newer").with("version", version),
            News::Older { version } => Text::new("older").with("version", version),
            News::Waiting { version } => Text::new("waiting").with("version", version),
            News::Unreached { said } => Text::new("unreached").with("said", said),
            News::Unknown { said } => Text::new("unknown").with("said", said),
        };
        text.with("installed", &self.installed).with("channel", &self.channel)
    }

    /// What is in the way, and what to do about it where that helps: `update.<key>`.
    pub fn in_the_way(&self) -> Option<(Text, Option<Text>)> {
        let version = match &self.news {
            News::Newer { version } | News::Waiting { version } => version.as_str(),
            _ => "",
        };
        let text = |key: &str| Text::new(key).with("version", version).with("installed", &self.installed);
        Some(match self.hindrance.as_ref()? {
            Hindrance::NoRoom { free, needed } => {
                let megabytes = |bytes: u64| bytes.div_ceil(1 << 20).to_string();
                let what = text("no-room").with("free", (free >> 20).to_string()).with("needed", megabytes(*needed));
                (what, Some(text("no-room-todo")))
            }
            Hindrance::Major => (text("major"), None),
            Hindrance::SixFirst { version } => (text("six-first").with("version", version), None),
            Hindrance::IsSeven => (text("is-seven"), None),
        })
    }

    /// What has to be said before it is done: `update.<key>`. Empty when there is nothing to do.
    pub fn before(&self) -> Vec<Text> {
        if self.leads_to_seven() {
            let small = self.is_small.then(|| Text::new("small"));
            let meanings = self.seven.iter().flatten().map(Meaning::sentence);
            let last = ["power", "seven-no-way-back"].map(Text::new);
            return std::iter::once(Text::new("seven-does")).chain(meanings).chain(small).chain(last).collect();
        }
        let does = match (self.target(), self.is_only_firmware()) {
            (Some(_), _) => "does",
            (None, true) => "does-firmware",
            (None, false) => return Vec::new(),
        };
        let small = (self.is_small && self.target().is_some()).then_some("small");
        let back = self.target().map(|_| "no-way-back");
        [Some(does), small, Some("power"), back].into_iter().flatten().map(Text::new).collect()
    }

    /// Whether RouterBOOT alone is to be brought up to what is installed.
    pub fn is_only_firmware(&self) -> bool {
        let settled = self.seven.is_none() && matches!(self.news, News::Newest | News::Older { .. });
        settled && self.firmware.as_ref().is_some_and(Firmware::is_old)
    }

    /// Everything that is sent, in order, as it is shown before. Empty when there is nothing to do.
    pub fn steps(&self, version: Version, backup: &Backup) -> Vec<Change> {
        let mut steps = Vec::new();
        if self.leads_to_seven() {
            steps.extend(backup.shown());
            steps.extend([channel(UPGRADE), download(version, SEVEN), install(SEVEN), channel_back()]);
            if self.firmware.is_some() {
                steps.extend([firmware(), firmware_reboot()]);
            }
            return steps;
        }
        if let Some(target) = self.target() {
            steps.extend(backup.shown());
            if !matches!(self.news, News::Waiting { .. }) {
                steps.push(download(version, target));
            }
            steps.push(install(target));
            // Each RouterOS brings its RouterBOOT along.
            if self.firmware.is_some() {
                steps.extend([firmware(), firmware_reboot()]);
            }
        } else if self.is_only_firmware() {
            steps.extend(backup.shown());
            steps.extend([firmware(), firmware_reboot()]);
        }
        steps
    }
}

fn news(status: &str, installed: Version, latest: &str) -> News {
    let version = latest.to_owned();
    match Status::of(status) {
        Status::Newest => News::Newest,
        Status::Brought => News::Waiting { version },
        // Words that are numbers are compared as such: 7.9 is older than 7.20.
        Status::Another => match latest.parse::<Version>() {
            Ok(offered) if offered < installed => News::Older { version },
            Ok(_) => News::Newer { version },
            Err(_) => News::Unknown { said: status.to_owned() },
        },
        Status::Failed(said) if is_about_the_line(&said) => News::Unreached { said },
        Status::Failed(said) => News::Unknown { said },
        Status::Going(said) => News::Unknown { said },
    }
}

/// 7.24.2: `IPv4: server is not responding / IPv6: no internet connection`; before: `could not resolve dns
/// name`, `no internet connection`, and the words of sockets.
fn is_about_the_line(said: &str) -> bool {
    let said = said.to_ascii_lowercase();
    ["resolve", "internet", "not responding", "timeout", "timed out", "connect"].iter().any(|word| said.contains(word))
}

/// An update takes about as much room as what is installed. Where that is not said, RouterOS says it.
fn no_room(facts: &Snapshot) -> Option<Hindrance> {
    let storage = Facts::of(facts).storage;
    let free = storage.free?;
    if storage.total.is_none_or(|total| total < SMALL) {
        return None;
    }
    let installed = facts.all(menu::SYSTEM_PACKAGE).iter().filter(|package| !package.flag("available"));
    let needed: u64 = installed.filter_map(|package| package.text("size")?.parse::<u64>().ok()).sum();
    (free < needed).then_some(Hindrance::NoRoom { free, needed })
}

/// The channel that leads from 6 to 7, and what is said instead of a version that only it knows.
const UPGRADE: &str = "upgrade";
const SEVEN: &str = "7";

/// Chooses a channel: where the router looks.
pub fn channel(name: &str) -> Change {
    let action = Action::SetSettings { props: vec![("channel".to_owned(), PropValue::text(name))] };
    let text = Text::new("update-channel").with("channel", name);
    Change { action, ..change("channel", menu::SYSTEM_PACKAGE_UPDATE, "", Vec::new(), text, Undo::Automatic) }
}

/// Chooses the channel that leads from 6 to 7.
pub fn lead_to_seven() -> Change {
    channel(UPGRADE)
}

/// Under 7 the router looks for stable versions from then on.
pub fn channel_back() -> Change {
    Change { id: "update.channel-back".to_owned(), ..channel("stable") }
}

/// Brings it. From 7 on it goes on by itself while it is looked at: a request of REST ends after a minute.
pub fn download(version: Version, target: &str) -> Change {
    let args = if version.has(Feature::Rest) { vec![("once".to_owned(), PropValue::text("yes"))] } else { Vec::new() };
    let text = Text::new("update-download").with("version", target);
    change("download", menu::SYSTEM_PACKAGE_UPDATE, "download", args, text, Undo::ByHand)
}

/// Starts the router again, which installs what was brought.
pub fn install(target: &str) -> Change {
    let text = Text::new("update-install").with("version", target);
    change("install", menu::SYSTEM, "reboot", Vec::new(), text, Undo::Impossible)
}

/// Writes the RouterBOOT that came along.
pub fn firmware() -> Change {
    change("firmware", menu::SYSTEM_ROUTERBOARD, "upgrade", Vec::new(), Text::new("update-firmware"), Undo::Impossible)
}

/// Starts the router again with it.
pub fn firmware_reboot() -> Change {
    let text = Text::new("update-firmware-reboot");
    change("firmware-reboot", menu::SYSTEM, "reboot", Vec::new(), text, Undo::Impossible)
}

fn change(id: &str, menu: Menu, command: &str, args: routeros::Props, text: Text, undo: Undo) -> Change {
    let action = Action::Run { command: command.to_owned(), args };
    Change { id: format!("update.{id}"), group: Group::Settings, area: Area::Protection, menu, action, text, undo }
}

#[cfg(test)]
mod tests;
