package pcs

import (
	"fmt"
	"iter"
	"slices"
	"strings"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/internal/codeword"
	"github.com/medcode/medcode/internal/enum"
	"github.com/medcode/medcode/internal/orderfile"
	"github.com/medcode/medcode/internal/shelf"
)

// A ChangeKind is what happened to a code or header between two releases.
type ChangeKind uint8

// The kinds of changes.
const (
	Added ChangeKind = iota
	Deleted
	Revised // its titles changed
)

var changeNames = [...]string{"added", "deleted", "revised"}

// String names the kind.
func (k ChangeKind) String() string { return enum.Name(k, changeNames[:]) }

// MarshalText implements [encoding.TextMarshaler].
func (k ChangeKind) MarshalText() ([]byte, error) { return []byte(k.String()), nil }

// UnmarshalText implements [encoding.TextUnmarshaler]: a name as String gives it.
func (k *ChangeKind) UnmarshalText(b []byte) error { return enum.Parse(k, b, changeNames[:]) }

// A Change is one difference between two releases.
type Change struct {
	Kind     ChangeKind
	Code     Code   // zero when the change is about a header
	Table    string // "0DT": of the code, or the header itself
	Short    string // the titles; of a deleted code the ones it had
	Long     string
	OldShort string // the titles before a revision
	OldLong  string
	word     codeword.Word
}

// changesOf joins the two halves of revisions.
func changesOf(f *orderfile.AddendaFile) []Change {
	var changes []Change
	var from orderfile.Change
	for _, c := range f.Changes {
		switch c.Action {
		case orderfile.ReviseFrom:
			from = c
		case orderfile.ReviseTo:
			ch := changeOf(Revised, c.Code, c.Short, c.Long)
			if from.Code == c.Code {
				ch.OldShort, ch.OldLong = from.Short, from.Long
			}
			changes = append(changes, ch)
		case orderfile.Add:
			changes = append(changes, changeOf(Added, c.Code, c.Short, c.Long))
		case orderfile.Delete:
			changes = append(changes, changeOf(Deleted, c.Code, c.Short, c.Long))
		}
	}
	return changes
}

func changeOf(kind ChangeKind, w codeword.Word, short, long string) Change {
	c := Change{Kind: kind, Table: w.First(3).String(), Short: short, Long: long, word: w}
	if w.Len() == 7 {
		c.Code = Code{w}
	}
	return c
}

// Addenda returns the changes that the addenda file of r lists, against the
// release before: that is October's of the year before, or its April update.
func (r *Release) Addenda() []Change { return slices.Clone(r.changes) }

// Diff returns what changed from r to next, by code, headers among them.
func (r *Release) Diff(next *Release) []Change {
	var changes []Change
	for row := range r.orderRows() {
		i, ok := next.set().find(row.Code)
		if !ok {
			changes = append(changes, changeOf(Deleted, row.Code, row.Short, row.Long))
			continue
		}
		if now := next.row(i); now.Short != row.Short || now.Long != row.Long {
			c := changeOf(Revised, row.Code, now.Short, now.Long)
			c.OldShort, c.OldLong = row.Short, row.Long
			changes = append(changes, c)
		}
	}
	for row := range next.orderRows() {
		if _, ok := r.set().find(row.Code); !ok {
			changes = append(changes, changeOf(Added, row.Code, row.Short, row.Long))
		}
	}
	slices.SortStableFunc(changes, func(a, b Change) int { return Code{a.word}.Compare(Code{b.word}) })
	return changes
}

// Apply returns r with changes made to its codes and titles, and a diagnostic
// for each change that doesn't fit what r has. The new release has r's index
// and definitions but no tables, and no name and period: see Dated.
func (r *Release) Apply(changes []Change) (*Release, []medcode.Diagnostic) {
	var list []orderfile.Change
	for _, c := range changes {
		change := orderfile.Change{Code: c.word, Header: c.word.Len() == 3, Short: c.Short, Long: c.Long}
		switch c.Kind {
		case Added:
			change.Action = orderfile.Add
		case Deleted:
			change.Action = orderfile.Delete
		case Revised:
			from := change
			from.Action, from.Short, from.Long = orderfile.ReviseFrom, c.OldShort, c.OldLong
			list = append(list, from)
			change.Action = orderfile.ReviseTo
		}
		list = append(list, change)
	}
	rows, misfits := orderfile.Apply(slices.Collect(r.orderRows()), list, func(a, b codeword.Word) int { return Code{a}.Compare(Code{b}) })
	var diags []medcode.Diagnostic
	for _, m := range misfits {
		diags = append(diags, medcode.Diagnostic{Kind: medcode.KindMisfit, Text: m.Code.String(), Message: fmt.Sprintf("%s %s: it %s", m.Action, m.Code, m.Reason)})
	}
	out := r.with(orderfile.File{Kind: orderfile.Order, Rows: rows})
	out.prov.Release, out.prov.Effective = "", medcode.Period{}
	out.read.grid, out.parts.Tables = grid{}, false
	b := releaseReader{r: out}
	b.indexRows()
	return out, diags
}

