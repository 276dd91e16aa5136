//! Decodes uploaded pictures within limits, and encodes them anew: logos of organizations and
//! pictures of people.

use std::io::Cursor;

use image::{
    DynamicImage, ImageDecoder as _, ImageError, ImageFormat, ImageReader, Limits, Rgb, RgbImage,
    codecs::{jpeg::JpegEncoder, webp::WebPEncoder},
    imageops::FilterType,
};
use tokio::{sync::Semaphore, task};

use crate::secret;

/// The largest upload, in bytes.
pub const MAX_BYTES: usize = 1024 * 1024;

/// The largest width and height of an upload, in pixels.
const MAX_SIDE: u32 = 4096;

/// The most memory that decoding may take, in bytes.
const MAX_MEMORY: u64 = 96 * 1024 * 1024;

/// The width and height of a stored picture, at most.
const SIDE: u32 = 256;

/// The background of pictures that are transparent in places.
const WHITE: Rgb<u8> = Rgb([255; 3]);

/// The number of pictures that are decoded at once.
static AT_ONCE: Semaphore = Semaphore::const_new(2);

/// The quality of a JPEG, of 100.
const QUALITY: u8 = 85;

/// A picture as we encode it, of at most 256 pixels each way and without metadata.
#[derive(Clone)]
pub struct Picture {
    /// The SHA-256 of the image, in hex, which is part of its address.
    pub digest: String,
    /// The encoded image.
    pub image: Vec<u8>,
}

/// A way to cut and encode a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cut {
    /// All of it, for drawings: a WebP that loses nothing.
    Whole,
    /// The square in its middle, for photos: a JPEG.
    Square,
}

/// The reason why a picture can't be used.
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

impl Picture {
    /// Decodes and encodes the picture on a thread for blocking work.
    pub async fn read(upload: Vec<u8>, cut: Cut) -> Result<Self, InvalidPicture> {
        if upload.is_empty() {
            return Err(InvalidPicture::Missing);
        }
        if upload.len() > MAX_BYTES {
            return Err(InvalidPicture::TooLarge);
        }
        let Ok(_turn) = AT_ONCE.acquire().await else { return Err(InvalidPicture::Unreadable) };
        let encoded = task::spawn_blocking(move || encode(&decode(&upload)?, cut)).await;
        let image = encoded.unwrap_or(Err(InvalidPicture::Unreadable))?;
        Ok(Self { digest: secret::file_digest_hex(&image), image })
    }
}

fn encode(picture: &DynamicImage, cut: Cut) -> Result<Vec<u8>, InvalidPicture> {
    let mut encoded = Vec::new();
    let written = match cut {
        Cut::Whole => {
            let encoder = WebPEncoder::new_lossless(&mut encoded);
            fitted(picture).to_rgba8().write_with_encoder(encoder)
        }
        Cut::Square => {
            let encoder = JpegEncoder::new_with_quality(&mut encoded, QUALITY);
            on_white(&squared(picture)).write_with_encoder(encoder)
        }
    };
    written.map_err(|_| InvalidPicture::Unreadable)?;
    Ok(encoded)
}

fn fitted(picture: &DynamicImage) -> DynamicImage {
    if picture.width() <= SIDE && picture.height() <= SIDE {
        return picture.clone();
    }
    picture.resize(SIDE, SIDE, FilterType::Lanczos3)
}

/// Small pictures are cut without being enlarged.
fn squared(picture: &DynamicImage) -> DynamicImage {
    let side = SIDE.min(picture.width()).min(picture.height());
    picture.resize_to_fill(side, side, FilterType::Lanczos3)
}

