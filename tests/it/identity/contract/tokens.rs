//! JWTs: issued by the provider, verified with its published keys, accepted by our API.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::Value;

use super::world::World;

fn part(jwt: &str, index: usize) -> Value {
    let text = jwt.split('.').nth(index).unwrap();
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(text).unwrap()).unwrap()
}

pub async fn jwt(world: &World) {
    let mut ada = world.known().await;
    let jwt = ada.jwt().await;
    let keys = ada.ask("/.well-known/jwks.json").await.expect(200).json();
    let kids: Vec<&Value> = keys["keys"].as_array().unwrap().iter().map(|it| &it["kid"]).collect();
    assert!(kids.contains(&&part(&jwt, 0)["kid"]));
    let claims = part(&jwt, 1);
    assert_eq!((&claims["sub"], &claims["iss"]), (&claims["id"], &claims["aud"]));
    assert_eq!(claims["exp"].as_i64().unwrap() - claims["iat"].as_i64().unwrap(), 900);

    let me = "/api/v1/auth/me";
    ada.program(&jwt, me).await.expect(401);
    ada.enter().await;
    let session = ada.ask("/get-session").await;
    let beside = session.header("set-auth-jwt").unwrap().to_owned();
    let (bare, signed) = (ada.token().await, ada.provider_cookie());
    ada.program(&bare, me).await.expect(if world.takes_bare_tokens() { 200 } else { 401 });
    for good in [jwt.as_str(), beside.as_str(), &signed] {
        let user = ada.program(good, me).await.expect(200).json();
        assert_eq!(user["user"]["email"], ada.email);
    }
    let (head, signature) = jwt.rsplit_once('.').unwrap();
    let eve = claims.to_string().replace("Ada", "Eve");
    let forged = format!("{}.{}.{signature}", &head[..head.find('.').unwrap()], {
        URL_SAFE_NO_PAD.encode(eve)
    });
    for bad in [forged.as_str(), "a.b.c", "abcdefghijklmnopqrstuvwxyz012345", ""] {
        ada.program(bad, me).await.expect(401);
    }
    world.change_user(&ada.email, "banned = true").await;
    ada.program(&jwt, me).await.expect(401);
}
