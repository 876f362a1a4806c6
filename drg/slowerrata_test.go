package drg

import (
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/drg/manual"
	"github.com/medcode/medcode/icd10/cm"
	"github.com/medcode/medcode/icd10/pcs"
	"github.com/medcode/medcode/internal/official"
	"github.com/medcode/medcode/internal/source"
)

// An erratum is named where a grouper that was compiled without it says
// otherwise, and nowhere else.
func TestErrataDecide(t *testing.T) {
	if testing.Short() {
		t.Skip("compiles manuals many times")
	}
	decided := map[string]int{}
	for _, version := range []string{"40", "42", "43.1"} {
		fsys, err := source.Open(official.Path(t, "releases/msdrg/msdrg-definitions-manual-v"+version+".zip"))
		require.NoError(t, err)
		m, err := manual.Read(fsys)
		require.NoError(t, err)
		g, err := Compile(m)
		require.NoError(t, err)
		all := loadErrata()
		var stays []*Stay
		r := rand.New(rand.NewPCG(11, 1))
		for _, x := range all {
			for range 40 {
				stays = append(stays, stayLike(r, x.Example))
			}
		}
		for k, x := range all {
			if !x.Holds(version) || strings.HasPrefix(x.changes[0], "keep-code") { // codes are retired by code files alone
				continue
			}
			without := compileWithout(t, m, k)
			for _, s := range stays {
				e, other := g.Explain(s), without.Explain(s)
				named := false
				for _, y := range e.Errata {
					named = named || y.Name == x.Name
				}
				differs := !reflect.DeepEqual(unmarked(e.Result), unmarked(other.Result))
				require.Equal(t, differs, named, "%s in version %s: %+v\n%s\nwithout it:\n%s", x.Name, version, s, e.Summary(), other.Summary())
				if named {
					decided[x.Name]++
				}
			}
		}
	}
	require.Len(t, decided, len(loadErrata())-1, "all but the one of codes")
}

// compileWithout compiles m without the erratum of an index.
func compileWithout(t *testing.T, m *manual.Manual, k int) *Grouper {
	t.Helper()
	whole := loadErrata
	defer func() { loadErrata = whole }()
	var rest []Erratum
	for i, x := range whole() {
		if i != k {
			rest = append(rest, x)
		}
	}
	loadErrata = func() []Erratum { return rest }
	g, err := Compile(m)
	require.NoError(t, err)
	return g
}

// unmarked returns r without the marks of the codes that mattered.
func unmarked(r Result) Result {
	for i := range r.Diagnoses {
		r.Diagnoses[i].Impact = 0
	}
	for i := range r.Procedures {
		r.Procedures[i].Impact = 0
	}
	return r
}

// stayLike makes a stay of the codes of an erratum's example, one or the other
// left out, and codes beside them.
func stayLike(r *rand.Rand, example string) *Stay {
	text, _, _ := strings.Cut(example, " -> ")
	diagnoses, procedures, _ := strings.Cut(text, "|")
	s := &Stay{Status: 1, Sex: medcode.Female}
	for i, code := range strings.Fields(diagnoses) {
		if i == 0 || r.IntN(5) > 0 {
			s.Diagnoses = append(s.Diagnoses, Diagnosis{Code: cm.MustParse(code), POA: cm.POAYes})
		}
	}
	for range r.IntN(3) {
		more := []string{"J9601", "N179", "N186", "B20", "Z370", "T3110", "L89154", "I2602", "B59"}
		s.Diagnoses = append(s.Diagnoses, Diagnosis{Code: cm.MustParse(more[r.IntN(len(more))]), POA: cm.POA("YN"[r.IntN(2)])})
	}
	for _, code := range strings.Fields(procedures) {
		if r.IntN(5) > 0 {
			s.Procedures = append(s.Procedures, Procedure{Code: pcs.MustParse(code)})
		}
	}
	for range r.IntN(2) {
		more := []string{"0TY00Z1", "0SP90EZ", "10D10ZZ", "10E0XZZ", "0F540ZZ", "0SRR019", "02704F6", "5A1955Z", "0DJD8ZZ"}
		s.Procedures = append(s.Procedures, Procedure{Code: pcs.MustParse(more[r.IntN(len(more))])})
	}
	return s
}
