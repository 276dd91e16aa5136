//! An organization's colour and logo, in its settings.

use actix_web::web;
use serde::Deserialize;

use super::general::SettingsPage;
use crate::{
    pictures::InvalidPicture,
    tenancy::logos::{self, Hue},
    web::{
        access::{Allowed, EditOrganization, Member, Writing},
        commands::logo,
        error::AppError,
        request::file_body::FileBody,
        ui::{Answer, Ui},
        urls,
        views::FieldErrors,
    },
};

/// The field of the colour; empty for the one that follows from the address.
#[derive(Debug, Default, Deserialize)]
pub struct ColorForm {
    #[serde(default)]
    hue: String,
}

/// `POST /o/{slug}/settings/color`
pub async fn choose_color(
    allowed: Writing<Allowed<EditOrganization>>,
    ui: Ui,
    form: web::Form<ColorForm>,
) -> Answer {
    let (member, before) = allowed.open(async |db| logos::find_to_change(db).await).await?;
    let chosen = match form.hue.as_str() {
        "" => Some(None),
        number => number.parse().ok().and_then(Hue::numbered).map(Some),
    };
    let Some(hue) = chosen else {
        let errors = FieldErrors::one("hue", crate::text!("refusal-choose-color"));
        let page = SettingsPage::read(member, &ui).await?;
        return ui.invalid(&SettingsPage { errors, ..page });
    };
    logos::choose_hue(&member.db, &before, hue, ui.now());
    let text = crate::text!("notice-color-saved");
    ui.done(&urls::settings(member.tenant.slug.as_str()), text, member.db.commit().await?)
}

/// `POST /o/{slug}/settings/logo`
pub async fn upload(allowed: Allowed<EditOrganization>, ui: Ui, body: FileBody) -> Answer {
    let member = allowed.member;
    if let Err(error) = logo::count(&member, &ui.state).await {
        return invalid_form(member, &ui, error).await;
    }
    if body.is_cut() {
        return invalid_form(member, &ui, logo::invalid(InvalidPicture::TooLarge)).await;
    }
    let file = body.field(&ui.req, "logo").await?;
    let (member, stored) = logo::replace(member, &ui.state, file).await?;
    match stored {
        Ok(()) => {
            let (here, text) =
                (urls::settings(member.tenant.slug.as_str()), crate::text!("notice-logo-saved"));
            ui.done(&here, text, member.db.commit().await?)
        }
        Err(error) => invalid_form(member, &ui, error).await,
    }
}

/// `POST /o/{slug}/settings/logo/delete`
pub async fn remove(allowed: Writing<Allowed<EditOrganization>>, ui: Ui) -> Answer {
    let (member, before) = allowed.open(async |db| logos::find_to_change(db).await).await?;
    logos::remove(&member.db, &before, ui.now());
    let text = crate::text!("notice-logo-removed");
    ui.done(&urls::settings(member.tenant.slug.as_str()), text, member.db.commit().await?)
}

async fn invalid_form(member: Member, ui: &Ui, error: AppError) -> Answer {
    let (errors, wait) = match error {
        AppError::Invalid(errors) => (errors, None),
        AppError::TooMany(seconds) => {
            let message = crate::text!("refusal-many-logos");
            (FieldErrors::too_soon(message, seconds), Some(seconds))
        }
        other => return Err(other),
    };
    let page = SettingsPage { errors, ..SettingsPage::read(&member, ui).await? };
    match wait {
        Some(seconds) => ui.too_soon(&page, seconds),
        None => ui.invalid(&page),
    }
}
