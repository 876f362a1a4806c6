package claimfile_test

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/internal/official"
	"github.com/medcode/medcode/rules"
	"github.com/medcode/medcode/rules/claimfile"
)

var day = medcode.MustParseDate

func read(t testing.TB, name string) []*rules.Claim {
	f, err := os.Open(name)
	require.NoError(t, err)
	defer f.Close()
	var all []*rules.Claim
	for c, err := range claimfile.Read(name, f) {
		require.NoError(t, err)
		all = append(all, c)
	}
	return all
}

// collect reads text and returns the ids of claims and the errors, in order.
// Errors of control are left out: see TestControl.
func collect(text string, opts medcode.ReadOptions) (got []string, errs []error) {
	for c, err := range claimfile.ReadWith("f", strings.NewReader(text), opts) {
		if errors.Is(err, claimfile.ErrControl) {
			continue
		}
		if err != nil {
			errs = append(errs, err)
			got = append(got, "!")
			continue
		}
		got = append(got, c.ID)
	}
	return got, errs
}

func TestInstitutional(t *testing.T) {
	want := []*rules.Claim{
		{
			ID: "STAY-1", Setting: rules.Inpatient, Payer: rules.Medicare, TypeOfBill: "0111", BillingNPI: "1234567893", RenderingNPI: "1245319599",
			Patient: rules.Patient{ID: "1EG4TE5MK73", Birth: day("1946-02-28"), Sex: medcode.Female}, Member: "1EG4TE5MK73", Relationship: "18",
			AdmissionType: "1", AdmissionSource: "1",
			From: day("2026-04-10"), Through: day("2026-04-15"), Admission: day("2026-04-10"), DischargeStatus: "01", Admitting: "R079",
			Diagnoses:  []rules.Diagnosis{{Code: "I214", POA: "Y"}, {Code: "E1010", POA: "Y"}, {Code: "L89153", POA: "N"}, {Code: "W06XXXA", POA: "N"}},
			Procedures: []rules.Procedure{{Code: "5A1955Z", Date: day("2026-04-11")}, {Code: "0FYG0Z0"}},
			Lines:      []rules.Line{{Revenue: "0100", Units: 5, Measure: "DA", Charge: 1250050}},
			DRG:        207, Charge: 1250050,
		},
		{
			ID: "OUT-2", Setting: rules.Outpatient, Payer: rules.Medicare, TypeOfBill: "0131", BillingNPI: "1234567893",
			Patient: rules.Patient{ID: "1EG4TE5MK73", Birth: day("1946-02-28"), Sex: medcode.Female}, Member: "1EG4TE5MK73", Relationship: "18",
			From: day("2026-04-10"), Reasons: []string{"R079"}, Diagnoses: []rules.Diagnosis{{Code: "R079"}},
			Lines:  []rules.Line{{Code: "99284", Modifiers: []string{"25", "59"}, Revenue: "0450", Units: 1, Measure: "UN", Charge: 15000, From: day("2026-04-10")}},
			Charge: 15000,
		},
	}
	text, err := os.ReadFile("testdata/inpatient.837")
	require.NoError(t, err)
	_, errs := collect(string(text), medcode.ReadOptions{})
	require.Empty(t, errs, "a wrong birth date in another loop")
	require.Empty(t, cmp.Diff(want, read(t, "testdata/inpatient.837"), cmp.Comparer(func(a, b medcode.Date) bool { return a == b }), cmp.AllowUnexported(rules.Age{})))
}

