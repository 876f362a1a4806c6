package engine

import (
	"fmt"
	"strings"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/drg"
	"github.com/medcode/medcode/drg/ipps"
	"github.com/medcode/medcode/drg/msdrg"
	"github.com/medcode/medcode/icd10/cm"
	"github.com/medcode/medcode/icd10/pcs"
)

// A Page is all there is to say of a code on a date.
type Page struct {
	System  string       `json:"system"` // "ICD-10-CM", "ICD-10-PCS", "MS-DRG"
	Code    string       `json:"code"`
	Title   string       `json:"title"`
	On      medcode.Date `json:"on"`
	Holds   bool         `json:"holds"`   // it may be reported on the date
	Verdict string       `json:"verdict"` // that, in a sentence
	Above   []Named      `json:"above,omitempty"`
	Below   []Named      `json:"below,omitempty"`
	Facts   []Fact       `json:"facts"`
}

// A Named is a code or a header with its title.
type Named struct {
	Name  string `json:"name"`
	Title string `json:"title"`
}

// A Fact is one thing about a code, and where it stands.
type Fact struct {
	Name   string   `json:"name"`
	Lines  []string `json:"lines"`
	Source string   `json:"source,omitempty"`
}

func (p *Page) add(name, source string, lines ...string) {
	if len(lines) > 0 {
		p.Facts = append(p.Facts, Fact{name, lines, source})
	}
}

// read reads a code of ICD-10-PCS, ICD-10-CM, a chapter ("CHAPTER 9") or section
// ("I30-I5A"), a table of ICD-10-PCS ("0SR"), or a DRG. Which it is, its form says and,
// where it can be two, which system has it.
func read(r *Request) (*Page, error) {
	text := strings.ToUpper(strings.TrimSpace(r.Text))
	if n, err := drg.ParseNumber(strings.TrimSpace(strings.TrimPrefix(strings.TrimPrefix(text, "MS-"), "DRG"))); err == nil && len(text) > 0 {
		return drgPage(n, r.On)
	}
	if p, ok := sectionPage(text, r.On); ok {
		return p, nil
	}
	var first *Page
	if code, err := pcs.Parse(text); err == nil {
		p, known := procedurePage(code, r.On)
		if known {
			return p, nil
		}
		first = p
	}
	if code, err := cm.Parse(text); err == nil {
		p, known := diagnosisPage(code, r.On)
		if known {
			return p, nil
		}
		if first == nil {
			first = p
		}
	}
	if p, ok := tablePage(text, r.On); ok {
		return p, nil
	}
	if first != nil {
		return nil, fmt.Errorf("%s: %s", first.Code, first.Verdict)
	}
	return nil, fmt.Errorf("%q is not of the form of a code of ICD-10-CM (I50.21) or ICD-10-PCS (0SR90JZ), nor a DRG (291)", short(r.Text))
}

// short cuts a text that is repeated in a message.
func short(s string) string {
	const most = 40
	if r := []rune(s); len(r) > most {
		return string(r[:most]) + "…"
	}
	return s
}

func drgPage(n drg.Number, on medcode.Date) (*Page, error) {
	g, err := msdrg.Library().On(on)
	if err != nil {
		return nil, err
	}
	for _, d := range g.DRGs() {
		if d.DRG != n {
			continue
		}
		p := &Page{System: "MS-DRG", Code: n.String(), Title: d.Title, On: on, Holds: true, Verdict: "A DRG of version " + g.Version() + "."}
		where := "of any MDC"
		if d.MDC > 0 {
			where = mdc(g, d.MDC)
		}
		p.add("Kind", manual(g)+", Appendix A", strings.ToLower(d.Kind.String())+", "+where)
		if y, err := ipps.ForDischarge(on); err == nil {
			if w, ok := y.Lookup(n); ok && w.Relative != 0 {
				lines := []string{"relative weight " + w.Relative.String(), fmt.Sprintf("mean stay %v days geometric, %v arithmetic", w.GeometricMean, w.ArithmeticMean)}
				if w.PostAcute {
					lines = append(lines, "a discharge to post-acute care is paid as a transfer (42 CFR 412.4(c))")
				}
				if w.SpecialPay {
					lines = append(lines, "by the special payment methodology (42 CFR 412.4(f)(6))")
				}
				p.add("Weight and stay", y.String()+", Table 5", lines...)
			}
		}
		return p, nil
	}
	return nil, fmt.Errorf("version %s has no DRG %s", g.Version(), n)
}

func manual(g *drg.Grouper) string { return "MS-DRG Definitions Manual " + g.Version() }

func mdc(g *drg.Grouper, n int) string { return fmt.Sprintf("MDC %02d %s", n, g.MDCTitle(n)) }
