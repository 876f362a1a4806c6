package claimfile_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode/rules"
	"github.com/medcode/medcode/rules/claimfile"
)

// all reads text: claims, errors and notes as text.
func all(text string) (got []*rules.Claim, told string) {
	r := claimfile.NewReader("f", strings.NewReader(text), claimfile.Options{})
	var lines []string
	for c, err := range r.All() {
		if err != nil {
			lines = append(lines, err.Error())
			continue
		}
		for _, u := range c.Unreadable {
			lines = append(lines, u.Place.Pointer()+": "+u.Problem)
		}
		got = append(got, c)
	}
	for _, n := range r.Notes() {
		lines = append(lines, n.String())
	}
	return got, strings.Join(lines, "\n")
}

// field is what a claim says under a path of its JSON, as text.
func field(t testing.TB, c *rules.Claim, path string) string {
	t.Helper()
	text, err := json.Marshal(c)
	require.NoError(t, err)
	var v any
	require.NoError(t, json.Unmarshal(text, &v))
	for key := range strings.SplitSeq(path, ".") {
		switch x := v.(type) {
		case map[string]any:
			v = x[key]
		case []any:
			i := int(key[0] - '0')
			if i >= len(x) {
				return ""
			}
			v = x[i]
		}
	}
	if v == nil {
		return ""
	}
	return fmt.Sprint(v)
}

// TestSame837: what senders do to an 837 changes no claim.
func TestSame837(t *testing.T) {
	plain := file837(guideP, visit+service+visit+service)
	want, told := all(plain)
	require.Len(t, want, 2)
	require.Empty(t, told)
	for name, text := range map[string]string{
		"lower-case segments":          strings.NewReplacer("CLM*", "clm*", "HI*", "hi*", "SV1*", "sv1*", "NM1*", "nm1*", "DMG*", "dmg*", "LX*", "lx*", "DTP*", "dtp*", "N4*", "n4*").Replace(plain),
		"lower case":                   strings.ToLower(plain),
		"lower-case qualifiers":        strings.NewReplacer("ABK:", "abk:", "HC:", "hc:", "11:B:1", "11:b:1").Replace(plain),
		"byte-order mark":              "\xef\xbb\xbf" + plain,
		"line breaks within elements":  strings.NewReplacer("99213", "99\r\n213", "1245319599", "124531\n9599", "I10", "I\r10").Replace(plain),
		"blanks within elements":       strings.NewReplacer("HC:99213", "HC: 99213 ", "ABK:I10", "ABK: I10 ", "1245319599", " 1245319599 ", "20260405", "20260405 ", "19500101*F", " 19500101 * F ").Replace(plain),
		"other separators":             strings.NewReplacer("*", "|", "~", "!", ":", ">").Replace(plain),
		"separators of control":        strings.NewReplacer("*", "\x1d", "~", "\x1c", ":", "\x1f").Replace(plain),
		"other payers' paid amounts":   strings.ReplaceAll(plain, "DTP*472*D8*20260405~\n", "DTP*472*D8*20260405~\nSVD*77*50*HC:99214:25**1~\nCAS*CO*45*50~\nDTP*573*D8*20260601~\nAMT*EAF*3~\n"),
		"numbers of the lines":         strings.ReplaceAll(plain, "DTP*472*D8*20260405~\n", "DTP*472*D8*20260405~\nREF*6R*X~\nREF*F8*NO~\nREF*EA*NO~\nREF*X4*NO~\n"),
		"numbers of other providers":   strings.ReplaceAll(plain, "LX*1", "NM1*DQ*1*S*V~\nREF*G2*ZZ~\nREF*0B*11~\nLX*1"),
		"DMG without a format":         strings.ReplaceAll(plain, "DMG*D8*", "DMG**"),
		"address of the subscriber":    strings.ReplaceAll(plain, "DMG*D8*", "N3*1~\nN4*FAR*TX*75001~\nREF*SY*000000000~\nDMG*D8*"),
		"payer and pay-to named after": strings.ReplaceAll(plain, "CLM*A*", "NM1*PR*2*PAYER*****PI*7~\nREF*G2*1~\nCLM*A*"),
	} {
		text = fixCount(text)
		got, told := all(text)
		for _, c := range got {
			c.ID = strings.ToUpper(c.ID)
		}
		require.Empty(t, told, name)
		require.Equal(t, want, got, name)
	}
	got, told := all(plain + strings.NewReplacer("*", "|", "~", "!", ":", ">").Replace(plain))
	require.Empty(t, told)
	require.Equal(t, append(want, want...), got, "two interchanges of other separators")
}

