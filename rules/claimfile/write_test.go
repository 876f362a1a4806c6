package claimfile_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/internal/official"
	"github.com/medcode/medcode/rules"
	"github.com/medcode/medcode/rules/claimfile"
)

// written writes claims and returns the text.
func written(t testing.TB, format claimfile.Format, all []*rules.Claim) string {
	t.Helper()
	var b bytes.Buffer
	w, err := claimfile.NewWriter(&b, format)
	require.NoError(t, err)
	for _, c := range all {
		require.NoError(t, w.Write(c))
	}
	require.NoError(t, w.Close())
	require.Error(t, w.Close())
	return b.String()
}

// everything is a claim with every field set; an 837 can hold those that remain
// after sendable.
func everything() []*rules.Claim {
	return []*rules.Claim{
		{
			ID: "I-1", Setting: rules.Inpatient, Payer: rules.Medicare, TypeOfBill: "0117", OriginalReference: "ICN1", BillingNPI: "1234567893", BillingTaxonomy: "282N00000X", BillingZIP: "20705",
			CCN: "210001", RenderingNPI: "1245319599", RenderingTaxonomy: "207R00000X", Specialty: "11", OperatingNPI: "1003000126", ReferringNPI: "1234567893",
			Facility: rules.Facility{NPI: "1003000126", State: "VA", ZIP: "220301234"}, POAExempt: true,
			Patient: rules.Patient{ID: "M1", Birth: day("1950-01-31"), Age: rules.YearsOld(76), Sex: medcode.Female}, Member: "M1", Relationship: "18",
			MedicalRecord: "MRN", PriorAuthorization: "PA", Referral: "RF", Remarks: []string{"one, \"two\"", "three; [four]"},
			From: day("2026-04-05"), Through: day("2026-04-08"), Admission: day("2026-04-05"), Discharge: day("2026-04-08"), AdmissionType: "1", AdmissionSource: "7", DischargeStatus: "06",
			Conditions: []string{"42", "44"}, Occurrences: []rules.Occurrence{{Code: "11", Date: day("2026-04-01")}, {Code: "A1"}},
			Spans:  []rules.Span{{Code: "70", From: day("2026-04-01"), Through: day("2026-04-03")}, {Code: "M1", From: day("2026-04-01")}},
			Values: []rules.Value{{Code: "80", Amount: 300}, {Code: "54", Amount: -5}}, Admitting: "R079", Reasons: []string{"R51", "R52"},
			Diagnoses: []rules.Diagnosis{{Code: "I214", POA: "Y"}, {Code: "E119"}, {Code: "W06XXXA", POA: "N"}}, Procedures: []rules.Procedure{{Code: "02703ZZ", Date: day("2026-04-06")}, {Code: "5A1955Z"}},
			Lines: []rules.Line{{Revenue: "0120", Units: 3, Measure: "DA", Charge: 80000, NonCovered: 5000, Allowed: 7, Paid: 6, Denied: true, DenialReason: "CO45"},
				{Revenue: "0636", Code: "J1745", Modifiers: []string{"JZ", "59"}, Units: 2.5, Measure: "UN", Charge: 20010, From: day("2026-04-06"), Through: day("2026-04-07"), RenderingNPI: "1999999992", RenderingTaxonomy: "363L00000X",
					Specialty: "50", Facility: rules.Facility{State: "MD"}, PriorAuthorization: "LPA", ReferringNPI: "1234567893", Note: "a note", NDC: "57894003001", NDCQuantity: 10.5, NDCUnit: "ML"},
				{Revenue: "0023", Code: "1FC11", CodeList: "HP"}},
			DRG: 291, Charge: 100000, Adjudicated: true, Allowed: 90000, Paid: 80000, Denied: true, DenialReason: "B",
		},
		{ID: "O-1", Setting: rules.Outpatient, Payer: rules.Commercial, TypeOfBill: "0131", Patient: rules.Patient{Sex: medcode.Male}, From: day("2026-04-05"), Lines: []rules.Line{{Revenue: "0450", Code: "99284", Units: 1}}},
		{ID: "P-1", Setting: rules.Professional, Payer: rules.Medicaid, ICD: rules.ICD9, PlaceOfService: "11", FrequencyCode: "8", OriginalReference: "X", RenderingNPI: "1245319599",
			Patient: rules.Patient{Given: "ANN", Birth: day("2015-01-01"), Sex: medcode.Female}, Member: "M2", Relationship: "19", Diagnoses: []rules.Diagnosis{{Code: "4280"}}, Procedures: []rules.Procedure{{Code: "3950"}}, Charge: 5,
			Lines: []rules.Line{{Code: "X12", CodeList: "ER", Units: 1, Measure: "UN", Charge: 5, PlaceOfService: "12", Pointers: []int{1, 2}}}},
		{ID: "P-2", Setting: rules.Professional, Payer: rules.OtherPayer, PlaceOfService: "22", Patient: rules.Patient{ID: "P"}, Member: "M3", Relationship: "01"},
		{ID: "P-3", Setting: rules.Professional, Payer: rules.MedicareAdvantage, PlaceOfService: "22"},
	}
}

