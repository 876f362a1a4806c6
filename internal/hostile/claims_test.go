package hostile_test

import (
	"encoding/json"
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/rules"
	"github.com/medcode/medcode/rules/claimfile"
)

// formats write a claim A of so many lines, diagnoses and procedures in each format of
// claims.
var formats = map[string]func(lines, diagnoses, procedures int) []claimfile.Part{
	"JSON Lines": func(lines, diagnoses, procedures int) []claimfile.Part {
		text, _ := json.Marshal(claimOf(lines, diagnoses, procedures))
		return part("f.jsonl", string(text)+"\n")
	},
	"JSON list": func(lines, diagnoses, procedures int) []claimfile.Part {
		text, _ := json.MarshalIndent([]*rules.Claim{claimOf(lines, diagnoses, procedures)}, "", " ")
		return part("f.json", string(text))
	},
	"837P": func(lines, diagnoses, procedures int) []claimfile.Part {
		return x12(lines, diagnoses, procedures, "X222A1")
	},
	"837I": func(lines, diagnoses, procedures int) []claimfile.Part {
		return x12(lines, diagnoses, procedures, "X223A3")
	},
	"CSV": func(lines, diagnoses, procedures int) []claimfile.Part {
		head := "id,setting,from," + numbered(diagnoses, "dx%d,") + numbered(procedures, "px%d,") + "code,units\n"
		return part("f.csv", head+strings.Repeat("A,inpatient,2026-01-05,"+strings.Repeat("I10,", diagnoses)+strings.Repeat("0DTJ4ZZ,", procedures)+"99213,1\n", lines))
	},
	"RIF": func(lines, diagnoses, procedures int) []claimfile.Part {
		head := "CLM_ID|NCH_CLM_TYPE_CD|CLM_FROM_DT|" + numbered(diagnoses, "ICD_DGNS_CD%d|") + numbered(procedures, "ICD_PRCDR_CD%d|") + "CLM_LINE_NUM|REV_CNTR|HCPCS_CD\n"
		text := head
		for i := range lines {
			text += fmt.Sprintf("A|60|05APR2026|%s%s%d|0120|99213\n", strings.Repeat("I10|", diagnoses), strings.Repeat("0DTJ4ZZ|", procedures), i+1)
		}
		return part("f.csv", text)
	},
	"FHIR": func(lines, diagnoses, procedures int) []claimfile.Part {
		text := `{"resourceType":"Claim","id":"A","type":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/claim-type","code":"institutional"}]},` +
			`"diagnosis":[` + strings.TrimSuffix(numbered(diagnoses, `{"sequence":%d,"diagnosisCodeableConcept":{"coding":[{"system":"http://hl7.org/fhir/sid/icd-10-cm","code":"I10"}]}},`), ",") +
			`],"procedure":[` + strings.TrimSuffix(numbered(procedures, `{"sequence":%d,"procedureCodeableConcept":{"coding":[{"system":"http://www.cms.gov/Medicare/Coding/ICD10","code":"0DTJ4ZZ"}]}},`), ",") +
			`],"item":[` + strings.TrimSuffix(numbered(lines, `{"sequence":%d,"productOrService":{"coding":[{"system":"http://www.ama-assn.org/go/cpt","code":"99213"}]}},`), ",") + `]}`
		return part("f.json", text)
	},
	"CCLF": func(lines, diagnoses, procedures int) []claimfile.Part {
		one := "CUR_CLM_UNIQ_ID|BENE_MBI_ID|CLM_TYPE_CD|CLM_FROM_DT|CLM_THRU_DT\nA|1EG4TE5MK73|60|2025-04-05|2025-04-08\n"
		two := "CUR_CLM_UNIQ_ID|CLM_LINE_NUM|BENE_MBI_ID|CLM_TYPE_CD|CLM_LINE_PROD_REV_CTR_CD|CLM_LINE_HCPCS_CD|CLM_FROM_DT\n"
		three := "CUR_CLM_UNIQ_ID|BENE_MBI_ID|CLM_TYPE_CD|CLM_VAL_SQNC_NUM|CLM_PRCDR_CD|CLM_PRCDR_PRFRM_DT|CLM_FROM_DT\n"
		four := "CUR_CLM_UNIQ_ID|BENE_MBI_ID|CLM_TYPE_CD|CLM_PROD_TYPE_CD|CLM_VAL_SQNC_NUM|CLM_DGNS_CD|CLM_FROM_DT\n"
		for i := range diagnoses { // each another: the feed repeats the principal one
			four += fmt.Sprintf("A|1EG4TE5MK73|60|D|%d|E11%d|2025-04-05\n", i+1, i)
		}
		return []claimfile.Part{
			{Name: "CCLF1.txt", Input: strings.NewReader(one)},
			{Name: "CCLF2.txt", Input: strings.NewReader(two + numbered(lines, "A|%d|1EG4TE5MK73|60|0120|99213|2025-04-05\n"))},
			{Name: "CCLF3.txt", Input: strings.NewReader(three + numbered(procedures, "A|1EG4TE5MK73|60|%d|0DTJ4ZZ|2025-04-05|2025-04-05\n"))},
			{Name: "CCLF4.txt", Input: strings.NewReader(four)},
		}
	},
}

