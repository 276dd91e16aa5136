use super::{Commands, logged};
use crate::{
    identity::{
        client::codes::{RESET_PASSWORD, RESET_REQUEST, SEND_CODE},
        embedded::{
            Embedded,
            one_time_codes::{
                reset_password::{ResetByCode, ResetRequest},
                send::CodeRequest,
            },
            otp::Purpose,
        },
        error::ProviderError,
        types::{OtpCode, Password},
    },
    types::EmailAddress,
};

impl Commands<'_> {
    pub(in crate::identity) async fn send_code(
        &self,
        email: &EmailAddress,
        to_sign_in: bool,
    ) -> Result<(), ProviderError> {
        let purpose = if to_sign_in { Purpose::SignIn } else { Purpose::ProveMailbox };
        let wanted = CodeRequest { email: email.clone(), purpose };
        let sent = Embedded::send_code(self, self.context, wanted).await;
        logged(SEND_CODE, sent)
    }

    /// Mails a code and a link to our page `back`.
    pub(in crate::identity) async fn request_password_reset(
        &self,
        email: &EmailAddress,
        back: &str,
    ) -> Result<(), ProviderError> {
        let wanted = ResetRequest { email: Some(email.clone()), back: Some(back.to_owned()) };
        let sent = self.request_reset(self.context, wanted).await;
        logged(RESET_REQUEST, sent)
    }

    pub(in crate::identity) async fn reset_password(
        &self,
        email: &EmailAddress,
        code: &OtpCode,
        password: &Password,
    ) -> Result<(), ProviderError> {
        let (email, code, password) = (email.clone(), code.expose().to_owned(), password.clone());
        let reset = ResetByCode { email, code, password };
        let reset = Embedded::reset_password(self, self.context, reset).await;
        logged(RESET_PASSWORD, reset)
    }
}
