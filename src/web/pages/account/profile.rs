//! The user's profile, at `/account`.

use actix_web::web;
use serde::{Deserialize, Serialize};

use crate::{
    locale::{self, Language},
    types::PersonName,
    users,
    web::{
        access::{OwnVisit, Reading, SignedIn, nothing},
        error::AppError,
        request::browser,
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
    /// The languages to choose from.
    pub languages: Vec<LanguageChoice>,
    /// The form's errors.
    pub errors: FieldErrors,
}

/// A language to choose.
#[derive(Clone, Debug, Serialize)]
pub struct LanguageChoice {
    /// Its tag; empty for the browser's.
    pub tag: &'static str,
    /// Its own name for itself; empty for the browser's.
    pub name: &'static str,
    /// Whether it's chosen.
    pub is_chosen: bool,
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

/// The language form's fields.
#[derive(Debug, Deserialize)]
pub struct LanguageForm {
    /// Its tag; empty for the browser's.
    language: String,
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
            users::rename(&db, &name, ui.now());
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

/// `POST /account/language`
pub async fn choose_language(signed_in: SignedIn, ui: Ui, form: web::Form<LanguageForm>) -> Answer {
    let SignedIn { db, caller } = signed_in;
    let chosen = Language::offered(&form.language);
    if chosen.is_none() && !form.language.is_empty() {
        let page = AccountProfilePage::read((&db, &caller), &ui).await?;
        let errors = FieldErrors::one("language", crate::text!("refusal-not-a-language"));
        return ui.invalid(&AccountProfilePage { errors, ..page });
    }
    users::choose_language(&db, chosen, ui.now());
    let committed = db.commit().await?;
    locale::speak(chosen.unwrap_or_else(|| browser::language(&ui.req)));
    ui.done(urls::ACCOUNT, crate::text!("notice-language-saved"), committed)
}

impl LanguageChoice {
    fn all(chosen: Option<Language>) -> Vec<Self> {
        let browser = Self { tag: "", name: "", is_chosen: chosen.is_none() };
        let choice = |language: &Language| Self {
            tag: language.tag(),
            name: language.name(),
            is_chosen: chosen == Some(*language),
        };
        std::iter::once(browser).chain(Language::OFFERED.iter().map(choice)).collect()
    }
}

impl AccountProfilePage {
    pub(super) async fn read(visit: impl OwnVisit, ui: &Ui) -> Result<Self, AppError> {
        let (caller, layout, ()) =
            ui.own((crate::text!("profile"), "account"), visit, nothing).await?;
        Ok(Self {
            layout,
            name: caller.name.as_str().to_owned(),
            email: caller.email.to_string(),
            languages: LanguageChoice::all(caller.language),
            errors: FieldErrors::default(),
        })
    }
}

#[cfg(test)]
mod samples {
    use super::{AccountProfilePage, FieldErrors, LanguageChoice, urls};
    use crate::web::views::{HOSTILE, Layout, Samples};

    impl Samples for AccountProfilePage {
        fn samples() -> Vec<Self> {
            let whole = Self {
                layout: Layout::sample_signed_in(crate::text!("profile"), "account"),
                name: "Ada Lovelace".to_owned(),
                email: "ada@example.com".to_owned(),
                languages: LanguageChoice::all(None),
                errors: FieldErrors::default(),
            };
            let wrong = Self {
                name: HOSTILE.to_owned(),
                errors: FieldErrors::one(
                    "name",
                    crate::text!("invalid-line-too-long", max = 100_i64),
                ),
                ..whole.clone()
            };
            let foreign = Self {
                errors: FieldErrors::one("language", crate::text!("refusal-not-a-language")),
                ..whole.clone()
            };
            let no_picture = Self {
                errors: FieldErrors::one("picture", crate::text!("invalid-picture-missing")),
                ..whole.clone()
            };
            let mut pictured = whole.clone();
            if let Some(person) = &mut pictured.layout.user {
                person.picture = Some(urls::own_picture("5e".repeat(32)));
            }
            vec![whole, wrong, foreign, no_picture, pictured]
        }
    }
}
