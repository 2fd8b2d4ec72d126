package remote

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"syscall"
)

// SocketName is the socket's name in the data folder.
const SocketName = "kabar.sock"

// maxPath is the longest path of a socket that every system takes: 104 bytes with the closing NUL on the BSDs, 108 on Linux.
const maxPath = 103

// socket is a socket that is listened on, with what to remove at the end.
type socket struct {
	net.Listener
	made []string
}

// listen makes the socket of a data folder, for its owner alone. The caller holds the folder's lock: what lies there already was left
// behind by a process that was killed. Where the folder's path is too long for a socket, a symbolic link leads to one in a temporary folder.
func listen(dir string) (*socket, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return nil, err
	}
	path := filepath.Join(dir, SocketName)
	if err := removeStale(path); err != nil {
		return nil, err
	}
	s := &socket{made: []string{path}}
	at := path
	if len(path) > maxPath {
		temp, err := os.MkdirTemp("", "kabar-") // mode 0700
		if err != nil {
			return nil, err
		}
		at = filepath.Join(temp, SocketName)
		s.made = []string{path, at, temp}
		if err := os.Symlink(at, path); err != nil {
			return nil, errors.Join(err, s.remove())
		}
	}
	if s.Listener, err = listenPrivately(at); err != nil {
		return nil, errors.Join(err, s.remove())
	}
	return s, nil
}

// removeStale removes a socket that nobody listens on any more, with the temporary folder that it may lie in.
func removeStale(path string) error {
	info, err := os.Lstat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	if info.Mode().IsRegular() || info.IsDir() {
		return fmt.Errorf("%s is in the way: it is no socket", path)
	}
	if target, err := os.Readlink(path); err == nil && filepath.Base(target) == SocketName {
		_ = os.Remove(target) // what stays is an empty folder of the system's temporary ones
		_ = os.Remove(filepath.Dir(target))
	}
	return os.Remove(path)
}

func (s *socket) remove() error {
	var all error
	for _, path := range s.made {
		if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
			all = errors.Join(all, err)
		}
	}
	return all
}

// dial connects to the socket of a data folder. ErrNobody: there is none, nobody listens, or it is another user's, which says nothing of whether
// anybody listens.
func dial(ctx context.Context, dir string) (net.Conn, error) {
	path := filepath.Join(dir, SocketName)
	if target, err := os.Readlink(path); err == nil {
		path = target
	}
	if len(path) > maxPath { // a name for the folder that is longer than its owner's
		if real, err := filepath.EvalSymlinks(path); err == nil {
			path = real
		}
		if len(path) > maxPath {
			return nil, fmt.Errorf("%w: no socket can lie at %s", ErrNobody, path)
		}
	}
	conn, err := new(net.Dialer).DialContext(ctx, "unix", path)
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ECONNREFUSED) || errors.Is(err, fs.ErrPermission) {
		return nil, fmt.Errorf("%w: %w", ErrNobody, err)
	}
	return conn, err
}
