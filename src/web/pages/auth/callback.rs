//! The bridge after signing in with a hosted provider, at `/auth/callback`.

use crate::web::{
    access::Anyone,
    ui::{Answer, Ui},
    views::{Layout, Page},
};
use serde::Serialize;

/// The page on which the script finishes a sign-in.
#[derive(Clone, Debug, Serialize)]
pub struct CallbackPage {
    /// The shared layout.
    pub layout: Layout,
}

impl Page for CallbackPage {
    const TEMPLATE: &'static str = "pages/callback.html";
}

/// `GET /auth/callback`
pub async fn show(_: Anyone, ui: Ui) -> Answer {
    let layout = ui.public((crate::text!("auth-completing"), "callback"));
    ui.page(&CallbackPage { layout })
}

#[cfg(test)]
mod samples {
    use super::CallbackPage;
    use crate::web::views::{Layout, Samples};

    impl Samples for CallbackPage {
        fn samples() -> Vec<Self> {
            vec![Self {
                layout: Layout::sample_visitor(crate::text!("auth-completing"), "callback"),
            }]
        }
    }
}
