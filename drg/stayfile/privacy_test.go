package stayfile_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/medcode/medcode/drg/stayfile"
)

// Of a stay that can't be read an error holds the field that it is about, and
// nothing else: whatever byte is wrong, and wherever the file ends.
func TestPrivacy(t *testing.T) {
	planted := []string{"PLANTEDMEMBER77", "PLANTEDNAME", "PLANTEDRECORD"}
	samples := map[string]string{
		"csv":       "id,age,sex,status,diagnoses,name,record\nPLANTEDMEMBER77,60,F,01,I10;E119,PLANTEDNAME,PLANTEDRECORD\n",
		"no header": "PLANTEDMEMBER77,60,F,01,I10,PLANTEDNAME,PLANTEDRECORD\nPLANTEDMEMBER77,60,F,01,I10,PLANTEDNAME,PLANTEDRECORD\n",
		"jsonl":     `{"id":"PLANTEDMEMBER77","age":60,"sex":"F","status":1,"diagnoses":["I10"],"name":"PLANTEDNAME","record":"PLANTEDRECORD"}` + "\n",
		"tsv":       "PLANTEDMEMBER77\t60\tF\t01\tI10:Y\tPLANTEDNAME\tPLANTEDRECORD\n",
	}
	for name, sample := range samples {
		told := 0
		hold := func(data string) {
			check := func(err error) {
				told++
				found := 0
				for _, p := range planted {
					if strings.Contains(err.Error(), p) {
						found++
					}
				}
				assert.LessOrEqual(t, found, 1, "%s: %v", name, err)
				assert.Less(t, len(err.Error()), 400, "%s: %v", name, err)
			}
			r, err := stayfile.NewReader(strings.NewReader(data), name)
			if err != nil {
				check(err)
				return
			}
			for _, err := range r.All() {
				if err != nil {
					check(err)
				}
			}
		}
		for i := range sample {
			hold(sample[:i])
			for _, c := range []string{"\x00", `"`, "x", "\n", "\t"} {
				if name == "no header" && c == "\t" {
					continue // a field of TSV then, commas and all
				}
				hold(sample[:i] + c + sample[i+1:])
			}
		}
		assert.NotZero(t, told, name)
	}
}