func TestProfessional(t *testing.T) {
	want := []*rules.Claim{
		{
			ID: "KID-1", Setting: rules.Professional, Payer: rules.Medicaid, PlaceOfService: "11", BillingNPI: "1234567893", RenderingNPI: "1245319599",
			Patient: rules.Patient{Given: "BABY", Birth: day("2026-01-02"), Sex: medcode.Female}, Member: "M1", Relationship: "19", FrequencyCode: "1",
			Diagnoses: []rules.Diagnosis{{Code: "Z00129"}, {Code: "Z23"}},
			Lines: []rules.Line{
				{Code: "99391", Modifiers: []string{"25"}, Units: 1, Measure: "UN", Charge: 5000, From: day("2026-04-01"), Pointers: []int{1}},
				{Code: "90460", Units: 1, Measure: "UN", Charge: 2525, From: day("2026-04-01"), Through: day("2026-04-02"), PlaceOfService: "11", RenderingNPI: "1234567893", Pointers: []int{2, 1}},
			},
			Charge: 7525,
		},
		{
			ID: "NINE", Setting: rules.Professional, Payer: rules.Commercial, ICD: rules.ICD9, PlaceOfService: "11", BillingNPI: "1234567893",
			Patient: rules.Patient{ID: "R1", Birth: day("1950-01-01")}, Member: "R1", Relationship: "18", FrequencyCode: "1", From: day("2014-01-01"),
			Diagnoses: []rules.Diagnosis{{Code: "4280"}},
			Lines:     []rules.Line{{Code: "99213", Units: 1, Measure: "UN", Charge: 1000, Pointers: []int{1}}},
			Charge:    1000,
		},
	}
	require.Empty(t, cmp.Diff(want, read(t, "testdata/professional.837"), cmp.Comparer(func(a, b medcode.Date) bool { return a == b }), cmp.AllowUnexported(rules.Age{})))
}

func TestCSV(t *testing.T) {
	all := read(t, "testdata/claims.csv")
	require.Len(t, all, 3)
	inpatient := read(t, "testdata/inpatient.837")[0]
	inpatient.Patient.ID, inpatient.Discharge = "P1", day("2026-04-15")
	inpatient.Member, inpatient.Relationship, inpatient.AdmissionType, inpatient.AdmissionSource = "", "", "", "" // for which it has no columns
	require.Equal(t, inpatient, all[0])
	require.True(t, all[1].POAExempt)
	require.Equal(t, "40", all[1].Patient.Age.String())
	require.Equal(t, []rules.Line{
		{Code: "99391", Modifiers: []string{"25"}, Units: 1, Measure: "UN", Charge: 5000, From: day("2026-04-01"), PlaceOfService: "11", RenderingNPI: "1245319599", Pointers: []int{1, 2}},
		{Code: "90460", Modifiers: []string{"25", "59"}, Units: 2.5, Measure: "UN", Charge: 2525, From: day("2026-04-01"), Through: day("2026-04-02"), Pointers: []int{2}},
	}, all[1].Lines)
	require.Equal(t, rules.ICD9, all[2].ICD)
	require.Equal(t, []string{"R079", "R51"}, all[2].Reasons)
	require.Empty(t, all[2].Lines)
}

// TestFormatsAgree: what is read from one format and written as JSON Lines is
// read again.
func TestFormatsAgree(t *testing.T) {
	for _, name := range []string{"testdata/inpatient.837", "testdata/professional.837", "testdata/claims.csv"} {
		want := read(t, name)
		var b bytes.Buffer
		b.WriteString("\xef\xbb\xbf")
		for _, c := range want {
			text, err := json.Marshal(c)
			require.NoError(t, err)
			b.Write(append(text, "\r\n\n"...))
		}
		var z bytes.Buffer
		w := gzip.NewWriter(&z)
		_, err := w.Write(b.Bytes())
		require.NoError(t, errors.Join(err, w.Close()))
		for _, r := range []io.Reader{&b, &z, iotest.OneByteReader(bytes.NewReader(b.Bytes()))} {
			var got []*rules.Claim
			for c, err := range claimfile.Read(name, r) {
				require.NoError(t, err)
				got = append(got, c)
			}
			require.Equal(t, want, got)
		}
	}
}

// TestSamples reads the sample files, two of them with several transactions.
func TestSamples(t *testing.T) {
	names, err := filepath.Glob(filepath.Join(official.Path(t, "claims/837"), "*.txt"))
	require.NoError(t, err)
	require.NotEmpty(t, names)
	var control []string
	for _, name := range names {
		text, err := os.ReadFile(name)
		require.NoError(t, err)
		var all []*rules.Claim
		for c, err := range claimfile.Read(name, bytes.NewReader(text)) {
			if errors.Is(err, claimfile.ErrControl) {
				control = append(control, filepath.Base(name))
				continue
			}
			require.NoError(t, err)
			all = append(all, c)
		}
		require.Len(t, all, strings.Count(string(text), "~CLM*"), name)
		diagnoses, lines := 0, 0
		for _, c := range all {
			require.NotEqual(t, rules.Setting(0), c.Setting)
			require.NotZero(t, c.Charge)
			diagnoses += len(c.Diagnoses)
			lines += len(c.Lines)
		}
		require.Equal(t, strings.Count(string(text), "ABK:")+strings.Count(string(text), "ABF:"), diagnoses, name)
		require.Equal(t, strings.Count(string(text), "~SV1*")+strings.Count(string(text), "~SV2*"), lines, name)
	}
	require.Equal(t, []string{"sample_837_11.txt", "sample_837_12.txt", "sample_837_12.txt"}, control, "their counts are wrong")
}

