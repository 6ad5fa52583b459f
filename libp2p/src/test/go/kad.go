package main

import (
	"context"
	"errors"
	"time"

	"github.com/ipfs/go-cid"
	"github.com/libp2p/go-libp2p/core/discovery"
	"github.com/libp2p/go-libp2p/core/peer"
	"github.com/libp2p/go-libp2p/p2p/discovery/routing"
	"github.com/multiformats/go-multihash"
)

func (p program) table(context.Context, []string) (answer, error) {
	peers := []string{}
	for _, id := range p.dht.RoutingTable().ListPeers() {
		peers = append(peers, id.String())
	}
	return answer{"size": len(peers), "peers": peers}, nil
}

func (p program) findPeer(ctx context.Context, arguments []string) (answer, error) {
	id, err := peer.Decode(arguments[0])
	if err != nil {
		return nil, err
	}
	found, err := p.dht.FindPeer(ctx, id)
	addresses := []string{}
	for _, a := range found.Addrs {
		addresses = append(addresses, a.String())
	}
	return answer{"peer": found.ID.String(), "addresses": addresses}, err
}

func (p program) provide(ctx context.Context, arguments []string) (answer, error) {
	key, err := rendezvous(arguments[0])
	if err != nil {
		return nil, err
	}
	return nil, p.dht.Provide(ctx, key, true)
}

func (p program) findProviders(ctx context.Context, arguments []string) (answer, error) {
	key, err := rendezvous(arguments[0])
	if err != nil {
		return nil, err
	}
	found, err := p.dht.FindProviders(ctx, key)
	return answer{"providers": ids(found)}, err
}

func (p program) putValue(ctx context.Context, arguments []string) (answer, error) {
	return nil, p.dht.PutValue(ctx, arguments[0], []byte(arguments[1]))
}

func (p program) getValue(ctx context.Context, arguments []string) (answer, error) {
	value, err := p.dht.GetValue(ctx, arguments[0])
	return answer{"value": string(value)}, err
}

func (p program) advertise(ctx context.Context, arguments []string) (answer, error) {
	ttl, err := routing.NewRoutingDiscovery(p.dht).Advertise(ctx, arguments[0])
	return answer{"ttlSeconds": int(ttl / time.Second)}, err
}

func (p program) discover(ctx context.Context, arguments []string) (answer, error) {
	peers, err := routing.NewRoutingDiscovery(p.dht).FindPeers(ctx, arguments[0], discovery.Limit(100))
	if err != nil {
		return nil, err
	}
	var found []peer.AddrInfo
	for info := range peers {
		found = append(found, info)
	}
	return answer{"providers": ids(found)}, nil
}

func ids(found []peer.AddrInfo) []string {
	texts := []string{}
	for _, info := range found {
		texts = append(texts, info.ID.String())
	}
	return texts
}

// rendezvous is the key that go-libp2p's routing discovery uses for a namespace.
func rendezvous(namespace string) (cid.Cid, error) {
	hash, err := multihash.Sum([]byte(namespace), multihash.SHA2_256, -1)
	return cid.NewCidV1(cid.Raw, hash), err
}

// longest takes any value but the empty one, and prefers the longest.
type longest struct{}

func (longest) Validate(_ string, value []byte) error {
	if len(value) == 0 {
		return errors.New("empty")
	}
	return nil
}

func (longest) Select(_ string, values [][]byte) (int, error) {
	best := 0
	for i, value := range values {
		if len(value) > len(values[best]) {
			best = i
		}
	}
	return best, nil
}
