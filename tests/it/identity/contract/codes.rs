//! One-time codes: which ones prove a mailbox.

use serde_json::json;

use super::{
    person::{Person, end},
    world::World,
};

fn wrong(code: &str) -> String {
    format!("{:06}", (code.parse::<u32>().unwrap() + 1) % 1_000_000)
}

async fn send_again(ada: &mut Person<'_>) -> String {
    let (first, mut code) = (ada.code().await, ada.code().await);
    while code == first {
        let form = json!({ "email": ada.email, "type": "email-verification" });
        ada.call("/email-otp/send-verification-otp", form).await.expect(200);
        code = ada.code().await;
    }
    code
}

pub async fn wrong_replaced_and_right(world: &World) {
    let mut ada = world.newcomer().await;
    let first = ada.code().await;
    assert_eq!(first.len(), 6);
    let newest = send_again(&mut ada).await;
    assert_eq!(end(&ada.prove(&first).await), "400 INVALID_OTP", "replaced");
    assert_eq!(end(&ada.prove(&wrong(&newest)).await), "400 INVALID_OTP");
    assert!(ada.session().await.is_null());

    let reply = ada.prove(&newest).await.expect(200);
    assert_eq!(reply.json()["status"], true);
    assert_eq!(reply.json()["user"]["emailVerified"], true);
    let session = ada.session().await;
    assert_eq!(session["user"]["email"], ada.email);
    assert_eq!(session["session"]["token"], reply.json()["token"]);
    assert_eq!(end(&ada.elsewhere().prove(&newest).await), "400 INVALID_OTP", "used");
}

pub async fn old(world: &World) {
    let mut ada = world.newcomer().await;
    let code = ada.code().await;
    let sql = format!(
        "UPDATE neon_auth.verification SET \"expiresAt\" = 'epoch' WHERE identifier LIKE '%{}'",
        ada.email
    );
    world.app.database.run(&sql).await;
    assert_eq!(end(&ada.prove(&code).await), "400 OTP_EXPIRED");
    let newest = send_again(&mut ada).await;
    ada.prove(&newest).await.expect(200);
}

pub async fn exhausted(world: &World) {
    let mut ada = world.newcomer().await;
    let code = ada.code().await;
    for _ in 0..3 {
        assert_eq!(end(&ada.prove(&wrong(&code)).await), "400 INVALID_OTP");
    }
    assert_eq!(end(&ada.prove(&code).await), "403 TOO_MANY_ATTEMPTS");
    assert_eq!(end(&ada.prove(&code).await), "400 INVALID_OTP");
    assert!(ada.session().await.is_null());
}
