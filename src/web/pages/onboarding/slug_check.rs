//! Whether an organization's URL is free, for a form that is being filled in.

use actix_web::HttpResponse;
use serde::{Deserialize, Serialize};

use crate::{
    tenancy::{RegisterError, tenants},
    types::Slug,
    web::{access::SignedIn, error::AppError, request::query::Query, ui::Ui},
};

/// The query `?name=Acme&slug=acme`; an empty slug is derived from the name.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct SlugQuery {
    name: String,
    slug: String,
}

/// The answer to a slug that is being typed.
#[derive(Debug, Serialize)]
struct SlugAnswer {
    is_free: bool,
    said: String,
    suggestion: Option<String>,
}

/// `GET /auth/register-organization/url`
pub async fn show(
    signed_in: SignedIn,
    ui: Ui,
    query: Query<SlugQuery>,
) -> Result<HttpResponse, AppError> {
    let answer = match wanted(&query) {
        Ok(slug) => SlugAnswer::about(signed_in, &ui, &slug).await?,
        Err(said) => SlugAnswer::refused(said, None),
    };
    Ok(HttpResponse::Ok().json(answer))
}

fn wanted(query: &SlugQuery) -> Result<Slug, String> {
    if query.slug.trim().is_empty() {
        let suggested = Slug::suggested_by(&query.name);
        return suggested.ok_or_else(|| crate::text!("refusal-choose-address").to_string());
    }
    query.slug.parse::<Slug>().map_err(|error| error.to_string())
}

impl SlugAnswer {
    async fn about(signed_in: SignedIn, ui: &Ui, slug: &Slug) -> Result<Self, AppError> {
        let SignedIn { db, caller } = signed_in;
        match tenants::try_slug(db, slug, ui.now()).await {
            Ok(()) => {
                let said = crate::text!("register-slug-free", slug = slug.to_string());
                Ok(Self { is_free: true, said: said.to_string(), suggestion: None })
            }
            Err(RegisterError::Db(error)) => Err(error.into()),
            Err(refused) => {
                let free =
                    ui.state.db.as_user(caller.user, async |db| tenants::free_slug(db, slug).await);
                Ok(Self::refused(refused.to_string(), free.await?))
            }
        }
    }

    fn refused(said: String, free: Option<Slug>) -> Self {
        Self { is_free: false, said, suggestion: free.map(|slug| slug.to_string()) }
    }
}
