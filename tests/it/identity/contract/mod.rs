//! One contract, written once: through HTTP, as a browser or a program uses it.
//!
//! The embedded provider and a real Better Auth server both fulfill it, the latter behind
//! our proxy and, in direct mode, with the browser talking to it directly. Every chapter
//! has users of its own, so chapters run in parallel on one server. `make test-compat`
//! runs the hosted ones on each version that `provider.rs` lists.

mod accounts;
mod callback;
mod codes;
mod ends;
mod passwords;
mod person;
mod provider;
mod sessions;
mod tokens;
mod world;

use futures_util::{StreamExt as _, future::LocalBoxFuture, stream};

use self::world::World;

/// Older versions hash passwords on the thread that serves all requests.
const AT_ONCE: usize = 4;

async fn hold(world: World) {
    // A request for a code makes Better Auth delete all users' old codes.
    codes::old(&world).await;
    let world = &world;
    let chapters: [LocalBoxFuture<'_, ()>; 17] = [
        Box::pin(codes::wrong_replaced_and_right(world)),
        Box::pin(codes::exhausted(world)),
        Box::pin(accounts::sign_up(world)),
        Box::pin(accounts::sign_in(world)),
        Box::pin(sessions::who(world)),
        Box::pin(sessions::refresh(world)),
        Box::pin(sessions::several(world)),
        Box::pin(sessions::profile(world)),
        Box::pin(tokens::jwt(world)),
        Box::pin(callback::each_kind(world)),
        Box::pin(callback::made_up(world)),
        Box::pin(passwords::reset_on_the_wire(world)),
        Box::pin(passwords::reset_on_our_pages(world)),
        Box::pin(ends::sign_out_here(world)),
        Box::pin(ends::sign_out_there(world)),
        Box::pin(ends::deletion(world)),
        Box::pin(ends::ban(world)),
    ];
    stream::iter(chapters).buffer_unordered(AT_ONCE).collect::<()>().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn embedded() {
    hold(World::embedded().await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn hosted_behind_our_proxy() {
    hold(World::proxied().await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn hosted_and_called_directly() {
    hold(World::direct().await).await;
}
