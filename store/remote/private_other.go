//go:build !unix

package remote

import "net"

// listenPrivately makes a socket; who may use it is for the folder to say.
func listenPrivately(path string) (net.Listener, error) { return net.Listen("unix", path) }
