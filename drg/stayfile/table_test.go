package stayfile

import (
	"encoding/csv"
	"io"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// The fields of a line are those that the standard library finds.
func FuzzFields(f *testing.F) {
	for _, s := range []string{"a,b", `"a","b,c",d`, `"a""b",`, `a"b`, `"a"b`, `"a`, ",", ""} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, line string) {
		if strings.ContainsAny(line, "\r\n") || line == "" {
			return
		}
		l := layout{separator: ',', quotes: true}
		var got []string
		var err error
		for rest, more := line, true; more && err == nil; {
			var text string
			if text, rest, more, err = l.next(rest); err == nil {
				got = append(got, text)
			}
		}
		want, wantErr := csv.NewReader(strings.NewReader(line)).Read()
		require.Equal(t, wantErr == nil, err == nil, "%v %v", wantErr, err)
		if err == nil && wantErr != io.EOF {
			require.Equal(t, want, got)
		}
	})
}

func TestFieldOf(t *testing.T) {
	for name, want := range map[string]column{
		"ID": {fieldID, 0}, "Discharge Status": {fieldStatus, 0}, "age_days": {fieldAgeDays, 0}, "ageDays": {fieldAgeDays, 0},
		"dx": {fieldDiagnoses, 0}, "DX1": {fieldDiagnosis, 1}, "diagnosis_25": {fieldDiagnosis, 25}, "dx0": {}, "dx1001": {}, "dx99999999999999999999": {},
		"poa": {}, "POA02": {fieldPOA, 2}, "px": {fieldProcedures, 0}, "px3": {fieldProcedure, 3}, "pxdate3": {fieldProcedureDate, 3}, "px_date 3": {fieldProcedureDate, 3},
		"age1": {}, "payer": {}, "": {}, "é": {},
	} {
		f, n := fieldOf(name)
		require.Equal(t, want, column{f, n}, "%q", name)
	}
}

func TestParseVersion(t *testing.T) {
	for text, want := range map[string]string{"431": "43.1", "43.1": "43.1", "400": "40", "40": "40", "40.0": "40", "9": "9"} {
		got, err := parseVersion(text)
		require.NoError(t, err, "%q", text)
		require.Equal(t, want, got, "%q", text)
	}
	for _, text := range []string{"", ".", "43.", ".1", "43.11", "4310", "v43", "-1", "43,1", "latest"} {
		_, err := parseVersion(text)
		require.Error(t, err, "%q", text)
	}
}
