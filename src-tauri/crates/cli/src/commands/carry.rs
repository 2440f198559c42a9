//! A project on another model than the one that it was made on: what maps where, and `carry`, which writes it for the
//! router in front.
use super::{Opened, connect, open_to_look, snapshot, to_look};
use crate::{
    args::Args,
    failure::{Exit, Failure},
    files, output,
    texts::text,
};
use planner::{Carried, Carry};
use project::{MadeFor, Project, ProjectFile, SetError};
use routeros::{Facts, Snapshot, visible};
use routeros_client::{Client, read_facts};
use serde_json::{Value, json};
use std::path::Path;

pub(super) async fn run(
    args: &Args,
    path: &Path,
    url: &str,
    socket: Option<&str>,
    save: Option<&Path>,
) -> Result<Exit, Failure> {
    let opened = open_to_look(args, path, true).await?;
    let router = connect(args, url, &opened.known).await?;
    let snapshot = snapshot(&router).await?;
    let carried = onto(opened.file.clone(), &snapshot, socket)?;
    match &carried.carry {
        Some(carry) => show(args, &carried.from, carry),
        None if args.json => output::document(&json!({ "carry": null })),
        None => output::line("The project is for this model: nothing becomes something else."),
    }
    if let Some(save) = save {
        let mut file = carried.file;
        let now = planner::made_for(&file.choices, &snapshot);
        let internet = carried.carry.map_or(now.internet.clone(), |carry| carry.now.internet);
        file.made_for = Some(MadeFor { internet, ..now });
        files::save_new(save, &file.to_bytes())?;
    }
    Ok(Exit::Done)
}

/// A project file for the router in front.
pub(super) struct Here {
    file: ProjectFile,
    /// The model that it was made on.
    from: String,
    /// What becomes of it; none on that model.
    carry: Option<Carry>,
}

/// The project as it is for this router, with what that means said; unchanged on its own model.
pub(super) async fn here(
    args: &Args,
    opened: Opened,
    router: &Client,
    socket: Option<&str>,
) -> Result<Opened, Failure> {
    let is_here = match &opened.file.made_for {
        Some(before) => before.model == Facts::of(&read_facts(router).await?).board_name,
        None => true,
    };
    if is_here && socket.is_none() {
        return Ok(opened);
    }
    on(args, opened, &snapshot(router).await?, socket)
}

/// The same where the router's records are at hand.
pub(super) fn on(args: &Args, opened: Opened, snapshot: &Snapshot, socket: Option<&str>) -> Result<Opened, Failure> {
    let Here { file, from, carry } = onto(opened.file.clone(), snapshot, socket)?;
    let Some(carry) = carry else { return Ok(opened) };
    if !args.json {
        said(&from, &carry).iter().for_each(|line| output::note(line));
    }
    let state = |field| to_look(&opened.known, field);
    let (project, warnings) = Project::from_choices(&file.choices, &state).map_err(Failure::issues)?;
    Ok(Opened { project, warnings, file, carry: Some(document(&from, &carry)), known: opened.known })
}

