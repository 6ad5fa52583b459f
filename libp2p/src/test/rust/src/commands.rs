//! The commands, as RealPeer.java describes them.

use std::collections::{BTreeSet, HashSet};
use std::error::Error;
use std::time::{Duration, Instant};

use futures::future::try_join_all;
use libp2p::kad::{
    self, GetClosestPeersOk, GetProvidersOk, GetRecordOk, QueryId, QueryResult, Quorum, Record, RecordKey,
};
use libp2p::multiaddr::Protocol;
use libp2p::swarm::dial_opts::{DialOpts, PeerCondition};
use libp2p::swarm::{DialError, StreamProtocol, SwarmEvent};
use libp2p::{Multiaddr, PeerId, identify, ping};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use tokio::sync::broadcast;

use crate::node::{Behaviour, BehaviourEvent, Event, Node};
use crate::{Options, serve};

type Outcome = Result<Value, Box<dyn Error>>;
type Dht = kad::Behaviour<kad::store::MemoryStore>;

pub async fn execute(node: &Node, words: &[&str]) -> Outcome {
    match *words {
        ["connect", address] => connect(node, address).await.map(|_| json!({})),
        ["disconnect", id] => disconnect(node, id.parse()?).await,
        ["connected", id] => connected(node, id.parse()?).await,
        ["identify", address] => identify(node, address).await,
        ["protocols", id] => protocols(node, id.parse()?),
        ["serve", protocol] => serve_too(node, protocol).await,
        ["ping", address] => ping(node, address).await,
        ["echo", address, bytes, streams] => echo(node, address, bytes.parse()?, streams.parse()?).await,
        ["collect", address, text] => {
            let stream = node.open(connect(node, address).await?, serve::COLLECT).await?;
            Ok(json!({ "text": serve::collect(stream, text).await? }))
        }
        ["reset", address] => {
            let stream = node.open(connect(node, address).await?, serve::RESET).await?;
            Ok(json!({ "reset": serve::provoke_reset(stream).await? }))
        }
        ["redial", address, times] => redial(node, address, times.parse()?).await,
        ["crowd", address, count] => crowd(node, address, count.parse()?).await,
        ["table"] => table(node).await,
        ["findpeer", id] => find_peer(node, id.parse()?).await,
        ["provide", namespace] => provide(node, namespace).await,
        ["findproviders", namespace] => find_providers(node, namespace).await,
        ["putvalue", key, value] => put_value(node, key, value).await,
        ["getvalue", key] => get_value(node, key).await,
        _ => Err(format!("unknown command {words:?}").into()),
    }
}

async fn next(events: &mut broadcast::Receiver<Event>) -> Result<Event, Box<dyn Error>> {
    Ok(events.recv().await?)
}

async fn connect(node: &Node, address: &str) -> Result<PeerId, Box<dyn Error>> {
    let address: Multiaddr = address.parse()?;
    let Some(Protocol::P2p(peer)) = address.iter().last() else {
        return Err("the address names no peer".into());
    };
    let mut events = node.events();
    let options = DialOpts::peer_id(peer).condition(PeerCondition::Disconnected).addresses(vec![address]).build();
    let wanted = options.connection_id();
    match node.ask(move |swarm| swarm.dial(options)).await {
        Err(DialError::DialPeerConditionFalse(_)) => return Ok(peer),
        result => result?,
    }
    loop {
        match &*next(&mut events).await? {
            SwarmEvent::ConnectionEstablished { connection_id, .. } if *connection_id == wanted => return Ok(peer),
            SwarmEvent::OutgoingConnectionError { connection_id, error, .. } if *connection_id == wanted => {
                return Err(error.to_string().into());
            }
            _ => {}
        }
    }
}

async fn disconnect(node: &Node, peer: PeerId) -> Outcome {
    let mut events = node.events();
    if node.ask(move |swarm| swarm.disconnect_peer_id(peer)).await.is_err() {
        return Err("not connected".into());
    }
    loop {
        match &*next(&mut events).await? {
            SwarmEvent::ConnectionClosed { peer_id, num_established: 0, .. } if *peer_id == peer => {
                return Ok(json!({}));
            }
            _ => {}
        }
    }
}

async fn connected(node: &Node, peer: PeerId) -> Outcome {
    Ok(json!({ "connected": node.ask(move |swarm| swarm.is_connected(&peer)).await }))
}

