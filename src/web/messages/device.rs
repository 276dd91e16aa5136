//! Names devices.

use crate::text;

/// Returns the description of a device, which is kept in English, in the reader's language.
pub fn device(described: &str) -> String {
    match described.split_once(" on ") {
        Some((browser, system)) => text!("device-on", browser = browser, system = system).into(),
        None if described == "Unknown device" => text!("device-unknown").into(),
        None => described.to_owned(),
    }
}
