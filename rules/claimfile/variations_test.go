package claimfile_test

import (
	"fmt"
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

// said is what claims of a text say under some paths, and what is told.
func said(t testing.TB, text string, paths ...string) string {
	t.Helper()
	got, told := all(text)
	var out []string
	for _, c := range got {
		var words []string
		for _, path := range paths {
			words = append(words, field(t, c, path))
		}
		out = append(out, strings.Join(words, " "))
	}
	if told != "" {
		out = append(out, "told "+told)
	}
	return strings.Join(out, "; ")
}

// TestJSONShapes: claims in JSON as people have them, each the same claims.
func TestJSONShapes(t *testing.T) {
	const a, b = `{"id":"A","setting":"inpatient","charge":12.50}`, `{"id":"B","setting":"outpatient","lines":[{"code":"99213","units":1}]}`
	want, _ := all(a + "\n" + b + "\n")
	require.Len(t, want, 2)
	pretty := func(s string) string {
		return strings.NewReplacer("{", "{\n  ", ",", ",\n  ", "}", "\n}", "[", "[\n  ").Replace(s)
	}
	for name, text := range map[string]string{
		"list": "[" + a + "," + b + "]", "list over lines": "[\n" + a + ",\n" + b + "\n]\n", "pretty list": pretty("[" + a + "," + b + "]"),
		"pretty objects": pretty(a) + "\n" + pretty(b) + "\n", "two lists": "[" + a + "]\n[" + b + "]", "blanks": " \n[ " + a + " , " + b + " ] \n",
		"wrapped": `{"claims":[` + a + "," + b + "]}", "pretty, wrapped": pretty(`{"Claims":[` + a + "," + b + "]}"), "mark": "\xef\xbb\xbf[" + a + "," + b + "]",
	} {
		got, told := all(text)
		require.Empty(t, told, name)
		require.Equal(t, want, got, name)
	}
	require.Equal(t, `A; B; told f:1: a member of the object around the claims, passed over: "n"
f:1: a member of the object around the claims, passed over: "next"`, said(t, `{"n":{"claims":[]},"claims":[`+a+","+b+`],"next":null}`, "id"))
	require.Equal(t, "A; B; told f:2: want a claim, an object in JSON: malformed\nf:3: want a claim, an object in JSON: malformed\nf:4: claim \"7\": drg: number, want a string: malformed",
		said(t, "["+a+",\n5,\nnull,\n"+`{"id":"7","drg":1},`+b+"]", "id"), "one that is none costs no other")
	require.Equal(t, "A; B; told f:3: want a claim, an object in JSON: malformed\nf:4: want a claim, an object in JSON: malformed", said(t, a+"\n"+b+"\nnull\n[1]\n", "id"), "nor a line")
	for text, told := range map[string]string{
		"[" + a + ",":                    "the file ends within its JSON; what follows is not read",
		"[" + a + `,{"id" "B"},` + b:     "what follows is not read",
		"[" + a + "] x":                  "what follows is not read",
		`{"claims":[` + a:                "the file ends within its JSON",
		pretty(a) + `{"id":`:             "the file ends within its JSON",
		`{"claims":[` + a + `],"x"`:      "what follows is not read",
		"[" + a + "]5":                   `want "["`,
		`{"claims":[` + a + `]}[` + b:    `want "{"`,
		`{"claims":[` + a + `],"x":1,}`:  "what follows is not read",
		`{"claims":[` + a + `],"claims"`: "what follows is not read",
	} {
		r := claimfile.NewReader("f", strings.NewReader(text), claimfile.Options{})
		var ids, errs []string
		for c, err := range r.All() {
			if err != nil {
				errs = append(errs, err.Error())
				continue
			}
			ids = append(ids, c.ID)
		}
		require.Equal(t, []string{"A"}, ids, text)
		require.Len(t, errs, 1, text)
		require.Contains(t, errs[0], told, text)
		require.True(t, r.Cut(), text)
	}
	long := `{"id":"B","remarks":["` + strings.Repeat("x", 200_000) + `"]}`
	got, errs := collect("["+a+","+long+","+b+"]", medcode.ReadOptions{Limits: medcode.Limits{LineBytes: 1000}})
	require.Equal(t, []string{"A", "!"}, got)
	require.ErrorIs(t, errs[0], medcode.ErrLimit)
	for range claimfile.Read("f", strings.NewReader("["+a+","+b+"]")) {
		break
	}
	got, _ = collect("["+strings.Repeat(a+",", 5000)+b+"]", medcode.ReadOptions{Limits: medcode.Limits{LineBytes: 1000}})
	require.Len(t, got, 5001, "a list is a stream")
}

// TestMappingIsUsed: a column that the mapping names and the file lacks is told.
func TestMappingIsUsed(t *testing.T) {
	for text, want := range map[string]string{
		"Fall,dx\nA,I10\n":     "",
		" FALL ,dx\nA,I10\n":   "",
		"id,dx\nA,I10\n":       `the mapping of columns names one that the file lacks: "fall"`,
		`{"id":"A"}`:           "the mapping of columns is for CSV, and says nothing here: the file is JSON Lines",
		file837(guideP, visit): "the file is X12 837",
	} {
		_, notes := noted(t, text, claimfile.Options{Columns: map[string]string{"fall": "id"}})
		if want == "" {
			require.Empty(t, notes, text)
			continue
		}
		require.Len(t, notes, 1, text)
		require.Contains(t, notes[0].String(), want)
		require.Equal(t, medcode.KindMissingColumn, notes[0].Kind)
	}
}

// TestPresence: indicators of presence on admission where versions 5010 and 4010
// have them.
func TestPresence(t *testing.T) {
	paths := []string{"diagnoses.0.poa", "diagnoses.1.poa", "diagnoses.2.poa", "diagnoses.3.poa"}
	nine := func(k3 string) string {
		return file837("004010X096A1", "CLM*I*1***11:A:1\n"+k3+"HI*BK:4280\nHI*BF:25000*BF:4019\nHI*BN:E8889\n")
	}
	for k3, want := range map[string]string{
		"":                  "   ",
		"K3*POAYNWZ1\n":     "Y N W 1",
		"K3*POAYNWX1\n":     "Y N W 1",
		"K3*POAYNW\n":       "Y N W ",
		"K3*POAYNWUUUZ1Y\n": "Y N W 1",
		"K3*POAY\n":         "Y   ",
		"K3*OTHER\n":        "   ",
	} {
		require.Equal(t, want, said(t, nine(k3), paths...), k3)
	}
	require.Equal(t, "Y", said(t, file837("004010X096A1", "CLM*I*1***11:A:1\nK3*POAY\nHI*BK:4280\nSBR*S*18\nK3*POAN\nLX*1\nSV2*0120**1*DA*1\nK3*POAU\n"), "diagnoses.0.poa"), "another payer's is not the claim's, nor a line's")
	require.Equal(t, "Y N U ", said(t, file837(guideI, "CLM*I*1***11:A:1\nK3*POAZ\nHI*ABK:I10:::::::Y\nHI*ABF:E119:::::::N*ABF:N179::::::: U \n"), paths...))
	require.Equal(t, "Y 1  ", said(t, file837(guideI, "CLM*I*1***11:A:1\nHI*ABK:I10:::::::Y*ABN:W19XXXA:::::::1\n"), paths...))
}

// TestEnvelopes: several groups, transactions and interchanges are read, and what
// else is in them is told for what it is.
func TestEnvelopes(t *testing.T) {
	set := func(id int, guide, body string) string {
		return fmt.Sprintf("ST*837*%04d*%s~%sSE*%d*%04d~", id, guide, body, strings.Count(body, "~")+2, id)
	}
	p, i := set(1, guideP, "CLM*A*1***11:B:1~"), set(2, guideI, "CLM*B*1***11:A:1~")
	two := isa + "GS*HC*S*R*20260401*1200*1*X*" + guideP + "~" + p + set(3, guideP, "CLM*C*1***11:B:1~") + "GE*2*1~GS*HC*S*R*20260401*1200*2*X*" + guideI + "~" + i + "GE*1*2~IEA*2*000000001~"
	require.Equal(t, "A; C; B; A; C; B", said(t, two+"\n"+two, "id"))
	require.Equal(t, `A; C; B; told f:2: an acknowledgment of an interchange, which holds no claims: "TA1"`, said(t, strings.Replace(two, "GS*", "TA1*1*260420*1200*A*000~GS*", 1), "id"))
	for id, name := range map[string]string{"835": "payment and remittance advice", "834": "enrollment", "270": "a question about eligibility", "999": "an acknowledgment", "277": "the status of claims"} {
		other := "ST*" + id + "*0009~X*1~HL*1**20~CLM*NONE*1~SE*5*0009~"
		text := strings.Replace(two, "GE*2*1~", other+"GE*3*1~", 1)
		require.Equal(t, "A; C; B; told f:13: transaction "+id+", "+name+`, is no 837 and left out (guide "`+guideP+`"): unknown layout`, said(t, text, "id"), id)
	}
	require.Contains(t, said(t, isa+"GS*HP*A*B*20260420*1200*7*X*005010X221A1~ST*ABC*0001~SE*2*0001~GE*1*7~IEA*1*000000001~"), "transaction ABC is no 837")
}

// TestOtherFeeds: the files of CCLF without claims are told for what they are.
func TestOtherFeeds(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"P.A1234.ACO.ZC8Y24.D240115.T0101010", strings.Repeat("1EG4TE5MK73 01 001", 20) + "\n", "file 8 of CCLF, of beneficiaries"},
		{"CCLF9.txt", "x\n", "file 9 of CCLF, of identifiers of beneficiaries"},
		{"a.zcq", "1\n", "no column of claims"},
		{"P.A1234.ACO.ZCAY24.D240115", strings.Repeat("1", 80) + "\n", "benefit enhancements and demonstrations, Part A"},
		{"cclfb.csv", "a,b\n1,2\n", "Part B"},
		{"f", "1EG4TE5MK730010201234519400131F\n", "a beneficiary in front"},
		{"f", "12345678901231EG4TE5MK73XY\n", "A or B"},
		{"f", "BENE_MBI_ID|BENE_ZIP_CD\n1|2\n", "8 and 9"},
		{"f", "CRNT_NUM|PRVS_NUM|X\n1|2|3\n", "8 and 9"},
		{"f", "colour,size\n1,2\n", "no column of claims"},
	} {
		var errs []error
		for got, err := range claimfile.Read(c.name, strings.NewReader(c.text)) {
			require.Nil(t, got)
			errs = append(errs, err)
		}
		require.Len(t, errs, 1, c.name)
		require.ErrorContains(t, errs[0], c.want)
		require.ErrorIs(t, errs[0], medcode.ErrLayout)
	}
}

