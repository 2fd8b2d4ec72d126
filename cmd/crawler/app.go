package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"kabar/config"
)

// app is what all commands share: the streams, the common flags, and the configuration after setup.
type app struct {
	in          io.Reader
	out, errOut io.Writer

	configPath string
	dataDir    string
	asJSON     bool
	logFormat  string
	verbose    bool

	started  bool // setup has passed: errors from here on are not of usage
	cfg      config.Config
	log      *slog.Logger
	progress *progressLine
}

const long = `crawler turns news sites into clean text corpora.

It finds a site's feeds, sitemaps and sections by itself, fetches every article once and politely, takes
the text out of the page, keeps what it fetched as WARC, and dumps deduplicated documents as JSON lines.

Exit codes: 0 all well, 1 failure, 2 usage or configuration, 3 finished but some sites failed,
75 another run holds the data folder.`

const examples = `  crawler run riau24.com                    # crawl one site, no configuration needed
  crawler export --out corpus.jsonl.zst     # dump what was found
  crawler config > kabar.yaml               # a commented configuration to start from
  crawler run --for 10m                     # every site of kabar.yaml, ten minutes at most
  crawler extract --url URL page.html       # one page to one record`

func (a *app) root() *cobra.Command {
	root := &cobra.Command{
		Use: "crawler", Short: "News sites to clean text corpora", Long: long, Example: examples,
		SilenceErrors: true, SilenceUsage: true,
		PersistentPreRunE: func(cmd *cobra.Command, _ []string) error { return a.setup(cmd) },
	}
	root.SetOut(a.out)
	root.SetErr(a.errOut)
	root.CompletionOptions.HiddenDefaultCmd = true
	f := root.PersistentFlags()
	f.StringVar(&a.configPath, "config", "kabar.yaml", "configuration `file`")
	f.StringVar(&a.dataDir, "data", "data", "data `folder`; stands before the configuration's")
	f.BoolVar(&a.asJSON, "json", false, "write results as JSON, for machines")
	f.StringVar(&a.logFormat, "log-format", "", "messages as `text or json`")
	f.BoolVarP(&a.verbose, "verbose", "v", false, "tell of every visit")
	root.SetFlagErrorFunc(flagError)
	root.AddCommand(
		a.runCommand(), a.exportCommand(), a.extractCommand(), a.statsCommand(), a.sourcesCommand(),
		a.showCommand(), a.configCommand(), a.demoCommand(), a.versionCommand(), a.discoverCommand(),
		a.backfillCommand(), a.checkCommand(), a.backupCommand(), a.restoreCommand(),
		a.forgetCommand(), a.compactCommand(), a.pruneCommand(), a.rederiveCommand(), a.dupsCommand(),
	)
	root.AddCommand(a.batchCommands()...)
	return root
}

// setup reads the configuration and lays the flags over it.
func (a *app) setup(cmd *cobra.Command) error {
	cfg, err := config.Load(a.configPath)
	if errors.Is(err, fs.ErrNotExist) && !cmd.Flags().Changed("config") {
		cfg, err = config.Default(), nil
	}
	if err != nil {
		return usage("configuration: %w", err)
	}
	if cmd.Flags().Changed("data") || cfg.Data == "" {
		cfg.Data = a.dataDir
	}
	if a.logFormat != "" {
		cfg.Log.Format = a.logFormat
	}
	a.cfg = cfg
	if a.log, err = a.logger(cfg.Log); err != nil {
		return err
	}
	a.started = true
	return nil
}

func (a *app) logger(c config.Log) (*slog.Logger, error) {
	var level slog.Level
	if err := level.UnmarshalText([]byte(c.Level)); err != nil {
		return nil, usage("log level: %w", err)
	}
	if a.verbose {
		level = slog.LevelDebug
	}
	a.progress = newProgressLine(a.errOut)
	o := &slog.HandlerOptions{Level: level}
	switch c.Format {
	case "text":
		return slog.New(slog.NewTextHandler(a.progress, o)), nil
	case "json":
		return slog.New(slog.NewJSONHandler(a.progress, o)), nil
	}
	return nil, usage("--log-format: %q is neither text nor json", c.Format)
}

// isTerminal tells whether a person watches w.
func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}

// dbPath is where the store of a data folder lies.
func (a *app) dbPath() string { return filepath.Join(a.cfg.Data, "kabar.db") }

// haveData tells a command that only reads when there is nothing to read.
func (a *app) haveData() error {
	if _, err := os.Stat(a.dbPath()); errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("there is no data in %s yet: crawl a site first ('crawler run SITE'), or name another folder with --data", a.cfg.Data)
	} else if err != nil {
		return fmt.Errorf("data folder: %w", err)
	}
	return nil
}
