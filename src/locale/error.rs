/// A mistake in a file of texts, or in a template that names one.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TextError {
    /// The file isn't written in Fluent.
    #[error("{file}: {reason}")]
    Syntax {
        /// The file below `locales/`.
        file: String,
        /// The parser's words.
        reason: String,
    },
    /// Two texts have the same key.
    #[error("{file}: there’s another text `{key}`")]
    Repeated {
        /// The file below `locales/`.
        file: String,
        /// The text's key.
        key: String,
    },
    /// A template names a text in a wrong way.
    #[error("{template}: [[{marker}]]: {reason}")]
    Marker {
        /// The template's name.
        template: String,
        /// The marker's content.
        marker: String,
        /// The mistake.
        reason: String,
    },
}
