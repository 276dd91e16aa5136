//! The export of an organization, from its settings.

use crate::web::{
    access::{Allowed, ExportOrganization, Viewer},
    commands::export,
    ui::{Answer, Ui},
};

/// `POST /o/{slug}/settings/export`
pub async fn create(allowed: Allowed<ExportOrganization>, ui: Ui) -> Answer {
    let member = allowed.member;
    export::record(&member, &ui.state).await?;
    let (db, Viewer { tenant, caller, .. }) = member.into_parts();
    let _recorded = db.commit().await?;
    Ok(export::answer(ui.state, tenant, caller.user))
}
