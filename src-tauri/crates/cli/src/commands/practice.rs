//! `practice`: a simulated router that stays until it is ended.
use crate::{
    args::{Args, Practice},
    failure::{Exit, Failure},
    files, output,
};
use practice_router::{Internet, Options, Personality, Router, RouterState, Server};
use serde_json::json;
use std::time::Duration;

pub(super) async fn run(args: &Args, options: &Practice) -> Result<Exit, Failure> {
    if options.list {
        let known = all();
        if args.json {
            let list =
                known.iter().map(|known| json!({"name": known.name, "model": known.model, "version": known.version}));
            output::document(&list.collect());
        } else {
            for known in known {
                output::line(format!("{:20} {}, RouterOS {}", known.name, known.model, known.version));
            }
        }
        return Ok(Exit::Done);
    }
    let router = Router::new(Options {
        state: state(options)?,
        internet: line(&options.internet)?,
        latency: Duration::from_millis(options.latency),
        user: args.user.clone().unwrap_or_else(|| planner::ADMIN.to_owned()),
        password: None,
        ..Options::default()
    });
    // Before anybody knows where the router is, so that nobody can end it too early to be saved.
    let mut ended = Ended::watch()?;
    let server = start(router.clone()).await?;
    output::json_line(&json!({
        "http": server.http_url(),
        "https": server.https_url(),
        "api": server.api_url(),
        "mndp": server.mndp().to_string(),
        "user": server.user(),
        "password": server.password(),
    }));
    ended.wait().await;
    server.stop().await;
    if let Some(path) = &options.save {
        files::save(path, router.state().to_json_pretty().as_bytes())?;
    }
    Ok(Exit::Done)
}

pub(super) async fn start(router: Router) -> Result<Server, Failure> {
    Server::start(router).await.map_err(|error| {
        Failure::not_started("practice", format!("The simulated router could not start: {error}."), "")
    })
}

/// What the provider's line is like.
pub(super) fn line(text: &str) -> Result<Internet, Failure> {
    text.parse().map_err(|_| {
        // Not repeated: there is a password in it.
        Failure::bad(
            "arguments",
            "That is no line of a provider.",
            "It is dhcp, pppoe:USER:PASSWORD[@VLAN], static:ADDRESS/PREFIX,GATEWAY or none.",
        )
    })
}

/// Home routers as they leave the factory, then the others.
fn all() -> Vec<Personality> {
    [practice_router::personalities(), practice_router::other_personalities()].concat()
}

/// A router that comes with FirstHop.
pub(super) fn personality(name: &str) -> Result<RouterState, Failure> {
    practice_router::personality(name).ok_or_else(|| {
        let names: Vec<_> = all().into_iter().map(|known| known.name).collect();
        Failure::bad(
            "arguments",
            format!("There is no router {name} to practise on."),
            format!("There are: {}", names.join(", ")),
        )
    })
}

fn state(options: &Practice) -> Result<RouterState, Failure> {
    match (&options.state, &options.personality) {
        (Some(path), _) => RouterState::from_json(&files::state(path)?).map_err(|error| {
            Failure::bad("file", format!("{} is not the state of a router: {error}.", path.display()), "")
        }),
        (None, Some(name)) => personality(name),
        (None, None) => personality("hap-ax2_7.20"),
    }
}

/// Waits for being told to end.
#[cfg(unix)]
struct Ended(tokio::signal::unix::Signal);

#[cfg(unix)]
impl Ended {
    fn watch() -> Result<Self, Failure> {
        use tokio::signal::unix::{SignalKind, signal};
        let terminate = signal(SignalKind::terminate());
        terminate
            .map(Self)
            .map_err(|error| Failure::not_started("practice", format!("Signals do not work: {error}."), ""))
    }

    async fn wait(&mut self) {
        tokio::select! {
            _ = self.0.recv() => {}
            _ = tokio::signal::ctrl_c() => {}
        }
    }
}

/// Waits for being told to end.
#[cfg(not(unix))]
struct Ended;

#[cfg(not(unix))]
impl Ended {
    fn watch() -> Result<Self, Failure> {
        Ok(Self)
    }

    async fn wait(&mut self) {
        // Nothing can be done about a signal that cannot be waited for but to end.
        let _ended = tokio::signal::ctrl_c().await;
    }
}
