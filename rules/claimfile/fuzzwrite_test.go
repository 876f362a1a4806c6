package claimfile_test

import (
	"bytes"
	"encoding/json"
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/rules"
	"github.com/medcode/medcode/rules/claimfile"
)

// FuzzWrite writes claims of any texts, amounts and days in each format. What is
// written reads without a panic as one claim or an error, and, as JSON, as it was.
func FuzzWrite(f *testing.F) {
	f.Add("A", "I10", "99213", int64(100), 1.0, 0, uint8(1))
	f.Add("=1+1", "a*b~c:d^e", "\"x\"\n", int64(-1<<63), 1e300, 1<<40, uint8(2))
	f.Add("\x00\xff", "<|>;\t", "\r", int64(1<<63-1), math.Copysign(0, -1), -1, uint8(255))
	f.Fuzz(func(t *testing.T, id, code, text string, charge int64, units float64, day int, setting uint8) {
		on := medcode.NewDate(2026, 3, 1).AddDays(day)
		amount := medcode.Cents(charge)
		c := &rules.Claim{ID: id, Setting: rules.Setting(setting % 6), Payer: rules.Payer(setting % 5), TypeOfBill: text, Patient: rules.Patient{ID: text, Birth: on}, Member: id, Remarks: []string{text, id},
			From: on, Through: on, Admission: on, Conditions: []string{code}, Occurrences: []rules.Occurrence{{Code: code, Date: on}}, Values: []rules.Value{{Code: code, Amount: amount}},
			Diagnoses: []rules.Diagnosis{{Code: code, POA: text}, {Code: text}}, Procedures: []rules.Procedure{{Code: code, Date: on}}, Charge: amount,
			Lines: []rules.Line{{Code: code, Modifiers: []string{text, id}, Revenue: text, Units: units, Charge: amount, From: on, Pointers: []int{1, day}, Note: text, NDC: code}}}
		for _, format := range []claimfile.Format{claimfile.CSV, claimfile.X12, claimfile.JSONLines} {
			var b bytes.Buffer
			w, err := claimfile.NewWriter(&b, format)
			require.NoError(t, err)
			if err := w.Write(c); err != nil {
				continue
			}
			require.NoError(t, w.Close())
			n := 0
			for got, err := range claimfile.Read("f", strings.NewReader(b.String())) {
				require.True(t, (got == nil) != (err == nil))
				n++
				if format != claimfile.JSONLines || err != nil {
					continue
				}
				want, err := json.Marshal(c)
				require.NoError(t, err)
				have, err := json.Marshal(got)
				require.NoError(t, err)
				require.JSONEq(t, string(want), string(have))
			}
			require.Positive(t, n, "%v %q", format, b.String())
		}
	})
}
