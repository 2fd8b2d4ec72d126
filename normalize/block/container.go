package block

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// enter makes the container of an element.
func (w *walker) enter(n *html.Node, parent int32) int32 {
	up := &w.containers[parent]
	c := container{parent: parent, first: int32(len(w.blocks)), tag: n.DataAtom, depth: up.depth + 1, marks: up.marks}
	look := uint32(offset32)
	look = (look ^ uint32(n.DataAtom)) * prime32
	for i := range n.Attr {
		a := &n.Attr[i]
		switch a.Key {
		case "class", "id":
			if n.DataAtom == atom.Body || n.DataAtom == atom.Html {
				continue
			}
			cats, score, hash := w.tokens.classes(a.Val)
			if w.heard != nil {
				w.heard(int32(len(w.containers)), a.Val)
			}
			c.own |= cats
			c.score += score
			if a.Key == "class" {
				look = (look ^ hash) * prime32
			}
		case "style":
			if hidesStyle(a.Val) {
				c.marks |= isHidden
			}
		case "hidden":
			c.marks |= isHidden
		case "aria-hidden":
			if a.Val == "true" {
				c.marks |= isHidden
			}
		case "itemprop", "property":
			if v := strings.ToLower(a.Val); strings.Contains(v, "articlebody") || v == "content:encoded" {
				c.marks |= inBodyProp
			}
		case "role":
			switch a.Val {
			case "navigation", "menu", "menubar", "tablist", "search":
				c.marks |= inNav
			case "complementary":
				c.marks |= inComplementary
			case "contentinfo":
				c.marks |= inFooter
			case "banner":
				c.marks |= inHeader
			case "dialog", "alertdialog", "alert":
				c.marks |= inDialog
			case "main":
				c.marks |= inMain
			case "article":
				c.marks |= inArticle
			}
		}
	}
	switch n.DataAtom {
	case atom.Nav, atom.Menu:
		c.marks |= inNav
	case atom.Aside:
		c.marks |= inAside
	case atom.Footer:
		c.marks |= inFooter
	case atom.Header:
		c.marks |= inHeader
	case atom.Figure:
		c.marks |= inFigure
	case atom.Figcaption, atom.Caption:
		c.marks |= inCaption
	case atom.Form, atom.Fieldset:
		c.marks |= inForm
	case atom.Button:
		c.marks |= inButton
	case atom.Label, atom.Legend:
		c.marks |= inLabel
	case atom.Table:
		c.marks |= inTable
	case atom.Ul, atom.Ol:
		c.marks |= inList
	case atom.Dl:
		c.marks |= inDefinition
	case atom.Blockquote:
		c.marks |= inQuote
	case atom.Article:
		if c.marks&inArticle != 0 {
			c.marks |= inNested
		}
		c.marks |= inArticle
	case atom.Main:
		c.marks |= inMain
	case atom.Section:
		c.marks |= inSection
	case atom.Dialog:
		c.marks |= inDialog
	case atom.Details:
		c.marks |= inDetails
	case atom.Address:
		c.marks |= inAddress
	case atom.Pre:
		c.marks |= inPre
	}
	c.all = up.all | c.own
	c.look = look
	w.containers = append(w.containers, c)
	return int32(len(w.containers) - 1)
}

// hidesStyle reports a style attribute that keeps an element from being shown.
func hidesStyle(style string) bool {
	i := strings.Index(style, "display")
	if i >= 0 {
		rest := strings.TrimLeft(style[i+len("display"):], " :")
		if strings.HasPrefix(rest, "none") {
			return true
		}
	}
	return strings.Contains(style, "visibility:hidden") || strings.Contains(style, "visibility: hidden")
}

// isInline reports whether an element's edges do not break the line. An unknown element is inline unless it
// holds a block.
func isInline(n *html.Node) bool {
	switch n.DataAtom {
	case atom.A, atom.Abbr, atom.Acronym, atom.B, atom.Bdi, atom.Bdo, atom.Big, atom.Cite, atom.Code, atom.Data, atom.Del, atom.Dfn,
		atom.Em, atom.Font, atom.I, atom.Ins, atom.Kbd, atom.Mark, atom.Q, atom.S, atom.Samp, atom.Small, atom.Span, atom.Nobr,
		atom.Strike, atom.Strong, atom.Sub, atom.Sup, atom.Time, atom.Tt, atom.U, atom.Var, atom.Wbr, atom.Ruby, atom.Rb, atom.Math:
		return true
	case 0:
		budget := 100
		return !strings.Contains(n.Data, "-") && !holdsBlock(n, &budget)
	}
	return false
}

// holdsBlock looks for an element that breaks the line among the first ones in an unknown element.
func holdsBlock(n *html.Node, budget *int) bool {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if *budget--; *budget < 0 {
			return true
		}
		if c.Type != html.ElementNode || c.DataAtom == atom.Br || c.DataAtom == atom.Img {
			continue
		}
		if c.DataAtom == 0 {
			if holdsBlock(c, budget) {
				return true
			}
		} else if !isInline(c) {
			return true
		}
	}
	return false
}