// TestControl: the counts and numbers of the envelopes are held against what is
// in them, and the claims that are there are read all the same.
func TestControl(t *testing.T) {
	const (
		begin = isa + "GS*HC*A*B*20260420*1200*7*X*005010X222A1~"
		tx    = "ST*837*0001~CLM*A*1***11:B:1~"
		end   = "GE*1*7~IEA*1*000000001~"
	)
	for name, c := range map[string]struct {
		text string
		want []string
	}{
		"right":                {begin + tx + "SE*3*0001~" + end, nil},
		"segments":             {begin + tx + "SE*9*0001~" + end, []string{`SE says "9" segments, and there are 3`}},
		"no count":             {begin + tx + "SE~" + end, []string{`SE says "" segments`, `SE has control number "", and its ST "0001"`}},
		"transaction number":   {begin + tx + "SE*3*0002~" + end, []string{`SE has control number "0002"`}},
		"no SE":                {begin + tx + end, []string{"ST 0001 has no SE"}},
		"no SE before ST":      {begin + tx + "ST*837*0002~SE*2*0002~GE*2*7~IEA*1*000000001~", []string{"ST 0001 has no SE"}},
		"no ST":                {begin + tx + "SE*3*0001~SE*3*0001~" + end, []string{"SE without ST"}},
		"transactions":         {begin + tx + "SE*3*0001~GE*2*7~IEA*1*000000001~", []string{`GE says "2" transactions, and there are 1`}},
		"group number":         {begin + tx + "SE*3*0001~GE*1*8~IEA*1*000000001~", []string{`GE has control number "8"`}},
		"no GE":                {begin + tx + "SE*3*0001~IEA*1*000000001~", []string{"GS 7 has no GE"}},
		"groups":               {begin + tx + "SE*3*0001~GE*1*7~IEA*2*000000001~", []string{`IEA says "2" groups, and there are 1`}},
		"interchange number":   {begin + tx + "SE*3*0001~GE*1*7~IEA*1*000000002~", []string{`IEA has control number "000000002"`}},
		"IEA and nothing else": {begin + tx + "IEA*1*000000001~", []string{"ST 0001 has no SE", "GS 7 has no GE"}},
	} {
		claims, errs := 0, []error(nil)
		for c, err := range claimfile.Read("f", strings.NewReader(c.text)) {
			if c != nil {
				claims++
				continue
			}
			errs = append(errs, err)
		}
		require.Equal(t, 1, claims, name)
		require.Len(t, errs, len(c.want), "%s: %v", name, errs)
		for i, err := range errs {
			require.ErrorContains(t, err, c.want[i], name)
			require.ErrorIs(t, err, claimfile.ErrControl)
			require.ErrorIs(t, err, medcode.ErrSyntax)
		}
	}
}

const isa = "ISA*00*          *00*          *ZZ*A              *ZZ*B              *260420*1200*^*00501*000000001*0*T*:~"

