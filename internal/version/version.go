// Package version names the build.
package version

import "runtime/debug"

// number is the release; the linker may set it: -ldflags "-X kabar/internal/version.number=1.2.3".
var number = "0.1.0"

// Number is the release.
func Number() string { return number }

// Software is the name that captures carry.
func Software() string { return "kabar/" + number }

// Commit is the revision that was built and its time, empty when the build does not know them.
func Commit() (revision, when string) {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "", ""
	}
	for _, s := range info.Settings {
		switch s.Key {
		case "vcs.revision":
			revision = s.Value
		case "vcs.time":
			when = s.Value
		}
	}
	return revision, when
}
