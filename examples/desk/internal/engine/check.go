package engine

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/drg"
	"github.com/medcode/medcode/drg/msdrg"
	"github.com/medcode/medcode/hcpcs/hcpcsdata"
	"github.com/medcode/medcode/icd10/cm/cmdata"
	"github.com/medcode/medcode/icd10/icd9/icd9data"
	"github.com/medcode/medcode/icd10/pcs/pcsdata"
	"github.com/medcode/medcode/rules"
	"github.com/medcode/medcode/rules/billed"
	"github.com/medcode/medcode/rules/claim"
	"github.com/medcode/medcode/rules/claimfile"
	"github.com/medcode/medcode/rules/codes"
	"github.com/medcode/medcode/rules/guideline"
	"github.com/medcode/medcode/rules/mce"
	"github.com/medcode/medcode/rules/modifier"
	"github.com/medcode/medcode/rules/poa"
)

// registry has the rules that need no more than what is embedded: no NCCI edits, no
// outpatient tables and no fee schedule are.
var registry = sync.OnceValues(func() (*rules.Registry, error) {
	o := codes.Options{CM: cmdata.Library(), PCS: pcsdata.Library(), ICD9: icd9data.Library(), HCPCS: hcpcsdata.Library()}
	return rules.New(claim.Pack(), codes.Pack(o), mce.Pack(mce.Default()), poa.Pack(poa.FromLibrary(o.CM)),
		guideline.Pack(guideline.Options{CM: o.CM, PCS: o.PCS}), billed.Pack(msdrg.Library().Group), modifier.Pack(modifier.Options{}))
})

// Absent says what is not checked since it isn't embedded.
var absent = []string{
	"NCCI edits (pairs of procedures, medically unlikely units): no release is embedded",
	"the outpatient code editor (I/OCE) and OPPS: no addenda are embedded",
	"whether a CPT code exists: no fee schedule is embedded",
}

// A Finding is a finding of the rules, with its place and source in words.
type Finding struct {
	rules.Finding
	Where string `json:"where"` // "diagnosis 3 poa"
	Cited string `json:"cited"`
}

func findings(all []rules.Finding) []Finding {
	out := []Finding{}
	for _, f := range all {
		out = append(out, Finding{f, f.Place.String(), f.Citation.String()})
	}
	slices.SortStableFunc(out, func(a, b Finding) int { return int(b.Severity) - int(a.Severity) })
	return out
}

// stayFindings returns what the rules of coding find in a stay that was typed. Those
// about the rest of a claim, such as who bills it, are left out.
func stayFindings(c *rules.Claim) ([]Finding, error) {
	reg, err := registry()
	if err != nil {
		return nil, err
	}
	all := slices.DeleteFunc(reg.Findings(c), func(f rules.Finding) bool {
		pack, _, _ := strings.Cut(f.Rule, ".")
		return !slices.Contains([]string{"code", "mce", "poa", "guideline", "drg"}, pack)
	})
	return findings(all), nil
}

// Checked is a file of claims with what the rules find.
type Checked struct {
	Format string         `json:"format"`
	Read   int            `json:"read"`  // claims
	Found  map[string]int `json:"found"` // findings by severity, of all claims
	Claims []Claim        `json:"claims"`
	// Left is how many claims were checked and counted but are not in Claims, which
	// has those with findings first.
	Left     int      `json:"left"`
	Problems []string `json:"problems"` // claims and lines that could not be read
	Notes    []string `json:"notes"`    // what was chosen in reading
	Unjudged []string `json:"unjudged"` // what rules could not judge, and why
	Absent   []string `json:"absent"`   // what is not checked at all
}

// A Claim is one claim and its findings.
type Claim struct {
	ID       string       `json:"id"`
	Setting  string       `json:"setting"`
	Date     medcode.Date `json:"date,omitzero"`
	Findings []Finding    `json:"findings"`
	DRG      string       `json:"drg,omitempty"`  // of a stay, or why it has none
	Stay     *Stay        `json:"stay,omitempty"` // to look at it as a stay
}

