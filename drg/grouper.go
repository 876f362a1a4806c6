package drg

import (
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/medcode/medcode/drg/internal/logic"

	"github.com/medcode/medcode"
)

// ungroupable is the DRG of what can't be grouped.
const ungroupable Number = logic.Ungroupable

// The discharge statuses that are valid (FL17 of the UB-04 claim), and the one
// that means that the patient died.
var validStatus = func() (v [100]bool) {
	for _, r := range [][2]int{{1, 7}, {20, 21}, {30, 30}, {43, 43}, {50, 51}, {61, 66}, {69, 70}, {81, 95}} {
		for s := r[0]; s <= r[1]; s++ {
			v[s] = true
		}
	}
	return v
}()

const expired = 20

// A Grouper assigns stays to the DRGs of one version of the logic. It is
// immutable and safe for any number of goroutines. Compile, Decode and package
// msdrg make groupers; the zero Grouper answers that it has no logic.
type Grouper struct {
	l *logic.Logic

	diagnosisTable *table          // the numbers of diagnoses among diagnosisKinds
	procedureTable *table          // of procedures among procedureKinds
	diagnosisKinds []diagnosisKind // the first is that of codes that the version doesn't know
	procedureKinds []procedureKind // the same
	dx, px         space           // how lists are bits of sets
	diagnosisBits  []uint64        // by class: the lists that hold its codes
	procedureBits  []uint64        // the same for procedures
	clusterBits    []uint64        // by cluster: the lists that hold it
	begins         []combinations  // what begins with a procedure, by procedureKind.begins; index 0 is empty
	excludes       exclusions
	chapters       []chapter
	byMDC          [26]*chapter
	principals     []principal // by class of diagnoses
	hoisted        []family
	unrelated      []family
	withEntry      []*chapter // those that take stays of other MDCs by a condition
	nonExtensive   int        // the list of O.R. procedures that are not extensive, as a bit
	apart          []bool     // by list of procedures, as a bit: the manual prints OR NON-OPERATING ROOM PROCEDURES over it
	hacs           []hac
	classes        [][]uint64           // by list of procedures, while the rows are laid out
	hacsOf         []uint64             // by class of diagnoses: the hospital-acquired conditions, as bits of hacs, that list it
	logicOf        [1000][]logic.ListID // Appendix C part 3, by DRG
	labelsOf       [1000][]mask         // the lists whose codes are shown as excluded by the logic of the DRG
	drgOf          [1000]logic.DRG
	answers        [1000]Assignment // by DRG, but for what depends on the stay

	readerOnce sync.Once
	read       *reader // for Explain

	// How the reference shows things differs by version.
	labels   bool // excluded by logic is shown as such: from 41.1
	before41 bool // the first procedure is marked before all others
	before43 bool // a principal diagnosis fulfils before procedures do
	before42 bool // unrecognised procedures are shown as O.R. ones
}

