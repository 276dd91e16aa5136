//! Requests that create something, with the header `Idempotency-Key` if they are to be sent
//! again safely (draft-ietf-httpapi-idempotency-key-header).

use actix_web::{
    FromRequest, HttpRequest, HttpResponse,
    dev::Payload,
    http::{
        StatusCode,
        header::{CONTENT_TYPE, LOCATION},
    },
};
use futures_util::future::LocalBoxFuture;
use serde::{Deserialize, Serialize, de::DeserializeOwned};

use crate::{
    db::{Committed, DbError, Scope, TenantConn},
    idempotency::{Claim, Key, MAX_LENGTH},
    web::{error::AppError, request::json_body::JsonBody, state::AppState, views::FieldErrors},
};

/// The header's name.
pub const IDEMPOTENCY_KEY: &str = "idempotency-key";

/// The body of a request that creates something, and its key.
pub struct Creation {
    sent: JsonBody,
    key: Result<Option<Key>, InvalidKey>,
}

const UNFIT: &str = "Send the header once, with 1 to 255 visible ASCII characters and no `?`.";

/// The header isn't sent once, with 1 to 255 characters that leave no doubt.
#[derive(Clone, Copy, Debug)]
struct InvalidKey;

/// An answer that is kept, but not sent before the transaction is committed.
#[derive(Serialize, Deserialize)]
pub struct Answer {
    status: u16,
    location: Option<String>,
    body: String,
}

impl Creation {
    /// Parses the body as `T`; fields that `T` doesn't have are ignored.
    pub fn read<T: DeserializeOwned>(&self) -> Result<T, AppError> {
        self.sent.read()
    }

    /// Claims the key in the transaction of the creation, and returns the answer that the
    /// request had before; `None` if it is the first with its key, or has none.
    pub async fn answered(
        &self,
        db: &impl Scope,
        state: &AppState,
    ) -> Result<Option<HttpResponse>, AppError> {
        let key = self.key.as_ref();
        let key = key.map_err(|InvalidKey| unusable(UNFIT))?;
        let Some(key) = key else { return Ok(None) };
        match key.claim(db, &state.answers).await? {
            Claim::First => Ok(None),
            Claim::Answered(answer) => {
                Ok(Some(serde_json::from_slice::<Answer>(&answer).map_err(internal)?.response()))
            }
            Claim::OtherRequest => Err(unusable("This key was sent with another body before.")),
            Claim::Unreadable => Err(gone()),
        }
    }

    /// Commits what was created, which `read` finds, and answers with it, at its address: in one
    /// round trip without a key, under which the answer would be kept first.
    pub async fn commit<T: Serialize>(
        &self,
        db: TenantConn,
        state: &AppState,
        location: &str,
        read: impl AsyncFnOnce(&TenantConn) -> Result<Option<T>, DbError>,
        refused: impl Fn(DbError) -> AppError,
    ) -> Result<HttpResponse, AppError> {
        if !matches!(self.key, Ok(Some(_))) {
            let (committed, created) = db.commit_and_read(read).await.map_err(refused)?;
            let created = created.ok_or(AppError::NotFound)?;
            let answer = Answer::new((StatusCode::CREATED, Some(location)), created)?;
            return Ok(answer.after(committed));
        }
        let created = read(&db).await.map_err(&refused)?.ok_or(AppError::NotFound)?;
        let answer = self.created(&db, state, Some(location), created).await?;
        Ok(answer.after(db.commit().await.map_err(refused)?))
    }

    /// Keeps the answer under the key.
    pub async fn answer(
        &self,
        db: &impl Scope,
        state: &AppState,
        head: (StatusCode, Option<&str>),
        view: impl Serialize,
    ) -> Result<Answer, AppError> {
        let answer = Answer::new(head, view)?;
        if let Ok(Some(key)) = &self.key {
            let kept = serde_json::to_vec(&answer).map_err(internal)?;
            key.keep(db, &state.answers, &kept).await?;
        }
        Ok(answer)
    }

    /// Keeps the answer that something was created, at its address if it has one.
    pub async fn created(
        &self,
        db: &impl Scope,
        state: &AppState,
        location: Option<&str>,
        view: impl Serialize,
    ) -> Result<Answer, AppError> {
        self.answer(db, state, (StatusCode::CREATED, location), view).await
    }
}

impl Answer {
    fn new(
        (status, location): (StatusCode, Option<&str>),
        view: impl Serialize,
    ) -> Result<Self, AppError> {
        let body = serde_json::to_string(&view).map_err(internal)?;
        Ok(Self { status: status.as_u16(), location: location.map(str::to_owned), body })
    }

    /// Returns the response, once the creation is stored.
    pub fn after(self, _: Committed) -> HttpResponse {
        self.response()
    }

    fn response(self) -> HttpResponse {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::OK);
        let mut response = HttpResponse::build(status);
        if let Some(location) = self.location {
            response.insert_header((LOCATION, location));
        }
        response.insert_header((CONTENT_TYPE, "application/json")).body(self.body)
    }
}

impl FromRequest for Creation {
    type Error = actix_web::Error;
    type Future = LocalBoxFuture<'static, actix_web::Result<Self>>;

    fn from_request(req: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let (key, address) = (header(req), format!("{} {}", req.method(), req.path()));
        let sent = JsonBody::from_request(req, payload);
        Box::pin(async move {
            let sent = sent.await?;
            let of = |key: String| Key::new(&address, &key, sent.bytes());
            let key = key.map(|key| key.map(of));
            Ok(Self { sent, key })
        })
    }
}

/// Returns the header's value. A question mark may stand for a byte that couldn't be read, and
/// then two keys would look like one.
fn header(req: &HttpRequest) -> Result<Option<String>, InvalidKey> {
    let mut sent = req.headers().get_all(IDEMPOTENCY_KEY);
    let Some(value) = sent.next() else { return Ok(None) };
    if sent.next().is_some() {
        return Err(InvalidKey);
    }
    let key = value.to_str().map_err(|_| InvalidKey)?;
    let is_plain = |byte: u8| byte.is_ascii_graphic() && byte != b'?';
    let is_fit = (1..=MAX_LENGTH).contains(&key.len()) && key.bytes().all(is_plain);
    if is_fit { Ok(Some(key.to_owned())) } else { Err(InvalidKey) }
}

fn unusable(message: &str) -> AppError {
    AppError::Invalid(FieldErrors::one(IDEMPOTENCY_KEY, message))
}

fn gone() -> AppError {
    let text = "The request was answered before, and its answer can’t be read anymore. Look up \
                what it created.";
    AppError::Conflict(text.to_owned())
}

fn internal(error: serde_json::Error) -> AppError {
    AppError::Internal(error.into())
}
