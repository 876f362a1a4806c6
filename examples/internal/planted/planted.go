// Package planted has claims with names that stand nowhere else, for tests that no
// message of a program holds more of a claim than the field it is about.
package planted

import (
	"fmt"
	"io/fs"
	"path/filepath"
	"strings"
)

// names are what is known of the patient.
var names = []string{"PLANTEDMEMBER77", "PLANTEDLASTNAME", "PLANTEDFIRSTNAME", "1950-01-31", "19500131", "PLANTEDCONTROL"}

// claims are one claim by the end of the name of its file.
var claims = map[string]string{
	"claims.csv": "id,setting,patient,birth,sex,from,diagnoses,hcpcs,units\nA,professional,PLANTEDMEMBER77,1950-01-31,F,2026-04-10,I10,99213,1\n",
	"claims.jsonl": `{"id":"A","setting":"professional","patient":{"id":"PLANTEDMEMBER77","birth":"1950-01-31","sex":"F"},` +
		`"member":"PLANTEDCONTROL","from":"2026-04-10","diagnoses":[{"code":"I10"}],"lines":[{"code":"99213","units":1}]}` + "\n",
	"claims.837": "ISA*00*          *00*          *ZZ*S              *ZZ*R              *260410*1200*^*00501*000000001*0*P*:~" +
		"GS*HC*S*R*20260410*1200*1*X*005010X222A1~ST*837*0001*005010X222A1~BHT*0019*00*1*20260410*1200*CH~" +
		"HL*1**20*1~NM1*85*2*CLINIC*****XX*1234567893~HL*2*1*22*0~SBR*P*18*******MB~" +
		"NM1*IL*1*PLANTEDLASTNAME*PLANTEDFIRSTNAME****MI*PLANTEDMEMBER77~N3*1 ROAD~DMG*D8*19500131*F~" +
		"CLM*A*100***11:B:1*Y*A*Y*Y~REF*D9*PLANTEDCONTROL~HI*ABK:I10~LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20260410~" +
		"SE*15*0001~GE*1*1~IEA*1*000000001~",
	"rif.csv": "BENE_ID|CLM_ID|CLM_FROM_DT|CLM_THRU_DT|DOB_DT|GNDR_CD|PRNCPAL_DGNS_CD|ICD_DGNS_CD1|CLM_LINE_NUM|HCPCS_CD\n" +
		"PLANTEDMEMBER77|A|10-APR-2026|10-APR-2026|19500131|2|I10|I10|1|99213\n",
	"fhir.json": `{"resourceType":"Claim","id":"A","use":"claim","type":{"coding":[{"code":"professional"}]},` +
		`"contained":[{"resourceType":"Patient","id":"p","identifier":[{"value":"PLANTEDMEMBER77"}],"name":[{"family":"PLANTEDLASTNAME","given":["PLANTEDFIRSTNAME"]}],"birthDate":"1950-01-31"}],` +
		`"patient":{"reference":"#p"},"diagnosis":[{"sequence":1,"diagnosisCodeableConcept":{"coding":[{"code":"I10"}]}}]}` + "\n",
	"CCLF4.csv": "CUR_CLM_UNIQ_ID,CLM_LINE_NUM,BENE_MBI_ID,CLM_TYPE_CD,CLM_FROM_DT,CLM_POS_CD,CLM_LINE_HCPCS_CD,CLM_PRVDR_SPCLTY_CD\n77,1,PLANTEDMEMBER77,71,2025-04-05,11,99213,11\n",
	"stays.csv": "id,age,sex,status,admission,discharge,dx,name\nA,76,F,01,2026-04-10,2026-04-12,I10,PLANTEDLASTNAME\n",
	"other.txt": "PLANTEDMEMBER77 PLANTEDLASTNAME PLANTEDFIRSTNAME 1950-01-31 PLANTEDCONTROL\n",
}

// Damaged writes files of claims by write (os.WriteFile) and calls use with each: whole and damaged: cut at some places, and
// with a character changed. It returns what is wrong with the messages that use
// returns: more than one thing of the patient, or a line.
func Damaged(dir string, write func(name string, data []byte, mode fs.FileMode) error, step int, use func(file string) (messages string)) (wrong []string, err error) {
	for name, text := range claims {
		for i := len(text); i >= 0; i -= step {
			for _, put := range []string{"", "x", `"`, "\x00", "\n"} {
				data := text[:i]
				if put != "" && i < len(text) {
					data += put + text[i+1:]
				}
				file := filepath.Join(dir, name)
				if err := write(file, []byte(data), 0o600); err != nil {
					return nil, err
				}
				for message := range strings.Lines(use(file)) {
					if n := held(message); n > 1 || len(message) > 800 {
						wrong = append(wrong, fmt.Sprintf("%s, %q at %d: %.300s", name, put, i, message))
					}
				}
			}
		}
	}
	return wrong, nil
}

func held(message string) (n int) {
	for _, name := range names {
		if strings.Contains(message, name) {
			n++
		}
	}
	return n
}