func TestDamaged(t *testing.T) {
	claim := func(id, rest string) string { return "CLM*" + id + "*1***11:B:1~" + rest }
	for name, c := range map[string]struct {
		text string
		want string // ids, ! for an error
		err  error
	}{
		"empty":               {"", "", nil},
		"blank":               {" \n\n", "", nil},
		"short ISA":           {"ISA*00*", "!", medcode.ErrSyntax},
		"ISA without columns": {strings.Replace(isa, "*ZZ*", "*ZZZ", 1), "!", medcode.ErrSyntax},
		"cut":                 {isa + "ST*837*1*005010X222A1~" + claim("A", ""), "A !", medcode.ErrSyntax},
		"other transaction":   {isa + "ST*835*1~", "!", medcode.ErrLayout},
		"no claims":           {isa + "ST*837*1~HL*1**22~DMG~DMG*RD8*x~\n~SE~IEA*1~ \n", "", nil},
		"by guide":            {isa + "ST*837*1*005010X223A2~CLM*A*1***13~CLM*B*1***11~IEA*1~", "A B", nil},
		"two interchanges":    {isa + "ST*837*1~" + claim("A", "") + "IEA*1~\n" + isa + "ST*837*1~" + claim("B", "") + "IEA*1~", "A B", nil},
		"bad JSON":            {"{\"id\":\"A\",\"setting\":\"inpatient\"}\n{\"id\":1}\n{\"no\":1}\n{} {}\n{}}\n{}]\n{\"id\":\"B\"}", "A ! ! ! ! ! B", medcode.ErrSyntax},
		"unknown column":      {"id,colour\nA,red\n", "!", medcode.ErrLayout},
		"ragged":              {"id,sex\nA,F\nB\nC,M\n", "A ! C", medcode.ErrSyntax},
		"quotes":              {"id,\"sex\nA,F", "!", medcode.ErrSyntax},
		"bare quote":          {"id,sex\nA,F\nB\"b,F\nC,M\n", "A ! C", medcode.ErrSyntax},
		"open quote":          {"id\n\"A\nB", "! B", medcode.ErrSyntax},
	} {
		got, errs := collect(c.text, medcode.ReadOptions{})
		require.Equal(t, c.want, strings.Join(got, " "), "%s: %v", name, errs)
		for _, err := range errs {
			require.ErrorIs(t, err, c.err, name)
			var fe *medcode.FileError
			require.ErrorAs(t, err, &fe, name)
			require.Equal(t, "f", fe.File)
		}
	}
}

// TestMalformedRows: a row that can't be read is told in its place, costs its own
// claim, and no other.
func TestMalformedRows(t *testing.T) {
	got, errs := collect("id,hcpcs,units\n\nA,1,1\nA,2\nA,3,1\nB,1,1,9\nB,2,1\nC,\"1,1\nD,1,1\nD,1,\"1\"x\n\"E,1,1\nF,1,1\n", medcode.ReadOptions{})
	require.Equal(t, "! ! ! ! ! F", strings.Join(got, " "), "%v", errs)
	var at []string
	for _, err := range errs {
		var fe *medcode.FileError
		require.ErrorAs(t, err, &fe)
		require.ErrorIs(t, err, medcode.ErrSyntax)
		require.NotZero(t, fe.Column)
		at = append(at, fmt.Sprint(fe.Line, " ", fe.Text))
	}
	require.Equal(t, []string{"4 ", "6 ", "8 ", "10 ", "11 "}, at)
	require.ErrorContains(t, errs[0], "2 cells under 3 columns")
}

// TestJSONErrors name the claim's field and what it wants, not Go's types.
func TestJSONErrors(t *testing.T) {
	for text, want := range map[string]string{
		`{"drg":1}`:                     "drg: number, want a string",
		`{"id":1}`:                      "id: number, want a string",
		`{"from":1}`:                    "from",
		`{"lines":{}}`:                  "lines: object, want a list",
		`{"patient":"x"}`:               "patient: string, want an object",
		`{"poaExempt":1}`:               "poaExempt: number, want true or false",
		`{"lines":[{"units":"x"}]}`:     "lines.units: string, want a number",
		`{"lines":[{"pointers":[""]}]}`: "lines.pointers: string, want a whole number",
		`{"charge":"1.00"}`:             `charge: string "1.00", want a number`,
		`{"lines":[{"charge":1},{"charge":"2"}]}`: `lines.charge: string "2", want a number`,
		`{"patient":{"age":"40"}}`:                `patient.age: string "40", want a number`,
		`{"charge":1.005}`:                        `charge: amount "1.005": want dollars with at most two decimals`,
		`{"drg":"2911"}`:                          `drg: DRG code "2911": character 4: want one to three digits`,
		`{"setting":"hotel"}`:                     `setting: Setting "hotel": want inpatient, outpatient, professional, dental or pharmacy`,
		`{"id":1,"from":"x"}`:                     "id: number, want a string",
	} {
		_, errs := collect(text, medcode.ReadOptions{})
		require.Len(t, errs, 1, text)
		require.ErrorContains(t, errs[0], want)
		require.NotContains(t, strings.TrimSuffix(errs[0].Error(), text), "Go ", text)
	}
}

