package engine

import (
	"strings"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/drg/ipps"
	"github.com/medcode/medcode/drg/msdrg"
	"github.com/medcode/medcode/icd10/cm/cmdata"
	"github.com/medcode/medcode/icd10/pcs/pcsdata"
	"github.com/medcode/medcode/icd10/words/wordsdata"
)

// Found is what words lead to, the best first. The words are those of the newest
// embedded releases; whether a code holds on another date, read says.
type Found struct {
	Code       *Hit  `json:"code,omitempty"` // where the text is itself a code, or a DRG
	Diagnoses  []Hit `json:"diagnoses"`
	Procedures []Hit `json:"procedures"`
	Operation  bool  `json:"operation"` // the words rather mean a procedure
}

// faint is the part of the best score below which an answer is left out: words of a
// diagnosis have some answer among procedures, too, and the other way round.
const faint = 0.4

// A Hit is a code that was found.
type Hit struct {
	Code    string   `json:"code"`
	Title   string   `json:"title"`
	Why     string   `json:"why,omitempty"`     // the text that led there
	Assumed []string `json:"assumed,omitempty"` // what the words don't say and the code does
	Header  bool     `json:"header,omitempty"`  // it can't be reported as it is
}

func find(r *Request) Found {
	most := r.Most
	if most <= 0 || most > 50 {
		most = 10
	}
	f := Found{Diagnoses: []Hit{}, Procedures: []Hit{}}
	text := strings.TrimSpace(r.Text)
	if text == "" {
		return f
	}
	if p, err := read(r); err == nil {
		f.Code = &Hit{Code: p.Code, Title: p.Title, Why: p.System}
	}
	diagnoses, procedures := wordsdata.Finder().Find(text, most), wordsdata.Procedures().Find(text, most)
	var best, other float64
	if len(diagnoses) > 0 {
		best = diagnoses[0].Score
	}
	if len(procedures) > 0 {
		other = procedures[0].Score
	}
	f.Operation = other > best
	least := faint * max(best, other)
	for _, a := range diagnoses {
		if a.Score >= least {
			f.Diagnoses = append(f.Diagnoses, Hit{a.Entry.Name(), a.Entry.Title(), a.Why, a.Assumed, !a.Entry.Billable()})
		}
	}
	for _, a := range procedures {
		if a.Score >= least {
			f.Procedures = append(f.Procedures, Hit{Code: a.Entry.Code.String(), Title: a.Entry.Long})
		}
	}
	return f
}

// sources says which releases answer on a date.
func sources(on medcode.Date) (out []string) {
	if r, err := cmdata.Library().On(on); err == nil {
		out = append(out, r.Provenance().String())
	}
	if r, err := pcsdata.Library().On(on); err == nil {
		out = append(out, r.Provenance().String())
	}
	if g, err := msdrg.Library().On(on); err == nil {
		out = append(out, "MS-DRG "+g.Version()+", "+g.Effective().String())
	}
	if y, err := ipps.ForDischarge(on); err == nil {
		out = append(out, y.String())
	}
	return out
}
