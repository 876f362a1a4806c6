package engine

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode"
)

// ask asks as the page does and decodes the answer.
func ask[A any](t testing.TB, request string) A {
	t.Helper()
	var a A
	b := Answer([]byte(request))
	require.False(t, strings.HasPrefix(string(b), `{"error":"`), "%.300s", b)
	require.NoError(t, json.Unmarshal(b, &a))
	return a
}

// refused returns the error that a request is answered with.
func refused(t testing.TB, request string) string {
	t.Helper()
	var f Failure
	require.NoError(t, json.Unmarshal(Answer([]byte(request)), &f))
	require.NotEmpty(t, f.Error, request)
	return f.Error
}

func (p Page) fact(name string) string {
	for _, f := range p.Facts {
		if f.Name == name {
			return strings.Join(f.Lines, "\n")
		}
	}
	return ""
}

func TestAbout(t *testing.T) {
	a := ask[About](t, `{"do":"about","on":"2026-05-02"}`)
	require.Equal(t, "2026-05-02", a.On.String())
	require.Contains(t, strings.Join(a.Data, "; "), "MS-DRG 43.1")
	late := ask[About](t, `{"do":"about","on":"2090-01-01"}`)
	require.Equal(t, a.Last, late.On, "a day that no release holds for is answered by the last that one does")
	require.Equal(t, a.Last, ask[About](t, `{"do":"about"}`).On)
}

func TestFind(t *testing.T) {
	f := ask[Found](t, `{"do":"find","text":"acute systolic heart failure","most":5}`)
	require.LessOrEqual(t, len(f.Diagnoses), 5)
	require.Equal(t, "I50.21", f.Diagnoses[0].Code)
	require.NotEmpty(t, f.Diagnoses[0].Why)
	require.Nil(t, f.Code)
	require.Empty(t, f.Procedures, "none of them is more than faint")
	require.False(t, f.Operation)
	f = ask[Found](t, `{"do":"find","text":"laparoscopic cholecystectomy"}`)
	require.True(t, f.Operation)
	require.Equal(t, "0FT44ZZ", f.Procedures[0].Code)

	f = ask[Found](t, `{"do":"find","text":"broken left wrist"}`)
	require.NotEmpty(t, f.Diagnoses[0].Assumed, "the encounter isn't said")

	f = ask[Found](t, `{"do":"find","text":"replacement right hip joint ceramic open"}`)
	require.NotEmpty(t, f.Procedures)
	require.Equal(t, "0SR", f.Procedures[0].Code[:3])

	f = ask[Found](t, `{"do":"find","text":" i5021 "}`)
	require.Equal(t, "I50.21", f.Code.Code)
	require.Empty(t, ask[Found](t, `{"do":"find","text":"  "}`).Diagnoses)
	require.Empty(t, ask[Found](t, `{"do":"find","text":"<script>"}`).Procedures)
}

func TestReadDiagnosis(t *testing.T) {
	p := ask[Page](t, `{"do":"read","text":"I50.21","on":"2026-05-02"}`)
	require.Equal(t, "Acute systolic (congestive) heart failure", p.Title)
	require.True(t, p.Holds)
	require.Equal(t, []string{"chapter 9", "I30-I5A", "I50", "I50.2"}, func() (out []string) {
		for _, a := range p.Above {
			out = append(out, a.Name)
		}
		return
	}())
	require.Contains(t, p.fact("Does to a DRG"), "an MCC")
	require.Contains(t, p.fact("Does to a DRG"), "MDC 05")
	require.Contains(t, p.fact("Present on admission"), "Y, N, U or W")
	require.Contains(t, p.fact("Code first"), "at I50:", "a note is inherited")

	p = ask[Page](t, `{"do":"read","text":"s52.5","on":"2026-05-02"}`)
	require.False(t, p.Holds)
	require.NotEmpty(t, p.Below)
	require.Contains(t, p.fact("7th characters"), "A initial encounter for closed fracture")

	p = ask[Page](t, `{"do":"read","text":"S52.501A","on":"2026-05-02"}`)
	require.Contains(t, p.fact("7th characters"), "A initial encounter for closed fracture (this code)")
}

