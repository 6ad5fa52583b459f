package main

import (
	"bytes"
	"context"
	"errors"
	"io"
	"strconv"
	"time"

	"github.com/libp2p/go-libp2p/core/host"
	"github.com/libp2p/go-libp2p/core/network"
	"github.com/libp2p/go-libp2p/core/protocol"
	"golang.org/x/sync/errgroup"
)

const (
	echoProtocol    = "/echo/1.0.0"
	collectProtocol = "/collect/1.0.0"
	resetProtocol   = "/reset/1.0.0"

	chunkBytes = 64 << 10
)

func serve(h host.Host) {
	h.SetStreamHandler(echoProtocol, serveEcho)
	h.SetStreamHandler(collectProtocol, serveCollect)
	h.SetStreamHandler(resetProtocol, func(stream network.Stream) {
		_, _ = stream.Read(make([]byte, 1))
		_ = stream.Reset()
	})
}

func serveEcho(stream network.Stream) {
	if _, err := io.Copy(stream, stream); err != nil {
		_ = stream.Reset()
		return
	}
	_ = stream.Close()
}

// serveCollect answers only when the remote has closed its side.
func serveCollect(stream network.Stream) {
	all, err := io.ReadAll(stream)
	if err == nil {
		_, err = stream.Write(all)
	}
	if err != nil {
		_ = stream.Reset()
		return
	}
	_ = stream.Close()
}

func (p program) open(ctx context.Context, address string, id protocol.ID) (network.Stream, error) {
	peer, err := p.connect(ctx, address)
	if err != nil {
		return nil, err
	}
	return p.host.NewStream(ctx, peer, id)
}

func (p program) echo(ctx context.Context, arguments []string) (answer, error) {
	size, err := strconv.Atoi(arguments[1])
	if err != nil {
		return nil, err
	}
	count, err := strconv.Atoi(arguments[2])
	if err != nil {
		return nil, err
	}
	pattern := make([]byte, chunkBytes)
	for i := range pattern {
		pattern[i] = byte((i * 31) ^ (i >> 8))
	}
	start := time.Now()
	var streams []network.Stream
	for range count {
		stream, err := p.open(ctx, arguments[0], echoProtocol)
		if err != nil {
			return nil, err
		}
		defer stream.Reset()
		streams = append(streams, stream)
	}
	var group errgroup.Group
	for _, stream := range streams {
		group.Go(func() error { return send(stream, pattern, size) })
		group.Go(func() error { return compare(stream, pattern, size) })
	}
	if err := group.Wait(); err != nil {
		return nil, err
	}
	return answer{"bytes": size * count, "equal": true, "millis": time.Since(start).Milliseconds()}, nil
}

func send(stream network.Stream, pattern []byte, size int) error {
	for left := size; left > 0; left -= min(left, chunkBytes) {
		if _, err := stream.Write(pattern[:min(left, chunkBytes)]); err != nil {
			return err
		}
	}
	return stream.CloseWrite()
}

func compare(stream network.Stream, pattern []byte, size int) error {
	chunk := make([]byte, chunkBytes)
	for total := 0; ; {
		offset := total % chunkBytes
		n, err := stream.Read(chunk[:chunkBytes-offset])
		if !bytes.Equal(chunk[:n], pattern[offset:offset+n]) {
			return errors.New("other bytes came back")
		}
		total += n
		if errors.Is(err, io.EOF) && total == size {
			return nil
		}
		if err != nil {
			return err
		}
	}
}

func (p program) collect(ctx context.Context, arguments []string) (answer, error) {
	stream, err := p.open(ctx, arguments[0], collectProtocol)
	if err != nil {
		return nil, err
	}
	defer stream.Reset()
	if _, err := stream.Write([]byte(arguments[1])); err != nil {
		return nil, err
	}
	if err := stream.CloseWrite(); err != nil {
		return nil, err
	}
	text, err := io.ReadAll(stream)
	return answer{"text": string(text)}, err
}

func (p program) reset(ctx context.Context, arguments []string) (answer, error) {
	stream, err := p.open(ctx, arguments[0], resetProtocol)
	if err != nil {
		return nil, err
	}
	defer stream.Reset()
	if _, err := stream.Write([]byte("anything")); err != nil {
		return nil, err
	}
	_, err = io.ReadAll(stream)
	return answer{"reset": errors.Is(err, network.ErrReset)}, nil
}
