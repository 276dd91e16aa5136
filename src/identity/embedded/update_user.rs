//! `POST /update-user`.

use super::{
    Embedded, body::Body, dispatch::Answer, queries::users, refused::Refused, session_calls::done,
    sign_up::LONGEST_NAME,
};
use crate::identity::wire::WireRequest;

impl Embedded {
    /// `POST /update-user`: the name and the picture; `null` takes the picture away.
    pub(super) async fn update_user(&self, request: &WireRequest, mut body: Body) -> Answer {
        if body.has("email") {
            return Err(Refused::EMAIL_CAN_NOT_BE_UPDATED.into());
        }
        let (name, image) = (body.optional_text("name"), body.optional_text("image"));
        if name.as_ref().is_some_and(|name| name.chars().count() > LONGEST_NAME) {
            body.breaks("name", "Too big: expected string to have <=256 characters");
        }
        body.check()?;
        let current = self.signed_in(request).await?;
        body.refuse_guarded()?;
        let image = body.has("image").then_some(image.as_deref());
        if name.is_none() && image.is_none() {
            return Err(Refused::NOTHING_TO_UPDATE.into());
        }
        let (id, now) = (current.user.id, self.clock.now());
        let change = async |db: &_| users::update(db, id, name.as_deref(), image, now).await;
        self.db.as_system("changing an identity", change).await?;
        let mut answer = done();
        answer.set_cookies = self.cookies.begin(&current.token, !self.cookies.forgets(request));
        Ok(answer)
    }
}
