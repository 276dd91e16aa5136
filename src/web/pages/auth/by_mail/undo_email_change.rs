//! Undoing a change of address, at `/auth/undo-email-change/{token}`: the link in the
//! mail to the previous address opens a page, and its button undoes the change.

use actix_web::{HttpResponse, web};
use serde::Serialize;

use super::mail_link;
use crate::{
    identity::{client::sign_in::ProviderError, wire::ProviderErrorCode},
    locale::Text,
    web::{
        access::Anyone,
        ui::{Answer, Ui},
        urls,
        views::{FieldErrors, Layout, Page},
    },
};

/// The page with the button.
#[derive(Clone, Debug, Serialize)]
pub struct UndoEmailChangePage {
    /// The shared layout.
    pub layout: Layout,
    /// The link's secret; empty if the link no longer works.
    pub token: String,
    /// Whether another account has the address, and can be signed in to.
    pub is_taken: bool,
    /// The reason why the undo doesn't work.
    pub errors: FieldErrors,
}

const TAKEN: Text = Text::new("refusal-address-in-use");

impl Page for UndoEmailChangePage {
    const TEMPLATE: &'static str = "pages/undo_email_change.html";
}

/// `GET /auth/undo-email-change/{token}`: looks nothing up, changes nothing.
pub async fn show(_: Anyone, ui: Ui, token: web::Path<String>) -> Answer {
    ui.page(&UndoEmailChangePage::open(&ui, token.into_inner()))
}

/// `POST /auth/undo-email-change/{token}`: makes the previous address take effect again.
pub async fn create(_: Anyone, ui: Ui, token: web::Path<String>) -> Answer {
    match ui.state.identity.undo_email_change(&token, ui.client()).await {
        Ok(()) => {
            ui.notify(crate::text!("notice-address-back"));
            ui.go(urls::FORGOT_PASSWORD)
        }
        Err(refused) => UndoEmailChangePage::open(&ui, token.into_inner()).answer(&ui, &refused),
    }
}

impl UndoEmailChangePage {
    fn open(ui: &Ui, token: String) -> Self {
        let layout = ui.public((crate::text!("auth-undo"), "undo-email-change"));
        Self { layout, token, is_taken: false, errors: FieldErrors::default() }
    }

    /// Answers a refusal. A hosted provider mails no such links and doesn't know the call.
    fn answer(self, ui: &Ui, refused: &ProviderError) -> Answer {
        if mail_link::is_over(refused) || refused.status == 404 {
            let over = Self { token: String::new(), errors: mail_link::over(), ..self };
            return mail_link::gone(ui, &over);
        }
        if refused.code == ProviderErrorCode::EmailAlreadyInUse {
            let taken = Self { is_taken: true, errors: FieldErrors::whole(TAKEN), ..self };
            return ui.page_with(HttpResponse::Conflict(), &taken);
        }
        ui.refused(refused, |errors| Self { errors, ..self })
    }
}

#[cfg(test)]
mod samples {
    use super::{FieldErrors, TAKEN, UndoEmailChangePage, mail_link};
    use crate::web::views::{HOSTILE, Layout, Samples};

    impl Samples for UndoEmailChangePage {
        fn samples() -> Vec<Self> {
            let open = Self {
                layout: Layout::sample_visitor(crate::text!("auth-undo"), "undo-email-change"),
                token: HOSTILE.to_owned(),
                is_taken: false,
                errors: FieldErrors::default(),
            };
            let early = Self {
                errors: FieldErrors::too_soon(crate::text!("provider-throttled"), 7),
                ..open.clone()
            };
            let over = Self { token: String::new(), errors: mail_link::over(), ..open.clone() };
            let taken = Self { is_taken: true, errors: FieldErrors::whole(TAKEN), ..open.clone() };
            vec![open, early, over, taken]
        }
    }
}
