package fhir_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode/rules/fhir"
)

// FuzzOperations asks of codes and texts of any kind: the answer is JSON, or an error
// that is an outcome.
func FuzzOperations(f *testing.F) {
	all := systems(f)
	urls := []string{fhir.ICD10CMURL, fhir.ICD10PCSURL, fhir.ICD9CMURL, fhir.HCPCSURL, fhir.MSDRGURL}
	f.Add(uint8(0), "I50.21", "Acute systolic heart failure", "I50")
	f.Add(uint8(1), "0DTJ4ZZ", "", "0DT")
	f.Add(uint8(4), "\x00", "é\xff", "-1")
	f.Fuzz(func(t *testing.T, which uint8, code, display, other string) {
		url := urls[int(which)%len(urls)]
		s := all[url]
		told := func(v any, err error) {
			if err != nil {
				v, _ = fhir.OutcomeOf(err)
			}
			_, err = json.Marshal(v)
			require.NoError(t, err)
		}
		told(s.Lookup(code, display, other))
		told(s.Subsumes(code, other))
		told(s.SubsumesCoding(fhir.Coding{System: url, Code: code}, fhir.Coding{System: other, Code: display}))
		told(s.ValidateCode(code, display), nil)
		told(s.ValidateConcept([]fhir.Coding{{System: url, Version: other, Code: code, Display: display}, {System: display, Code: other}}), nil)
		v := &fhir.ValueSet{URL: other, Name: display, Include: []fhir.Include{{System: s, Codes: []string{code, other}}}}
		told(v.ValidateCode(code, display), nil)
		told(v.ValidateCoding(fhir.Coding{System: other, Code: code, Display: display}), nil)
	})
}
