//! The person's picture, on their profile page.

use super::profile::AccountProfilePage;
use crate::{
    limits::{Limit, Rule, Verdict},
    pictures::{Cut, InvalidPicture, Picture},
    users::pictures,
    web::{
        access::SignedIn,
        error::AppError,
        request::file_body::FileBody,
        ui::{Answer, Ui},
        urls,
        views::FieldErrors,
    },
};

/// The number of times an hour that a person can upload a picture.
const UPLOADS: u32 = 20;

/// `POST /account/picture`
pub async fn upload(signed_in: SignedIn, ui: Ui, body: FileBody) -> Answer {
    if let Verdict::Spent(seconds) = count(&signed_in, &ui).await? {
        let message = crate::text!("refusal-many-pictures");
        let errors = FieldErrors::too_soon(message, seconds);
        return ui.too_soon(&page(&signed_in, &ui, errors).await?, seconds);
    }
    if body.is_cut() {
        return refuse(signed_in, &ui, InvalidPicture::TooLarge).await;
    }
    let file = body.field(&ui.req, "picture").await?;
    // No connection is held while the picture is decoded.
    let decoding = Picture::read(file, Cut::Square);
    let (signed_in, picture) = signed_in.meanwhile(&ui.state, decoding).await?;
    match picture {
        Ok(picture) => {
            pictures::set(&signed_in.db, picture, ui.now());
            let text = crate::text!("notice-picture-saved");
            ui.done(urls::ACCOUNT, text, signed_in.db.commit().await?)
        }
        Err(error) => refuse(signed_in, &ui, error).await,
    }
}

/// `POST /account/picture/delete`
pub async fn remove(signed_in: SignedIn, ui: Ui) -> Answer {
    pictures::remove(&signed_in.db, ui.now());
    let text = crate::text!("notice-picture-removed");
    ui.done(urls::ACCOUNT, text, signed_in.db.commit().await?)
}

/// Counts an upload, which is committed before the picture is decoded.
async fn count(signed_in: &SignedIn, ui: &Ui) -> Result<Verdict, AppError> {
    let person = signed_in.caller.user.to_string();
    let rule = Rule::new("picture-uploads-hour", person, Limit::per_hour(UPLOADS));
    Ok(ui.state.limits.take_within(&signed_in.db, &[rule]).await?)
}

async fn refuse(signed_in: SignedIn, ui: &Ui, error: InvalidPicture) -> Answer {
    let errors = FieldErrors::one("picture", error.to_string());
    ui.invalid(&page(&signed_in, ui, errors).await?)
}

async fn page(
    SignedIn { db, caller }: &SignedIn,
    ui: &Ui,
    errors: FieldErrors,
) -> Result<AccountProfilePage, AppError> {
    let page = AccountProfilePage::read((db, caller), ui).await?;
    Ok(AccountProfilePage { errors, ..page })
}
