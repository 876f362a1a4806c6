package mce_test

import (
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/rules"
	"github.com/medcode/medcode/rules/mce"
)

// A recordMaker makes claims that meet many edits at once: codes with flags far
// more often than chance, dates at the ends of rows, odd ages and texts.
type recordMaker struct {
	*rand.Rand
	rows  [4][]mce.Row
	flags [4]map[string][]mce.Row // rows by flag
	names [4][]string             // of flags, sorted
}

func newRecordMaker(r *mce.Release, seed uint64) *recordMaker {
	m := &recordMaker{Rand: rand.New(rand.NewPCG(seed, 0))}
	for list := mce.ICD10Diagnoses; list <= mce.ICD9Procedures; list++ {
		m.flags[list] = map[string][]mce.Row{}
		for row := range r.Rows(list) {
			m.rows[list] = append(m.rows[list], row)
			for _, name := range row.Flags.Names() {
				m.flags[list][name] = append(m.flags[list][name], row)
			}
		}
		m.names[list] = slices.Sorted(maps.Keys(m.flags[list]))
	}
	return m
}

func (m *recordMaker) record() mce.Record {
	rec := mce.Record{
		ICD: rules.ICD(m.IntN(2)), Sex: medcode.Sex(m.IntN(4)), Status: m.pick(1, 20, 30, 8, 71, -1, m.IntN(100)),
		Age: m.pick(-1, 0, 15, 17, 40, 60, 61, 63, 64, 77, 78, 124, 125, mce.Unknown, m.IntN(130)), LengthOfStay: m.pick(-1, 0, 3, 4, 5, mce.Unknown, m.IntN(30)),
	}
	dx, px := mce.ICD10Diagnoses, mce.ICD10Procedures
	if rec.ICD == rules.ICD9 {
		dx, px = mce.ICD9Diagnoses, mce.ICD9Procedures
	}
	theme := m.flags[px][m.names[px][m.IntN(len(m.names[px]))]] // procedures that belong together
	first := m.row(dx)
	if m.IntN(2) == 0 {
		first = theme[m.IntN(len(theme))]
	}
	rec.Discharge = first.Period.From
	if to := first.Period.To; m.IntN(2) == 0 && !to.IsZero() {
		rec.Discharge = to
	}
	rec.Discharge = rec.Discharge.AddDays(m.pick(-1, 0, 0, 1, m.IntN(2000)))
	if m.IntN(200) == 0 {
		rec.Discharge = medcode.Date{}
	}
	for i := range m.IntN(8) {
		row := m.row(dx)
		if joints := m.flags[dx]["mdc08"]; joints != nil && i == 0 && m.IntN(4) == 0 {
			row = joints[m.IntN(len(joints))] // the principal diagnosis that Bilateral needs
		}
		rec.Diagnoses = append(rec.Diagnoses, m.text(row.Code))
	}
	for range m.IntN(5) {
		row := m.row(px)
		if m.IntN(2) == 0 {
			row = theme[m.IntN(len(theme))]
		}
		rec.Procedures = append(rec.Procedures, m.text(row.Code))
	}
	if m.IntN(3) == 0 {
		rec.Admitting = m.text(m.row(dx).Code)
	}
	if n := len(rec.Diagnoses); n > 1 && m.IntN(5) == 0 {
		rec.Diagnoses[n-1] = rec.Diagnoses[0]
	}
	return rec
}

func (m *recordMaker) pick(v ...int) int { return v[m.IntN(len(v))] }

// row returns a row, mostly one with some flag, each flag as likely as another.
func (m *recordMaker) row(list mce.List) mce.Row {
	if m.IntN(5) == 0 {
		return m.rows[list][m.IntN(len(m.rows[list]))]
	}
	of := m.flags[list][m.names[list][m.IntN(len(m.names[list]))]]
	return of[m.IntN(len(of))]
}

// text returns the code as some claim might have it.
func (m *recordMaker) text(code string) string {
	switch m.IntN(40) {
	case 0:
		return strings.ToLower(code)
	case 1:
		return strings.Repeat("0", m.IntN(5))
	case 2:
		return strings.Repeat(" ", m.IntN(3))
	case 3:
		return " " + code
	case 4:
		return code[:m.IntN(len(code))]
	case 5:
		return code + "0"
	}
	return code
}

func requireAgree(t *testing.T, fast *mce.Release, slow *slowEditor, rec *mce.Record) {
	t.Helper()
	a := fast.Edit(rec)
	typ, counts, dx, px := slow.edit(rec)
	require.Equal(t, typ, a.Type, "%+v", rec)
	for e, n := range counts {
		require.Equal(t, n, a.Count(e), "%s of %+v", e, rec)
	}
	for e, n := range a.Counts() {
		require.Equal(t, counts[e], n, "%s of %+v", e, rec)
	}
	require.True(t, slices.Equal(dx, a.Diagnoses), "%v, want %v: %+v", a.Diagnoses, dx, rec)
	require.True(t, slices.Equal(px, a.Procedures), "%v, want %v: %+v", a.Procedures, px, rec)
}

func TestFastAgreesWithSlow(t *testing.T) {
	r := mce.Default()
	m, slow := newRecordMaker(r, 1), newSlowEditor(r)
	seen := map[mce.Edit]int{}
	for range 40_000 {
		rec := m.record()
		requireAgree(t, r, slow, &rec)
		a := r.Edit(&rec)
		for e := range a.Counts() {
			seen[e]++
		}
	}
	for e := range mce.AllEdits() {
		require.NotZero(t, seen[e], "no claim met %s", e)
	}
}

// FuzzEdit holds the fast editor against the slow one on any text.
func FuzzEdit(f *testing.F) {
	r := mce.Default()
	slow := newSlowEditor(r)
	m := newRecordMaker(r, 2)
	for range 50 {
		rec := m.record()
		f.Add(uint8(rec.ICD), rec.Discharge.Compact(), rec.Age, uint8(rec.Sex), rec.Status, rec.LengthOfStay, rec.Admitting, strings.Join(rec.Diagnoses, ","), strings.Join(rec.Procedures, ","))
	}
	f.Fuzz(func(t *testing.T, icd uint8, date string, age int, sex uint8, status, stay int, admit, dx, px string) {
		rec := mce.Record{ICD: rules.ICD(icd % 2), Discharge: mce.ParseDate(date), Age: age, Sex: medcode.Sex(sex), Status: status,
			LengthOfStay: stay, Admitting: admit, Diagnoses: strings.Split(dx, ","), Procedures: strings.Split(px, ",")}
		requireAgree(t, r, slow, &rec)
	})
}

func TestEditIntoAllocatesNothing(t *testing.T) {
	r := mce.Default()
	m := newRecordMaker(r, 3)
	records := make([]mce.Record, 500)
	for i := range records {
		records[i] = m.record()
	}
	var a mce.Answer
	edit := func() {
		for i := range records {
			r.EditInto(&a, &records[i])
		}
	}
	edit()
	require.Zero(t, testing.AllocsPerRun(5, edit))
}
