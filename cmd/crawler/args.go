package main

import (
	"regexp"

	"github.com/spf13/cobra"
)

// takes checks how many arguments a command is given; what says, after its name, which it needs.
func takes(least, most int, what string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) < least {
			return usage("%s: %s", cmd.Name(), what)
		}
		if len(args) > most {
			return usage("%s: %q is one argument too many; see '%s --help'", cmd.Name(), args[most], cmd.CommandPath())
		}
		return nil
	}
}

// flagsOnly are the arguments of a command that takes none.
var flagsOnly = takes(0, 0, "")

// numberError is what the flag package adds to a number that it cannot read.
var numberError = regexp.MustCompile(`strconv\.\w+: parsing .*: (invalid syntax|value out of range)$`)

// flagError says what is wrong with a flag, in words of a person, and where to read on.
func flagError(cmd *cobra.Command, err error) error {
	return usage("%s; see '%s --help'", numberError.ReplaceAllString(err.Error(), "write a whole number"), cmd.CommandPath())
}
