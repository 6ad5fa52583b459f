//! A transport test program, if the environment says so; its conventions are described in TransportProgram.java.

use std::env::{self, var};
use std::error::Error;
use std::future::pending;
use std::io::{BufRead, BufReader, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use crate::node::Node;
use crate::{COMMAND_TIMEOUT, Options, commands};

pub fn is_wanted() -> bool {
    env::var_os("IS_DIALER").is_some()
}

pub async fn run() -> Result<(), Box<dyn Error>> {
    let security = var("SECURE_CHANNEL")?;
    if var("TRANSPORT")? != "tcp" || var("MUXER")? != "yamux" || !["noise", "tls"].contains(&security.as_str()) {
        return Err("only tcp with noise or tls and yamux is supported".into());
    }
    let listen = format!("/ip4/{}/tcp/0", var("LISTENER_IP")?);
    let node = Node::start(&Options { listen, tls: security == "tls", ..Options::default() }).await?;
    let key = format!("{}_listener_multiaddr", var("TEST_KEY")?);
    if var("IS_DIALER")? == "true" {
        let reply = redis(&["BLPOP", &key, &COMMAND_TIMEOUT.as_secs().to_string()])?;
        return measure(&node, &reply[reply.len() - 1]).await;
    }
    redis(&["RPUSH", &key, &node.addresses[0]])?;
    pending().await
}

async fn measure(node: &Node, address: &str) -> Result<(), Box<dyn Error>> {
    let start = Instant::now();
    let ping = commands::pings(node, address, 1).await?[0];
    println!(
        "latency:\n  handshake_plus_one_rtt: {:.3}\n  ping_rtt: {:.3}\n  unit: ms",
        millis(start.elapsed()),
        millis(ping)
    );
    Ok(())
}

fn millis(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1000.0
}

/// Executes one command, none of whose words has a blank, and returns the lines of its reply.
fn redis(words: &[&str]) -> Result<Vec<String>, Box<dyn Error>> {
    let mut connection = TcpStream::connect(var("REDIS_ADDR")?)?;
    connection.write_all(format!("{}\r\n", words.join(" ")).as_bytes())?;
    let mut lines = BufReader::new(connection).lines();
    let first = lines.next().ok_or("redis has closed the connection")??;
    if first.starts_with('-') || first == "*-1" {
        return Err(format!("redis answers {first} to {words:?}").into());
    }
    // An array of strings has two lines for each: its length and itself.
    let more = first.strip_prefix('*').map_or(Ok(0), |count| count.parse::<usize>())? * 2;
    let mut reply = vec![first];
    for line in lines.take(more) {
        reply.push(line?);
    }
    Ok(reply)
}
