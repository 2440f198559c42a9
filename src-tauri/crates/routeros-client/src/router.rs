//! The one seam between what is done and how the router is spoken to.
use crate::{ClientError, Sftp};
use routeros::{Change, Menu, MenuState, Record, Secrets};
use std::{
    future::Future,
    net::{IpAddr, SocketAddr},
};

/// A router that can be read and changed. Requests go one at a time: RouterOS serves one user's
/// requests in sequence anyway, and an abandoned one blocks the next.
pub trait Router: Send + Sync {
    /// Reads a whole menu with one request. A menu that this router lacks is `MenuState::Absent`.
    fn read(&self, menu: Menu) -> impl Future<Output = Result<MenuState, ClientError>> + Send;

    /// Sends exactly what the preview of the change showed, with its secrets filled in.
    fn send(&self, change: &Change, secrets: &dyn Secrets) -> impl Future<Output = Result<(), ClientError>> + Send;

    /// Runs a command that changes nothing, such as `/tool/ping`, and returns its rows.
    /// A command with a single value answers one record with `ret`.
    fn ask(
        &self,
        command: &str,
        args: &[(&str, &str)],
    ) -> impl Future<Output = Result<Vec<Record>, ClientError>> + Send;

    /// A piece of a file as the bytes that they are, from RouterOS 7.13 (`files` reads whole ones).
    /// Over REST it is whole only from 7.17 on.
    fn piece(
        &self,
        file: &str,
        offset: usize,
        size: usize,
    ) -> impl Future<Output = Result<Vec<u8>, ClientError>> + Send;

    /// A way for whole files, where neither REST nor the binary API carries them; none where there is none.
    fn sftp(&self) -> impl Future<Output = Result<Option<Sftp>, ClientError>> + Send {
        async { Ok(None) }
    }

    /// The same router over a connection of its own, with a login of its own: what was open before
    /// may go on although nobody new is let in.
    fn fresh(&self) -> impl Future<Output = Result<Self, ClientError>> + Send
    where
        Self: Sized;

    /// The address at which the router is spoken to.
    fn place(&self) -> IpAddr;

    /// Where it answers questions about names from this computer; none when it cannot be asked from here.
    fn names_at(&self) -> Option<SocketAddr> {
        None
    }

    /// The same router at another of its addresses, over a connection of its own, with a login of its
    /// own, and with the same key. Unreachable as long as this computer has no address in the network of
    /// that address: through the old network it would prove nothing.
    fn at(&self, address: IpAddr) -> impl Future<Output = Result<Self, ClientError>> + Send
    where
        Self: Sized;
}

/// How the scheduler entry of a safety timer is called.
pub const TIMER: &str = "firsthop-undo-";
/// How that of the end of a move is called.
pub(crate) const MOVE: &str = "firsthop-move";
