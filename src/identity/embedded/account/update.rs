//! `POST /update-user`.

use crate::{
    identity::{
        embedded::{
            Embedded,
            endpoints::{answers::done, command::Command, request_body::Body},
            error::{Answer, BetterAuthError, CallError},
            sessions,
            store::users,
        },
        wire::WireRequest,
    },
    types::{ImageUrl, PersonName},
};

/// The fields to change.
pub(in crate::identity::embedded) struct Update {
    name: Option<PersonName>,
    picture: Picture,
    /// Whether only fields are named that people may change themselves.
    allowed: Result<(), CallError>,
}

/// The change to the picture.
enum Picture {
    Kept,
    /// `None` removes it.
    Replaced(Option<ImageUrl>),
}

impl Command for Update {
    fn decode(mut body: Body, _: &Embedded) -> Result<Self, CallError> {
        if body.has("email") {
            return Err(BetterAuthError::EMAIL_CAN_NOT_BE_UPDATED.into());
        }
        let name = body.has("name").then(|| body.name());
        let picture =
            if body.has("image") { Picture::Replaced(body.image()) } else { Picture::Kept };
        body.check()?;
        Ok(Self { name, picture, allowed: body.reject_admin_fields() })
    }
}

impl Embedded {
    /// `POST /update-user`: changes the name and the picture; `null` removes the picture.
    pub(in crate::identity::embedded) async fn update_user(
        &self,
        request: &WireRequest,
        Update { name, picture, allowed }: Update,
    ) -> Answer {
        let current = self.signed_in(&request.cookies).await?;
        allowed?;
        if name.is_none() && matches!(picture, Picture::Kept) {
            return Err(BetterAuthError::NOTHING_TO_UPDATE.into());
        }
        let now = self.clock.now();
        let user = &current.user;
        let name = name.unwrap_or_else(|| PersonName::cleaned(&user.name));
        let image = match picture {
            Picture::Kept => user.image.as_deref().and_then(ImageUrl::if_sound),
            Picture::Replaced(image) => image,
        };
        let change = async |db: &_| {
            let held =
                sessions::hold(db, &current, now).await?.ok_or(BetterAuthError::UNAUTHORIZED)?;
            Ok::<_, CallError>(users::describe(db, held.id, &name, image.as_ref(), now).await?)
        };
        self.db.as_system("changing an identity", change).await?;
        let mut answer = done();
        answer.set_cookies =
            self.cookies.begin(&current.token, !self.cookies.forgets(&request.cookies));
        Ok(answer)
    }
}
