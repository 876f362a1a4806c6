package recognise

import (
	"cmp"
	"fmt"
	"io/fs"
	"iter"
	"slices"
	"strings"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/cpt"
	"github.com/medcode/medcode/drg/ipps"
	"github.com/medcode/medcode/hcpcs"
	"github.com/medcode/medcode/hcpcs/dmepos"
	"github.com/medcode/medcode/hcpcs/mpfs"
	"github.com/medcode/medcode/hcpcs/opps"
	"github.com/medcode/medcode/icd10/cm"
	"github.com/medcode/medcode/icd10/gem"
	"github.com/medcode/medcode/icd10/icd9"
	"github.com/medcode/medcode/icd10/oncology"
	"github.com/medcode/medcode/icd10/pcs"
	"github.com/medcode/medcode/icd10/research"
	"github.com/medcode/medcode/icd10/risk"
	"github.com/medcode/medcode/icd10/who"
	"github.com/medcode/medcode/rules/mce"
	"github.com/medcode/medcode/rules/ncci"
)

// A reader reads the releases of a system. Readers of one family may take the
// same file; between families the first one has it.
type reader struct {
	family string
	read   func(fs.FS, medcode.ReadOptions) ([]Set, error)
}

// readers are all, those that ask most of a file before they take it first.
var readers = []reader{
	{"mce", reading(mce.ReadWith, tableOfMCE)},
	{"mce definitions", reading(mce.ReadDefinitionsWith, definitionsOfMCE)},
	{"ipps", reading(ipps.ReadWith, ofIPPS)},
	{"gem", reading(gem.ReadWith, ofGEM)},
	{"icd10cm", reading(cm.ReadWith, ofCM)},
	{"icd10pcs", reading(pcs.ReadWith, ofPCS)},
	{"icd9", reading(icd9.ReadWith, ofICD9)},
	{"who", readWHO},
	{"icdo", reading(oncology.ReadWith, ofOncology)},
	{"elixhauser", reading(research.ReadElixhauserWith, ofElixhauser)},
	{"ccsr", reading(research.ReadCCSRWith, ofCCSR)},
	{"ccir", reading(research.ReadCCIRWith, ofCCIR)},
	{"hcc", readHCC},
	{"hcc", reading(hccTables(risk.V24, risk.ESRDV24), ofHCC)},
	{"hcc", reading(hccTables(risk.V28), ofHCC)},
	{"hhs", reading(risk.ReadHHSWith, ofHHS)},
	{"opps", reading(opps.ReadWith, ofOPPS)},
	{"ncci", reading(ncci.ReadWith, ofNCCI)},
	{"opps pricer", reading(opps.ReadPricerWith, ofOPPSPricer)},
	{"ioce", reading(opps.ReadTablesWith, ofIOCE)},
	{"hcpcs", reading(hcpcs.ReadWith, ofHCPCS)},
	{"mpfs", reading(mpfs.ReadWith, ofMPFS)},
	{"dmepos", reading(dmepos.ReadWith, ofDMEPOS)},
	{"cpt", reading(cpt.ReadWith, ofCPT)},
}

// A release is what most readers return.
type release interface {
	Provenance() medcode.Provenance
	Diagnostics() []medcode.Diagnostic
}

// reading makes a reader of one that returns one release and a function that
// describes it.
func reading[R release](read func(fs.FS, medcode.ReadOptions) (R, error), describe func(R) Set) func(fs.FS, medcode.ReadOptions) ([]Set, error) {
	return func(fsys fs.FS, opts medcode.ReadOptions) ([]Set, error) {
		r, err := read(fsys, opts)
		if err != nil {
			return nil, err
		}
		return []Set{complete(r, describe(r))}, nil
	}
}

// complete adds to a description what every release says of itself.
func complete(r release, s Set) Set {
	prov := r.Provenance()
	s.System, s.Release, s.Effective = prov.System, prov.Release, prov.Effective
	s.Diagnostics, s.Value = r.Diagnostics(), r
	for _, f := range prov.Files {
		s.Files = append(s.Files, f.Name)
	}
	s.Counts = slices.DeleteFunc(s.Counts, func(c Count) bool { return c.N == 0 })
	return s
}

// distinct counts the different keys of a sequence.
func distinct[K comparable, V any](seq iter.Seq2[K, V]) int {
	seen := map[K]struct{}{}
	for k := range seq {
		seen[k] = struct{}{}
	}
	return len(seen)
}

