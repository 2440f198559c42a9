//! An own administrator in the place of `admin`, whose name everybody knows (reference
//! router-configuration §2). By itself, as a new password is: who logs in changes, so nothing of a
//! plan can take it back.
//!
//! A user cannot switch itself off by REST, which answers 200 all the same, and the last who may do
//! everything cannot be removed (same place). So the new one is added, logs in, and only then, by that
//! login, `admin` is switched off. It is not removed: whoever wants it back switches it on.
use crate::draft::props;
use routeros::{Action, Area, Change, Group, Menu, PropValue, Record, Target, Text, Undo, menu};
use serde::{Deserialize, Serialize};

/// The user of every new router.
pub const ADMIN: &str = "admin";
/// The secret that the new one is given: the password of now, which is known already.
const PASSWORD: &str = crate::password::OLD_PASSWORD;
/// By this a run that broke off is taken up again.
const MARK: &str = "firsthop:administrator";
const MENU: Menu = menu::USER;

/// Why a router gets no own administrator.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NoAdministrator {
    /// The name cannot be one.
    Name,
    /// Whoever is logged in is not `admin`, or may not do everything.
    NotAdmin,
    /// Somebody made another account that may do everything, or one of this name.
    Somebody {
        /// Its name.
        name: String,
    },
}

/// An own administrator, by name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Administrator {
    name: String,
}

impl Administrator {
    /// For a router with these users, where `user` is logged in.
    ///
    /// # Errors
    /// Why it gets none.
    pub fn new(users: &[Record], user: &str, name: &str) -> Result<Self, NoAdministrator> {
        if !is_name(name) {
            return Err(NoAdministrator::Name);
        }
        let is_full = |record: &&Record| record.text("group") == Some("full") && !record.is_disabled();
        let admin = users.iter().filter(is_full).find(|record| record.text("name") == Some(ADMIN));
        if user != ADMIN || admin.is_none() {
            return Err(NoAdministrator::NotAdmin);
        }
        let is_ours =
            |record: &Record| record.text("name") == Some(name) && is_full(&record) && record.comment() == MARK;
        let in_the_way = users.iter().find(|record| {
            let other = record.text("name") != Some(ADMIN);
            other && !is_ours(record) && (is_full(record) || record.text("name") == Some(name))
        });
        match in_the_way {
            Some(record) => Err(NoAdministrator::Somebody { name: record.text_or_empty("name").to_owned() }),
            None => Ok(Self { name: name.to_owned() }),
        }
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its record, when it is there.
    pub fn find<'r>(&self, users: &'r [Record]) -> Option<&'r Record> {
        users.iter().find(|record| record.text("name") == Some(&self.name))
    }

    /// What adds it.
    pub fn add(&self) -> Change {
        let mut values = props(&[("name", &self.name), ("group", "full"), ("comment", MARK)]);
        values.push(("password".to_owned(), PropValue::Secret(PASSWORD.to_owned())));
        self.change("administrator.add", Action::Add { props: values, before: None }, "administrator-add")
    }

    /// What switches `admin` off; none when it is off or gone.
    pub fn switch_off(&self, users: &[Record]) -> Option<Change> {
        let admin = users.iter().find(|record| record.text("name") == Some(ADMIN) && !record.is_disabled())?;
        let action = Action::Set { target: target(admin)?, props: props(&[("disabled", "yes")]) };
        Some(self.change("administrator.only", action, "administrator-only"))
    }

    /// What takes the new one away again; none when it is not there.
    pub fn remove(&self, users: &[Record]) -> Option<Change> {
        let action = Action::Remove { target: target(self.find(users)?)? };
        Some(self.change("administrator.remove", action, "administrator-remove"))
    }

    /// Everything, in order, as it is shown before it is done.
    pub fn shown(&self, users: &[Record]) -> Vec<Change> {
        let add = self.find(users).is_none().then(|| self.add());
        add.into_iter().chain(self.switch_off(users)).collect()
    }

    fn change(&self, id: &str, action: Action, text: &str) -> Change {
        Change {
            id: id.to_owned(),
            group: Group::Password,
            area: Area::Protection,
            menu: MENU,
            action,
            text: Text::new(text).with("name", &self.name),
            undo: Undo::ByHand,
        }
    }
}