func part(name, text string) []claimfile.Part {
	return []claimfile.Part{{Name: name, Input: strings.NewReader(text)}}
}

func claimOf(lines, diagnoses, procedures int) *rules.Claim {
	c := &rules.Claim{ID: "A", Setting: rules.Inpatient, From: medcode.NewDate(2026, 1, 5)}
	for range lines {
		c.Lines = append(c.Lines, rules.Line{Code: "99213", Units: 1})
	}
	for range diagnoses {
		c.Diagnoses = append(c.Diagnoses, rules.Diagnosis{Code: "I10"})
	}
	for range procedures {
		c.Procedures = append(c.Procedures, rules.Procedure{Code: "0DTJ4ZZ"})
	}
	return c
}

// x12 writes a claim by hand: an 837 of ours would have the lines of its setting only.
func x12(lines, diagnoses, procedures int, guide string) []claimfile.Part {
	text := "ISA*00*          *00*          *ZZ*A              *ZZ*B              *260101*1200*^*00501*000000001*0*P*:~GS*HC*A*B*20260101*1200*1*X*005010" + guide +
		"~ST*837*0001*005010" + guide + "~HL*1**20*1~NM1*85*2*X*****XX*1234567893~HL*2*1*22*0~SBR*P*18*******MB~NM1*IL*1*DOE*J****MI*1~CLM*A*1***11:B:1*Y*A*Y*Y~"
	for i := range diagnoses {
		text += map[bool]string{true: "HI*ABK:I10~", false: "HI*ABF:I10~"}[i == 0]
	}
	for i := range procedures {
		text += map[bool]string{true: "HI*BBR:0DTJ4ZZ:D8:20260105~", false: "HI*BBQ:0DTJ4ZZ:D8:20260105~"}[i == 0]
	}
	line := "SV1*HC:99213*1*UN*1***1~"
	if guide == "X223A3" {
		line = "SV2*0120*HC:99213*1*UN*1~"
	}
	for i := range lines {
		text += fmt.Sprintf("LX*%d~%s", i+1, line)
	}
	return part("f.837", text+fmt.Sprintf("SE*%d*0001~GE*1*1~IEA*1*000000001~", strings.Count(text, "~")-1))
}

// TestEdgesOfClaims: a claim of as many lines and codes as the limits allow reads in
// every format, and whole; one more is an error that names the limit, the claim, and
// what to raise. The largest value of a limit is none.
func TestEdgesOfClaims(t *testing.T) {
	const most = 7
	for name, write := range formats {
		t.Run(name, func(t *testing.T) {
			read := func(l medcode.Limits, lines, diagnoses, procedures int) (*rules.Claim, error) {
				var got *rules.Claim
				var first error
				parts := write(lines, diagnoses, procedures)
				all := claimfile.NewJoin(parts, claimfile.Options{Limits: l}).All()
				if len(parts) == 1 {
					all = claimfile.NewReader(parts[0].Name, parts[0].Input, claimfile.Options{Limits: l}).All()
				}
				for c, err := range all {
					if c != nil {
						got = c
					}
					if err != nil && first == nil {
						first = err
					}
				}
				return got, first
			}
			limits := func(lines, codes int) medcode.Limits { return medcode.Limits{ClaimLines: lines, ClaimCodes: codes} }
			for _, l := range []medcode.Limits{limits(most, most), limits(math.MaxInt, math.MaxInt), {ClaimLines: math.MaxInt, ClaimCodes: math.MaxInt, EntryBytes: math.MaxInt64, LineBytes: math.MaxInt, TotalBytes: math.MaxInt64, Ratio: math.MaxInt64}} {
				c, err := read(l, most, most, most)
				require.NoError(t, err)
				require.NotNil(t, c)
				procedures := most
				if name == "837P" {
					procedures = len(c.Procedures) // it has no place for them
				}
				require.Equal(t, []int{most, most, procedures}, []int{len(c.Lines), len(c.Diagnoses), len(c.Procedures)}, "%+v", c)
			}
			for _, over := range []struct {
				limit                        string
				lines, diagnoses, procedures int
			}{{"ClaimLines", most + 1, most, most}, {"ClaimCodes", most, most + 1, most}, {"ClaimCodes", most, most, most + 1}} {
				if name == "837P" && over.procedures > most {
					continue
				}
				l := limits(most, most)
				if over.limit == "ClaimCodes" {
					l.ClaimLines = 10 * most // the rows of a part of CCLF, of codes too, are held to it
				}
				_, err := read(l, over.lines, over.diagnoses, over.procedures)
				require.ErrorIs(t, err, medcode.ErrLimit, "%+v", over)
				var le *medcode.LimitError
				require.ErrorAs(t, err, &le)
				require.Equal(t, over.limit, le.Limit)
				require.ErrorContains(t, err, "raise Limits."+over.limit)
				require.ErrorContains(t, err, `claim "A"`)
				require.ErrorContains(t, err, fmt.Sprintf("more than %d", most))
				require.Less(t, len(err.Error()), 400)
				_, err = read(limits(most+1, most+1), over.lines, over.diagnoses, over.procedures)
				require.NoError(t, err)
			}
		})
	}
}