/// # Errors
/// It is not clear which socket has the provider's cable, or the one that was named is not there.
fn onto(file: ProjectFile, snapshot: &Snapshot, socket: Option<&str>) -> Result<Here, Failure> {
    let before = file.made_for.clone().unwrap_or_default();
    let carry = file.made_for.as_ref().and_then(|before| planner::carry(before, &file.choices, snapshot));
    let Some(mut carry) = carry else {
        return match socket {
            Some(_) => Err(Failure::bad(
                "same-model",
                "--internet-socket is for a project that was made on another model.",
                "The socket of this one is its answer internet.port. Nothing was changed.",
            )),
            None => Ok(Here { file, from: before.model, carry: None }),
        };
    };
    let named = Some(file.choices.internet.port.as_str()).filter(|port| *port != "auto");
    let needs_socket = !before.internet.is_empty();
    match socket {
        Some(socket) if !carry.now.ports.iter().any(|port| port == socket) => {
            return Err(Failure::bad(
                "no-such-socket",
                format!("The {} has no socket {}.", visible(&carry.now.model), visible(socket)),
                format!("It has: {}. Nothing was changed.", sockets(snapshot)),
            ));
        }
        Some(socket) => take(&mut carry, socket),
        // Somebody chose a socket by hand, and here another one leads to the internet, or none that is known.
        None if needs_socket
            && (carry.now.internet.is_empty() || named.is_some_and(|port| port != carry.now.internet)) =>
        {
            let table = said(&before.model, &carry).join("\n");
            return Err(Failure::bad(
                "other-model",
                format!("{table}\nWhich socket has the provider's cable here is not clear."),
                format!("Say --internet-socket with one of: {}. Nothing was changed.", sockets(snapshot)),
            ));
        }
        None => {}
    }
    let mut file = file;
    for (field, value) in &carry.set {
        file.choices
            .set(field, value)
            .map_err(|error: SetError| Failure::bad("field", format!("{field}: {error}."), ""))?;
    }
    Ok(Here { file, from: before.model, carry: Some(carry) })
}

/// The provider's cable goes into this socket; a cable of the home that was meant for it takes the other's place.
fn take(carry: &mut Carry, socket: &str) {
    let other = Some(carry.now.internet.clone()).filter(|port| !port.is_empty());
    for one in &mut carry.sockets {
        if one.internet {
            one.new = Some(socket.to_owned());
        } else if one.new.as_deref() == Some(socket) {
            one.new.clone_from(&other);
        }
    }
    socket.clone_into(&mut carry.now.internet);
    carry.set.retain(|(field, _)| *field != "internet.port");
    carry.set.push(("internet.port", socket.to_owned()));
}

fn sockets(snapshot: &Snapshot) -> String {
    let names: Vec<String> = Facts::of(snapshot).ports.iter().map(|port| visible(&port.name)).collect();
    names.join(", ")
}

fn show(args: &Args, from: &str, carry: &Carry) {
    if args.json {
        output::document(&json!({ "carry": document(from, carry) }));
    } else {
        said(from, carry).iter().for_each(output::line);
    }
}

/// In words: what maps where, and what does not come along.
fn said(from: &str, carry: &Carry) -> Vec<String> {
    let say = |key: &str, params: &[(&str, &str)]| {
        text(key, &params.iter().map(|(name, value)| ((*name).to_owned(), visible(value))).collect())
    };
    let mut lines = vec![say("carry.title", &[("from", from), ("to", &carry.now.model)])];
    let none = say("carry.none", &[]);
    for socket in &carry.sockets {
        let what = say(if socket.internet { "carry.internet" } else { "carry.home" }, &[]);
        let new = socket.new.as_deref().map_or_else(|| none.clone(), visible);
        lines.push(format!("  {} → {new} ({what})", visible(&socket.old)));
    }
    for radio in &carry.radios {
        let key = if radio.band.is_empty() { "carry.radio-plain" } else { "carry.radio" };
        let new = radio.new.as_deref().map_or_else(|| say("carry.no-radio", &[]), visible);
        lines.push(format!("  {} → {new} ({})", visible(&radio.old), say(key, &[("band", &radio.band)])));
    }
    lines.extend(carry.lost.iter().map(lost));
    lines
}

fn lost(lost: &routeros::Text) -> String {
    text(&lost.key, &lost.params.iter().map(|(name, value)| (name.clone(), visible(value))).collect())
}

fn document(from: &str, carry: &Carry) -> Value {
    let parts = |all: &[Carried]| -> Vec<Value> {
        let part = |one: &Carried| json!({"old": one.old, "new": one.new, "band": one.band, "internet": one.internet});
        all.iter().map(part).collect()
    };
    let set: serde_json::Map<String, Value> =
        carry.set.iter().map(|(field, value)| ((*field).to_owned(), json!(value))).collect();
    json!({
        "from": from, "to": carry.now.model, "sockets": parts(&carry.sockets), "radios": parts(&carry.radios),
        "lost": carry.lost.iter().map(lost).collect::<Vec<_>>(), "set": set,
    })
}
