//! The recovery card and the sheet of the home network: shown, and saved.
use super::{
    Answer, App,
    backups::{PASSWORD, newest},
    save::ask_where,
};
use crate::{
    error::CommandError,
    project_files::write_whole,
    session::Session,
    view::{PaperSaveForm, PaperSavedView, PaperView, PapersForm, PapersView, build::key_tail},
};
use apply::backup::{Entry, Kept, Place};
use papers::{Backup, Home, Paper, Passwords, Sheet, markdown, network_sheet, pdf, recovery_card, svg, wanted_signs};
use project::{Project, SecretField, SecretState};
use routeros::{Facts, Secret, Text, fill};
use routeros_client::show_pin;
use tauri::{AppHandle, Runtime};

/// Both pages of the connected router. Nothing is asked of it.
#[tauri::command]
pub async fn papers(app: App<'_>, form: PapersForm) -> Answer<PapersView> {
    let (card, sheet) = made(&app, &form).await?;
    let say = |text: &Text| say(&form, text);
    let drawing = sheet.drawing.as_ref();
    Ok(PapersView {
        card: PaperView::of(&card, &say),
        sheet: PaperView::of(&sheet, &say),
        drawing: drawing.map(|drawing| svg(drawing, &say)).unwrap_or_default(),
        described: drawing.map(|drawing| drawing.words(&say)).unwrap_or_default(),
    })
}

/// Saves one of them where the person says; none when they said nowhere.
#[tauri::command]
pub async fn paper_save<R: Runtime>(
    handle: AppHandle<R>,
    app: App<'_>,
    form: PaperSaveForm,
) -> Answer<Option<PaperSavedView>> {
    let (card, sheet) = made(&app, &form.papers).await?;
    let paper = if form.sheet { sheet } else { card };
    let kind = match form.kind.as_str() {
        "pdf" => ("PDF", "pdf"),
        "svg" => ("SVG", "svg"),
        _ => ("Markdown", "md"),
    };
    let Some(path) = ask_where(&handle, &format!("{}.{}", form.name, kind.1), kind).await else { return Ok(None) };
    let internal = |detail: String| CommandError::Internal { detail };
    // Reading fonts and writing the page takes a moment.
    let written = tokio::task::spawn_blocking(move || written(&paper, &form));
    let (bytes, left_out, unshown) = written.await.map_err(|error| internal(error.to_string()))??;
    write_whole(&path, &bytes)?;
    Ok(Some(PaperSavedView { path: path.display().to_string(), left_out, unshown }))
}

fn written(paper: &Paper, form: &PaperSaveForm) -> Answer<(Vec<u8>, usize, bool)> {
    let say = |text: &Text| say(&form.papers, text);
    match (form.kind.as_str(), &paper.drawing) {
        ("pdf", _) => {
            let sheet = if form.letter { Sheet::Letter } else { Sheet::A4 };
            let fonts = system_fonts::fonts_for(&wanted_signs(paper, &say));
            let page = pdf(paper, &say, sheet, &fonts)
                .map_err(|error| CommandError::Internal { detail: error.to_string() })?;
            Ok((page.bytes, page.left_out, !page.unshown.is_empty()))
        }
        ("svg", Some(drawing)) => Ok((svg(drawing, &say).into_bytes(), 0, false)),
        _ => Ok((markdown(paper, &say).into_bytes(), 0, false)),
    }
}

/// A text in the window's language.
fn say(form: &PapersForm, text: &Text) -> String {
    form.texts.get(&text.key).map_or_else(|| text.key.clone(), |message| fill(message, &text.params))
}

/// Card and sheet.
async fn made(app: &App<'_>, form: &PapersForm) -> Answer<(Paper, Paper)> {
    let session = app.session.lock().await;
    let connected = session.connected()?.clone();
    // Secrets were judged when the answers were; a page says at most what they are.
    let project = Project::from_choices(&form.choices, &|_| SecretState::Stored);
    let (project, _) = project.map_err(|_| CommandError::PlanChanged)?;
    let facts = Facts::of(&connected.facts);
    let router = connected.router.as_ref();
    let kept: Option<(Kept, Entry)> = newest(app, &connected)?;
    let folder = kept.as_ref().map(|(kept, _)| kept.folder().display().to_string()).unwrap_or_default();
    let made =
        kept.as_ref().map(|(_, entry)| entry.made.strftime("%Y-%m-%d %H:%M UTC").to_string()).unwrap_or_default();
    let backup = kept.as_ref().map(|(_, entry)| Backup {
        folder: &folder,
        made: &made,
        on_router: match &entry.place {
            Place::Computer => None,
            Place::Router { file } => Some(file.as_str()),
        },
        encrypted: entry.encrypted,
    });
    let tail = router.key().filter(|_| router.is_private()).map(|key| key_tail(&show_pin(&key)));
    let known = Known::of(&session, form, router.password());
    let home = Home {
        project: &project,
        facts: &facts,
        user: router.user(),
        key_tail: tail.as_deref(),
        project_file: form.project_file.as_deref(),
        backup,
        passwords: known.passwords(),
    };
    Ok((recovery_card(&home), network_sheet(&home)))
}

/// The passwords that are to be printed; none when nobody asked for them.
#[derive(Default)]
struct Known {
    router: Option<Secret>,
    provider: Option<Secret>,
    backups: Option<Secret>,
    pin: Option<Secret>,
}

impl Known {
    fn of(session: &Session, form: &PapersForm, router: &Secret) -> Self {
        if !form.passwords {
            return Self::default();
        }
        let mut secrets = session.secrets(&form.secrets);
        let provider = match form.choices.internet.r#type.as_str() {
            "lte" => SecretField::LtePassword,
            _ => SecretField::PppoePassword,
        };
        Self {
            router: Some(router.clone()),
            provider: secrets.remove(provider.as_str()),
            backups: secrets.remove(PASSWORD),
            pin: secrets.remove(SecretField::LtePin.as_str()),
        }
    }

    fn passwords(&self) -> Passwords<'_> {
        fn shown(secret: Option<&Secret>) -> Option<&str> {
            secret.map(Secret::expose).filter(|text| !text.is_empty())
        }
        Passwords {
            router: shown(self.router.as_ref()),
            provider: shown(self.provider.as_ref()),
            backups: shown(self.backups.as_ref()),
            pin: shown(self.pin.as_ref()),
        }
    }
}