// fixCount makes SE count the segments that there are.
func fixCount(text string) string {
	for _, s := range []string{"*~", "|!", "\x1d\x1c"} {
		for _, id := range []string{"ST", "st"} {
			from, to := strings.Index(text, id+s[:1]), strings.Index(text, strings.Replace(id, "T", "E", 1)+s[:1])
			if id == "st" {
				to = strings.Index(text, "\nse"+s[:1]) + 1
			}
			if from < 0 || to < from {
				continue
			}
			behind := text[to+3:]
			return text[:to+3] + fmt.Sprint(strings.Count(text[from:to], s[1:])+1) + behind[strings.Index(behind, s[:1]):]
		}
	}
	return text
}

// TestTold837: what can't be read of an 837 is told, and costs no other claim.
func TestTold837(t *testing.T) {
	plain := file837(guideP, visit+service+visit+service)
	cut := func(id string) string {
		i := strings.Index(plain, "\n"+id+"*")
		return plain[:i+1] + plain[i+1+strings.Index(plain[i+1:], "\n")+1:]
	}
	for name, c := range map[string]struct {
		text, told string
		n          int
	}{
		"no SE":                 {cut("SE"), "ST 0001 has no SE", 2},
		"no GE":                 {cut("GE"), "has no GE", 2},
		"no IEA":                {cut("IEA"), "does not end with IEA", 2},
		"no GS":                 {cut("GS"), "GE without GS", 2},
		"both revisions":        {file837(guideP, "CLM*A*1***11:B:1\nHI*ABK:I10*BF:4280\n"), "/icd: HI has qualifiers of ICD-9-CM and of ICD-10-CM", 1},
		"a qualifier alone":     {file837(guideP, "CLM*A*1***11:B:1\nHI*ABK:I10*ABF\n"), `/diagnoses: HI "ABF"`, 1},
		"an unknown qualifier":  {file837(guideP, "CLM*A*1***11:B:1\nHI*ABK:I10*QQQ:X\n"), `/diagnoses: HI "QQQ:X"`, 1},
		"cut within a line":     {plain[:strings.LastIndex(plain, "SV1*")+12], "does not end with IEA", 2},
		"a date that is none":   {strings.Replace(plain, "D8*20260405", "D8*20260431", 1), "/lines/0/from", 2},
		"a claim of no patient": {isa + "\nHL*1**20*1~\nCLM*A*1***11:B:1~\nIEA*1*000000001~\n", "there are 0", 1},
	} {
		got, told := all(c.text)
		require.Contains(t, told, c.told, name)
		require.Len(t, got, c.n, name)
	}
}

