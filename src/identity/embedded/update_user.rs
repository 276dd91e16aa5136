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
        let (name, image) = (body.optional_text("name"), body.nullable_text("image"));
        if name.as_ref().is_some_and(|name| name.chars().count() > LONGEST_NAME) {
            body.breaks("name", "Too big: expected string to have <=256 characters");
        }
        body.check()?;
        let current = self.signed_in(request).await?;
        body.refuse_guarded()?;
        if name.is_none() && !body.has("image") {
            return Err(Refused::NOTHING_TO_UPDATE.into());
        }
        let (user, now) = (&current.user, self.clock.now());
        let name = name.as_ref().unwrap_or(&user.name);
        let image = if body.has("image") { &image } else { &user.image };
        let change = async |db: &_| users::describe(db, user.id, name, image.as_deref(), now).await;
        self.db.as_system("changing an identity", change).await?;
        let mut answer = done();
        answer.set_cookies = self.cookies.begin(&current.token, !self.cookies.forgets(request));
        Ok(answer)
    }
}
