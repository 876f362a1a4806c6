package compile

import (
	"crypto/sha256"
	_ "embed"
	"encoding/binary"
	"fmt"
	"slices"
	"strings"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/drg/manual"
)

// Much of the manual is printed once: which columns a table has, what stands over
// its lists, the codes of a hospital-acquired condition. Nothing in the manual
// tells whether that is a misprint. But little of it changes from version to
// version, and what does is new logic, which somebody should read. So the forms
// of all manuals that the embedded tables were made from are known, and a form
// that none of them has is a finding.

// formBytes are the known forms, eight bytes each, in order. It is made by go
// generate in msdrg.
//
//go:embed forms.bin
var formBytes []byte

// A formOf is a part of a manual that is printed once, as a number, with what it
// is of.
type formOf struct {
	form uint64
	at   manual.Place
	what string
}

// WriteForms returns forms.bin for the forms.
func WriteForms(all []uint64) []byte {
	all = slices.Clone(all)
	slices.Sort(all)
	var out []byte
	for _, f := range slices.Compact(all) {
		out = binary.BigEndian.AppendUint64(out, f)
	}
	return out
}

func knownForm(f uint64) bool {
	lo, hi := 0, len(formBytes)/8
	for lo < hi {
		mid := (lo + hi) / 2
		switch k := binary.BigEndian.Uint64(formBytes[8*mid:]); {
		case k == f:
			return true
		case k < f:
			lo = mid + 1
		default:
			hi = mid
		}
	}
	return false
}

// forms notes the forms that no known manual has.
func (c *compiler) forms() {
	for _, f := range c.allForms() {
		c.l.Forms = append(c.l.Forms, f.form)
		if !knownForm(f.form) {
			c.note(f.at, manual.KindNewForm, "%s: not as in any manual known (%016x)", f.what, f.form)
		}
	}
}

func (c *compiler) allForms() (out []formOf) {
	add := func(at manual.Place, what string, parts ...string) {
		sum := sha256.Sum256([]byte(what + "\x00" + strings.Join(parts, "\x00")))
		out = append(out, formOf{binary.BigEndian.Uint64(sum[:]), at, what})
	}
	for i := range c.m.Chapters {
		ch := &c.m.Chapters[i]
		add(ch.Place, fmt.Sprintf("MDC %02d, its title and what stands before its tables", ch.MDC), append(c.headingForms(ch.Preface), ch.Title)...)
		for _, h := range ch.Preface { // body sites of MDC 24, conditions related to HIV: no index has them
			if len(h.Items) > 0 {
				add(h.Place, fmt.Sprintf("MDC %02d, the codes under %s before its tables", ch.MDC, normal(h.Text)), codeTexts(h.Items)...)
			}
		}
		for k := range ch.Families {
			f := &ch.Families[k]
			add(f.Place, drgsOf(f)+", their table and headings", c.familyForm(f)...)
			if codes := c.inSeveral(f); len(codes) > 0 {
				add(f.Place, drgsOf(f)+", the codes that several of their lists have", codes...)
			}
		}
	}
	for i := range c.m.Unrelated {
		f := &c.m.Unrelated[i]
		add(f.Place, "Appendix F, "+drgsOf(f)+", their table and headings", append(c.familyForm(f), c.codesOf(f.Body)...)...)
	}
	var mdc []string
	for i, k := range c.m.Hierarchy {
		if mdc = append(mdc, fmt.Sprint(k.DRGs)); i+1 == len(c.m.Hierarchy) || c.m.Hierarchy[i+1].MDC != k.MDC {
			add(k.Place, fmt.Sprintf("Appendix D, MDC %02d, its order", k.MDC), mdc...)
			mdc = nil
		}
	}
	for _, h := range c.m.HACs {
		add(h.Place, fmt.Sprintf("HAC %02d, its headings and codes", h.Number), append(c.headingForms(h.Body), c.codesOf(h.Body)...)...)
	}
	for _, p := range c.m.LogicCodes {
		add(p.Place, fmt.Sprintf("Appendix C part 3, DRGs %03d-%03d", p.DRGs.First, p.DRGs.Last), codeTexts(p.Items)...)
	}
	if len(c.m.NonOR) > 0 && len(c.m.Chapters) > 0 {
		add(c.m.Chapters[0].Place, "Appendix E part 3", codeTexts(c.m.NonOR)...)
	}
	if len(c.m.Obstetric) > 0 {
		add(c.m.Obstetric[0].Place, "Appendix E part 4", append(c.headingForms(c.m.Obstetric), c.codesOf(c.m.Obstetric)...)...)
	}
	for _, kind := range []medcode.DiagnosticKind{manual.KindBIndexOnly, manual.KindE1IndexOnly} {
		if codes := c.once[kind]; len(codes) > 0 {
			slices.Sort(codes)
			add(c.m.Chapters[0].Place, "Appendix "+string(kind[:1])+", the codes that no list has for the DRGs named", codes...)
		}
	}
	return out
}

