// A transport test program, if the environment says so; its conventions are described in TransportProgram.java.
import { once } from 'node:events'
import { connect } from 'node:net'
import { createInterface } from 'node:readline'
import { multiaddr } from '@multiformats/multiaddr'

const TIMEOUT_SECONDS = 60

export const isTransportTest = process.env.IS_DIALER != null

/** What stands in the environment, as if it were said by options. */
export function transportOptions () {
  const { TRANSPORT, MUXER, SECURE_CHANNEL, LISTENER_IP } = process.env
  if (TRANSPORT !== 'tcp' || MUXER !== 'yamux' || !['noise', 'tls'].includes(SECURE_CHANNEL)) {
    throw new Error('only tcp with noise or tls and yamux is supported')
  }
  return { listen: `/ip4/${LISTENER_IP}/tcp/0`, security: SECURE_CHANNEL }
}

export async function transportTest (node) {
  const key = `${process.env.TEST_KEY}_listener_multiaddr`
  if (process.env.IS_DIALER === 'true') {
    const address = multiaddr((await redis('BLPOP', key, TIMEOUT_SECONDS)).at(-1))
    const signal = AbortSignal.timeout(TIMEOUT_SECONDS * 1000)
    const start = performance.now()
    await node.dial(address, { signal })
    const pinged = performance.now()
    await node.services.ping.ping(address, { signal })
    const end = performance.now()
    process.stdout.write(`latency:\n  handshake_plus_one_rtt: ${(end - start).toFixed(3)}\n` +
      `  ping_rtt: ${(end - pinged).toFixed(3)}\n  unit: ms\n`, () => process.exit(0))
  } else {
    await redis('RPUSH', key, node.getMultiaddrs()[0])
  }
}

/** Executes one command, none of whose words has a blank, and returns the lines of its reply. */
async function redis (...words) {
  const [host, port] = process.env.REDIS_ADDR.split(':')
  const socket = connect(port, host)
  await once(socket, 'connect')
  socket.write(words.join(' ') + '\r\n')
  const reply = []
  for await (const line of createInterface({ input: socket })) {
    reply.push(line)
    // An array of strings has two lines for each: its length and itself.
    if (reply.length > 2 * (/^\*(\d+)/.exec(reply[0])?.[1] ?? 0)) break
  }
  socket.destroy()
  if (reply.length === 0 || /^(-|\*-1)/.test(reply[0])) throw new Error(`redis answers "${reply}" to "${words}"`)
  return reply
}