func count[T any](seq iter.Seq[T]) int {
	n := 0
	for range seq {
		n++
	}
	return n
}

// parts joins the names of the parts that are there.
func parts(all ...part) string {
	var names []string
	for _, p := range all {
		if p.there {
			names = append(names, p.name)
		}
	}
	return strings.Join(names, ", ")
}

type part struct {
	there bool
	name  string
}

// counted makes counts of a map, by name, in camel case.
func counted(m map[string]int) []Count {
	var all []Count
	for name, n := range m {
		words := strings.Fields(name)
		for i, word := range words[1:] {
			words[i+1] = strings.ToUpper(word[:1]) + word[1:]
		}
		if name != "codes" {
			all = append(all, Count{strings.Join(words, ""), n})
		}
	}
	slices.SortFunc(all, func(a, b Count) int { return cmp.Compare(a.Name, b.Name) })
	return all
}

func ofCM(r *cm.Release) Set {
	s := Set{Kind: r.Parts().String(), Codes: r.Len(), Headers: r.Headers()}
	chapters, sections := 0, 0
	if r.Parts().Tabular {
		for c := range r.Top() {
			chapters++
			sections += count(c.Children())
		}
	}
	if s.Kind == "" && r.CodesAddenda() != nil {
		s.Kind = "codes addenda"
	}
	s.Counts = []Count{{"chapters", chapters}, {"sections", sections}, {"poaExempt", r.ExemptCodes()}}
	for _, x := range []struct {
		name string
		kind cm.IndexKind
	}{{"indexTerms", cm.Diseases}, {"externalCauseTerms", cm.ExternalCauses}, {"neoplasmTerms", cm.Neoplasms}, {"drugTerms", cm.Drugs}} {
		if ix := r.Index(x.kind); ix != nil {
			s.Counts = append(s.Counts, Count{x.name, ix.Len()})
		}
	}
	if c := r.Conversions(); c != nil {
		s.Counts = append(s.Counts, Count{"conversions", count(c.All())})
	}
	if a := r.Addenda(); a != nil {
		s.Counts = append(s.Counts, Count{"addenda", count(a.Rows())})
	}
	return s
}

func ofPCS(r *pcs.Release) Set {
	p := r.Parts()
	s := Set{
		Kind: parts(part{p.Order, "order"}, part{p.Codes, "codes"}, part{p.Addenda, "addenda"}, part{p.Tables, "tables"},
			part{p.Index, "index"}, part{p.Definitions, "definitions"}),
		Codes: r.Len(), Headers: distinct(r.Headers()),
		Counts: []Count{{"tables", distinct(r.Tables())}, {"indexTerms", len(r.Index())}, {"definitions", len(r.Definitions())},
			{"aggregates", len(r.Aggregates())}, {"addenda", len(r.Addenda())}},
	}
	if s.Kind == "" { // the only part that isn't kept
		s.Kind = "codes addenda"
	}
	return s
}

func ofICD9(r *icd9.Release) Set {
	dx, pr := r.Diagnoses.Len(), r.Procedures.Len()
	return Set{
		Kind:  parts(part{dx > 0, "diagnoses"}, part{pr > 0, "procedures"}),
		Codes: dx + pr, Headers: headers(r.Diagnoses) + headers(r.Procedures),
		Counts: []Count{{"diagnoses", dx}, {"procedures", pr}},
	}
}

// headers counts the categories of a list that aren't codes themselves.
func headers[V icd9.Volume](l *icd9.List[V]) int {
	n := 0
	for _, c := range l.Categories() {
		if _, ok := l.Lookup(c); !ok {
			n++
		}
	}
	return n
}

func ofGEM(r *gem.Release) Set {
	dx, dxBack, pr, prBack := r.Diagnoses, r.DiagnosesBack, r.Procedures, r.ProceduresBack
	return Set{
		Kind: parts(part{dx.Rows() > 0, "diagnoses ICD-9 to ICD-10"}, part{dxBack.Rows() > 0, "diagnoses ICD-10 to ICD-9"},
			part{pr.Rows() > 0, "procedures ICD-9 to ICD-10"}, part{prBack.Rows() > 0, "procedures ICD-10 to ICD-9"}),
		Codes: dx.Len() + dxBack.Len() + pr.Len() + prBack.Len(),
		Counts: []Count{{"diagnosisRows", dx.Rows()}, {"diagnosisBackRows", dxBack.Rows()},
			{"procedureRows", pr.Rows()}, {"procedureBackRows", prBack.Rows()}},
	}
}