// familyForm returns the table of f, the titles of its DRGs and its headings.
func (c *compiler) familyForm(f *manual.Family) []string {
	out := []string{f.Title, strings.Join(f.Columns, "|")}
	for _, r := range f.Rows {
		out = append(out, fmt.Sprintf("%s|%03d", strings.Join(r.Cells, "|"), r.DRG))
	}
	for _, d := range f.DRGs {
		out = append(out, fmt.Sprintf("%03d %s", d.Number, d.Title))
	}
	return append(out, c.headingForms(f.Body)...)
}

// inSeveral returns the codes that stand in several lists of f, each with its
// list: the indexes don't say which.
func (c *compiler) inSeveral(f *manual.Family) (out []string) {
	times := func(code string) *uint16 {
		n := c.codes.number(pack(code))
		if n >= len(c.times) {
			c.times = append(c.times, make([]uint16, len(c.codes.words)-len(c.times))...)
		}
		return &c.times[n]
	}
	for _, h := range f.Body {
		for _, it := range h.Items {
			*times(it.Code)++
		}
	}
	for i, h := range f.Body {
		for k, it := range h.Items {
			if *times(it.Code) > 1 {
				out = append(out, fmt.Sprint(i, " ", codeTexts(h.Items[k : k+1])[0]))
			}
		}
	}
	for _, h := range f.Body {
		for _, it := range h.Items {
			*times(it.Code) = 0
		}
	}
	return out
}

// headingForms returns headings, those with codes marked.
func (c *compiler) headingForms(all []manual.Heading) (out []string) {
	for _, h := range all {
		text := normal(h.Text)
		if len(h.Items) > 0 {
			text += ":"
		}
		out = append(out, text)
	}
	return out
}

func (c *compiler) codesOf(all []manual.Heading) (out []string) {
	for _, h := range all {
		out = append(out, codeTexts(h.Items)...)
	}
	return out
}

func codeTexts(items []manual.Item) (out []string) {
	for _, it := range items {
		text := it.Code
		if it.And {
			text = "and " + text
		}
		if it.Star {
			text += "*"
		}
		out = append(out, text)
	}
	return out
}

// titles holds the titles of the DRGs under the tables against Appendix A, and
// the marks of procedures in lists against Appendix E.
func (c *compiler) titles() {
	printed := map[int]string{}
	for _, d := range c.m.DRGs {
		printed[d.Number], _ = c.lex.key(d.Title)
	}
	isIn, starOf := make([]bool, len(c.codes.words)), make([]bool, len(c.codes.words))
	for i := range c.m.Procedures {
		n := c.codes.number(pack(c.m.Procedures[i].Code))
		isIn[n], starOf[n] = true, c.m.Procedures[i].Star
	}
	for _, f := range c.fams {
		for _, d := range f.src.DRGs {
			if key, _ := c.lex.key(d.Title); key != printed[d.Number] {
				c.note(d.Place, manual.KindADiffers, "DRG %03d has another title than in Appendix A", d.Number)
			}
		}
		other := tally{}
		for _, h := range f.src.Body {
			for i, it := range h.Items {
				cluster := it.And || i+1 < len(h.Items) && h.Items[i+1].And
				n, ok := c.codes.find(pack(it.Code))
				if ok && isIn[n] && starOf[n] != it.Star && !cluster && c.codes.marks[n]&diagnosis == 0 {
					other.add(it.Code)
				}
			}
		}
		if other.n > 0 {
			c.note(f.src.Place, manual.KindE1Star, "%s: %d procedures with another mark of non-O.R. than in Appendix E, the first %s", drgsOf(f.src), other.n, other.first)
		}
	}
}
