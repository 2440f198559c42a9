//! `restore --export`: an export brought to a router as a plan of our own, never by `/import`.
use super::{
    Planning,
    apply::{carry_out, may_do_it, show},
    connect,
    connect::{in_private, needed},
    password,
    preview::whole,
    snapshot,
};
use crate::{
    args::Args,
    document,
    failure::{Exit, Failure},
    files as on_disk,
    known::Known,
    output, texts, words,
};
use apply::{ApplyEvent, Wanted, dry_run::Checked};
use planner::{Entry, Import, Imported, NotImported, Private, Transport};
use project::{Project, SecretField};
use routeros::{Change, Snapshot, Text};
use routeros_client::{
    Client, Router as _,
    files::{self, lasting_folder},
};
use serde_json::json;
use std::path::Path;

pub(super) async fn run(
    args: &Args,
    url: &str,
    path: &Path,
    moves: &[(String, String)],
    yes: bool,
) -> Result<Exit, Failure> {
    let text = on_disk::export(path)?;
    let fields = [SecretField::Router, SecretField::BackupsPassword];
    let mut known = Known::gather(args, "", &fields).await?;
    known.add_of_export(Import::secrets_in(&text).map_err(refused)?);
    let router = connect(args, url, &known).await?;
    let bring = Bring { text: &text, moves, known: &known };
    if yes { bring.apply(args, router).await } else { bring.show(args, &router).await }
}

/// What is brought, with all that is known for it.
pub(super) struct Bring<'a> {
    pub(super) text: &'a str,
    pub(super) moves: &'a [(String, String)],
    pub(super) known: &'a Known,
}

impl Bring<'_> {
    /// What it would be over the connection of now.
    pub(super) fn planned(&self, router: &Client, now: &Snapshot) -> Result<(Import, Imported), Failure> {
        let planning = Planning::new(connect::transport(router));
        let import = self.import(router, now, &planning)?;
        let imported = import.plan(now, &planning.context(self.known));
        Ok((import, imported))
    }

    fn import(&self, router: &Client, now: &Snapshot, planning: &Planning) -> Result<Import, Failure> {
        let context = planning.context(self.known);
        let entry = Entry::at(router.place(), context.transport, now);
        Import::new(self.text, now, &entry, &context, &self.moves.iter().cloned().collect()).map_err(refused)
    }

    /// What does not come along first, then all that would happen.
    async fn show(&self, args: &Args, router: &Client) -> Result<Exit, Failure> {
        let now = snapshot(router).await?;
        let lasting = lasting_folder(&files::list(router).await?);
        let project = proved_by(&self.planned(router, &now)?.1, &now)?;
        let private = needed(router, &project).await?;
        // It is carried out over the connection that is private by then.
        let transport = match (&private, connect::transport(router)) {
            (Private::Needs(_) | Private::Ready, Transport::Http) => Transport::Https,
            (Private::Needs(_) | Private::Ready, Transport::Api) => Transport::ApiSsl,
            (_, transport) => transport,
        };
        let planning = Planning::new(transport);
        let context = planning.context(self.known);
        let import = self.import(router, &now, &planning)?;
        let Imported { mut plan, lost, asked } = import.plan(&now, &context);
        let checked = apply::dry_run::check(router, now.version(), &plan.changes).await?;
        let is_empty = plan.is_empty();
        plan = whole(plan, &now, lasting, &context);
        if password::wanted(self.known, router).is_some() {
            plan.changes.insert(0, planner::password_change());
        }
        if let (Private::Needs(first), false) = (private, is_empty) {
            plan.changes.splice(0..0, first);
        }
        if args.json {
            let places = import.places().sockets.iter().chain(&import.places().radios);
            let mut document = document::plan(&plan);
            document["lost"] = lost.iter().map(|lost| json!({"key": lost.key, "text": said(lost)})).collect();
            document["asked"] = asked
                .iter()
                .map(|asked| json!({"secret": asked.field, "menu": asked.menu, "name": asked.name}))
                .collect();
            document["places"] = places.map(|place| json!({"old": place.old, "new": place.new})).collect();
            output::document(&document);
        } else {
            output::line(texts::text("import.lost-title", &[].into()));
            lost.iter().for_each(|lost| output::line(format!("- {}", said(lost))));
            for place in import.places().sockets.iter().chain(&import.places().radios) {
                let new = place.new.clone().unwrap_or_else(|| texts::text("carry.none", &[].into()));
                output::line(format!("  {} → {new}", routeros::visible(&place.old)));
            }
            output::line(format!("\n{}", words::plan(&plan).trim_end()));
            match &checked {
                Checked::Right => output::note("Checked by your router: it understands every line."),
                Checked::Wrong(detail) => {
                    output::note(&format!("Your router does not understand this: {}", routeros::visible(detail)));
                }
                Checked::NotAsked => {}
            }
            if !is_empty {
                output::note("Nothing was changed. Say --yes to bring it here.");
            }
        }
        let is_wrong = matches!(checked, Checked::Wrong(_));
        Ok(if is_empty && !is_wrong { Exit::Done } else { Exit::AsBefore })
    }

    /// The same way as everything else: private, backed up, with a timer, read back and proved.
    async fn apply(&self, args: &Args, router: Client) -> Result<Exit, Failure> {
        let now = snapshot(&router).await?;
        let (_, first) = self.planned(&router, &now)?;
        let project = proved_by(&first, &now)?;
        may_do_it(&router, &project).await?;
        let mut progress = |changes: &[Change], event: &ApplyEvent| show(args, changes, event);
        let router = match first.plan.is_empty() {
            true => router,
            false => in_private(args, router, &project, &mut progress).await?,
        };
        let router = password::set(args, router, self.known, &mut progress).await?;
        let now = snapshot(&router).await?;
        let planning = Planning::new(connect::transport(&router));
        let context = planning.context(self.known);
        let import = self.import(&router, &now, &planning)?;
        let imported = import.plan(&now, &context);
        if !args.json {
            output::line(texts::text("import.lost-title", &[].into()));
            imported.lost.iter().for_each(|lost| output::line(format!("- {}", said(lost))));
        }
        let project = proved_by(&imported, &now)?;
        let wanted = Wanted::Import { import: &import, proved_by: &project };
        Ok(carry_out(args, &router, wanted, &imported.plan, &context).await)
    }
}

pub(super) fn said(text: &Text) -> String {
    texts::text(&text.key, &text.params)
}

/// The outcomes that are tested in the end.
fn proved_by(imported: &Imported, now: &Snapshot) -> Result<Project, Failure> {
    imported.proved_by(now).ok_or_else(|| Failure::not_started("import", "This router has no home network.", ""))
}

fn refused(error: NotImported) -> Failure {
    Failure::not_started("import", said(&error.text()), texts::text("import.refused-todo", &[].into()))
}
