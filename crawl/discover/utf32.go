package discover

import (
	"bytes"
	"encoding/binary"
	"unicode/utf8"
)

// utf32 decodes UTF-32 with a byte order mark, or whose first characters are the beginning of markup. The web
// has dropped it and the page room with it, but feeds are XML, whose readers know it (XML 1.0, appendix F).
func utf32(body []byte) ([]byte, bool) {
	var order binary.ByteOrder
	switch {
	case bytes.HasPrefix(body, []byte("\x00\x00\xfe\xff")):
		order, body = binary.BigEndian, body[4:]
	case bytes.HasPrefix(body, []byte("\xff\xfe\x00\x00")):
		order, body = binary.LittleEndian, body[4:]
	case bytes.HasPrefix(body, []byte("\x00\x00\x00<")):
		order = binary.BigEndian
	case bytes.HasPrefix(body, []byte("<\x00\x00\x00")):
		order = binary.LittleEndian
	default:
		return nil, false
	}
	text := make([]byte, 0, len(body)/4)
	for ; len(body) >= 4; body = body[4:] {
		r := rune(utf8.RuneError)
		if n := order.Uint32(body); n <= utf8.MaxRune {
			r = rune(n)
		}
		text = utf8.AppendRune(text, r)
	}
	return text, true
}
