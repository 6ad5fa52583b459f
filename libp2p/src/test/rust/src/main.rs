//! A rust-libp2p peer for the tests of another libp2p stack. What it is told and what it answers is described in
//! RealPeer.java; logs go to standard error, and it ends with its standard input.

mod commands;
mod node;
mod serve;
mod streams;
mod transport;

use std::error::Error;
use std::time::Duration;

use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, BufReader, stdin};
use tokio::time::timeout;

const COMMAND_TIMEOUT: Duration = Duration::from_secs(60);

#[derive(Default)]
pub struct Options {
    listen: String,
    kad: Option<String>,
    client: bool,
    tls: bool,
    psk: Option<String>,
}

impl Options {
    pub fn parse(mut words: impl Iterator<Item = String>) -> Result<Self, Box<dyn Error>> {
        let mut options = Options { listen: "/ip4/127.0.0.1/tcp/0".into(), ..Options::default() };
        while let Some(word) = words.next() {
            match word.trim_start_matches('-') {
                "client" => options.client = true,
                "listen" => options.listen = words.next().ok_or("an address is missing")?,
                "kad" => options.kad = words.next(),
                "security" => options.tls = words.next().as_deref() == Some("tls"),
                "psk" => options.psk = words.next(),
                other => return Err(format!("unknown option {other}").into()),
            }
        }
        Ok(options)
    }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    if transport::is_wanted() {
        return transport::run().await;
    }
    let options = Options::parse(std::env::args().skip(1))?;
    let node = node::Node::start(&options).await?;
    println!("{}", json!({ "event": "listening", "peer": node.id.to_string(), "addresses": node.addresses }));
    let mut lines = BufReader::new(stdin()).lines();
    while let Some(line) = lines.next_line().await? {
        let words: Vec<&str> = line.split_whitespace().collect();
        let result = match timeout(COMMAND_TIMEOUT, commands::execute(&node, &words)).await {
            Ok(result) => result,
            Err(_) => Err("the command took too long".into()),
        };
        println!("{}", answer(words.first().unwrap_or(&""), result));
    }
    Ok(())
}

fn answer(event: &str, result: Result<Value, Box<dyn Error>>) -> Value {
    match result {
        Ok(mut facts) => {
            facts["event"] = event.into();
            facts["ok"] = true.into();
            facts
        }
        Err(error) => json!({ "event": event, "ok": false, "error": format!("{error}: {error:?}") }),
    }
}
