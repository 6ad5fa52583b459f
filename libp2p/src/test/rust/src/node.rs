//! The swarm, on a task of its own. Commands ask it things, and listen to what happens.

use std::collections::HashMap;
use std::error::Error;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures::StreamExt;
use futures::channel::oneshot;
use libp2p::core::muxing::StreamMuxerBox;
use libp2p::core::transport::Boxed;
use libp2p::core::upgrade::Version;
use libp2p::identity::Keypair;
use libp2p::kad::store::MemoryStore;
use libp2p::pnet::{PnetConfig, PreSharedKey};
use libp2p::swarm::behaviour::toggle::Toggle;
use libp2p::swarm::{Config, NetworkBehaviour, Stream, StreamProtocol, Swarm, SwarmEvent};
use libp2p::{Multiaddr, PeerId, Transport, identify, kad, noise, ping, tcp, tls, yamux};
use tokio::sync::{broadcast, mpsc};

use crate::{Options, serve, streams};

/// Events that a slow command may be behind.
const EVENTS: usize = 4096;

/// Rust's own default is 128; a test opens more at once.
const NEGOTIATING_STREAMS: usize = 512;

#[derive(NetworkBehaviour)]
pub struct Behaviour {
    pub identify: identify::Behaviour,
    pub ping: ping::Behaviour,
    pub streams: streams::Behaviour,
    pub kad: Toggle<kad::Behaviour<MemoryStore>>,
}

pub type Event = Arc<SwarmEvent<BehaviourEvent>>;
type Ask = Box<dyn FnOnce(&mut Swarm<Behaviour>) + Send>;

pub struct Node {
    pub id: PeerId,
    pub addresses: Vec<String>,
    /// What identify last said of each peer.
    pub identified: Arc<Mutex<HashMap<PeerId, identify::Info>>>,
    /// Those that were added to it, and live as long.
    pub crowd: Mutex<Vec<Node>>,
    asks: mpsc::UnboundedSender<Ask>,
    events: broadcast::Sender<Event>,
}

impl Node {
    pub async fn start(options: &Options) -> Result<Self, Box<dyn Error>> {
        let keys = Keypair::generate_ed25519();
        let id = keys.public().to_peer_id();
        let behaviour = Behaviour {
            identify: identify::Behaviour::new(identify::Config::new_with_signed_peer_record(
                "/interop/1.0.0".into(),
                &keys,
            )),
            ping: ping::Behaviour::new(ping::Config::new().with_interval(Duration::from_millis(250))),
            streams: streams::Behaviour::new(vec![serve::ECHO, serve::COLLECT, serve::RESET], serve::serve),
            kad: options.kad.as_ref().map(|prefix| dht(id, prefix, options.client)).transpose()?.into(),
        };
        let config = Config::with_tokio_executor()
            .with_idle_connection_timeout(Duration::from_secs(3600))
            .with_max_negotiating_inbound_streams(NEGOTIATING_STREAMS);
        let mut swarm = Swarm::new(transport(&keys, options)?, behaviour, id, config);
        swarm.listen_on(options.listen.parse()?)?;
        let address = listen_address(&mut swarm).await;
        // A DHT announces what is known to be reachable.
        swarm.add_external_address(address.clone());
        let (asks, asked) = mpsc::unbounded_channel();
        let (events, _) = broadcast::channel(EVENTS);
        let identified = Arc::default();
        tokio::spawn(run(swarm, asked, events.clone(), Arc::clone(&identified)));
        Ok(Self { id, addresses: vec![format!("{address}/p2p/{id}")], identified, crowd: Mutex::default(), asks, events })
    }

    /// Asks the swarm something, on its own task.
    pub async fn ask<T: Send + 'static>(&self, question: impl FnOnce(&mut Swarm<Behaviour>) -> T + Send + 'static) -> T {
        let (sender, receiver) = oneshot::channel();
        let ask: Ask = Box::new(move |swarm| {
            let _ = sender.send(question(swarm));
        });
        assert!(self.asks.send(ask).is_ok(), "the swarm has ended");
        receiver.await.expect("the swarm has ended")
    }

    /// What happens from now on.
    pub fn events(&self) -> broadcast::Receiver<Event> {
        self.events.subscribe()
    }

    pub async fn open(&self, peer: PeerId, protocol: StreamProtocol) -> Result<Stream, Box<dyn Error>> {
        let (sender, receiver) = oneshot::channel();
        self.ask(move |swarm| swarm.behaviour_mut().streams.open(peer, protocol, sender)).await;
        Ok(receiver.await.map_err(|_| "the stream could not be opened")?)
    }
}

fn transport(keys: &Keypair, options: &Options) -> Result<Boxed<(PeerId, StreamMuxerBox)>, Box<dyn Error>> {
    let socket = tcp::tokio::Transport::new(tcp::Config::default().nodelay(true));
    if let Some(file) = &options.psk {
        let key: PreSharedKey = std::fs::read_to_string(file)?.parse()?;
        return Ok(socket
            .and_then(move |stream, _| PnetConfig::new(key).handshake(stream))
            .upgrade(Version::V1Lazy)
            .authenticate(noise::Config::new(keys)?)
            .multiplex(yamux::Config::default())
            .boxed());
    }
    // Lazy, as the crate's own builder has it.
    let upgrade = socket.upgrade(Version::V1Lazy);
    Ok(if options.tls {
        upgrade.authenticate(tls::Config::new(keys)?).multiplex(yamux::Config::default()).boxed()
    } else {
        upgrade.authenticate(noise::Config::new(keys)?).multiplex(yamux::Config::default()).boxed()
    })
}

fn dht(id: PeerId, prefix: &str, client: bool) -> Result<kad::Behaviour<MemoryStore>, Box<dyn Error>> {
    let protocol = StreamProtocol::try_from_owned(format!("{prefix}/kad/1.0.0"))?;
    let mut dht = kad::Behaviour::with_config(id, MemoryStore::new(id), kad::Config::new(protocol));
    dht.set_mode(Some(if client { kad::Mode::Client } else { kad::Mode::Server }));
    Ok(dht)
}

async fn listen_address(swarm: &mut Swarm<Behaviour>) -> Multiaddr {
    loop {
        if let SwarmEvent::NewListenAddr { address, .. } = swarm.select_next_some().await {
            return address;
        }
    }
}

async fn run(
    mut swarm: Swarm<Behaviour>,
    mut asked: mpsc::UnboundedReceiver<Ask>,
    events: broadcast::Sender<Event>,
    identified: Arc<Mutex<HashMap<PeerId, identify::Info>>>,
) {
    loop {
        tokio::select! {
            ask = asked.recv() => match ask {
                Some(ask) => ask(&mut swarm),
                None => return,
            },
            event = swarm.select_next_some() => {
                if let SwarmEvent::Behaviour(BehaviourEvent::Identify(identify::Event::Received { peer_id, info, .. })) = &event {
                    learn(&mut swarm, *peer_id, info);
                    identified.lock().unwrap().insert(*peer_id, info.clone());
                }
                // Nobody may be listening.
                let _ = events.send(Arc::new(event));
            }
        }
    }
}

/// The DHT learns of others only what it is told; a peer that does not serve must not get into the table.
fn learn(swarm: &mut Swarm<Behaviour>, peer: PeerId, info: &identify::Info) {
    if let Some(dht) = swarm.behaviour_mut().kad.as_mut() {
        if info.protocols.iter().any(|protocol| dht.protocol_names().contains(protocol)) {
            for address in &info.listen_addrs {
                dht.add_address(&peer, address.clone());
            }
        }
    }
}
