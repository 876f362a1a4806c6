package encounter

import (
	"errors"
	"os"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/internal/official"
	"github.com/medcode/medcode/rules"
	"github.com/stretchr/testify/require"
)

func list(t *testing.T) *Eligible {
	e, err := ReadEligible(2025, strings.NewReader("\ufeffcpt_hcpcs_code,name\n99213,\"Visit\"\n\nG0438\n"))
	require.NoError(t, err)
	require.Equal(t, []int{2025, 2}, []int{e.Year(), e.Len()})
	return e
}

func TestFilter(t *testing.T) {
	e := list(t)
	visit := rules.Line{Code: "99213"}
	by := func(modifier string) rules.Line { return rules.Line{Code: "99213", Modifiers: []string{modifier}} }
	denied := rules.Line{Code: "99213", Denied: true}
	day := medcode.MustParseDate
	for name, c := range map[string]struct {
		claim rules.Claim
		o     Options
		want  Reason
		line  int
	}{
		"a hospital's stay":             {rules.Claim{TypeOfBill: "0111"}, Options{}, InpatientBill, -1},
		"three digits":                  {rules.Claim{TypeOfBill: "411"}, Options{}, InpatientBill, -1},
		"outpatient with a visit":       {rules.Claim{TypeOfBill: "0131", Lines: []rules.Line{{Code: "80053"}, visit}}, Options{}, EligibleCode, 1},
		"outpatient without":            {rules.Claim{TypeOfBill: "0131", Lines: []rules.Line{{Code: "80053"}}}, Options{}, NoEligibleCode, -1},
		"a nursing home":                {rules.Claim{TypeOfBill: "0211", Lines: []rules.Line{visit}}, Options{}, OtherBill, -1},
		"home health":                   {rules.Claim{TypeOfBill: "0329", Lines: []rules.Line{visit}}, Options{}, OtherBill, -1},
		"a critical access hospital":    {rules.Claim{TypeOfBill: "0851", Lines: []rules.Line{visit}}, Options{}, EligibleCode, 0},
		"professional":                  {rules.Claim{Lines: []rules.Line{visit}}, Options{}, EligibleCode, 0},
		"small letters":                 {rules.Claim{Lines: []rules.Line{{Code: "g0438"}}}, Options{}, EligibleCode, 0},
		"professional without":          {rules.Claim{Lines: []rules.Line{{Code: "A0428"}}}, Options{}, NoEligibleCode, -1},
		"another list's code":           {rules.Claim{Lines: []rules.Line{{Code: "99213", CodeList: "HP"}}}, Options{}, NoEligibleCode, -1},
		"by telephone":                  {rules.Claim{Lines: []rules.Line{by("93")}}, Options{}, AudioOnly, -1},
		"by telephone, FQ":              {rules.Claim{Lines: []rules.Line{by("FQ")}}, Options{}, AudioOnly, -1},
		"by telephone, wanted":          {rules.Claim{Lines: []rules.Line{by("93")}}, Options{AudioOnly: true}, EligibleCode, 0},
		"by video":                      {rules.Claim{Lines: []rules.Line{by("95")}}, Options{}, EligibleCode, 0},
		"denied":                        {rules.Claim{Denied: true, Lines: []rules.Line{visit}}, Options{}, Denied, -1},
		"its line denied":               {rules.Claim{Lines: []rules.Line{denied}}, Options{}, Denied, -1},
		"one line denied":               {rules.Claim{Lines: []rules.Line{denied, visit}}, Options{}, EligibleCode, 1},
		"void":                          {rules.Claim{TypeOfBill: "0118"}, Options{}, Voided, -1},
		"of the year before":            {rules.Claim{TypeOfBill: "0111", Through: day("2024-12-31")}, Options{}, OtherYear, -1},
		"through the new year":          {rules.Claim{TypeOfBill: "0111", From: day("2024-12-30"), Through: day("2025-01-02")}, Options{}, InpatientBill, -1},
		"a line of the year before":     {rules.Claim{From: day("2024-12-30"), Through: day("2025-01-02"), Lines: []rules.Line{{Code: "99213", From: day("2024-12-30")}}}, Options{}, OtherYear, 0},
		"a line of each year":           {rules.Claim{From: day("2024-12-30"), Through: day("2025-01-02"), Lines: []rules.Line{{Code: "99213", From: day("2024-12-30")}, denied, {Code: "G0438", From: day("2025-01-02")}}}, Options{}, EligibleCode, 2},
		"a line that ends in the year":  {rules.Claim{Lines: []rules.Line{{Code: "99213", From: day("2024-12-30"), Through: day("2025-01-02")}}}, Options{}, EligibleCode, 0},
		"a dentist's":                   {rules.Claim{Setting: rules.Dental, Lines: []rules.Line{visit}}, Options{}, OtherBill, -1},
		"a pharmacy's":                  {rules.Claim{Setting: rules.Pharmacy, Lines: []rules.Line{visit}}, Options{}, OtherBill, -1},
		"a review adds":                 {rules.Claim{Lines: []rules.Line{visit}}, Options{Review: Adds}, ChartReview, 0},
		"a review adds without a visit": {rules.Claim{}, Options{Review: Adds}, NoEligibleCode, -1},
		"a review deletes":              {rules.Claim{TypeOfBill: "0111"}, Options{Review: Deletes}, Deleted, -1},
		"ICD-9":                         {rules.Claim{TypeOfBill: "0111", ICD: rules.ICD9}, Options{}, NotICD10, -1},
	} {
		c.claim.Diagnoses = []rules.Diagnosis{{Code: "E119"}, {Code: "I509"}}
		got := e.Filter(&c.claim, c.o)
		require.Len(t, got, 2, name)
		require.Equal(t, c.want, got[1].Reason, "%s: %v", name, got[1].Reason)
		require.Equal(t, c.line, got[1].Line, name)
		require.Equal(t, c.want < Denied, got[1].Counts, name)
		require.Equal(t, 1, got[1].Index)
		require.NotEqual(t, "unknown", got[1].Reason.String())
	}
	malformed := e.Filter(&rules.Claim{TypeOfBill: "0111", Diagnoses: []rules.Diagnosis{{Code: "E11.9"}, {Code: "?"}, {Code: "25000"}}}, Options{})
	require.True(t, malformed[0].Counts)
	require.Equal(t, []Reason{NotICD10, NotICD10}, []Reason{malformed[1].Reason, malformed[2].Reason})
	require.Equal(t, "unknown", Reason(99).String())
	require.Empty(t, e.Filter(&rules.Claim{}, Options{}))
}

func TestReadEligible(t *testing.T) {
	_, err := ReadEligible(2025, strings.NewReader("code\n"))
	require.ErrorIs(t, err, medcode.ErrLayout)
	_, err = ReadEligible(2025, strings.NewReader("99213\n992I3\n"))
	require.ErrorIs(t, err, medcode.ErrSyntax)
	_, err = ReadEligible(2025, iotest.ErrReader(errors.New("disk")))
	require.ErrorContains(t, err, "disk")
}

func TestOfficialLists(t *testing.T) {
	for year, name := range map[int]string{2023: "2023", 2024: "2024", 2025: "2025", 2026: "2026"} {
		f, err := os.Open(official.Path(t, "releases/hcc/eligible/ra_eligible_cpt_hcpcs_"+name+".csv"))
		require.NoError(t, err)
		defer f.Close()
		e, err := ReadEligible(year, f)
		require.NoError(t, err)
		require.Greater(t, e.Len(), 6000)
		require.True(t, e.Has("99213"))
		require.False(t, e.Has("80053"), "laboratory")
	}
}
