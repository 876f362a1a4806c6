package carry

import (
	"fmt"
	"iter"
	"slices"
	"sync"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/drg"
	"github.com/medcode/medcode/icd10/cm"
	"github.com/medcode/medcode/icd10/pcs"
)

// A Carrier carries stays into the codes of a day. It doesn't change, and any
// number of goroutines may use it.
type Carrier struct {
	day        medcode.Date
	diagnoses  *cm.Library
	release    *cm.Release
	history    *cm.Conversions
	became     map[string][]cm.Conversion // rows by the category of what was coded before, the earliest first
	procedures *pcs.Library

	// The fates of the codes met, by cm.Code or pcs.Code. Those of codes that no
	// release has, or that an update not at hand may have, aren't kept: there is no
	// end of them, and the day they were coded decides which of the two they are.
	seen sync.Map
}

// A fate is what becomes of a code on the day.
type fate struct {
	Change
	splits []cm.Conversion // of a code that stays: what came off it, the earliest first
}

// New returns a carrier into the codes of a day: of a version of MS-DRG, the
// first of its [drg.Grouper.Effective]. Without a library, nil, the codes of its
// system are left as they are. The error wraps [medcode.ErrDate] where a library
// has no release of the day.
func New(diagnoses *cm.Library, procedures *pcs.Library, day medcode.Date) (*Carrier, error) {
	c := &Carrier{day: day, diagnoses: diagnoses, procedures: procedures}
	if diagnoses != nil {
		r, err := diagnoses.On(day)
		if err != nil {
			return nil, fmt.Errorf("carrying diagnoses: %w", err)
		}
		c.release, c.history = r, diagnoses.Conversions()
		c.became = byCategory(c.history)
	}
	if procedures != nil {
		if _, err := procedures.On(day); err != nil {
			return nil, fmt.Errorf("carrying procedures: %w", err)
		}
	}
	return c, nil
}

// byCategory returns the rows of a conversion table by the three characters that
// the codes begin with which were coded before, and under no characters those
// that name a range over more than one category.
func byCategory(history *cm.Conversions) map[string][]cm.Conversion {
	rows := map[string][]cm.Conversion{}
	if history == nil {
		return rows
	}
	for row := range history.All() {
		categories := map[string]bool{}
		for _, p := range row.Previous {
			if first := category(p.First); first == category(p.Last) {
				categories[first] = true
				continue
			}
			categories = map[string]bool{"": true}
			break
		}
		for c := range categories {
			rows[c] = append(rows[c], row)
		}
	}
	return rows
}

func category(c cm.Code) string { return c.Compact()[:3] }

// from returns the rows of what a code became, the earliest first: those of
// [cm.Conversions.From], found without reading the table.
func (c *Carrier) from(code cm.Code) []cm.Conversion {
	var all []cm.Conversion
	for _, rows := range [2][]cm.Conversion{c.became[category(code)], c.became[""]} {
		for _, row := range rows {
			if slices.ContainsFunc(row.Previous, func(r cm.Ref) bool { return r.Covers(code) }) {
				all = append(all, row)
			}
		}
	}
	slices.SortStableFunc(all, func(a, b cm.Conversion) int { return a.Effective.Compare(b.Effective) })
	return all
}

// Day returns the day into whose codes c carries.
func (c *Carrier) Day() medcode.Date { return c.day }

