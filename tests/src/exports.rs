//! What routers export that FirstHop has set up.
use crate::{
    direct::Direct,
    journey::{Answers, context, practice},
};
use routeros::Snapshot;
use routeros_client::read_snapshot;
use serde_json::json;
use std::{collections::BTreeSet, time::Duration};
use tokio_util::sync::CancellationToken;

/// A router that is set up like this, on a line that knows anna: its export, and what it has.
///
/// # Panics
/// It is not set up.
pub async fn finished(personality: &str, answers: &Answers) -> (String, Snapshot) {
    let read = async |direct: &Direct| {
        let read = read_snapshot(direct).await;
        read.unwrap_or_else(|error| panic!("{personality}: {error}"))
    };
    let direct = Direct(practice(personality, "pppoe:anna:geheim"));
    let (before, none) = (read(&direct).await, BTreeSet::new());
    let plan = answers.plan(&before, &none).unwrap_or_else(|issues| panic!("{personality}: {issues:?}"));
    let (stop, context) = (CancellationToken::new(), context(&answers.secrets, &none));
    let end = apply::run(&direct, &answers.valid(), &plan, &context, &mut |_| {}, &stop).await;
    assert_eq!(end.outcome, apply::Outcome::Done, "{personality}: {end:?}");
    (exported(&direct).await, read(&direct).await)
}

async fn exported(direct: &Direct) -> String {
    let export = direct.0.handle("POST", "/export", Some(&json!({ "file": "of-mine" })));
    assert!(export.status < 300, "{export:?}");
    // It is written after a while.
    tokio::time::sleep(Duration::from_secs(60)).await;
    let file = direct.0.file("of-mine.rsc").unwrap_or_else(|| panic!("the export was not written"));
    String::from_utf8(file).unwrap_or_else(|error| panic!("the export is no text: {error}"))
}

/// The export alone, for tests that live in real time: here the minute is none.
///
/// # Panics
/// The router is not set up.
pub fn of(personality: &str, answers: &Answers) -> String {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().start_paused(true).build();
    let runtime = runtime.unwrap_or_else(|error| panic!("a run-time ({error})"));
    runtime.block_on(finished(personality, answers)).0
}
