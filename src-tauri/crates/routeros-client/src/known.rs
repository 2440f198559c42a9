//! Routers that were spoken to in private before, and the keys that they showed.
//!
//! One JSON file, readable by its owner only. No password is in it: those are in the keyring, named
//! by the router's id.
use crate::{Client, Pin, Router, parse_pin, tls::show_pin};
use routeros::{MenuState, menu};
use serde::{Deserialize, Serialize};
use std::{
    fs, io,
    net::SocketAddr,
    path::{Path, PathBuf},
};

const FILE: &str = "known-routers.json";

/// A router that was met before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KnownRouter {
    /// Names it on this computer, also in the keyring.
    pub id: String,
    /// What people call it.
    pub model: String,
    /// Serial number; empty on virtual routers.
    pub serial: String,
    /// Hardware addresses of its sockets.
    pub macs: Vec<String>,
    /// Where it spoke in private.
    pub private: SocketAddr,
    /// Whether that was the binary API, because it is a RouterOS 6.
    #[serde(default)]
    pub by_api: bool,
    /// Every place at which it was seen.
    pub places: Vec<SocketAddr>,
    /// The account by which it was entered; none for `admin`, as every new router has it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user: Option<String>,
    /// The day on which it was set up last, such as `2026-05-03`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub set_up_on: Option<String>,
    /// SHA-256 of its key, in hexadecimal digits.
    key: String,
}

impl KnownRouter {
    /// A router that was just met.
    pub fn new(id: String, private: SocketAddr, pin: Pin) -> Self {
        let (model, serial, macs, places) = Default::default();
        let (user, set_up_on) = (None, None);
        Self { id, model, serial, macs, private, by_api: false, places, user, set_up_on, key: show_pin(&pin) }
    }

    /// What is to be remembered of a router that is spoken to in private: what it says of itself, its
    /// key, and where else it was seen. None in clear text.
    pub async fn meet(router: &Client, id: String, places: &[SocketAddr]) -> Option<Self> {
        let read = async |menu, name: &str| match router.read(menu).await {
            Ok(MenuState::Settings(record)) => record.text_or_empty(name).to_owned(),
            _ => String::new(),
        };
        let sockets = match router.read(menu::INTERFACE_ETHERNET).await {
            Ok(MenuState::List(rows)) => rows,
            _ => Vec::new(),
        };
        Some(Self {
            model: read(menu::SYSTEM_RESOURCE, "board-name").await,
            serial: read(menu::SYSTEM_ROUTERBOARD, "serial-number").await,
            macs: sockets.iter().filter_map(|row| row.text("mac-address")).map(str::to_owned).collect(),
            places: places.to_vec(),
            by_api: matches!(router, Client::Api(_)),
            user: Some(router.user().to_owned()).filter(|user| user != "admin"),
            ..Self::new(id, router.socket(), router.key()?)
        })
    }

    /// The same router at another address: it is found there first, and by the same key.
    #[must_use]
    pub fn moved_to(mut self, private: SocketAddr) -> Self {
        if !self.places.contains(&self.private) {
            self.places.push(self.private);
        }
        let clear: Vec<SocketAddr> = self.places.iter().map(|old| SocketAddr::new(private.ip(), old.port())).collect();
        for place in clear {
            if !self.places.contains(&place) {
                self.places.push(place);
            }
        }
        Self { private, ..self }
    }

    /// Its address in private.
    pub fn url(&self) -> String {
        Client::private_url(if self.by_api { "api" } else { "http" }, self.private)
    }

    /// Its key.
    pub fn pin(&self) -> Option<Pin> {
        parse_pin(&self.key)
    }

    /// Its key as people see it.
    pub fn key(&self) -> &str {
        &self.key
    }
}

/// All known routers, as they are in the file.
#[derive(Debug, Clone)]
pub struct KnownRouters {
    path: PathBuf,
}

impl KnownRouters {
    /// Those that are kept in a folder.
    pub fn in_folder(folder: &Path) -> Self {
        Self { path: folder.join(FILE) }
    }

