//go:build unix

package remote

import (
	"net"
	"syscall"
)

// listenPrivately makes a socket of mode 0600. The mask is the process's, so that for some microseconds other new files are private too;
// changing the mode afterwards would leave the socket open to everybody as long.
func listenPrivately(path string) (net.Listener, error) {
	defer syscall.Umask(syscall.Umask(0o177))
	return net.Listen("unix", path)
}
