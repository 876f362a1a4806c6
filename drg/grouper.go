package drg

import (
	"cmp"
	"slices"
	"strings"
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
// immutable and safe for any number of goroutines. Compile, Decode and package
// msdrg make groupers; the zero Grouper is of no use.
type Grouper struct {
	*logic

	diagnosisTable table
	procedureTable table
	words          int            // length of the bit sets of lists
	diagnosisBits  []uint64       // words for each class: the lists that hold its codes
	procedureBits  []uint64       // the same for procedures
	clusterBits    []uint64       // words for each cluster: the lists that hold it
	begins         []combinations // what begins with a procedure, by entry.ref; index 0 is empty
	excludes       []uint64       // bit per excluder and collection: what a principal diagnosis takes lies together
	excludeWords   int            // words of excludes per excluder
	byMDC          [26]*chapter
	homesOf        [][]home       // by class of diagnoses: the MDCs whose assignment list holds it
	withEntry      []*chapter     // those that take stays of other MDCs by a condition
	apart          []bool         // by list: the manual prints OR NON-OPERATING ROOM PROCEDURES over it
	hacsOf         []uint64       // by class of diagnoses: the hospital-acquired conditions, as bits of hacs, that list it
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

	g.diagnosisTable = newTable(len(l.diagnoses))
	for i := range l.diagnoses {
		if d := &l.diagnoses[i]; !d.retired {
			g.diagnosisTable.add(entry{d.code, d.class, d.collection, d.excluder, d.level, d.aliveOnly})
		}
	}
	g.procedureTable = newTable(len(l.procedures))
	for i := range l.procedures {
		if p := &l.procedures[i]; !p.retired {
			g.procedureTable.add(entry{code: p.code, class: p.class, flag: p.or})
		}
	}
	g.begins = make([]combinations, 1)
	for i := range l.clusters {
		if c := g.combinationsOf(l.clusters[i].codes[0]); c != nil {
			c.clusters = append(c.clusters, uint16(i))
		}
	}
	for i, codes := range l.nonOR {
		if c := g.combinationsOf(codes[0]); c != nil {
			c.nonOR = append(c.nonOR, uint16(i))
		}
	}
	l.eachFamily(func(f *family) {
		f.procedural = f.needsProcedure(false) && !f.asks(opStatus) && !f.asks(opAlive)
		for i := range f.rows {
			f.rows[i].asked = l.weigh(f, &f.rows[i])
		}
	})
	g.apart = make([]bool, len(l.lists))
	for id := range l.lists {
		g.apart[id] = strings.HasPrefix(l.lists[id].name, "OR NON-OPERATING")
	}
	g.homesOf = make([][]home, len(l.diagnosisClasses))
	for i := range l.chapters {
		ch := &l.chapters[i]
		ch.asked = g.askedBy(ch.surgical)
		for k := range ch.medical {
			if ch.medical[k].beforeUnrelated {
				ch.early = append(ch.early, k)
			}
		}
		if ch.entry != nil {
			g.withEntry = append(g.withEntry, ch)
		}
		for class, lists := range l.diagnosisClasses {
			if ch.mdc != 0 && slices.Contains(lists, ch.assignment) {
				g.homesOf[class] = append(g.homesOf[class], home{ch.mdc, ch.openTo(lists)})
			}
		}
	}

	g.hacsOf = make([]uint64, len(l.diagnosisClasses))
	for class, lists := range l.diagnosisClasses {
		for i, h := range l.hacs {
			if slices.Contains(lists, h.secondary) || h.has.additional && slices.Contains(lists, h.additional) {
				g.hacsOf[class] |= 1 << i
			}
		}
	}

	g.excludeWords = (len(l.collections) + 63) / 64
	g.excludes = make([]uint64, g.excludeWords*max(l.excluders, 1))
	for i := range l.collections {
		for _, e := range l.collections[i].excluder {
			g.excludes[int(e)*g.excludeWords+i/64] |= 1 << (i % 64)
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
func bitSets(sets [][]listID, words int) []uint64 {
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

// askedBy returns the lists of procedures that the families ask for, or nil if
// one of them may hold without a procedure in a list, or asks for the discharge
// status, which shows if it is not valid.
func (g *Grouper) askedBy(families []family) []uint64 {
	asked := make([]uint64, g.words)
	for i := range families {
		if f := &families[i]; !f.needsProcedure(true) || f.asks(opStatus) || f.asks(opAlive) {
			return nil
		}
		families[i].eachCond(func(k *cond) {
			for _, id := range k.lists {
				asked[id/64] |= 1 << (id % 64)
			}
		})
	}
	return asked
}

// Version returns the version of the logic, such as "43.1".
func (g *Grouper) Version() string { return g.version }

// Effective returns the days of discharge that the version holds for, see
// [EffectivePeriod].
func (g *Grouper) Effective() medcode.Period { return EffectivePeriod(g.version) }

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

// A home is an MDC that a principal diagnosis belongs to, with the medical
// families, as indexes, that it doesn't rule out.
type home struct {
	mdc     int
	medical []int
}

// openTo returns the medical families that a principal diagnosis in these lists
// doesn't rule out.
func (ch *chapter) openTo(lists []listID) []int {
	var open []int
	for i := range ch.medical {
		if !ch.medical[i].base.ruledOut(lists) {
			open = append(open, i)
		}
	}
	return open
}

// ruledOut reports whether k can't hold with a principal diagnosis in these
// lists, and that shows before it asks for the discharge status.
func (k *cond) ruledOut(lists []listID) bool {
	switch k.op {
	case opPrincipal:
		return !slices.ContainsFunc(k.lists, func(id listID) bool { return slices.Contains(lists, id) })
	case opAnd:
		return k.kids[0].ruledOut(lists)
	case opOr:
		return !slices.ContainsFunc(k.kids, func(kid cond) bool { return !kid.ruledOut(lists) })
	}
	return false
}

// ownMDC returns the MDC of a principal diagnosis among its homes, and whether
// the patient's sex tells which. A few diagnoses belong to the male or to the
// female reproductive system by it.
func (g *Grouper) ownMDC(homes []home, sex medcode.Sex) (mdc int, ok bool) {
	if len(homes) == 1 {
		return homes[0].mdc, true
	}
	if sex != medcode.SexUnknown {
		for _, want := range []medcode.Sex{sex, medcode.SexUnknown} {
			for _, h := range homes {
				if g.byMDC[h.mdc].sex == want {
					return h.mdc, true
				}
			}
		}
	}
	return slices.MaxFunc(homes, func(a, b home) int { return cmp.Compare(a.mdc, b.mdc) }).mdc, false
}
