package main

import (
	"fmt"
	"runtime"

	"github.com/spf13/cobra"

	"kabar/internal/version"
	"kabar/normalize"
)

func (a *app) versionCommand() *cobra.Command {
	return &cobra.Command{
		Use: "version", Short: "Say which build this is", Args: flagsOnly, Example: "  crawler version --json",
		RunE: func(*cobra.Command, []string) error {
			revision, when := version.Commit()
			if a.asJSON {
				return writeJSON(a.out, map[string]string{
					"version": version.Number(), "revision": revision, "time": when, "normalizer": normalize.Version, "go": runtime.Version(),
				})
			}
			fmt.Fprintf(a.out, "crawler %s, normalizer %s, %s\n", version.Number(), normalize.Version, runtime.Version())
			if revision != "" {
				fmt.Fprintf(a.out, "revision %s of %s\n", revision, when)
			}
			return nil
		},
	}
}
