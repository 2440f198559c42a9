//! What stops a command, in plain words with what to do, and the exit code.
use crate::texts::text;
use apply::NoBackup;
use project::Issue;
use routeros_client::ClientError;
use std::{collections::BTreeMap, process::ExitCode};

/// The exit codes. Scripts rely on them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Exit {
    /// Done and verified.
    Done = 0,
    /// Not started, or the router is as before; verify found something.
    AsBefore = 1,
    /// Bad arguments or project.
    Bad = 2,
    /// The router may have changed.
    Changed = 3,
    /// It is not known what the router has.
    Unknown = 4,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

/// Why a command ended early.
#[derive(Debug, Clone)]
pub(crate) struct Failure {
    /// Exit code.
    pub(crate) exit: Exit,
    /// For programs.
    pub(crate) code: String,
    /// What happened.
    pub(crate) message: String,
    /// What to do about it; may be empty.
    pub(crate) todo: String,
    /// What is wrong with the project, if that is it.
    pub(crate) issues: Vec<Issue>,
}

impl Failure {
    /// Bad arguments or files.
    pub(crate) fn bad(code: &str, message: impl Into<String>, todo: impl Into<String>) -> Self {
        Self { exit: Exit::Bad, code: code.to_owned(), message: message.into(), todo: todo.into(), issues: Vec::new() }
    }

    /// Something else that happened before anything was changed.
    pub(crate) fn not_started(code: &str, message: impl Into<String>, todo: impl Into<String>) -> Self {
        Self { exit: Exit::AsBefore, ..Self::bad(code, message, todo) }
    }

    /// A project with something wrong in it, or that does not fit.
    pub(crate) fn issues(issues: Vec<Issue>) -> Self {
        let list = issues.iter().map(crate::words::issue).collect::<Vec<_>>().join("\n");
        let message = format!("The project needs your attention:\n{list}");
        Self { issues, ..Self::bad("project", message, "Nothing was changed.") }
    }
}

impl From<ClientError> for Failure {
    fn from(error: ClientError) -> Self {
        let code = serde_json::to_value(&error).ok().and_then(|value| value["code"].as_str().map(str::to_owned));
        let (message, todo) = words(&error);
        let exit = match error {
            ClientError::BadAddress { .. } => Exit::Bad,
            _ => Exit::AsBefore,
        };
        let code = code.unwrap_or_default();
        Self { exit, code, message: routeros::visible(&message), todo: todo.to_owned(), issues: Vec::new() }
    }
}

/// Why there is no backup, and what to do.
pub(crate) fn no_backup(error: &NoBackup) -> (String, String) {
    let key = match error {
        NoBackup::NoRoom { .. } => "no-room",
        NoBackup::NotWritten => "not-written",
        NoBackup::NotWhole { .. } => "not-whole",
        NoBackup::NotKept { .. } => "not-kept",
        NoBackup::Router { error } => {
            let (message, todo) = words(error);
            return (message, todo.to_owned());
        }
    };
    let none = BTreeMap::new();
    let say = |end: &str| text(&format!("failure.no-backup-{key}{end}"), &none);
    (format!("{}.", say("")), say("-todo"))
}

/// What an error of the connection means, and what to do.
pub(crate) fn words(error: &ClientError) -> (String, &'static str) {
    match error {
        ClientError::NotAtHome { address } => (
            format!("{address} is not in your own network. FirstHop speaks only to routers of your home."),
            "Connect this computer to the router by cable, and give its address there.",
        ),
        ClientError::TooOld { detail } => (
            format!("This router's RouterOS is too old ({detail})."),
            "It has to be 6.43 or later. Update it with WinBox first, after a backup.",
        ),
        ClientError::Untested { has } => (
            format!(
                "RouterOS {has} cannot be set up over the network: nobody has written down what its commands take."
            ),
            "Update it to 7.9 or later first, after a backup. Or take a script, and look at each line: firsthop-cli preview FILE --offline VERSION --format cli",
        ),
        ClientError::NotPrivate => (
            "The connection is not private yet, so nothing is changed over it.".to_owned(),
            "firsthop-cli apply makes it private first.",
        ),
        ClientError::BadAddress { address } => (
            format!("{address} is not the address of a router."),
            "Give it as http://192.168.88.1, in numbers and without a password. https works too.",
        ),
        ClientError::Unreachable { address } => (
            format!("{address} does not answer."),
            "Check that the router is on and the address is right. Then try again.",
        ),
        ClientError::ClosedPort { address } => (
            format!("There is a device at {address}, but this service is off there."),
            "Look at the address. In the router it is switched on under IP, Services.",
        ),
        ClientError::TimedOut { address } => (
            format!("{address} did not answer in time. Nothing was sent."),
            "Check that the router is on and the address is right. Then try again.",
        ),
        ClientError::NotRouterOs => (
            "What answers there is not a MikroTik router with the REST interface.".to_owned(),
            "Check the address. RouterOS has it from version 7.9; RouterOS 6 has the binary API: api://192.168.88.1",
        ),
        ClientError::WrongPassword => (
            "The router did not accept the name or password.".to_owned(),
            "Compare the password with the sticker: 0 and O, 1 and l. After a few tries, wait a minute.",
        ),
        ClientError::NoPermission { detail } => {
            (format!("This user of the router may not do that ({detail})."), "Use a user of the group “full”.")
        }
        ClientError::DeviceMode { detail } => (
            format!("The router's device mode does not allow that ({detail})."),
            "It can be allowed with the button on the router.",
        ),
        ClientError::KeyUnknown { seen } => (
            format!("The router's key is not known here. It shows {seen}."),
            "If you have compared it with the router's, say --pin with it.",
        ),
        ClientError::KeyChanged { seen } => (
            format!(
                "This router shows another key than it should: {seen}. It may have been reset, or somebody is in between."
            ),
            "If you did not reset it, stop and ask somebody you trust.",
        ),
        ClientError::EncryptionTooOld { detail } => (
            format!("This router's encryption is too old to be private ({detail})."),
            "Update RouterOS with WinBox first, after a backup. Under IP, Services in the router, “TLS Version” has to be “any”.",
        ),
        ClientError::HandshakeFailed { detail } => (
            format!("No private connection came about ({detail})."),
            "The router may have no certificate: look under IP, Services. Or something else answers there.",
        ),
        ClientError::MissingSecret { name } => (
            format!("The password “{name}” is not known on this computer."),
            "Give it on standard input with --secrets-stdin, as a JSON object.",
        ),
        ClientError::OutcomeUnknown => (
            "The connection broke while we were waiting. We cannot tell whether the last request arrived.".to_owned(),
            "Wait a moment, then look with: firsthop-cli verify",
        ),
        ClientError::Refused { detail, .. } => (
            format!("The router refused: {detail}"),
            "The words are the router's own. Show them to somebody who helps you.",
        ),
        ClientError::Missing { detail } => {
            (format!("The router does not know what it was asked for: {detail}"), "Its RouterOS may be too old.")
        }
        ClientError::NotUnderstood { excerpt } => {
            (format!("The router's answer was not understood. It began with: {excerpt}"), "Try again in a minute.")
        }
    }
}