    /// All of them. A file that is damaged counts as unreadable, not as empty: forgetting keys would
    /// make every router look new.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn all(&self) -> io::Result<Vec<KnownRouter>> {
        match fs::read(&self.path) {
            Ok(bytes) => serde_json::from_slice(&bytes).map_err(io::Error::from),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
            Err(error) => Err(error),
        }
    }

    /// The router that was seen at this place.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn at(&self, place: SocketAddr) -> io::Result<Option<KnownRouter>> {
        Ok(self.all()?.into_iter().find(|known| known.private == place || known.places.contains(&place)))
    }

    /// Keeps a router; one with the same id is replaced, and other routers are no longer at its places.
    ///
    /// # Errors
    /// The file cannot be read or written.
    pub fn keep(&self, router: KnownRouter) -> io::Result<()> {
        let mut all = self.all()?;
        all.retain(|known| known.id != router.id && known.private != router.private);
        for known in &mut all {
            known.places.retain(|place| !router.places.contains(place));
        }
        all.push(router);
        self.write(&all)
    }

    /// Notes the day on which a router was set up.
    ///
    /// # Errors
    /// The file cannot be read or written.
    pub fn was_set_up(&self, id: &str, day: &str) -> io::Result<()> {
        let mut all = self.all()?;
        all.iter_mut().filter(|known| known.id == id).for_each(|known| known.set_up_on = Some(day.to_owned()));
        self.write(&all)
    }

    /// Notes by whose name a router is entered from now on.
    ///
    /// # Errors
    /// The file cannot be read or written.
    pub fn entered_by(&self, id: &str, user: &str) -> io::Result<()> {
        let mut all = self.all()?;
        let user = Some(user.to_owned()).filter(|user| user != "admin");
        all.iter_mut().filter(|known| known.id == id).for_each(|known| known.user.clone_from(&user));
        self.write(&all)
    }

    /// Forgets a router. Its password in the keyring is the caller's to remove.
    ///
    /// # Errors
    /// The file cannot be read or written.
    pub fn forget(&self, id: &str) -> io::Result<()> {
        let mut all = self.all()?;
        all.retain(|known| known.id != id);
        self.write(&all)
    }

    fn write(&self, all: &[KnownRouter]) -> io::Result<()> {
        let folder = self.path.parent().unwrap_or(Path::new("."));
        fs::create_dir_all(folder)?;
        // Made readable by its owner only, and put in place whole.
        let file = tempfile::NamedTempFile::new_in(folder)?;
        serde_json::to_writer_pretty(file.as_file(), all)?;
        file.as_file().sync_all()?;
        file.persist(&self.path).map(drop).map_err(|error| error.error)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn router(id: &str, private: &str, places: &[&str]) -> KnownRouter {
        let places = places.iter().map(|place| place.parse().expect("a place")).collect();
        KnownRouter { places, ..KnownRouter::new(id.into(), private.parse().expect("a place"), [7; 32]) }
    }

    #[test]
    fn routers_are_found_where_they_were_seen_and_only_there() {
        let folder = tempfile::tempdir().expect("a folder");
        let known = KnownRouters::in_folder(folder.path());
        assert_eq!(known.all().expect("nothing yet"), []);
        known.keep(router("a", "192.168.88.1:443", &["192.168.88.1:80"])).expect("kept");
        known.keep(router("b", "10.0.0.1:443", &[])).expect("kept");
        let at = |place: &str| known.at(place.parse().expect("a place")).expect("read").map(|known| known.id);
        assert_eq!(
            (at("192.168.88.1:80"), at("10.0.0.1:443"), at("10.0.0.1:80")),
            (Some("a".into()), Some("b".into()), None)
        );
        // One that moved is found at both, by the key that it had.
        let moved = router("b", "10.0.0.1:443", &[]).moved_to("10.0.1.1:443".parse().expect("a place"));
        assert_eq!(moved.pin(), Some([7; 32]));
        known.keep(moved).expect("kept");
        assert_eq!((at("10.0.0.1:443"), at("10.0.1.1:443")), (Some("b".into()), Some("b".into())));
        // Another router at the same address takes its place.
        known.keep(router("c", "192.168.88.1:8443", &["192.168.88.1:80"])).expect("kept");
        assert_eq!(at("192.168.88.1:80"), Some("c".into()));
        known.forget("c").expect("forgotten");
        assert_eq!(at("192.168.88.1:80"), None);
        fs::write(folder.path().join(FILE), "[{").expect("damaged");
        assert!(known.all().is_err(), "damage is not silently the same as knowing nobody");
    }
}
