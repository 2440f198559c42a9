//! One change of a router: the unit of preview and of sending.
use crate::Menu;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What is to be sent as the value of a property.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PropValue {
    /// Plain text, as the router will show it.
    Text(String),
    /// A secret by the name of its project field; filled in at the moment of sending.
    Secret(String),
}

impl PropValue {
    /// Shorthand for a text value.
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }
}

/// Properties in the order in which they are shown and sent.
pub type Props = Vec<(String, PropValue)>;

/// An existing record, as REST addresses it and as a script finds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// `.id` in the snapshot that the plan belongs to.
    pub id: String,
    /// Properties that match exactly this record, in the snapshot and when the change runs.
    pub find: Vec<(String, String)>,
}

/// What is done to a menu.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// Adds a record, in an ordered menu before another one.
    Add {
        /// The new record's properties.
        props: Props,
        /// The record that must follow; `None` is the end.
        before: Option<Target>,
    },
    /// Changes properties of a record.
    Set {
        /// The record.
        target: Target,
        /// What it gets.
        props: Props,
    },
    /// Changes a settings menu, which has one nameless record.
    SetSettings {
        /// What it gets.
        props: Props,
    },
    /// Removes a record.
    Remove {
        /// The record.
        target: Target,
    },
    /// Moves a record of an ordered menu.
    Move {
        /// The record.
        target: Target,
        /// The record that must follow; `None` is the end.
        before: Option<Target>,
    },
    /// Runs a command of the menu once.
    Run {
        /// The command, such as `reset-mac-address`.
        command: String,
        /// Its arguments.
        args: Props,
    },
}

/// How a change is marked in a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Mark {
    /// `+`
    Added,
    /// `~`
    Changed,
    /// `−`
    Removed,
    /// `→`
    Moved,
    /// `▸`
    Run,
}

/// The part of a run that a change belongs to, in the order in which they happen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Group {
    /// Making the connection private.
    Private,
    /// A new password of the router's.
    Password,
    /// The backup before the change.
    Backup,
    /// The safety timer.
    Guard,
    /// What the person chose.
    Settings,
    /// Cleaning up afterwards.
    Cleanup,
}

/// What a change is about: the wizard's step that asked for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Area {
    /// WAN.
    Internet,
    /// LAN address and bridge.
    HomeNetwork,
    /// DHCP server.
    Addresses,
    /// DNS.
    Names,
    /// Firewall and services.
    Protection,
    /// Backups.
    Backups,
}

/// A sentence by key, with its values. The texts are in `ui/messages`: `change.<key>.means` and
/// `change.<key>.why`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text {
    /// The key.
    pub key: String,
    /// Values for the placeholders; they may come from outside.
    pub params: BTreeMap<String, String>,
}

impl Text {
    /// A sentence without values.
    pub fn new(key: impl Into<String>) -> Self {
        Self { key: key.into(), params: BTreeMap::new() }
    }

    /// Adds a value.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<String>) -> Self {
        self.params.insert(name.to_owned(), value.into());
        self
    }
}

/// Whether a change can be taken back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Undo {
    /// FirstHop can.
    Automatic,
    /// A person has to do something.
    ByHand,
    /// Nobody can.
    Impossible,
}

/// One add, set, remove, move or run on one menu. The console line, the REST call, the API sentence
/// and a script's line all come from one value, so that what is shown is what is sent.
///
/// ```
/// use routeros::{Action, Area, Change, Group, PropValue, Text, Undo, menu, render::{api, cli, rest, script}};
/// let change = Change {
///     id: "internet.pppoe-client".into(), group: Group::Settings, area: Area::Internet,
///     menu: menu::INTERFACE_PPPOE_CLIENT,
///     action: Action::Add {
///         props: vec![
///             ("user".into(), PropValue::text("a$b")),
///             ("password".into(), PropValue::Secret("internet.pppoe.password".into())),
///         ],
///         before: None,
///     },
///     text: Text::new("pppoe-client"), undo: Undo::Automatic,
/// };
/// assert_eq!(cli::line(&change), r#"/interface pppoe-client add user="a\$b" password=••••"#);
/// let call = rest::shown(&change);
/// assert_eq!((call.method.as_str(), call.path.as_str()), ("PUT", "/rest/interface/pppoe-client"));
/// assert_eq!(api::shown(&change), ["/interface/pppoe-client/add", "=user=a$b", "=password=••••"]);
/// // A script is for somebody else's hands: each secret is one empty variable at its top.
/// assert!(script::script("A script", &[change]).contains(":local"));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Unique in its plan and stable between plans, such as `internet.pppoe-client`.
    pub id: String,
    /// When it happens.
    pub group: Group,
    /// What it is about.
    pub area: Area,
    /// Where.
    pub menu: Menu,
    /// What.
    pub action: Action,
    /// What it means and why.
    pub text: Text,
    /// Whether it can be taken back.
    pub undo: Undo,
}

impl Change {
    /// The mark of the change.
    pub fn mark(&self) -> Mark {
        match &self.action {
            Action::Add { .. } => Mark::Added,
            Action::Set { .. } | Action::SetSettings { .. } => Mark::Changed,
            Action::Remove { .. } => Mark::Removed,
            Action::Move { .. } => Mark::Moved,
            Action::Run { .. } => Mark::Run,
        }
    }

    /// The properties that it sends; none for remove and move.
    pub fn props(&self) -> &[(String, PropValue)] {
        match &self.action {
            Action::Add { props, .. }
            | Action::Set { props, .. }
            | Action::SetSettings { props }
            | Action::Run { args: props, .. } => props,
            Action::Remove { .. } | Action::Move { .. } => &[],
        }
    }

    /// The names of the secrets that it needs.
    pub fn secret_names(&self) -> impl Iterator<Item = &str> {
        self.props().iter().filter_map(|(_, value)| match value {
            PropValue::Secret(name) => Some(name.as_str()),
            PropValue::Text(_) => None,
        })
    }
}