// Every name above and below a code can itself be read: the classification can be
// walked up to its chapters and down to its codes.
func TestReadTree(t *testing.T) {
	at := ask[Page](t, `{"do":"read","text":"I50.21","on":"2026-05-02"}`)
	for _, above := range at.Above {
		p := ask[Page](t, fmt.Sprintf(`{"do":"read","text":%q,"on":"2026-05-02"}`, above.Name))
		require.Equal(t, above, Named{p.Code, p.Title})
		require.NotEmpty(t, p.Below, above.Name)
		require.False(t, p.Holds, above.Name)
	}
	p := ask[Page](t, `{"do":"read","text":"i30-i5a","on":"2026-05-02"}`)
	require.Equal(t, "I30", p.Below[0].Name)
	require.Contains(t, ask[Page](t, `{"do":"read","text":"chapter 9","on":"2026-05-02"}`).fact("Excludes2"), "neoplasms")
	require.Contains(t, refused(t, `{"do":"read","text":"chapter 99","on":"2026-05-02"}`), "not of the form")

	p = ask[Page](t, `{"do":"read","text":"0SR90JZ","on":"2026-05-02"}`)
	require.Equal(t, []Named{{"table 0SR", "Medical and Surgical, Lower Joints, Replacement"}}, p.Above)
	p = ask[Page](t, `{"do":"read","text":"table 0SR","on":"2026-05-02"}`)
	require.Contains(t, p.Facts[1].Lines[0], "Body Part: ")
	require.Equal(t, "ICD-10-CM", ask[Page](t, `{"do":"read","text":"B20","on":"2026-05-02"}`).System, "where it can be two, it is the code")
	require.Equal(t, "ICD-10-PCS", ask[Page](t, `{"do":"read","text":"table B20","on":"2026-05-02"}`).System)
}

func TestReadHistory(t *testing.T) {
	p := ask[Page](t, `{"do":"read","text":"K35.2","on":"2026-05-02"}`)
	require.Contains(t, p.fact("History"), "K35.20")
	p = ask[Page](t, `{"do":"read","text":"K35.20","on":"2026-05-02"}`)
	require.False(t, p.Holds, "K35.20 became K35.200 and others in October 2023")
	require.Contains(t, p.fact("Successors on 2026-05-02"), "K35.200")
	p = ask[Page](t, `{"do":"read","text":"K35.20","on":"2019-01-01"}`)
	require.True(t, p.Holds)
	require.Contains(t, p.fact("Notes"), "not known", "no tabular list of 2019 is embedded")
	require.Contains(t, ask[Page](t, `{"do":"read","text":"Z85.51","on":"2026-05-02"}`).fact("Present on admission"), "exempt")
}

func TestReadProcedure(t *testing.T) {
	p := ask[Page](t, `{"do":"read","text":"0sr90jz","on":"2026-05-02"}`)
	require.Equal(t, "Replacement of Right Hip Joint with Synthetic Substitute, Open Approach", p.Title)
	require.True(t, p.Holds)
	require.Contains(t, p.fact("Characters"), "9 Body Part: Hip Joint, Right")
	require.Contains(t, p.fact("Characters"), "R Operation: Replacement")
	require.Contains(t, p.fact("Does to a DRG"), "operating-room")
	require.Contains(t, refused(t, `{"do":"read","text":"0SR90J0","on":"2026-05-02"}`), "0SR90J0")
}

func TestReadDRG(t *testing.T) {
	for _, text := range []string{"470", "DRG 470", "ms-drg 470"} {
		p := ask[Page](t, fmt.Sprintf(`{"do":"read","text":%q,"on":"2026-05-02"}`, text))
		require.Equal(t, "470", p.Code)
		require.Contains(t, p.fact("Weight and stay"), "1.9289")
		require.Contains(t, p.fact("Kind"), "surgical, MDC 08")
	}
	require.Contains(t, refused(t, `{"do":"read","text":"997","on":"2026-05-02"}`), "no DRG 997")
}

const failure = `{"do":"group","stay":{"age":"78","sex":"F","status":"1","admission":"2026-05-01","discharge":"2026-05-04",` +
	`"diagnoses":"i5021:y\nJ96.01","procedures":"","charges":"$41,000.00"}}`

