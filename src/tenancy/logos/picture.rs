//! Decodes uploaded pictures within limits, and encodes them anew.

use std::io::Cursor;

use image::{
    DynamicImage, ImageDecoder as _, ImageError, ImageFormat, ImageReader, Limits,
    codecs::webp::WebPEncoder, imageops::FilterType,
};
use tokio::{sync::Semaphore, task};

use crate::secret;

/// The largest upload, in bytes.
pub const MAX_BYTES: usize = 1024 * 1024;

/// The largest width and height of an upload, in pixels.
const MAX_SIDE: u32 = 4096;

/// The most memory that decoding may take, in bytes.
const MAX_MEMORY: u64 = 96 * 1024 * 1024;

/// The width and height of a stored logo, at most.
const SIDE: u32 = 256;

/// The number of pictures that are decoded at once.
static AT_ONCE: Semaphore = Semaphore::const_new(2);

/// A picture as we encode it: a WebP of at most 256 pixels each way, without metadata.
#[derive(Clone)]
pub struct Logo {
    pub(super) digest: String,
    pub(super) image: Vec<u8>,
}

/// The reason why a picture can't be a logo.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidPicture {
    /// Nothing was uploaded.
    #[error("{}", crate::text!("invalid-picture-missing"))]
    Missing,
    /// The file is too large.
    #[error("{}", crate::text!("invalid-picture-too-large"))]
    TooLarge,
    /// It has too many pixels.
    #[error("{}", crate::text!("invalid-picture-too-many-pixels"))]
    TooManyPixels,
    /// It isn't one of the three formats, or it is damaged.
    #[error("{}", crate::text!("invalid-picture-unreadable"))]
    Unreadable,
}

impl Logo {
    /// Decodes and encodes the picture on a thread for blocking work.
    pub async fn read(upload: Vec<u8>) -> Result<Self, InvalidPicture> {
        if upload.is_empty() {
            return Err(InvalidPicture::Missing);
        }
        if upload.len() > MAX_BYTES {
            return Err(InvalidPicture::TooLarge);
        }
        let Ok(_turn) = AT_ONCE.acquire().await else { return Err(InvalidPicture::Unreadable) };
        let encoded = task::spawn_blocking(move || encode(&upload)).await;
        let image = encoded.unwrap_or(Err(InvalidPicture::Unreadable))?;
        Ok(Self { digest: secret::file_digest_hex(&image), image })
    }
}

fn encode(upload: &[u8]) -> Result<Vec<u8>, InvalidPicture> {
    let picture = decode(upload)?;
    let small = if picture.width() > SIDE || picture.height() > SIDE {
        picture.resize(SIDE, SIDE, FilterType::Lanczos3)
    } else {
        picture
    };
    let mut encoded = Vec::new();
    let encoder = WebPEncoder::new_lossless(&mut encoded);
    small.to_rgba8().write_with_encoder(encoder).map_err(|_| InvalidPicture::Unreadable)?;
    Ok(encoded)
}

/// The format is told by the first bytes, whatever the name and the media type say.
fn decode(upload: &[u8]) -> Result<DynamicImage, InvalidPicture> {
    let format = image::guess_format(upload).map_err(|_| InvalidPicture::Unreadable)?;
    if !matches!(format, ImageFormat::Png | ImageFormat::Jpeg | ImageFormat::WebP) {
        return Err(InvalidPicture::Unreadable);
    }
    let mut reader = ImageReader::with_format(Cursor::new(upload), format);
    let mut limits = Limits::default();
    limits.max_image_width = Some(MAX_SIDE);
    limits.max_image_height = Some(MAX_SIDE);
    limits.max_alloc = Some(MAX_MEMORY);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(|error| refused(&error))?;
    let orientation = decoder.orientation().map_err(|error| refused(&error))?;
    let mut picture = DynamicImage::from_decoder(decoder).map_err(|error| refused(&error))?;
    picture.apply_orientation(orientation);
    Ok(picture)
}

fn refused(error: &ImageError) -> InvalidPicture {
    match error {
        ImageError::Limits(_) => InvalidPicture::TooManyPixels,
        _ => InvalidPicture::Unreadable,
    }
}

#[cfg(test)]
mod tests {
    use image::{ImageEncoder as _, Rgb, RgbImage, codecs::png::PngEncoder};

    use super::*;

    fn png(width: u32, height: u32) -> Vec<u8> {
        let picture = RgbImage::from_pixel(width, height, Rgb([200, 30, 60]));
        let mut bytes = Vec::new();
        let encoder = PngEncoder::new(&mut bytes);
        encoder.write_image(&picture, width, height, image::ExtendedColorType::Rgb8).unwrap();
        bytes
    }

    #[tokio::test]
    async fn a_picture_becomes_a_small_webp_of_the_same_shape() {
        let logo = Logo::read(png(1000, 500)).await.unwrap();
        let stored = image::load_from_memory_with_format(&logo.image, ImageFormat::WebP).unwrap();
        assert_eq!((stored.width(), stored.height()), (256, 128));
        let small = Logo::read(png(20, 30)).await.unwrap();
        let stored = image::load_from_memory(&small.image).unwrap();
        assert_eq!((stored.width(), stored.height()), (20, 30));
        assert_ne!(logo.digest, small.digest);
    }

    #[tokio::test]
    async fn what_is_no_picture_or_too_much_of_one_is_refused() {
        let gif = b"GIF89a\x01\x00\x01\x00\x00\x00\x00;".to_vec();
        let svg = b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>".to_vec();
        let mut cut = png(100, 100);
        cut.truncate(60);
        for (upload, reason) in [
            (Vec::new(), InvalidPicture::Missing),
            (vec![0; MAX_BYTES + 1], InvalidPicture::TooLarge),
            (gif, InvalidPicture::Unreadable),
            (svg, InvalidPicture::Unreadable),
            (cut, InvalidPicture::Unreadable),
            (png(4097, 1), InvalidPicture::TooManyPixels),
        ] {
            assert_eq!(Logo::read(upload).await.err(), Some(reason));
        }
    }
}