// TestOtherFiles: what is no file of claims is named, with what to do.
func TestOtherFiles(t *testing.T) {
	var z bytes.Buffer
	w := gzip.NewWriter(&z)
	_, err := w.Write([]byte(strings.Repeat("id\n", 1000)))
	require.NoError(t, err)
	require.NoError(t, w.Close())
	for text, c := range map[string]struct {
		want string
		err  error
	}{
		"<!DOCTYPE html><html>":       {"found an HTML page", medcode.ErrLayout},
		"<?xml version=\"1.0\"?><a/>": {"found XML", medcode.ErrLayout},
		"%PDF-1.4":                    {"found a PDF", medcode.ErrLayout},
		"PK\x03\x04":                  {"not a valid zip file", medcode.ErrSyntax},
		"\x00\x01":                    {"found binary data", medcode.ErrLayout},
		strings.Repeat("\x00", 100_000) + "id,dx\nA,I10\n": {"found binary data", medcode.ErrLayout},
		"id,colour\nA,1\n": {"no column of claims; there are id, setting", medcode.ErrLayout},
		z.String()[:2]:     {"gzip data damaged or cut short", medcode.ErrSyntax},
		z.String()[:20]:    {"gzip data damaged or cut short", medcode.ErrSyntax},
	} {
		_, errs := collect(text, medcode.ReadOptions{})
		require.Len(t, errs, 1, "%q", text)
		require.ErrorIs(t, errs[0], c.err)
		require.ErrorContains(t, errs[0], c.want)
	}
	for c, err := range claimfile.Read("f", nil) {
		require.Nil(t, c)
		require.ErrorIs(t, err, medcode.ErrNoFile)
	}
}

// TestUnreadable: a field that can't be read costs no claim; it is zero, and the
// claim says what is wrong with it, not how Go reads numbers.
func TestUnreadable(t *testing.T) {
	const tx = isa + "ST*837*1*005010X222A1~"
	in := func(id, rest string) string { return tx + "CLM*" + id + "*1***11:B:1~" + rest + "SE~IEA*1~" }
	patient := func(rest string) string { return tx + "HL*1**22~" + rest + "CLM*A*1***11:B:1~CLM*B*1***11:B:1~IEA*1~" }
	const day, number, pointer = ": want a day of the calendar", ": want a number such as 2 or 1.5", ": want the number of a diagnosis, from 1"
	for text, want := range map[string]string{
		in("A", "DTP*434*D8*20261301~"):                                        `/from: date "20261301"` + day,
		in("A", "DTP*434*RD8*20260101-x~"):                                     `/through: date "x"` + day,
		in("A", "DTP*434*D8*20260101-20260102~"):                               `/from: date "20260101-20260102"` + day,
		in("A", "DTP*435*RD8*x-20260101~"):                                     `/admission: date "x"` + day,
		in("A", "DTP*435*DT*2026~DTP*999*D8*x~"):                               `/admission: date "2026"` + day,
		in("A", "SV1*HC:1*1*UN*1~DTP*472*D8*20261345~"):                        `/lines/0/from: date "20261345"` + day,
		in("A", "SV1*HC:1*1000.555*UN*x~SV1*HC:1*1*UN*y~"):                     `/lines/0/charge: amount "1000.555": want dollars with at most two decimals; /lines/0/units: units "x"` + number + `; /lines/1/units: units "y"` + number,
		in("A", "SV2*0450**1*UN*NaN~"):                                         `/lines/0/units: units "NaN"` + number,
		in("A", "SV1*HC:1**UN****x:1~"):                                        `/lines/0/pointers: pointer "x"` + pointer,
		in("A", "HI*DR:2911~"):                                                 `/drg: DRG code "2911": character 4: want one to three digits`,
		in("A", "HI*BBR:X:D8:y~"):                                              `/procedures/0/date: date "y"` + day,
		tx + "CLM*A*x***11:B:1~IEA*1~":                                         `/charge: amount "x": want dollars`,
		tx + "CLM*A*1~IEA*1~":                                                  `/placeOfService: CLM05-1, the place of service, is missing`,
		patient("DMG*D8*19501332*F~"):                                          `/patient/birth: date "19501332"` + day,
		patient("DMG*D8*19800101*X~"):                                          `/patient/sex: sex "X": want M, F or U`,
		patient("DMG**X~"):                                                     `/patient/birth: date "X"` + day,
		"id,sex,units\nA,X,1\n":                                                `/patient/sex: sex "X": want M, F or U`,
		"id,birth,drg\nA,1950-13-32,2911\n":                                    `/patient/birth: date "1950-13-32"` + day + `; /drg: DRG code "2911"`,
		"id,setting,poa_exempt\nA,hotel,perhaps\n":                             `/setting: Setting "hotel": want inpatient, outpatient, professional, dental or pharmacy; /poaExempt: "perhaps": want true or false`,
		"id,age\nA,old\n":                                                      `/patient/age: age "old": want a whole number`,
		"id,procedures\nA,0FYG0Z0 5A1955Z:x\n":                                 `/procedures/1/date: date "x"` + day,
		"id,hcpcs,units,line_charge,line_from\nA,1,1,1,\nA,1,inf,x,20260132\n": `/lines/1/units: units "inf"` + number + `; /lines/1/charge: amount "x"; /lines/1/from: date "20260132"` + day,
		"id,line_pointers\nA,1 x y\n":                                          `/lines/0/pointers: pointer "x"` + pointer,
	} {
		n := 0
		for c, err := range claimfile.Read("f", strings.NewReader(text)) {
			if errors.Is(err, claimfile.ErrControl) {
				continue
			}
			require.NoError(t, err, text)
			n++
			wants := strings.Split(want, "; ")
			require.Len(t, c.Unreadable, len(wants), "%q: %v", text, c.Unreadable)
			for i, u := range c.Unreadable {
				require.True(t, strings.HasPrefix(u.Place.Pointer()+": "+u.Problem, wants[i]), "%q: %v", text, u)
				require.NotContains(t, u.Problem, "strconv")
				require.NotContains(t, u.Problem, "malformed")
				require.True(t, c.IsUnreadable(u.Place))
			}
		}
		require.NotZero(t, n, text)
	}
}

