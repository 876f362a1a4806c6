package manual

import (
	"slices"
	"strconv"
	"strings"
)

// parts splits a file at the titles between double rules, boxed or not, and
// reads each part by its title. It reports whether the manual has such a part.
func (p *parser) parts() (known bool) {
	for p.next() {
		if !isDouble(p.trim) {
			p.odd(KindUnknownLine, "text before the first title of the file")
			continue
		}
		at, title := p.place(), ""
		for p.next() && !isDouble(p.trim) {
			t := p.trim
			if title == "" {
				at = p.place()
			}
			if c, ok := cells(t); ok {
				t = strings.Join(c, " ")
			}
			title = strings.TrimSpace(title + " " + fold(t))
		}
		known = p.part(at, title) || known
	}
	return known
}

func (p *parser) part(at Place, title string) (known bool) {
	if mdc, name, ok := mdcTitle(title); ok {
		p.chapter(Chapter{Place: at, Assigned: at, MDC: mdc, Title: name})
		return true
	}
	name, isAppendix := appendixTitle(title)
	for _, a := range appendices {
		if _, ok := cutFold(name, a.title); ok && isAppendix {
			a.read(p, title)
			return true
		}
	}
	p.oddAt(at, title, KindUnknownPart, "a part of the manual with an unknown title")
	p.skip()
	return isAppendix
}

// appendixTitle returns the title of an appendix without its letter.
func appendixTitle(s string) (name string, ok bool) {
	rest, ok := cutFold(s, "Appendix ")
	if !ok || rest == "" {
		return "", false
	}
	return strings.TrimLeft(rest[1:], " :.,-"), true
}

// cutFold is strings.CutPrefix without regard to case.
func cutFold(s, prefix string) (rest string, ok bool) {
	if len(s) < len(prefix) || !strings.EqualFold(s[:len(prefix)], prefix) {
		return s, false
	}
	return s[len(prefix):], true
}

// skip consumes the lines up to the next title.
func (p *parser) skip() {
	for p.next() {
		if isDouble(p.trim) {
			p.unread()
			return
		}
	}
}

// mdcTitle reads "Pre-MDC" or "MDC 05 Diseases and …".
func mdcTitle(s string) (mdc int, name string, ok bool) {
	if strings.EqualFold(s, "Pre-MDC") {
		return 0, s, true
	}
	rest, ok := cutFold(s, "MDC ")
	if !ok {
		return 0, "", false
	}
	n := len(rest) - len(strings.TrimLeft(rest, "0123456789"))
	mdc, err := strconv.Atoi(rest[:n])
	return mdc, strings.TrimLeft(rest[n:], " :.,-"), err == nil && mdc <= 25
}

func (p *parser) chapter(c Chapter) {
	for p.next() {
		switch {
		case isDouble(p.trim):
			p.unread()
			p.m.Chapters = append(p.m.Chapters, c)
			return
		case p.trim[0] == '+' && isRule(p.trim):
			c.Families = append(c.Families, p.family())
		case isAssignment(p.trim):
			if len(c.Assignment) == 0 {
				c.Assigned = p.place()
			}
			c.Assignment = p.items(c.Assignment)
		default:
			h := p.heading()
			c.Preface = append(c.Preface, h)
		}
	}
	p.m.Chapters = append(p.m.Chapters, c)
}

func isAssignment(s string) bool {
	_, name, ok := mdcTitle(fold(s))
	return ok && strings.EqualFold(name, "Assignment of Diagnosis Codes")
}

// heading reads a line of text and the codes under it. The current line is its
// first: a code where text should stand is a list without heading.
func (p *parser) heading() Heading {
	h := Heading{Place: p.place(), Text: fold(p.trim)}
	if _, _, _, ok := p.item(); ok {
		p.odd(KindListWithoutHeading, "a list of codes without a heading")
		h.Text = ""
		p.unread()
	}
	h.Items = p.items(nil)
	return h
}

// family reads a decision table, whose upper edge is the current line, and
// what follows up to the next table or title.
func (p *parser) family() Family {
	f := Family{Place: p.place()}
	p.table(&f)
	for p.next() {
		if isRule(p.trim) {
			p.unread()
			break
		}
		if d, ok := p.drgLine(); ok {
			f.DRGs = append(f.DRGs, d)
			continue
		}
		f.Body = append(f.Body, p.heading())
	}
	p.checkFamily(&f)
	return f
}

