package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"strings"
	"time"

	"github.com/libp2p/go-libp2p/p2p/protocol/ping"
)

// isTransportTest tells whether the environment makes this a transport test program, whose
// conventions are described in TransportProgram.java.
func isTransportTest() bool {
	_, told := os.LookupEnv("IS_DIALER")
	return told
}

func transportTest() error {
	security := os.Getenv("SECURE_CHANNEL")
	if os.Getenv("TRANSPORT") != "tcp" || os.Getenv("MUXER") != "yamux" || security != "noise" && security != "tls" {
		return errors.New("only tcp with noise or tls and yamux is supported")
	}
	h, err := newHost(options{listen: "/ip4/" + os.Getenv("LISTENER_IP") + "/tcp/0", security: security})
	if err != nil {
		return err
	}
	defer h.Close()
	p := program{host: h}
	if os.Getenv("IS_DIALER") == "true" {
		return p.measure()
	}
	if _, err := redis("RPUSH", addressKey(), p.addresses()[0]); err != nil {
		return err
	}
	select {}
}

func (p program) measure() error {
	ctx, cancel := context.WithTimeout(context.Background(), commandTimeout)
	defer cancel()
	reply, err := redis("BLPOP", addressKey(), fmt.Sprint(commandTimeout.Seconds()))
	if err != nil {
		return err
	}
	start := time.Now()
	id, err := p.connect(ctx, reply[len(reply)-1])
	if err != nil {
		return err
	}
	result := <-ping.Ping(ctx, p.host, id)
	if result.Error != nil {
		return result.Error
	}
	fmt.Printf("latency:\n  handshake_plus_one_rtt: %.3f\n  ping_rtt: %.3f\n  unit: ms\n",
		millis(time.Since(start)), millis(result.RTT))
	return nil
}

func addressKey() string {
	return os.Getenv("TEST_KEY") + "_listener_multiaddr"
}

func millis(d time.Duration) float64 {
	return float64(d.Microseconds()) / 1000
}

// redis executes one command, none of whose words has a blank, and returns the lines of its reply.
func redis(words ...string) ([]string, error) {
	connection, err := net.Dial("tcp", os.Getenv("REDIS_ADDR"))
	if err != nil {
		return nil, err
	}
	defer connection.Close()
	fmt.Fprintf(connection, "%s\r\n", strings.Join(words, " "))
	lines := bufio.NewScanner(connection)
	reply := []string{}
	for count := 1; len(reply) < count && lines.Scan(); {
		reply = append(reply, lines.Text())
		// An array of strings has two lines for each: its length and itself.
		if _, err := fmt.Sscanf(reply[0], "*%d", &count); err == nil {
			count = 1 + 2*count
		}
	}
	if len(reply) == 0 || strings.HasPrefix(reply[0], "-") || reply[0] == "*-1" {
		return nil, fmt.Errorf("redis answers %q to %q", reply, words)
	}
	return reply, lines.Err()
}
