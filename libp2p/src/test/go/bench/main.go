// Command bench measures go-libp2p over loopback TCP, Noise and Yamux, with both hosts in this
// process. It does what Benchmark.java does to the stack under test, in the same order, and
// prints a name and a number a line.
package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/libp2p/go-libp2p"
	"github.com/libp2p/go-libp2p/core/host"
	"github.com/libp2p/go-libp2p/core/network"
	"github.com/libp2p/go-libp2p/core/peer"
	"github.com/libp2p/go-libp2p/p2p/muxer/yamux"
	"github.com/libp2p/go-libp2p/p2p/security/noise"
	"github.com/libp2p/go-libp2p/p2p/transport/tcp"
)

const (
	uploadMiB  = 2048
	chunk      = 64 << 10
	roundTrips = 20_000
	small      = 64
	streams    = 10_000
	handshakes = 500
	hosts      = 200
)

func main() {
	if err := run(context.Background()); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(ctx context.Context) error {
	here, err := newHost()
	if err != nil {
		return err
	}
	there, err := newHost()
	if err != nil {
		return err
	}
	there.SetStreamHandler("/sink", func(s network.Stream) {
		io.Copy(io.Discard, s)
		s.Close()
	})
	there.SetStreamHandler("/echo", func(s network.Stream) {
		io.Copy(s, s)
		s.Close()
	})
	to := peer.AddrInfo{ID: there.ID(), Addrs: there.Addrs()}
	if err := here.Connect(ctx, to); err != nil {
		return err
	}
	for _, part := range []struct {
		name  string
		count int
		work  func() error
	}{
		{"upload", uploadMiB, func() error { return upload(ctx, here, to.ID) }},
		{"round-trip", roundTrips, func() error { return roundTrip(ctx, here, to.ID) }},
		{"stream", streams, func() error { return each(streams, func() error { return stream(ctx, here, to.ID) }) }},
		{"handshake", handshakes, func() error { return each(handshakes, func() error { return handshake(ctx, here, to) }) }},
		{"host", hosts, func() error { return each(hosts, func() error { return startedHost(ctx, to) }) }},
	} {
		start := time.Now()
		if err := part.work(); err != nil {
			return fmt.Errorf("%s: %w", part.name, err)
		}
		fmt.Printf("%s %.1f\n", part.name, float64(part.count)/time.Since(start).Seconds())
	}
	return nil
}

func newHost() (host.Host, error) {
	return libp2p.New(libp2p.ListenAddrStrings("/ip4/127.0.0.1/tcp/0"), libp2p.Transport(tcp.NewTCPTransport),
		libp2p.Security(noise.ID, noise.New), libp2p.Muxer(yamux.ID, yamux.DefaultTransport),
		libp2p.DisableRelay(), libp2p.ResourceManager(&network.NullResourceManager{}))
}

func each(times int, work func() error) error {
	for range times {
		if err := work(); err != nil {
			return err
		}
	}
	return nil
}

func upload(ctx context.Context, h host.Host, to peer.ID) error {
	s, err := h.NewStream(ctx, to, "/sink")
	if err != nil {
		return err
	}
	data := make([]byte, chunk)
	for range uploadMiB << 20 / chunk {
		if _, err := s.Write(data); err != nil {
			return err
		}
	}
	return finish(s)
}

func roundTrip(ctx context.Context, h host.Host, to peer.ID) error {
	s, err := h.NewStream(ctx, to, "/echo")
	if err != nil {
		return err
	}
	data := make([]byte, small)
	err = each(roundTrips, func() error {
		if _, err := s.Write(data); err != nil {
			return err
		}
		_, err := io.ReadFull(s, data)
		return err
	})
	if err != nil {
		return err
	}
	return finish(s)
}

func stream(ctx context.Context, h host.Host, to peer.ID) error {
	s, err := h.NewStream(ctx, to, "/echo")
	if err != nil {
		return err
	}
	if _, err := s.Write(make([]byte, small)); err != nil {
		return err
	}
	return finish(s)
}

// finish ends the own side and reads to the end of the other, which says that all has arrived.
func finish(s network.Stream) error {
	if err := s.CloseWrite(); err != nil {
		return err
	}
	if _, err := io.Copy(io.Discard, s); err != nil {
		return err
	}
	return s.Close()
}

// handshake connects a host that runs; go-libp2p's Connect waits for the answer to identify too.
func handshake(ctx context.Context, h host.Host, to peer.AddrInfo) error {
	if err := h.Network().ClosePeer(to.ID); err != nil {
		return err
	}
	return h.Connect(ctx, to)
}

func startedHost(ctx context.Context, to peer.AddrInfo) error {
	h, err := newHost()
	if err != nil {
		return err
	}
	if err := h.Connect(ctx, to); err != nil {
		return err
	}
	return h.Close()
}