// table reads the boxed table of f: a title, the headings, the rows. A cell
// may go over several lines.
func (p *parser) table(f *Family) {
	var box []string // the cells between two rules, joined over its lines
	at := p.place()
	for p.next() {
		if c, ok := cells(p.trim); ok {
			if box == nil {
				box, at = c, p.place()
			} else if len(c) == len(box) {
				for i := range c {
					box[i] = strings.TrimSpace(box[i] + " " + c[i])
				}
			} else {
				p.odd(KindRaggedTable, "a line of a table cell with another number of cells")
			}
			continue
		}
		if p.trim[0] != '+' || !isRule(p.trim) {
			p.unread()
			break
		}
		if box == nil { // the lower edge of the table, and the upper one of the next
			p.unread()
			break
		}
		p.tableRow(f, at, box)
		box = nil
	}
	if box != nil {
		p.tableRow(f, at, box)
	}
}

func (p *parser) tableRow(f *Family, at Place, box []string) {
	last := box[len(box)-1]
	switch {
	case f.Title == "" && len(box) == 1:
		f.Title, f.Place = box[0], at
	case f.Columns == nil && (strings.EqualFold(last, "DRG") || strings.EqualFold(last, "MS-DRG")):
		f.Columns = box[: len(box)-1 : len(box)-1]
	default:
		n, err := strconv.Atoi(last)
		if err != nil || len(last) != 3 || len(box) != len(f.Columns)+1 {
			p.oddAt(at, strings.Join(box, " | "), KindRowWithoutDRG, "a table row without a DRG of three digits or with another number of cells than the headings")
			return
		}
		for i, c := range box[:len(box)-1] {
			known := slices.IndexFunc(cellTexts, func(s string) bool { return strings.EqualFold(s, c) })
			if known < 0 {
				p.oddAt(at, c, KindUnknownCell, "a table cell that is not Yes, No or n/a")
				continue
			}
			box[i] = cellTexts[known]
		}
		f.Rows = append(f.Rows, Row{Place: at, Cells: box[:len(box)-1], DRG: n})
	}
}

// cellTexts are what a cell of a table may say.
var cellTexts = []string{"Yes", "No", "n/a", ""}

// drgLine reads "DRG 023 Craniotomy …".
func (p *parser) drgLine() (DRG, bool) {
	rest, ok := strings.CutPrefix(strings.TrimPrefix(p.trim, "MS-"), "DRG ")
	if !ok || len(rest) < 3 {
		return DRG{}, false
	}
	n, err := strconv.Atoi(rest[:3])
	return DRG{Place: p.place(), Number: n, Title: fold(strings.TrimSpace(rest[3:]))}, err == nil
}

// checkFamily holds the table of f against the DRG lines under it. Where a
// family is one DRG without conditions, version 36 prints the title alone.
func (p *parser) checkFamily(f *Family) {
	if f.Columns == nil && len(f.DRGs) == 1 {
		f.Columns = []string{}
		f.Rows = []Row{{Place: f.Place, DRG: f.DRGs[0].Number}}
	}
	if f.Columns == nil {
		p.oddAt(f.Place, f.Title, KindTableWithoutColumns, "a table without a line of headings that ends in DRG")
	}
	if len(f.Rows) == 0 {
		p.oddAt(f.Place, f.Title, KindTableWithoutRows, "a family without a row")
	}
	named := map[int]bool{}
	for _, d := range f.DRGs {
		named[d.Number] = true
	}
	used := map[int]bool{}
	for _, r := range f.Rows {
		used[r.DRG] = true
		if !named[r.DRG] {
			p.oddAt(r.Place, f.Title, KindDRGWithoutTitle, "the table names DRG "+strconv.Itoa(r.DRG)+", which has no title under it")
		}
	}
	for _, d := range f.DRGs {
		if !used[d.Number] {
			p.oddAt(d.Place, d.Title, KindDRGWithoutRow, "DRG "+strconv.Itoa(d.Number)+" has no row in the table")
		}
	}
}
