package drgtest

import (
	"fmt"
	"slices"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/drg"
	"github.com/medcode/medcode/drg/internal/logic"
)

// A Maker makes stays for a version of the logic. It is not safe for use by
// several goroutines at a time; each needs its own.
type Maker struct {
	g *drg.Grouper
	l *logic.Logic
	codes

	targets   []target
	discharge medcode.Date
	result    drg.Result
}

// New returns a Maker of stays for g.
func New(g *drg.Grouper) (*Maker, error) {
	data, err := g.MarshalBinary()
	if err != nil {
		return nil, err
	}
	l, err := logic.Decode(data)
	if err != nil {
		return nil, err
	}
	m := &Maker{g: g, l: l}
	if p := g.Effective(); !p.From.IsZero() {
		m.discharge = p.From.AddDays(14)
	}
	m.codes = newCodes(l, m.discharge)
	m.targets = targetsOf(l)
	return m, nil
}

// A Row is a row of one of the tables of the logic.
type Row struct {
	DRG    drg.Number
	MDC    int    // 0 for Pre-MDC and for the unrelated procedures
	Family string // the title of the table
	Place  string // file and line of the manual, as [drg.Explanation] gives it
}

// Rows returns the rows of the tables in the order in which the logic tries
// them, MDC by MDC.
func (m *Maker) Rows() []Row {
	rows := make([]Row, len(m.targets))
	for i := range m.targets {
		rows[i] = m.targets[i].Row
	}
	return rows
}

// An UnreachableError says that no stay was found, and why.
type UnreachableError struct {
	Version string
	What    string // "DRG 984", "DRG 470, row mdcs_08_11.txt:1234"
	Reason  string
}

func (e *UnreachableError) Error() string {
	return fmt.Sprintf("MS-DRG %s: %s can't be reached: %s", e.Version, e.What, e.Reason)
}

func (m *Maker) unreachable(what, reason string) error {
	return &UnreachableError{m.l.Version, what, reason}
}

// DRG returns a stay whose final DRG is n. Its ID is the DRG. Of the rows that
// lead to n it takes the one that asks for the fewest codes.
func (m *Maker) DRG(n drg.Number) (drg.Stay, error) {
	what := "DRG " + n.String()
	if n == logic.Ungroupable {
		return m.ungroupable()
	}
	if _, ok := m.g.Title(n); !ok {
		return drg.Stay{}, m.unreachable(what, "the version has no such DRG")
	}
	return m.best(n, what, "no table leads to it", func(t *target, try func(*logic.HAC)) { try(nil) })
}

// best returns the best stay that is found for the rows of a DRG, where each is
// searched as ways says.
func (m *Maker) best(n drg.Number, what, reason string, ways func(t *target, try func(*logic.HAC))) (drg.Stay, error) {
	var best *found
	for i := range m.targets {
		t := &m.targets[i]
		if t.DRG != n {
			continue
		}
		ways(t, func(h *logic.HAC) {
			f, why := m.find(t, h)
			if f == nil {
				reason = why
			} else if best == nil || f.before(best) {
				best = f
			}
		})
	}
	if best == nil {
		return drg.Stay{}, m.unreachable(what, reason)
	}
	best.stay.ID = n.String()
	return best.stay, nil
}

// Row returns a stay that a row takes, one of [Maker.Rows].
func (m *Maker) Row(row Row) (drg.Stay, error) {
	what := fmt.Sprintf("DRG %s, row %s", row.DRG, row.Place)
	i := slices.IndexFunc(m.targets, func(t target) bool { return t.Row == row })
	if i < 0 {
		return drg.Stay{}, m.unreachable(what, "the version has no such row")
	}
	f, why := m.find(&m.targets[i], nil)
	if f == nil {
		return drg.Stay{}, m.unreachable(what, why)
	}
	f.stay.ID = row.DRG.String()
	return f.stay, nil
}

// ChangedByHAC returns a stay that would have DRG n, but whose final DRG is
// another one, since a condition that was acquired in the hospital doesn't count.
func (m *Maker) ChangedByHAC(n drg.Number) (drg.Stay, error) {
	what := "DRG " + n.String() + " changed by a hospital-acquired condition"
	return m.best(n, what, "no row that leads to it asks for a CC or an MCC", func(t *target, try func(*logic.HAC)) {
		for h := range m.l.HACs {
			if t.asksLevel() {
				try(&m.l.HACs[h])
			}
		}
	})
}

// HAC returns a stay whose DRG hospital-acquired condition number, in the
// manual's list, changes.
func (m *Maker) HAC(number int) (drg.Stay, error) {
	what := fmt.Sprintf("hospital-acquired condition %d", number)
	reason := "the version has no such condition"
	for h := range m.l.HACs {
		if int(m.l.HACs[h].Number) != number {
			continue
		}
		for i := range m.targets {
			t := &m.targets[i]
			if !t.asksLevel() {
				continue
			}
			f, why := m.find(t, &m.l.HACs[h])
			if f != nil {
				f.stay.ID = fmt.Sprintf("HAC %02d", number)
				return f.stay, nil
			}
			reason = why
		}
	}
	return drg.Stay{}, m.unreachable(what, reason)
}

// ungroupable returns a stay with an external cause as principal diagnosis.
func (m *Maker) ungroupable() (drg.Stay, error) {
	for i := range m.dx {
		if m.dx[i].home {
			continue
		}
		d := draft{principal: i}
		s := m.stay(&d, nil)
		if m.g.Group(&s).Final.DRG == logic.Ungroupable {
			s.ID = "999"
			return s, nil
		}
	}
	return drg.Stay{}, m.unreachable("DRG 999", "every diagnosis of the version may be a principal one")
}
