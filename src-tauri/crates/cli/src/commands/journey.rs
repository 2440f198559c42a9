//! `practice-journey`: the whole journey on a simulated router, in one process.
use super::{Planning, apply as applying, practice};
use crate::{
    args::Args,
    failure::{Exit, Failure},
    known::Known,
    output, words,
};
use practice_router::{Options, Router};
use project::{Choices, Project, SecretField};
use routeros::Secret;
use routeros_client::{RestRouter, read_snapshot};
use std::time::Duration;
use tokio_util::sync::CancellationToken;

pub(super) async fn run(args: &Args, personality: &str, internet: &str) -> Result<Exit, Failure> {
    let say = |text: &str| {
        if !args.json {
            output::line(text);
        }
    };
    let router = Router::new(Options {
        state: practice::factory(personality)?,
        internet: practice::line(internet)?,
        latency: Duration::ZERO,
        user: "admin".to_owned(),
        password: None,
        https: false,
    });
    let server = practice::start(router).await?;
    let (choices, known) = answers(internet)?;
    let (project, _) = Project::from_choices(&choices, &|field| known.state(field)).map_err(Failure::issues)?;
    let url = server.http_url();
    say(&format!("A simulated router {personality} is at {url}. No real router is touched.\n"));
    let client = RestRouter::connect(&url, server.user(), server.password()).await?;
    let snapshot = read_snapshot(&client).await?;
    let planning = Planning::new(Some(&url));
    let context = planning.context(&known);
    let plan = planner::plan(&project, &snapshot, &context).map_err(Failure::issues)?;
    say(&words::plan(&plan));
    say("Setting up the simulated router\n");
    let stop = CancellationToken::new();
    let end =
        apply::run(&client, &project, &plan, &context, &mut |event| applying::show(args, &plan, &event), &stop).await;
    server.stop().await;
    Ok(applying::exit(&end))
}

/// The answers of somebody who has this line.
fn answers(internet: &str) -> Result<(Choices, Known), Failure> {
    let mut choices = Choices::default();
    let mut known = Known::default();
    let mut set = |field: &str, value: &str| {
        choices.set(field, value).map_err(|error| Failure::bad("field", format!("{field}: {error}."), ""))
    };
    if let Some(login) = internet.strip_prefix("pppoe:") {
        let (login, vlan) = match login.rsplit_once('@') {
            Some((login, vlan)) if vlan.parse::<u16>().is_ok() => (login, vlan),
            _ => (login, ""),
        };
        let (user, password) = login.split_once(':').unwrap_or((login, ""));
        set("internet.type", "pppoe")?;
        set("internet.pppoe.user", user)?;
        set("internet.vlan", vlan)?;
        known.add(SecretField::PppoePassword, Secret::new(password));
    } else if let Some((address, gateway)) = internet.strip_prefix("static:").and_then(|line| line.split_once(',')) {
        set("internet.type", "static")?;
        set("internet.static.address", address)?;
        set("internet.static.gateway", gateway)?;
        // A fixed address comes without name servers.
        set("names.source", "preset")?;
        set("names.preset", "quad9")?;
    }
    Ok((choices, known))
}
