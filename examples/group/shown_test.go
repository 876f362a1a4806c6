package main

import (
	"testing"

	"github.com/medcode/medcode/examples/internal/cells"
	"github.com/stretchr/testify/assert"

	"github.com/medcode/medcode/drg"
	"github.com/medcode/medcode/drg/stayfile"
)

// No identifier is run by the spreadsheet that opens the rows; answers stay as
// the vectors have them.
func TestFormulasAreText(t *testing.T) {
	for id, want := range map[string]string{"=cmd|' /C calc'!A0": "'=cmd|' /C calc'!A0", "+1": "+1", "-1": "-1", "@SUM(A1)": "'@SUM(A1)", "A=1": "A=1", "": ""} {
		assert.Equal(t, want, cells.Text(id))
		rec := new(stayfile.Record)
		rec.ID = id
		rec.Diagnoses = make([]drg.Diagnosis, 1)
		row := func(r report) string {
			return string(r.line(nil, rec, nil, &version{}, &drg.Result{Diagnoses: make([]drg.DiagnosisResult, 1)}))
		}
		assert.Equal(t, want+"\t", row(rows)[:len(want)+1])
		assert.Equal(t, want+",", row(csvRows)[:len(want)+1])
	}
}
