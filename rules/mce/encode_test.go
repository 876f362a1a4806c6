package mce_test

import (
	"encoding/binary"
	"os"
	"path/filepath"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode/internal/official"
	"github.com/medcode/medcode/rules/mce"
)

// A message is written field by field in the Protocol Buffers wire format.
type message []byte

func (m message) number(field int, v int) message {
	return binary.AppendUvarint(binary.AppendUvarint(m, uint64(field<<3)), uint64(v))
}

func (m message) text(field int, s string) message {
	m = binary.AppendUvarint(m, uint64(field<<3|2))
	return append(binary.AppendUvarint(m, uint64(len(s))), s...)
}

// encode writes a release as mce.bin.
func encode(r *mce.Release) message {
	var ages, statuses, root message
	for _, a := range r.AgeRanges() {
		var m message
		m = m.text(1, a.Group).number(2, a.From).number(3, a.To)
		ages = ages.text(1, string(m.text(4, a.Period.From.Compact()).text(5, a.Period.To.Compact())))
	}
	for _, s := range r.Statuses() {
		var m message
		statuses = statuses.text(1, string(m.number(1, s.Code).text(2, s.Period.From.Compact()).text(3, s.Period.To.Compact())))
	}
	root = root.text(1, string(ages)).text(2, string(statuses))
	for list := mce.ICD10Diagnoses; list <= mce.ICD9Procedures; list++ {
		var table message
		for row := range r.Rows(list) {
			table = table.text(1, string(encodeRow(row)))
		}
		root = root.text(3+int(list), string(table))
	}
	return root.text(7, "yyyyMMdd").number(8, r.Version()).text(9, r.Provenance().Effective.To.Compact())
}

func encodeRow(row mce.Row) message {
	var m message
	m = m.text(1, row.Code).text(2, row.Period.From.Compact()).text(3, row.Period.To.Compact())
	names := row.Flags.Names()
	for _, name := range names {
		m = m.text(4, name)
	}
	if len(names) == 0 {
		m = m.text(4, "")
	}
	return m
}

// TestRoundTrip writes CMS's file again from what was read of it.
func TestRoundTrip(t *testing.T) {
	want, err := os.ReadFile(filepath.Join(official.Path(t, "releases/mce/v43.1"), "mce.bin"))
	require.NoError(t, err)
	got := encode(readRelease(t))
	require.Equal(t, len(want), len(got))
	for i := range want {
		if want[i] != got[i] {
			t.Fatalf("byte %d: %q, want %q", i, got[max(0, i-20):i+20], want[max(0, i-20):i+20])
		}
	}
}

// TestBuiltIn holds the release built into the package against CMS's file.
func TestBuiltIn(t *testing.T) {
	r := readRelease(t)
	require.Equal(t, []string{"Definitions of Medicare Code Edits_v_43_1.txt unread-file", "mce.proto.txt unread-file"}, told(r.Diagnostics()))
	require.Equal(t, r.Provenance().Files[0].SHA256, mce.Default().Provenance().Files[0].SHA256)
	require.Equal(t, encode(r), encode(mce.Default()))
	data, err := r.MarshalBinary()
	require.NoError(t, err)
	embedded, err := os.ReadFile("mce.bin.gz")
	require.NoError(t, err)
	require.Equal(t, embedded, data, "go generate")
}

func files(data message) fstest.MapFS {
	return fstest.MapFS{"editor/mce.bin": {Data: data}, "editor/readme.pdf": {Data: []byte("%PDF-1.7")}}
}
