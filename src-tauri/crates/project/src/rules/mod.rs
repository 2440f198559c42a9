//! From choices to a project, with everything that stands in the way. One file per step.
mod addresses;
mod dhcp;
mod home;
mod internet;
mod lte;
mod names;
mod other;
mod watcher;

use crate::{Choices, Issue, IssueCode, LanAddress, Project, SecretField, SecretState, Severity, text};
use std::net::Ipv4Addr;

pub use addresses::derived_range;
pub use home::move_home;

/// All issues of the choices, in the order of the wizard.
pub fn check<'a>(choices: &Choices, secrets: &dyn Fn(SecretField) -> SecretState<'a>) -> Vec<Issue> {
    match judge(choices, secrets) {
        Ok((_, warnings)) => warnings,
        Err(issues) => issues,
    }
}

/// What the areas write into, and may read of one another.
struct Judge<'c, 's> {
    choices: &'c Choices,
    secrets: &'c dyn Fn(SecretField) -> SecretState<'s>,
    issues: Vec<Issue>,
    /// The home network, also when something else about it is wrong.
    lan: Option<LanAddress>,
    /// The range that is handed out.
    range: Option<(Ipv4Addr, Ipv4Addr)>,
}

impl Judge<'_, '_> {
    fn say(&mut self, issue: Issue) {
        self.issues.push(issue);
    }

    /// Says when a text holds what cannot be seen; such a text is not looked at further.
    fn is_clean(&mut self, field: &str, value: &str) -> bool {
        match unclean(field, value).map(|issue| Issue { severity: Severity::Error, ..issue }) {
            Some(issue) => {
                self.say(issue);
                false
            }
            None => true,
        }
    }

    /// The same for a name or password from somebody else: a space around it may belong to it, so it is only said.
    fn is_clean_login(&mut self, field: &str, value: &str) -> bool {
        let issue = unclean(field, value);
        let is_clean = !issue.as_ref().is_some_and(Issue::is_error);
        self.issues.extend(issue);
        is_clean
    }
}

/// The issue about characters that cannot be seen, and about spaces around a text.
fn unclean(field: &str, value: &str) -> Option<Issue> {
    let fix = crate::Suggestion::RemoveInvisible { field: field.to_owned() };
    if let Some(place) = text::invisible_place(value) {
        return Some(Issue::error(field, IssueCode::InvisibleCharacter).with("where", place).suggest(fix));
    }
    let place = text::space_place(value)?;
    Some(Issue::warning(field, IssueCode::SpaceAround).with("where", place).suggest(fix))
}

pub(crate) fn judge<'a>(
    choices: &Choices,
    secrets: &dyn Fn(SecretField) -> SecretState<'a>,
) -> Result<(Project, Vec<Issue>), Vec<Issue>> {
    let mut judge = Judge { choices, secrets, issues: Vec::new(), lan: None, range: None };
    other::router_secrets(&mut judge);
    let internet = internet::internet(&mut judge);
    let home = home::home(&mut judge);
    let addresses = addresses::addresses(&mut judge);
    let names = names::names(&mut judge);
    let protection = other::protection(&mut judge);
    let backups = other::backups(&mut judge);
    let issues = judge.issues;
    if issues.iter().any(Issue::is_error) {
        return Err(issues);
    }
    match (internet, home, addresses, names, protection, backups) {
        (Some(internet), Some(home), Some(addresses), Some(names), Some(protection), Some(backups)) => {
            let home = crate::Home { address: home };
            Ok((Project { internet, home, addresses, names, protection, backups }, issues))
        }
        // An area that gave nothing has said why; this is only reached without an error to show.
        _ => Err(issues),
    }
}

fn is_host_of(lan: LanAddress, address: Ipv4Addr) -> bool {
    lan.contains(address) && address != lan.network().network() && address != lan.network().broadcast()
}