// readWHO reads publications of which each is a set.
func readWHO(fsys fs.FS, opts medcode.ReadOptions) ([]Set, error) {
	r, err := who.ReadWith(fsys, opts)
	if err != nil {
		return nil, err
	}
	var sets []Set
	if m := r.Mortality; m != nil {
		sets = append(sets, complete(m, Set{Kind: "list of codes valid for mortality", Codes: m.Len()}))
	}
	if c := r.Classification; c != nil {
		sets = append(sets, complete(c, ofClassification(c)))
	}
	if m := r.MMS; m != nil {
		sets = append(sets, complete(m, ofMMS(m)))
	}
	if m := r.Maps; m != nil {
		sets = append(sets, complete(m, ofMaps(m)))
	}
	return sets, nil
}

func ofClassification(c *who.Classification) Set {
	s := Set{Kind: "ClaML", Counts: []Count{{"classes", c.Len()}}}
	for _, class := range c.All() {
		if len(class.Sub) > 0 {
			s.Headers++
		} else {
			s.Codes++
		}
	}
	return s
}

func ofMMS(m *who.MMS) Set {
	s := Set{Kind: "simple tabulation", Counts: []Count{{"entities", m.Len()}, {"chapters", count(m.Chapters())}}}
	for code, e := range m.All() {
		switch {
		case !code.IsValid():
		case e.Leaf:
			s.Codes++
		default:
			s.Headers++
		}
	}
	return s
}

// ofMaps counts as codes those of ICD-10 that are mapped, and in their absence
// those of ICD-11.
func ofMaps(m *who.Maps) Set {
	s := Set{Kind: "maps between ICD-10 and ICD-11",
		Counts: []Count{{"oneRows", m.One.Len()}, {"multipleRows", m.Multiple.Len()}, {"backRows", m.Back.Len()}}}
	from, back := map[who.Code]struct{}{}, map[string]struct{}{}
	for _, t := range []*who.Table{&m.One, &m.Multiple} {
		for _, row := range t.All() {
			if row.ICD10.Code.IsValid() {
				from[row.ICD10.Code] = struct{}{}
			}
		}
	}
	for _, row := range m.Back.All() {
		if row.ICD11.Code.IsValid() {
			back[row.ICD11.Code.String()] = struct{}{}
		}
	}
	if s.Codes = len(from); s.Codes == 0 {
		s.Codes = len(back)
	}
	return s
}

func ofOncology(r *oncology.Release) Set {
	return Set{Kind: "site/type validation list", Codes: distinct(r.All()),
		Counts: []Count{{"rows", r.Len()}, {"siteGroups", len(r.Groups())}}}
}

func ofElixhauser(e *research.Elixhauser) Set {
	return Set{Kind: "comorbidity measures reference", Codes: e.Len(), Counts: []Count{{"measures", distinct(e.Measures())}}}
}

func ofCCSR(c *research.CCSR) Set {
	return Set{Kind: "reference file", Codes: c.Len(), Counts: []Count{{"categories", distinct(c.Categories())}}}
}

func ofCCIR(c *research.CCIR) Set { return Set{Kind: "indicator file", Codes: c.Len()} }

// readHCC reads the models of which CMS's packages hold program and coefficients.
func readHCC(fsys fs.FS, opts medcode.ReadOptions) ([]Set, error) {
	p, err := risk.ReadPackages(opts, fsys)
	if err != nil {
		return nil, err
	}
	var sets []Set
	for _, id := range p.Packaged() {
		m, err := p.Model(id, 0)
		if err != nil {
			return nil, err
		}
		sets = append(sets, complete(m, ofHCC(m)))
	}
	if len(sets) == 0 {
		return nil, fmt.Errorf("no package of a risk adjustment model: %w", medcode.ErrNoFile)
	}
	return sets, nil
}

// hccTables reads a model from tables that come without its program, unless the
// files are a package of that model or of another one with the same crosswalk.
func hccTables(id risk.ID, same ...risk.ID) func(fs.FS, medcode.ReadOptions) (*risk.Model, error) {
	return func(fsys fs.FS, opts medcode.ReadOptions) (*risk.Model, error) {
		p, err := risk.ReadPackages(opts, fsys)
		if err != nil {
			return nil, err
		}
		for _, packaged := range p.Packaged() {
			if packaged == id || slices.Contains(same, packaged) {
				return nil, fmt.Errorf("%v is in a package: %w", id, medcode.ErrNoFile)
			}
		}
		return p.Model(id, 0)
	}
}