// TestNoFacility: nothing says whether an institutional claim without CLM05 is
// for a stay.
func TestNoFacility(t *testing.T) {
	for clm05, text := range map[string]string{"": "", ":A:1": ":A:1", "1:A:1": "1:A:1"} {
		for c, err := range claimfile.Read("f", strings.NewReader(isa+"ST*837*1*005010X223A2~CLM*A*1***"+clm05+"~HI*ABK:I10:::::::Y~IEA*1~")) {
			if errors.Is(err, claimfile.ErrControl) {
				continue
			}
			require.NoError(t, err)
			require.Zero(t, c.Setting)
			require.Empty(t, c.TypeOfBill)
			require.Equal(t, []rules.Unreadable{{Place: rules.AtField("typeOfBill"), Text: text, Problem: "CLM05-1, the first two digits of the type of bill, is missing or cut"}}, c.Unreadable)
		}
	}
}

// TestErrorsNameTheClaim whose they are.
func TestErrorsNameTheClaim(t *testing.T) {
	for text, want := range map[string]string{
		"id,units\nPCN-7,1,1\n":              `f:2:1: claim "PCN-7": 3 cells under 2 columns`,
		`{"id":"PCN-7","drg":1}`:             `f:1: claim "PCN-7": drg: number, want a string`,
		`{"from":"2026-13-45","id":"PCN-7"}`: `f:1: claim "PCN-7": from: date "2026-13-45": want a day`,
		`{"id":"PCN-7","id":"B"}`:            `f:1: claim "B": id stands twice`,
	} {
		_, errs := collect(text, medcode.ReadOptions{})
		require.Len(t, errs, 1, text)
		require.ErrorContains(t, errs[0], want)
		require.ErrorIs(t, errs[0], medcode.ErrSyntax)
	}
}

// TestRepeatedKeys: encoding/json takes the last, in any case.
func TestRepeatedKeys(t *testing.T) {
	for text, key := range map[string]string{
		`{"charge":1,"lines":[],"Charge":2}`:                         "Charge",
		`{"lines":[{"code":"1","units":1},{"code":"1","code":"2"}]}`: "code",
		`{"patient":{"sex":"F","\u0073ex":"M"}}`:                     "sex",
		`{"id":"id","diagnoses":[{"code":"id"},{"code":"code"}],"reasons":["id","id"],"patient":{"id":"id"},"lines":[{"units":1}]}`: "",
	} {
		_, errs := collect(text, medcode.ReadOptions{})
		if key == "" {
			require.Empty(t, errs, text)
			continue
		}
		require.Len(t, errs, 1, text)
		require.ErrorContains(t, errs[0], key+" stands twice")
	}
}

