//! How a router was left, which the window compares with at its next start: what is done from here is no
//! change of somebody's.
use super::connect::{folder, local_id};
use crate::{args::Args, output};
use apply::LeftFile;
use planner::Left;
use routeros::{Menu, Record};
use routeros_client::{Client, read_snapshot};
use std::io;

/// These records are what was done.
pub(super) fn take_over<'r>(args: &Args, id: &str, menu: Menu, records: impl IntoIterator<Item = &'r Record>) {
    noted(LeftFile::of(&folder(args), id).take_over(menu, records));
}

/// The whole router is as it was left from here, where the window remembers it. When it cannot be read now, or
/// answers at another address, nothing is remembered: better nothing is said than something wrong.
pub(super) async fn remember(args: &Args, router: &Client, has_moved: bool) {
    let Some(id) = local_id(args, router) else { return };
    let file = LeftFile::of(&folder(args), &id);
    if file.read().is_none() {
        return;
    }
    noted(match has_moved {
        false => {
            let log = apply::log_end(router).await;
            match read_snapshot(router).await {
                Ok(snapshot) => file.write(&Left::of(&snapshot, log)),
                Err(_) => file.forget(),
            }
        }
        true => file.forget(),
    });
}

fn noted(written: io::Result<()>) {
    if let Err(error) = written {
        output::note(&format!("How the router was left could not be written down: {error}."));
    }
}
