//! The protocols that the peer serves, and their other ends.

use std::io;

use futures::future::try_join;
use futures::io::{AsyncReadExt, AsyncWriteExt, ReadHalf, WriteHalf};
use libp2p::swarm::{Stream, StreamProtocol};

pub const ECHO: StreamProtocol = StreamProtocol::new("/echo/1.0.0");
pub const COLLECT: StreamProtocol = StreamProtocol::new("/collect/1.0.0");
pub const RESET: StreamProtocol = StreamProtocol::new("/reset/1.0.0");

const CHUNK: usize = 64 * 1024;

/// Every other protocol that a test adds echoes too.
pub fn serve(protocol: StreamProtocol, mut stream: Stream) {
    tokio::spawn(async move {
        if protocol == RESET {
            // Dropping a stream that was not closed resets it.
            let _ = stream.read(&mut [0]).await;
        } else if protocol == COLLECT {
            let _ = collect_and_return(stream).await;
        } else {
            let _ = echo(stream).await;
        }
    });
}

async fn echo(mut stream: Stream) -> io::Result<()> {
    let mut chunk = vec![0; CHUNK];
    loop {
        let read = stream.read(&mut chunk).await?;
        if read == 0 {
            return stream.close().await;
        }
        stream.write_all(&chunk[..read]).await?;
        stream.flush().await?;
    }
}

async fn collect_and_return(mut stream: Stream) -> io::Result<()> {
    let mut all = Vec::new();
    stream.read_to_end(&mut all).await?;
    stream.write_all(&all).await?;
    stream.close().await
}

/// Sends so many bytes and compares what comes back; writes and reads at the same time, as the data is larger than
/// any window.
pub async fn send_and_compare(stream: Stream, bytes: usize) -> io::Result<(usize, bool)> {
    let pattern: Vec<u8> = (0..CHUNK).map(|i| ((i * 31) ^ (i >> 8)) as u8).collect();
    let (reading, writing) = stream.split();
    let (_, result) = try_join(send(writing, &pattern, bytes), compare(reading, &pattern)).await?;
    Ok(result)
}

async fn send(mut stream: WriteHalf<Stream>, pattern: &[u8], bytes: usize) -> io::Result<()> {
    let mut left = bytes;
    while left > 0 {
        let length = left.min(CHUNK);
        stream.write_all(&pattern[..length]).await?;
        left -= length;
    }
    stream.close().await
}

async fn compare(mut stream: ReadHalf<Stream>, pattern: &[u8]) -> io::Result<(usize, bool)> {
    let (mut total, mut equal) = (0, true);
    let mut chunk = vec![0; CHUNK];
    loop {
        let offset = total % CHUNK;
        let read = stream.read(&mut chunk[..CHUNK - offset]).await?;
        if read == 0 {
            return Ok((total, equal));
        }
        equal &= chunk[..read] == pattern[offset..offset + read];
        total += read;
    }
}

pub async fn collect(mut stream: Stream, text: &str) -> io::Result<String> {
    stream.write_all(text.as_bytes()).await?;
    stream.close().await?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await?;
    Ok(answer)
}

/// Whether the remote resets the stream once it has got something. A reader sees the end of the stream either way; a
/// writer fails only after a reset.
pub async fn provoke_reset(mut stream: Stream) -> io::Result<bool> {
    stream.write_all(b"anything").await?;
    stream.flush().await?;
    let _ = stream.read_to_end(&mut Vec::new()).await;
    Ok(stream.write_all(b"more").await.is_err())
}
