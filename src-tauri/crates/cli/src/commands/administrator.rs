//! `administrator`: an own account in the place of `admin`, whose name everybody knows.
use super::{
    backup::standings,
    connect,
    connect::{known_routers, remember_user},
    left,
};
use crate::{
    args::Args,
    document,
    failure::{Exit, Failure, words},
    known::Known,
    output,
    words::means,
};
use apply::administrator::{LetsIn, NotGiven, Why, give};
use planner::{ADMIN, Administrator, NoAdministrator, own_accounts};
use project::SecretField;
use routeros::{MenuState, menu, render::cli};
use routeros_client::{Client, ClientError, Router as _};
use serde_json::json;
use std::io;

pub(super) async fn run(args: &Args, url: &str, name: &str, yes: bool) -> Result<Exit, Failure> {
    let known = Known::gather(args, "", &[SecretField::Router]).await?;
    let router = connect(args, url, &known).await?;
    if !yes {
        return show(args, &router, name).await;
    }
    if !router.is_private() && !router.socket().ip().to_canonical().is_loopback() {
        return Err(ClientError::NotPrivate.into());
    }
    // Nobody may be asked for `admin` by what this computer does by itself.
    let id = known_routers(args).at(router.socket()).ok().flatten().map(|met| met.id);
    let mut keep = |name: &str| -> io::Result<()> {
        let Some(id) = &id else { return Ok(()) };
        remember_user(args, id, name)?;
        match standings(args).of(id)? {
            Some(standing) => standings(args).choose(apply::backup::Standing { user: name.to_owned(), ..standing }),
            None => Ok(()),
        }
    };
    match give(&router, name, &mut keep).await {
        Ok(own) => {
            if let (Some(id), Ok(MenuState::List(users))) = (&id, own.read(menu::USER).await) {
                left::take_over(args, id, menu::USER, own_accounts(&users, name));
            }
            if args.json {
                output::document(&json!({"administrator": own.user(), "switched_off": ADMIN}));
            } else {
                output::line(format!(
                    "✓ {} may do everything on the router, with the password of now. {ADMIN} is switched off.",
                    own.user()
                ));
            }
            Ok(Exit::Done)
        }
        Err(not) => {
            // It was remembered for nothing.
            if let (Some(id), LetsIn::Admin) = (&id, not.lets_in) {
                drop(remember_user(args, id, router.user()));
            }
            Err(failure(&not, name))
        }
    }
}

/// What would be done.
async fn show(args: &Args, router: &Client, name: &str) -> Result<Exit, Failure> {
    let MenuState::List(users) = router.read(menu::USER).await? else {
        return Err(refused(&NoAdministrator::NotAdmin, name));
    };
    let new = Administrator::new(&users, router.user(), name).map_err(|why| refused(&why, name))?;
    let changes = new.shown(&users);
    if args.json {
        output::document(&json!({ "changes": document::changes(&changes) }));
    } else {
        for change in &changes {
            output::line(format!("{}\n    {}", means(change), cli::line(change)));
        }
        output::note("Nothing was changed. Say --yes to do it. The password stays as it is.");
    }
    Ok(Exit::AsBefore)
}

fn refused(why: &NoAdministrator, name: &str) -> Failure {
    match why {
        NoAdministrator::Name => Failure::bad(
            "name",
            format!("“{}” cannot be the name of an administrator.", routeros::visible(name)),
            "Use up to 32 letters without accents and digits, but not admin.",
        ),
        NoAdministrator::NotAdmin => Failure::not_started(
            "not-admin",
            "This router is not entered as admin, so there is nothing to replace.",
            "Nothing was changed.",
        ),
        NoAdministrator::Somebody { name } => Failure::not_started(
            "another-account",
            format!("Somebody made the account “{}”, and we leave it alone.", routeros::visible(name)),
            "Look whose it is with: firsthop-cli audit. Nothing was changed.",
        ),
    }
}

fn failure(not: &NotGiven, name: &str) -> Failure {
    let (message, todo) = match &not.why {
        Why::NotOffered(why) => return refused(why, name),
        Why::Router(error) => words(error),
        Why::NotKept(detail) => (format!("The new name could not be remembered here: {detail}."), ""),
        Why::StillOn => (format!("The router kept {ADMIN} switched on."), ""),
    };
    let failure =
        |exit, message: String, todo: &str| Failure { exit, ..Failure::not_started("administrator", message, todo) };
    match not.lets_in {
        LetsIn::Admin => failure(Exit::AsBefore, format!("{message} {ADMIN} is as before."), todo),
        LetsIn::Both => failure(
            Exit::Changed,
            format!("{message} {ADMIN} can log in as before, and perhaps {name} too, with the same password."),
            "Try it again.",
        ),
        LetsIn::New => failure(
            Exit::Unknown,
            format!("{message} {name} can log in. Whether {ADMIN} still can is not known."),
            "Wait a minute, then look with: firsthop-cli facts",
        ),
    }
}