// TestBehindTheEnd: what stands behind IEA is about the file, not about a claim.
func TestBehindTheEnd(t *testing.T) {
	text, err := os.ReadFile("testdata/inpatient.837")
	require.NoError(t, err)
	claims, errs := 0, []error(nil)
	for c, err := range claimfile.Read("f", strings.NewReader(string(text)+"garbage")) {
		if err != nil {
			errs = append(errs, err)
		} else if c != nil {
			claims++
		}
	}
	require.Equal(t, 2, claims)
	require.Len(t, errs, 1)
	require.ErrorIs(t, errs[0], claimfile.ErrControl)
	require.ErrorIs(t, errs[0], medcode.ErrSyntax)
	require.ErrorContains(t, errs[0], "behind IEA")
}

func TestLimits(t *testing.T) {
	for _, text := range []string{
		isa + "ST*837*" + strings.Repeat("1", 10000) + "~", "{\"id\":\"" + strings.Repeat("1", 10000) + "\"}", "id\n" + strings.Repeat("1", 10000), strings.Repeat("id,", 10000),
	} {
		for _, l := range []medcode.Limits{{LineBytes: 5000}, {EntryBytes: 500}} {
			_, errs := collect(text, medcode.ReadOptions{Limits: l})
			require.Len(t, errs, 1)
			require.ErrorIs(t, errs[0], medcode.ErrLimit)
		}
	}
	_, errs := collect("\x1f\x8bnot gzip", medcode.ReadOptions{})
	require.Len(t, errs, 1)
	for c, err := range claimfile.Read("f", iotest.ErrReader(io.ErrUnexpectedEOF)) {
		require.Nil(t, c)
		require.ErrorIs(t, err, io.ErrUnexpectedEOF)
	}
}

func TestStopEarly(t *testing.T) {
	for _, name := range []string{"testdata/inpatient.837", "testdata/claims.csv"} {
		text, err := os.ReadFile(name)
		require.NoError(t, err)
		for range claimfile.Read(name, bytes.NewReader(text)) {
			break
		}
	}
	for range claimfile.Read("f", strings.NewReader("{}\n{}\n")) {
		break
	}
	for range claimfile.Read("f", strings.NewReader(isa+"ST*837*1~CLM*A~CLM*B~HL*1**22~IEA~")) {
		break
	}
	for range claimfile.Read("f", strings.NewReader(isa+"ST*837*1~CLM*A~HL*1**22~IEA~")) {
		break
	}
	for range claimfile.Read("f", strings.NewReader(isa+"ST*837*1~CLM*A~")) {
		break
	}
}

func ExampleRead() {
	f, err := os.Open("testdata/professional.837")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer f.Close()
	for c, err := range claimfile.Read(f.Name(), f) {
		if err != nil {
			fmt.Println(err)
			continue
		}
		fmt.Println(c.ID, c.Setting, c.Charge, len(c.Lines))
	}
	// Output:
	// KID-1 professional 75.25 2
	// NINE professional 10.00 1
}