// newGrouper lays the logic out for Group.
func newGrouper(l *logic.Logic) (*Grouper, error) {
	g := &Grouper{l: l}
	held := make([][]logic.ListID, len(l.Clusters))
	for id := range l.Lists {
		for _, c := range l.Lists[id].Clusters {
			held[c] = append(held[c], logic.ListID(id))
		}
	}
	g.dx, g.px = newSpace(l, l.DiagnosisClasses), newSpace(l, l.ProcedureClasses, held...)
	g.diagnosisBits, g.procedureBits, g.clusterBits = g.dx.sets(l.DiagnosisClasses), g.px.sets(l.ProcedureClasses), g.px.sets(held)
	g.nonExtensive = g.px.bit[l.NonExtensive]
	g.apart = make([]bool, 64*g.px.words)
	for id := range l.Lists {
		if bit := g.px.bit[id]; bit != 0 {
			g.apart[bit] = strings.HasPrefix(l.Lists[id].Name, "OR NON-OPERATING")
		}
	}
	var tables sync.WaitGroup // they take half the time of a start
	var numbered [2]bool
	tables.Go(func() { numbered[0] = g.layDiagnoses() })
	tables.Go(func() { numbered[1] = g.layProcedures() })
	spread(l.LogicCodes, func(n int, lists []logic.ListID) { g.logicOf[n] = append(g.logicOf[n], lists...) })
	spread(l.LogicLabels, func(n int, lists []logic.ListID) { g.labelsOf[n] = append(g.labelsOf[n], g.dx.masks(lists)...) })
	g.plan()
	g.classes = nil
	g.layHACs()

	g.excludes = newExclusions(l)
	for _, d := range l.DRGs {
		g.drgOf[d.Number] = d
		g.answers[d.Number] = Assignment{DRG: Number(d.Number), Title: d.Title, Kind: Kind(d.Kind)}
	}
	g.labels = logic.CompareVersions(l.Version, "41.1") >= 0
	g.before41 = logic.CompareVersions(l.Version, "41") < 0
	g.before43 = logic.CompareVersions(l.Version, "43") < 0
	g.before42 = logic.CompareVersions(l.Version, "42") < 0
	tables.Wait()
	if !numbered[0] || !numbered[1] {
		return nil, fmt.Errorf("codes of more than %d kinds, which no manual has: %w", 1<<16-1, logic.ErrFormat)
	}
	return g, nil
}

// spread calls do for each DRG of the ranges.
func spread(ranges []logic.DRGList, do func(n int, lists []logic.ListID)) {
	for _, d := range ranges {
		for n := d.First; n <= d.Last; n++ {
			do(n, d.Lists)
		}
	}
}

// A diagnosisKind is what Group needs of a diagnosis; many codes have the same.
type diagnosisKind struct {
	class      uint16 // the lists that hold it
	collection uint16 // the principal diagnoses that take its level
	excluder   uint16 // its class as a principal diagnosis
	level      Level
	aliveOnly  bool // it has its level for patients discharged alive
}

// A procedureKind is what Group needs of a procedure.
type procedureKind struct {
	class  uint16
	begins uint16 // the combinations that begin with it; 0 for none
	or     bool   // an O.R. procedure
}

// combinations are the indexes of clusters and of nonOR that begin with a code, and
// how many procedures the shortest of them asks for.
type combinations struct {
	least           int
	clusters, nonOR []uint16
}

func (c *combinations) shorten(codes []uint64) {
	if n := len(slices.Compact(slices.Sorted(slices.Values(codes)))); c.least == 0 || n < c.least {
		c.least = n
	}
}

// layDiagnoses makes the table of diagnoses. It reports whether that can number
// their kinds.
func (g *Grouper) layDiagnoses() bool {
	l := g.l
	kinds := newNumbers()
	codes, of := make([]uint64, 0, len(l.Diagnoses)), make([]uint16, 0, len(l.Diagnoses))
	for i := range l.Diagnoses {
		if d := &l.Diagnoses[i]; !d.Retired {
			codes = append(codes, d.Code)
			of = append(of, kinds.number(1<<63|uint64(d.Class)|uint64(d.Collection)<<16|uint64(d.Excluder)<<32|uint64(d.Level)<<48|bit(d.AliveOnly)<<56))
		}
	}
	g.diagnosisTable = newTable(codes, of, len(kinds.all))
	g.diagnosisKinds = make([]diagnosisKind, len(kinds.all))
	for i, v := range kinds.all {
		g.diagnosisKinds[i] = diagnosisKind{uint16(v), uint16(v >> 16), uint16(v >> 32), Level(v >> 48 & 0xff), v>>56&1 != 0}
	}
	return !kinds.full()
}

func bit(b bool) uint64 {
	if b {
		return 1
	}
	return 0
}

