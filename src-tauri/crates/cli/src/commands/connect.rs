//! Reaching a router: in private where it is known or was asked for, and making it so where it is not.
use crate::{
    args::Args,
    failure::{Exit, Failure, words},
    known::Known,
    output,
};
use apply::{ApplyEvent, JournalFile};
use planner::{Private, Transport};
use project::Project;
use routeros::{Change, Secret, Secrets as _};
use routeros_client::{Client, ClientError, KnownRouter, KnownRouters, Options, Pin, show_pin};
use std::{
    net::{IpAddr, SocketAddr},
    path::PathBuf,
};

/// Logs in. A router that was spoken to in private before is never spoken to in clear text again.
pub(super) async fn connect(args: &Args, url: &str, known: &Known) -> Result<Client, Failure> {
    let (secure, socket) = Client::place(url)?;
    let routers = known_routers(args);
    let met = routers.at(socket).map_err(|error| unreadable(&error))?;
    let password = password(known, met.as_ref()).await?;
    let user = args.user.clone().or_else(|| met.as_ref()?.user.clone());
    let user = user.as_deref().unwrap_or(planner::ADMIN);
    if !secure && met.is_none() {
        if !socket.ip().to_canonical().is_loopback() {
            output::note("The connection is not private yet: others in your network could read along.");
        }
        let clear = enter(user, url, password.clone(), known, Options::default()).await;
        return match (clear, set_up_here(args, socket)) {
            // What is simulated here has shut its plain service since it was set up.
            (Err(failure), Some(met)) if ["unreachable", "closed-port"].contains(&failure.code.as_str()) => {
                let options = Options { pin: met.pin(), ..Options::default() };
                let user = args.user.as_deref().or(met.user.as_deref()).unwrap_or(user);
                enter(user, &met.url(), password, known, options).await
            }
            (clear, _) => clear,
        };
    }
    let url = met.as_ref().filter(|_| !secure).map_or_else(|| url.to_owned(), KnownRouter::url);
    let stated = args.pin.or_else(|| met.as_ref().and_then(KnownRouter::pin));
    let pin = match stated {
        Some(pin) => pin,
        None => first_use(&url).await?,
    };
    let options = Options { pin: Some(pin), ..Options::default() };
    let router = enter(user, &url, password, known, options).await?;
    if met.is_none() {
        keep(args, &router, &[]).await;
    }
    Ok(router)
}

/// Logs in. A run that broke off may have left the new password that was given with it: that one is
/// tried once, and nothing else is.
async fn enter(user: &str, url: &str, password: Secret, known: &Known, options: Options) -> Result<Client, Failure> {
    let blank = password.expose().is_empty();
    match Client::connect(url, user, password, options.clone()).await {
        // No typing mistake, so it is not called one.
        Err(ClientError::WrongPassword) if blank => Err(Failure::not_started(
            "password-needed",
            "This router has a password, and none was given.",
            "It is on the sticker under the router, in the line that begins with Password.",
        )),
        Err(ClientError::WrongPassword) => match known.secret(planner::NEW_PASSWORD) {
            Some(new) => Ok(Client::connect(url, user, new, options).await?),
            None => Err(ClientError::WrongPassword.into()),
        },
        result => Ok(result?),
    }
}

/// The key that a router shows for the first time. The next time it has to be the same.
async fn first_use(url: &str) -> Result<Pin, Failure> {
    let key = Client::key_at(url, Options::default()).await?;
    output::note(&format!("This router was not met before. Its key is remembered: {}", show_pin(&key.pin)));
    Ok(key.pin)
}

/// What FirstHop comes in by.
pub(super) fn transport(router: &Client) -> Transport {
    match (router, router.is_private()) {
        (Client::Rest(_), true) => Transport::Https,
        (Client::Rest(_), false) => Transport::Http,
        (Client::Api(_), true) => Transport::ApiSsl,
        (Client::Api(_), false) => Transport::Api,
    }
}

/// What makes the connection private, if it is not.
pub(super) async fn needed(router: &Client, project: &Project) -> Result<Private, Failure> {
    if router.is_private() {
        return Ok(Private::Ready);
    }
    Ok(apply::private::look(router, router.private_service(), &names(router, project)).await?)
}

/// The addresses of now and of the plan: the certificate is not made again for a move.
fn names(router: &Client, project: &Project) -> Vec<IpAddr> {
    let mut names = vec![router.socket().ip(), IpAddr::V4(project.home.address.ip())];
    names.dedup();
    names
}

