// Command crawler turns news sites into clean text corpora: it finds a site's feeds, sitemaps and
// sections, fetches every article once and politely, takes the text out of the page, and dumps
// deduplicated documents as JSON lines.
//
// See crawler help, and the README for a first run.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"kabar/store"
)

// Exit codes; docs/commands.md lists them for scripts.
const (
	exitOK      = 0
	exitFailure = 1
	exitUsage   = 2  // usage or configuration
	exitPartial = 3  // finished, but some sites failed
	exitLocked  = 75 // another run holds the data folder (EX_TEMPFAIL of sysexits.h)
)

func main() {
	os.Exit(realMain(os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}

// realMain runs one command line. The first interrupt lets it end in order, the second ends it at once:
// what is committed is safe either way.
func realMain(args []string, in io.Reader, out, errOut io.Writer) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, func() { // from here on a signal has its default effect
		stop()
	})
	a := &app{in: in, out: out, errOut: errOut}
	root := a.root()
	root.SetArgs(args)
	err := root.ExecuteContext(ctx)
	if err == nil {
		return exitOK
	}
	var coded *exitError
	if errors.As(err, &coded) {
		if coded.err != nil {
			fmt.Fprintf(errOut, "crawler: %v\n", coded.err)
		}
		return coded.code
	}
	if ctx.Err() != nil && errors.Is(err, context.Canceled) {
		fmt.Fprintln(errOut, "crawler: interrupted")
		return exitFailure
	}
	fmt.Fprintf(errOut, "crawler: %v\n", err)
	switch {
	case errors.Is(err, store.ErrLocked):
		return exitLocked
	case a.started:
		return exitFailure
	}
	fmt.Fprintln(errOut, "Run 'crawler help' for the commands.")
	return exitUsage
}

// exitError carries an exit code; a nil err is silent, since the command has said what is to be said.
type exitError struct {
	code int
	err  error
}

func (e *exitError) Error() string {
	if e.err == nil {
		return fmt.Sprintf("exit %d", e.code)
	}
	return e.err.Error()
}

func (e *exitError) Unwrap() error { return e.err }

func usage(format string, args ...any) error {
	return &exitError{exitUsage, fmt.Errorf(format, args...)}
}