func TestGroup(t *testing.T) {
	g := ask[Grouped](t, failure)
	require.Equal(t, "291", g.Final.DRG.String())
	require.Equal(t, "43.1", g.Version)
	require.Contains(t, g.MDC, "MDC 05")
	require.NotEmpty(t, g.Weight)
	require.Len(t, g.Codes, 2)
	require.Equal(t, Coded{As: "principal", Code: "I50.21", Title: "Acute systolic (congestive) heart failure", POA: "Y", Known: true, Moves: true}, g.Codes[0])
	require.Equal(t, "MCC", g.Codes[1].Level)

	var took []string
	passed := 0
	for _, l := range g.Path {
		passed += len(l.Passed)
		if l.Took != nil {
			took = append(took, l.Took.What)
			require.NotEmpty(t, l.Took.Place)
		}
	}
	require.Equal(t, []string{"MDC", "Heart Failure and Shock"}, took)
	require.Greater(t, passed, 20, "the families that were tried before")

	require.NotNil(t, g.Total)
	require.Contains(t, g.Price[len(g.Price)-1].Text, g.Total.String())
	var dropped *Change
	for i := range g.Changes {
		if g.Changes[i].What == "without J96.01" {
			dropped = &g.Changes[i]
		}
	}
	require.NotNil(t, dropped)
	require.Equal(t, "293", dropped.DRG.String())
	require.Equal(t, "-0.7178", dropped.Weight)
	require.Negative(t, int(*dropped.Money))
	require.Contains(t, dropped.Shows, "J96.01")
	var rules []string
	for _, f := range g.Findings {
		rules = append(rules, f.Rule)
	}
	require.Contains(t, strings.Join(rules, " "), "poa.", "J96.01 has no POA indicator")
}

// A price of a change is that of the stay so changed.
func TestMoneyOfChange(t *testing.T) {
	g := ask[Grouped](t, failure)
	h := ask[Grouped](t, strings.Replace(failure, `\nJ96.01`, "", 1))
	for _, c := range g.Changes {
		if c.What == "without J96.01" {
			require.Equal(t, *h.Total, *g.Total+*c.Money)
		}
	}
	rich := ask[Grouped](t, strings.Replace(failure, `"do":`, `"hospital":{"WageIndex":1.4},"do":`, 1))
	require.Greater(t, *rich.Total, *g.Total)
}

func TestGroupHospitalAcquired(t *testing.T) {
	g := ask[Grouped](t, `{"do":"group","stay":{"age":"70","sex":"M","status":"01","admission":"2026-05-01","discharge":"2026-05-09",`+
		`"diagnoses":"J18.9:Y L89.153:N I10:Y","procedures":"0BJ08ZZ:2026-05-02"}}`)
	require.Equal(t, "193", g.Initial.DRG.String())
	require.Equal(t, "195", g.Final.DRG.String())
	require.NotEmpty(t, g.FinalPath)
	require.NotEmpty(t, g.HACs)
	require.Contains(t, g.Codes[1].Level, "before hospital-acquired conditions MCC")
}

func TestGroupRefused(t *testing.T) {
	for request, want := range map[string]string{
		`{"do":"group"}`: "want a stay",
		`{"do":"group","stay":{"diagnoses":" "}}`:                                   "no diagnosis",
		`{"do":"group","stay":{"diagnoses":"I10","age":"old"}}`:                     "years",
		`{"do":"group","stay":{"diagnoses":"I10","charges":"x"}}`:                   "charges",
		`{"do":"group","stay":{"diagnoses":"I10","procedures":"0SR90JZ:x"}}`:        "0SR90JZ",
		`{"do":"group","stay":{"diagnoses":"` + strings.Repeat("I10 ", 201) + `"}}`: "at most 200",
		`{"do":"group","stay":{"diagnoses":"I10","discharge":"2016-01-01"}}`:        "2016",
		`{"do":"dance"}`:                               "want about",
		`{"do":"read","text":"?"}`:                     "not of the form",
		`{"do":"read","text":"A99.XYZ"}`:               "A99.XYZ",
		`{"do":"read","text":"291","on":"2016-01-01"}`: "2016",
		`{`:              "can't be read",
		`{"dance":1}`:    "dance",
		`{"do":"check"}`: "nothing to check",
	} {
		require.Contains(t, refused(t, request), want, request)
	}
}

// A stay that lacks what a price needs is grouped, and says what is missing; codes
// that are none are shown as such.
func TestGroupIncomplete(t *testing.T) {
	g := ask[Grouped](t, `{"do":"group","on":"2026-05-02","stay":{"sex":"F","diagnoses":"I50.21 nonsense ZZZ","procedures":"nothing"}}`)
	require.Equal(t, "293", g.Final.DRG.String())
	require.Contains(t, g.Unpriced, "missing")
	require.Nil(t, g.Total)
	require.False(t, g.Codes[1].Known)
	require.False(t, g.Codes[3].Known)
}

