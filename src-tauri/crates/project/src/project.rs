//! Valid choices. A value of these types is right by construction, as far as that can be known without a router.

use std::{
    collections::BTreeMap,
    net::{IpAddr, Ipv4Addr},
};

use crate::{
    Choices, DohUrl, HostAddress, HostName, Issue, LanAddress, Lease, MacAddress, Mtu, Octets, PppoeUser, Preset,
    ProtectionChoice, SecretField, SecretState, SnmpChoice, TimeZone, VlanId, WatcherName, rules,
};

/// What the person wants, without secrets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Project {
    /// How the provider connects this home.
    pub internet: Internet,
    /// The home network.
    pub home: Home,
    /// Whether and how the router gives addresses.
    pub addresses: Addresses,
    /// Who looks up names.
    pub names: Names,
    /// How well the router is protected.
    pub protection: Protection,
    /// Where backups are kept.
    pub backups: Backups,
}

impl Project {
    /// Makes a project, and says what the person should know about it; or says all that stands in the way.
    ///
    /// ```
    /// use project::{Choices, IssueCode, Project, SecretState};
    /// let mut choices = Choices::default();
    /// choices.set("home.address", "192.168.89.1/24")?;
    /// let (project, warnings) = Project::from_choices(&choices, &|_| SecretState::Missing).map_err(|_| "valid")?;
    /// assert_eq!((project.home.address.to_string().as_str(), warnings.len()), ("192.168.89.1/24", 0));
    ///
    /// choices.set("home.address", "192.168.89.0/24")?;
    /// let issues = Project::from_choices(&choices, &|_| SecretState::Missing).err().ok_or("the whole street")?;
    /// assert_eq!((issues[0].field.as_str(), issues[0].code), ("home.address", IssueCode::NetworkAddress));
    /// assert!(issues[0].suggestion.is_some(), "192.168.89.1 is the obvious better value");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// All issues, warnings too, in the order of the wizard, when at least one is an error.
    pub fn from_choices<'a>(
        choices: &Choices,
        secrets: &dyn Fn(SecretField) -> SecretState<'a>,
    ) -> Result<(Self, Vec<Issue>), Vec<Issue>> {
        rules::judge(choices, secrets)
    }
}

/// How the provider connects this home.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Internet {
    /// The socket with the provider's cable.
    pub port: PortChoice,
    /// Network number of the provider.
    pub vlan: Option<VlanId>,
    /// Hardware address to show to the provider.
    pub mac: Option<MacAddress>,
    /// Largest packet.
    pub mtu: Option<Mtu>,
    /// What is done on that socket.
    pub kind: InternetKind,
}

/// Which socket is the one for the internet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PortChoice {
    /// Found by the planner.
    Auto,
    /// Chosen by the person.
    Named(String),
}

/// How an address is had from the provider.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum InternetKind {
    /// It just works when plugged in.
    Dhcp(Dhcp),
    /// A name and password from the provider. The password is the secret `internet.pppoe.password`.
    Pppoe {
        /// User name.
        user: PppoeUser,
        /// Service name; none for any.
        service: Option<String>,
    },
    /// A fixed address.
    Static {
        /// Own address with its network.
        address: HostAddress,
        /// The provider's side, inside that network.
        gateway: Ipv4Addr,
    },
    /// A SIM card in the router. Socket, VLAN and hardware address mean nothing then.
    Lte(Lte),
}

/// What a provider is told and asked when it gives an address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dhcp {
    /// Name to show (option 12); none for the router's own.
    pub hostname: Option<HostName>,
    /// Id to show (option 61); none for the usual.
    pub client_id: Option<Octets>,
    /// Kind of device to show (option 60).
    pub vendor_class: Option<Octets>,
    /// Priority of the packets that ask, from 0 to 7.
    pub priority: Option<u8>,
    /// Whether routes that the provider sends are taken over (option 121).
    pub classless_routes: bool,
    /// Whether the provider's clock is used.
    pub peer_ntp: bool,
}

