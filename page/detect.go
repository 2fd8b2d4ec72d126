package page

// detect names the encoding of a body that declares none and is not UTF-8; "" when it cannot tell.
func detect(body []byte) string { return "" }
