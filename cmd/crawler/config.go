package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"kabar/config"
)

func (a *app) configCommand() *cobra.Command {
	return &cobra.Command{
		Use: "config", Short: "Print a commented example configuration", Args: flagsOnly,
		Example: "  crawler config > kabar.yaml",
		// A broken configuration must not keep the example from being printed.
		PersistentPreRunE: func(*cobra.Command, []string) error { return nil },
		RunE: func(*cobra.Command, []string) error {
			_, err := fmt.Fprint(a.out, config.Example)
			return err
		},
	}
}
