//! One contract, written once: through HTTP, as a browser or a program does it.
//!
//! The embedded provider and a real Better Auth server keep it alike, the latter
//! behind our proxy and, in direct mode, with the browser talking to it itself.
//! Every chapter has people of its own, so all of them run at once on one server.
//! `make test-compat` runs the hosted ones on each version that `provider.rs` lists.

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

use self::world::World;

async fn hold(world: World) {
    // Whoever asks for a code has Better Auth delete the old ones, everybody's.
    codes::old(&world).await;
    tokio::join!(
        codes::wrong_replaced_and_right(&world),
        codes::exhausted(&world),
        accounts::sign_up(&world),
        accounts::sign_in(&world),
        sessions::who(&world),
        sessions::refresh(&world),
        sessions::several(&world),
        sessions::profile(&world),
        tokens::jwt(&world),
        callback::each_kind(&world),
        callback::made_up(&world),
        passwords::reset_on_the_wire(&world),
        passwords::reset_on_our_pages(&world),
        ends::sign_out_here(&world),
        ends::sign_out_there(&world),
        ends::deletion(&world),
        ends::ban(&world),
    );
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
