package testweb

import (
	"encoding/base64"
	"net/http"
	"strings"
)

// brotliBomb unpacks to 256 MiB of blanks.
const brotliBomb = "z///fwAkQOKxQHLv//n//w+ABEAcFoDu/T////8BkACIwwLQvf/n//8/ABIAcVgAuvf//P//B0ACIA4LQPf+n////wBIAMRhAeje//P//x8ACYA4LADd+3/+//8DIAEQhwWge//P" +
	"//9/ACQA4rAAdO//+f//D4AEQBwWgO79P////wGQAIjDAtC9/+f//z8AEgBxWAC69//8//8HQAIgDgtA9/6f////AEgAxGEB6N7/8///HwAJgDgsAN37f/7//wMgARCHBaB7/z8="

// zstdBomb unpacks to n blocks of 128 KiB of blanks: each is one byte and how often it stands there (RFC 8878, section 3.1.1.2).
func zstdBomb(n int) []byte {
	b := []byte{0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x38} // magic; no size, no checksum; a window of 128 KiB
	const size, rle = 128 << 10, 1 << 1
	for i := range n {
		head := size<<3 | rle
		if i == n-1 {
			head |= 1
		}
		b = append(b, byte(head&0xff), byte(head>>8&0xff), byte(head>>16&0xff), ' ')
	}
	return b
}

// bombTrap serves a body in its encoding below /berita/.
func bombTrap(coding, link string, body func() []byte) trap {
	return trap{[]string{link}, func(_ *Hostile, w http.ResponseWriter, r *http.Request) {
		if !strings.HasPrefix(r.URL.Path, "/berita/") {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Content-Type", "text/html")
		w.Header().Set("Content-Encoding", coding)
		w.Write(body()) //nolint:errcheck // the crawler may hang up
	}}
}

// brotliBytes is the bomb as it goes over the wire.
func brotliBytes() []byte {
	b, err := base64.StdEncoding.DecodeString(brotliBomb)
	if err != nil {
		panic(err)
	}
	return b
}
