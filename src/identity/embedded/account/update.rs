//! `POST /update-user`.

use crate::{
    identity::{
        embedded::{
            Embedded,
            error::{Answer, BetterAuthError, CallError},
            request_body::Body,
            sessions::{self, calls::done},
            store::users,
        },
        wire::WireRequest,
    },
    types::{ImageUrl, PersonName},
};

impl Embedded {
    /// `POST /update-user`: changes the name and the picture; `null` removes the picture.
    pub(in crate::identity::embedded) async fn update_user(
        &self,
        request: &WireRequest,
        mut body: Body,
    ) -> Answer {
        if body.has("email") {
            return Err(BetterAuthError::EMAIL_CAN_NOT_BE_UPDATED.into());
        }
        let name = body.has("name").then(|| body.name());
        let image = body.has("image").then(|| body.image());
        body.check()?;
        let current = self.signed_in(request).await?;
        body.refuse_guarded()?;
        if name.is_none() && image.is_none() {
            return Err(BetterAuthError::NOTHING_TO_UPDATE.into());
        }
        let now = self.clock.now();
        let user = &current.user;
        let name = name.unwrap_or_else(|| PersonName::cleaned(&user.name));
        let kept = || user.image.as_deref().and_then(ImageUrl::if_sound);
        let image = image.unwrap_or_else(kept);
        let change = async |db: &_| {
            let held =
                sessions::hold(db, &current, now).await?.ok_or(BetterAuthError::UNAUTHORIZED)?;
            Ok::<_, CallError>(users::describe(db, held.id, &name, image.as_ref(), now).await?)
        };
        self.db.as_system("changing an identity", change).await?;
        let mut answer = done();
        answer.set_cookies = self.cookies.begin(&current.token, !self.cookies.forgets(request));
        Ok(answer)
    }
}
