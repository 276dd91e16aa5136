//! argon2id with the crate's defaults: 19 MiB, two passes, one lane.

use argon2::{Algorithm, Argon2, Block, Params, PasswordHash, Version, password_hash::phc};

use crate::{identity::embedded::error::CallError, secret};

/// The most memory that a stored hash may ask for: 64 MiB.
const MOST_MEMORY: u32 = 64 * 1024;

/// Hashes `password` with a new salt, in PHC notation.
pub(super) fn hash(password: &str, memory: &mut Vec<Block>) -> Result<String, CallError> {
    let salt = secret::random_bytes();
    let (salt, _) = salt.split_at(16);
    let made = compute(password, salt, Params::DEFAULT, memory).and_then(|output| {
        let params = phc::ParamsString::try_from(&Params::DEFAULT).ok()?;
        Some(PasswordHash {
            algorithm: Algorithm::Argon2id.ident(),
            version: Some(Version::V0x13.into()),
            params,
            salt: Some(phc::Salt::new(salt).ok()?),
            hash: Some(output),
        })
    });
    made.map(|hash| hash.to_string()).ok_or(CallError::Broken("a password could not be hashed"))
}

/// Whether `password` has the hash `stored`; an unreadable hash matches nothing.
pub(super) fn matches(password: &str, stored: &str, memory: &mut Vec<Block>) -> bool {
    let Some((params, hash)) = read(stored) else { return false };
    let (Some(salt), Some(expected)) = (hash.salt, hash.hash) else { return false };
    let computed = compute(password, &salt, params, memory);
    // `Output` compares in constant time.
    computed.is_some_and(|computed| computed == expected)
}

/// Whether it is a hash of this kind.
pub(super) fn is_readable(stored: &str) -> bool {
    read(stored).is_some()
}

fn read(stored: &str) -> Option<(Params, PasswordHash)> {
    let hash = PasswordHash::new(stored).ok()?;
    let params = Params::try_from(&hash).ok()?;
    let usual = hash.algorithm == Algorithm::Argon2id.ident()
        && hash.version == Some(Version::V0x13.into())
        && params.m_cost() <= MOST_MEMORY;
    usual.then_some((params, hash))
}

fn compute(
    password: &str,
    salt: &[u8],
    params: Params,
    memory: &mut Vec<Block>,
) -> Option<phc::Output> {
    if memory.len() < params.block_count() {
        memory.resize(params.block_count(), Block::default());
    }
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    let mut output = [0_u8; Params::DEFAULT_OUTPUT_LEN];
    argon2.hash_password_into_with_memory(password.as_bytes(), salt, &mut output, memory).ok()?;
    phc::Output::new(&output).ok()
}
