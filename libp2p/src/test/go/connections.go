package main

import (
	"context"
	"fmt"
	"strconv"

	"github.com/libp2p/go-libp2p/core/event"
	"github.com/libp2p/go-libp2p/core/network"
	"github.com/libp2p/go-libp2p/core/peer"
	"github.com/libp2p/go-libp2p/core/protocol"
	"github.com/libp2p/go-libp2p/p2p/protocol/ping"
	"golang.org/x/sync/errgroup"
)

func (p program) connect(ctx context.Context, address string) (peer.ID, error) {
	info, err := peer.AddrInfoFromString(address)
	if err != nil {
		return "", err
	}
	return info.ID, p.host.Connect(ctx, *info)
}

func (p program) connectCommand(ctx context.Context, arguments []string) (answer, error) {
	_, err := p.connect(ctx, arguments[0])
	return nil, err
}

func (p program) disconnect(_ context.Context, arguments []string) (answer, error) {
	id, err := peer.Decode(arguments[0])
	if err != nil {
		return nil, err
	}
	return nil, p.host.Network().ClosePeer(id)
}

func (p program) connected(_ context.Context, arguments []string) (answer, error) {
	id, err := peer.Decode(arguments[0])
	if err != nil {
		return nil, err
	}
	return answer{"connected": p.host.Network().Connectedness(id) == network.Connected}, nil
}

func (p program) identify(ctx context.Context, arguments []string) (answer, error) {
	identified, err := p.host.EventBus().Subscribe(new(event.EvtPeerIdentificationCompleted))
	if err != nil {
		return nil, err
	}
	defer identified.Close()
	id, err := p.connect(ctx, arguments[0])
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

func (p program) protocols(_ context.Context, arguments []string) (answer, error) {
	id, err := peer.Decode(arguments[0])
	if err != nil {
		return nil, err
	}
	known, err := p.host.Peerstore().GetProtocols(id)
	return answer{"protocols": protocol.ConvertToStrings(known)}, err
}

// serveToo changes what identify says, which go-libp2p pushes to all peers.
func (p program) serveToo(_ context.Context, arguments []string) (answer, error) {
	p.host.SetStreamHandler(protocol.ID(arguments[0]), serveEcho)
	return nil, nil
}

func (p program) ping(ctx context.Context, arguments []string) (answer, error) {
	id, err := p.connect(ctx, arguments[0])
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

func (p program) redial(ctx context.Context, arguments []string) (answer, error) {
	times, err := strconv.Atoi(arguments[1])
	if err != nil {
		return nil, err
	}
	for range times {
		if _, err := p.collect(ctx, []string{arguments[0], "again"}); err != nil {
			return nil, err
		}
		id, err := p.connect(ctx, arguments[0])
		if err != nil {
			return nil, err
		}
		if err := p.host.Network().ClosePeer(id); err != nil {
			return nil, err
		}
	}
	return answer{"times": times}, nil
}

// crowd adds hosts, which live as long as the process. All are connected before the first uses its connection.
func (p program) crowd(ctx context.Context, arguments []string) (answer, error) {
	count, err := strconv.Atoi(arguments[1])
	if err != nil {
		return nil, err
	}
	members := make([]program, count)
	var connecting, using errgroup.Group
	for i := range members {
		connecting.Go(func() error {
			h, err := newHost(options{listen: anyPort})
			if err != nil {
				return err
			}
			serve(h)
			members[i] = program{host: h}
			_, err = members[i].connect(ctx, arguments[0])
			return err
		})
	}
	if err := connecting.Wait(); err != nil {
		return nil, err
	}
	peers := []string{}
	for _, member := range members {
		id := member.host.ID().String()
		peers = append(peers, id)
		using.Go(func() error {
			said, err := member.collect(ctx, []string{arguments[0], id})
			if err == nil && said["text"] != id {
				err = fmt.Errorf("%s got %v back", id, said["text"])
			}
			return err
		})
	}
	return answer{"peers": peers}, using.Wait()
}
