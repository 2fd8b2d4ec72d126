package main

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"kabar/store"
	"kabar/store/bolt"
)

func (a *app) compactCommand() *cobra.Command {
	return &cobra.Command{
		Use: "compact", Short: "Write the store's file anew without its free pages", Args: flagsOnly,
		Long: `Write the store's file anew without its free pages, so that it becomes as small as it can be and holds
nothing of what was removed. The new file is written beside the old one, which takes room for a while, and
is verified before it takes the name. No run may use the data folder meanwhile.`,
		Example: "  crawler compact\n  crawler compact --json | jq .after",
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := a.haveData(); err != nil {
				return err
			}
			before, after, err := bolt.Compact(cmd.Context(), a.cfg.Data, bolt.Options{Logger: a.log})
			if errors.Is(err, store.ErrFull) {
				return fmt.Errorf("%w: the new file needs about as much room as the old one, %s", err, megabytes(before))
			}
			if err != nil {
				return err
			}
			if a.asJSON {
				return writeJSON(a.out, map[string]int64{"before": before, "after": after})
			}
			fmt.Fprintf(a.errOut, "from %s to %s\n", megabytes(before), megabytes(after))
			return nil
		},
	}
}
