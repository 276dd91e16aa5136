//! The lower bound: actix-web, the same pool with the same settings, and one prepared
//! statement per route, run as a superuser. It logs nothing, checks nothing but the
//! credential, and sets no header that isn't needed.

mod pages;
mod pool;
mod statements;

use actix_web::{
    App, HttpRequest, HttpResponse, HttpServer,
    http::header::{AUTHORIZATION, COOKIE},
    web::{self, Data, Json, Path},
};
use serde::Deserialize;
use serde_json::json;
use sha2::{Digest as _, Sha256};

use self::{
    pages::Pages,
    pool::{Pool, at, id},
};

/// Environment variable with the address to listen on; if it's set, the program runs as
/// the bare server.
pub const MARK: &str = "TENANTRY_BENCH_BARE";

pub fn main() {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    runtime.block_on(serve());
}

async fn serve() {
    let pool = Data::new(pool::new(&std::env::var("DATABASE_URL").unwrap()));
    let pages = Data::new(Pages::new());
    let server = HttpServer::new(move || {
        App::new()
            .app_data(pool.clone())
            .app_data(pages.clone())
            .route("/healthz", web::get().to(healthz))
            .route("/me", web::get().to(me))
            .route("/todos/{slug}", web::get().to(todos))
            .route("/page/todos/{slug}", web::get().to(todos_page))
            .route("/page/dashboard/{slug}", web::get().to(dashboard))
            .route("/page/select", web::get().to(select))
            .route("/callback", web::post().to(callback))
    });
    server.bind(std::env::var(MARK).unwrap()).unwrap().run().await.unwrap();
}

type Answer = Result<HttpResponse, actix_web::Error>;

async fn healthz() -> HttpResponse {
    HttpResponse::Ok().json(json!({ "status": "ok" }))
}

/// Returns the digest of the token in the header or in the cookie.
fn token(req: &HttpRequest) -> Option<Vec<u8>> {
    let header = |name, prefix| req.headers().get(name)?.to_str().ok()?.strip_prefix(prefix);
    let token = header(AUTHORIZATION, "Bearer ").or_else(|| header(COOKIE, "t="))?;
    (token.len() == 43).then(|| digest(token))
}

fn digest(token: &str) -> Vec<u8> {
    Sha256::digest(token.as_bytes()).to_vec()
}

fn unauthorized() -> HttpResponse {
    HttpResponse::Unauthorized().json(json!({ "code": "unauthenticated" }))
}

async fn me(req: HttpRequest, pool: Data<Pool>) -> Answer {
    let Some(hash) = token(&req) else { return Ok(unauthorized()) };
    let conn = pool.get().await.unwrap();
    let Some(row) = conn.client.query_opt(&conn.me, &[&hash]).await.unwrap() else {
        return Ok(unauthorized());
    };
    Ok(HttpResponse::Ok().json(json!({
        "id": id(&row, 0), "email": row.get::<_, &str>(1), "name": row.get::<_, &str>(2),
        "tenant": row.get::<_, Option<&str>>(3), "role": row.get::<_, Option<&str>>(4),
    })))
}

async fn todos(req: HttpRequest, pool: Data<Pool>, slug: Path<String>) -> Answer {
    let Some(todos) = read_todos(&req, &pool, &slug).await else { return Ok(unauthorized()) };
    Ok(HttpResponse::Ok().json(json!({ "items": todos })))
}

async fn todos_page(
    req: HttpRequest,
    pool: Data<Pool>,
    pages: Data<Pages>,
    slug: Path<String>,
) -> Answer {
    let Some(todos) = read_todos(&req, &pool, &slug).await else { return Ok(unauthorized()) };
    Ok(pages.html("todos", &json!({ "title": "Todos", "slug": *slug, "todos": todos })))
}

#[derive(serde::Serialize)]
struct Todo {
    id: String,
    title: String,
    shared: bool,
    author: String,
    created_at: String,
    completed_at: Option<String>,
}

async fn read_todos(req: &HttpRequest, pool: &Pool, slug: &str) -> Option<Vec<Todo>> {
    let hash = token(req)?;
    let conn = pool.get().await.unwrap();
    let rows = conn.client.query(&conn.todos, &[&hash, &slug]).await.unwrap();
    let todo = |row: &tokio_postgres::Row| Todo {
        id: id(row, 0),
        title: row.get(1),
        shared: row.get(2),
        author: row.get(3),
        created_at: at(row, 4).unwrap(),
        completed_at: at(row, 5),
    };
    (!rows.is_empty()).then(|| rows.iter().map(todo).collect())
}

async fn dashboard(
    req: HttpRequest,
    pool: Data<Pool>,
    pages: Data<Pages>,
    slug: Path<String>,
) -> Answer {
    let Some(hash) = token(&req) else { return Ok(unauthorized()) };
    let conn = pool.get().await.unwrap();
    let row = conn.client.query_opt(&conn.dashboard, &[&hash, &slug.as_str()]).await.unwrap();
    let Some(row) = row else { return Ok(unauthorized()) };
    let number = |column| row.get::<_, i64>(column);
    let json = |column| serde_json::from_str::<serde_json::Value>(row.get(column)).unwrap();
    let context = json!({
        "title": row.get::<_, &str>(0), "slug": *slug, "person": row.get::<_, &str>(1),
        "role": row.get::<_, &str>(2), "open": number(3), "done": number(4),
        "members": number(5), "invitations": number(6), "days": json(7), "recent": json(8),
        "places": json(9),
    });
    Ok(pages.html("dashboard", &context))
}

async fn select(req: HttpRequest, pool: Data<Pool>, pages: Data<Pages>) -> Answer {
    let Some(hash) = token(&req) else { return Ok(unauthorized()) };
    let conn = pool.get().await.unwrap();
    let rows = conn.client.query(&conn.select, &[&hash]).await.unwrap();
    let place = |row: &tokio_postgres::Row| {
        let text = |column| row.get::<_, &str>(column);
        json!({ "slug": text(0), "name": text(1), "role": text(2) })
    };
    let total: i64 = rows.first().map_or(0, |row| row.get(3));
    let places: Vec<_> = rows.iter().map(place).collect();
    let context = json!({ "title": "Choose", "total": total, "places": places });
    Ok(pages.html("select", &context))
}

#[derive(Deserialize)]
struct Callback {
    token: String,
}

/// Finds the provider's session and opens one of ours, in one statement.
async fn callback(pool: Data<Pool>, body: Json<Callback>) -> Answer {
    let hashed = hex::encode(digest(&body.token));
    let new: String = tenantry::secret::random_token(43);
    let conn = pool.get().await.unwrap();
    let values: [&(dyn tokio_postgres::types::ToSql + Sync); 4] =
        [&body.token, &hashed, &tenantry::ids::SessionId::new().to_string(), &digest(&new)];
    let found = conn.client.query_opt(&conn.callback, &values).await.unwrap();
    if found.is_none() {
        return Ok(HttpResponse::Unauthorized().json(json!({ "error": "Invalid session" })));
    }
    let cookie = format!("t={new}; HttpOnly; Secure; SameSite=Lax; Path=/");
    let mut answer = HttpResponse::Ok();
    answer.insert_header(("set-cookie", cookie));
    Ok(answer.json(json!({ "success": true, "redirect": "/dashboard" })))
}
