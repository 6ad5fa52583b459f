// Command interop is a go-libp2p peer for the tests of another libp2p stack.
//
// It listens, prints its addresses, serves /echo/1.0.0 and executes commands from
// standard input, one a line. Every answer is one line of JSON on standard output;
// logs go to standard error. It ends with its standard input.
//
//	identify ADDR          connects and reports what identify said
//	ping ADDR              sends three pings
//	echo ADDR BYTES        sends BYTES pseudo-random bytes to /echo/1.0.0 and compares
//	connect ADDR           connects, and nothing else
//	findpeer ID            looks for the addresses of a peer in the DHT   (-kad)
//	provide TEXT           announces itself under a rendezvous string     (-kad)
//	findproviders TEXT     looks for the providers of it                  (-kad)
//	putvalue KEY VALUE     puts a value under a key of the form /test/... (-kad)
//	getvalue KEY           looks for the value of such a key              (-kad)
package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"math/rand"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/ipfs/go-cid"
	"github.com/libp2p/go-libp2p"
	dht "github.com/libp2p/go-libp2p-kad-dht"
	"github.com/libp2p/go-libp2p/core/event"
	"github.com/libp2p/go-libp2p/core/host"
	"github.com/libp2p/go-libp2p/core/network"
	"github.com/libp2p/go-libp2p/core/peer"
	"github.com/libp2p/go-libp2p/core/protocol"
	"github.com/libp2p/go-libp2p/p2p/protocol/ping"
	"github.com/multiformats/go-multihash"
)

const (
	echoProtocol   = "/echo/1.0.0"
	commandTimeout = 60 * time.Second
)

type answer map[string]any

type program struct {
	host host.Host
	dht  *dht.IpfsDHT
}

