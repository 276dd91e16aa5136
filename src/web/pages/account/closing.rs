//! The page for an account that's being deleted, at `/account/closing`: the user can only
//! keep the account or sign out.

use chrono::{DateTime, Utc};
use serde::Serialize;

use crate::{
    db::SystemConn,
    identity::{account_deletion, mails::notices},
    web::{
        access::MaybeSignedIn,
        error::AppError,
        sign_in::account_events,
        ui::{Answer, Ui},
        urls,
        views::{Layout, Page},
    },
};

/// The page that offers to keep the account.
#[derive(Clone, Debug, Serialize)]
pub struct AccountClosingPage {
    /// The shared layout.
    pub layout: Layout,
    /// The account's address.
    pub email: String,
    /// The time of the deletion.
    pub due_at: DateTime<Utc>,
}

impl Page for AccountClosingPage {
    const TEMPLATE: &'static str = "pages/account_closing.html";
}

/// `GET /account/closing`
pub async fn show(visitor: MaybeSignedIn, ui: Ui) -> Answer {
    let caller = visitor.0.ok_or(AppError::Unauthenticated)?;
    let Some(due_at) = caller.deletion_due_at else { return ui.go(urls::ACCOUNT) };
    let title = crate::text!("account-closing");
    let layout = ui.signed_in((title, "closing"), &caller, Vec::new());
    // The menus lead to pages that are all closed to this user.
    let layout = Layout { user: None, ..layout };
    ui.page(&AccountClosingPage { layout, email: caller.email.to_string(), due_at })
}

/// `POST /account/closing/delete`: keeps the account.
pub async fn cancel(visitor: MaybeSignedIn, ui: Ui) -> Answer {
    let caller = visitor.0.ok_or(AppError::Unauthenticated)?;
    if caller.deletion_due_at.is_some() {
        let (now, client) = (ui.now(), ui.client());
        ui.state
            .db
            .as_system("keep an account", async |db: &SystemConn| {
                account_deletion::cancel(db, caller.user, &client, now);
                let notice = notices::AccountNotice::DeletionCanceled;
                account_events::mail(db, &ui.state, caller.email.as_str(), &notice, &client).await
            })
            .await?;
        ui.notify(crate::text!("notice-deletion-canceled"));
    }
    ui.go(urls::DASHBOARD)
}

#[cfg(test)]
mod samples {
    use super::AccountClosingPage;
    use crate::web::views::{Layout, Samples, sample_time};

    impl Samples for AccountClosingPage {
        fn samples() -> Vec<Self> {
            let layout = Layout::sample_visitor(crate::text!("account-closing"), "closing");
            vec![Self { layout, email: "ada@example.com".to_owned(), due_at: sample_time(0) }]
        }
    }
}
