// Command interop is a go-libp2p peer for the tests of another libp2p stack. What it is told
// and what it answers is described in RealPeer.java; logs go to standard error, and it ends
// with its standard input.
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/libp2p/go-libp2p"
	dht "github.com/libp2p/go-libp2p-kad-dht"
	"github.com/libp2p/go-libp2p/core/host"
	"github.com/libp2p/go-libp2p/core/pnet"
	"github.com/libp2p/go-libp2p/core/protocol"
	rcmgr "github.com/libp2p/go-libp2p/p2p/host/resource-manager"
	"github.com/libp2p/go-libp2p/p2p/security/noise"
	libp2ptls "github.com/libp2p/go-libp2p/p2p/security/tls"
)

const (
	commandTimeout = 60 * time.Second
	anyPort        = "/ip4/127.0.0.1/tcp/0"
)

type answer map[string]any

type options struct {
	listen, kad, security, psk string
	client                     bool
}

type program struct {
	host host.Host
	dht  *dht.IpfsDHT
}

func main() {
	var o options
	flag.StringVar(&o.listen, "listen", anyPort, "address to listen on")
	flag.StringVar(&o.kad, "kad", "", "protocol prefix of a DHT to take part in, such as /test")
	flag.BoolVar(&o.client, "client", false, "only ask the DHT, do not serve")
	flag.StringVar(&o.security, "security", "noise", "noise or tls")
	flag.StringVar(&o.psk, "psk", "", "file with the key of a private network")
	flag.Parse()
	execute := func() error { return run(o) }
	if isTransportTest() {
		execute = transportTest
	}
	if err := execute(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(o options) error {
	h, err := newHost(o)
	if err != nil {
		return err
	}
	defer h.Close()
	serve(h)
	p := program{host: h}
	if o.kad != "" {
		mode := dht.ModeServer
		if o.client {
			mode = dht.ModeClient
		}
		p.dht, err = dht.New(h, dht.Mode(mode), dht.ProtocolPrefix(protocol.ID(o.kad)),
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

func newHost(o options) (host.Host, error) {
	// All peers of a test share one address, and open more streams than strangers may.
	resources, err := rcmgr.NewResourceManager(rcmgr.NewFixedLimiter(rcmgr.InfiniteLimits))
	if err != nil {
		return nil, err
	}
	settings := []libp2p.Option{
		libp2p.ListenAddrStrings(o.listen), libp2p.DisableRelay(), libp2p.ResourceManager(resources),
	}
	if o.security == "tls" {
		settings = append(settings, libp2p.Security(libp2ptls.ID, libp2ptls.New))
	} else {
		settings = append(settings, libp2p.Security(noise.ID, noise.New))
	}
	if o.psk != "" {
		file, err := os.Open(o.psk)
		if err != nil {
			return nil, err
		}
		defer file.Close()
		key, err := pnet.DecodeV1PSK(file)
		if err != nil {
			return nil, err
		}
		settings = append(settings, libp2p.PrivateNetwork(key))
	}
	return libp2p.New(settings...)
}

func (p program) execute(words []string) answer {
	if len(words) == 0 {
		return failure(errors.New("a command is needed"))
	}
	ctx, cancel := context.WithTimeout(context.Background(), commandTimeout)
	defer cancel()
	command, known := commands[words[0]]
	if !known {
		return failure(fmt.Errorf("unknown command %q", words[0]))
	}
	if len(words)-1 != command.arguments {
		return failure(fmt.Errorf("%s takes %d arguments", words[0], command.arguments))
	}
	if command.dht && p.dht == nil {
		return failure(errors.New("start with -kad for DHT commands"))
	}
	result, err := command.run(p, ctx, words[1:])
	if err != nil {
		return failure(err)
	}
	if result == nil {
		result = answer{}
	}
	result["event"] = words[0]
	result["ok"] = true
	return result
}

type command struct {
	arguments int
	dht       bool
	run       func(program, context.Context, []string) (answer, error)
}

var commands = map[string]command{
	"connect":       {1, false, program.connectCommand},
	"disconnect":    {1, false, program.disconnect},
	"connected":     {1, false, program.connected},
	"identify":      {1, false, program.identify},
	"protocols":     {1, false, program.protocols},
	"serve":         {1, false, program.serveToo},
	"ping":          {1, false, program.ping},
	"echo":          {3, false, program.echo},
	"collect":       {2, false, program.collect},
	"reset":         {1, false, program.reset},
	"redial":        {2, false, program.redial},
	"crowd":         {2, false, program.crowd},
	"table":         {0, true, program.table},
	"findpeer":      {1, true, program.findPeer},
	"provide":       {1, true, program.provide},
	"findproviders": {1, true, program.findProviders},
	"putvalue":      {2, true, program.putValue},
	"getvalue":      {1, true, program.getValue},
	"advertise":     {1, true, program.advertise},
	"discover":      {1, true, program.discover},
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