/// A SIM card in the router.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lte {
    /// Access point; none for the one that the network names.
    pub apn: Option<String>,
    /// Login at that access point. Its password is the secret `internet.lte.password`.
    pub login: Option<ApnLogin>,
    /// Whether networks of other providers may be used.
    pub roaming: bool,
    /// Whether the card wants a PIN: the secret `internet.lte.pin`.
    pub has_pin: bool,
}

/// A login at an access point, without its password.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApnLogin {
    /// User name.
    pub user: String,
    /// How it is shown.
    pub authentication: Authentication,
}

/// How a login is shown to an access point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Authentication {
    /// In clear text.
    Pap,
    /// By a riddle.
    Chap,
}

impl Authentication {
    /// As RouterOS writes it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pap => "pap",
            Self::Chap => "chap",
        }
    }
}

/// The home network.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Home {
    /// The router's address and the size of the network.
    pub address: LanAddress,
}

/// Whether and how the router gives addresses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Addresses {
    /// Another device does it.
    Off,
    /// The router does it.
    On {
        /// First address.
        from: Ipv4Addr,
        /// Last address; not before the first.
        to: Ipv4Addr,
        /// How long a device keeps its address.
        lease: Lease,
        /// Devices that always get the same address.
        reservations: Vec<Reservation>,
    },
}

/// A device that always gets the same address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reservation {
    /// What the person calls it; may be empty.
    pub name: String,
    /// The address it gets, inside the home network.
    pub address: Ipv4Addr,
    /// Its hardware address.
    pub mac: MacAddress,
}

/// Who looks up names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Names {
    /// The provider's servers.
    Provider,
    /// These servers and no others.
    Servers {
        /// At least one, the first one first.
        servers: Vec<IpAddr>,
        /// Where to ask in private, if wanted.
        doh: Option<DohUrl>,
        /// The preset that they come from.
        preset: Option<Preset>,
    },
}

/// How well the router is protected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Protection {
    /// The starting point.
    pub level: Level,
    /// Items that differ from it, by the planner's item id.
    pub items: BTreeMap<String, bool>,
    /// Where the router's clock is; none to leave it as it is.
    pub time_zone: Option<TimeZone>,
    /// Who may watch the router; none for nobody.
    pub watcher: Option<Watcher>,
}

/// A program at home that watches the router, by SNMP version 3. Its passwords are the secrets
/// `protection.snmp.authentication_password` and `protection.snmp.encryption_password`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Watcher {
    /// The name that it says; RouterOS calls it a community.
    pub name: WatcherName,
    /// The one address that it asks from, inside the home network.
    pub address: Ipv4Addr,
}

impl Watcher {
    /// Whom these answers ask for, whatever else is wrong with them; none while the item is left alone, or while
    /// it is not said who it is.
    pub fn asked_for(choices: &ProtectionChoice) -> Option<Self> {
        let SnmpChoice { enabled, name, address } = &choices.snmp;
        let is_asked = *enabled && choices.items.get("snmp") != Some(&false);
        is_asked.then(|| Some(Self { name: name.parse().ok()?, address: address.parse().ok()? })).flatten()
    }
}

/// The starting point of the protection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// Shuts what homes do not need, keeps one way in for emergencies.
    Recommended,
    /// Shuts that too.
    Strict,
}

/// Where backups are kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Backups {
    /// Whether this computer keeps backups.
    pub computer: bool,
    /// Folder on this computer; none for the usual one.
    pub folder: Option<String>,
    /// How often.
    pub every: Interval,
    /// How many are kept; at least one.
    pub keep: u32,
    /// Whether the router keeps some too.
    pub router: bool,
}

/// How often backups are made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Interval {
    /// Every day.
    Day,
    /// Every week.
    Week,
    /// Every month.
    Month,
    /// Only when asked.
    Never,
}
