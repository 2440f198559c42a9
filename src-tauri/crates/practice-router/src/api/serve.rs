//! The service `api`: connections, logins, tags, and commands that go on until they are cancelled.
use super::{
    METHOD,
    answer::{Manner, row, sentences, understand},
    words,
};
use crate::{
    files,
    properties::get,
    router::{Delivery, Router},
};
use serde_json::{Value, json};
use std::{io, time::Duration};
use tokio::{
    io::{AsyncRead, AsyncWrite, AsyncWriteExt, WriteHalf},
    sync::mpsc,
    time::interval,
};

/// How often a command that goes on has something to say.
const PACE: Duration = Duration::from_secs(1);

/// Requests that a client may send ahead.
const AHEAD: usize = 64;

/// One connection, over any stream, until one of the two hangs up.
pub(crate) async fn serve(router: Router, stream: impl AsyncRead + AsyncWrite + Unpin + Send) {
    let (mut reader, writer) = tokio::io::split(stream);
    let (sender, receiver) = mpsc::channel(AHEAD);
    let reading = async {
        while let Ok(Some(sentence)) = words::read(&mut reader).await {
            if sender.send(sentence).await.is_err() {
                break;
            }
        }
        drop(sender);
        // What was asked before the end is still answered.
        std::future::pending::<()>().await;
    };
    let session = Session { router, writer, user: None, running: Vec::new(), is_silent: false };
    tokio::select! {
        _ = session.run(receiver) => {}
        () = reading => {}
    }
}

/// A command that goes on.
struct Running {
    tag: Option<String>,
    command: String,
    body: Value,
    said: u32,
}

struct Session<S> {
    router: Router,
    writer: WriteHalf<S>,
    user: Option<String>,
    running: Vec<Running>,
    /// A fault: nothing is answered any more.
    is_silent: bool,
}

impl<S: AsyncRead + AsyncWrite + Unpin + Send> Session<S> {
    /// The end, or the stream's error, is the same to whoever waits for it.
    async fn run(mut self, mut requests: mpsc::Receiver<(Vec<String>, Vec<u8>)>) -> io::Result<()> {
        let mut pace = interval(PACE);
        loop {
            tokio::select! {
                request = requests.recv() => match request {
                    Some((words, raw)) => {
                        if self.request(&words, &raw).await?.is_none() {
                            return Ok(());
                        }
                    }
                    None => return Ok(()),
                },
                _ = pace.tick(), if !self.running.is_empty() => self.go_on().await?,
            }
        }
    }

    /// Answers one request; none to hang up.
    async fn request(&mut self, words: &[String], raw: &[u8]) -> io::Result<Option<()>> {
        let (command, body, tag) = understand(words);
        if self.is_silent {
            return Ok(Some(()));
        }
        match command.as_str() {
            "/login" => self.login(&body, tag.as_deref()).await.map(Some),
            "/quit" => self.hang_up("session terminated on request").await,
            _ if self.user.is_none() => self.hang_up("not logged in").await,
            "/cancel" => self.cancel(&body, tag.as_deref()).await.map(Some),
            _ => self.command(command, body, raw, tag).await,
        }
    }

    async fn hang_up(&mut self, why: &str) -> io::Result<Option<()>> {
        self.say(vec!["!fatal".to_owned(), why.to_owned()], None).await?;
        self.writer.shutdown().await?;
        Ok(None)
    }

    async fn login(&mut self, body: &Value, tag: Option<&str>) -> io::Result<()> {
        let given = |name: &str| body.get(name).and_then(Value::as_str);
        let (name, password) = (given("name").unwrap_or_default(), given("password"));
        if name.is_empty() && password.is_none() {
            // The riddle of before 6.43 is still posed, and no answer to it is right any more.
            let riddle = "=ret=856780b7411eefd3abadee2058c149a3".to_owned();
            return self.say(vec!["!done".to_owned(), riddle], tag).await;
        }
        if self.router.lets_in(name, password.unwrap_or_default(), "api") {
            self.user = Some(name.to_owned());
        } else {
            self.router.refuse_login_via(name, "api");
            let refusal = ["!trap", "=message=invalid user name or password (6)"].map(str::to_owned);
            self.say(refusal.to_vec(), tag).await?;
        }
        self.say(vec!["!done".to_owned()], tag).await
    }

