//! A ZIP file that leaves piece by piece while it is written.

use std::{
    cell::RefCell,
    io::{self, Write},
    rc::Rc,
};

use actix_web::web::Bytes;
use zip::{
    ZipWriter,
    write::{SimpleFileOptions, StreamWriter},
};

/// The bytes that were written and have not left yet.
#[derive(Clone, Default)]
struct Written(Rc<RefCell<Vec<u8>>>);

impl Write for Written {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.borrow_mut().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A ZIP file that is being written.
pub(super) struct Archive {
    zip: ZipWriter<StreamWriter<Written>>,
    written: Written,
}

impl Archive {
    pub(super) fn new() -> Self {
        let written = Written::default();
        Self { zip: ZipWriter::new_stream(written.clone()), written }
    }

    /// Begins the file `name`, and ends the one before.
    pub(super) fn begin(&mut self, name: &str) -> io::Result<()> {
        let options = SimpleFileOptions::default().large_file(true);
        Ok(self.zip.start_file(name, options)?)
    }

    pub(super) fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.zip.write_all(bytes)
    }

    /// Takes what can leave by now; may be empty.
    pub(super) fn take(&mut self) -> Bytes {
        self.written.0.take().into()
    }

    /// Ends the file, and returns its last piece.
    pub(super) fn finish(self) -> io::Result<Bytes> {
        self.zip.finish()?;
        Ok(self.written.0.take().into())
    }
}
