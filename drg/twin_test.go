package drg_test

import (
	"math/rand/v2"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/drg"
	"github.com/medcode/medcode/drg/msdrg"
	"github.com/medcode/medcode/icd10/cm"
	"github.com/medcode/medcode/icd10/pcs"
)

// A pool is what random stays are made of.
type pool struct {
	g                     *drg.Grouper
	diagnoses, procedures []string
	clusters              [][]string
}

var pools = func() map[string]func() *pool {
	m := map[string]func() *pool{}
	for _, r := range msdrg.Versions() {
		if r.Embedded {
			m[r.Version] = sync.OnceValue(func() *pool {
				g, err := msdrg.Version(r.Version)
				if err != nil {
					panic(err)
				}
				p := &pool{g: g, clusters: g.Clusters()}
				p.diagnoses, p.procedures = g.Codes()
				return p
			})
		}
	}
	return m
}()

func pick[T any](r *rand.Rand, s []T) T { return s[r.IntN(len(s))] }

// near returns a code that is close to another in order, and so likely in the
// same lists.
func near(r *rand.Rand, s []string, i int) string {
	return s[max(0, min(len(s)-1, i+r.IntN(41)-20))]
}

// stay makes a random stay: codes that often belong together, some repeated,
// some malformed, whole clusters.
func (p *pool) stay(r *rand.Rand) *drg.Stay {
	s := &drg.Stay{
		Age:      r.IntN(130) - 3,
		Sex:      pick(r, []medcode.Sex{medcode.Male, medcode.Male, medcode.Female, medcode.Female, medcode.SexUnknown}),
		Status:   pick(r, []int{1, 1, 1, 2, 5, 7, 20, 20, 82, 99, 0, -1, 100}),
		Hospital: pick(r, []drg.Reporting{drg.NonExempt, drg.NonExempt, drg.Exempt, drg.UnknownReporting}),
	}
	at := r.IntN(len(p.diagnoses))
	for range r.IntN(9) {
		text := pick(r, p.diagnoses)
		switch r.IntN(6) {
		case 0, 1:
			text = near(r, p.diagnoses, at)
		case 2:
			text = pick(r, []string{"B20", "Z370", "I2602", "I462", "P0700", "T83511A", "N186", "E1122", "S061X5A", "S37001A", "Z3800", "C9100"})
		}
		code, _ := cm.Parse(text)
		if r.IntN(40) == 0 {
			code = cm.Code{}
		}
		s.Diagnoses = append(s.Diagnoses, drg.Diagnosis{Code: code, POA: pick(r, []cm.POA{'Y', 'Y', 'N', 'U', 'W', '1', 0, 'y', 'X'})})
	}
	at = r.IntN(len(p.procedures))
	add := func(text string) {
		code, _ := pcs.Parse(text)
		s.Procedures = append(s.Procedures, drg.Procedure{Code: code})
	}
	for range r.IntN(5) {
		switch r.IntN(5) {
		case 0:
			for _, code := range pick(r, p.clusters) {
				add(code)
			}
		case 1, 2:
			add(near(r, p.procedures, at))
		case 3:
			add(pick(r, []string{"5A1955Z", "0TY00Z1", "02703D6", "0271346", "0SG00A0", "0RG60J1", "10E0XZZ", "0B110Z4", "02HA0QZ", "0FHB7DZ", "0FPB7DZ"}))
		default:
			add(pick(r, p.procedures))
		}
	}
	return s
}

// sameAsTwin fails if Group and Explain differ about a stay.
func sameAsTwin(t *testing.T, g *drg.Grouper, s *drg.Stay, fast *drg.Result) {
	t.Helper()
	slow := g.Explain(s).Result
	if d := cmp.Diff(*fast, slow, cmpopts.IgnoreUnexported(drg.Result{}), cmpopts.EquateEmpty()); d != "" {
		t.Fatalf("Group and Explain differ (-fast +slow):\n%s\nstay: %+v", d, s)
	}
}

func TestTwins(t *testing.T) {
	for version, get := range pools {
		t.Run(version, func(t *testing.T) {
			t.Parallel()
			p := get()
			r := rand.New(rand.NewPCG(1, 43))
			var fast drg.Result
			n := 150
			if testing.Short() {
				n = 30
			}
			for range n {
				s := p.stay(r)
				p.g.GroupInto(s, &fast)
				sameAsTwin(t, p.g, s, &fast)
			}
		})
	}
}

// Long stays, whose procedures are looked up by place, are grouped as short ones are.
func TestTwinsOfLongStays(t *testing.T) {
	p := pools["43.1"]()
	r := rand.New(rand.NewPCG(2, 43))
	for range 20 {
		s := p.stay(r)
		for len(s.Procedures) < 200 || len(s.Diagnoses) < 200 {
			more := p.stay(r)
			s.Diagnoses, s.Procedures = append(s.Diagnoses, more.Diagnoses...), append(s.Procedures, more.Procedures...)
		}
		fast := p.g.Group(s)
		sameAsTwin(t, p.g, s, &fast)
	}
}

func FuzzTwins(f *testing.F) {
	for i := range uint64(20) {
		f.Add(i, "43.1")
		f.Add(i, "40")
	}
	f.Fuzz(func(t *testing.T, seed uint64, version string) {
		get, ok := pools[version]
		if !ok {
			t.Skip("no such version")
		}
		p := get()
		s := p.stay(rand.New(rand.NewPCG(seed, 1)))
		r := p.g.Group(s)
		sameAsTwin(t, p.g, s, &r)
	})
}