// TestWhose837: numbers and names are those of the loop that they stand in.
func TestWhose837(t *testing.T) {
	got, _ := all(file837(guideP, visit+"REF*G1*PA\nREF*F8*OR\nREF*EA*MR\nNM1*82*1*R*A****XX*1245319599\nREF*EA*NO\nREF*G1*NO\n"+other+service+"REF*G1*LPA\nREF*F8*NO\nREF*9F*NO\n"+visit+service))
	for path, want := range map[string]string{"priorAuthorization": "PA", "originalReference": "OR", "medicalRecord": "MR", "referral": "", "lines.0.priorAuthorization": "LPA", "charge": "100"} {
		require.Equal(t, want, field(t, got[0], path), path)
	}
	require.Empty(t, field(t, got[1], "priorAuthorization")+field(t, got[1], "medicalRecord")+field(t, got[1], "originalReference"))

	body := "ST*837*0001*" + guideP + "~\nHL*1**20*1~\nNM1*85*2*C*****XX*1234567893~\n" +
		"HL*2*1*22*1~\nSBR*P********CI~\nNM1*IL*1*DOE*JAN****MI*M1~\nDMG*D8*19500101*F~\nHL*3*2*23*0~\nPAT*19~\nNM1*QC*1*DOE*KID~\nDMG*D8*20150101*M~\nCLM*A*1***11:B:1~\nHL*4*2*23*0~\nPAT*01~\nNM1*QC*1*DOE*MA~\nCLM*B*1***11:B:1~\n" +
		"HL*5*1*22*1~\nSBR*P********MC~\nNM1*IL*1*ROE*X****MI*M2~\nHL*6*5*23*0~\nPAT*19~\nNM1*QC*1*ROE*BOY~\nCLM*C*1***11:B:1~\nHL*7*1*22*0~\nSBR*P*18*******MB~\nNM1*IL*1*ROE*X****MI*M3~\nDMG*D8**F~\nCLM*D*1***11:B:7~\n"
	got, told := all(isa + "\nGS*HC*S*R*20260401*1200*1*X*" + guideP + "~\n" + body + fmt.Sprintf("SE*%d*0001~\nGE*1*1~\nIEA*1*000000001~\n", strings.Count(body, "~")+1))
	require.Empty(t, told)
	var who []string
	for _, c := range got {
		who = append(who, fmt.Sprint(c.Member, " ", c.Patient.ID, c.Patient.Given, " ", c.Patient.Birth, " ", c.Patient.Sex, " ", c.Relationship, " ", c.Frequency()))
	}
	require.Equal(t, []string{"M1 KID 2015-01-01 M 19 1", "M1 MA  U 01 1", "M2 BOY  U 19 1", "M3 M3  F 18 7"}, who)

	got, _ = all(file837(guideP, "CLM*A*1***11:B:1\nHI*ABK:A01*ABF:A02*ABF:A03*ABF:A04*ABF:A05*ABF:A06*ABF:A07*ABF:A08*ABF:A09*ABF:A10*ABF:A11*ABF:A12\nHI*ABF:B01*ABF:B02\nHI*ABN:W19\nHI*ABF:B03\n"))
	require.Len(t, got[0].Diagnoses, 16)
	require.Equal(t, "A01", got[0].Diagnoses[0].Code)
	require.Equal(t, "B03", got[0].Diagnoses[14].Code)
	require.Equal(t, "W19", got[0].Diagnoses[15].Code)
}