/// A JPEG has no transparency.
fn on_white(picture: &DynamicImage) -> RgbImage {
    let mut white =
        DynamicImage::from(RgbImage::from_pixel(picture.width(), picture.height(), WHITE));
    image::imageops::overlay(&mut white, picture, 0, 0);
    white.to_rgb8()
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
    use image::{
        GenericImageView as _, ImageEncoder as _, Rgba, RgbaImage, codecs::png::PngEncoder,
    };

    use super::*;

    fn png(picture: &RgbaImage) -> Vec<u8> {
        let mut bytes = Vec::new();
        let (width, height) = picture.dimensions();
        let kind = image::ExtendedColorType::Rgba8;
        PngEncoder::new(&mut bytes).write_image(picture, width, height, kind).unwrap();
        bytes
    }

    fn red(width: u32, height: u32) -> Vec<u8> {
        png(&RgbaImage::from_pixel(width, height, Rgba([200, 30, 60, 255])))
    }

    async fn stored(upload: Vec<u8>, cut: Cut) -> (ImageFormat, DynamicImage) {
        let Picture { image, .. } = Picture::read(upload, cut).await.unwrap();
        let format = image::guess_format(&image).unwrap();
        (format, image::load_from_memory_with_format(&image, format).unwrap())
    }

    #[tokio::test]
    async fn a_logo_becomes_a_small_webp_of_the_same_shape() {
        let (format, logo) = stored(red(1000, 500), Cut::Whole).await;
        assert_eq!((format, logo.dimensions()), (ImageFormat::WebP, (256, 128)));
        let (_, small) = stored(red(20, 30), Cut::Whole).await;
        assert_eq!(small.dimensions(), (20, 30));
        let [large, small] = [red(1000, 500), red(20, 30)].map(|it| Picture::read(it, Cut::Whole));
        assert_ne!(large.await.unwrap().digest, small.await.unwrap().digest);
    }

    /// Red with a green square in its middle, beside which nothing stays.
    fn wide() -> Vec<u8> {
        png(&RgbaImage::from_fn(900, 300, |x, _| match x {
            300..600 => Rgba([20, 200, 40, 255]),
            _ => Rgba([200, 30, 60, 255]),
        }))
    }

    #[tokio::test]
    async fn a_persons_picture_is_the_square_in_the_middle() {
        let (format, picture) = stored(wide(), Cut::Square).await;
        assert_eq!((format, picture.dimensions()), (ImageFormat::Jpeg, (256, 256)));
        for at in [(8, 8), (247, 8), (128, 128), (8, 247), (247, 247)] {
            let Rgba([red, green, ..]) = picture.get_pixel(at.0, at.1);
            assert!(green > 150 && red < 80, "{at:?}: {red} {green}");
        }
        for (shape, side) in [((300, 900), 256), ((40, 30), 30), ((4096, 1), 1)] {
            let (_, picture) = stored(red(shape.0, shape.1), Cut::Square).await;
            assert_eq!(picture.dimensions(), (side, side), "{shape:?}");
        }
    }

    #[tokio::test]
    async fn what_was_transparent_is_white_in_a_persons_picture() {
        let clear = png(&RgbaImage::from_pixel(64, 64, Rgba([0, 0, 0, 0])));
        let (_, picture) = stored(clear, Cut::Square).await;
        assert_eq!(picture.get_pixel(32, 32), Rgba([255; 4]));
    }

    #[tokio::test]
    async fn what_is_no_picture_or_too_much_of_one_is_refused() {
        let gif = b"GIF89a\x01\x00\x01\x00\x00\x00\x00;".to_vec();
        let svg = b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>".to_vec();
        let mut torn = red(100, 100);
        torn.truncate(60);
        for (upload, reason) in [
            (Vec::new(), InvalidPicture::Missing),
            (vec![0; MAX_BYTES + 1], InvalidPicture::TooLarge),
            (gif, InvalidPicture::Unreadable),
            (svg, InvalidPicture::Unreadable),
            (torn, InvalidPicture::Unreadable),
            (red(4097, 1), InvalidPicture::TooManyPixels),
        ] {
            for cut in [Cut::Whole, Cut::Square] {
                assert_eq!(Picture::read(upload.clone(), cut).await.err(), Some(reason));
            }
        }
    }
}
