//! Looking at the provider's line.
use super::{Answer, App};
use crate::view::{ChangeView, FindOutForm, LineView, SuggestionView, build};
use std::sync::Arc;

/// What the line answers to, and the answer that is proposed.
#[tauri::command]
pub async fn find_out(app: App<'_>, form: FindOutForm) -> Answer<LineView> {
    let (router, snapshot) = {
        let session = app.session.lock().await;
        let connected = session.connected()?;
        (Arc::clone(&connected.router), connected.snapshot.clone())
    };
    let port = apply::detective::port_of(&form.port, &snapshot);
    let sighting = apply::detective::look(router.as_ref(), port.as_deref(), form.may_ask).await?;
    let finding = planner::detective::judge(&sighting, &form.home, &snapshot);
    let more = port.filter(|_| finding.may_ask_more).map(|port| apply::detective::temporary(&port));
    Ok(LineView {
        sentence: build::said("detective", &finding.sentence),
        notes: finding.notes.iter().map(|note| build::said("detective", note)).collect(),
        answer: finding.answer.as_ref().map(SuggestionView::of),
        more: more.as_ref().map(ChangeView::of),
    })
}
