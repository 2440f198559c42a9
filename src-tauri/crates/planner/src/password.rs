//! A new password of the router's, for the user who is logged in.
//!
//! The command belongs to no menu and is the same in 6.49 and 7 (reference versions.md). It carries the
//! old password and the new one, so it goes over a private connection only, and by itself: it is not
//! part of a plan, nothing on the router can take it back, because no script holds a secret.
use routeros::{Action, Area, Change, Group, PropValue, Text, Undo, menu};

/// The secret that the router is entered with now.
pub const OLD_PASSWORD: &str = "router";
/// The secret that it gets.
pub const NEW_PASSWORD: &str = "router.new_password";

/// What gives the router its new password.
pub fn password_change() -> Change {
    let arg = |name: &str, secret: &str| (name.to_owned(), PropValue::Secret(secret.to_owned()));
    let args = vec![
        arg("old-password", OLD_PASSWORD),
        arg("new-password", NEW_PASSWORD),
        arg("confirm-new-password", NEW_PASSWORD),
    ];
    Change {
        id: "password.router".into(),
        group: Group::Password,
        area: Area::Protection,
        menu: menu::CONSOLE,
        action: Action::Run { command: "password".into(), args },
        text: Text::new("router-password"),
        undo: Undo::ByHand,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use routeros::render::{api, cli, rest};

    #[test]
    fn it_is_shown_masked_in_every_form() {
        let change = password_change();
        let line = "/password old-password=•••• new-password=•••• confirm-new-password=••••";
        assert_eq!(cli::line(&change), line);
        let call = rest::shown(&change);
        assert_eq!((call.method.as_str(), call.path.as_str()), ("POST", "/rest/password"));
        let words = api::shown(&change);
        assert_eq!(words.first().map(String::as_str), Some("/password"));
        assert!(words.iter().skip(1).all(|word| word.ends_with("=••••")), "{words:?}");
    }
}