    async fn command(
        &mut self,
        command: String,
        mut body: Value,
        raw: &[u8],
        tag: Option<String>,
    ) -> io::Result<Option<()>> {
        tokio::time::sleep(self.router.latency()).await;
        let goes_on = goes_on(&command, &body);
        if goes_on && command.ends_with("/ping") {
            // One round each time.
            body["count"] = "1".into();
        }
        let user = self.user.clone().unwrap_or_default();
        let (answer, delivery) = match self.router.deliver(&user, METHOD, &command, Some(&body), raw) {
            (_, Delivery::Waits) => self.router.confirmed().await,
            answer => answer,
        };
        match delivery {
            Delivery::Sent => {}
            Delivery::Cut => return Ok(None),
            Delivery::Never | Delivery::Waits => {
                self.is_silent = true;
                return Ok(Some(()));
            }
        }
        let is_refused = answer.status >= 400;
        let mut answers = sentences(&command, answer, self.manner());
        if goes_on && !is_refused {
            // It is done when it is cancelled.
            answers.pop();
        }
        for sentence in answers {
            self.say_as(sentence, tag.as_deref(), files::is_raw(&command)).await?;
        }
        if goes_on && !is_refused {
            self.running.push(Running { tag, command, body, said: 1 });
        }
        Ok(Some(()))
    }

    /// Ends one command that goes on, or all of them.
    async fn cancel(&mut self, body: &Value, tag: Option<&str>) -> io::Result<()> {
        let which = body.get("tag").and_then(Value::as_str);
        let chosen = |running: &mut Running| which.is_none() || running.tag.as_deref() == which;
        let ended: Vec<Running> = self.running.extract_if(.., chosen).collect();
        for running in &ended {
            let words = ["!trap", "=category=2", "=message=interrupted"].map(str::to_owned);
            self.say(words.to_vec(), running.tag.as_deref()).await?;
        }
        self.say(vec!["!done".to_owned()], tag).await?;
        for running in &ended {
            self.say(vec!["!done".to_owned()], running.tag.as_deref()).await?;
        }
        Ok(())
    }

    /// Another row of every command that goes on.
    async fn go_on(&mut self) -> io::Result<()> {
        let mut running = std::mem::take(&mut self.running);
        for one in &mut running {
            let answer = self.router.again(&one.command, &one.body);
            let rows = answer.body.as_ref().and_then(Value::as_array).into_iter().flatten();
            for mut found in rows.filter_map(Value::as_object).cloned() {
                if !get(&found, "seq").is_empty() {
                    found.insert("seq".to_owned(), one.said.to_string().into());
                }
                one.said += 1;
                self.say(row(&found), one.tag.as_deref()).await?;
            }
        }
        self.running = running;
        Ok(())
    }

    fn manner(&self) -> Manner {
        Manner { says_empty: self.router.since(7, 18), version_6: !self.router.since(7, 0) }
    }

    async fn say(&mut self, words: Vec<String>, tag: Option<&str>) -> io::Result<()> {
        self.say_as(words, tag, false).await
    }

    /// `raw`: characters stand for bytes.
    async fn say_as(&mut self, mut words: Vec<String>, tag: Option<&str>, raw: bool) -> io::Result<()> {
        words.extend(tag.map(|tag| format!(".tag={tag}")));
        let bytes = if raw { words::raw_bytes(&words) } else { words::bytes(&words) };
        self.writer.write_all(&bytes).await?;
        self.writer.flush().await
    }
}

