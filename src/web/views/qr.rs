use qrcode::{Color, EcLevel};
use serde::Serialize;

/// The empty border that readers need, in modules (ISO/IEC 18004 §5.3.8).
const QUIET: usize = 4;

/// A QR code, as the `d` of an SVG path in a square of `size`.
#[derive(Clone, Debug, Serialize)]
pub struct QrCode {
    /// The width with the border, in modules.
    pub size: usize,
    /// One rectangle for each run of dark modules in a row.
    pub path: String,
}

impl QrCode {
    /// Encodes a text; `None` if it's longer than a code can be.
    pub fn of(text: &str) -> Option<Self> {
        let code = qrcode::QrCode::with_error_correction_level(text, EcLevel::M).ok()?;
        let (width, colors) = (code.width(), code.to_colors());
        let mut path = String::new();
        for (y, row) in colors.chunks(width).enumerate() {
            let mut x = 0;
            for run in row.chunk_by(|a, b| a == b) {
                if run.first() == Some(&Color::Dark) {
                    let (x, y, length) = (x + QUIET, y + QUIET, run.len());
                    path.extend([format!("M{x} {y}h{length}v1h-{length}z")]);
                }
                x += run.len();
            }
        }
        Some(Self { size: width + 2 * QUIET, path })
    }

    /// Returns the code as a file.
    pub fn svg(&self) -> String {
        let Self { size, path } = self;
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {size} {size}\" \
             shape-rendering=\"crispEdges\"><path fill=\"#fff\" d=\"M0 0h{size}v{size}H0z\"/>\
             <path d=\"{path}\"/></svg>\n"
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_has_its_corner_and_its_border() {
        let code = QrCode::of("https://example.com/join/abc").unwrap();
        assert_eq!((code.size - 2 * QUIET - 21) % 4, 0);
        // The top row of the finder pattern in the first corner is seven modules long.
        assert!(code.path.starts_with("M4 4h7v1h-7z"), "{}", code.path);
        assert!(code.svg().starts_with("<svg ") && code.svg().contains(&code.path));
        assert!(QrCode::of(&"x".repeat(10_000)).is_none());
    }
}