// sendable takes from claims what an 837 has no place for.
func sendable(all []*rules.Claim) []*rules.Claim {
	for _, c := range all {
		c.CCN, c.Specialty, c.POAExempt, c.Patient.Age = "", "", false, rules.Age{}
		c.Adjudicated, c.Allowed, c.Paid, c.Denied, c.DenialReason = false, 0, 0, false, ""
		for i := range c.Lines {
			l := &c.Lines[i]
			l.Specialty, l.Allowed, l.Paid, l.Denied, l.DenialReason = "", 0, 0, false, ""
		}
	}
	return all
}

// TestWrittenReadsBack: what is written is read back equal, in every format.
func TestWrittenReadsBack(t *testing.T) {
	for format, want := range map[claimfile.Format][]*rules.Claim{claimfile.JSONLines: everything(), claimfile.CSV: everything(), claimfile.X12: sendable(everything())} {
		text := written(t, format, want)
		got, control := claims(t, text)
		require.Empty(t, control, format)
		require.Equal(t, want, got, "%s\n%s", format, text)
		require.Equal(t, text, written(t, format, got))
		require.Equal(t, format, claimfile.FormatOf([]byte(text)))
		empty, _ := claims(t, written(t, format, nil))
		require.Empty(t, empty)
	}
}

// TestSamplesReadBack: so are all official samples, of whatever format.
func TestSamplesReadBack(t *testing.T) {
	root := official.Path(t, "claims")
	names, err := filepath.Glob(filepath.Join(root, "*", "*"))
	require.NoError(t, err)
	more, err := filepath.Glob(filepath.Join(root, "*", "*", "*"))
	require.NoError(t, err)
	n := 0
	for _, name := range append(names, more...) {
		data, err := os.ReadFile(name)
		if err != nil || strings.Contains(name, "dictionary") {
			continue
		}
		var all []*rules.Claim
		for c, err := range claimfile.Read(name, bytes.NewReader(data)) {
			if !errors.Is(err, claimfile.ErrControl) {
				require.NoError(t, err)
				all = append(all, c)
			}
		}
		for _, format := range []claimfile.Format{claimfile.JSONLines, claimfile.CSV} {
			got, _ := claims(t, written(t, format, all))
			require.Equal(t, all, got, name)
		}
		if strings.Contains(name, "837") {
			got, _ := claims(t, written(t, claimfile.X12, all))
			require.Equal(t, all, got, name)
		}
		n += len(all)
	}
	require.NotZero(t, n)
}

// TestUnwritable: what a format can't hold is an error, and the next claim is written.
func TestUnwritable(t *testing.T) {
	for format, bad := range map[claimfile.Format][]rules.Claim{
		claimfile.CSV: {{ID: "a\nb"}, {ID: " a"}},
		claimfile.X12: {{ID: "a*b", Setting: rules.Professional}, {ID: "A"}, {Setting: rules.Professional}, {ID: "A", Setting: rules.Inpatient}, {ID: "A", Setting: rules.Professional, Diagnoses: []rules.Diagnosis{{Code: "I:10"}}}},
	} {
		for _, c := range bad {
			var b bytes.Buffer
			w, err := claimfile.NewWriter(&b, format)
			require.NoError(t, err)
			require.ErrorIs(t, w.Write(&c), medcode.ErrSyntax)
			require.NoError(t, w.Write(&rules.Claim{ID: "GOOD", Setting: rules.Professional, PlaceOfService: "11"}))
			require.NoError(t, w.Close())
			got, control := claims(t, b.String())
			require.Empty(t, control)
			require.Len(t, got, 1)
			require.Equal(t, "GOOD", got[0].ID)
		}
	}
	_, err := claimfile.NewWriter(nil, claimfile.FHIR)
	require.ErrorIs(t, err, medcode.ErrLayout)
}