// Stay returns a stay in the codes of the day, and what became of those of its
// codes that are not simply the same, in the order of the stay: diagnoses first,
// then procedures. S is not changed; where nothing is replaced, its slices are
// shared. The day on which the stay ended says which codes its coder could choose
// from: without it no [Split] is told. Malformed codes and the admitting
// diagnosis, which has no influence, are left.
func (c *Carrier) Stay(s *drg.Stay) (drg.Stay, []Change) {
	out := *s
	var all []Change
	own := false // out.Diagnoses is no longer that of s
	for i, d := range s.Diagnoses {
		if c.diagnoses == nil || !d.Code.IsValid() {
			continue
		}
		change := c.diagnosis(d.Code, s.Discharge)
		if change.Kind == Same {
			continue
		}
		change.Index = i
		all = append(all, change)
		if change.Kind != Replaced {
			continue
		}
		if !own {
			out.Diagnoses, own = slices.Clone(s.Diagnoses), true
		}
		out.Diagnoses[i].Code = cm.MustParse(change.To)
	}
	for i, p := range s.Procedures {
		if c.procedures == nil || !p.Code.IsValid() {
			continue
		}
		if change := c.procedure(p.Code, s.Discharge); change.Kind != Same {
			change.Index = i
			all = append(all, change)
		}
	}
	return out, all
}

// Diagnosis says what becomes of a diagnosis that was coded on a day, which may
// be the zero Date. Without a library of diagnoses it is the same.
func (c *Carrier) Diagnosis(code cm.Code, coded medcode.Date) Change {
	if c.diagnoses == nil || !code.IsValid() {
		return Change{Code: code.String()}
	}
	return c.diagnosis(code, coded)
}

func (c *Carrier) diagnosis(code cm.Code, coded medcode.Date) Change {
	fate := c.fate(code, func() *fate { return c.follow(code) })
	if len(fate.splits) == 0 || coded.IsZero() {
		return fate.Change
	}
	out := fate.Change
	for _, row := range fate.splits {
		if row.Effective.After(coded) && !slices.Contains(out.Candidates, row.Code.String()) {
			out.Kind, out.Effective = Split, row.Effective
			out.Candidates = append(slices.Clip(out.Candidates), row.Code.String())
		}
	}
	return out
}

// fate returns the fate of a code, found once.
func (c *Carrier) fate(code any, find func() *fate) *fate {
	if f, ok := c.seen.Load(code); ok {
		return f.(*fate)
	}
	f := find()
	if f.Kind != NoCode && f.Kind != NotAtHand {
		c.seen.Store(code, f)
	}
	return f
}

// follow finds what becomes of a diagnosis.
func (c *Carrier) follow(code cm.Code) *fate {
	f := &fate{Change: Change{Code: code.String()}}
	if c.reportable(code) {
		for _, row := range c.from(code) {
			if !row.Effective.After(c.day) && row.Code != code && c.reportable(row.Code) {
				f.splits = append(f.splits, row)
			}
		}
		return f
	}
	t := &trail{carrier: c, seen: map[cm.Code]bool{code: true}}
	if t.later(code); t.rows == 0 {
		t.earlier(code)
	}
	f.Effective = t.effective
	for _, to := range t.found {
		f.Candidates = append(f.Candidates, to.String())
	}
	f.Table = t.text
	switch {
	case t.rows == 0 && c.known(code):
		f.Kind = NoHistory
	case t.rows == 0:
		f.Kind = NoCode
	case len(t.found) == 1 && !t.lost:
		f.Kind, f.To, f.Candidates = Replaced, t.found[0].String(), nil
	case len(t.found) == 0:
		f.Kind = Nothing
	default:
		f.Kind = Several
	}
	return f
}

// reportable reports whether a code may be reported on the day.
func (c *Carrier) reportable(code cm.Code) bool {
	v, err := c.diagnoses.Check(code.String(), c.day)
	return err == nil && v.Status == cm.Valid && v.Code == code
}

// known reports whether some release has a code that could be reported.
func (c *Carrier) known(code cm.Code) bool {
	for r := range c.diagnoses.Releases() {
		if e, ok := r.Lookup(code); ok && e.Billable() {
			return true
		}
	}
	return false
}

// A trail follows a code through the conversion table to those of the day.
type trail struct {
	carrier   *Carrier
	seen      map[cm.Code]bool
	found     []cm.Code
	rows      int          // of the table that were followed
	effective medcode.Date // of the last of them
	text      string       // what the table says, where it names no codes of the day
	lost      bool         // one way ended without a code of the day
}

