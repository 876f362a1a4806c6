package drg

import (
	"slices"
	"sync"

	"github.com/medcode/medcode"
)

// The DRGs that the algorithm itself defines; all others come from the manual.
const (
	invalidDischarge Number = 998 // a principal diagnosis that is invalid as discharge diagnosis
	ungroupable      Number = 999
)

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
// immutable and safe for any number of goroutines.
type Grouper struct {
	*logic

	diagnosisIndex table
	procedureIndex table
	words          int        // length of the bit sets of lists
	diagnosisBits  [][]uint64 // by class: the lists that hold its codes
	procedureBits  [][]uint64 // by class
	clusterBits    [][]uint64 // by cluster: the lists that hold it
	memberOf       [][]uint16 // by procedure: the clusters that begin with it
	nonORWith      [][]uint16 // by procedure: the combinations of nonOR that begin with it
	excludes       []uint64   // bit per collection and excluder
	excluderWords  int        // words of excludes per collection
	byMDC          [26]*chapter
	logicOf        [1000][]listID // Appendix C part 3, by DRG
	labelsOf       [1000][]listID
	drgOf          [1000]drgInfo

	listCodesOnce sync.Once
	listCodes     [][]uint64 // the codes of each list, for Explain

	// How the reference shows things differs by version.
	labels   bool // excluded by logic is shown as such: from 41.1
	before41 bool // the first procedure is marked before all others
	before42 bool // unrecognised procedures are shown as O.R. ones
}

// newGrouper lays the logic out for Group.
func newGrouper(l *logic) *Grouper {
	g := &Grouper{logic: l}
	g.words = (len(l.lists) + 63) / 64
	g.diagnosisBits = bitSets(l.diagnosisClasses, g.words)
	g.procedureBits = bitSets(l.procedureClasses, g.words)
	held := make([][]listID, len(l.clusters))
	for id := range l.lists {
		for _, c := range l.lists[id].clusters {
			held[c] = append(held[c], listID(id))
		}
	}
	g.clusterBits = bitSets(held, g.words)

	dx := make([]uint64, len(l.diagnoses))
	for i := range l.diagnoses {
		dx[i] = l.diagnoses[i].code
	}
	g.diagnosisIndex = newTable(dx)
	px := make([]uint64, len(l.procedures))
	for i := range l.procedures {
		px[i] = l.procedures[i].code
		l.procedures[i].index = uint32(i)
	}
	g.procedureIndex = newTable(px)
	g.memberOf = make([][]uint16, len(px))
	for i := range l.clusters {
		if k := g.procedureIndex.find(l.clusters[i].codes[0]); k >= 0 {
			g.memberOf[k] = append(g.memberOf[k], uint16(i))
		}
	}
	g.nonORWith = make([][]uint16, len(px))
	for i, codes := range l.nonOR {
		if k := g.procedureIndex.find(codes[0]); k >= 0 {
			g.nonORWith[k] = append(g.nonORWith[k], uint16(i))
		}
	}

	g.excluderWords = (l.excluders + 63) / 64
	g.excludes = make([]uint64, g.excluderWords*len(l.collections))
	for i := range l.collections {
		for _, e := range l.collections[i].excluder {
			g.excludes[i*g.excluderWords+int(e/64)] |= 1 << (e % 64)
		}
	}
	for i := range l.chapters {
		g.byMDC[l.chapters[i].mdc] = &l.chapters[i]
	}
	for _, d := range l.drgs {
		g.drgOf[d.number] = d
	}
	spread(&g.logicOf, l.logicCodes)
	spread(&g.labelsOf, l.logicLabels)
	g.labels = compareVersions(l.version, "41.1") >= 0
	g.before41 = compareVersions(l.version, "41") < 0
	g.before42 = compareVersions(l.version, "42") < 0
	return g
}

func spread(to *[1000][]listID, lists []drgList) {
	for _, d := range lists {
		for n := d.first; n <= d.last; n++ {
			to[n] = append(to[n], d.lists...)
		}
	}
}

func bitSets(sets [][]listID, words int) [][]uint64 {
	all := make([]uint64, words*len(sets))
	out := make([][]uint64, len(sets))
	for i, set := range sets {
		b := all[i*words : (i+1)*words : (i+1)*words]
		for _, id := range set {
			b[id/64] |= 1 << (id % 64)
		}
		out[i] = b
	}
	return out
}

// Version returns the version of the logic, such as "43.1".
func (g *Grouper) Version() string { return g.version }

// Source returns the SHA-256 of the manual that g was compiled from: that of
// the hexadecimal SHA-256 of its files, one after another.
func (g *Grouper) Source() string { return g.sha256 }

// Title returns the title of a DRG in this version, and whether it has it.
func (g *Grouper) Title(n Number) (string, bool) {
	d, ok := g.drg(n)
	return d.title, ok
}

// MDCTitle returns the title of a major diagnostic category, 0 (Pre-MDC) to 25.
func (g *Grouper) MDCTitle(mdc int) string {
	if mdc < 0 || mdc > 25 {
		return ""
	}
	return g.byMDC[mdc].title
}

// DRGs returns the DRGs of the version, by number, with their titles.
func (g *Grouper) DRGs() []Entry {
	out := make([]Entry, len(g.drgs))
	for i, d := range g.drgs {
		out[i] = Entry{d.number, d.mdc, d.kind, d.title}
	}
	return out
}

// An Entry is a DRG of a version, as Appendix A of the manual lists it.
type Entry struct {
	DRG   Number
	MDC   int // 0 where stays of several MDCs may come here
	Kind  Kind
	Title string
}

func (g *Grouper) drg(n Number) (drgInfo, bool) {
	if n > 999 {
		return drgInfo{}, false
	}
	d := g.drgOf[n]
	return d, d.number != 0
}

// A table finds the index of a code: an open hash table over codes that are in
// order.
type table struct {
	shift uint
	slots []tableSlot
}

type tableSlot struct {
	code  uint64
	index int32
}

func newTable(codes []uint64) table {
	bits := uint(4)
	for 1<<bits < len(codes)*3/2 {
		bits++
	}
	t := table{shift: 64 - bits, slots: make([]tableSlot, 1<<bits)}
	for i, code := range codes {
		k := t.hash(code)
		for t.slots[k].code != 0 {
			k = (k + 1) & (len(t.slots) - 1)
		}
		t.slots[k] = tableSlot{code, int32(i)}
	}
	return t
}

func (t *table) hash(code uint64) int { return int(code * 0x9E3779B97F4A7C15 >> t.shift) }

// find returns the index of code, or -1.
func (t *table) find(code uint64) int {
	for k := t.hash(code); ; k = (k + 1) & (len(t.slots) - 1) {
		s := &t.slots[k]
		if s.code == code && code != 0 {
			return int(s.index)
		}
		if s.code == 0 {
			return -1
		}
	}
}

// ownMDC returns the MDC of a principal diagnosis among those whose assignment
// lists hold it, and whether the patient's sex tells which. A few diagnoses
// belong to the male or to the female reproductive system by it.
func (g *Grouper) ownMDC(mdcs []int, sex medcode.Sex) (mdc int, ok bool) {
	if len(mdcs) == 1 {
		return mdcs[0], true
	}
	if sex != medcode.SexUnknown {
		for _, want := range []medcode.Sex{sex, medcode.SexUnknown} {
			for _, m := range mdcs {
				if g.byMDC[m].sex == want {
					return m, true
				}
			}
		}
	}
	return slices.Max(mdcs), false
}
