//! The security of one's account, at `/account/security`: password, sign-in methods, devices and
//! what happened last.

pub mod methods_card;

use actix_web::HttpResponse;
use futures_util::try_join;
use serde::{Deserialize, Serialize};

use self::methods_card::MethodsCard;
use super::{
    activity::ActivityRow,
    sessions::{self, SessionRow},
};
use crate::{
    audit::security,
    db::UserReader,
    sessions::list,
    web::{
        access::{Anyone, OwnVisit, Reading, SignedIn},
        error::AppError,
        messages,
        request::query::Query,
        ui::{self, Answer, Ui},
        urls,
        views::{FieldErrors, Layout, Page},
    },
};

/// The number of events that are shown; the others are on a page of their own.
const RECENT: usize = 5;

/// The page with the security of an account.
#[derive(Clone, Debug, Serialize)]
pub struct AccountSecurityPage {
    /// The shared layout.
    pub layout: Layout,
    /// The address that codes are mailed to; codes always work.
    pub email: String,
    /// The sign-in methods.
    pub card: MethodsCard,
    /// Whether the account has no password yet, so that a mailed code is the way to get one.
    pub has_none: bool,
    /// The user's sessions, this device first.
    pub sessions: Vec<SessionRow>,
    /// The last events.
    pub events: Vec<ActivityRow>,
    /// The errors of the last action.
    pub errors: FieldErrors,
}

impl Page for AccountSecurityPage {
    const TEMPLATE: &'static str = "pages/account_security.html";
}

/// The query: why a service couldn't be added.
#[derive(Debug, Default, Deserialize)]
pub struct SecurityQuery {
    #[serde(default)]
    error: String,
}

/// `GET /account/security`
pub async fn show(signed_in: Reading<SignedIn>, ui: Ui, query: Query<SecurityQuery>) -> Answer {
    let page = AccountSecurityPage::read(signed_in, &ui).await?;
    let errors = messages::social(&query.error).map(FieldErrors::whole).unwrap_or_default();
    ui.page(&AccountSecurityPage { errors, ..page })
}

/// `GET /account/password`, `/account/methods` and `/account/sessions`, which were pages of
/// their own.
pub async fn moved(_: Anyone) -> HttpResponse {
    ui::redirect(urls::SECURITY)
}

impl AccountSecurityPage {
    pub(super) async fn read(visit: impl OwnVisit, ui: &Ui) -> Result<Self, AppError> {
        let reads = async |db: &UserReader| try_join!(list(db, ui.now()), security::list(db, None));
        let (caller, layout, (rows, events)) =
            ui.own((crate::text!("security"), "account-security"), visit, reads).await?;
        let card = MethodsCard::read(ui, &caller).await?;
        Ok(Self {
            layout,
            email: caller.email.to_string(),
            has_none: card.has_no_password(),
            card,
            sessions: sessions::rows(rows, &caller),
            events: events.into_iter().take(RECENT).map(ActivityRow::new).collect(),
            errors: FieldErrors::default(),
        })
    }
}

#[cfg(test)]
mod samples {
    use super::{AccountSecurityPage, ActivityRow, FieldErrors, MethodsCard, SessionRow};
    use crate::web::views::{Layout, Samples};

    impl Samples for AccountSecurityPage {
        fn samples() -> Vec<Self> {
            let [one, several, unproven] = MethodsCard::samples();
            let alone = Self {
                layout: Layout::sample_signed_in(crate::text!("security"), "account-security"),
                email: "ada@example.com".to_owned(),
                card: one,
                has_none: false,
                sessions: SessionRow::samples().into_iter().take(1).collect(),
                events: vec![],
                errors: FieldErrors::default(),
            };
            let many = Self {
                card: several,
                has_none: true,
                sessions: SessionRow::samples(),
                events: ActivityRow::samples(),
                errors: FieldErrors::whole(crate::text!("social-someone-else")),
                ..alone.clone()
            };
            let wrong = Self {
                card: unproven,
                errors: FieldErrors::one(
                    "current_password",
                    crate::text!("provider-invalid-password"),
                )
                .and("password", crate::text!("provider-password-too-short")),
                ..alone.clone()
            };
            vec![alone, many, wrong]
        }
    }
}
