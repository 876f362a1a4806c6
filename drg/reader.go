package drg

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/medcode/medcode/drg/internal/logic"
)

// A reader is the logic turned round for Explain: the codes of each list, and what is said of lists again and
// again. The first call of Explain makes it.
type reader struct {
	clusters map[uint64][]int // that begin with a code
	kept     map[string]string
	names    []string       // of each list, as it is spoken of
	printed  []logic.ListID // of each list, the one that the manual prints, of which it may be what an erratum left
	said     [][]said       // by the first list of a condition
	places   []placed       // those of families, rows, and lists: an open hash table, at most half full
	held     int            // places
	chapters []string       // "MDC 05 Diseases …"
	results  sync.Pool      // of *Result
	steps    sync.Pool      // of *[]Step
}

// said is what is said of the lists of a condition.
type said struct {
	of      *logic.ListID // the first of them
	lists   int           // how many
	names   string
	lacking [procedure + 1]string // by role, that no code is in them
}

// A role is what a condition looks up in its lists.
type role uint8

const (
	principalDiagnosis role = iota
	secondaryDiagnosis
	eitherDiagnosis
	procedure
)

var roleNames = [procedure + 1]string{"principal diagnosis", "secondary diagnosis", "principal or secondary diagnosis", "procedure"}

func (g *Grouper) reader() *reader {
	g.readerOnce.Do(func() { g.read = newReader(g.l) })
	return g.read
}

func newReader(l *logic.Logic) *reader {
	r := &reader{clusters: map[uint64][]int{}, kept: keptCodes(l), said: make([][]said, len(l.Lists)), places: make([]placed, 1<<14)}
	r.results.New = func() any { return &Result{} }
	r.steps.New = func() any { return &[]Step{} }
	for i := range l.Clusters {
		code := l.Clusters[i].Codes[0]
		r.clusters[code] = append(r.clusters[code], i)
	}
	for i := range l.Lists {
		r.names = append(r.names, nameOf(&l.Lists[i]))
		r.place(l, l.Lists[i].Place)
	}
	first := map[logic.Place][]logic.ListID{} // lists of the same place
	for i := range l.Lists {
		x := &l.Lists[i]
		at := first[x.Place]
		k := slices.IndexFunc(at, func(id logic.ListID) bool { return l.Lists[id].Name == x.Name })
		if k < 0 {
			k = len(at)
			first[x.Place] = append(at, logic.ListID(i))
		}
		r.printed = append(r.printed, first[x.Place][k])
	}
	note := func(k *logic.Cond) {
		if len(k.Lists) > 0 {
			r.said[k.Lists[0]] = append(r.said[k.Lists[0]], r.say(k.Lists))
		}
	}
	l.EachFamily(func(f *logic.Family) {
		f.EachCond(note)
		r.place(l, f.Place)
		for i := range f.Rows {
			r.place(l, f.Rows[i].Place)
		}
	})
	for i := range l.Chapters {
		ch := &l.Chapters[i]
		r.chapters = append(r.chapters, fmt.Sprintf("MDC %02d %s", ch.MDC, ch.Title))
		r.place(l, ch.Place)
		if ch.Entry != nil {
			ch.Entry.EachOp(note)
		}
	}
	return r
}

// A placed is a place as it is spoken of.
type placed struct {
	logic.Place
	text string
}

func (r *reader) place(l *logic.Logic, p logic.Place) {
	if int(p.File) >= len(l.Files) || p.Line == 0 || r.at(p).text != "" {
		return
	}
	if r.held++; 2*r.held > len(r.places) {
		few := r.places
		r.places = make([]placed, 4*len(few))
		for _, x := range few {
			if x.text != "" {
				*r.at(x.Place) = x
			}
		}
	}
	*r.at(p) = placed{p, placeText(l, p)}
}

// at returns the slot of a place, free if it has none.
func (r *reader) at(p logic.Place) *placed {
	last := len(r.places) - 1
	for k := int((uint64(p.File)<<32 | uint64(p.Line)) * 0x9E3779B97F4A7C15 >> 40); ; k++ {
		if x := &r.places[k&last]; x.text == "" || x.Place == p {
			return x
		}
	}
}

func placeText(l *logic.Logic, p logic.Place) string {
	return l.Files[p.File] + ":" + strconv.Itoa(int(p.Line))
}

// nameOf says what a list is: its heading, in quotes.
func nameOf(l *logic.List) string {
	if l.Name == logic.ErratumList {
		return "the codes of an erratum"
	}
	if l.Section != "" && !strings.EqualFold(l.Section, l.Name) {
		return `"` + l.Section + " / " + l.Name + `"`
	}
	return `"` + l.Name + `"`
}

func (r *reader) say(lists []logic.ListID) said {
	var all []string
	for _, id := range lists {
		if name := r.names[id]; !slices.Contains(all, name) {
			all = append(all, name)
		}
	}
	s := said{of: &lists[0], lists: len(lists), names: strings.Join(all, " or ")}
	for role, name := range roleNames {
		s.lacking[role] = "no " + name + " in " + s.names
	}
	return s
}

// of returns what is said of the lists of a condition, or of some of them.
func (r *reader) of(lists []logic.ListID) *said {
	if len(lists) == 0 {
		return &said{}
	}
	for i := range r.said[lists[0]] {
		if s := &r.said[lists[0]][i]; s.of == &lists[0] && s.lists == len(lists) {
			return s
		}
	}
	s := r.say(lists)
	return &s
}
