//! One connection: requests with tags, and the replies that belong to them.
use super::{
    reply::{Kind, Reply},
    sentence::{self, Decoder},
    words::WireError,
};
use routeros::render::api::Word;
use std::{
    fmt,
    pin::Pin,
    task::{Context, Waker},
};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, ReadBuf};

/// What an answer may take in memory; a list of 10 000 rules is about half of it.
const LARGEST_ANSWER: usize = 32 << 20;

/// What a string and its place in a list take beside its bytes.
const PER_ATTRIBUTE: usize = 48;

/// Names one request on its connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tag(u64);

impl fmt::Display for Tag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

/// Why a connection is of no more use.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Broken {
    /// It ended.
    #[error("the connection ended")]
    Lost,
    /// The router hung up, in its own words.
    #[error("the router hung up: {0}")]
    Fatal(String),
    /// Bytes that are not the API's.
    #[error("not the API: {0}")]
    Wire(#[from] WireError),
    /// Sentences that are no replies.
    #[error("sentences that are no replies")]
    NoReply,
    /// More than a router has to say.
    #[error("an answer that is too long")]
    TooLong,
}

/// Everything that came for one request.
#[derive(Debug, Default)]
pub struct Answer {
    /// The rows, in the router's order.
    pub rows: Vec<Reply>,
    /// The single value of commands that have one, such as the new record's `.id` after `add`.
    pub ret: Option<String>,
    /// Why the router refused; empty when it did not.
    pub traps: Vec<Reply>,
}

/// A stream that speaks the API. Who gave up waiting for an answer drops the connection or cancels
/// the request: it would run on.
pub struct Connection<S> {
    stream: S,
    decoder: Decoder,
    chunk: Vec<u8>,
    last: u64,
    has_heard: bool,
}

impl<S> fmt::Debug for Connection<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Connection").field("last", &self.last).finish_non_exhaustive()
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> Connection<S> {
    /// Speaks over an open stream, with TLS or without.
    pub fn new(stream: S) -> Self {
        Self { stream, decoder: Decoder::default(), chunk: vec![0; 16 << 10], last: 0, has_heard: false }
    }

    /// Sends a request and does not wait.
    ///
    /// # Errors
    /// The connection ended, or a word is too long.
    pub async fn start(&mut self, words: &[Word]) -> Result<Tag, Broken> {
        self.last += 1;
        let tag = Tag(self.last);
        let mut exposed: Vec<_> = words.iter().map(Word::expose).collect();
        exposed.push(format!(".tag={tag}").into());
        let bytes = sentence::encode(exposed.iter().map(|word| word.as_bytes()))?;
        self.stream.write_all(&bytes).await.map_err(|_| Broken::Lost)?;
        self.stream.flush().await.map_err(|_| Broken::Lost)?;
        Ok(tag)
    }

    /// The next sentence, for whichever request. Nothing is lost when the future is dropped.
    ///
    /// # Errors
    /// The connection ended, or something else than a router speaks.
    pub async fn next(&mut self) -> Result<Reply, Broken> {
        loop {
            if let Some(sentence) = self.decoder.sentence()? {
                return Reply::read(&sentence).ok_or(Broken::NoReply);
            }
            let read = self.stream.read(&mut self.chunk).await.map_err(|_| Broken::Lost)?;
            if read == 0 {
                return Err(Broken::Lost);
            }
            self.has_heard = true;
            self.decoder.push(self.chunk.get(..read).unwrap_or_default());
        }
    }

    /// Sends a request and waits for its end.
    ///
    /// # Errors
    /// The connection broke before the end; a refusal is no error here.
    pub async fn call(&mut self, words: &[Word]) -> Result<Answer, Broken> {
        let tag = self.start(words).await?;
        self.finish(tag).await
    }

    /// Waits for the end of a request. Replies to others, which were given up, are dropped.
    ///
    /// # Errors
    /// As `call`.
    pub async fn finish(&mut self, tag: Tag) -> Result<Answer, Broken> {
        let tag = tag.to_string();
        let mut answer = Answer::default();
        let mut size = 0;
        loop {
            let reply = self.next().await?;
            if reply.kind == Kind::Fatal {
                return Err(Broken::Fatal(reply.message()));
            }
            // Complaints about the sentence itself may come without its tag.
            if reply.tag.as_ref().is_some_and(|other| *other != tag) {
                continue;
            }
            size += weight(&reply);
            if size > LARGEST_ANSWER {
                return Err(Broken::TooLong);
            }
            match reply.kind {
                Kind::Row => answer.rows.push(reply),
                Kind::Trap => answer.traps.push(reply),
                Kind::Done => {
                    answer.ret = reply.get("ret").map(str::to_owned);
                    return Ok(answer);
                }
                Kind::Fatal | Kind::Empty | Kind::Other => {}
            }
        }
    }

    /// Ends a request that would go on by itself. Its own end still comes: `finish` waits for it.
    ///
    /// # Errors
    /// The connection ended.
    pub async fn cancel(&mut self, tag: Tag) -> Result<(), Broken> {
        self.start(&[Word::text("/cancel"), Word::attribute("tag", &tag.to_string())]).await.map(drop)
    }

    /// Whether the other side ever said anything.
    pub(crate) fn has_heard(&self) -> bool {
        self.has_heard
    }

    /// Whether the router hung up meanwhile, as far as that is known here. Between requests there
    /// is nothing else that it could say.
    pub(crate) fn has_ended(&mut self) -> bool {
        let mut buffer = [0; 1];
        let mut context = Context::from_waker(Waker::noop());
        Pin::new(&mut self.stream).poll_read(&mut context, &mut ReadBuf::new(&mut buffer)).is_ready()
    }
}

fn weight(reply: &Reply) -> usize {
    let attributes = reply.attributes.iter().map(|(name, value)| name.len() + value.len() + PER_ATTRIBUTE);
    let words = reply.words.iter().map(|word| word.len() + PER_ATTRIBUTE);
    attributes.chain(words).sum::<usize>() + 2 * PER_ATTRIBUTE
}
