package ipps

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/drg"
)

func TestFixedPoint(t *testing.T) {
	for _, c := range []struct {
		in   string
		want Weight
		text string
	}{
		{"1.5", 15000, "1.5000"}, {"28.0239", 280239, "28.0239"}, {"0", 0, "0.0000"}, {"0.0001", 1, "0.0001"}, {"214748.3647", 1<<31 - 1, "214748.3647"},
	} {
		w, err := ParseWeight(c.in)
		require.NoError(t, err)
		require.Equal(t, c.want, w)
		require.Equal(t, c.text, w.String())
	}
	for _, bad := range []string{"", ".", "1.", ".5", "-1", "+1", "1.23456", "1,5", "1 ", "1e3", "214748.3648", "99999999999999999999", "1.-5", "0x1", "1_0"} {
		_, err := ParseWeight(bad)
		require.ErrorIs(t, err, medcode.ErrSyntax, bad)
	}
	require.Equal(t, 1.5, Weight(15000).Float64())
	require.Equal(t, "-0.0001", Weight(-1).String())
	require.Equal(t, 4.5, Days(45).Float64())
	_, err := ParseDays("3276.8")
	require.ErrorIs(t, err, medcode.ErrSyntax)
}

func TestJSON(t *testing.T) {
	in := Weights{DRG: 10, MDC: "PRE", Type: Surgical, Title: "T", Relative: 71757, Uncapped: 30699, GeometricMean: 59, ArithmeticMean: 60, PostAcute: true}
	b, err := json.Marshal(in)
	require.NoError(t, err)
	require.JSONEq(t, `{"drg":"010","mdc":"PRE","type":"SURG","title":"T","relative":7.1757,"uncapped":3.0699,"geometricMean":5.9,"arithmeticMean":6.0,"postAcute":true,"specialPay":false}`, string(b))
	var out Weights
	require.NoError(t, json.Unmarshal(b, &out))
	require.Equal(t, in, out)
	require.Error(t, json.Unmarshal([]byte(`{"relative":1e9}`), &out))
	require.Error(t, json.Unmarshal([]byte(`{"type":"M"}`), &out))
	require.NoError(t, json.Unmarshal([]byte(`{"type":""}`), &out))
	require.Equal(t, NoType, out.Type)
}

func TestDecodeDamaged(t *testing.T) {
	for _, c := range []struct{ data, says string }{
		{"", "no fiscal year"},
		{"ipps\t2\t2026\n", ":1: line of an unknown kind"},
		{"ipps\t1\tx\n", "invalid syntax"},
		{"ipps\t1\t2026\ndrg\t001\n", ":2: line of an unknown kind"},
		{"ipps\t1\t2026\ndrg\t001\t\t\tx\tfalse\t1\t1\t1\t1\tT\n", "ParseBool"},
		{"ipps\t1\t2026\ndrg\t001\t\t\tx\tfalse\t1.x\t1\t1\t1\tT\n", "ParseBool"},
	} {
		_, err := decode(c.data)
		require.ErrorContains(t, err, c.says)
	}
}

type fullDisk struct{ room int }

func (d *fullDisk) Write(p []byte) (int, error) {
	if d.room -= len(p); d.room < 0 {
		return 0, errors.New("disk full")
	}
	return len(p), nil
}

func TestWriteErrors(t *testing.T) {
	r, err := ForDischarge(medcode.MustParseDate("2026-01-01"))
	require.NoError(t, err)
	for room := 0; room < 73088; room += 4096 {
		require.ErrorContains(t, r.WriteTable5(&fullDisk{room}), "disk full")
	}
	require.NoError(t, r.WriteTable5(&fullDisk{73088}))
	r, err = Read(table5(strings.ReplaceAll(fixture(t, "fy2026"), "UNGROUPABLE", "UNGROUPABLE — ½")))
	require.NoError(t, err)
	require.NoError(t, r.WriteTable5(&bytes.Buffer{}), "was UTF-8, so is UTF-8")
	require.Equal(t, "IPPS FY 2026", r.String())
}

func FuzzReadTable5(f *testing.F) {
	f.Add([]byte(fixture(f, "fy2026")))
	f.Add([]byte(fixture(f, "fy2012")))
	f.Fuzz(func(t *testing.T, data []byte) {
		r, err := Read(table5(string(data)))
		if err != nil {
			fileError(t, err)
			return
		}
		// What is read is written so that it reads the same.
		var b bytes.Buffer
		require.NoError(t, r.WriteTable5(&b))
		again, err := Read(table5(b.String()))
		require.NoError(t, err)
		require.Equal(t, r.weights, again.weights)
		require.Equal(t, r.year, again.year)
	})
}

func FuzzParseWeight(f *testing.F) {
	f.Add("28.0239")
	f.Add("0.5")
	f.Fuzz(func(t *testing.T, s string) {
		w, err := ParseWeight(s)
		if err != nil {
			require.ErrorIs(t, err, medcode.ErrSyntax)
			return
		}
		again, err := ParseWeight(w.String())
		require.NoError(t, err)
		require.Equal(t, w, again)
	})
}

func BenchmarkLookup(b *testing.B) {
	r, err := ForDischarge(medcode.MustParseDate("2026-01-01"))
	require.NoError(b, err)
	b.ReportAllocs()
	var c CaseMix
	n := drg.Number(1)
	for b.Loop() {
		w, _ := r.Lookup(n)
		c.Add(w.Relative)
		n = n%999 + 1
	}
	b.ReportMetric(float64(c.Stays)/b.Elapsed().Seconds(), "lookups/s")
}

func BenchmarkDecodeEmbedded(b *testing.B) {
	b.SetBytes(int64(len(fy2026)))
	for b.Loop() {
		_, err := decode(fy2026)
		require.NoError(b, err)
	}
}

func BenchmarkReadTable5(b *testing.B) {
	r, err := ForDischarge(medcode.MustParseDate("2026-01-01"))
	require.NoError(b, err)
	var file bytes.Buffer
	require.NoError(b, r.WriteTable5(&file))
	fsys := table5(file.String())
	b.SetBytes(int64(file.Len()))
	for b.Loop() {
		_, err := Read(fsys)
		require.NoError(b, err)
	}
}
