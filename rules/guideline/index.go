package guideline

import (
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/medcode/medcode/icd10/cm"
	"github.com/medcode/medcode/internal/codeword"
)

// An index is what the rules ask of a release, worked out once: for each code
// the notes that hold for it and the notes that name it, and of each category,
// when a claim first has a code of it, the sets and sides of its codes.
type index struct {
	once    sync.Once
	release *cm.Release
	name    string // of the release, for findings
	sets    *sets
	book    *book
	tabular bool

	facts []fact          // in the order of the book
	table *codeword.Table // the index in facts of a code
	notes []note
	named []uint32 // indexes in notes, of the codes one after another

	heads  []int32        // the facts of the categories
	ready  []atomic.Bool  // by category: sets and sides are worked out
	mu     sync.Mutex     // of who works them out
	shared map[bits]*bits // codes of the same sets share them
}

// A fact is what is known of a code or header.
type fact struct {
	entry    cm.Entry
	end      int32    // the first fact not below this one
	category int32    // in index.heads
	marks    marks    // until its category is ready, of its chapter, section and notes alone
	tags     *bits    // shared
	side     side     // of those that differ in it
	said     side     // by its title, where it is not of such
	family   int32    // the codes that differ in their side alone; 0 for none
	owns     []uint32 // the notes that hold for it, ascending; shared
	named    [2]int32 // in index.named: the notes that name it, ascending
}

// A note is one that the rules judge by: an Excludes1 or Code first block of an
// entry, or one line of Use additional code.
type note struct {
	kind cm.NoteKind
	at   cm.Entry
	demand
	lines []*cm.Note
	only  marks // the codes that it is about, of those that it holds for; zero is all

	status bool // Use additional: the codes are statuses, of chapter 21
	extent bool // Use additional: the codes are the extent of a burn
}

// A demand is what a note asks for, as far as its words tell.
type demand uint8

const (
	optional demand = iota // "if applicable": there may be nothing to code
	open                   // the note gives examples, or names no code
	closed                 // one of the codes that it names
)

func (ix *index) build() {
	ix.tabular = ix.release.Parts().Tabular
	n := 0
	for top := range ix.release.Top() {
		n++
		for range top.Descendants() {
			n++
		}
	}
	ix.facts = append(make([]fact, 0, n+1), fact{}) // 0 is none
	for top := range ix.release.Top() {
		ix.tree(top, nil, 0)
	}
	ix.table = codeword.NewTable(n)
	for i := range ix.facts[1:] {
		ix.table.Add(codeword.Word(ix.facts[i+1].entry.Code().Key()), int32(i)+1)
	}
	ix.ready, ix.shared = make([]atomic.Bool, len(ix.heads)), map[bits]*bits{}
	ix.names()
}

// tree adds an entry and all below it; owns are the notes that it inherits,
// and place the marks of the chapter and section.
func (ix *index) tree(e cm.Entry, owns []uint32, place marks) {
	place |= placed(e)
	if own := ix.ownNotes(e); own != nil {
		owns = append(owns[:len(owns):len(owns)], own...)
		for _, k := range own {
			switch ix.notes[k].kind {
			case cm.CodeFirst:
				place |= codeFirsts
			case cm.UseAdditional:
				place |= additions
			}
		}
	}
	at := int32(-1)
	if c := e.Code(); c.IsValid() {
		at = int32(len(ix.facts))
		if c.Len() == 3 {
			ix.heads = append(ix.heads, at)
		}
		ix.facts = append(ix.facts, fact{entry: e, category: int32(len(ix.heads) - 1), marks: place, owns: owns})
	}
	for child := range e.Children() {
		ix.tree(child, owns, place)
	}
	if at >= 0 {
		ix.facts[at].end = int32(len(ix.facts))
	}
}

// at returns the index of a code in facts, and whether the release has it.
func (ix *index) at(c cm.Code) (int32, bool) { return ix.table.Find(codeword.Word(c.Key())) }

// find returns the fact of a code, whose category is made ready, or nil.
func (ix *index) find(c cm.Code) *fact {
	at, ok := ix.at(c)
	if !ok {
		return nil
	}
	f := &ix.facts[at]
	if !ix.ready[f.category].Load() {
		ix.prepare(f.category)
	}
	return f
}

