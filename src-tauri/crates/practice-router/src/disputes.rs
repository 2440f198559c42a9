//! Where the sources disagree about RouterOS: a switch each, so that FirstHop can be tried with both.
//! The default is what was seen on hardware, else what the newest manual says.

/// How the router behaves where the sources disagree.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Disputes {
    /// A scheduler entry in home mode is added but inactive, as the manual says, instead of refused,
    /// as a hEX with 7.20.8 does.
    pub scheduler_inactive: bool,
    /// What device-mode forbids is refused with status 500 instead of 400.
    pub forbidden_is_500: bool,
    /// A change by a user who may only read is refused with 400 and the words for a wrong id, instead
    /// of 500 and `not enough permissions (9)`.
    pub read_only_is_400: bool,
    /// `/ping` stays beside `/tool/ping` in 7.23 and later, as the manual still has it; the trees do
    /// not.
    pub root_ping_stays: bool,
    /// A change of a password is carried out and answered with 400, as 7.23.7 did for another user's
    /// (reference rest-api §1.8); nobody says so of one's own.
    pub password_is_400: bool,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Options, Router, factory};
    use serde_json::json;

    #[test]
    fn who_may_only_read_is_refused_in_one_of_two_ways() {
        for (read_only_is_400, status) in [(false, 500), (true, 400)] {
            let mut state = factory("hap-ax2_7.20").expect("carried");
            let users = state.menus.get_mut("/user").and_then(serde_json::Value::as_array_mut).expect("users");
            users.push(json!({ ".id": "*9", "name": "guest", "group": "read", "disabled": "false" }));
            let disputes = Disputes { read_only_is_400, ..Disputes::default() };
            let router = Router::new(Options { state, disputes, ..Options::default() });
            let body = json!({ "name": "x" });
            let (answer, _) = router.deliver("guest", "POST", "/system/identity/set", Some(&body), &[]);
            assert_eq!(answer.status, status);
            assert_ne!(router.state().menus["/system/identity"]["name"], "x");
        }
    }
}