/// The accounts that an administrator of this name has changed: its own, and `admin`.
pub fn own_accounts<'r>(users: &'r [Record], name: &str) -> impl Iterator<Item = &'r Record> {
    users.iter().filter(move |user| [name, ADMIN].into_iter().any(|own| user.text("name") == Some(own)))
}

fn target(record: &Record) -> Option<Target> {
    let name = record.text("name")?.to_owned();
    Some(Target { id: record.id.clone()?, find: vec![("name".to_owned(), name)] })
}

/// "It must start with an alphanumeric character, and may contain `*`, `_`, `.`, `@`" (manual, User); stars
/// are left out, because a person has to type it in a year. `admin` in other letters is no other name.
fn is_name(name: &str) -> bool {
    let sign = |sign: char| sign.is_ascii_alphanumeric() || matches!(sign, '_' | '.' | '@');
    (1..=32).contains(&name.len())
        && name.starts_with(|first: char| first.is_ascii_alphanumeric())
        && name.chars().all(sign)
        && !name.eq_ignore_ascii_case(ADMIN)
}

#[cfg(test)]
mod tests {
    use super::*;
    use routeros::render::{cli, rest};

    fn user(id: &str, name: &str, more: &[(&str, &str)]) -> Record {
        Record::of(Some(id), &[&[("name", name), ("group", "full")], more].concat())
    }

    #[test]
    fn it_is_shown_in_order_and_masked() {
        let users = [user("*1", "admin", &[])];
        let anna = Administrator::new(&users, "admin", "anna").expect("offered");
        let lines: Vec<String> = anna.shown(&users).iter().map(cli::line).collect();
        assert_eq!(
            lines,
            [
                "/user add name=anna group=full comment=firsthop:administrator password=••••",
                "/user set [find name=admin] disabled=yes"
            ]
        );
        let call = rest::shown(&anna.shown(&users)[1]);
        assert_eq!((call.method.as_str(), call.path.as_str()), ("PATCH", "/rest/user/*1"));
    }

    #[test]
    fn nobody_elses_account_is_touched() {
        let admin = user("*1", "admin", &[]);
        let new = |users: &[Record], who: &str, name: &str| Administrator::new(users, who, name).map(|_| ());
        let somebody = |name: &str| Err(NoAdministrator::Somebody { name: name.to_owned() });
        assert_eq!(new(std::slice::from_ref(&admin), "anna", "ben"), Err(NoAdministrator::NotAdmin));
        assert_eq!(
            new(&[user("*1", "admin", &[("disabled", "true")])], "admin", "ben"),
            Err(NoAdministrator::NotAdmin)
        );
        assert_eq!(new(&[admin.clone(), user("*2", "cleo", &[])], "admin", "ben"), somebody("cleo"));
        assert_eq!(new(&[admin.clone(), user("*2", "ben", &[("group", "read")])], "admin", "ben"), somebody("ben"));
        assert_eq!(new(&[admin.clone(), user("*2", "cleo", &[("disabled", "true")])], "admin", "ben"), Ok(()));
        // A run that broke off is taken up again.
        assert_eq!(new(&[admin.clone(), user("*2", "ben", &[("comment", MARK)])], "admin", "ben"), Ok(()));
        assert_eq!(new(&[admin.clone(), user("*2", "ben", &[("comment", MARK)])], "admin", "cleo"), somebody("ben"));
        for name in ["", "admin", "Admin", "_anna", "an na", "anna\"", "ännchen", "*"] {
            assert_eq!(new(std::slice::from_ref(&admin), "admin", name), Err(NoAdministrator::Name), "{name}");
        }
    }
}