// TestCells: what people and programs write into cells.
func TestCells(t *testing.T) {
	for _, c := range []struct{ text, path, want, told string }{
		{"id,remarks,dx\nA,\"two\nlines\",I10\nB,x,I10\n", "remarks.0", "two lines", ""},
		{"id,remarks,dx\r\nA,\"two\r\nlines\",I10\r\nB,x,I10\r\n", "remarks.0", "two lines", ""},
		{"id,dx,from\nA,\"I10\nE119\n\nI509\",2026-04-05\nB,I10,\n", "diagnoses.2.code", "I509", ""},
		{"id;from;dx;hcpcs;units;charge\nA;05.04.2026;I10;99213;1,5;1.234,50\nB;25.04.2026;I10;99213;2;12,5\n", "charge", "1234.5", "decimal comma"},
		{"id;from;dx;hcpcs;units;charge\nA;05.04.2026;I10;99213;1,5;1.234,50\nB;25.04.2026;I10;99213;2;12,5", "from", "2026-04-05", "day first"},
		{"id,hcpcs,units\nA,99213,\"1,5\"\n", "lines.0.units", "1.5", "decimal comma"},
		{"id,dx,charge\nA,I10,\"1,234\"\n", "charge", "1234", ""},
		{"id,dx,charge\nA,I10,$1234.50\n", "charge", "1234.5", ""},
		{"id,dx,paid\nA,I10,($5.00)\n", "paid", "-5", ""},
		{"id,dx,paid\nA,I10,USD 4\n", "paid", "4", ""},
		{"id,dx,paid\nA,I10,EUR 4\n", "paid", "", "/paid: amount"},
		{"id,dx,sex,charge,birth\nA,I10,NULL,NA,\\N\n", "sex", "", ""},
		{"id,from,dx\nA,4/5/2026 12:00:00 AM,I10\n", "from", "2026-04-05", "month first"},
		{"id,from,dx\nA,45123,I10\n", "from", "", "a spreadsheet's number of a day"},
		{"id,from,dx\nA,2.02604E+07,I10\n", "from", "", "/from: date"},
		{"id,dx\n1.23E+11,I10\n", "id", "1.23E+11", "/id: a spreadsheet has turned it into a number"},
		{"id,type_of_bill,dx\nA,111,I10\n", "setting", "inpatient", ""},
		{"id,type_of_bill,dx\nA,0131,I10\n", "setting", "outpatient", ""},
		{"id,type_of_bill,setting,dx\nA,0131,,I10\n", "setting", "", ""},
		{"sep=;\nid;dx;sex\nA;I10;F\n", "diagnoses.0.code", "I10", ""},
		{"\"sep=,\"\r\nid,dx,sex\r\nA,I10,F\r\n", "patient.sex", "F", ""},
		{"id,given,dx\nA,Ren\xe9e \x80,I10\n", "patient.given", "Renée €", ""},
		{" id , from , dx \n A , 2026-04-05 , I10 E119 \n", "diagnoses.1.code", "E119", ""},
		{"id,DX_1,DX_2,DX_3,POA_1,POA_3\nA,I10,,E119,Y,N\n", "diagnoses.1.poa", "N", ""},
		{"id,dx,x,x\nA,I10,1,2\n", "diagnoses.0.code", "I10", "says nothing of a claim"},
		{"Report of April\n\nid,dx,sex\nA,I10,F\n", "patient.sex", "F", "the header is line 3"},
		{"id,dx,sex\n--,--,--\nA,I10,F\nid,dx,sex\nTotal,,3\n(1 rows affected)\n", "patient.sex", "F", "1 rows are the header again"},
		{"id,dx,hcpcs,billing_npi,revenue,drg,discharge_status\nA,='I10,99213.0,1234567893.0,450.0,470.0,1.0\n", "lines.0.code", "99213", ""},
		{"id,dx,billing_npi,drg,discharge_status\nA,I10,1234567893.0,470.0,1.0\n", "drg", "470", "no column says the setting"},
		{"id,dx,px,discharge_status\nA,I10,2703ZZ,01\n", "procedures.0.code", "2703ZZ", "fewer than 7 characters"},
		{"id,dx,age,birth,from\nA,I10,30 years,1950-01-01,2026-01-01\n", "patient.birth", "1950-01-01", "/age: the birth date"},
		{"id,dx\nA,I10\nA,E119\n", "diagnoses.0.code", "I10", "1 rows have the id of the row before"},
	} {
		got, told := all(c.text)
		require.NotEmpty(t, got, c.text)
		require.Equal(t, c.want, field(t, got[0], c.path), c.text)
		require.Contains(t, told, c.told, c.text)
		if c.told == "" {
			require.Empty(t, told, c.text)
		}
	}
	for text, want := range map[string]string{ // of the ids read
		"id,remarks,dx\nA,\"two,I10\nB,x,I10\nC,\"y\",I11\n":        "B C",
		"id,remarks,dx\nA,\"two,I10\nB,x,I10\nC,\"y,I11\n":          "B",
		"id,hcpcs,charge\n1.2E+11,1,5\n1.2E+11,2,5\nB,1,5\nB,2,5\n": "1.2E+11 1.2E+11 B",
		"id,Charge,charges,dx\nA,1,2,I10\n":                         "",
	} {
		got, told := all(text)
		var ids []string
		for _, c := range got {
			ids = append(ids, c.ID)
		}
		require.Equal(t, want, strings.Join(ids, " "), text)
		require.NotEmpty(t, told)
	}
	odd := []*rules.Claim{{ID: "NULL", Patient: rules.Patient{Given: "NA", ID: "N/A"}, Remarks: []string{`\N`}, Lines: []rules.Line{{Code: "NA", Units: 1}}}}
	again, _ := all(written(t, claimfile.CSV, odd))
	require.Equal(t, odd, again, "in quotes they are words")
	got, _ := all("id,remarks\n" + strings.Repeat("A,\"x\n", 1000) + "B,y\n")
	require.Equal(t, "B", got[0].ID)
	_, told := all("id,remarks,dx\nA,\"two,I10\nB,x,I10\n")
	require.Contains(t, told, `claim "A": a quote that does not end its cell`)
}