func ofHHS(h *risk.HHS) Set {
	return Set{Kind: "risk adjustment models", Codes: h.Len(), Counts: []Count{{"categories", len(h.Categories())}}}
}

func ofHCC(h *risk.Model) Set {
	return Set{Kind: "risk adjustment model", Codes: h.Len(), Counts: []Count{{"categories", len(h.Categories())}}}
}

func ofOPPS(r *opps.Release) Set {
	n := r.Counts()
	return Set{Kind: "addenda", Codes: distinct(r.All()), Counts: counted(n)}
}

func ofNCCI(r *ncci.Release) Set {
	codes := map[hcpcs.Code]struct{}{}
	var ptp, mue, addOns int
	for s := ncci.Practitioner; s <= ncci.DME; s++ {
		if t := r.PTP(s); t != nil {
			ptp += t.Len()
			for e := range t.All() {
				codes[e.Column1], codes[e.Column2] = struct{}{}, struct{}{}
			}
		}
		if t := r.MUE(s); t != nil {
			mue += t.Len()
			for e := range t.All() {
				codes[e.Code] = struct{}{}
			}
		}
	}
	if t := r.AddOns(); t != nil {
		addOns = t.Len()
		for e := range t.All() {
			codes[e.AddOn] = struct{}{}
		}
	}
	return Set{
		Kind:   parts(part{ptp > 0, "procedure-to-procedure edits"}, part{mue > 0, "medically unlikely edits"}, part{addOns > 0, "add-on code edits"}),
		Codes:  len(codes),
		Counts: []Count{{"ptpEdits", ptp}, {"mueEdits", mue}, {"addOnEdits", addOns}},
	}
}

func ofOPPSPricer(p *opps.Pricer) Set {
	return Set{Kind: "tables of the pricer", Counts: counted(p.Counts())}
}

func ofIOCE(t *opps.Tables) Set {
	c := t.Counts()
	return Set{Kind: "flags of codes, revenue codes and modifiers", Codes: c["codes"], Counts: counted(c)}
}

func ofHCPCS(r *hcpcs.Release) Set {
	c := r.Counts()
	return Set{Kind: "alpha-numeric file", Codes: c["codes"], Counts: counted(c)}
}

func ofMPFS(r *mpfs.Release) Set {
	return Set{Kind: "relative values", Codes: count(r.Codes()), Counts: counted(r.Counts())}
}

func ofDMEPOS(r *dmepos.Release) Set {
	return Set{Kind: "fee schedule", Codes: distinct(r.All()), Counts: counted(r.Counts())}
}

func ofCPT(r *cpt.Release) Set {
	c := r.Counts()
	return Set{Kind: "descriptors", Codes: c["codes"], Counts: counted(c)}
}

func ofIPPS(r *ipps.Release) Set {
	_, rates := r.Rates()
	s := Set{Codes: r.Len()}
	if v := r.Severity(); v != nil {
		s.Counts = []Count{{"severityCodes", v.Len()}}
	}
	s.Kind = parts(part{true, "DRG weights (Table 5)"}, part{rates, "rates (Tables 1A-1E)"}, part{r.Severity() != nil, "CC and MCC lists (Tables 6I-6K)"})
	return s
}

func tableOfMCE(r *mce.Release) Set {
	s := Set{Kind: "editor's table"}
	for name, list := range map[string]mce.List{"icd10Diagnoses": mce.ICD10Diagnoses, "icd10Procedures": mce.ICD10Procedures,
		"icd9Diagnoses": mce.ICD9Diagnoses, "icd9Procedures": mce.ICD9Procedures} {
		s.Codes += r.Len(list)
		s.Counts = append(s.Counts, Count{name, r.Len(list)})
	}
	slices.SortFunc(s.Counts, func(a, b Count) int { return cmp.Compare(a.Name, b.Name) })
	return s
}

func definitionsOfMCE(d *mce.Definitions) Set {
	s := Set{Kind: "definitions manual"}
	codes := map[string]struct{}{}
	listed := 0
	for _, l := range d.Lists() {
		listed += len(l.Codes)
		for _, c := range l.Codes {
			codes[c.Code] = struct{}{}
		}
	}
	s.Codes = len(codes)
	s.Counts = []Count{{"lists", len(d.Lists())}, {"listed", listed}, {"changes", len(d.Changes())}}
	return s
}
