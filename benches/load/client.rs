//! Keep-alive connections that cost little CPU themselves.

use std::{io, net::SocketAddr};

use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

pub struct Connection {
    stream: TcpStream,
    buffer: Vec<u8>,
}

pub struct Reply {
    pub status: u16,
    pub length: usize,
    /// Status line and headers.
    pub head: String,
}

impl Connection {
    pub async fn open(address: SocketAddr) -> io::Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, buffer: Vec::with_capacity(64 * 1024) })
    }

    /// Sends a request and reads the whole answer.
    pub async fn send(&mut self, request: &[u8]) -> io::Result<Reply> {
        self.stream.write_all(request).await?;
        self.buffer.clear();
        let end = loop {
            if let Some(end) = self.buffer.windows(4).position(|four| four == b"\r\n\r\n") {
                break end + 4;
            }
            self.read().await?;
        };
        let head = String::from_utf8_lossy(&self.buffer[..end]).into_owned();
        let status = head.get(9..12).and_then(|code| code.parse().ok()).unwrap_or(0);
        if header(&head, "transfer-encoding").is_some() {
            while !self.buffer.ends_with(b"\r\n0\r\n\r\n") {
                self.read().await?;
            }
            return Ok(Reply { status, length: self.buffer.len() - end, head });
        }
        let length = header(&head, "content-length").map_or(0, |text| text.parse().unwrap());
        while self.buffer.len() < end + length {
            self.read().await?;
        }
        Ok(Reply { status, length, head })
    }

    /// Returns the body of the last answer.
    pub fn body(&self, reply: &Reply) -> String {
        String::from_utf8_lossy(&self.buffer[self.buffer.len() - reply.length..]).into_owned()
    }

    async fn read(&mut self) -> io::Result<()> {
        match self.stream.read_buf(&mut self.buffer).await? {
            0 => Err(io::ErrorKind::UnexpectedEof.into()),
            _ => Ok(()),
        }
    }
}

impl Reply {
    /// Returns `name=value` of the cookie whose name is `name` or ends with it.
    pub fn cookie(&self, name: &str) -> Option<String> {
        let mut cookies = self.head.lines().filter_map(|line| {
            let (header, value) = line.split_once(": ")?;
            header.eq_ignore_ascii_case("set-cookie").then_some(value)
        });
        let ours = cookies.find(|cookie| cookie.split('=').next().unwrap().ends_with(name))?;
        Some(ours.split(';').next().unwrap().to_owned())
    }
}

fn header<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    head.lines().find_map(|line| {
        let (header, value) = line.split_once(": ")?;
        header.eq_ignore_ascii_case(name).then_some(value)
    })
}
