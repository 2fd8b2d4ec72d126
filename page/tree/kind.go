package tree

import "golang.org/x/net/html/atom"

// kind is what the rules ask about an element. The sets are those of 13.2.4.2 and 13.2.4.3.
type kind uint32

const (
	html5       kind = 1 << iota // every element of HTML itself
	special                      // ends the search of a stray end tag
	scope                        // bounds every scope
	listScope                    // bounds list item scope, beside scope
	buttonScope                  // bounds button scope, beside scope
	tableScope                   // bounds table scope
	formatting
	heading
	impliedEnd  // closed by the end of what it is in
	closesP     // its start tag ends a paragraph, its end tag closes what is in it
	void        // has no content
	raw         // has no markup in its content
	modal       // sets the insertion mode
	headContent // belongs to the head
	integration // foreign, with HTML in it
	breaksOut   // its start tag ends foreign content
	tablePart   // is ignored outside of tables
)

func kindOf(a atom.Atom) kind {
	switch a {
	case atom.Div:
		return html5 | special | closesP | breaksOut
	case atom.A:
		return html5 | formatting
	case atom.P:
		return html5 | special | impliedEnd | breaksOut
	case atom.Span:
		return html5 | breaksOut
	case atom.Li:
		return html5 | special | impliedEnd | breaksOut
	case atom.Ul, atom.Ol:
		return html5 | special | closesP | listScope | breaksOut
	case atom.B, atom.Big, atom.Code, atom.Em, atom.I, atom.S, atom.Small, atom.Strike, atom.Strong, atom.Tt, atom.U, atom.Nobr:
		return html5 | formatting | breaksOut
	case atom.Font:
		return html5 | formatting
	case atom.Address, atom.Article, atom.Aside, atom.Blockquote, atom.Center, atom.Details, atom.Dir, atom.Dl, atom.Fieldset, atom.Figcaption,
		atom.Figure, atom.Footer, atom.Header, atom.Hgroup, atom.Main, atom.Menu, atom.Nav, atom.Section, atom.Summary, atom.Listing, atom.Pre:
		return html5 | special | closesP | breaksOut
	case atom.Dialog:
		return html5 | closesP
	case atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6:
		return html5 | special | heading | breaksOut
	case atom.Dd, atom.Dt:
		return html5 | special | impliedEnd | breaksOut
	case atom.Optgroup, atom.Option, atom.Rb, atom.Rp, atom.Rt, atom.Rtc:
		return html5 | impliedEnd
	case atom.Br, atom.Img, atom.Hr, atom.Embed:
		return html5 | special | void | breaksOut
	case atom.Area, atom.Input, atom.Keygen, atom.Wbr, atom.Param, atom.Source, atom.Track:
		return html5 | special | void
	case atom.Base, atom.Basefont, atom.Bgsound, atom.Link:
		return html5 | special | void | headContent
	case atom.Meta:
		return html5 | special | void | headContent | breaksOut
	case atom.Script, atom.Style, atom.Title, atom.Noframes:
		return html5 | special | raw | headContent
	case atom.Iframe, atom.Noembed, atom.Noscript, atom.Textarea, atom.Xmp, atom.Plaintext:
		return html5 | special | raw
	case atom.Template:
		return html5 | special | scope | tableScope | modal | headContent
	case atom.Applet, atom.Marquee, atom.Object:
		return html5 | special | scope
	case atom.Button:
		return html5 | special | buttonScope
	case atom.Form:
		return html5 | special
	case atom.Select:
		return html5 | special | scope
	case atom.Table:
		return html5 | special | scope | tableScope | modal | breaksOut
	case atom.Td, atom.Th, atom.Caption:
		return html5 | special | scope | modal | tablePart
	case atom.Tr, atom.Tbody, atom.Thead, atom.Tfoot, atom.Colgroup:
		return html5 | special | modal | tablePart
	case atom.Col:
		return html5 | special | void | tablePart
	case atom.Frame, atom.Frameset:
		return html5 | special | tablePart
	case atom.Html:
		return html5 | special | scope | tableScope
	case atom.Body:
		return html5 | special | modal | breaksOut
	case atom.Head:
		return html5 | special | breaksOut | tablePart
	case atom.Ruby, atom.Sub, atom.Sup, atom.Var:
		return html5 | breaksOut
	}
	return html5
}
