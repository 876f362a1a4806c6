package risk

import (
	"cmp"
	"fmt"
	"iter"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/icd10/research"
	"github.com/medcode/medcode/icd10/risk/internal/sas"
)

// A Model is one of CMS's risk adjustment models for Medicare: CMS-HCC (V22,
// V24, V28), of which Medicare Advantage plans and PACE are paid; ESRD (V21,
// V24), for people with dialysis or a transplanted kidney; RxHCC (V08), for the
// drug plans of Part D. Diagnoses of a year give condition categories, a
// hierarchy keeps the severest of each disease, and the categories, their
// interactions and the person's demographics add up to a score for the year
// after. A Model is immutable and safe for any number of goroutines.
type Model struct {
	id      ID
	prov    medcode.Provenance
	diags   []medcode.Diagnostic
	release string // the parts that made it: "V2825T1M, F2825T1N, C2824T2N"

	list   []uint16 // the payment categories, ascending; sets are of places in it
	labels map[uint16]string
	codes  map[research.Code]entry
	fast   codeTable // the same
	edits  [][]edit  // of codes that have some, by number
	mce    bool      // whether the age and sex edits of Medicare's code editor are made

	adjust []compiledRule
	patch  []patch
	ranks  []rank
	// where the steps of the hierarchy ascend, one for a category:
	ascending bool
	above     set                   // the categories that have a step
	rankOf    []int                 // which
	scores    map[string]*scoreForm // by the prefix of the coefficients
	final     map[string]finalScore // by the name of the score variable
	named     map[string]string     // the score variable, by prefix
	ways      [len(segments)]way    // of CMS-HCC, by segment
}

// An entry is what a code gives: places of up to three categories, 255 for
// none, and the number of its edits, 0 for none.
type entry struct {
	cats [3]uint8
	edit uint16
}

const noCategory = 255

// An edit changes what a code gives a person for whom when is not 0.
type edit struct {
	when node
	to   uint16 // category; 0 where the diagnosis isn't valid
	mce  bool
}

// A patch sets a category before the hierarchy.
type patch struct {
	place uint8
	to    node
}

// A rank is a step of the hierarchy: where a category is there, others go.
type rank struct {
	above uint8
	below set
}

type compiledRule struct {
	input int
	to    node
}

// A term is a variable of a score that has a coefficient.
type term struct {
	name    string
	value   float64
	when    node
	disease bool
	asks    bool // whether it is 0 without a category of needs
	needs   set
}

// A scoreForm is the sum of a score, its terms sorted by what they hang on.
type scoreForm struct {
	prefix     string
	ofCell     [cells][]term // those of one cell of age and sex
	before     []term        // others, before and after the categories
	categories []term        // by place; the zero term for none
	after      []term
	ofCount    [16]term // those of a number of categories
	diseases   bool     // there are coefficients of categories: new enrollees have none
	missing    map[string]bool
}

// A finalScore is what becomes of the sum with a prefix.
type finalScore struct {
	prefix string
	form   node // nil for the sum itself
}

// ID returns which model m is.
func (m *Model) ID() ID { return m.id }

// Version returns the version of the model, "V28".
func (m *Model) Version() string { return m.id.Version() }

// Release names the parts of CMS's packages that m was made of: program,
// crosswalk, coefficients.
func (m *Model) Release() string { return m.release }

// Provenance returns where m came from.
func (m *Model) Provenance() medcode.Provenance { return m.prov }

// String names the release for people: its system, name, period and size.
func (m *Model) String() string { return fmt.Sprintf("%v: %d codes", m.prov, m.Len()) }

// Diagnostics returns the defects of the files and what they lack.
func (m *Model) Diagnostics() []medcode.Diagnostic { return m.diags }

// Len returns the number of codes that have a category.
func (m *Model) Len() int { return len(m.codes) }

// Lookup returns the categories of a code before all edits, ascending.
func (m *Model) Lookup(c research.Code) []uint16 { return m.categoriesOf(m.codes[c]) }

func (m *Model) categoriesOf(e entry) []uint16 {
	var all []uint16
	for _, i := range e.cats {
		if int(i) < len(m.list) && e != (entry{}) {
			all = append(all, m.list[i])
		}
	}
	slices.Sort(all)
	return all
}

// All yields the codes with their categories, in no order.
func (m *Model) All() iter.Seq2[research.Code, []uint16] {
	return func(yield func(research.Code, []uint16) bool) {
		for c, e := range m.codes {
			if !yield(c, m.categoriesOf(e)) {
				return
			}
		}
	}
}

// Label returns the name of a payment category.
func (m *Model) Label(category uint16) (string, bool) {
	s, ok := m.labels[category]
	return s, ok
}

// Categories returns the payment categories of the model, ascending.
func (m *Model) Categories() []uint16 { return slices.Clone(m.list) }