// A Library holds releases and picks the one for a date.
type Library struct {
	releases []*Release
	lacks    []medcode.Period // see Lacking
}

// NewLibrary returns a library of releases, in any order. Two that begin on
// the same day are an error: see [Release.Dated].
func NewLibrary(releases ...*Release) (*Library, error) {
	all, err := shelf.Sort(releases)
	if err != nil {
		return nil, err
	}
	return &Library{releases: all}, nil
}

// Releases yields the releases, the earliest first.
func (l *Library) Releases() iter.Seq[*Release] { return slices.Values(l.releases) }

// On returns the release that holds on a date: of several the one that began
// last, so that an April update takes over from October's release. For
// inpatient procedures the date is that of the discharge. The error wraps
// [medcode.ErrDate].
func (l *Library) On(date medcode.Date) (*Release, error) {
	return shelf.On(l.releases, "ICD-10-PCS", date)
}

// Part returns the release to ask for a part on a date, such as the tables,
// which an update may lack: of the releases whose period contains it and which
// have the part, the one that begins last. The error wraps [medcode.ErrDate].
func (l *Library) Part(on medcode.Date, has func(Parts) bool) (*Release, error) {
	return shelf.Part(l.releases, "ICD-10-PCS", "a part", on, func(r *Release) bool { return has(r.parts) })
}

// A Source is the release that answers for a part of a library on a date; the
// provenance is zero where none does.
type Source = shelf.Source

// Sources says for each part which release answers for it on a date.
func (l *Library) Sources(on medcode.Date) []Source {
	var all []Source
	for _, p := range []struct {
		name string
		has  func(Parts) bool
	}{
		{"codes", func(p Parts) bool { return p.Order || p.Codes || p.Tables }}, {"tables", func(p Parts) bool { return p.Tables }},
		{"index", func(p Parts) bool { return p.Index }}, {"definitions", func(p Parts) bool { return p.Definitions }},
	} {
		s := Source{Part: p.name}
		if r, err := l.Part(on, p.has); err == nil {
			s.Release = r.prov
		}
		all = append(all, s)
	}
	return all
}

// A DatedVerdict is a verdict on a date of discharge.
type DatedVerdict struct {
	Verdict
	Release string   // that holds on the date
	Others  []string // where the code is not in it, the releases that have the code
	// Lacks is, where the code is unknown, the period of the update that the
	// library lacks: the code may be one of it, and is not judged. Else it is zero.
	Lacks medcode.Period
}

// String says the verdict in a sentence for people.
func (v DatedVerdict) String() string {
	s := v.Verdict.String() + " (" + strings.TrimSpace("ICD-10-PCS "+v.Release) + ")"
	if len(v.Others) > 0 {
		s += "; the code is in " + strings.Join(v.Others, ", ")
	}
	if v.Lacks != (medcode.Period{}) {
		s += fmt.Sprintf("; not judged, since the update of %v is not at hand", v.Lacks.From)
	}
	return s
}

// Check is the Check of the release that holds on the date; where that hasn't
// the code, it says which releases have, and whether an update is lacking that
// may have it.
func (l *Library) Check(text string, date medcode.Date) (DatedVerdict, error) {
	r, err := l.On(date)
	if err != nil {
		return DatedVerdict{}, err
	}
	v := DatedVerdict{Verdict: r.Check(text), Release: r.prov.Release}
	if v.Status == Unknown {
		v.Lacks, _ = l.Lacks(date)
		for _, other := range l.releases {
			if other.Contains(v.Code) {
				v.Others = append(v.Others, other.prov.Release)
			}
		}
	}
	return v, nil
}
