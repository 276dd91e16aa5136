//! A list of addresses, as people paste it from anywhere.

use super::{EmailAddress, InvalidEmailAddress};

/// The addresses of a list in the order typed, each once; what isn't an address is kept to
/// be shown again.
///
/// Commas, semicolons and lines separate entries. An entry is an address, several of them
/// with spaces between, or a name and an address: `"Lovelace, Ada" <ada@example.com>`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AddressList(Vec<AddressEntry>);

/// One entry of an [`AddressList`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AddressEntry {
    /// The entry as typed, without a name.
    pub typed: String,
    /// Its address.
    pub address: Result<EmailAddress, InvalidEmailAddress>,
}

/// The reason why a list is refused as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidAddressList {
    /// It has no entry.
    #[error("{}", crate::text!("invalid-address-list-empty"))]
    Empty,
    /// It has more than [`AddressList::MAX`] entries.
    #[error("{}", crate::text!("invalid-address-list-too-many", max = AddressList::MAX))]
    TooMany,
}

impl AddressList {
    /// The maximum number of entries.
    pub const MAX: usize = 50;

    /// Reads a list from one text.
    pub fn from_text(text: &str) -> Result<Self, InvalidAddressList> {
        Self::from_entries(entries(text))
    }

    /// Reads a list from its entries.
    pub fn from_entries<'a>(
        raw: impl IntoIterator<Item = &'a str>,
    ) -> Result<Self, InvalidAddressList> {
        let mut list: Vec<AddressEntry> = Vec::new();
        for entry in raw.into_iter().flat_map(addresses) {
            if !list.iter().any(|known| known.is_same(&entry)) {
                list.push(entry);
            }
            if list.len() > Self::MAX {
                return Err(InvalidAddressList::TooMany);
            }
        }
        if list.is_empty() { Err(InvalidAddressList::Empty) } else { Ok(Self(list)) }
    }

    /// Returns the entries.
    pub fn iter(&self) -> impl Iterator<Item = &AddressEntry> {
        self.0.iter()
    }
}

impl AddressEntry {
    fn read(typed: &str) -> Self {
        Self { typed: typed.to_owned(), address: typed.parse() }
    }

    fn is_same(&self, other: &Self) -> bool {
        match (&self.address, &other.address) {
            (Ok(one), Ok(other)) => one == other,
            _ => self.typed == other.typed,
        }
    }
}

/// Splits the text at lines, commas and semicolons, except those in quotation marks.
fn entries(text: &str) -> impl Iterator<Item = &str> {
    text.split(['\n', '\r']).flat_map(|line| {
        // An odd mark, as in a name with inches, would hide the rest of the line.
        let are_paired = line.matches('"').count() % 2 == 0;
        let mut is_quoted = false;
        line.split(move |c: char| {
            is_quoted ^= c == '"' && are_paired;
            !is_quoted && matches!(c, ',' | ';')
        })
    })
}

/// Returns the addresses of one entry: what angle brackets hold, or else its words if each
/// could be an address.
fn addresses(entry: &str) -> Vec<AddressEntry> {
    let entry = entry.trim();
    if entry.contains('<') {
        let bracketed = entry.split('<').skip(1);
        let inside = bracketed.map(|rest| rest.split('>').next().unwrap_or_default().trim());
        return inside.map(AddressEntry::read).collect();
    }
    let words: Vec<_> = entry.split_whitespace().collect();
    if words.iter().all(|word| word.contains('@')) {
        return words.into_iter().map(AddressEntry::read).collect();
    }
    vec![AddressEntry::read(entry)]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(text: &str) -> Vec<String> {
        let list = AddressList::from_text(text).unwrap();
        list.iter().map(|entry| entry.typed.clone()).collect()
    }

    #[test]
    fn lists_are_read_as_they_are_pasted() {
        let many = "ada@example.com, bob@example.com;carl@example.com\r\n\n dora@example.com ;\n";
        let four = ["ada", "bob", "carl", "dora"].map(|name| format!("{name}@example.com"));
        assert_eq!(typed(many), four);
        let named = "\"Lovelace, Ada\" <ada@example.com>, Bob B. <bob@example.com>";
        assert_eq!(typed(named), four[..2]);
        assert_eq!(typed("ada@example.com bob@example.com\tcarl@example.com"), four[..3]);
        assert_eq!(typed("27\" screens <ada@example.com>, bob@example.com"), four[..2]);
        assert_eq!(typed("Ada <ada@example.com> Bob <bob@example.com>"), four[..2]);
    }

    #[test]
    fn an_address_counts_once_in_any_spelling() {
        assert_eq!(typed("Ada@Example.com, ada@example.com; <ADA@example.com>").len(), 1);
        assert_eq!(typed("nobody, nobody, Nobody").len(), 2);
    }

    #[test]
    fn what_is_no_address_is_kept() {
        let list = AddressList::from_text("ada at example.com, bob@example.com, <carl>").unwrap();
        let wrong = list.iter().filter(|entry| entry.address.is_err());
        let wrong: Vec<_> = wrong.map(|entry| entry.typed.as_str()).collect();
        assert_eq!(wrong, ["ada at example.com", "carl"]);
    }

    #[test]
    fn a_list_has_one_to_fifty_entries() {
        let address = |number: usize| format!("a{number}@example.com");
        let many = |count: usize| (0..count).map(address).collect::<Vec<_>>().join(",");
        assert!(AddressList::from_text(&many(50)).is_ok());
        assert_eq!(AddressList::from_text(&many(51)), Err(InvalidAddressList::TooMany));
        assert_eq!(AddressList::from_text(" ,;\n"), Err(InvalidAddressList::Empty));
    }
}
