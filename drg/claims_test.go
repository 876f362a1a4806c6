package drg_test

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/drg"
	"github.com/medcode/medcode/drg/msdrg"
	"github.com/medcode/medcode/icd10/cm"
	"github.com/medcode/medcode/icd10/pcs"
)

// claim reads a stay in short: the diagnoses, the principal first, each with
// its POA indicator behind a colon (Y where there is none), then procedures,
// then sex, discharge status and POA reporting of the hospital:
//
//	N393 E119:N | 02YA0Z0 | U 1 EXEMPT
//
// A malformed code is the zero code.
func claim(tb testing.TB, text string) *drg.Stay {
	tb.Helper()
	parts := strings.Split(text+"||", "|")
	s := &drg.Stay{Sex: medcode.Female, Status: 1}
	for _, d := range strings.Fields(parts[0]) {
		code, poa, _ := strings.Cut(d, ":")
		c, _ := cm.Parse(code)
		if poa == "" {
			poa = "Y"
		}
		s.Diagnoses = append(s.Diagnoses, drg.Diagnosis{Code: c, POA: cm.POA(poa[0])})
	}
	for _, p := range strings.Fields(parts[1]) {
		c, _ := pcs.Parse(p)
		s.Procedures = append(s.Procedures, drg.Procedure{Code: c})
	}
	for _, w := range strings.Fields(parts[2]) {
		if sex, err := medcode.ParseSex(w); err == nil && w > "9" && len(w) == 1 {
			s.Sex = sex
		} else if n, err := strconv.Atoi(w); err == nil {
			s.Status = n
		} else {
			r, err := drg.ParseReporting(w)
			require.NoError(tb, err, text)
			s.Hospital = r
		}
	}
	return s
}

// answer writes an assignment in short: MDC/DRG, or the return code.
func answer(a drg.Assignment) string {
	if a.Code != drg.OK {
		return a.Code.String()
	}
	return fmt.Sprintf("%d/%s", a.MDC, a.DRG)
}

func version(tb testing.TB, v string) *drg.Grouper {
	tb.Helper()
	g, err := msdrg.Version(v)
	require.NoError(tb, err)
	return g
}

