use jsonwebtoken::encode;

use super::*;

const ORIGIN: &str = "https://app.example.com";
const KID: Uuid = Uuid::from_u128(1);

fn at(seconds: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_800_000_000 + seconds, 0).unwrap()
}

fn pair() -> (EncodingKey, DecodingKey) {
    let (private, jwk) = new_pair().unwrap();
    (EncodingKey::from_ed_der(&private), public_key(&jwk).unwrap())
}

fn user() -> AuthUser {
    let (name, email) = ("Ada".parse().unwrap(), "ada@example.com".parse().unwrap());
    AuthUser::new(Uuid::from_u128(9), &name, &email, at(0))
}

fn session() -> SessionRow {
    SessionRow {
        id: Uuid::from_u128(7),
        expires_at: at(60),
        token_digest: String::new(),
        created_at: at(0),
        updated_at: at(0),
        ip_address: None,
        user_agent: None,
        user_id: user().id,
        impersonated_by: None,
        active_organization_id: None,
    }
}

fn signed(key: &EncodingKey) -> String {
    let (user, session) = (user(), session());
    sign(KID, key, ORIGIN, &Subject { user: &user, session: &session }, at(0)).unwrap()
}

fn said() -> Said {
    let (session, user) = (session().id, user().id);
    Said { session, user, issued_at: at(0).timestamp() }
}

#[test]
fn a_token_is_good_for_a_quarter_of_an_hour_here() {
    let (private, public) = pair();
    let token = signed(&private);
    assert_eq!(kid(&token), Some(KID));
    assert_eq!(verify(&token, &public, ORIGIN, at(929)), Ok(said()));
    assert_eq!(verify(&token, &public, ORIGIN, at(930)), Err(Bad::Expired));
    assert_eq!(verify(&token, &public, "https://app.example.com/x", at(0)), Err(Bad::Audience));
    assert_eq!(verify(&token, &pair().1, ORIGIN, at(0)), Err(Bad::Signature));
    let header = URL_SAFE_NO_PAD.decode(token.split('.').next().unwrap()).unwrap();
    let header: Value = serde_json::from_slice(&header).unwrap();
    assert_eq!(header, json!({ "alg": "EdDSA", "kid": KID.to_string() }));
}

#[test]
fn a_token_carries_what_a_verifier_needs_and_stays_small() {
    let mut user = user();
    user.name = "x\u{202e}".repeat(60_000);
    user.image = Some("x".repeat(60_000));
    user.ban_reason = user.image.clone();
    let of = Subject { user: &user, session: &session() };
    let token = sign(KID, &pair().0, ORIGIN, &of, at(0)).unwrap();
    assert!(token.len() < 1_000, "{}", token.len());
    let claims = URL_SAFE_NO_PAD.decode(token.split('.').nth(1).unwrap()).unwrap();
    let claims: Value = serde_json::from_slice(&claims).unwrap();
    let mut names: Vec<_> = claims.as_object().unwrap().keys().collect();
    names.sort();
    assert_eq!(
        names,
        ["aud", "email", "emailVerified", "exp", "iat", "id", "iss", "name", "sid", "sub"]
    );
    assert_eq!(claims["name"], json!("x".repeat(PersonName::MAX)));
}

#[test]
fn other_algorithms_and_kinds_are_refused() {
    let (private, public) = pair();
    let good = signed(&private);
    let (_, payload) = good.split_once('.').unwrap();
    let forged =
        |header: Value| format!("{}.{payload}", URL_SAFE_NO_PAD.encode(header.to_string()));
    assert_eq!(kid(&forged(json!({ "alg": "none", "kid": KID }))), None);
    assert_eq!(kid(&forged(json!({ "alg": "HS256", "kid": KID }))), None);
    assert_eq!(kid(&forged(json!({ "alg": "EdDSA", "kid": "../keys" }))), None);
    assert_eq!(kid(&"a.".repeat(5_000)), None);
    let mut header = Header::new(Algorithm::HS256);
    header.kid = Some(KID.to_string());
    let secret = EncodingKey::from_secret(public.try_get_as_bytes().unwrap());
    let confused = encode(&header, &user().to_json(), &secret).unwrap();
    assert_eq!(verify(&confused, &public, ORIGIN, at(0)), Err(Bad::Signature));
}

#[test]
fn every_claim_must_be_there_and_true() {
    let (private, public) = pair();
    let full = json!({
        "iss": ORIGIN, "aud": ORIGIN, "sub": user().id, "sid": session().id,
        "iat": at(0).timestamp(), "exp": at(60).timestamp(),
    });
    let ends = |change: fn(&mut Value)| {
        let mut claims = full.clone();
        change(&mut claims);
        let token = encode(&Header::new(Algorithm::EdDSA), &claims, &private).unwrap();
        verify(&token, &public, ORIGIN, at(0))
    };
    assert_eq!(ends(|_| ()), Ok(said()));
    for name in ["iss", "aud", "sub", "sid", "iat", "exp"] {
        let mut claims = full.clone();
        claims.as_object_mut().unwrap().remove(name);
        let token = encode(&Header::new(Algorithm::EdDSA), &claims, &private).unwrap();
        assert_eq!(verify(&token, &public, ORIGIN, at(0)), Err(Bad::Signature), "{name}");
    }
    assert_eq!(ends(|claims| claims["nbf"] = json!(at(31).timestamp())), Err(Bad::TooEarly));
    assert_eq!(ends(|claims| claims["aud"] = json!("https://other")), Err(Bad::Audience));
    assert_eq!(ends(|claims| claims["sub"] = json!("admin")), Err(Bad::Signature));
}

#[test]
fn a_token_belongs_to_one_session_of_one_person_from_its_beginning() {
    assert!(said().is_of(&session()));
    assert!(!said().is_of(&SessionRow { id: KID, ..session() }));
    assert!(!said().is_of(&SessionRow { user_id: KID, ..session() }));
    assert!(!said().is_of(&SessionRow { created_at: at(1), ..session() }));
}

#[test]
fn nothing_of_free_length_is_in_a_token() {
    let picture = AuthUser { image: Some("x".repeat(60_000)), ..user() };
    let (key, session) = (pair().0, session());
    let of = Subject { user: &picture, session: &session };
    assert!(sign(KID, &key, ORIGIN, &of, at(0)).unwrap().len() < 1024);
}
