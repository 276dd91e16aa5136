//! Signing up and in: who gets a session.

use serde_json::json;

use super::{person::end, world::World};
use crate::harness::PASSWORD;

pub async fn sign_up(world: &World) {
    let mut ada = world.stranger();
    let mut form = json!({ "name": "Ada", "email": ada.email, "password": "short" });
    assert_eq!(end(&ada.call("/sign-up/email", form.clone()).await), "400 PASSWORD_TOO_SHORT");
    form["password"] = json!(PASSWORD);
    form["role"] = json!("admin");
    let refused = format!("400 {}", world.provider.role_is_refused);
    assert_eq!(end(&ada.call("/sign-up/email", form.clone()).await), refused);
    form.as_object_mut().unwrap().remove("role");
    form["emailVerified"] = json!(true);
    let made = ada.call("/sign-up/email", form.clone()).await.expect(200).json();
    assert_eq!(made["user"]["emailVerified"], false, "nobody verifies their own mailbox");
    let code = ada.code().await;
    ada.prove(&code).await.expect(200);

    form.as_object_mut().unwrap().remove("emailVerified");
    let mut eve = ada.elsewhere();
    let again = eve.call("/sign-up/email", form).await;
    let (status, code) = world.provider.address_is_taken;
    let code = code.map(|code| format!(" {code}")).unwrap_or_default();
    assert_eq!(end(&again), format!("{status}{code}"));
    assert!(again.json()["token"].is_null() && eve.session().await.is_null());
    ada.elsewhere().sign_in(PASSWORD).await.expect(200);
}

pub async fn sign_in(world: &World) {
    let mut ada = world.newcomer().await;
    assert_eq!(end(&ada.sign_in("a wrong one").await), "401 INVALID_EMAIL_OR_PASSWORD");
    assert_eq!(end(&ada.sign_in(PASSWORD).await), "403 EMAIL_NOT_VERIFIED");
    assert!(ada.session().await.is_null());
    let code = ada.code().await;
    ada.prove(&code).await.expect(200);

    let mut known = ada.elsewhere();
    let wrong = known.sign_in("a wrong one").await.expect(401);
    let unknown = world.stranger().sign_in(PASSWORD).await.expect(401);
    assert_eq!(wrong.json(), unknown.json());
    assert_eq!(wrong.json()["code"], "INVALID_EMAIL_OR_PASSWORD");
    let right = known.sign_in(PASSWORD).await.expect(200).json();
    assert_eq!(right["user"]["email"], known.email);
    assert_eq!(right["token"], known.token().await);

    world.change_user(&ada.email, "banned = true").await;
    let mut banned = ada.elsewhere();
    assert_eq!(end(&banned.sign_in(PASSWORD).await), "403 BANNED_USER");
    assert!(banned.session().await.is_null());
}
