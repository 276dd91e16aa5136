//! The user's profile, at `/account`.

use actix_web::web;
use serde::{Deserialize, Serialize};

use crate::{
    types::PersonName,
    users,
    web::{
        access::{OwnVisit, Reading, SignedIn, nothing},
        error::AppError,
        ui::{Answer, Ui},
        urls,
        views::{FieldErrors, Layout, Page},
    },
};

/// The page with the user's name and address.
#[derive(Clone, Debug, Serialize)]
pub struct AccountProfilePage {
    /// The shared layout.
    pub layout: Layout,
    /// The name, current or as typed.
    pub name: String,
    /// The address that the user signs in with.
    pub email: String,
    /// The form's errors.
    pub errors: FieldErrors,
}

impl Page for AccountProfilePage {
    const TEMPLATE: &'static str = "pages/account_profile.html";
}

/// The name form's fields.
#[derive(Debug, Deserialize)]
pub struct NameForm {
    #[serde(default)]
    name: String,
}

/// `GET /account`
pub async fn show(signed_in: Reading<SignedIn>, ui: Ui) -> Answer {
    ui.page(&AccountProfilePage::read(signed_in, &ui).await?)
}

/// `POST /account`
pub async fn rename(signed_in: SignedIn, ui: Ui, form: web::Form<NameForm>) -> Answer {
    let SignedIn { db, caller } = signed_in;
    match form.name.parse::<PersonName>() {
        Ok(name) => {
            users::rename(&db, &name, ui.now()).await?;
            ui.done(urls::ACCOUNT, crate::text!("notice-name-saved"), db.commit().await?)
        }
        Err(wrong) => {
            let page = AccountProfilePage::read((&db, &caller), &ui).await?;
            let errors = FieldErrors::one("name", wrong.to_string());
            let page = AccountProfilePage { name: form.into_inner().name, errors, ..page };
            ui.invalid(&page)
        }
    }
}

impl AccountProfilePage {
    async fn read(visit: impl OwnVisit, ui: &Ui) -> Result<Self, AppError> {
        let (caller, layout, ()) = ui.own(("Profile", "account"), visit, nothing).await?;
        Ok(Self {
            layout,
            name: caller.name.as_str().to_owned(),
            email: caller.email.to_string(),
            errors: FieldErrors::default(),
        })
    }
}

#[cfg(test)]
mod samples {
    use super::{AccountProfilePage, FieldErrors};
    use crate::web::views::{HOSTILE, Layout, Samples};

    impl Samples for AccountProfilePage {
        fn samples() -> Vec<Self> {
            let whole = Self {
                layout: Layout::sample_signed_in("Profile", "account"),
                name: "Ada Lovelace".to_owned(),
                email: "ada@example.com".to_owned(),
                errors: FieldErrors::default(),
            };
            let wrong = Self {
                name: HOSTILE.to_owned(),
                errors: FieldErrors::one("name", "Use at most 100 characters."),
                ..whole.clone()
            };
            vec![whole, wrong]
        }
    }
}
