//! The router's own look at a script: it reads it without carrying it out (`/import … dry-run=yes`
//! with `verbose=yes`, from 7.16; reference rest-api §12).
use routeros::{Change, Version, render::script, version::Feature};
use routeros_client::{ClientError, Router};

/// The file that it reads; it goes again at once, and with the next look if the connection broke.
const FILE: &str = "firsthop-check.rsc";
/// RouterOS takes about 60 kB as a file's contents (reference versions.md).
const LONGEST: usize = 60_000;

/// What the router says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Checked {
    /// It understood every line.
    Right,
    /// It did not, in its own words.
    Wrong(String),
    /// It cannot look.
    NotAsked,
}

/// Lets the router read what these changes would be as a script. There is no secret in it.
///
/// # Errors
/// The router does not answer.
pub async fn check<R: Router>(router: &R, version: Version, changes: &[Change]) -> Result<Checked, ClientError> {
    check_text(router, version, &script::for_reading(changes)).await
}

/// The same for a script as it is. Nothing of it is carried out.
///
/// # Errors
/// The router does not answer.
pub async fn check_text<R: Router>(router: &R, version: Version, text: &str) -> Result<Checked, ClientError> {
    if !version.has(Feature::ImportDryRun) || text.len() > LONGEST || text.is_empty() {
        return Ok(Checked::NotAsked);
    }
    clear(router).await?;
    let asked = read(router, text).await;
    clear(router).await?;
    asked
}

async fn read<R: Router>(router: &R, text: &str) -> Result<Checked, ClientError> {
    match router.ask("/file/add", &[("name", FILE), ("contents", text)]).await {
        Ok(_) => {}
        // No room, or no permission: then it has not looked.
        Err(ClientError::Refused { .. } | ClientError::Missing { .. } | ClientError::NoPermission { .. }) => {
            return Ok(Checked::NotAsked);
        }
        Err(error) => return Err(error),
    }
    match router.ask("/import", &[("file-name", FILE), ("verbose", "yes"), ("dry-run", "yes")]).await {
        Ok(_) => Ok(Checked::Right),
        Err(ClientError::Refused { detail, .. } | ClientError::Missing { detail }) => Ok(Checked::Wrong(detail)),
        Err(ClientError::NoPermission { .. }) => Ok(Checked::NotAsked),
        Err(error) => Err(error),
    }
}

async fn clear<R: Router>(router: &R) -> Result<(), ClientError> {
    let files = router.ask("/file/print", &[(".proplist", ".id,name")]).await?;
    for file in files.iter().filter(|file| file.text("name") == Some(FILE)) {
        let Some(id) = file.id.as_deref() else { continue };
        router.ask("/file/remove", &[(".id", id)]).await?;
    }
    Ok(())
}
