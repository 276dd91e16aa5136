use std::sync::OnceLock;

use super::Language;

/// Something for each language, which is made when it's needed first.
#[derive(Clone, Debug)]
pub struct Each<T> {
    english: OnceLock<Box<T>>,
    german: OnceLock<Box<T>>,
    accented: OnceLock<Box<T>>,
    mirrored: OnceLock<Box<T>>,
}

impl<T> Each<T> {
    /// Returns that of `language`, which `make` makes if there is none so far.
    pub fn get<E>(&self, language: Language, make: impl FnOnce() -> Result<T, E>) -> Result<&T, E> {
        let place = match language {
            Language::English => &self.english,
            Language::German => &self.german,
            Language::Accented => &self.accented,
            Language::Mirrored => &self.mirrored,
        };
        if let Some(made) = place.get() {
            return Ok(made);
        }
        let made = Box::new(make()?);
        Ok(place.get_or_init(|| made))
    }
}

impl<T> Default for Each<T> {
    fn default() -> Self {
        let nothing = OnceLock::new;
        Self { english: nothing(), german: nothing(), accented: nothing(), mirrored: nothing() }
    }
}
