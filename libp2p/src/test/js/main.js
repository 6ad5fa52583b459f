// A js-libp2p peer for the tests of another libp2p stack. What it is told and what it answers is described in
// RealPeer.java; logs go to standard error, and it ends with its standard input.
import { readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { parseArgs } from 'node:util'
import { noise } from '@chainsafe/libp2p-noise'
import { identify, identifyPush } from '@libp2p/identify'
import { EventTypes, kadDHT, passthroughMapper } from '@libp2p/kad-dht'
import { peerIdFromString } from '@libp2p/peer-id'
import { ping } from '@libp2p/ping'
import { preSharedKey } from '@libp2p/pnet'
import { tcp } from '@libp2p/tcp'
import { tls } from '@libp2p/tls'
import { yamux } from '@libp2p/yamux'
import { multiaddr } from '@multiformats/multiaddr'
import { createLibp2p } from 'libp2p'
import { CID } from 'multiformats/cid'
import * as raw from 'multiformats/codecs/raw'
import { sha256 } from 'multiformats/hashes/sha2'
import { isTransportTest, transportOptions, transportTest } from './transport.js'

const COMMAND_TIMEOUT = 60_000
const CHUNK = 64 * 1024
const MANY_STREAMS = 1024
const limits = { maxInboundStreams: MANY_STREAMS, maxOutboundStreams: MANY_STREAMS }

const options = isTransportTest ? transportOptions() : parseArgs({
  options: {
    listen: { type: 'string', default: '/ip4/127.0.0.1/tcp/0' },
    kad: { type: 'string' },
    client: { type: 'boolean', default: false },
    security: { type: 'string', default: 'noise' },
    psk: { type: 'string' }
  }
}).values

const node = await start(options)
/** Hosts that were added to it, and live as long. */
const crowd = []

async function start ({ listen, kad, client, security, psk }) {
  const node = await createLibp2p({
    addresses: { listen: [listen] },
    transports: [tcp()],
    connectionEncrypters: [security === 'tls' ? tls() : noise()],
    streamMuxers: [yamux()],
    // All peers of a test come from one address.
    connectionManager: { inboundConnectionThreshold: 1000, maxIncomingPendingConnections: 100 },
    ...(psk == null ? {} : { connectionProtector: preSharedKey({ psk: readFileSync(psk) }) }),
    services: {
      identify: identify(),
      identifyPush: identifyPush(),
      ping: ping(),
      ...(kad == null ? {} : { dht: dht(kad, client) })
    }
  })
  await node.handle('/echo/1.0.0', echo, limits)
  await node.handle('/collect/1.0.0', async stream => {
    const data = Buffer.concat(await collect(stream))
    await sendAll(stream, data)
    await stream.close()
  }, limits)
  await node.handle('/reset/1.0.0', async stream => {
    await stream[Symbol.asyncIterator]().next()
    stream.abort(new Error('as asked'))
  }, limits)
  return node
}

/** A DHT that takes addresses on loopback, and under /test/ any value but the empty one, the longest first. */
function dht (prefix, clientMode) {
  return kadDHT({
    protocol: `${prefix}/kad/1.0.0`,
    clientMode,
    peerInfoMapper: passthroughMapper,
    validators: {
      test: async (key, value) => {
        if (value.length === 0) throw new Error('empty')
      }
    },
    selectors: {
      test: (key, values) => values.reduce((best, value, i) => value.length > values[best].length ? i : best, 0)
    }
  })
}

/**
 * The echo of @libp2p/utils fails when its remote closes while it waits for room. It pauses the stream too, which does
 * not keep js-libp2p from returning credit: a remote that is quick then overflows the read buffer, and is reset.
 */
async function echo (stream) {
  for await (const chunk of stream) {
    if (!stream.send(chunk)) await stream.onDrain()
  }
  await stream.close()
}

async function collect (stream) {
  const chunks = []
  for await (const chunk of stream) chunks.push(chunk.subarray())
  return chunks
}

async function sendAll (stream, data) {
  for (let at = 0; at < data.length; at += CHUNK) {
    if (!stream.send(data.subarray(at, at + CHUNK))) await stream.onDrain()
  }
}

function open (address, protocol, from = node) {
  return from.dialProtocol(multiaddr(address), protocol, { ...limits, signal: signal(), negotiateFully: true })
}

function signal () {
  return AbortSignal.timeout(COMMAND_TIMEOUT)
}

/** Compares as it goes, so that no more than one chunk is ever held. */
async function echoOn (stream, bytes) {
  const pattern = new Uint8Array(CHUNK).map((_, i) => (i * 31) ^ (i >> 8))
  const reading = compare(stream, pattern)
  for (let sent = 0; sent < bytes; sent += CHUNK) {
    if (!stream.send(pattern.subarray(0, Math.min(CHUNK, bytes - sent)))) await stream.onDrain()
  }
  await Promise.all([stream.close(), reading])
  return await reading
}

async function compare (stream, pattern) {
  let bytes = 0
  let equal = true
  for await (const list of stream) {
    for (const part of list instanceof Uint8Array ? [list] : list) {
      for (let at = 0; at < part.length;) {
        const offset = (bytes + at) % CHUNK
        const length = Math.min(part.length - at, CHUNK - offset)
        const expected = pattern.subarray(offset, offset + length)
        equal &&= Buffer.compare(part.subarray(at, at + length), expected) === 0
        at += length
      }
      bytes += part.length
    }
  }
  return { bytes, equal }
}

async function echoes (address, bytes, streams) {
  const start = Date.now()
  const opened = await Promise.all(Array.from({ length: streams }, () => open(address, '/echo/1.0.0')))
  const results = await Promise.all(opened.map(stream => echoOn(stream, bytes)))
  return {
    bytes: results.reduce((sum, result) => sum + result.bytes, 0),
    equal: results.every(result => result.equal),
    millis: Date.now() - start
  }
}

/** Identify runs by itself on each new connection; this waits for what it says of one. */
async function identifyAt (address) {
  const id = multiaddr(address).getComponents().findLast(part => part.name === 'p2p').value
  const identified = new Promise(resolve => {
    node.addEventListener('peer:identify', event => {
      if (event.detail.peerId.toString() === id) resolve(event.detail)
    })
  })
  await node.dial(multiaddr(address), { signal: signal() })
  const said = await identified
  return {
    agent: said.agentVersion,
    protocols: said.protocols,
    addresses: said.listenAddrs.map(String),
    observed: String(said.observedAddr),
    signedRecord: said.signedPeerRecord != null,
    security: said.connection.encryption,
    muxer: said.connection.multiplexer
  }
}

async function provoke (address) {
  const stream = await open(address, '/reset/1.0.0')
  stream.send(new TextEncoder().encode('anything'))
  try {
    await collect(stream)
    return { reset: false }
  } catch {
    return { reset: stream.status === 'reset' }
  }
}

async function collectAt (address, text, from = node) {
  const stream = await open(address, '/collect/1.0.0', from)
  const answer = collect(stream)
  await sendAll(stream, new TextEncoder().encode(text))
  await stream.close()
  return { text: Buffer.concat(await answer).toString() }
}

async function redial (address, times) {
  for (let i = 0; i < times; i++) {
    const connection = await node.dial(multiaddr(address), { signal: signal() })
    await node.services.ping.ping(multiaddr(address), { signal: signal() })
    await connection.close()
  }
  return { times }
}

/** All are connected before the first uses its connection. */
async function gather (address, count) {
  const members = await Promise.all(Array.from({ length: count }, () => start({ listen: '/ip4/127.0.0.1/tcp/0' })))
  crowd.push(...members)
  await Promise.all(members.map(member => member.dial(multiaddr(address), { signal: signal() })))
  const peers = members.map(member => member.peerId.toString())
  const said = await Promise.all(members.map((member, i) => collectAt(address, peers[i], member)))
  if (said.some(({ text }, i) => text !== peers[i])) throw new Error(`${peers} got ${said.map(({ text }) => text)} back`)
  return { peers }
}

async function rendezvous (namespace) {
  return CID.createV1(raw.code, await sha256.digest(new TextEncoder().encode(namespace)))
}

async function events (query, types) {
  const wanted = []
  for await (const event of query) {
    if (types.includes(event.type)) wanted.push(event)
  }
  return wanted
}

function bytesOf (text) {
  return new TextEncoder().encode(text)
}

const commands = {
  connect: async address => { await node.dial(multiaddr(address), { signal: signal() }) },
  disconnect: async id => { await node.hangUp(peerIdFromString(id)) },
  connected: async id => ({ connected: node.getConnections(peerIdFromString(id)).length > 0 }),
  identify: identifyAt,
  protocols: async id => ({ protocols: (await node.peerStore.get(peerIdFromString(id))).protocols }),
  serve: async protocol => { await node.handle(protocol, echo) },
  ping: async address => {
    const millis = []
    for (let i = 0; i < 3; i++) {
      millis.push(await node.services.ping.ping(multiaddr(address), { signal: signal() }))
    }
    return { roundTripMillis: millis }
  },
  echo: (address, bytes, streams) => echoes(address, Number(bytes), Number(streams)),
  collect: (address, text) => collectAt(address, text),
  reset: provoke,
  redial: (address, times) => redial(address, Number(times)),
  crowd: (address, count) => gather(address, Number(count)),
  table: async () => {
    const peers = [...node.services.dht.routingTable.kb.toIterable()].map(contact => contact.peerId.toString())
    return { size: peers.length, peers }
  },
  findpeer: async id => {
    const found = await node.peerRouting.findPeer(peerIdFromString(id), { signal: signal() })
    return { peer: found.id.toString(), addresses: found.multiaddrs.map(String) }
  },
  provide: async namespace => {
    const sent = await events(
      node.services.dht.provide(await rendezvous(namespace), { signal: signal() }), [EventTypes.PEER_RESPONSE])
    if (sent.length === 0) throw new Error('nobody was told')
  },
  findproviders: async namespace => {
    const found = await events(
      node.services.dht.findProviders(await rendezvous(namespace), { signal: signal() }), [EventTypes.PROVIDER])
    const ids = found.flatMap(event => event.providers.map(provider => provider.id.toString()))
    return { providers: [...new Set(ids)] }
  },
  putvalue: async (key, value) => {
    await events(node.services.dht.put(bytesOf(key), bytesOf(value), { signal: signal() }), [])
  },
  getvalue: async key => {
    const values = await events(node.services.dht.get(bytesOf(key), { signal: signal() }), [EventTypes.VALUE])
    if (values.length === 0) throw new Error('no value')
    const best = values.reduce((a, b) => b.value.length > a.value.length ? b : a)
    return { value: Buffer.from(best.value).toString() }
  }
}

function print (answer) {
  process.stdout.write(JSON.stringify(answer) + '\n')
}

async function executeCommands () {
  print({
    event: 'listening',
    peer: node.peerId.toString(),
    addresses: node.getMultiaddrs().map(String)
  })
  const lines = createInterface({ input: process.stdin })
  for await (const line of lines) {
    const [name, ...words] = line.split(' ')
    try {
      const command = commands[name]
      if (command == null) throw new Error(`unknown command ${name}`)
      print({ event: name, ok: true, ...await command(...words) })
    } catch (error) {
      print({ event: name, ok: false, error: error.message ?? String(error) })
    }
  }
  await node.stop()
  process.exit(0)
}

await (isTransportTest ? transportTest(node) : executeCommands())
