package research

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

// Of a record that can't be read an error or diagnostic holds the field that it is
// about, and nothing else: whatever byte is wrong, and wherever the file ends.
func TestPrivacy(t *testing.T) {
	planted := []string{"PLANTEDMEMBER77", "PLANTEDNAME", "1950-01-31"}
	const csv = "person,stay,code,date,name,born\nPLANTEDMEMBER77,1,I10,2026-01-15,PLANTEDNAME,1950-01-31\nPLANTEDMEMBER77,2,E119,2026-01-16,PLANTEDNAME,1950-01-31\n"
	_, records, _ := strings.Cut(csv, "\n")
	lines := `{"person":"PLANTEDMEMBER77","code":"I10","name":"PLANTEDNAME","born":"1950-01-31"}` + "\n"
	table, jsonl := LongTable(), LongTable()
	jsonl.Format = JSONLines
	told := 0
	hold := func(data string, table Table) {
		_, report, err := runText(t, data, table, Options{Name: "people"})
		for _, d := range report.First {
			told++
			single(t, planted, d.String())
		}
		if err != nil {
			told++
			single(t, planted, fmt.Sprint(err))
		}
	}
	hold(records, table)
	for sample, table := range map[string]Table{csv: table, lines: jsonl} {
		for i := range sample {
			hold(sample[:i], table)
			for _, c := range []string{"\x00", `"`, "\n"} {
				hold(sample[:i]+c+sample[i+1:], table)
			}
		}
	}
	assert.NotZero(t, told)
}

func single(t *testing.T, planted []string, text string) {
	found := 0
	for _, p := range planted {
		if strings.Contains(text, p) {
			found++
		}
	}
	assert.LessOrEqual(t, found, 1, text)
	assert.Less(t, len(text), 400, text)
}