async fn identify(node: &Node, address: &str) -> Outcome {
    let mut events = node.events();
    let peer = connect(node, address).await?;
    loop {
        if let SwarmEvent::Behaviour(BehaviourEvent::Identify(identify::Event::Received { peer_id, info, .. })) =
            &*next(&mut events).await?
        {
            if *peer_id == peer {
                return Ok(json!({
                    "agent": info.agent_version,
                    "protocols": info.protocols.iter().map(StreamProtocol::to_string).collect::<Vec<_>>(),
                    "addresses": info.listen_addrs.iter().map(Multiaddr::to_string).collect::<Vec<_>>(),
                    "observed": info.observed_addr.to_string(),
                    "signedRecord": info.signed_peer_record.is_some(),
                }));
            }
        }
    }
}

fn protocols(node: &Node, peer: PeerId) -> Outcome {
    let known = node.identified.lock().unwrap();
    let info = known.get(&peer).ok_or("that peer was not identified")?;
    Ok(json!({ "protocols": info.protocols.iter().map(StreamProtocol::to_string).collect::<Vec<_>>() }))
}

async fn serve_too(node: &Node, protocol: &str) -> Outcome {
    let protocol = StreamProtocol::try_from_owned(protocol.to_string())?;
    node.ask(move |swarm| {
        swarm.behaviour_mut().streams.add_protocol(protocol);
        let peers: Vec<PeerId> = swarm.connected_peers().copied().collect();
        swarm.behaviour_mut().identify.push(peers);
    })
    .await;
    Ok(json!({}))
}

async fn ping(node: &Node, address: &str) -> Outcome {
    let micros: Vec<_> = pings(node, address, 3).await?.iter().map(|trip| trip.as_micros() as u64).collect();
    Ok(json!({ "roundTripMicros": micros }))
}

/// Pings go out by themselves; this connects and waits for so many answers.
pub async fn pings(node: &Node, address: &str, count: usize) -> Result<Vec<Duration>, Box<dyn Error>> {
    let mut events = node.events();
    let wanted = connect(node, address).await?;
    let mut round_trips = Vec::new();
    while round_trips.len() < count {
        if let SwarmEvent::Behaviour(BehaviourEvent::Ping(ping::Event { peer, result, .. })) = &*next(&mut events).await?
        {
            if *peer == wanted {
                round_trips.push(*result.as_ref().map_err(|failure| failure.to_string())?);
            }
        }
    }
    Ok(round_trips)
}

async fn echo(node: &Node, address: &str, bytes: usize, streams: usize) -> Outcome {
    let peer = connect(node, address).await?;
    let start = Instant::now();
    let opened = try_join_all((0..streams).map(|_| node.open(peer, serve::ECHO))).await?;
    let tasks = opened.into_iter().map(|stream| tokio::spawn(serve::send_and_compare(stream, bytes)));
    let mut total = 0;
    let mut all_equal = true;
    for result in try_join_all(tasks).await? {
        let (echoed, equal) = result?;
        total += echoed;
        all_equal &= equal;
    }
    Ok(json!({ "bytes": total, "equal": all_equal, "millis": start.elapsed().as_millis() as u64 }))
}

async fn redial(node: &Node, address: &str, times: usize) -> Outcome {
    for _ in 0..times {
        let peer = connect(node, address).await?;
        let stream = node.open(peer, serve::COLLECT).await?;
        if serve::collect(stream, "again").await? != "again" {
            return Err("another answer".into());
        }
        disconnect(node, peer).await?;
    }
    Ok(json!({ "times": times }))
}

/// All are connected before the first uses its connection.
async fn crowd(node: &Node, address: &str, count: usize) -> Outcome {
    let options = Options::parse(std::iter::empty())?;
    let members = try_join_all((0..count).map(|_| Node::start(&options))).await?;
    let peer = *try_join_all(members.iter().map(|member| connect(member, address))).await?.first().ok_or("nobody")?;
    try_join_all(members.iter().map(|member| async move {
        let id = member.id.to_string();
        let said = serve::collect(member.open(peer, serve::COLLECT).await?, &id).await?;
        if said == id { Ok(()) } else { Err(Box::<dyn Error>::from(format!("{id} got {said} back"))) }
    }))
    .await?;
    let ids: Vec<_> = members.iter().map(|member| member.id.to_string()).collect();
    node.crowd.lock().unwrap().extend(members);
    Ok(json!({ "peers": ids }))
}