// layProcedures makes the table of procedures, and finds what begins with each.
func (g *Grouper) layProcedures() bool {
	l := g.l
	var first []uint64 // codes that begin a combination, in order
	for i := range l.Clusters {
		first = append(first, l.Clusters[i].Codes[0])
	}
	for i := range l.NonOR {
		first = append(first, l.NonOR[i][0])
	}
	slices.Sort(first)
	first = slices.Compact(first)
	g.begins = make([]combinations, 1+len(first))
	beginning := func(code uint64) *combinations {
		k, _ := slices.BinarySearch(first, code)
		return &g.begins[1+k]
	}
	for i := range l.Clusters {
		c := beginning(l.Clusters[i].Codes[0])
		c.shorten(l.Clusters[i].Codes)
		c.clusters = append(c.clusters, uint16(i))
	}
	for i, codes := range l.NonOR {
		c := beginning(codes[0])
		c.shorten(codes)
		c.nonOR = append(c.nonOR, uint16(i))
	}
	kinds := newNumbers()
	codes, of := make([]uint64, 0, len(l.Procedures)), make([]uint16, 0, len(l.Procedures))
	k := 0 // the first of them that isn't before the procedure: these are in order, too
	for i := range l.Procedures {
		p := &l.Procedures[i]
		for k < len(first) && first[k] < p.Code {
			k++
		}
		if p.Retired {
			continue
		}
		begins := uint64(0)
		if k < len(first) && first[k] == p.Code {
			begins = uint64(1 + k)
		}
		codes = append(codes, p.Code)
		of = append(of, kinds.number(1<<63|uint64(p.Class)|begins<<16|bit(p.OR)<<32))
	}
	g.procedureTable = newTable(codes, of, len(kinds.all))
	g.procedureKinds = make([]procedureKind, len(kinds.all))
	for i, v := range kinds.all {
		g.procedureKinds[i] = procedureKind{uint16(v), uint16(v >> 16), v>>32&1 != 0}
	}
	return !kinds.full()
}

// logic returns the logic of g, an empty one for the zero Grouper.
func (g *Grouper) logic() *logic.Logic {
	if g.l == nil {
		return &logic.Logic{}
	}
	return g.l
}

// Version returns the version of the logic, such as "43.1".
func (g *Grouper) Version() string { return g.logic().Version }

// Effective returns the days of discharge that the version holds for, see
// [EffectivePeriod].
func (g *Grouper) Effective() medcode.Period { return EffectivePeriod(g.Version()) }

// Source returns the SHA-256 of the manual that g was compiled from: that of
// the hexadecimal SHA-256 of its files, one after another.
func (g *Grouper) Source() string { return g.logic().SHA256 }

// Diagnostics returns what the compiler found in the manual and did not refuse,
// with file and line: lines and files that are no part of it, lists and indexes
// that differ, as they do in every published manual (the kinds are those of
// [manual.Manual.CrossCheck], counted by family, and "A-differs", "E1-star" for
// titles and marks), and [manual.KindNewForm]: a table, headings or a list printed once
// that are as in no manual the embedded tables were made from. Of a manual that
// is new, the latter are what somebody should read.
func (g *Grouper) Diagnostics() []medcode.Diagnostic { return slices.Clone(g.logic().Findings) }

// Title returns the title of a DRG in this version, and whether it has it.
func (g *Grouper) Title(n Number) (string, bool) {
	d, ok := g.drg(n)
	return d.Title, ok
}

// MDCTitle returns the title of a major diagnostic category, 0 (Pre-MDC) to 25.
func (g *Grouper) MDCTitle(mdc int) string {
	if mdc < 0 || mdc > 25 || g.l == nil {
		return ""
	}
	return g.byMDC[mdc].Title
}

// DRGs returns the DRGs of the version, by number, with their titles.
func (g *Grouper) DRGs() []KnownDRG {
	out := make([]KnownDRG, len(g.logic().DRGs))
	for i, d := range g.logic().DRGs {
		out[i] = KnownDRG{Number(d.Number), d.MDC, Kind(d.Kind), d.Title}
	}
	return out
}

// A KnownDRG is a DRG of a version, as Appendix A of the manual lists it.
type KnownDRG struct {
	DRG   Number
	MDC   int // 0 where stays of several MDCs may come here
	Kind  Kind
	Title string
}

func (g *Grouper) drg(n Number) (logic.DRG, bool) {
	if n > 999 {
		return logic.DRG{}, false
	}
	d := g.drgOf[n]
	return d, d.Number != 0
}
