//! Files on a router: what is there, a whole one, waiting for what is still being written.
//!
//! Text is added, and files are removed, by changes of the menu `/file` as everything else is.
use crate::{ClientError, Router};
use std::time::Duration;
use tokio::time::sleep;

/// What one request reads at most (reference rest-api §9).
const PIECE: usize = 32 << 10;
/// No backup of a home router is larger.
const LARGEST: usize = 16 << 20;
/// Between two looks at a file that is being written.
const PAUSE: Duration = Duration::from_millis(300);
/// Routers with NAND and several cores write up to 40 s late (reference rest-api §9).
const LONGEST_WRITING: Duration = Duration::from_secs(60);
/// A file is whole when its size was the same this often.
const SAME: u32 = 3;

/// A file or folder on a router.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// `.id`, by which it is removed: by its name a file that was just made may stay.
    pub id: String,
    /// With its folder, such as `flash/x.backup`.
    pub name: String,
    /// RouterOS's word, such as `backup` or `directory`.
    pub kind: String,
    /// In bytes; 0 while nothing of it is written, and for folders.
    pub size: usize,
}

/// Everything that is there. Without `.proplist` the answer would hold the contents of every file.
///
/// # Errors
/// The router does not answer, or does not tell.
pub async fn list<R: Router>(router: &R) -> Result<Vec<File>, ClientError> {
    let rows = router.ask("/file/print", &[(".proplist", ".id,name,type,size")]).await?;
    let file = |row: &routeros::Record| {
        Some(File {
            id: row.id.clone()?,
            name: row.text("name")?.to_owned(),
            kind: row.text_or_empty("type").to_owned(),
            size: row.text_or_empty("size").parse().unwrap_or_default(),
        })
    };
    Ok(rows.iter().filter_map(file).collect())
}

/// Where files last: with a folder `flash`, everything outside of it is lost when the router starts
/// again (reference router-configuration §5.2). Empty or `flash/`.
pub fn lasting_folder(files: &[File]) -> &'static str {
    if files.iter().any(|file| file.name == "flash") { "flash/" } else { "" }
}

/// Waits until all of these files are whole: some size, and the same at two further looks. None when
/// one of them is not after a minute.
///
/// # Errors
/// The router does not answer any more.
pub async fn whole<R: Router>(router: &R, names: &[&str]) -> Result<Option<Vec<File>>, ClientError> {
    let (mut last, mut same, mut waited): (Vec<usize>, u32, Duration) = (Vec::new(), 0, Duration::ZERO);
    while waited < LONGEST_WRITING {
        let all = list(router).await?;
        let found: Vec<File> =
            names.iter().filter_map(|name| all.iter().find(|file| file.name == *name)).cloned().collect();
        let sizes: Vec<usize> = found.iter().map(|file| file.size).collect();
        let is_there = sizes.len() == names.len() && sizes.iter().all(|size| *size > 0);
        same = if is_there && sizes == last { same + 1 } else { u32::from(is_there) };
        if same >= SAME {
            return Ok(Some(found));
        }
        last = sizes;
        sleep(PAUSE).await;
        waited += PAUSE;
    }
    Ok(None)
}

/// All bytes of a file, from RouterOS 7.13, over REST from 7.17.
///
/// # Errors
/// The router does not answer any more, or the file has another length than it said.
pub async fn fetch<R: Router>(router: &R, file: &File) -> Result<Vec<u8>, ClientError> {
    let wrong =
        |length: usize| ClientError::NotUnderstood { excerpt: format!("{} of {} bytes of a file", length, file.size) };
    if file.size > LARGEST {
        return Err(wrong(0));
    }
    let mut bytes = Vec::with_capacity(file.size);
    while bytes.len() < file.size {
        let piece = router.piece(&file.name, bytes.len(), PIECE.min(file.size - bytes.len())).await?;
        if piece.is_empty() || bytes.len() + piece.len() > file.size {
            return Err(wrong(bytes.len() + piece.len()));
        }
        bytes.extend(piece);
    }
    Ok(bytes)
}
