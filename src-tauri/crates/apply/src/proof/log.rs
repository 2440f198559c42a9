//! What the router's log says about the provider's login.
use project::{InternetKind, Project};
use routeros::{MenuState, Record, menu};
use routeros_client::Router;

/// Where the log was at a moment: what came before is about something else. Only a login with the
/// provider leaves lines that count, so nothing is read for other kinds of line.
#[derive(Debug, Clone, Default)]
pub(crate) struct LogMark {
    refused: usize,
    last: Option<String>,
}

impl LogMark {
    /// The log as it is now.
    pub(crate) async fn now<R: Router>(router: &R, project: &Project) -> Self {
        if !matches!(project.internet.kind, InternetKind::Pppoe { .. }) {
            return Self::default();
        }
        let lines = lines(router).await;
        let last = lines.last().and_then(|line| line.id.clone());
        Self { refused: lines.iter().filter(|line| is_refusal(line)).count(), last }
    }

    /// How often the provider refused the login since then.
    pub(crate) async fn refusals<R: Router>(&self, router: &R) -> usize {
        let lines = lines(router).await;
        // The log is a ring: old lines fall out, so the last known line decides while it is there.
        match lines.iter().position(|line| line.id.is_some() && line.id == self.last) {
            Some(at) => lines[at + 1..].iter().filter(|line| is_refusal(line)).count(),
            None => lines.iter().filter(|line| is_refusal(line)).count().saturating_sub(self.refused),
        }
    }

    /// How often it refused since it last let the router in, however long ago. What to say when
    /// nothing has come in all the time.
    pub(crate) async fn refusals_in_a_row<R: Router>(router: &R) -> usize {
        let lines = lines(router).await;
        lines.iter().rev().take_while(|line| !is_connected(line)).filter(|line| is_refusal(line)).count()
    }
}

fn is_connected(line: &Record) -> bool {
    let message = line.text_or_empty("message").trim_end();
    line.text_or_empty("topics").contains("pppoe")
        && message.ends_with("connected")
        && !message.ends_with("disconnected")
}

async fn lines<R: Router>(router: &R) -> Vec<Record> {
    match router.read(menu::LOG).await {
        Ok(MenuState::List(lines)) => lines,
        Ok(MenuState::Settings(_) | MenuState::Absent) | Err(_) => Vec::new(),
    }
}

fn is_refusal(line: &Record) -> bool {
    let topics = line.text_or_empty("topics");
    let message = line.text_or_empty("message").to_ascii_lowercase();
    let says = |words: &[&str]| words.iter().any(|word| message.contains(word));
    topics.contains("pppoe")
        && says(&["authentication failed", "auth failed", "authentication failure", "wrong password"])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_a_refused_login() {
        let line = |topics, message| is_refusal(&Record::of(None, &[("topics", topics), ("message", message)]));
        assert!(line("pppoe,ppp,error", "pppoe-out1: user anna authentication failed"));
        assert!(!line("pppoe,ppp,info", "pppoe-out1: dialing..."));
        assert!(!line("system,error,critical", "login failure: authentication failed"));
        let connected =
            |message| is_connected(&Record::of(None, &[("topics", "pppoe,ppp,info"), ("message", message)]));
        assert!(connected("pppoe-out1: connected") && !connected("pppoe-out1: disconnected"));
    }
}
