//! The passwords that attackers try first (ASVS 6.2.4, 6.2.12).

use std::sync::LazyLock;

/// The list after its license, sorted.
static LIST: LazyLock<Vec<&'static str>> = LazyLock::new(|| {
    let text = include_str!("common_passwords.txt");
    text.split_once("\n\n").map(|(_licence, list)| list.lines().collect()).unwrap_or_default()
});

/// Whether `password` is on the list, ignoring case.
pub(super) fn contains(password: &str) -> bool {
    LIST.binary_search(&password.to_lowercase().as_str()).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_long_and_sorted() {
        assert!(LIST.len() > 10_000, "{}", LIST.len());
        assert!(LIST.is_sorted());
        assert!(LIST.iter().all(|line| line.len() >= 8 && *line == line.to_lowercase()));
    }

    #[test]
    fn it_knows_the_worst_and_nothing_else() {
        for common in ["password1", "Password1", "QWERTYUIOP", "iloveyou", "12345678"] {
            assert!(contains(common), "{common}");
        }
        for good in ["correct horse battery staple", "password1 ", "qwertyuiop\0", "", "ｐassword1"]
        {
            assert!(!contains(good), "{good}");
        }
    }
}
