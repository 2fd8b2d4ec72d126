//go:build race

package meta

// underRace: the race detector makes the labelled pages take a minute; a tenth of them shows races as well.
const underRace = true