// TestFHIRItems: revenue codes where services stand, headings with details, and
// details of services, which are told.
func TestFHIRItems(t *testing.T) {
	claim := func(kind, rest string, items ...string) string {
		return `{"resourceType":"ExplanationOfBenefit","id":"x","status":"active","type":{"coding":[{"code":"` + kind + `"}]},` + rest + `"item":[` + strings.Join(items, ",") + `]}`
	}
	service := func(system, code, rest string) string {
		return `{"sequence":1,"productOrService":{"coding":[{"system":"` + system + `","code":"` + code + `"}]}` + rest + `}`
	}
	const cpt, nubc, ndc = "http://www.ama-assn.org/go/cpt", "https://www.nubc.org/CodeSystem/RevenueCodes", "http://hl7.org/fhir/sid/ndc"
	lines := []string{"lines.0.code", "lines.0.revenue", "lines.1.code", "lines.0.ndc"}
	require.Equal(t, " 0120  ", said(t, claim("institutional", "", service(nubc, "120", "")), lines...))
	require.Equal(t, "99284 0450  ", said(t, claim("institutional", "", service(cpt, "99284", `,"revenue":{"coding":[{"code":"450"}]}`)), lines...))
	require.Equal(t, "99213  80053 ", said(t, claim("professional", "", `{"sequence":1,"detail":[`+service(cpt, "99213", "")+","+service(cpt, "80053", "")+"]}"), lines...))
	require.Equal(t, "J1745   57894003001", said(t, claim("professional", "", service(cpt, "J1745", `,"detail":[`+service(ndc, "57894003001", "")+"]")), lines...))
	require.Equal(t, "99213   ; told f:1: 1 details of items that have codes themselves are passed over: \"detail\"", said(t, claim("professional", "", service(cpt, "99213", `,"detail":[`+service(cpt, "80053", "")+"]")), lines...))
	const procedure = `"procedure":[{"sequence":1,"procedureCodeableConcept":{"coding":[{"system":"http://www.cms.gov/Medicare/Coding/ICD10","code":"02703ZZ"}]}}],`
	require.Equal(t, "outpatient", said(t, claim("institutional", ""), "setting"))
	require.Equal(t, "inpatient", said(t, claim("institutional", procedure), "setting"), "procedures of ICD-10-PCS are of stays alone")
}