const (
	eob = `{"resourceType":"ExplanationOfBenefit","id":"e1","status":"active","type":{"coding":[{"code":"professional"}]},"patient":{"reference":"Patient/p1"},"billablePeriod":{"start":"2026-04-05","end":"2026-04-05"},"diagnosis":[{"sequence":1,"diagnosisCodeableConcept":{"coding":[{"system":"http://hl7.org/fhir/sid/icd-10-cm","code":"I10"}]}}],"item":[{"sequence":1,"productOrService":{"coding":[{"system":"http://www.ama-assn.org/go/cpt","code":"99213"}]},"servicedDate":"2026-04-05","quantity":{"value":1},"diagnosisSequence":[1]}]`
	pat = `{"resourceType":"Patient","id":"p1","birthDate":"1950-01-31","gender":"female"}`
	org = `{"resourceType":"Organization","id":"o1","identifier":[{"system":"http://hl7.org/fhir/sid/us-npi","value":"1234567893"}]}`
	npi = `"identifier":[{"system":"http://hl7.org/fhir/sid/us-npi","value":"%s"}]`
)

func entry(url, resource string) string {
	if url != "" {
		url = `"fullUrl":"` + url + `",`
	}
	return "{" + url + `"resource":` + resource + "}"
}

func bundle(entries ...string) string {
	return `{"resourceType":"Bundle","type":"collection","entry":[` + strings.Join(entries, ",") + `]}`
}

// TestReferences are found however they are written, and none where there is none.
func TestReferences(t *testing.T) {
	to := func(patient, provider string) string {
		return strings.Replace(eob, "Patient/p1", patient, 1) + `,"provider":{"reference":"` + provider + `"}}`
	}
	const x = "https://x.org/fhir/"
	for name, text := range map[string]string{
		"relative":             bundle(entry("", pat), entry("", org), entry("", to("Patient/p1", "Organization/o1"))),
		"relative, with URLs":  bundle(entry(x+"Patient/p1", pat), entry(x+"Organization/o1", org), entry(x+"ExplanationOfBenefit/e1", to("Patient/p1", "Organization/o1"))),
		"absolute":             bundle(entry(x+"Patient/p1", pat), entry(x+"Organization/o1", org), entry("", to(x+"Patient/p1", x+"Organization/o1"))),
		"absolute, no URLs":    bundle(entry("", pat), entry("", org), entry("", to(x+"Patient/p1", x+"Organization/o1"))),
		"of a version":         bundle(entry(x+"Patient/p1", pat), entry("", org), entry("", to(x+"Patient/p1/_history/3", x+"Organization/o1/_history/1"))),
		"by UUID":              bundle(entry("urn:uuid:p1", pat), entry("urn:uuid:2", org), entry("", to("urn:uuid:p1", "urn:uuid:2"))),
		"behind the claim":     bundle(entry("", to("Patient/p1", "Organization/o1")), entry("", pat), entry("", org)),
		"contained":            to("#p1", "#o1")[:len(to("#p1", "#o1"))-1] + `,"contained":[` + pat + "," + org + `]}`,
		"contained, no sign":   to("p1", "o1")[:len(to("p1", "o1"))-1] + `,"contained":[` + pat + "," + org + `]}`,
		"Bundle in a Bundle":   bundle(entry("", bundle(entry("", pat), entry("", org), entry("", to("Patient/p1", "Organization/o1"))))),
		"Bundle in Parameters": `{"resourceType":"Parameters","parameter":[{"name":"n","valueString":"x"},` + entry("", bundle(entry("", pat), entry("", org), entry("", to("Patient/p1", "Organization/o1")))) + "]}",
	} {
		got, _ := all(text)
		require.Len(t, got, 1, name)
		require.Equal(t, "p1 1950-01-31 F 1234567893", fmt.Sprint(got[0].Patient.ID, " ", got[0].Patient.Birth, " ", got[0].Patient.Sex, " ", got[0].BillingNPI), name)
	}
	// Each claim has what it contains, and one without a provider has none.
	with := func(id string) string {
		return strings.Replace(eob, `"e1"`, `"`+id+`"`, 1) + `,"provider":{"reference":"#1"},"contained":[{"resourceType":"Organization","id":"1",` + fmt.Sprintf(npi, id) + `}]}`
	}
	got, _ := all(bundle(entry("", org), entry("", with("1111111112")), entry("", with("2222222222")), entry("", eob+"}"), entry("", eob+`,"provider":{"reference":"#1"}}`), entry("", eob+`,"provider":{"reference":"https://y.org/Organization/1"}}`)))
	var npis []string
	for _, c := range got {
		npis = append(npis, c.BillingNPI)
	}
	require.Equal(t, []string{"1111111112", "2222222222", "", "", ""}, npis)
}