/// Begins a query and hands each of its results on until it is told to stop or the query has ended.
async fn query(
    node: &Node,
    begin: impl FnOnce(&mut Dht) -> Result<QueryId, Box<dyn Error + Send + Sync>> + Send + 'static,
    mut take: impl FnMut(&QueryResult) -> Result<(), Box<dyn Error>>,
) -> Result<(), Box<dyn Error>> {
    let mut events = node.events();
    let begun = node.ask(move |swarm| begin(dht(swarm.behaviour_mut()))).await;
    let query = begun.map_err(|error| error.to_string())?;
    loop {
        if let SwarmEvent::Behaviour(BehaviourEvent::Kad(kad::Event::OutboundQueryProgressed {
            id, result, step, ..
        })) = &*next(&mut events).await?
        {
            if *id == query {
                take(result)?;
                if step.last {
                    return Ok(());
                }
            }
        }
    }
}

fn dht(behaviour: &mut Behaviour) -> &mut Dht {
    behaviour.kad.as_mut().expect("start with -kad for DHT commands")
}

async fn table(node: &Node) -> Outcome {
    let mut peers = Vec::new();
    let peers = node
        .ask(move |swarm| {
            for bucket in dht(swarm.behaviour_mut()).kbuckets() {
                peers.extend(bucket.iter().map(|entry| entry.node.key.preimage().to_string()));
            }
            peers
        })
        .await;
    Ok(json!({ "size": peers.len(), "peers": peers }))
}

async fn find_peer(node: &Node, wanted: PeerId) -> Outcome {
    let mut addresses = BTreeSet::new();
    query(
        node,
        move |dht| Ok(dht.get_closest_peers(wanted)),
        |result| {
            if let QueryResult::GetClosestPeers(Ok(GetClosestPeersOk { peers, .. })) = result {
                for peer in peers.iter().filter(|peer| peer.peer_id == wanted) {
                    addresses.extend(peer.addrs.iter().map(Multiaddr::to_string));
                }
            }
            Ok(())
        },
    )
    .await?;
    if addresses.is_empty() {
        return Err("nobody knows that peer".into());
    }
    Ok(json!({ "peer": wanted.to_string(), "addresses": addresses }))
}

/// The multihash of a namespace: 0x12 is SHA-256, 0x20 its length.
fn rendezvous(namespace: &str) -> RecordKey {
    let mut key = vec![0x12, 0x20];
    key.extend(Sha256::digest(namespace.as_bytes()));
    RecordKey::new(&key)
}

async fn provide(node: &Node, namespace: &str) -> Outcome {
    let key = rendezvous(namespace);
    query(
        node,
        move |dht| Ok(dht.start_providing(key)?),
        |result| match result {
            QueryResult::StartProviding(Err(error)) => Err(error.to_string().into()),
            _ => Ok(()),
        },
    )
    .await?;
    Ok(json!({}))
}

async fn find_providers(node: &Node, namespace: &str) -> Outcome {
    let key = rendezvous(namespace);
    let mut found = HashSet::new();
    query(
        node,
        move |dht| Ok(dht.get_providers(key)),
        |result| {
            if let QueryResult::GetProviders(Ok(GetProvidersOk::FoundProviders { providers, .. })) = result {
                found.extend(providers.iter().map(PeerId::to_string));
            }
            Ok(())
        },
    )
    .await?;
    Ok(json!({ "providers": found }))
}

async fn put_value(node: &Node, key: &str, value: &str) -> Outcome {
    let record = Record::new(key.as_bytes().to_vec(), value.as_bytes().to_vec());
    query(
        node,
        move |dht| Ok(dht.put_record(record, Quorum::One)?),
        |result| match result {
            QueryResult::PutRecord(Err(error)) => Err(error.to_string().into()),
            _ => Ok(()),
        },
    )
    .await?;
    Ok(json!({}))
}

/// As rust-libp2p leaves the choice between values to its user: the longest.
async fn get_value(node: &Node, key: &str) -> Outcome {
    let key = RecordKey::new(&key.as_bytes());
    let mut best = Vec::new();
    query(
        node,
        move |dht| Ok(dht.get_record(key)),
        |result| {
            if let QueryResult::GetRecord(Ok(GetRecordOk::FoundRecord(found))) = result {
                if found.record.value.len() > best.len() {
                    best = found.record.value.clone();
                }
            }
            Ok(())
        },
    )
    .await?;
    if best.is_empty() {
        return Err("no value".into());
    }
    Ok(json!({ "value": String::from_utf8_lossy(&best) }))
}