func FuzzRead(f *testing.F) {
	for _, name := range []string{"testdata/inpatient.837", "testdata/professional.837", "testdata/claims.csv"} {
		text, err := os.ReadFile(name)
		require.NoError(f, err)
		f.Add(text)
	}
	f.Add([]byte(`{"id":"A","setting":"inpatient"}`))
	f.Add([]byte("id\nA\"\n"))
	f.Add([]byte("CLM_ID|CLM_FROM_DT|LINE_NUM|HCPCS_CD|LINE_ICD_DGNS_CD\n1|05APR2026|1|99213|I10|\n"))
	f.Add([]byte(`{"resourceType":"Bundle","entry":[{"resource":{"resourceType":"ExplanationOfBenefit","item":[{"sequence":1}],"careTeam":[{"sequence":1}]}}]}`))
	f.Add([]byte("id;dx1;poa1;pxdate1\rA;I10;Y;4/5/2026\r"))
	for _, text := range feed("2", "10") {
		f.Add([]byte(text))
	}
	for _, text := range []string{event, synthea, "Title\n\nid,dx,tooth\n--,--,--\nA,I10,3:MO\nid,dx,tooth\nTotal,,1\n(1 rows affected)\n",
		"DESYNPUF_ID,CLM_ID,SEGMENT,CLM_FROM_DT,ICD9_DGNS_CD_1,HCPCS_CD_1,HCPCS_CD_45\nP,1,1,20100101,4019,99213,85025\n",
		"ID,CLAIMID,CHARGEID,PATIENTID,TYPE,AMOUNT,PROCEDURECODE,DIAGNOSISREF1,PAYMENTS\nt,c,1,p,CHARGE,1,2,3,\nt,c,1,p,PAYMENT,,,,1\n",
		isa + "ST*837*1*005010X224A2~CLM*A*1***11:B:1~DN2*1*M~LX*1~SV3*AD:D1110*1**10*I*1~TOO*JP*3*M:O~"} {
		f.Add([]byte(text))
	}
	for _, format := range []claimfile.Format{claimfile.CSV, claimfile.X12, claimfile.JSONLines} {
		f.Add([]byte(written(f, format, everything())))
	}
	if names, err := filepath.Glob("../../../shared/claims/*/*"); err == nil {
		more, _ := filepath.Glob("../../../shared/claims/*/*/*")
		for _, name := range append(names, more...) {
			if text, err := os.ReadFile(name); err == nil && len(text) < 100_000 {
				f.Add(text)
			}
		}
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		limits := medcode.Limits{ClaimLines: 50, ClaimCodes: 50, LineBytes: 1 << 16}
		for c, err := range claimfile.ReadWith("f", bytes.NewReader(data), medcode.ReadOptions{Limits: limits}) {
			require.True(t, (c == nil) != (err == nil))
			if c != nil {
				require.LessOrEqual(t, len(c.Lines), 50)
				require.LessOrEqual(t, len(c.Diagnoses), 50)
			}
		}
	})
}

// FuzzJoin: parts of any content, in any order, are claims or errors.
func FuzzJoin(f *testing.F) {
	files := feed("2", "10")
	f.Add([]byte(files["1"]), []byte(files["2"]), []byte(files["4"]), true)
	f.Add([]byte(files["1"]), []byte(files["3"]), []byte(event), false)
	f.Add([]byte("Id,PATIENTID,DIAGNOSIS1,HEALTHCARECLAIMTYPEID1\nc,p,1,1\n"), []byte("ID,CLAIMID,CHARGEID,PATIENTID,TYPE,AMOUNT\nt,c,1,p,CHARGE,1\n"), []byte(""), true)
	f.Fuzz(func(t *testing.T, a, b, c []byte, small bool) {
		opts := claimfile.Options{Limits: medcode.Limits{ClaimLines: 50, ClaimCodes: 50, LineBytes: 1 << 16}}
		if small {
			opts.HoldBytes = 1
		}
		parts := []claimfile.Part{{Name: "a", Input: bytes.NewReader(a)}, {Name: "b", Input: bytes.NewReader(b)}, {Name: "c", Input: bytes.NewReader(c)}}
		for c, err := range claimfile.NewJoin(parts, opts).All() {
			require.True(t, (c == nil) != (err == nil))
			if c != nil {
				require.LessOrEqual(t, len(c.Lines), 51)
			}
		}
	})
}

func BenchmarkReadJSON(b *testing.B) {
	var whole bytes.Buffer
	for _, c := range read(b, "testdata/inpatient.837") {
		text, err := json.Marshal(c)
		require.NoError(b, err)
		for range 500 {
			whole.Write(append(text, '\n'))
		}
	}
	b.SetBytes(int64(whole.Len()))
	b.ReportAllocs()
	claims := 0
	for b.Loop() {
		for _, err := range claimfile.Read("f", bytes.NewReader(whole.Bytes())) {
			require.NoError(b, err)
			claims++
		}
	}
	b.ReportMetric(float64(claims)/b.Elapsed().Seconds(), "claims/s")
}

func BenchmarkRead(b *testing.B) {
	text, err := os.ReadFile("testdata/professional.837")
	require.NoError(b, err)
	whole := bytes.Repeat(append(bytes.TrimSpace(text), '\n'), 1000)
	b.SetBytes(int64(len(whole)))
	claims := 0
	for b.Loop() {
		for _, err := range claimfile.Read("f", bytes.NewReader(whole)) {
			require.NoError(b, err)
			claims++
		}
	}
	b.ReportMetric(float64(claims)/b.Elapsed().Seconds(), "claims/s")
}