/// Whether a command ends only when it is cancelled.
fn goes_on(command: &str, body: &Value) -> bool {
    let says = |name: &str| body.get(name).is_some_and(|value| *value != json!("no"));
    (command.ends_with("/monitor") && !says("once")) || (command.ends_with("/ping") && !says("count"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Fault, Options, factory};
    use tokio::io::DuplexStream;

    struct Peer {
        router: Router,
        stream: DuplexStream,
    }

    impl Peer {
        fn new(name: &str) -> Self {
            let state = factory(name).expect("carried with the crate");
            let router = Router::new(Options { state, password: Some("practice".into()), ..Options::default() });
            let (stream, other) = tokio::io::duplex(1 << 20);
            tokio::spawn(serve(router.clone(), other));
            Self { router, stream }
        }

        async fn logged_in(name: &str) -> Self {
            let mut peer = Self::new(name);
            assert_eq!(peer.ask("/login =name=admin =password=practice").await, ["!done"]);
            peer
        }

        async fn send(&mut self, words: &str) {
            let words: Vec<String> = words.split(' ').map(str::to_owned).collect();
            self.stream.write_all(&words::bytes(&words)).await.expect("it reads");
        }

        async fn next(&mut self) -> String {
            let (words, _) = words::read(&mut self.stream).await.expect("it speaks").expect("it is there");
            words.join(" ")
        }

        /// All sentences up to the end of an answer.
        async fn ask(&mut self, words: &str) -> Vec<String> {
            self.send(words).await;
            let mut all = Vec::new();
            loop {
                all.push(self.next().await);
                if all.last().is_some_and(|last| last.starts_with("!done") || last.starts_with("!fatal")) {
                    return all;
                }
            }
        }
    }

    #[tokio::test]
    async fn logins() {
        let mut peer = Peer::new("hex_7.12");
        let refused = peer.ask("/login =name=admin =password=wrong .tag=1").await;
        assert_eq!(refused, ["!trap =message=invalid user name or password (6) .tag=1", "!done .tag=1"]);
        assert!(peer.router.state().to_json_pretty().contains("login failure for user admin via api"));
        assert!(peer.ask("/login").await[0].starts_with("!done =ret="));
        assert_eq!(peer.ask("/ip/address/print").await, ["!fatal not logged in"]);
        assert!(words::read(&mut peer.stream).await.expect("a clean end").is_none());
    }

    #[tokio::test]
    async fn records() {
        let mut peer = Peer::logged_in("hex_7.12").await;
        let ask = "/interface/print =.proplist=name,type ?type=ether ?name=ether1 .tag=a";
        assert_eq!(peer.ask(ask).await, ["!re =name=ether1 =type=ether .tag=a", "!done .tag=a"]);
        let identity = peer.ask("/system/identity/getall").await;
        assert_eq!(identity, ["!re =name=MikroTik", "!done"]);
        let added = peer.ask("/ip/address/add =address=10.9.8.7/24 =interface=bridge").await;
        let id = added[0].strip_prefix("!done =ret=").expect("an id").to_owned();
        assert_eq!(peer.ask(&format!("/ip/address/set =.id={id} =comment=x")).await, ["!done"]);
        let found = peer.ask("/ip/address/print =.proplist=network,comment ?comment=x").await;
        assert_eq!(found[0], "!re =network=10.9.8.0 =comment=x");
        assert_eq!(peer.ask(&format!("/ip/address/disable =.id={id}")).await, ["!done"]);
        assert_eq!(peer.ask(&format!("/ip/address/remove =.id={id}")).await, ["!done"]);
        let gone = peer.ask(&format!("/ip/address/remove =.id={id}")).await;
        assert_eq!(gone, ["!trap =category=0 =message=no such item", "!done"]);
        let recorded = peer.router.requests();
        let paths: Vec<&str> = recorded.iter().map(|request| request.path.as_str()).collect();
        assert_eq!(paths[..3], ["/interface/print", "/system/identity/getall", "/ip/address/add"]);
        assert!(recorded.iter().all(|request| request.method == METHOD && !request.raw_body.is_empty()));
        assert_eq!(recorded[2].body.as_ref().expect("attributes")["interface"], "bridge");
    }

    #[tokio::test]
    async fn refusals() {
        let mut peer = Peer::logged_in("hex_7.12").await;
        for (asked, says) in [
            ("/interface/nonsense/print", "!trap =category=0 =message=no such command or directory (nonsense)"),
            ("/ip/address/add =nonsense=1", "!trap =category=1 =message=unknown parameter nonsense"),
            (
                "/ip/address/add =address=192.168.88.1/24 =interface=bridge",
                "!trap =message=failure: already have such address",
            ),
        ] {
            assert_eq!(peer.ask(asked).await, [says, "!done"]);
        }
        assert_eq!(peer.ask("/quit").await, ["!fatal session terminated on request"]);
    }

    #[tokio::test]
    async fn a_print_without_rows_says_so_from_7_18_on() {
        let ask = "/ip/address/print ?interface=nowhere";
        assert_eq!(Peer::logged_in("hex_7.12").await.ask(ask).await, ["!done"]);
        assert_eq!(Peer::logged_in("hap-ax2_7.20").await.ask(ask).await, ["!empty", "!done"]);
    }

    #[tokio::test(start_paused = true)]
    async fn what_goes_on_ends_when_it_is_cancelled() {
        let mut peer = Peer::logged_in("hex_7.12").await;
        peer.send("/ping =address=192.168.88.1 .tag=p").await;
        for seq in 0..3 {
            assert!(peer.next().await.starts_with(&format!("!re =seq={seq} ")));
        }
        peer.send("/cancel =tag=p .tag=c").await;
        let rest = [peer.next().await, peer.next().await, peer.next().await];
        assert_eq!(rest, ["!trap =category=2 =message=interrupted .tag=p", "!done .tag=c", "!done .tag=p"]);
        assert_eq!(peer.ask("/ping =address=192.168.88.1 =count=2").await.len(), 3);
    }

    #[tokio::test]
    async fn faults() {
        let mut peer = Peer::logged_in("hex_7.12").await;
        let add = "/interface/list/add =name=x";
        peer.router.fault(Fault::Refuse { nth: 1, status: 400, detail: "failure: today not".into() });
        assert_eq!(peer.ask(add).await, ["!trap =message=failure: today not", "!done"]);
        peer.router.fault(Fault::DropAfterPerforming { nth: 1 });
        peer.send(add).await;
        assert!(words::read(&mut peer.stream).await.expect("a clean end").is_none());
        assert!(peer.router.state().menus["/interface/list"].to_string().contains(r#""name":"x""#));
    }
}