// TestRIFAmounts: negative amounts, claims that are taken back, dates in all forms.
func TestRIFAmounts(t *testing.T) {
	const head = "BENE_ID|CLM_ID|NCH_CLM_TYPE_CD|CLM_FROM_DT|CLM_THRU_DT|CLM_FREQ_CD|CLM_FAC_TYPE_CD|CLM_SRVC_CLSFCTN_TYPE_CD|CLM_PMT_AMT|CLM_TOT_CHRG_AMT|PRNCPAL_DGNS_CD|ICD_DGNS_CD1\n"
	for _, day := range []string{"05APR2026", "05-APR-2026", "20260405", "2026-04-05", "04/05/2026", "4/5/2026"} {
		for _, end := range []string{"\n", "|\n", "\r\n", "|\r\n"} {
			text := strings.ReplaceAll(head+"-1|-22|60|"+day+"|"+day+"|8|1|1|-120.5|-900.00|I10|I10\n", "\n", end)
			require.Equal(t, "-22 -1 inpatient 0118 -120.5 -900 2026-04-05", said(t, text, "id", "patient.id", "setting", "typeOfBill", "paid", "charge", "from"), "%q", text)
		}
	}
}

// TestInputsOfTheFindings: the small inputs of what was found are read to the
// claims that they hold.
func TestInputsOfTheFindings(t *testing.T) {
	root := official.Path(t, "findings/inputs")
	names, err := filepath.Glob(filepath.Join(root, "837", "*.837"))
	require.NoError(t, err)
	require.NotEmpty(t, names)
	for _, name := range names {
		text, err := os.ReadFile(name)
		require.NoError(t, err)
		got, _ := all(string(text))
		want := strings.Count(unwrapped.Replace(string(text)), "CLM*")
		require.Len(t, got, want, name)
	}
	one := func(name string) []*rules.Claim {
		text, err := os.ReadFile(filepath.Join(root, "837", name))
		require.NoError(t, err)
		got, _ := all(string(text))
		return got
	}
	require.Equal(t, "1234567893", one("cob-2330d.837")[0].RenderingNPI)
	for _, c := range one("cob-2330g.837") {
		require.NotEmpty(t, c.BillingNPI)
	}
	require.Len(t, one("hi-glued.837")[0].Diagnoses, 4)
	d := one("dependents-dup.837")
	require.Equal(t, d[0].Person(), d[1].Person())
	require.Equal(t, rules.Dental, one("v-837d.837")[0].Setting)
}

var unwrapped = strings.NewReplacer("\r", "", "\n", "", "|", "*", "+", "*")
