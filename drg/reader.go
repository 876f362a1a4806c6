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
	names    []string // of each list, as it is spoken of
	said     map[*logic.ListID]*said
	places   map[logic.Place]string // those of families, rows, and lists
	chapters []string               // "MDC 05 Diseases …"
	results  sync.Pool              // of *Result
}

// said is what is said of the lists of a condition.
type said struct {
	lists   int // how many
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
	r := &reader{clusters: map[uint64][]int{}, kept: keptCodes(l), said: map[*logic.ListID]*said{}, places: map[logic.Place]string{}}
	r.results.New = func() any { return &Result{} }
	for i := range l.Clusters {
		code := l.Clusters[i].Codes[0]
		r.clusters[code] = append(r.clusters[code], i)
	}
	for i := range l.Lists {
		r.names = append(r.names, nameOf(&l.Lists[i]))
		r.place(l, l.Lists[i].Place)
	}
	note := func(k *logic.Cond) {
		if len(k.Lists) > 0 {
			s := r.say(k.Lists)
			r.said[&k.Lists[0]] = &s
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

func (r *reader) place(l *logic.Logic, p logic.Place) {
	if int(p.File) < len(l.Files) {
		r.places[p] = placeText(l, p)
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
	s := said{lists: len(lists), names: strings.Join(all, " or ")}
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
	if s := r.said[&lists[0]]; s != nil && s.lists == len(lists) {
		return s
	}
	s := r.say(lists)
	return &s
}