/// Makes the connection private before anything else is changed, and goes on in private.
pub(super) async fn in_private(
    args: &Args,
    router: Client,
    project: &Project,
    show: &mut (dyn FnMut(&[Change], &ApplyEvent) + Send),
) -> Result<Client, Failure> {
    if router.is_private() {
        return Ok(router);
    }
    let (way, changes) = match needed(&router, project).await? {
        Private::Ready => (apply::private::way(&router, router.private_service()).await?, Vec::new()),
        Private::Needs(changes) => {
            let made =
                apply::private::make(&router, router.private_service(), &changes, &mut |event| show(&changes, &event))
                    .await;
            (made.map_err(|not| not_private(&not.error, &not.left))?, changes)
        }
        Private::Impossible if router.socket().ip().to_canonical().is_loopback() => {
            output::note("This router cannot talk in private. It is on this computer, so nobody can read along.");
            return Ok(router);
        }
        Private::Impossible => {
            let detail = "the router has no certificates".to_owned();
            return Err(not_private(&ClientError::HandshakeFailed { detail }, &[]));
        }
    };
    let private = match router.secured(way.port, &way.fingerprint).await {
        Ok(private) => private,
        Err(error) => return Err(not_private(&error, &apply::private::undo(&router, &changes, &way).await)),
    };
    if let Some(pin) = private.key() {
        keep(args, &private, &[router.socket()]).await;
        output::note(&format!("The connection is private now. The router's key is {}", show_pin(&pin)));
    }
    Ok(private)
}

fn not_private(error: &ClientError, left: &[String]) -> Failure {
    let (message, todo) = words(error);
    let failure =
        Failure::not_started("not-private", format!("The connection could not be made private. {message}"), todo);
    if left.is_empty() {
        return failure;
    }
    let message = format!("{} The router may still have: {}.", failure.message, left.join(", "));
    Failure { exit: Exit::Changed, message, ..failure }
}

/// Remembers a router and its key. A folder that cannot be written is no reason to stop.
async fn keep(args: &Args, router: &Client, places: &[SocketAddr]) {
    let Some(met) = KnownRouter::meet(router, uuid::Uuid::new_v4().to_string(), places).await else { return };
    let routers = if is_simulated(args, router.socket()) { simulated(args) } else { known_routers(args) };
    if let Err(error) = routers.keep(met) {
        output::note(&format!("The router's key could not be remembered: {error}."));
    }
}

/// By whose name a router is entered from now on.
pub(super) fn remember_user(args: &Args, id: &str, user: &str) -> std::io::Result<()> {
    known_routers(args).entered_by(id, user)
}

/// After a move of its home: the router is known at its new address too, by the same key.
pub(super) fn remember_move(args: &Args, router: &Client, address: IpAddr) {
    output::note(&format!("The router is at {address} from now on."));
    let routers = known_routers(args);
    let kept = routers.at(router.socket()).and_then(|met| match met {
        Some(met) => routers.keep(met.moved_to(SocketAddr::new(address, router.socket().port()))),
        None => Ok(()),
    });
    if let Err(error) = kept {
        output::note(&format!("The router's new address could not be remembered: {error}."));
    }
}

/// What listens on this computer is simulated, and another one behind the same port each time: it is
/// remembered apart, and asked in clear text first.
fn is_simulated(args: &Args, socket: SocketAddr) -> bool {
    socket.ip().to_canonical().is_loopback() && args.data_dir.is_none()
}

fn simulated(args: &Args) -> KnownRouters {
    KnownRouters::in_folder(&folder(args).join("simulated"))
}

fn set_up_here(args: &Args, socket: SocketAddr) -> Option<KnownRouter> {
    is_simulated(args, socket).then(|| simulated(args).at(socket).ok()).flatten()?
}

async fn password(known: &Known, met: Option<&KnownRouter>) -> Result<Secret, Failure> {
    match (known.router(), met) {
        (Err(_), Some(met)) => match known.of_router(&met.id).await {
            Some(password) => Ok(password),
            None => known.router(),
        },
        (password, _) => password,
    }
}

/// Known routers, kept in the same place as the window's.
pub(super) fn known_routers(args: &Args) -> KnownRouters {
    KnownRouters::in_folder(&folder(args))
}

/// The journal of a router that is remembered.
pub(super) fn journal(args: &Args, router: &Client) -> Option<JournalFile> {
    let met = known_routers(args).at(router.socket()).ok()??;
    Some(JournalFile::of(&folder(args), &met.id))
}

/// The local id of a router that is remembered.
pub(super) fn local_id(args: &Args, router: &Client) -> Option<String> {
    known_routers(args).at(router.socket()).ok()?.map(|met| met.id)
}

/// Where everything is kept.
pub(super) fn folder(args: &Args) -> PathBuf {
    let named = args.data_dir.clone().or_else(|| std::env::var_os("FIRSTHOP_STATE_DIR").map(PathBuf::from));
    let usual = || dirs::data_dir().unwrap_or_default().join("io.github.firsthop.FirstHop");
    named.unwrap_or_else(usual)
}

fn unreadable(error: &std::io::Error) -> Failure {
    Failure::not_started(
        "known-routers",
        format!("The list of known routers cannot be read: {error}."),
        "Look at known-routers.json in the data folder. Nothing was changed.",
    )
}