// Below returns the categories that a category takes the place of, ascending.
func (m *Model) Below(category uint16) []uint16 {
	var all []uint16
	for _, r := range m.ranks {
		if m.list[r.above] == category {
			r.below.each(func(i uint8) { all = append(all, m.list[i]) })
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// WithoutMCE returns m without the edits of the Medicare Code Editor, which
// CMS's programs make where their switch SEDITS is 1, as CMS ships them. The
// edits of the model itself stay.
func (m *Model) WithoutMCE() *Model {
	n := *m
	n.mce = false
	return &n
}

// name returns the variable of a category: "HCC85", "RXHCC5".
func (m *Model) name(category uint16) string {
	if m.id.rx() {
		return "RXHCC" + strconv.Itoa(int(category))
	}
	return "HCC" + strconv.Itoa(int(category))
}

// Terms yields the coefficients that the score with a prefix ("CNA") may add,
// by name.
func (m *Model) Terms(segment string) iter.Seq2[string, float64] {
	return func(yield func(string, float64) bool) {
		f := m.scores[strings.ToUpper(segment)+"_"]
		if f == nil {
			return
		}
		all := slices.Concat(append(slices.Clone(f.ofCell[:]), f.before, f.categories, f.after, f.ofCount[:])...)
		seen := map[string]bool{}
		for _, t := range all {
			if t.name == "" || seen[t.name] {
				continue
			}
			seen[t.name] = true
			if !yield(t.name, t.value) {
				return
			}
		}
	}
}

// Segments returns the segments that the model has scores for, by the prefixes
// of their coefficients: "CNA", "INS".
func (m *Model) Segments() []string {
	var all []string
	for p := range m.scores {
		all = append(all, strings.TrimSuffix(p, "_"))
	}
	slices.Sort(all)
	return all
}

// A source is what a model is compiled of.
type parts struct {
	program      *program
	codes        map[research.Code][]uint16
	edits        map[research.Code][]edit
	ranks        []ranking
	labels       map[uint16]string
	coefficients map[string]float64 // by name in capitals
	spelled      map[string]string  // as the file has them
}

type ranking struct {
	above uint16
	below []uint16
}

// compile makes the model of its parts, and returns what doesn't fit together.
func (m *Model) compile(p parts) (unused, missing []string, err error) {
	pays := map[uint16]bool{}
	for _, s := range p.program.scores {
		for _, v := range s.list {
			if x := categoryName.FindStringSubmatch(v); x != nil {
				n, _ := strconv.ParseUint(x[1], 10, 16)
				pays[uint16(n)] = true
			} else if strings.HasPrefix(v, "&") { // a list of a driver program that isn't there
				for c := range p.labels {
					pays[c] = true
				}
			}
		}
	}
	m.list = slices.Sorted(maps.Keys(pays))
	if len(m.list) > mostCategories-1 {
		return nil, nil, &medcode.LimitError{Reason: fmt.Sprintf("%d categories: more than %d", len(m.list), mostCategories-1)}
	}
	c := &compiler{lets: map[string]*sas.Expr{}, place: map[uint16]uint8{}, coefficients: p.coefficients,
		sums: map[string]bool{}, used: map[string]bool{}, done: map[string]node{}}
	for i, x := range m.list {
		c.place[x] = uint8(i)
	}
	for _, r := range p.program.lets {
		c.lets[r.name] = r.expr
	}
	for _, s := range p.program.scores {
		c.sums[s.name] = true
	}
	if err := m.rules(c, p.program); err != nil {
		return nil, nil, err
	}
	m.scores, m.final, m.named = map[string]*scoreForm{}, map[string]finalScore{}, map[string]string{}
	lacks := map[string]bool{}
	for _, s := range p.program.scores {
		f, err := m.form(c, s, p)
		if err != nil {
			return nil, nil, err
		}
		m.scores[s.prefix], m.named[s.prefix] = f, s.name
		m.final[s.name] = finalScore{prefix: s.prefix}
		for name := range f.missing {
			lacks[s.prefix+name] = true
		}
	}
	for _, r := range p.program.lets {
		if !strings.HasPrefix(r.name, "SCORE_") {
			continue
		}
		f := finalScore{}
		for v := range variables(r.expr) {
			for _, s := range p.program.scores {
				if s.name == v {
					f.prefix = s.prefix
				}
			}
			if _, isCoefficient := p.coefficients[v]; !isCoefficient && !c.knows(v) {
				lacks[v] = true
				f.form = number(0)
			}
		}
		if f.form != nil {
			continue // a factor is missing, so there is no such score
		}
		if f.form, err = c.node(r.expr); err != nil {
			return nil, nil, err
		}
		m.final[r.name] = f
	}
	m.makeWays()
	m.tables(c, p)
	for name := range p.coefficients {
		if !c.used[name] {
			unused = append(unused, p.spelled[name])
		}
	}
	slices.Sort(unused)
	return unused, slices.Sorted(maps.Keys(lacks)), nil
}

// knows reports whether a name is anything but a coefficient.
func (c *compiler) knows(name string) bool {
	_, isLet := c.lets[name]
	_, isInput := inputNames[name]
	_, isCell := cellOf(name)
	_, isBuiltin := builtins[name]
	return isLet || isInput || isCell || isBuiltin || c.sums[name] || strings.HasPrefix(name, "&DF") || categoryName.MatchString(name)
}

// rules compiles what happens to the age and, before the hierarchy, to
// categories.
func (m *Model) rules(c *compiler, p *program) error {
	for _, r := range p.adjust {
		if r.expr.String() == "IF((AGEF < 0), 0, AGEF)" {
			continue // such an age is refused before
		}
		n, err := c.node(r.expr)
		if err != nil {
			return err
		}
		m.adjust = append(m.adjust, compiledRule{inAge, n})
	}
	for _, r := range p.patch {
		x := categoryName.FindStringSubmatch(r.name)
		category, _ := strconv.ParseUint(x[1], 10, 16)
		place, ok := c.place[uint16(category)]
		if !ok {
			continue
		}
		n, err := c.node(r.expr)
		if err != nil {
			return err
		}
		m.patch = append(m.patch, patch{place, n})
	}
	return nil
}

// form compiles the sum of a score.
func (m *Model) form(c *compiler, s scoreDef, p parts) (*scoreForm, error) {
	f := &scoreForm{prefix: s.prefix, categories: make([]term, len(m.list)), missing: map[string]bool{}}
	passed := false
	for _, v := range s.list {
		if strings.HasPrefix(v, "&") {
			for i := range m.list {
				m.categoryTerm(c, f, p, uint8(i))
			}
			passed = true
			continue
		}
		n, err := c.name(v)
		if err != nil {
			return nil, err
		}
		if i, ok := n.(one); ok {
			m.categoryTerm(c, f, p, uint8(i))
			passed = true
			continue
		}
		key := s.prefix + v
		value, ok := p.coefficients[key]
		if !ok {
			f.missing[v] = true
			continue
		}
		c.used[key] = true
		t := term{name: p.spelled[key], value: value, when: together(n), disease: ofDisease(n)}
		t.needs, t.asks = needsOf(n)
		if k, ok := countOf(n, len(m.list)); ok && k < len(f.ofCount) && f.ofCount[k].name == "" {
			f.ofCount[k] = t
		} else if of, ok := cellsOf(n); ok {
			for _, i := range of {
				f.ofCell[i] = append(f.ofCell[i], t)
			}
		} else if passed {
			f.after = append(f.after, t)
		} else {
			f.before = append(f.before, t)
		}
	}
	return f, nil
}

func (m *Model) categoryTerm(c *compiler, f *scoreForm, p parts, place uint8) {
	v := m.name(m.list[place])
	key := f.prefix + v
	value, ok := p.coefficients[key]
	if !ok {
		f.missing[v] = true
		return
	}
	c.used[key] = true
	f.diseases = true
	f.categories[place] = term{name: p.spelled[key], value: value, when: one(place), disease: true}
}

// tables makes the hierarchy and the codes.
func (m *Model) tables(c *compiler, p parts) {
	for _, r := range p.ranks {
		above, ok := c.place[r.above]
		if !ok {
			continue
		}
		k := rank{above: above}
		for _, b := range r.below {
			if i, ok := c.place[b]; ok {
				k.below.add(i)
			}
		}
		m.ranks = append(m.ranks, k)
	}
	m.ascending, m.rankOf = true, make([]int, len(m.list))
	for i, r := range m.ranks {
		m.ascending = m.ascending && (i == 0 || m.ranks[i-1].above < r.above)
		m.above.add(r.above)
		m.rankOf[r.above] = i
	}
	m.codes = make(map[research.Code]entry, len(p.codes))
	m.edits = [][]edit{nil}
	for code, cc := range p.codes {
		e := entry{cats: [3]uint8{noCategory, noCategory, noCategory}}
		n := 0
		for _, x := range cc {
			if i, ok := c.place[x]; ok && n < len(e.cats) {
				e.cats[n] = i
				n++
			}
		}
		if n == 0 {
			continue
		}
		if edits := p.edits[code]; len(edits) > 0 {
			e.edit = uint16(len(m.edits))
			m.edits = append(m.edits, edits)
		}
		m.codes[code] = e
	}
	// A code that only an edit gives a category.
	for code, edits := range p.edits {
		if _, ok := m.codes[code]; !ok && slices.ContainsFunc(edits, func(e edit) bool { return e.to != 0 }) {
			m.codes[code] = entry{cats: [3]uint8{noCategory, noCategory, noCategory}, edit: uint16(len(m.edits))}
			m.edits = append(m.edits, edits)
		}
	}
	m.fast = newCodeTable(m.codes)
	m.labels = map[uint16]string{}
	for x, label := range p.labels {
		if _, ok := c.place[x]; ok {
			m.labels[x] = label
		}
	}
}

// countOf returns the number of categories that n asks for, of all that there
// are.
func countOf(n node, all int) (int, bool) {
	e, ok := n.(equal)
	if !ok {
		return 0, false
	}
	h, isCount := e.a.(howMany)
	k, isNumber := e.b.(number)
	return int(k), isCount && isNumber && h.size() == all && k > 0
}

func sortDiagnostics(d []medcode.Diagnostic) {
	slices.SortStableFunc(d, func(a, b medcode.Diagnostic) int {
		return cmp.Or(strings.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), strings.Compare(string(a.Kind), string(b.Kind)), strings.Compare(a.Text, b.Text))
	})
}
