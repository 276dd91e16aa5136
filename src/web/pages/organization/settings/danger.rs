//! The actions that can't be taken back easily, at `/o/{slug}/settings/danger`.

use serde::Serialize;

use crate::web::{
    access::{Allowed, DeleteOrganization, Reading, nothing},
    ui::{Answer, Ui},
    views::{Layout, Page},
};

/// The page that leads to leaving and deleting an organization.
#[derive(Clone, Debug, Serialize)]
pub struct DangerPage {
    /// The shared layout.
    pub layout: Layout,
}

impl Page for DangerPage {
    const TEMPLATE: &'static str = "pages/settings_danger.html";
}

/// `GET /o/{slug}/settings/danger`
pub async fn show(allowed: Reading<Allowed<DeleteOrganization>>, ui: Ui) -> Answer {
    let title = (crate::text!("danger-zone"), "settings/danger");
    let (_, layout, ()) = ui.organization(title, allowed, nothing).await?;
    ui.page(&DangerPage { layout })
}

#[cfg(test)]
mod samples {
    use super::DangerPage;
    use crate::web::views::{Layout, Samples};

    impl Samples for DangerPage {
        fn samples() -> Vec<Self> {
            let layout = Layout::sample(crate::text!("danger-zone"), "settings/danger");
            let hostile = Self { layout: layout.clone().sample_hostile() };
            vec![Self { layout }, hostile]
        }
    }
}