func checkRequest(t testing.TB, name, data string) Checked {
	t.Helper()
	b, err := json.Marshal(map[string]any{"do": "check", "name": name, "data": []byte(data)})
	require.NoError(t, err)
	return ask[Checked](t, string(b))
}

const csv = `id,setting,payer,type_of_bill,billing_npi,birth,sex,from,through,admission,discharge_status,diagnoses,procedures,drg,charge
NEWBORN,inpatient,medicaid,0111,1234567893,2026-04-01,F,2026-04-01,2026-04-04,2026-04-01,01,Z3800 P0716:N,,,
DELIVERY,inpatient,commercial,0111,1234567893,1990-07-08,F,2026-04-01,2026-04-04,2026-04-01,01,O80:Y I10:Y,10E0XZZ:20260401,807,
`

func TestCheck(t *testing.T) {
	c := checkRequest(t, "claims.csv", csv)
	require.Equal(t, 2, c.Read)
	require.Equal(t, "CSV", c.Format)
	require.Empty(t, c.Problems)
	require.Len(t, c.Claims, 2)
	require.NotEmpty(t, c.Claims[0].Findings)
	total := 0
	for _, n := range c.Found {
		total += n
	}
	require.Equal(t, total, len(c.Claims[0].Findings)+len(c.Claims[1].Findings))
	f := c.Claims[0].Findings[0]
	require.NotEmpty(t, f.Where)
	require.NotEmpty(t, f.Cited)
	require.NotEmpty(t, c.Absent)

	for _, one := range c.Claims {
		require.Contains(t, one.DRG, "DRG ")
		if one.ID == "DELIVERY" {
			require.Equal(t, "O80:Y\nI10:Y", one.Stay.Diagnoses)
			require.Equal(t, "10E0XZZ:2026-04-01", one.Stay.Procedures)
			b, err := json.Marshal(map[string]any{"do": "group", "stay": one.Stay})
			require.NoError(t, err)
			require.Contains(t, one.DRG, "DRG "+ask[Grouped](t, string(b)).Final.DRG.String(), "what is opened as a stay is grouped as the claim")
			require.Contains(t, one.DRG, "billed 807")
		}
	}
}

func TestCheckText(t *testing.T) {
	c := checkRequest(t, "", `{"id":"A","setting":"professional","from":"2026-05-04","diagnoses":[{"code":"L89153"}],"lines":[{"code":"11042","units":1}]}`+"\n{\n")
	require.Equal(t, "JSON Lines", c.Format)
	require.Equal(t, 1, c.Read)
	require.NotEmpty(t, c.Problems, "the second line is no claim")
	require.Nil(t, c.Claims[0].Stay)
	require.Empty(t, c.Claims[0].DRG)
	require.NotEmpty(t, checkRequest(t, "x", "<html>").Problems)
}

// Of more claims than a page shows, those with findings are shown, all are counted.
func TestCheckMany(t *testing.T) {
	var b strings.Builder
	for i := range 2 * mostClaims {
		fmt.Fprintf(&b, `{"id":"%d","setting":"professional","payer":"medicare","placeOfService":"11","billingNPI":"1234567893","patient":{"id":"P","birth":"1950-03-04","sex":"M"},"from":"2026-05-04","diagnoses":[{"code":"%s"}],"lines":[{"code":"11042","units":1,"measure":"UN","charge":200.00,"pointers":[1]}],"charge":200.00}`+"\n", i, map[bool]string{true: "L89153", false: "NONE"}[i < mostClaims])
	}
	c := checkRequest(t, "many", b.String())
	require.Equal(t, 2*mostClaims, c.Read)
	require.Len(t, c.Claims, mostClaims)
	require.Equal(t, mostClaims, c.Left)
	require.NotEmpty(t, c.Claims[mostClaims-1].Findings)
}

func FuzzAnswer(f *testing.F) {
	f.Add(failure)
	f.Add(`{"do":"read","text":"I50.21"}`)
	f.Add(`{"do":"check","data":"eA=="}`)
	f.Fuzz(func(t *testing.T, request string) {
		require.True(t, json.Valid(Answer([]byte(request))))
	})
}

func TestAnswersKeepText(t *testing.T) {
	a := ask[Grouped](t, `{"do":"group","on":"2026-05-02","stay":{"diagnoses":"<b>I10</b>"}}`)
	require.Equal(t, "<B>I10</B>", a.Codes[0].Code, "the page escapes, not the engine")
	require.Equal(t, medcode.Date{}, Stay{}.Admission)
}