// TestFHIRForms: what servers do to resources.
func TestFHIRForms(t *testing.T) {
	dx := `{"sequence":%d,"diagnosisCodeableConcept":{"coding":[{"system":"http://hl7.org/fhir/sid/icd-10-cm","code":"%s"}]}}`
	for _, c := range []struct{ text, path, want string }{
		{strings.NewReplacer(`"sequence":1`, `"sequence":"1"`, `"value":1}`, `"value":"1"}`, `[1]`, `["1"]`).Replace(eob) + "}", "lines.0.pointers.0", "1"},
		{strings.Replace(eob, `"value":1}`, `"value":"2"}`, 1) + "}", "lines.0.units", "2"},
		{eob + `,"total":[{"category":{"coding":[{"code":"submitted"}]},"amount":{"value":1.25e2}}]}`, "charge", "125"},
		{eob + `,"total":[{"category":{"coding":[{"code":"submitted"}]},"amount":{"value":"12.50"}}]}`, "charge", "12.5"},
		{strings.ReplaceAll(eob, `"sequence":1,`, "") + "}", "lines.0.pointers.0", "1"},
		{strings.Replace(eob, `"diagnosis":[`, `"diagnosis":[`+fmt.Sprintf(dx, 2, "E119")+",", 1) + "}", "diagnoses.0.code", "I10"},
		{strings.Replace(eob, `"diagnosis":[`, `"diagnosis":[`+fmt.Sprintf(dx, 10, "E119")+","+fmt.Sprintf(dx, 2, "I509")+",", 1) + "}", "diagnoses.2.code", "E119"},
		{eob + `,"insurance":[{"focal":false,"coverage":{"display":"Aetna"},"preAuthRef":["THEIRS"]},{"focal":true,"coverage":{"display":"Medicare"},"preAuthRef":["OURS"]}]}`, "priorAuthorization", "OURS"},
		{strings.Replace(eob, `"servicedDate"`, `"modifier":[{"coding":[{"code":"25"}]},{"coding":[{"code":"59"}]}],"servicedDate"`, 1) + "}", "lines.0.modifiers.1", "59"},
		{"[" + eob + "}]", "id", "e1"},
		{"\xef\xbb\xbf" + strings.ReplaceAll(eob, ",", ",\r\n") + "}", "id", "e1"},
	} {
		got, told := all(c.text)
		require.Empty(t, told, c.text)
		require.Len(t, got, 1, c.text)
		require.Equal(t, c.want, field(t, got[0], c.path), c.text)
	}
	for _, status := range []string{"entered-in-error", "cancelled", "draft"} {
		got, told := all(strings.Replace(eob, `"active"`, `"`+status+`"`, 1) + "}\n" + eob + "}\n")
		require.Len(t, got, 1)
		require.Contains(t, told, `claim "e1": the ExplanationOfBenefit has status `+status)
	}
	stu3 := `{"resourceType":"ExplanationOfBenefit","id":"s3","type":{"coding":[{"code":"professional"}]},"patient":{"reference":"Patient/p1"},"diagnosis":[{"sequence":1,"diagnosisCodeableConcept":{"coding":[{"system":"http://hl7.org/fhir/sid/icd-10","code":"I10"}]}}],"item":[{"sequence":1,"service":{"coding":[{"code":"99213"}]},"servicedDate":"2026-04-05","diagnosisLinkId":[1],"careTeamLinkId":[1]}],"careTeam":[{"provider":{` + fmt.Sprintf(npi, "1245319599") + `},"role":{"coding":[{"code":"primary"}]}}],"totalCost":{"value":10.5,"code":"USD"}}`
	got, told := all(eob + "}\n" + stu3 + "\n" + pat + "\n{bad\n" + eob + "}\n")
	require.Len(t, got, 3)
	require.Contains(t, told, "f:4: no JSON")
	require.Contains(t, told, "1 resources are no claims: Patient")
	require.Equal(t, "1245319599", got[1].Lines[0].RenderingNPI)
	require.Equal(t, []int{1}, got[1].Lines[0].Pointers)
}

