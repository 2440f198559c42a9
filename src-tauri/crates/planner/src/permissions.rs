//! What the user who logged in may not do, though setting a router up needs it.
use routeros::{Snapshot, menu};

/// What reading, changing, testing and the safety timer need (reference rest-api §2): `policy` for
/// users and scripts, `sensitive` to compare secrets.
const NEEDED: &[&str] = &["api", "read", "write", "policy", "test", "sensitive", "password"];

/// The policies that the user's group lacks, by RouterOS's names. `groups` is what `/user/group`
/// held, where it was read: the group `full` has them all. Empty when it cannot be told.
pub fn lacking(snapshot: &Snapshot, user: &str, by_rest: bool) -> Vec<&'static str> {
    let Some(group) = group(snapshot, user).filter(|group| *group != "full") else { return Vec::new() };
    let mut groups = snapshot.all(menu::USER_GROUP).iter();
    let Some(policies) = groups.find(|row| row.text("name") == Some(group)).and_then(|row| row.text("policy")) else {
        return Vec::new();
    };
    let has = |policy: &&&str| policies.split(',').any(|word| word.trim() == **policy);
    let rest = by_rest.then_some(&"rest-api");
    NEEDED.iter().chain(rest).filter(|policy| !has(policy)).copied().collect()
}

/// The group of a user.
fn group<'a>(snapshot: &'a Snapshot, user: &str) -> Option<&'a str> {
    snapshot.all(menu::USER).iter().find(|row| row.text("name") == Some(user))?.text("group")
}

#[cfg(test)]
mod tests {
    use super::*;
    use routeros::{MenuState, Record, Version};
    use std::collections::BTreeMap;

    #[test]
    fn what_is_missing_is_named() {
        let users = vec![
            Record::of(Some("*1"), &[("name", "admin"), ("group", "full")]),
            Record::of(Some("*2"), &[("name", "guest"), ("group", "read")]),
            Record::of(Some("*3"), &[("name", "lost"), ("group", "gone")]),
        ];
        let policy = "local,read,test,password,sensitive,api,rest-api,!ftp,!write,!policy";
        let groups = vec![Record::of(Some("*1"), &[("name", "read"), ("policy", policy)])];
        let menus = [(menu::USER, MenuState::List(users)), (menu::USER_GROUP, MenuState::List(groups))];
        let snapshot = Snapshot::new(Version::new(7, 20, 6), BTreeMap::from(menus));
        assert_eq!(lacking(&snapshot, "guest", true), ["write", "policy"]);
        for known_to_be_enough in ["admin", "lost", "nobody"] {
            assert_eq!(lacking(&snapshot, known_to_be_enough, true), Vec::<&str>::new());
        }
    }
}
