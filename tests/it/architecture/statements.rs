//! Statements that would cost more than their round trip.

use std::{fs, path::Path};

use super::comments::files;

/// Diesel prepares an update anew at each call unless it's kept (`src/db/sql/kept.rs`).
#[test]
fn every_update_stays_prepared() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut seen = 0;
    for file in files(&root) {
        let source = fs::read_to_string(&file).unwrap();
        let updates = source.matches("diesel::update(").count();
        // Statements that are written as text may be kept, too.
        let is_kept_text = |text: &&str| text.split(';').next().unwrap().contains(".kept()");
        let texts = source.split("sql_query(").skip(1).filter(is_kept_text).count();
        let kept = source.matches(".kept()").count() - texts;
        assert_eq!(updates, kept, "an update in {} isn't kept", file.display());
        seen += updates;
    }
    assert!(seen > 50, "found only {seen} updates");
}
