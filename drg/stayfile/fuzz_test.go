package stayfile_test

import (
	"bytes"
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode/drg/stayfile"
)

func fuzz(f *testing.F, format stayfile.Format, also func(*testing.T, []byte)) {
	for _, s := range samples {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if bytes.HasPrefix(data, []byte("\x1f\x8b")) {
			return // FuzzGzip
		}
		fuzzFile(t, data, format)
		also(t, data)
	})
}

func FuzzCSV(f *testing.F) { fuzz(f, stayfile.CSV, func(*testing.T, []byte) {}) }

func FuzzTSV(f *testing.F) { fuzz(f, stayfile.TSV, func(*testing.T, []byte) {}) }

// An object that is read is JSON.
func FuzzJSON(f *testing.F) {
	fuzz(f, stayfile.JSONLines, func(t *testing.T, data []byte) {
		r, err := stayfile.NewReader(bytes.NewReader(data), "f")
		if err != nil || r.Format() != stayfile.JSONLines {
			return
		}
		lines := bytes.Split(bytes.TrimPrefix(data, []byte("\xef\xbb\xbf")), []byte{'\n'})
		for rec, err := range r.All() {
			if err == nil {
				require.True(t, json.Valid(lines[rec.Line-1]), "%q", lines[rec.Line-1])
			}
		}
	})
}

func FuzzGzip(f *testing.F) {
	for _, s := range samples {
		f.Add(zipped(f, s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(data) > 4096 {
			return
		}
		for _, format := range []stayfile.Format{stayfile.CSV, stayfile.JSONLines, stayfile.TSV} {
			fuzzFile(t, data, format)
		}
	})
}