// prepare works out the sets and sides of a category.
func (ix *index) prepare(category int32) {
	ix.mu.Lock()
	defer ix.mu.Unlock()
	if ix.ready[category].Load() {
		return
	}
	lo := ix.heads[category]
	hi := ix.facts[lo].end
	for i := lo; i < hi; i++ {
		f := &ix.facts[i]
		f.marks |= ix.sets.of(f.entry.Code()) | described(f.entry)
		b := ix.book.entry(f.entry)
		if f.tags = ix.shared[b]; f.tags == nil {
			f.tags, ix.shared[b] = &b, &b
		}
		if !f.entry.Billable() {
			f.marks |= header
		}
	}
	ix.lateral(lo, hi)
	for i := lo; i < hi; i++ {
		f := &ix.facts[i]
		switch f.side {
		case noSide:
			f.said = saidSide(f.entry)
		case right, left:
			f.marks |= oneSide
		case bilateral:
			f.marks |= bothSided
		case sideUnknown:
			f.marks |= sideUnsaid
		}
	}
	ix.ready[category].Store(true)
}

// ownNotes adds the notes that stand at e and returns their indexes.
func (ix *index) ownNotes(e cm.Entry) (added []uint32) {
	var first, excludes, lines []*cm.Note
	for n := range e.Notes() {
		switch n.Kind {
		case cm.Excludes1:
			excludes = append(excludes, n)
		case cm.CodeFirst:
			first = append(first, n)
		case cm.UseAdditional:
			lines = append(lines, n)
		}
	}
	add := func(kind cm.NoteKind, d demand, lines ...*cm.Note) {
		n := note{kind: kind, at: e, demand: d, lines: lines}
		if strings.Contains(lines[0].Text, "for adverse effects") {
			n.only = adverse
		}
		if kind == cm.UseAdditional {
			n.status, n.extent = allOf(lines[0], 'Z'), strings.Contains(lines[0].Text, "extent of body surface")
		}
		added = append(added, uint32(len(ix.notes)))
		ix.notes = append(ix.notes, n)
	}
	if excludes != nil {
		add(cm.Excludes1, optional, excludes...)
	}
	if first != nil {
		add(cm.CodeFirst, demandOf(e, first), first...)
	}
	for i, n := range lines {
		if d := ix.additional(e, lines[:i], n); d == closed {
			add(cm.UseAdditional, d, n)
		}
	}
	return added
}

// allOf reports whether all codes that a note names begin with a letter.
func allOf(n *cm.Note, letter byte) bool {
	return !slices.ContainsFunc(n.Refs, func(r cm.Ref) bool { return first(r.First) != letter })
}

// doubts are words of a note under which there may be nothing to code.
var doubts = []string{"if applicable", "if known", "if any", "any ", "associated", "if the ", "when ", "as applicable", "if present"}

func hasAny(s string, words []string) bool {
	for _, w := range words {
		if strings.Contains(s, w) {
			return true
		}
	}
	return false
}

// needed are words of a Code first note that takes for granted what it names;
// others name conditions that there may be ("heart failure due to hypertension").
var needed = []string{"underlying", "to identify", "resulting from", "the infection", "the nature of", "underdosing"}

// either are words of a Code first note on what there may be or not be.
var either = []string{"complicating", " due to ", " or encounter", "pre-existing", "related disorders"}

// demandOf says what the lines of a Code first block at e ask for.
func demandOf(e cm.Entry, lines []*cm.Note) demand {
	d, granted := closed, e.Manifestation()
	for i, n := range lines {
		heading := i+1 < len(lines) && strings.HasSuffix(n.Text, ":")
		switch {
		case hasAny(n.Text, doubts):
			return optional
		case strings.Contains(n.Text, "such as"), len(n.Refs) == 0 && !heading:
			d = open
		}
		granted = granted || hasAny(n.Text, needed)
	}
	// One line that names one thing takes it for granted; of several lines each
	// may be, as those of I50.
	granted = granted || len(lines) == 1 && !hasAny(lines[0].Text, either)
	if !granted {
		return optional
	}
	return d
}

// agents are words of notes on what is often not known.
var agents = []string{"agent", "organism", "infection", "external", "drug", "substance", "such as", "manifestation", "complication", "encounter", "circumstances"}

