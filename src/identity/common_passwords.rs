//! The passwords that attackers try first (ASVS 6.2.4, 6.2.12).
//!
//! About 18,000 of eight characters and more, compiled at build time into an
//! automaton that is searched where it lies: nothing is unpacked, nothing asked.

use fst::Set;

static SET: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/common_passwords.fst"));

/// Whether `password` is on the list, however its letters are capitalized.
pub(super) fn contains(password: &str) -> bool {
    let listed = Set::new(SET).is_ok_and(|set| set.contains(password.to_lowercase()));
    debug_assert!(Set::new(SET).is_ok(), "the list is built with the program");
    listed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_long_and_knows_the_worst() {
        assert!(Set::new(SET).unwrap().len() > 10_000);
        assert!(SET.len() < 200 * 1024, "{} bytes", SET.len());
        for common in ["password1", "Password1", "QWERTYUIOP", "iloveyou", "12345678"] {
            assert!(contains(common), "{common}");
        }
        for good in ["correct horse battery staple", "password1 ", "qwertyuiop\0", "", "ｐassword1"]
        {
            assert!(!contains(good), "{good}");
        }
    }
}