// The cases by which the algorithm around the tables was found: each was put
// to the reference software.
func TestAlgorithm(t *testing.T) {
	tests := []struct{ name, version, claim, want string }{
		{"no diagnosis", "43.1", " | 0TY00Z1", "INVALID_PDX"},
		{"an unknown principal diagnosis", "43.1", "A99999 I10", "INVALID_PDX"},
		{"a malformed principal diagnosis", "43.1", "K7 I10", "INVALID_PDX"},
		{"an external cause", "43.1", "V0001XA I10", "DX_CANNOT_BE_PDX"},
		{"lower case", "43.1", "k743", "7/434"},
		{"Pre-MDC keeps the MDC of the principal diagnosis", "43.1", "K743 | 02YA0Z0", "7/002"},
		{"two MDCs, sex unknown", "43.1", "N393 | | U", "INVALID_SEX"},
		{"two MDCs, a man", "43.1", "N393 | | M", "11/696"},
		{"two MDCs, a woman", "43.1", "N393 | | F", "13/761"},
		{"Pre-MDC before the sex is asked", "43.1", "N393 | 02YA0Z0 | U", "13/002"},
		{"kidney transplant before the sex is asked", "43.1", "N393 | 0TY00Z1 | U", "11/652"},
		{"sex has no other effect: male organ", "43.1", "C600 | | F", "12/724"},
		{"sex has no other effect: pregnancy", "43.1", "O30139 | | M", "14/833"},
		{"HIV before trauma", "43.1", "B20 S37001A S061X5A", "25/977"},
		{"trauma of two sites", "43.1", "S0000XA S37001A S061X5A", "24/965"},
		{"trauma of one site", "43.1", "S37001A S37002A", "11/700"},
		{"kidney transplant for every principal diagnosis", "43.1", "K743 | 0TY00Z1", "11/652"},
		{"kidney transplant in pregnancy", "43.1", "O30139 | 0TY00Z1", "11/652"},
		{"kidney transplant with invalid discharge diagnosis", "43.1", "O0900 | 0TY00Z1", "11/652"},
		{"kidney transplant of a newborn", "43.1", "P0700 | 0TY00Z1", "11/652"},
		{"kidney transplant yields to Pre-MDC", "43.1", "K743 | 0TY00Z1 0CTS0ZZ", "7/013"},
		{"kidney transplant yields to HIV", "43.1", "B20 | 0TY00Z1", "25/970"},
		{"kidney transplant yields to trauma", "43.1", "S0000XA S37001A S061X5A | 0TY00Z1", "24/981"},
		{"kidney transplant in version 40", "40", "K743 | 0TY00Z1", "11/652"},
		{"no unrelated procedures in burns", "43.1", "T23619A | 021148F", "22/935"},
		{"no unrelated procedures with HIV", "43.1", "B20 | 00503Z3", "25/977"},
		{"unrelated procedures in MDC 20", "43.1", "F1010 | 021148F", "20/983"},
		{"a status that nothing asks for", "43.1", "K743 | | 99", "7/434"},
		{"a status that Appendix C part 2 asks for", "43.1", "K743 I462 | | 99", "INVALID_DISCHARGE_STATUS"},
		{"a status that MDC 20 asks for", "43.1", "F1010 | | 99", "INVALID_DISCHARGE_STATUS"},
		{"a status that infarction asks for", "43.1", "I2101 | | 99", "INVALID_DISCHARGE_STATUS"},
		{"a status that MDC 15 asks for", "43.1", "P0508 | | 99", "INVALID_DISCHARGE_STATUS"},
		{"a status that comes too late", "43.1", "I2101 | 0210083 | 99", "5/236"},
		{"40 to 42 are no statuses", "43.1", "F1010 | | 41", "INVALID_DISCHARGE_STATUS"},
		{"43 is one", "43.1", "F1010 | | 43", "20/897"},
		{"invalid as discharge diagnosis", "43.1", "O0900", "14/998"},
		{"but a delivery", "43.1", "O0900 Z372 | 10E0XZZ", "14/807"},
		{"whatever O.R. procedure there is", "43.1", "O0900 | 0F540ZZ", "14/998"},

		{"a table without the row", "43.1", "A021 J9601 | 5A1955Z", "18/870"},

		{"a cluster of starred codes is an O.R. procedure", "43.1", "N111 | 02H60JZ 0JH837Z", "11/983"},
		{"its first code alone isn't", "43.1", "N111 | 02H60JZ", "11/694"},
		{"nor its second", "43.1", "N111 | 0JH837Z", "11/694"},
		{"a cluster counts as any O.R. procedure", "43.1", "F200 | 02H60JZ 0JH837Z", "19/876"},
		{"an O.R. procedure", "43.1", "F200 | 0FHB7DZ", "19/876"},
		{"a combination that is none", "43.1", "F200 | 0FHB7DZ 0FPB7DZ", "19/885"},
		{"one code of a cluster", "43.1", "S135XXS | 0SPC0JC", "8/465"},
		{"the cluster takes it away", "43.1", "S135XXS | 0SPC0JC 0SRC0J9", "8/468"},
		{"a cluster of three", "43.1", "C50521 | 07T50ZZ 07T60ZZ 0HTV0ZZ", "9/583"},
		{"two of the three", "43.1", "C50521 | 07T50ZZ 0HTV0ZZ", "9/581"},
		{"the same cluster, another family", "43.1", "L02211 | 07T50ZZ 07T60ZZ 0HTV0ZZ", "9/585"},
		{"clusters take nothing away in Pre-MDC", "43.1", "E11638 | 0FYG0Z2 0TY00Z1", "10/010"},
		{"nor in MDCs that don't have them", "43.1", "A000 | 07T50ZZ 07T60ZZ 0HTV0ZZ", "6/358"},
		{"as in injuries", "43.1", "T782XXA | 0SPC0JC 0SRC0J9", "21/909"},
		{"but in MDC 10 against the print", "43.1", "E10649 | 0SP90EZ 0SRR019", "10/983"},
		{"tracheostomy", "43.1", "K743 | 0B110Z4", "7/004"},
		{"tracheostomy with major O.R. procedure", "43.1", "K743 | 0B110Z4 0F540ZZ", "7/003"},
		{"tracheostomy with non-extensive procedure", "43.1", "K743 | 0B113Z4 00503Z3", "7/004"},
		{"tracheostomy with laryngectomy", "43.1", "K743 | 0B113Z4 0CTS0ZZ", "7/003"},

		{"four devices", "43.1", "I25110 | 02703DZ 02703DZ 02703DZ 02703DZ", "5/321"},
		{"three devices and one", "43.1", "I25110 | 0270366 0270346", "5/321"},
		{"two arteries and two", "43.1", "I25110 | 0271346 027134Z", "5/321"},
		{"two arteries, two devices", "43.1", "I25110 | 0271356", "5/322"},
		{"neither arteries nor devices come to four", "43.1", "I25110 | 0271346 0270346", "5/322"},
		{"codes without devices count arteries", "43.1", "I25110 | 0272346 02703Z6", "5/321"},
		{"version 40 counts drug-eluting stents for themselves", "40", "I25110 | 02704F6 0270446", "5/247"},

		{"cor pulmonale as secondary diagnosis does nothing", "43.1", "I2699 I2602", "4/176"},
		{"cor pulmonale as principal diagnosis", "43.1", "I2602", "4/175"},
		{"delivery codes without a delivery", "43.1", "O30139 | 10D17Z9", "14/819"},
		{"retained products", "43.1", "O368229 Z372 | 10E0XZZ 10D10ZZ", "14/798"},
		{"a newborn with an external cause", "43.1", "P0508 V0001XA", "15/794"},
		{"both HIV and its condition secondary", "43.1", "D513 B589 B20", "25/977"},

		{"lumbar fusion in version 42", "42", "S62331A | 0SG50KZ 0RG60JJ", "8/448"},
		{"mapping of the conduction mechanism in version 40", "40", "I744 | 02K80ZZ", "5/251"},
		{"mapping of the conduction mechanism from version 41 on", "41", "I744 | 02K80ZZ", "5/274"},
		{"lumbar fusion and a custom-made device in version 42", "42", "M84469A | XRGD0R7 0SG544Z", "8/448"},
		{"lumbar fusion as printed", "43.1", "S62331A | 0SG50KZ 0RG60JJ", "8/451"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			g := version(t, tt.version)
			s := claim(t, tt.claim)
			r := g.Group(s)
			require.Equal(t, tt.want, answer(r.Initial), tt.claim)
			sameAsTwin(t, g, s, &r)
		})
	}
}

