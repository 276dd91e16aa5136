//! The export of an organization, from its settings.

use crate::web::{
    access::{Allowed, ExportOrganization},
    commands::export,
    ui::{Answer, Ui},
};

/// `POST /o/{slug}/settings/export`
pub async fn create(allowed: Allowed<ExportOrganization>, ui: Ui) -> Answer {
    let member = allowed.member;
    export::record(&member, &ui.state).await?;
    let _recorded = member.db.commit().await?;
    Ok(export::answer(ui.state, member.tenant, member.caller.user))
}
