package opps

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/internal/official"
	"github.com/medcode/medcode/internal/source"
)

func officialRelease(t testing.TB) *Release {
	fsys, err := source.Open(official.Path(t, "releases/opps/2025"))
	require.NoError(t, err)
	r, err := Read(fsys)
	require.NoError(t, err)
	return r
}

func officialGrouper(t testing.TB) *Grouper {
	fsys, err := source.Open(official.Path(t, "opps/ioce-tables-26.0"))
	require.NoError(t, err)
	tables, err := ReadTables(fsys)
	require.NoError(t, err)
	g, err := NewGrouper(officialRelease(t), Options{Tables: tables})
	require.NoError(t, err)
	return g
}

// TestOfficial2025 counts what the addenda of 2025 have, and holds them against
// each other.
func TestOfficial2025(t *testing.T) {
	r := officialRelease(t)
	assert.Empty(t, r.Diagnostics())
	assert.Equal(t, map[string]int{"codes": 18682, "apcs": 994, "grouped codes": 6657, "inpatient only": 1731, "ranks": 3236, "complexity pairs": 432,
		"composite members": 183, "device offsets": 5186, "out-migrations": 431, "status indicators": 28, "comment indicators": 4, "tribal drugs": 368,
		"bypass codes": 173, "comprehensive exclusions": 14}, r.Counts())
	assert.Equal(t, "2025-01", r.Provenance().Release)
	// C against B and A: a code that C groups has that APC in B, an APC with a
	// rate in B is one of A, and at the same rate.
	for a := range r.Groups() {
		for _, c := range r.Codes(a) {
			e, ok := r.Lookup(c)
			require.True(t, ok, c)
			assert.Equal(t, a, e.APC, c)
		}
	}
	for c, e := range r.All() {
		if e.APC == 0 || e.Rate == 0 {
			continue
		}
		g, ok := r.Group(e.APC)
		require.True(t, ok, c)
		assert.Equal(t, g.Rate, e.Rate, c)
		if e.MinimumCopay != 0 { // waived for preventive services
			assert.Equal(t, g.MinimumCopay, e.MinimumCopay, c)
		}
	}
	// E against B.
	inpatient := 0
	for c, e := range r.All() {
		if e.Status == C {
			inpatient++
			assert.True(t, r.InpatientOnly(c), c)
		}
	}
	assert.Equal(t, 1731, inpatient)
	// J: the primary of a pair ranks before the other, or is the same, and the
	// adjusted APC is paid more.
	for p := range r.Complexities() {
		primary, ok := r.Rank(p.Primary)
		require.True(t, ok, p)
		if secondary, ok := r.Rank(p.Secondary); ok {
			assert.LessOrEqual(t, primary.Rank, secondary.Rank, p)
		}
		from, _ := r.Group(p.APC)
		to, ok := r.Group(p.Adjusted)
		require.True(t, ok, p)
		assert.Greater(t, to.Rate, from.Rate, p)
	}
	// J1 codes of B have a rank; M's members have status Q3, their APC in B and a
	// composite in A.
	for c, e := range r.All() {
		if _, ok := r.Rank(c); e.Status == J1 {
			assert.True(t, ok, c)
		}
		if m, ok := r.Composite(c); ok {
			assert.Equal(t, m.Single, e.APC, c)
			for _, a := range m.Composites {
				_, ok := r.Group(a)
				assert.True(t, ok, a)
			}
		}
		if o, ok := r.Offset(c); ok && o.DeviceIntensive {
			assert.Greater(t, o.Percent, int64(3000), c)
			if c != hc("53865") { // whose amount is that of another rate
				assert.InDelta(t, float64(e.Rate)*float64(o.Percent)/10000, float64(o.Amount), float64(e.Rate)/10000+10, c)
			}
		}
	}
}

// TestOfficialWorkbooks reads the workbooks alone; they have what the texts have.
func TestOfficialWorkbooks(t *testing.T) {
	if testing.Short() {
		t.Skip("reads two megabytes of workbooks")
	}
	text := officialRelease(t)
	fsys, err := source.Open(official.Path(t, "releases/opps/2025"))
	require.NoError(t, err)
	r := &reader{Release: newRelease()}
	require.NoError(t, source.Walk(fsys, medcode.ReadOptions{}, func(e *source.Entry) error {
		if !strings.HasSuffix(e.Path, ".xlsx") || strings.Contains(e.Path, "Evaluation") {
			return nil
		}
		data, err := e.Bytes()
		if err != nil {
			return err
		}
		_, err = r.file(e.Path, data)
		return err
	}))
	book, err := r.finish()
	require.NoError(t, err)
	want := text.Counts()
	got := book.Counts()
	delete(want, "comprehensive exclusions") // one line is divided otherwise
	delete(got, "comprehensive exclusions")
	delete(want, "status indicators")
	delete(got, "status indicators")
	assert.Equal(t, want, got)
	differ := 0
	for c, e := range text.All() {
		b, ok := book.Lookup(c)
		if !ok || b.Status != e.Status || b.APC != e.APC || b.Rate.Cents() != e.Rate.Cents() {
			differ++
		}
	}
	assert.Zero(t, differ)
}

func TestOfficialTables(t *testing.T) {
	g := officialGrouper(t)
	c := g.Tables().Counts()
	assert.Equal(t, 1338772, c["PTP pairs"])
	assert.Equal(t, 540, c["revenue codes"])
	assert.Equal(t, 403, c["modifiers"])
	assert.Empty(t, g.Tables().Diagnostics())
	assert.True(t, g.Tables().Has(hc("G0378"), FlagObservationHourly))
	n := 0
	for range g.Tables().Flags(hc("G0378")) {
		n++
	}
	assert.Positive(t, n)
	rev, ok := g.Tables().Revenue("0001")
	assert.True(t, ok)
	assert.Equal(t, E1, rev.Status)
	_, ok = g.Tables().Revenue("x")
	assert.False(t, ok)
	assert.Equal(t, 3, len(g.Tables().Provenance().Files)-2)
}