func TestSeverities(t *testing.T) {
	tests := []struct {
		name, claim string
		want        []drg.Severity
		level       drg.Level
	}{
		{"a repeated principal diagnosis keeps its level", "D89833 D89833", []drg.Severity{drg.Neither, drg.IsCC}, drg.CC},
		{"exclusion is looked at before death", "I469 I462 | | 20", []drg.Severity{drg.Neither, drg.MCCExcluded}, drg.NonCC},
		{"levels of patients discharged alive", "K743 I462 | | 20", []drg.Severity{drg.Neither, drg.Neither}, drg.NonCC},
		{"the same alive", "K743 I462", []drg.Severity{drg.Neither, drg.IsMCC}, drg.MCC},
		{"the logic's own code", "B20 B59 J9601", []drg.Severity{drg.Neither, drg.MCCExcludedByLogic, drg.IsMCC}, drg.MCC},
		{"unknown codes and none", "K743 A99999 Z9911", []drg.Severity{drg.Neither, drg.Neither, drg.IsCC}, drg.CC},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := latest(t).Group(claim(t, tt.claim))
			var got []drg.Severity
			for _, d := range r.Diagnoses {
				got = append(got, d.Initial)
			}
			require.Equal(t, tt.want, got)
			require.Equal(t, tt.level, r.Initial.Level)
		})
	}
}

