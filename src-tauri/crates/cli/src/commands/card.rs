//! `card`: the recovery card, or the sheet of the home network, as Markdown. No password is on it.
use super::{
    connect,
    connect::{folder, local_id},
    open_to_look, snapshot,
};
use crate::{
    args::Args,
    failure::{Exit, Failure},
    output, texts,
};
use apply::backup::{Kept, Place};
use papers::{Backup, Home, markdown, network_sheet, recovery_card};
use routeros::{Facts, Text};
use routeros_client::show_pin;
use std::path::Path;

pub(super) async fn run(args: &Args, path: &Path, url: &str, sheet: bool) -> Result<Exit, Failure> {
    let opened = open_to_look(args, path, true).await?;
    let router = connect(args, url, &opened.known).await?;
    let facts = Facts::of(&snapshot(&router).await?);
    let kept = local_id(args, &router).map(|id| Kept::of(&folder(args), &id));
    // A folder that cannot be read has no backup to speak of.
    let newest = kept.as_ref().and_then(|kept| kept.all().ok()?.into_iter().next());
    let place = kept.as_ref().map(|kept| kept.folder().display().to_string()).unwrap_or_default();
    let made = newest.as_ref().map(|entry| entry.made.strftime("%Y-%m-%d %H:%M UTC").to_string()).unwrap_or_default();
    let backup = newest.as_ref().map(|entry| Backup {
        folder: &place,
        made: &made,
        on_router: match &entry.place {
            Place::Computer => None,
            Place::Router { file } => Some(file.as_str()),
        },
        encrypted: entry.encrypted,
    });
    let key = router.key().filter(|_| router.is_private()).map(|key| show_pin(&key));
    let tail = key.as_deref().map(|key| key.get(key.len().saturating_sub(8)..).unwrap_or_default());
    let file = path.display().to_string();
    let home = Home {
        project: &opened.project,
        facts: &facts,
        user: &args.user,
        key_tail: tail,
        project_file: Some(&file),
        backup,
    };
    let paper = if sheet { network_sheet(&home) } else { recovery_card(&home) };
    let say = |text: &Text| texts::text(&text.key, &text.params);
    output::line(markdown(&paper, &say).trim_end());
    Ok(Exit::Done)
}
