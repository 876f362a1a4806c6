package drg

import (
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

	diagnosisTable table
	procedureTable table
	words          int            // length of the bit sets of lists
	diagnosisBits  []uint64       // words for each class: the lists that hold its codes
	procedureBits  []uint64       // the same for procedures
	clusterBits    []uint64       // words for each cluster: the lists that hold it
	begins         []combinations // what begins with a procedure, by entry.ref; index 0 is empty
	excludes       []uint64       // bit per excluder and collection: what a principal diagnosis takes lies together
	excludeWords   int            // words of excludes per excluder
	chapters       []chapter
	byMDC          [26]*chapter
	homesOf        [][]home // by class of diagnoses: the MDCs whose assignment list holds it
	hoisted        []family
	unrelated      []family
	withEntry      []*chapter           // those that take stays of other MDCs by a condition
	apart          []bool               // by list: the manual prints OR NON-OPERATING ROOM PROCEDURES over it
	hacsOf         []uint64             // by class of diagnoses: the hospital-acquired conditions, as bits of hacs, that list it
	logicOf        [1000][]logic.ListID // Appendix C part 3, by DRG
	labelsOf       [1000][]logic.ListID
	drgOf          [1000]logic.DRG

	listCodesOnce sync.Once
	listCodes     [][]uint64 // the codes of each list, for Explain

	// How the reference shows things differs by version.
	labels   bool // excluded by logic is shown as such: from 41.1
	before41 bool // the first procedure is marked before all others
	before42 bool // unrecognised procedures are shown as O.R. ones
}

// newGrouper lays the logic out for Group.
func newGrouper(l *logic.Logic) *Grouper {
	g := &Grouper{l: l}
	g.words = (len(l.Lists) + 63) / 64
	g.diagnosisBits = bitSets(l.DiagnosisClasses, g.words)
	g.procedureBits = bitSets(l.ProcedureClasses, g.words)
	held := make([][]logic.ListID, len(l.Clusters))
	for id := range l.Lists {
		for _, c := range l.Lists[id].Clusters {
			held[c] = append(held[c], logic.ListID(id))
		}
	}
	g.clusterBits = bitSets(held, g.words)

	g.diagnosisTable = newTable(len(l.Diagnoses))
	for i := range l.Diagnoses {
		if d := &l.Diagnoses[i]; !d.Retired {
			g.diagnosisTable.add(entry{d.Code, d.Class, d.Collection, d.Excluder, Level(d.Level), d.AliveOnly})
		}
	}
	g.procedureTable = newTable(len(l.Procedures))
	for i := range l.Procedures {
		if p := &l.Procedures[i]; !p.Retired {
			g.procedureTable.add(entry{code: p.Code, class: p.Class, flag: p.OR})
		}
	}
	g.begins = make([]combinations, 1)
	for i := range l.Clusters {
		if c := g.combinationsOf(l.Clusters[i].Codes[0]); c != nil {
			c.clusters = append(c.clusters, uint16(i))
		}
	}
	for i, codes := range l.NonOR {
		if c := g.combinationsOf(codes[0]); c != nil {
			c.nonOR = append(c.nonOR, uint16(i))
		}
	}
	g.apart = make([]bool, len(l.Lists))
	for id := range l.Lists {
		g.apart[id] = strings.HasPrefix(l.Lists[id].Name, "OR NON-OPERATING")
	}
	g.plan()

	g.hacsOf = make([]uint64, len(l.DiagnosisClasses))
	for class, lists := range l.DiagnosisClasses {
		for i, h := range l.HACs {
			if slices.Contains(lists, h.Secondary) || h.Has.Additional && slices.Contains(lists, h.Additional) {
				g.hacsOf[class] |= 1 << i
			}
		}
	}

	g.excludeWords = (len(l.Collections) + 63) / 64
	g.excludes = make([]uint64, g.excludeWords*max(l.Excluders, 1))
	for i := range l.Collections {
		for _, e := range l.Collections[i].Excluder {
			g.excludes[int(e)*g.excludeWords+i/64] |= 1 << (i % 64)
		}
	}
	for _, d := range l.DRGs {
		g.drgOf[d.Number] = d
	}
	spread(&g.logicOf, l.LogicCodes)
	spread(&g.labelsOf, l.LogicLabels)
	g.labels = logic.CompareVersions(l.Version, "41.1") >= 0
	g.before41 = logic.CompareVersions(l.Version, "41") < 0
	g.before42 = logic.CompareVersions(l.Version, "42") < 0
	return g
}

func spread(to *[1000][]logic.ListID, lists []logic.DRGList) {
	for _, d := range lists {
		for n := d.First; n <= d.Last; n++ {
			to[n] = append(to[n], d.Lists...)
		}
	}
}

// combinations are the indexes of clusters and of nonOR that begin with a code.
type combinations struct{ clusters, nonOR []uint16 }

// combinationsOf returns where to note what begins with a procedure, or nil if
// the version doesn't have it.
func (g *Grouper) combinationsOf(code uint64) *combinations {
	e := g.procedureTable.find(code)
	if e == nil {
		return nil
	}
	if e.ref == 0 {
		e.ref = uint16(len(g.begins))
		g.begins = append(g.begins, combinations{})
	}
	return &g.begins[e.ref]
}

// bitSets returns the sets as bits, words of them for each.
func bitSets(sets [][]logic.ListID, words int) []uint64 {
	all := make([]uint64, words*len(sets))
	for i, set := range sets {
		for _, id := range set {
			all[i*words+int(id/64)] |= 1 << (id % 64)
		}
	}
	return all
}

// bitsOf returns the lists of a class or cluster.
func (g *Grouper) bitsOf(all []uint64, i uint16) []uint64 {
	return all[int(i)*g.words:][:g.words:g.words]
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
// titles and marks), and "new-form": a table, headings or a list printed once
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

// A table finds what is known of a code: an open hash table with its entries in
// place, so that a look-up touches one line of memory.
type table struct {
	shift uint
	slots []entry
}

// An entry is what Group needs of a code, in 16 bytes.
type entry struct {
	code     uint64
	class    uint16
	ref      uint16 // of a diagnosis its collection; of a procedure the combinations that begin with it
	excluder uint16 // of a diagnosis
	level    Level  // of a diagnosis
	flag     bool   // of a diagnosis that it has its level alive only; of a procedure that it is an O.R. one
}

// newTable returns a table with room for n entries.
func newTable(n int) table {
	bits := uint(4)
	for 1<<bits < n*3/2 {
		bits++
	}
	return table{shift: 64 - bits, slots: make([]entry, 1<<bits)}
}

func (t *table) hash(code uint64) int { return int(code * 0x9E3779B97F4A7C15 >> t.shift) }

func (t *table) add(e entry) {
	k := t.hash(e.code)
	for t.slots[k].code != 0 {
		k = (k + 1) & (len(t.slots) - 1)
	}
	t.slots[k] = e
}

// find returns the entry of a code, or nil.
func (t *table) find(code uint64) *entry {
	for k := t.hash(code); ; k = (k + 1) & (len(t.slots) - 1) {
		e := &t.slots[k]
		if e.code == code && code != 0 {
			return e
		}
		if e.code == 0 {
			return nil
		}
	}
}
