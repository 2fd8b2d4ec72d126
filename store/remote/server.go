package remote

import (
	"context"
	"encoding/gob"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"os"
	"strings"
	"time"

	"kabar/internal/version"
	"kabar/store"
)

const (
	maxQuestion = 8 << 20          // bytes: some 100,000 keys
	atATime     = 4                // questions; others wait
	stall       = 30 * time.Second // how long a reader may take nothing before it is cut off: a backup holds its transaction as long
	grace       = 30 * time.Second // how long the end waits for answers under way
)

// Server answers questions about a store until it is closed.
type Server struct {
	store store.Reader
	log   *slog.Logger
	http  http.Server
	sock  *socket
	slots chan struct{}
	ended chan struct{}
}

// Serve answers questions about the store of a data folder, on its socket. The caller holds the folder's lock, and closes the server
// before the store. A nil log: nothing is logged.
func Serve(dir string, s store.Reader, log *slog.Logger) (*Server, error) {
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	sock, err := listen(dir)
	if err != nil {
		return nil, fmt.Errorf("serve the store to other processes: %w", err)
	}
	srv := &Server{store: s, log: log, sock: sock, slots: make(chan struct{}, atATime), ended: make(chan struct{})}
	mux := http.NewServeMux()
	answer(mux, srv, method[nothing, greeting]{"Hello", func(context.Context, store.Reader, nothing) (greeting, error) {
		return greeting{os.Getpid(), version.Number()}, nil
	}})
	answer(mux, srv, changes)
	answer(mux, srv, documents)
	answer(mux, srv, frontier)
	answer(mux, srv, sources)
	answer(mux, srv, seen)
	answer(mux, srv, address)
	answer(mux, srv, sites)
	answer(mux, srv, hosts)
	answer(mux, srv, host)
	answer(mux, srv, robots)
	answer(mux, srv, memo)
	answer(mux, srv, document)
	answer(mux, srv, revisions)
	answer(mux, srv, stats)
	mux.HandleFunc("POST /Backup", srv.backup)
	srv.http = http.Server{
		Handler: srv.admit(mux), ReadHeaderTimeout: 5 * time.Second, IdleTimeout: 5 * time.Minute, MaxHeaderBytes: 16 << 10,
		ErrorLog: slog.NewLogLogger(log.Handler(), slog.LevelWarn),
	}
	go func() {
		defer close(srv.ended)
		_ = srv.http.Serve(sock) // always ErrServerClosed, or that the socket broke: readers then open the file when we end
	}()
	return srv, nil
}

// Close takes no more questions, waits for the answers under way, and removes the socket. A backup that takes longer than half
// a minute is broken off.
func (s *Server) Close() error {
	ctx, cancel := context.WithTimeout(context.Background(), grace)
	defer cancel()
	if err := s.http.Shutdown(ctx); err != nil {
		s.log.Warn("a reader of the store was cut off at the end of the run", "after", grace)
		_ = s.http.Close() // its connections are ours to drop
	}
	<-s.ended
	return s.sock.remove()
}

// admit refuses clients of another form, and bounds how much is done at a time.
func (s *Server) admit(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_ = http.NewResponseController(w).SetWriteDeadline(time.Now().Add(stall)) // that of the last answer may have passed
		w.Header().Set(headerVersion, version.Number())
		if r.Header.Get(headerProtocol) != protocol() {
			http.Error(w, fmt.Sprintf("this is kabar %s, process %d, which exchanges other records", version.Number(), os.Getpid()), http.StatusUpgradeRequired)
			return
		}
		select {
		case s.slots <- struct{}{}:
			defer func() { <-s.slots }()
		case <-r.Context().Done():
			return
		}
		next.ServeHTTP(w, r)
	})
}

// answer adds a method to what a server answers.
func answer[Q, A any](mux *http.ServeMux, s *Server, m method[Q, A]) {
	mux.HandleFunc("POST /"+m.name, func(w http.ResponseWriter, r *http.Request) {
		var q Q
		to := patient{w, http.NewResponseController(w)}
		_ = to.c.SetReadDeadline(time.Now().Add(stall)) // of the question; a connection that cannot have one is not ours
		if err := gob.NewDecoder(http.MaxBytesReader(w, r.Body, maxQuestion)).Decode(&q); err != nil {
			http.Error(w, "question: "+err.Error(), http.StatusBadRequest)
			return
		}
		_ = to.c.SetReadDeadline(time.Time{})
		a, err := m.run(r.Context(), s.store, q)
		if err != nil {
			fail(w, to, err)
			return
		}
		s.told(m.name, gob.NewEncoder(to).Encode(a))
	})
}

func (s *Server) backup(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Trailer", trailerOutcome)
	to := &counted{w: patient{w, http.NewResponseController(w)}}
	err := s.store.Backup(r.Context(), to)
	switch {
	case err == nil:
		w.Header().Set(trailerOutcome, done)
	case to.n == 0:
		w.Header().Del("Trailer")
		fail(w, to.w, err)
	default:
		s.told("Backup", err)
		w.Header().Set(trailerOutcome, strings.ToValidUTF8(strings.ReplaceAll(err.Error(), "\n", "; "), "?"))
	}
}

// told notes an answer that did not arrive.
func (s *Server) told(name string, err error) {
	if err != nil {
		s.log.Debug("a reader of the store went away", "method", name, "error", err)
	}
}

// fail answers with an error of the store.
func fail(w http.ResponseWriter, to io.Writer, err error) {
	w.WriteHeader(http.StatusUnprocessableEntity)
	_ = gob.NewEncoder(to).Encode(failureOf(err)) // the reader has gone: nobody to tell
}

// patient writes an answer, and gives up on a reader that takes nothing for a while.
type patient struct {
	w io.Writer
	c *http.ResponseController
}

func (p patient) Write(b []byte) (int, error) {
	if len(b) == 0 { // it would send the header
		return 0, nil
	}
	if err := p.c.SetWriteDeadline(time.Now().Add(stall)); err != nil { // a clock of the system's: it is about a process that sleeps
		return 0, err
	}
	return p.w.Write(b)
}

// counted counts what was written.
type counted struct {
	w io.Writer
	n int64
}

func (c *counted) Write(b []byte) (int, error) {
	n, err := c.w.Write(b)
	c.n += int64(n)
	return n, err
}