func TestHospitalAcquired(t *testing.T) {
	tests := []struct {
		name, claim    string
		initial, final string
		status         drg.HACStatus
		hacs           int
		verdict        drg.POAVerdict // of the first secondary diagnosis
	}{
		{"present on admission", "I5021 L89154:Y", "5/291", "5/291", drg.HACNotApplicable, 0, drg.POAYes},
		{"acquired", "I5021 L89154:N", "5/291", "5/293", drg.HACChanges, 1, drg.POANo},
		{"small letters", "I5021 L89154:n", "5/291", "5/293", drg.HACChanges, 1, drg.POANo},
		{"another MCC beside it", "I5021 L89154:U J9601", "5/291", "5/291", drg.HACNoChange, 1, drg.POANo},
		{"the hospital is exempt", "I5021 L89154:N | | EXEMPT", "5/291", "5/291", drg.HACNotApplicable, 0, drg.POAExempt},
		{"no indicator", "I5021 L89154:1", "5/291", "HAC_MISSING_ONE_POA", drg.HACUngroupable, 1, drg.POANotRecognized},
		{"unknown reporting, N", "I5021 L89154:N | | UNKNOWN", "5/291", "HAC_STATUS_INVALID_POA_N_OR_U", drg.HACUngroupable, 1, drg.POANo},
		{"unknown reporting, 1", "I5021 L89154:1 | | UNKNOWN", "5/291", "HAC_STATUS_INVALID_POA_INVALID_OR_1", drg.HACUngroupable, 1, drg.POANotRecognized},
		{"unknown reporting, several", "I5021 L89154:N I10 | | UNKNOWN", "5/291", "HAC_STATUS_INVALID_MULT_HACS_POA_NOT_Y_W", drg.HACUngroupable, 1, drg.POANo},
		{"excluded by the principal diagnosis", "L89154 L89153:N", "9/594", "9/594", drg.HACNotApplicable, 0, drg.POANo},
		{"a procedure is lacking", "E6601 T8141XA:N", "10/641", "10/641", drg.HACNotApplicable, 0, drg.POANo},
		{"after bariatric surgery", "E6601 T8141XA:N | 0D16079", "10/620", "10/621", drg.HACChanges, 1, drg.POANo},
		{"catheter and its infection", "J189 T83511A:N N10:N", "4/194", "4/195", drg.HACChanges, 1, drg.POANo},
		{"two conditions", "I5021 L89154:N T83511A:N", "5/291", "5/293", drg.HACChanges, 2, drg.POANo},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			g := latest(t)
			s := claim(t, tt.claim)
			r := g.Group(s)
			require.Equal(t, tt.initial, answer(r.Initial))
			require.Equal(t, tt.final, answer(r.Final))
			require.Equal(t, tt.status, r.HACStatus)
			require.Equal(t, tt.hacs, r.HACs)
			require.Equal(t, tt.verdict, r.Diagnoses[1].POA)
			sameAsTwin(t, g, s, &r)
		})
	}
}

// Age has no influence, however wrong it is.
func TestAge(t *testing.T) {
	for _, age := range []int{-1, 0, 50, 999} {
		s := claim(t, "K743 J9601")
		s.Age = age
		require.Equal(t, "7/432", answer(latest(t).Group(s).Initial))
	}
}

// Every erratum has an example, and it holds.
func TestErrataExamples(t *testing.T) {
	all := msdrg.Versions()
	for _, e := range drg.Errata() {
		t.Run(e.Name, func(t *testing.T) {
			require.NotEmpty(t, e.Manual)
			require.NotEmpty(t, e.Says)
			require.NotEmpty(t, e.Reference)
			text, want, ok := strings.Cut(e.Example, " -> ")
			require.True(t, ok, e.Example)
			want, more, _ := strings.Cut(want, ", ") // ", MCC" or ", B20 shown as CC"
			for i := len(all) - 1; i >= 0; i-- {
				if r := all[i]; !r.Embedded || !e.Holds(r.Version) {
					continue
				}
				s := claim(t, text)
				g := version(t, all[i].Version)
				got := g.Group(s)
				require.Equal(t, want, got.Initial.DRG.String(), "%s in %s", e.Example, g.Version())
				if code, label, ok := strings.Cut(more, " shown as "); ok {
					k := slices.IndexFunc(s.Diagnoses, func(d drg.Diagnosis) bool { return d.Code.Compact() == code })
					require.Equal(t, label, got.Diagnoses[k].Initial.String())
				} else if more != "" {
					require.Equal(t, more, got.Initial.Level.String())
				}
				return
			}
			require.Fail(t, "no embedded version has it")
		})
	}
}

// Stays of any shape are answered.
func TestAnyStay(t *testing.T) {
	g := latest(t)
	long := claim(t, "K743"+strings.Repeat(" J9601 A99999 S37001A", 70)+" | "+strings.Repeat("0SPC0JC 0SRC0J9 ", 100))
	require.Greater(t, len(long.Diagnoses), 200)
	for _, s := range []*drg.Stay{
		{},
		{Procedures: procedures("0SPC0JC")},
		{Diagnoses: make([]drg.Diagnosis, 30), Procedures: make([]drg.Procedure, 30)},
		{Diagnoses: diagnoses("I5021"), Status: -1 << 30, Hospital: 77, Sex: 99},
		long,
		claim(t, "S37001A S37001A S37001A | 0TY00Z1 0TY00Z1"),
	} {
		r := g.Group(s)
		require.Len(t, r.Diagnoses, len(s.Diagnoses))
		require.Len(t, r.Procedures, len(s.Procedures))
		require.NotEmpty(t, r.Initial.Title)
		sameAsTwin(t, g, s, &r)
		require.NotEmpty(t, g.Explain(s).String())
	}
}
