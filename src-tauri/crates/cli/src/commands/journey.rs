//! `practice-journey`: the whole journey on a simulated router, in one process.
use super::{Planning, apply as applying, practice};
use crate::{
    args::Args,
    failure::{Exit, Failure},
    known::Known,
    output, words,
};
use practice_router::{Internet, Options, Router};
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
    let line = practice::line(internet)?;
    let (choices, known) = answers(&line)?;
    let router = Router::new(Options {
        state: practice::personality(personality)?,
        internet: line,
        latency: Duration::ZERO,
        user: "admin".to_owned(),
        password: None,
        ..Options::default()
    });
    let server = practice::start(router).await?;
    let (project, _) = Project::from_choices(&choices, &|field| known.state(field)).map_err(Failure::issues)?;
    let url = server.http_url();
    say(&format!("A simulated router {personality} is at {url}. No real router is touched.\n"));
    let client = RestRouter::connect(&url, server.user(), server.password()).await?;
    let snapshot = read_snapshot(&client).await?;
    let planning = Planning::new(planner::Transport::Http);
    let context = planning.context(&known);
    let plan = planner::plan(&project, &snapshot, &context).map_err(Failure::issues)?;
    say(&words::plan(&plan));
    say("Setting up the simulated router\n");
    let stop = CancellationToken::new();
    let end =
        apply::run(&client, &project, &plan, &context, &mut |event| applying::show(args, &plan.changes, &event), &stop)
            .await;
    server.stop().await;
    Ok(applying::exit(&end))
}

/// The answers of somebody who has this line.
fn answers(line: &Internet) -> Result<(Choices, Known), Failure> {
    let mut known = Known::default();
    let set: Vec<(&str, String)> = match line {
        Internet::None => Vec::new(),
        Internet::Dhcp { vlan, .. } => vec![("internet.vlan", tag(*vlan))],
        Internet::Pppoe { user, password, vlan } => {
            known.add(SecretField::PppoePassword, Secret::new(password));
            vec![
                ("internet.type", "pppoe".to_owned()),
                ("internet.pppoe.user", user.clone()),
                ("internet.vlan", tag(*vlan)),
            ]
        }
        Internet::Lte { pin, apn } => {
            if !pin.is_empty() {
                known.add(SecretField::LtePin, Secret::new(pin));
            }
            vec![("internet.type", "lte".to_owned()), ("internet.lte.apn", apn.clone())]
        }
        Internet::Static { address, gateway, vlan } => vec![
            ("internet.type", "static".to_owned()),
            ("internet.static.address", address.to_string()),
            ("internet.static.gateway", gateway.to_string()),
            ("internet.vlan", tag(*vlan)),
            // A fixed address comes without name servers.
            ("names.source", "preset".to_owned()),
            ("names.preset", "quad9".to_owned()),
        ],
    };
    let mut choices = Choices::default();
    for (field, value) in set {
        choices.set(field, &value).map_err(|error| Failure::bad("field", format!("{field}: {error}."), ""))?;
    }
    Ok((choices, known))
}

fn tag(vlan: Option<u16>) -> String {
    vlan.map(|vlan| vlan.to_string()).unwrap_or_default()
}
