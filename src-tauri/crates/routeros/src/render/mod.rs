//! The renderings of a change. All of them read the same value, so that what is shown is what is
//! sent.
pub mod api;
pub mod cli;
pub mod rest;
pub mod script;

#[cfg(test)]
mod tests {
    use super::{api, cli, rest, script};
    use crate::{Action, Area, Change, Group, PropValue, Secret, Target, Text, Undo, menu};
    use std::collections::HashMap;

    fn change(menu: crate::Menu, action: Action) -> Change {
        Change {
            id: "x".into(),
            group: Group::Settings,
            area: Area::Internet,
            menu,
            action,
            text: Text::new("x"),
            undo: Undo::Automatic,
        }
    }

    fn target() -> Target {
        Target {
            id: "*1F".into(),
            find: vec![("chain".into(), "input".into()), ("comment".into(), "defconf: drop \"all\"".into())],
        }
    }

    fn pppoe() -> Change {
        let props = vec![
            ("name".into(), PropValue::text("pppoe-out1")),
            ("user".into(), PropValue::text("a$b")),
            ("password".into(), PropValue::Secret("internet.pppoe.password".into())),
        ];
        change(menu::INTERFACE_PPPOE_CLIENT, Action::Add { props, before: None })
    }

    #[test]
    fn each_action_has_its_line_its_call_and_its_sentence() {
        let props = vec![("disabled".to_owned(), PropValue::text("yes"))];
        let cases = [
            (
                Action::Set { target: target(), props: props.clone() },
                r#"/ip firewall filter set [find chain=input comment="defconf: drop \"all\""] disabled=yes"#,
                "PATCH",
                "/rest/ip/firewall/filter/*1F",
                "/ip/firewall/filter/set =.id=*1F =disabled=yes",
            ),
            (
                Action::Add { props: props.clone(), before: Some(target()) },
                r#"/ip firewall filter add disabled=yes place-before=[find chain=input comment="defconf: drop \"all\""]"#,
                "PUT",
                "/rest/ip/firewall/filter",
                "/ip/firewall/filter/add =disabled=yes =place-before=*1F",
            ),
            (
                Action::Remove { target: target() },
                r#"/ip firewall filter remove [find chain=input comment="defconf: drop \"all\""]"#,
                "DELETE",
                "/rest/ip/firewall/filter/*1F",
                "/ip/firewall/filter/remove =.id=*1F",
            ),
            (
                Action::Move { target: target(), before: None },
                r#"/ip firewall filter move [find chain=input comment="defconf: drop \"all\""]"#,
                "POST",
                "/rest/ip/firewall/filter/move",
                "/ip/firewall/filter/move =.id=*1F",
            ),
            (
                Action::Run { command: "reset-counters".into(), args: Vec::new() },
                "/ip firewall filter reset-counters",
                "POST",
                "/rest/ip/firewall/filter/reset-counters",
                "/ip/firewall/filter/reset-counters",
            ),
        ];
        for (action, line, method, path, words) in cases {
            let change = change(menu::IP_FIREWALL_FILTER, action);
            assert_eq!(cli::line(&change), line);
            let call = rest::shown(&change);
            assert_eq!((call.method.as_str(), call.path.as_str()), (method, path));
            assert_eq!(api::shown(&change).join(" "), words);
        }
    }

    #[test]
    fn a_secret_is_masked_when_shown_and_filled_in_when_sent() {
        assert_eq!(cli::line(&pppoe()), r#"/interface pppoe-client add name=pppoe-out1 user="a\$b" password=••••"#);
        let shown = rest::shown(&pppoe()).body.expect("PUT has a body");
        assert_eq!(shown["password"], "••••");
        let secrets = HashMap::from([("internet.pppoe.password".to_owned(), Secret::new("geheim"))]);
        let sent = rest::sent(&pppoe(), &secrets).expect("known").body.expect("PUT has a body");
        assert_eq!(sent["password"], "geheim");
        assert!(rest::sent(&pppoe(), &crate::NoSecrets).is_err());
        assert_eq!(
            api::shown(&pppoe()),
            ["/interface/pppoe-client/add", "=name=pppoe-out1", "=user=a$b", "=password=••••"]
        );
        let words = api::sent(&pppoe(), &secrets).expect("known");
        assert!(!format!("{words:?}").contains("geheim"));
        assert_eq!(words.last().map(api::Word::expose).as_deref(), Some("=password=geheim"));
        assert!(api::sent(&pppoe(), &crate::NoSecrets).is_err());
    }

    #[test]
    fn a_script_stops_before_any_change_until_its_secrets_are_filled_in() {
        let text = script::script("Home\r\n/system reset-configuration", &[pppoe()]);
        let lines: Vec<&str> = text.lines().collect();
        assert!(lines.iter().take(2).all(|line| line.starts_with("# ")), "a heading cannot become a command: {text}");
        let position = |word: &str| lines.iter().position(|line| line.contains(word)).expect("in the script");
        assert!(position(":local internetPppoePassword \"\"") < position(":error"));
        assert!(position(":error") < position("/interface pppoe-client add"));
        assert!(text.contains("password=$internetPppoePassword"));
    }
}
