package config

import (
	"reflect"
	"regexp"
	"strings"
)

// unknownKey is how the decoder tells of a key that no field has.
var unknownKey = regexp.MustCompile(`field (\S+) not found in type config\.(\w+)`)

// plain turns an error of the decoder into the words of the file: keys, not fields of ours.
func plain(message string) string {
	message = strings.TrimPrefix(strings.ReplaceAll(message, "yaml: unmarshal errors:\n  ", ""), "yaml: ")
	return unknownKey.ReplaceAllStringFunc(message, func(s string) string {
		m := unknownKey.FindStringSubmatch(s)
		return `there is no key "` + m[1] + `" here, only ` + strings.Join(keysOf(reflect.TypeFor[Config](), m[2]), ", ")
	})
}

// keysOf are the keys of the type with this name, which lies somewhere below t.
func keysOf(t reflect.Type, name string) []string {
	for t.Kind() == reflect.Slice || t.Kind() == reflect.Pointer || t.Kind() == reflect.Map {
		t = t.Elem()
	}
	if t.Kind() != reflect.Struct {
		return nil
	}
	var keys []string
	for f := range t.Fields() {
		if key, _, _ := strings.Cut(f.Tag.Get("yaml"), ","); key != "" && key != "-" {
			keys = append(keys, key)
		}
	}
	if t.Name() == name {
		return keys
	}
	for f := range t.Fields() {
		if found := keysOf(f.Type, name); found != nil {
			return found
		}
	}
	return nil
}