// later follows a code to what it became until the day.
func (t *trail) later(code cm.Code) {
	for _, row := range t.carrier.from(code) {
		if row.Effective.After(t.carrier.day) {
			continue
		}
		t.step(row)
		t.reach(row.Code, t.later)
	}
}

// earlier follows a code to what was coded on the day in its place.
func (t *trail) earlier(code cm.Code) {
	all := t.carrier.history.Of(code)
	at := slices.IndexFunc(all, func(row cm.Conversion) bool { return row.Effective.After(t.carrier.day) })
	if at < 0 {
		return
	}
	row := all[at]
	t.step(row)
	if len(row.Previous) == 0 {
		t.text, t.lost = row.Text, true
	}
	for _, ref := range row.Previous {
		if ref.First == ref.Last && (t.carrier.reportable(ref.First) || len(t.carrier.history.Of(ref.First)) > 0) {
			t.reach(ref.First, t.earlier)
			continue
		}
		// A range, or a category: which of its codes, the table doesn't say.
		t.text, t.lost = row.Text, true
		for e := range t.carrier.codes(&ref) {
			t.reach(e, nil)
		}
	}
}

func (t *trail) step(row cm.Conversion) {
	t.rows++
	t.effective = row.Effective
}

// reach ends a way at a code of the day, or goes on from another one.
func (t *trail) reach(code cm.Code, on func(cm.Code)) {
	if t.seen[code] {
		return
	}
	t.seen[code] = true
	if t.carrier.reportable(code) {
		t.found = append(t.found, code)
		return
	}
	rows, found := t.rows, len(t.found)
	if on != nil {
		on(code)
	}
	if t.rows == rows && len(t.found) == found {
		t.lost = true
	}
}

// codes yields the codes of the day that a reference covers.
func (c *Carrier) codes(ref *cm.Ref) iter.Seq[cm.Code] {
	return func(yield func(cm.Code) bool) {
		for code, e := range c.release.All() {
			if e.Billable() && ref.Covers(code) && !yield(code) {
				return
			}
		}
	}
}

// Procedure says what becomes of a procedure that was coded on a day, which may
// be the zero Date. Without a library of procedures it is the same.
func (c *Carrier) Procedure(code pcs.Code, coded medcode.Date) Change {
	if c.procedures == nil || !code.IsValid() {
		return Change{Procedure: true, Code: code.String()}
	}
	return c.procedure(code, coded)
}

func (c *Carrier) procedure(code pcs.Code, coded medcode.Date) Change {
	return c.fate(code, func() *fate {
		change := &fate{Change: Change{Procedure: true, Code: code.String()}}
		v, err := c.procedures.Check(code.String(), c.day)
		switch {
		case err == nil && v.Status == pcs.Valid:
		case err == nil && v.Lacks != (medcode.Period{}) && c.came(code):
			change.Kind, change.Effective = NotAtHand, v.Lacks.From
		case err == nil && len(v.Others) > 0:
			change.Kind, change.Table = NoHistory, v.Others[0]
			if last := v.Others[len(v.Others)-1]; last != v.Others[0] {
				change.Table += " to " + last
			}
		default:
			change.Kind = NoCode
			if update, lacks := c.lacking(); lacks && (coded.IsZero() || !coded.Before(update)) {
				change.Kind, change.Effective = NotAtHand, update
			}
		}
		return change
	}).Change
}

// came tells whether a release after the day has the code.
func (c *Carrier) came(code pcs.Code) bool {
	for r := range c.procedures.Releases() {
		if r.Provenance().Effective.From.After(c.day) && r.Contains(code) {
			return true
		}
	}
	return false
}

// lacking returns the day on which an update began that the procedures are known
// to lack, and whose codes no later release at hand has taken over.
func (c *Carrier) lacking() (update medcode.Date, lacks bool) {
	last, open := c.procedures.Through()
	if open {
		return update, false
	}
	p, lacks := c.procedures.Lacks(last.AddDays(1))
	return p.From, lacks
}
