//! `card`: the recovery card, or the sheet of the home network. Passwords are on it only when asked for.
use super::{
    connect,
    connect::{folder, local_id},
    open_to_look, snapshot,
};
use crate::{
    args::{Args, Card},
    failure::{Exit, Failure},
    files, output, texts,
};
use apply::backup::{Kept, Place};
use papers::{Backup, Home, Paper, Passwords, Sheet, markdown, network_sheet, pdf, recovery_card, svg, wanted_signs};
use project::SecretField;
use routeros::{Facts, Secret, Secrets as _, Text};
use routeros_client::show_pin;
use std::{collections::BTreeMap, path::Path};

pub(super) async fn run(args: &Args, what: &Card) -> Result<Exit, Failure> {
    let path = what.file.as_path();
    let opened = open_to_look(args, path, true).await?;
    let router = connect(args, &what.router, &opened.known).await?;
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
    let secret = |field: SecretField| opened.known.secret(field.as_str()).filter(|_| what.with_passwords);
    let secrets =
        [SecretField::PppoePassword, SecretField::LtePassword, SecretField::BackupsPassword, SecretField::LtePin]
            .map(secret);
    let home = Home {
        project: &opened.project,
        facts: &facts,
        user: router.user(),
        key_tail: tail,
        project_file: Some(&file),
        backup,
        passwords: Passwords {
            router: what.with_passwords.then(|| router.password().expose()),
            provider: secrets[0].as_ref().or(secrets[1].as_ref()).map(Secret::expose),
            backups: secrets[2].as_ref().map(Secret::expose),
            pin: secrets[3].as_ref().map(Secret::expose),
        },
    };
    let paper = if what.sheet { network_sheet(&home) } else { recovery_card(&home) };
    match &what.save {
        None => output::line(markdown(&paper, &say).trim_end()),
        Some(file) => {
            files::save(file, &written(&paper, file, what.letter)?)?;
            output::note(&format!("{} is written.", file.display()));
        }
    }
    Ok(Exit::Done)
}

fn say(text: &Text) -> String {
    texts::text(&text.key, &text.params)
}

/// The page in the form that the file's name asks for.
fn written(paper: &Paper, file: &Path, letter: bool) -> Result<Vec<u8>, Failure> {
    let kind = file.extension().and_then(|kind| kind.to_str()).unwrap_or_default().to_ascii_lowercase();
    match (kind.as_str(), &paper.drawing) {
        ("md", _) => Ok(markdown(paper, &say).into_bytes()),
        ("svg", Some(drawing)) => Ok(svg(drawing, &say).into_bytes()),
        ("pdf", _) => {
            let sheet = if letter { Sheet::Letter } else { Sheet::A4 };
            let fonts = system_fonts::fonts_for(&wanted_signs(paper, &say));
            let page = pdf(paper, &say, sheet, &fonts)
                .map_err(|error| Failure::not_started("pdf", error.to_string(), "Take Markdown: a name with .md."))?;
            if page.left_out > 0 {
                let count = [("number".to_owned(), page.left_out.to_string())].into();
                output::note(&texts::text("paper.left-out", &count));
            }
            if !page.unshown.is_empty() {
                output::note(&texts::text("papers.unshown", &BTreeMap::new()));
            }
            Ok(page.bytes)
        }
        _ => Err(Failure::bad(
            "file",
            format!("{} says no form that this page has.", file.display()),
            "Take a name with .pdf or .md, or .svg for the drawing of the sheet.",
        )),
    }
}
