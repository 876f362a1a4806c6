package claimfile_test

import (
	"bytes"
	"compress/gzip"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode/rules/claimfile"
)

// TestCut: a file that was cut short is told from one that has a bad claim.
func TestCut(t *testing.T) {
	var zipped bytes.Buffer
	w := gzip.NewWriter(&zipped)
	_, err := w.Write([]byte("id,setting\n" + strings.Repeat("A,inpatient\n", 100)))
	require.NoError(t, err)
	require.NoError(t, w.Close())
	whole := file837(guideP, visit+service)
	for _, c := range []struct {
		name, text string
		cut        bool
	}{
		{"837", whole, false},
		{"837 without IEA", whole[:strings.LastIndex(whole, "IEA")], true},
		{"837 cut within a claim", whole[:strings.Index(whole, "SV1")], true},
		{"gzip", zipped.String(), false},
		{"gzip cut", zipped.String()[:zipped.Len()-9], true},
		{"no claims at all", "hello", true},
		{"JSON", `{"id":"A","setting":"inpatient","patient":{}}`, false},
		{"a bad line", "{\"id\":\"A\"\n{\"id\":\"B\",\"setting\":\"inpatient\",\"patient\":{}}\n", false},
		{"a last line that is no claim", `{"id":7}`, false},
		{"JSON cut", `{"id":"A","setting":"inpat`, true},
		{"a bad row", "id,setting\nA\n", false},
	} {
		r := claimfile.NewReader("f", strings.NewReader(c.text), claimfile.Options{})
		bad := 0
		for _, err := range r.All() {
			if err != nil {
				bad++
			}
		}
		require.Equal(t, c.cut, r.Cut(), c.name)
		require.False(t, c.cut && bad == 0, "%s: cut without a word", c.name)
	}
}
