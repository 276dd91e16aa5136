//! Listening sockets.

use std::{
    io::{self, ErrorKind},
    net::{Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener},
};

use socket2::{Domain, Socket, Type};

use crate::config::Listen;

/// The number of connections that may wait to be accepted.
const BACKLOG: i32 = 1024;

/// The reason why the server didn't start.
#[derive(Debug, thiserror::Error)]
#[error("{}: {} can't be listened on: {cause}. {}", .at.variable, .at.address, advice(.cause))]
pub struct StartError {
    at: Listen,
    cause: io::Error,
}

impl StartError {
    pub(super) fn at(at: Listen) -> impl Fn(io::Error) -> Self {
        move |cause| Self { at, cause }
    }
}

/// Opens the listener. `[::]` means all addresses of both families, or IPv4 only on a
/// machine without IPv6.
pub fn listen(at: Listen) -> Result<TcpListener, StartError> {
    let everywhere = at.address.ip() == Ipv6Addr::UNSPECIFIED;
    let opened = match open(at.address) {
        Err(cause) if everywhere && !matches!(cause.kind(), ErrorKind::AddrInUse) => {
            open((Ipv4Addr::UNSPECIFIED, at.address.port()).into())
        }
        opened => opened,
    };
    opened.map_err(StartError::at(at))
}

fn open(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = Socket::new(Domain::for_address(address), Type::STREAM, None)?;
    if address.is_ipv6() {
        socket.set_only_v6(false)?;
    }
    socket.set_reuse_address(true)?;
    socket.bind(&address.into())?;
    socket.listen(BACKLOG)?;
    Ok(socket.into())
}

fn advice(cause: &io::Error) -> &'static str {
    match cause.kind() {
        ErrorKind::AddrInUse => "Stop what listens there, or choose another port",
        ErrorKind::PermissionDenied => "Choose a port above 1023, or give the program the right",
        ErrorKind::AddrNotAvailable => "Choose an address that this machine has",
        _ => "Choose another address",
    }
}