func main() {
	listen := flag.String("listen", "/ip4/127.0.0.1/tcp/0", "address to listen on")
	kad := flag.String("kad", "", "protocol prefix of a DHT server to run, such as /test")
	flag.Parse()
	if err := run(*listen, *kad); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(listen, kad string) error {
	h, err := libp2p.New(libp2p.ListenAddrStrings(listen), libp2p.DisableRelay())
	if err != nil {
		return err
	}
	defer h.Close()
	h.SetStreamHandler(echoProtocol, serveEcho)
	p := program{host: h}
	if kad != "" {
		p.dht, err = dht.New(h,
			dht.Mode(dht.ModeServer), dht.ProtocolPrefix(protocol.ID(kad)),
			dht.NamespacedValidator("test", longest{}))
		if err != nil {
			return err
		}
		defer p.dht.Close()
	}
	print(answer{"event": "listening", "peer": h.ID().String(), "addresses": p.addresses()})

	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() {
		print(p.execute(strings.Fields(lines.Text())))
	}
	return lines.Err()
}

func (p program) execute(words []string) answer {
	if len(words) < 2 {
		return failure(errors.New("a command and its argument are needed"))
	}
	ctx, cancel := context.WithTimeout(context.Background(), commandTimeout)
	defer cancel()
	var result answer
	var err error
	switch words[0] {
	case "connect":
		_, err = p.connect(ctx, words[1])
		result = answer{}
	case "identify":
		result, err = p.identify(ctx, words[1])
	case "ping":
		result, err = p.ping(ctx, words[1])
	case "echo":
		result, err = p.echo(ctx, words[1:])
	case "findpeer", "provide", "findproviders", "putvalue", "getvalue":
		result, err = p.route(ctx, words[0], words[1:])
	default:
		err = fmt.Errorf("unknown command %q", words[0])
	}
	if err != nil {
		return failure(err)
	}
	result["event"] = words[0]
	result["ok"] = true
	return result
}

func (p program) connect(ctx context.Context, address string) (peer.ID, error) {
	info, err := peer.AddrInfoFromString(address)
	if err != nil {
		return "", err
	}
	return info.ID, p.host.Connect(ctx, *info)
}

func (p program) identify(ctx context.Context, address string) (answer, error) {
	identified, err := p.host.EventBus().Subscribe(new(event.EvtPeerIdentificationCompleted))
	if err != nil {
		return nil, err
	}
	defer identified.Close()
	id, err := p.connect(ctx, address)
	if err != nil {
		return nil, err
	}
	for {
		select {
		case e := <-identified.Out():
			said := e.(event.EvtPeerIdentificationCompleted)
			if said.Peer == id {
				return describe(said), nil
			}
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}

func describe(said event.EvtPeerIdentificationCompleted) answer {
	addresses := []string{}
	for _, a := range said.ListenAddrs {
		addresses = append(addresses, a.String())
	}
	return answer{
		"agent":        said.AgentVersion,
		"protocols":    protocol.ConvertToStrings(said.Protocols),
		"addresses":    addresses,
		"observed":     fmt.Sprint(said.ObservedAddr),
		"signedRecord": said.SignedPeerRecord != nil,
		"security":     string(said.Conn.ConnState().Security),
		"muxer":        string(said.Conn.ConnState().StreamMultiplexer),
		"earlyMuxer":   said.Conn.ConnState().UsedEarlyMuxerNegotiation,
	}
}

func (p program) ping(ctx context.Context, address string) (answer, error) {
	id, err := p.connect(ctx, address)
	if err != nil {
		return nil, err
	}
	results := ping.Ping(ctx, p.host, id)
	micros := []int64{}
	for range 3 {
		r := <-results
		if r.Error != nil {
			return nil, r.Error
		}
		micros = append(micros, r.RTT.Microseconds())
	}
	return answer{"roundTripMicros": micros}, nil
}

// echo writes and reads at the same time, as the window is far smaller than the data.
func (p program) echo(ctx context.Context, arguments []string) (answer, error) {
	if len(arguments) != 2 {
		return nil, errors.New("echo needs an address and a number of bytes")
	}
	size, err := strconv.Atoi(arguments[1])
	if err != nil {
		return nil, err
	}
	id, err := p.connect(ctx, arguments[0])
	if err != nil {
		return nil, err
	}
	stream, err := p.host.NewStream(ctx, id, echoProtocol)
	if err != nil {
		return nil, err
	}
	defer stream.Reset()
	data := make([]byte, size)
	rand.New(rand.NewSource(int64(size))).Read(data)
	start := time.Now()
	written := make(chan error, 1)
	go func() {
		_, err := stream.Write(data)
		written <- errors.Join(err, stream.CloseWrite())
	}()
	echoed, err := io.ReadAll(stream)
	if err := errors.Join(err, <-written); err != nil {
		return nil, err
	}
	return answer{
		"bytes":  len(echoed),
		"equal":  bytes.Equal(data, echoed),
		"millis": time.Since(start).Milliseconds(),
	}, nil
}

func (p program) route(ctx context.Context, command string, arguments []string) (answer, error) {
	if p.dht == nil {
		return nil, errors.New("start with -kad for DHT commands")
	}
	argument := arguments[0]
	switch command {
	case "putvalue":
		if len(arguments) != 2 {
			return nil, errors.New("putvalue needs a key and a value")
		}
		return answer{}, p.dht.PutValue(ctx, argument, []byte(arguments[1]))
	case "getvalue":
		value, err := p.dht.GetValue(ctx, argument)
		return answer{"value": string(value)}, err
	case "findpeer":
		id, err := peer.Decode(argument)
		if err != nil {
			return nil, err
		}
		found, err := p.dht.FindPeer(ctx, id)
		return answer{"peer": found.ID.String(), "addresses": found.Addrs}, err
	case "provide":
		key, err := rendezvous(argument)
		if err != nil {
			return nil, err
		}
		return answer{"cid": key.String()}, p.dht.Provide(ctx, key, true)
	default:
		key, err := rendezvous(argument)
		if err != nil {
			return nil, err
		}
		found, err := p.dht.FindProviders(ctx, key)
		peers := []string{}
		for _, provider := range found {
			peers = append(peers, provider.ID.String())
		}
		return answer{"providers": peers}, err
	}
}

// longest takes any value but the empty one, and prefers the longest.
type longest struct{}

func (longest) Validate(key string, value []byte) error {
	if len(value) == 0 {
		return errors.New("empty")
	}
	return nil
}

func (longest) Select(key string, values [][]byte) (int, error) {
	best := 0
	for i, value := range values {
		if len(value) > len(values[best]) {
			best = i
		}
	}
	return best, nil
}

// rendezvous is the key that go-libp2p's routing discovery uses for a namespace.
func rendezvous(namespace string) (cid.Cid, error) {
	hash, err := multihash.Sum([]byte(namespace), multihash.SHA2_256, -1)
	return cid.NewCidV1(cid.Raw, hash), err
}

func serveEcho(stream network.Stream) {
	if _, err := io.Copy(stream, stream); err != nil {
		stream.Reset()
		return
	}
	stream.Close()
}

func (p program) addresses() []string {
	addresses := []string{}
	for _, a := range p.host.Addrs() {
		addresses = append(addresses, a.String()+"/p2p/"+p.host.ID().String())
	}
	return addresses
}

func failure(err error) answer {
	return answer{"ok": false, "error": err.Error()}
}

func print(a answer) {
	line, err := json.Marshal(a)
	if err != nil {
		line = []byte(`{"ok":false,"error":"unprintable answer"}`)
	}
	fmt.Println(string(line))
}