// TestRIFForms: what researchers' files are like.
func TestRIFForms(t *testing.T) {
	const header = "DML_IND|BENE_ID|CLM_ID|NCH_CLM_TYPE_CD|CLM_FROM_DT|CLM_THRU_DT|CLM_FAC_TYPE_CD|CLM_SRVC_CLSFCTN_TYPE_CD|CLM_FREQ_CD|PRNCPAL_DGNS_CD|ICD_DGNS_CD1|ICD_DGNS_CD2|CLM_LINE_NUM|REV_CNTR|HCPCS_CD|REV_CNTR_UNIT_CNT|REV_CNTR_TOT_CHRG_AMT\n"
	const a1, a2 = "INSERT|1|11|40|05-APR-2026|06-APR-2026|1|3|1|I10|I10|E119|1|0450|99283|1|100\n", "INSERT|1|11|40|05-APR-2026|06-APR-2026|1|3|1|I10|I10|E119|2|0300|36415|1|5.00\n"
	const b = "INSERT|2|22|40|2026-04-05|20260406|1|3|1|I10|I10|E119|1|0450|99283|1|100\n"
	plain := header + a1 + a2 + b
	want, told := all(plain)
	require.Empty(t, told)
	require.Len(t, want, 2)
	quoted := func(s string) string {
		var out strings.Builder
		for line := range strings.Lines(s) {
			out.WriteString(`"` + strings.ReplaceAll(strings.TrimSpace(line), "|", `"|"`) + "\"\n")
		}
		return out.String()
	}
	for name, text := range map[string]string{
		"quoted": quoted(plain), "trailing bars": strings.ReplaceAll(plain, "\n", "|\n"), "lower-case heading": strings.ToLower(header) + a1 + a2 + b,
		"commas": strings.ReplaceAll(plain, "|", ","), "quoted commas": strings.ReplaceAll(quoted(plain), "|", ","), "tabs": strings.ReplaceAll(plain, "|", "\t"),
		"CR LF and a mark": "\xef\xbb\xbf" + strings.ReplaceAll(plain, "\n", "\r\n"), "blank lines": strings.ReplaceAll(plain, "\n", "\n\n"), "padded": strings.ReplaceAll(plain, "|", " | "),
		"US dates": strings.ReplaceAll(plain, "05-APR-2026", "04/05/2026"), "SAS dates": strings.ReplaceAll(plain, "05-APR-2026", "05APR2026"),
	} {
		got, told := all(text)
		require.Empty(t, told, name)
		require.Equal(t, want, got, name)
	}
	got, told := all(header + a1 + b + a2)
	require.Len(t, got, 3)
	require.Contains(t, told, "/id: rows of this id stand apart")
	got, told = all(header + a1 + strings.Replace(a2, "|1|11|", "|9|11|", 1) + b)
	require.Equal(t, "1", got[0].Patient.ID)
	require.Contains(t, told, `/patient/id: another row of the claim says "1"`)
	got, told = all(header + "INSERT|1|11|40\n" + b)
	require.Len(t, got, 1)
	require.Contains(t, told, `claim "11": 4 cells under 17 columns`)
	got, _ = all(header + strings.NewReplacer("2026", "2014", "I10", "4019", "E119", "25000").Replace(a1))
	require.Equal(t, rules.ICD9, got[0].ICD)
}
