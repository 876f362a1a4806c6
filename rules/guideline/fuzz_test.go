package guideline_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/internal/race"
	"github.com/medcode/medcode/rules"
	"github.com/medcode/medcode/rules/claimtest"
	"github.com/medcode/medcode/rules/guideline"
)

func FuzzCheck(f *testing.F) {
	reg := registry(f, fixture(f))
	for rule := range reg.Rules() {
		for _, text := range append(rule.Fails, rule.Passes...) {
			_, rest, _ := strings.Cut(text, "|")
			f.Add(rest, uint8(1), uint8(0), int32(9600), int8(30))
		}
	}
	f.Fuzz(func(t *testing.T, codes string, setting, icd uint8, days int32, years int8) {
		c, err := claimtest.Parse("|" + codes)
		if err != nil {
			return
		}
		c.Setting, c.ICD = rules.Setting(setting), rules.ICD(icd)
		c.Discharge = medcode.NewDate(2000, 1, 1).AddDays(int(days) % 20000)
		c.Admission = c.Discharge.AddDays(-int(years))
		c.Patient = rules.Patient{Age: rules.YearsOld(int(years)), Sex: medcode.Sex(setting % 3)}
		for _, found := range reg.Findings(c) {
			for i, p := range append(found.Related, found.Place) {
				count := len(c.Diagnoses)
				if p.Part == rules.OfProcedure {
					count = len(c.Procedures)
				}
				require.Less(t, p.Index, count, i)
			}
		}
	})
}

// TestTogether checks claims from many goroutines, which make the index at
// the same time and share its views.
func TestTogether(t *testing.T) {
	reg := registry(t, fixture(t))
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for _, text := range []string{"|E119 E109", "|W010XXA", "|F0280 G309", "||0DTJ8ZZ", "F|N400", "|I10 N186"} {
				if len(reg.Findings(claimtest.MustParse(text))) == 0 {
					t.Error(text)
				}
			}
		})
	}
	all.Wait()
}

// TestLongClaims is about claims of more codes than a form has room for.
func TestLongClaims(t *testing.T) {
	reg := registry(t, fixture(t))
	c := claimtest.MustParse("|" + strings.Repeat("E119 E109 I10 I509 ", 250) + "|" + strings.Repeat("0DJD8ZZ 0UT00ZZ ", 250))
	require.NotEmpty(t, reg.Findings(c))
	require.Empty(t, reg.Findings(&rules.Claim{Setting: rules.Inpatient}))
}

// TestAllocations holds a clean claim to none.
func TestAllocations(t *testing.T) {
	if race.Detected {
		t.Skip("pools drop views under the race detector")
	}
	reg := registry(t, fixture(t))
	c := claimtest.MustParse("F 40y|I5022:Y N186:Y E1165:Y J9601:N|0DTJ0ZZ")
	require.Empty(t, reg.Findings(c))
	findings := make([]rules.Finding, 0, 8)
	require.Zero(t, testing.AllocsPerRun(100, func() { findings = reg.AppendFindings(findings[:0], c) }))
}

func ExamplePack() {
	var o guideline.Options // without releases, the rules that codes alone decide
	reg, err := rules.New(guideline.Pack(o))
	if err != nil {
		fmt.Println(err)
		return
	}
	claim := rules.Claim{
		Setting: rules.Inpatient, Discharge: medcode.MustParseDate("2026-04-15"),
		Diagnoses: []rules.Diagnosis{{Code: "W01.0XXA"}, {Code: "S72.001A"}, {Code: "E10.9"}, {Code: "E11.9"}},
	}
	for _, f := range reg.Findings(&claim) {
		fmt.Printf("%v (%v)\n", f, f.Citation.Section)
	}
	// Output:
	// error guideline.external-cause-first at diagnosis 1: W01.0XXA is an external cause and the principal diagnosis. (Section I.C.20.a.6)
	// error guideline.diabetes-types at diagnosis 4: E10.9 and E11.9 are different types of diabetes. (Section I.C.4.a)
}

func BenchmarkCheck(b *testing.B) {
	reg := registry(b, fixture(b))
	c := claimtest.MustParse("F 40y|A419:Y R6520:Y J9601:Y I110:Y I5022:Y N186:Y E1165:Y L97411:Y S72001A:Y W010XXA:Y|0DTJ0ZZ")
	var findings []rules.Finding
	n := 0
	b.ReportAllocs()
	for b.Loop() {
		findings = reg.AppendFindings(findings[:0], c)
		n++
	}
	b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "claims/s")
}
