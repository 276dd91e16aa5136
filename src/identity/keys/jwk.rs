//! Public keys in a JWKS, and what each may be used for.

use std::{collections::HashMap, sync::Arc};

use jsonwebtoken::{
    Algorithm, DecodingKey,
    jwk::{AlgorithmParameters, EllipticCurve, Jwk, KeyAlgorithm, PublicKeyUse},
};
use serde_json::Value;

/// A public key and the one algorithm it is for.
pub(in crate::identity) struct Key {
    pub(in crate::identity) algorithm: Algorithm,
    pub(in crate::identity) decoding: DecodingKey,
}

/// The provider's keys by key id.
pub(in crate::identity) type KeySet = HashMap<String, Arc<Key>>;

/// Returns the usable keys of a JWKS. Each key is parsed on its own, so that one of an
/// unknown kind doesn't hide the others.
pub(in crate::identity) fn read(body: &[u8]) -> Option<KeySet> {
    let set: Value = serde_json::from_slice(body).ok()?;
    let keys = set.get("keys")?.as_array()?.iter();
    Some(keys.filter_map(|key| usable(key.clone())).collect())
}

/// Returns the algorithms of a JWKS's usable keys; `None` if the body isn't a JWKS.
pub fn usable_algorithms(body: &[u8]) -> Option<Vec<String>> {
    let mut found: Vec<_> =
        read(body)?.values().map(|key| format!("{:?}", key.algorithm)).collect();
    found.sort();
    Some(found)
}

fn usable(key: Value) -> Option<(String, Arc<Key>)> {
    let jwk: Jwk = serde_json::from_value(key).ok()?;
    let for_signing = matches!(jwk.common.public_key_use, None | Some(PublicKeyUse::Signature));
    let algorithm = algorithm(&jwk).filter(|_| for_signing)?;
    let decoding = DecodingKey::from_jwk(&jwk).ok()?;
    Some((jwk.common.key_id?, Arc::new(Key { algorithm, decoding })))
}

/// Returns the algorithm that the key's type allows; a published symmetric key is ignored.
fn algorithm(jwk: &Jwk) -> Option<Algorithm> {
    match &jwk.algorithm {
        AlgorithmParameters::OctetKeyPair(key) if key.curve == EllipticCurve::Ed25519 => {
            Some(Algorithm::EdDSA)
        }
        AlgorithmParameters::EllipticCurve(key) => match key.curve {
            EllipticCurve::P256 => Some(Algorithm::ES256),
            EllipticCurve::P384 => Some(Algorithm::ES384),
            _ => None,
        },
        AlgorithmParameters::RSA(_) => match jwk.common.key_algorithm {
            None | Some(KeyAlgorithm::RS256) => Some(Algorithm::RS256),
            Some(KeyAlgorithm::RS384) => Some(Algorithm::RS384),
            Some(KeyAlgorithm::RS512) => Some(Algorithm::RS512),
            Some(KeyAlgorithm::PS256) => Some(Algorithm::PS256),
            Some(KeyAlgorithm::PS384) => Some(Algorithm::PS384),
            Some(KeyAlgorithm::PS512) => Some(Algorithm::PS512),
            Some(_) => None,
        },
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::identity::{hosted::testing::Signer, keys::jwk::*};

    #[test]
    fn only_usable_keys_are_taken_each_for_its_own_algorithm() {
        let ed = Signer::new("ed");
        let mut for_encryption = ed.jwk();
        for_encryption["use"] = json!("enc");
        for_encryption["kid"] = json!("enc");
        let set = json!({ "keys": [
            ed.jwk(),
            for_encryption,
            { "kty": "EC", "crv": "P-256", "kid": "es256", "x": "AA", "y": "AA" },
            { "kty": "EC", "crv": "P-521", "kid": "es512", "x": "AA", "y": "AA" },
            { "kty": "RSA", "kid": "rs256", "n": "AQAB", "e": "AQAB" },
            { "kty": "RSA", "kid": "ps256", "alg": "PS256", "n": "AQAB", "e": "AQAB" },
            { "kty": "RSA", "kid": "oaep", "alg": "RSA-OAEP", "n": "AQAB", "e": "AQAB" },
            { "kty": "oct", "kid": "hs256", "alg": "HS256", "k": "c2VjcmV0" },
            { "kty": "AKP", "kid": "new", "alg": "ML-DSA-44", "pub": "AA" },
            { "kty": "OKP", "crv": "Ed25519", "x": ed.x() },
            "not a key",
        ] });
        let keys = read(set.to_string().as_bytes()).unwrap();
        let mut found: Vec<_> =
            keys.iter().map(|(kid, key)| (kid.as_str(), key.algorithm)).collect();
        found.sort_by_key(|(kid, _)| *kid);
        assert_eq!(
            found,
            [
                ("ed", Algorithm::EdDSA),
                ("es256", Algorithm::ES256),
                ("ps256", Algorithm::PS256),
                ("rs256", Algorithm::RS256),
            ]
        );
        assert!(read(b"{}").is_none() && read(b"<html>").is_none());
    }
}