// organisms are words of titles that say what the additional code is to name.
var organisms = []string{"Staphylococcal", "Other streptococcal", "Streptococcal", "due to other bacteria", "Other bacterial"}

// additional says what a line of Use additional code asks for; a line under a
// heading is one choice of several.
func (ix *index) additional(e cm.Entry, before []*cm.Note, n *cm.Note) demand {
	for _, b := range before {
		if strings.HasSuffix(b.Text, ":") {
			return optional
		}
	}
	if len(n.Refs) == 0 || !strings.HasPrefix(n.Text, "code") || strings.HasSuffix(n.Text, ":") || hasAny(n.Text, doubts) || hasAny(n.Text, agents) && !hasAny(e.Title(), organisms) {
		return optional
	}
	for i := range n.Refs {
		if ref := &n.Refs[i]; ref.Words != "" || ix.sets.of(ref.First)&external != 0 {
			return optional
		}
	}
	return closed
}

// names finds which notes name which codes.
func (ix *index) names() {
	type naming struct {
		fact int32
		note uint32
	}
	var all []naming
	last := make([]uint32, len(ix.facts)) // the last note that names it, and 1
	for k := range ix.notes {
		for _, line := range ix.notes[k].lines {
			for i := range line.Refs {
				ref := &line.Refs[i]
				lo, hi := ix.span(ref)
				for f := lo; f < hi; f++ {
					if last[f] != uint32(k)+1 && ref.Contains(ix.facts[f].entry) {
						all, last[f] = append(all, naming{f, uint32(k)}), uint32(k)+1
						ix.facts[f].named[1]++
					}
				}
			}
		}
	}
	start := int32(0)
	for f := range ix.facts {
		named := &ix.facts[f].named
		named[0], named[1], start = start, start, start+named[1]
	}
	ix.named = make([]uint32, len(all))
	for _, n := range all {
		named := &ix.facts[n.fact].named
		ix.named[named[1]] = n.note
		named[1]++
	}
}

// span returns the facts among which are all that ref contains.
func (ix *index) span(ref *cm.Ref) (lo, hi int32) {
	lo, ok := ix.at(ref.First)
	last, okLast := ix.at(ref.Last)
	if !ok || !okLast {
		return 1, int32(len(ix.facts))
	}
	return lo, ix.facts[last].end
}

// described returns the marks that the title of an entry makes.
func described(e cm.Entry) (m marks) {
	title := e.Title()
	if e.Manifestation() {
		m |= manifestation
	}
	if strings.Contains(title, "trimester") {
		switch {
		case strings.Contains(title, "first trimester"):
			m |= trimester1
		case strings.Contains(title, "second trimester"):
			m |= trimester2
		case strings.Contains(title, "third trimester"):
			m |= trimester3
		}
	}
	if isUnspecified(title) {
		m |= unspecified
	}
	if isResidual(e) {
		m |= residual
	}
	return m
}

// placed returns the marks that a chapter or section makes for what is in it.
func placed(e cm.Entry) marks {
	if e.Kind() != cm.Section && e.Kind() != cm.Chapter {
		return 0
	}
	switch title := strings.ToLower(e.Title()); {
	case strings.Contains(title, "female"), strings.Contains(title, "pregnancy, childbirth"):
		return female
	case strings.Contains(title, "male genital"):
		return male
	}
	return 0
}

// isResidual reports whether e is the unspecified code right below its
// subcategory, which ends in 9 or 0.
func isResidual(e cm.Entry) bool {
	if e.Kind() != cm.Subcategory || !e.Billable() || !strings.HasSuffix(e.Title(), ", unspecified") && !strings.Contains(e.Title(), "unspecified whether") && !strings.HasSuffix(e.Title(), ", unspecified stage") {
		return false
	}
	text := e.Code().Compact()
	last := text[len(text)-1]
	return last == '9' || last == '0'
}

// isUnspecified reports whether a title says that something is not specified,
// and not only that it may be: "stage 1 through stage 4 or unspecified chronic
// kidney disease", "not applicable or unspecified".
func isUnspecified(title string) bool {
	if !strings.Contains(title, "nspecified") {
		return false
	}
	title = strings.ToLower(title)
	return strings.Count(title, "unspecified") > strings.Count(title, "or unspecified")
}
