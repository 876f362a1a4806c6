package claimfile_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/medcode/medcode/rules/claimfile"
)

// planted stand in the claims of TestPrivacy and in nothing else.
var planted = []string{"PLANTEDMEMBER77", "PLANTEDLASTNAME", "PLANTEDFIRSTNAME", "1950-01-31", "19500131", "PLANTEDCONTROL", "PLANTEDMBI7"}

// Of a claim that can't be read an error holds the claim's identifier and the
// field it is about, and nothing else of the patient: whatever byte is wrong,
// and wherever the file ends.
func TestPrivacy(t *testing.T) {
	samples := map[string]string{
		"csv": "id,setting,patient,birth,sex,from,diagnoses,hcpcs,units\n" +
			"A,professional,PLANTEDMEMBER77,1950-01-31,F,2026-04-10,I10,99213,1\n",
		"jsonl": `{"id":"A","setting":"professional","patient":{"id":"PLANTEDMEMBER77","birth":"1950-01-31","sex":"F"},` +
			`"name":"PLANTEDLASTNAME","from":"2026-04-10","diagnoses":[{"code":"I10"}],"lines":[{"code":"99213","units":1}]}` + "\n",
		"837": "ISA*00*          *00*          *ZZ*S              *ZZ*R              *260410*1200*^*00501*000000001*0*P*:~" +
			"GS*HC*S*R*20260410*1200*1*X*005010X222A1~ST*837*0001*005010X222A1~BHT*0019*00*1*20260410*1200*CH~" +
			"HL*1**20*1~NM1*85*2*CLINIC*****XX*1234567893~HL*2*1*22*0~SBR*P*18*******MB~" +
			"NM1*IL*1*PLANTEDLASTNAME*PLANTEDFIRSTNAME****MI*PLANTEDMEMBER77~N3*1 ROAD~DMG*D8*19500131*F~" +
			"CLM*A*100***11:B:1*Y*A*Y*Y~REF*D9*PLANTEDCONTROL~HI*ABK:I10~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20260410~" +
			"SE*15*0001~GE*1*1~IEA*1*000000001~",
		"rif": "BENE_ID|CLM_ID|CLM_FROM_DT|CLM_THRU_DT|DOB_DT|GNDR_CD|PRNCPAL_DGNS_CD|ICD_DGNS_CD1|CLM_LINE_NUM|HCPCS_CD\n" +
			"PLANTEDMEMBER77|A|10-APR-2026|10-APR-2026|19500131|2|I10|I10|1|99213\n",
		"fhir": `{"resourceType":"Claim","id":"A","use":"claim","type":{"coding":[{"code":"professional"}]},` +
			`"contained":[{"resourceType":"Patient","id":"p","identifier":[{"value":"PLANTEDMEMBER77"}],"name":[{"family":"PLANTEDLASTNAME","given":["PLANTEDFIRSTNAME"]}],"birthDate":"1950-01-31"}],` +
			`"patient":{"reference":"#p"},"diagnosis":[{"sequence":1,"diagnosisCodeableConcept":{"coding":[{"code":"I10"}]}}]}` + "\n",
	}
	for name, sample := range samples {
		told := 0
		held(sample, 1, func(data string) {
			for _, err := range claimfile.Read(name, strings.NewReader(data)) {
				told += private(t, name, err)
			}
		})
		assert.NotZero(t, told, name)
	}
}

// Files of the claim and claim line feed are held to the same, alone and joined.
func TestPrivacyOfCCLF(t *testing.T) {
	parts := map[string]string{}
	for name, text := range feed("9001") {
		parts[name] = strings.ReplaceAll(text, "1EG4TE5MK73", "PLANTEDMBI7")
	}
	parts["7"] = strings.Replace(event, "M          ", "PLANTEDMBI7", 1)
	parts["named"] = "CUR_CLM_UNIQ_ID,CLM_LINE_NUM,BENE_MBI_ID,CLM_TYPE_CD,CLM_FROM_DT,CLM_POS_CD,CLM_LINE_HCPCS_CD,CLM_PRVDR_SPCLTY_CD\n77,1,PLANTEDMBI7,71,2025-04-05,11,99213,11\n"
	told := 0
	for name, sample := range parts {
		held(sample, 1, func(data string) {
			for _, err := range claimfile.Read("CCLF"+name, strings.NewReader(data)) {
				told += private(t, name, err)
			}
		})
		if name == "7" || name == "named" {
			continue
		}
		held(sample, 11, func(data string) {
			var joined []claimfile.Part
			for _, other := range []string{"1", "2", "3", "4"} {
				text := parts[other]
				if other == name {
					text = data
				}
				joined = append(joined, claimfile.Part{Name: "CCLF" + other, Input: strings.NewReader(text)})
			}
			for _, err := range claimfile.NewJoin(joined, claimfile.Options{}).All() {
				told += private(t, "joined "+name, err)
			}
		})
	}
	assert.NotZero(t, told)
}

// held gives a sample cut at each byte, or each of some, and with it changed.
func held(sample string, step int, read func(data string)) {
	for i := 0; i < len(sample); i += step {
		read(sample[:i])
		for _, c := range []string{"\x00", `"`, "x", "\n", "~"} {
			read(sample[:i] + c + sample[i+1:])
		}
	}
}

// private holds an error to what it may say, and counts it.
func private(t *testing.T, name string, err error) int {
	if err == nil {
		return 0
	}
	text := fmt.Sprintf("%v %+v", err, err)
	var found []string
	for _, p := range planted {
		if strings.Contains(text, p) {
			found = append(found, p)
		}
	}
	assert.LessOrEqual(t, len(found), 1, "%s: %v", name, err)
	assert.Less(t, len(err.Error()), 400, "%s: %v", name, err)
	return 1
}