// What a page can show.
const (
	mostClaims   = 200
	mostProblems = 50
)

func check(r *Request) (*Checked, error) {
	if len(bytes.TrimSpace(r.Data)) == 0 {
		return nil, errors.New("there is nothing to check: want claims as X12 837, FHIR, CSV or JSON Lines")
	}
	reg, err := registry()
	if err != nil {
		return nil, err
	}
	name := r.Name
	if name == "" {
		name = "pasted"
	}
	a := &Checked{Found: map[string]int{}, Claims: []Claim{}, Problems: []string{}, Notes: []string{}, Unjudged: []string{}, Absent: absent}
	in := claimfile.NewReader(name, bytes.NewReader(r.Data), claimfile.Options{})
	open := map[string]map[string]bool{} // packs and reasons to rules
	more := 0
	for c, err := range in.All() {
		if err != nil {
			if more++; more <= mostProblems {
				a.Problems = append(a.Problems, err.Error())
			}
			continue
		}
		a.add(reg, c, open)
	}
	if more > mostProblems {
		a.Problems = append(a.Problems, fmt.Sprintf("and %d more", more-mostProblems))
	}
	if a.Read == 0 && more == 0 {
		a.Problems = append(a.Problems, name+": no claims")
	}
	for _, n := range in.Notes() {
		a.Notes = append(a.Notes, n.String())
	}
	for reason, of := range open {
		a.Unjudged = append(a.Unjudged, reason+" ("+count(len(of), "rule")+")")
	}
	slices.Sort(a.Unjudged)
	a.Format = in.Format().String()
	slices.SortStableFunc(a.Claims, func(x, y Claim) int { return worst(y) - worst(x) })
	return a, nil
}

func count(n int, what string) string {
	if n != 1 {
		what += "s"
	}
	return fmt.Sprintf("%d %s", n, what)
}

func worst(c Claim) int {
	if len(c.Findings) == 0 {
		return -1
	}
	return int(c.Findings[0].Severity)
}

// add checks a claim.
func (a *Checked) add(reg *rules.Registry, c *rules.Claim, open map[string]map[string]bool) {
	a.Read++
	found, undecided := reg.Check(c)
	for _, f := range found {
		a.Found[f.Severity.String()]++
	}
	for _, o := range undecided {
		pack, _, _ := strings.Cut(o.Rule.ID, ".")
		reason := pack + ": " + o.Reason
		if len(open) > mostProblems && open[reason] == nil {
			continue
		}
		if open[reason] == nil {
			open[reason] = map[string]bool{}
		}
		open[reason][o.Rule.ID] = true
	}
	if len(a.Claims) >= mostClaims {
		a.Left++
		if len(found) == 0 {
			return
		}
		i := slices.IndexFunc(a.Claims, func(c Claim) bool { return len(c.Findings) == 0 })
		if i < 0 {
			return
		}
		a.Claims = slices.Delete(a.Claims, i, i+1)
	}
	a.Claims = append(a.Claims, Claim{c.ID, c.Setting.String(), c.Date(), findings(found), grouping(c), stayOf(c)})
}

// grouping says the DRG of a stay in a line.
func grouping(c *rules.Claim) string {
	if c.Setting != rules.Inpatient || c.ICD != rules.ICD10 {
		return ""
	}
	stay := c.Stay()
	g, err := msdrg.Library().On(stay.Discharge)
	if err != nil {
		return "not grouped: " + err.Error()
	}
	f := g.Group(&stay).Final
	text := fmt.Sprintf("DRG %s %s, by version %s", f.DRG, f.Title, g.Version())
	if f.Code != drg.OK {
		text += " (" + f.Code.String() + ")"
	}
	if c.DRG != 0 && c.DRG != f.DRG {
		text += fmt.Sprintf("; billed %s", c.DRG)
	}
	return text
}
