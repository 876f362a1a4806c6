package mce_test

import (
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/rules/mce"
)

func textOf(m message) string { return string(m) }

// small is a table with one code in each list, to which tests add.
func small(extra ...string) message {
	row := func(code, from, to string, flags ...string) string {
		m := message{}.text(1, code).text(2, from).text(3, to)
		for _, f := range flags {
			m = m.text(4, f)
		}
		return textOf(m)
	}
	list := func(rows ...string) string {
		var m message
		for _, r := range rows {
			m = m.text(1, r)
		}
		return textOf(m)
	}
	age := textOf(message{}.text(1, "Adult").number(2, 15).number(3, 124).text(4, "19840301").text(5, ""))
	status := textOf(message{}.number(1, 1).text(2, "19801001").text(3, ""))
	m := message{}.text(1, list(age)).text(2, list(status)).
		text(3, list(append([]string{row("I2510", "20151001", "", "adult")}, extra...)...)).
		text(4, list(row("0FYG0Z0", "20151001", "20160930", "ncov45", "lcov"))).
		text(5, list(row("0010", "19851001", "20150930", ""))).
		text(6, list(row("0066", "19851001", "20150930", "or_indic")))
	return m.text(7, "yyyyMMdd").number(8, 431).text(9, "20260930")
}

func TestRead(t *testing.T) {
	r, err := mce.Read(files(small()))
	require.NoError(t, err)
	require.Equal(t, 431, r.Version())
	p := r.Provenance()
	require.Equal(t, "43.1", p.Release)
	require.Equal(t, "1985-10-01 to 2026-09-30", p.Effective.String())
	require.Equal(t, "editor/mce.bin", p.Files[0].Name)
	require.Empty(t, r.Diagnostics())
	require.Equal(t, 1, r.Len(mce.ICD10Procedures))

	row, ok := r.Lookup(mce.ICD10Procedures, "0fyg0z0", medcode.MustParseDate("2016-09-30"))
	require.True(t, ok)
	require.Equal(t, []string{"ncov45", "lcov"}, row.Flags.Names())
	require.Equal(t, "ncov45 lcov", row.Flags.String())
	require.True(t, row.Flags.Has("lcov"))
	require.False(t, row.Flags.Has("csect"))
	require.False(t, row.Flags.Has("no such flag"))
	_, ok = r.Lookup(mce.ICD10Procedures, "0FYG0Z0", medcode.MustParseDate("2016-10-01"))
	require.False(t, ok)
	for _, code := range []string{"", "0FYG0Z", "0FYG0Z00", "0FYG.Z0", "é"} {
		_, ok = r.Lookup(mce.ICD10Procedures, code, medcode.MustParseDate("2016-09-30"))
		require.False(t, ok, code)
	}
	row, ok = r.Lookup(mce.ICD10Diagnoses, "I2510", medcode.MustParseDate("2026-04-01"))
	require.True(t, ok)
	require.True(t, row.Period.To.IsZero())

	require.Equal(t, []mce.AgeRange{{Group: "Adult", From: 15, To: 124, Period: medcode.Period{From: medcode.MustParseDate("1984-03-01")}}}, r.AgeRanges())
	require.Len(t, r.Statuses(), 1)
	n := 0
	for range r.Rows(mce.ICD9Diagnoses) {
		n++
		break
	}
	require.Equal(t, 1, n)
}

func TestReadTakesTheNewest(t *testing.T) {
	older := bytes.Replace(small(), message{}.number(8, 431), message{}.number(8, 430), 1)
	r, err := mce.Read(fstest.MapFS{"a/mce.bin": {Data: small()}, "b/mce.bin": {Data: older}})
	require.NoError(t, err)
	require.Equal(t, "a/mce.bin", r.Provenance().Files[0].Name)
}

func TestDiagnostics(t *testing.T) {
	row := func(m message) string { return textOf(m) }
	r, err := mce.Read(files(small(
		row(message{}.text(1, "A00").text(2, "20151001").text(3, "").text(4, "newflag")),
		row(message{}.text(1, "A01").text(2, "20151001").text(3, "").text(4, "").text(12, "what")),
		row(message{}.text(1, "A02").text(2, "20161001").text(3, "").text(4, "")),
		row(message{}.text(1, "A02").text(2, "20151001").text(3, "20161001").text(4, "adult")),
		row(message{}.text(1, "A03").text(2, "20151001").text(3, "").text(4, "newflag").number(5, 3)),
	)))
	require.NoError(t, err)
	var kinds []string
	for _, d := range r.Diagnostics() {
		kinds = append(kinds, string(d.Kind)+" "+d.Text)
	}
	require.Equal(t, []string{"unknown-flag newflag", "unknown-field code field 12", "unknown-field code field 5", "overlap A02"}, kinds)
	row2, _ := r.Lookup(mce.ICD10Diagnoses, "A02", medcode.MustParseDate("2016-10-01"))
	require.Equal(t, "adult", row2.Flags.String())

	for name, m := range map[string]message{
		"unknown-field root field 10":                 small().number(10, 1).text(7, "yyyyMMdd"),
		"unknown-field root field 11":                 small().text(11, "x").text(7, "yyyyMMdd"),
		"unknown-field age range list field 2":        small().text(1, textOf(message{}.number(2, 1))).text(7, "yyyyMMdd"),
		"unknown-field age range field 9":             small().text(1, textOf(message{}.text(1, textOf(message{}.text(1, "Adult").number(9, 1))))).text(7, "yyyyMMdd"),
		"unknown-field discharge status field 9":      small().text(2, textOf(message{}.text(1, textOf(message{}.number(9, 1))))).text(7, "yyyyMMdd"),
		"unknown-age-group Elderly":                   small().text(1, textOf(message{}.text(1, textOf(message{}.text(1, "Elderly"))))).text(7, "yyyyMMdd"),
		"unknown-field root field 12":                 append(small(), 12<<3|1, 1, 2, 3, 4, 5, 6, 7, 8),
		"unknown-field root field 13":                 append(small(), 13<<3|5, 1, 2, 3, 4),
		"unknown-field discharge status list field 3": small().text(2, textOf(message{}.text(3, "x"))).text(7, "yyyyMMdd"),
	} {
		r, err := mce.Read(files(m))
		require.NoError(t, err, name)
		require.Len(t, r.Diagnostics(), 1, name)
		d := r.Diagnostics()[0]
		require.Equal(t, name, string(d.Kind)+" "+d.Text)
	}
}

func TestManyDiagnostics(t *testing.T) {
	m := message{}.text(1, "A00").text(2, "20151001").text(3, "")
	for i := range 2000 {
		m = m.text(4, strings.Repeat("x", i+1))
	}
	r, err := mce.Read(files(small(textOf(m))))
	require.NoError(t, err)
	require.Len(t, r.Diagnostics(), 1001)
	require.Equal(t, "too-many", string(r.Diagnostics()[1000].Kind))
}

func TestReadErrors(t *testing.T) {
	good := small()
	replace := func(old, new message) message {
		require.True(t, bytes.Contains(good, old))
		return bytes.Replace(good, old, new, 1)
	}
	row := func(m message) message { return small(textOf(m)) }
	for name, c := range map[string]struct {
		data message
		want error
	}{
		"something else":     {message("something else"), medcode.ErrSyntax},
		"cut off":            {good[:len(good)/2], medcode.ErrSyntax},
		"other dates":        {replace(message("yyyyMMdd"), message("yyyyDDMM")), medcode.ErrLayout},
		"no version":         {replace(message{}.number(8, 431), message{}.number(8, 0)), medcode.ErrLayout},
		"no termination":     {replace(message{}.text(9, "20260930"), message{}.text(9, "")), medcode.ErrLayout},
		"bad termination":    {replace(message{}.text(9, "20260930"), message{}.text(9, "20260931")), medcode.ErrSyntax},
		"empty list":         {message{}.text(1, "").text(3, "").text(7, "yyyyMMdd").number(8, 431).text(9, "20260930"), medcode.ErrLayout},
		"list twice":         {message{}.text(1, "").text(3, string(message{}.text(1, string(message{}.text(1, "A00").text(2, "20151001"))))).text(3, "").text(7, "yyyyMMdd"), medcode.ErrLayout},
		"row without code":   {row(message{}.text(2, "20151001")), medcode.ErrSyntax},
		"row without start":  {row(message{}.text(1, "A00")), medcode.ErrSyntax},
		"bad code":           {row(message{}.text(1, "A0.0").text(2, "20151001")), medcode.ErrSyntax},
		"long code":          {row(message{}.text(1, strings.Repeat("A", 80)).text(2, "20151001")), medcode.ErrSyntax},
		"bad start":          {row(message{}.text(1, "A00").text(2, "2015")), medcode.ErrSyntax},
		"bad end":            {row(message{}.text(1, "A00").text(2, "20151001").text(3, "x")), medcode.ErrSyntax},
		"bad age date":       {small().text(1, textOf(message{}.text(1, textOf(message{}.text(1, "Adult").text(4, "x"))))).text(7, "yyyyMMdd"), medcode.ErrSyntax},
		"bad status date":    {small().text(2, textOf(message{}.text(1, textOf(message{}.text(2, "x"))))).text(7, "yyyyMMdd"), medcode.ErrSyntax},
		"field too long":     {append(small(), 9<<3|2, 200, 1), medcode.ErrSyntax},
		"fixed too long":     {append(small(), 9<<3|1, 1), medcode.ErrSyntax},
		"endless number":     {append(small(), 8<<3, 0xff), medcode.ErrSyntax},
		"endless tag":        {append(small(), 0xff), medcode.ErrSyntax},
		"endless length":     {append(small(), 9<<3|2, 0xff), medcode.ErrSyntax},
		"group":              {append(small(), 9<<3|3), medcode.ErrSyntax},
		"field zero":         {append(small(), 0, 0), medcode.ErrSyntax},
		"damaged age ranges": {small().text(1, "\xff").text(7, "yyyyMMdd"), medcode.ErrSyntax},
	} {
		_, err := mce.Read(files(c.data))
		require.ErrorIs(t, err, c.want, name)
		var fe *medcode.FileError
		require.ErrorAs(t, err, &fe, name)
	}
	_, err := mce.Read(fstest.MapFS{"readme.txt": {Data: []byte("no table")}})
	require.ErrorIs(t, err, medcode.ErrNoFile)
	_, err = mce.ReadWith(files(good), medcode.ReadOptions{Limits: medcode.Limits{EntryBytes: 10}})
	require.ErrorIs(t, err, medcode.ErrLimit)
}

func TestBinaryForm(t *testing.T) {
	r, err := mce.Read(files(small()))
	require.NoError(t, err)
	data, err := r.MarshalBinary()
	require.NoError(t, err)
	back := new(mce.Release)
	require.NoError(t, back.UnmarshalBinary(data))
	require.Equal(t, r, back)

	require.ErrorIs(t, back.UnmarshalBinary([]byte("not gzip")), medcode.ErrSyntax)
	require.ErrorIs(t, back.UnmarshalBinary(data[:len(data)-9]), medcode.ErrSyntax)
	raw := gunzip(t, data)
	require.ErrorIs(t, back.UnmarshalBinary(gzipped(t, append(slices.Clone(raw), 0))), medcode.ErrSyntax)
	require.ErrorIs(t, back.UnmarshalBinary(gzipped(t, make([]byte, 65<<20))), medcode.ErrLimit)
	for n := range raw {
		require.ErrorIs(t, back.UnmarshalBinary(gzipped(t, raw[:n])), medcode.ErrSyntax, "cut at %d", n)
	}
	for i := range raw { // whatever byte is damaged, it is an error or a release that can be used
		damaged := slices.Clone(raw)
		damaged[i] ^= 0x55
		if back := new(mce.Release); back.UnmarshalBinary(gzipped(t, damaged)) == nil {
			use(back)
		}
	}
}

// use calls whatever a release offers.
func use(r *mce.Release) {
	for list := mce.ICD10Diagnoses; list <= mce.ICD9Procedures; list++ {
		for range r.Rows(list) {
		}
	}
	r.Edit(&mce.Record{Discharge: medcode.MustParseDate("2016-01-01"), Age: 40, Diagnoses: []string{"I2510"}, Procedures: []string{"0FYG0Z0"}})
}

func gunzip(t testing.TB, data []byte) []byte {
	z, err := gzip.NewReader(bytes.NewReader(data))
	require.NoError(t, err)
	raw, err := io.ReadAll(z)
	require.NoError(t, err)
	return raw
}

func gzipped(t testing.TB, raw []byte) []byte {
	var b bytes.Buffer
	w, _ := gzip.NewWriterLevel(&b, gzip.NoCompression)
	_, err := w.Write(raw)
	require.NoError(t, errors.Join(err, w.Close()))
	return b.Bytes()
}

func FuzzRead(f *testing.F) {
	f.Add([]byte(small()))
	f.Fuzz(func(t *testing.T, data []byte) {
		if r, err := mce.Read(files(data)); err == nil {
			use(r)
		}
	})
}

func FuzzUnmarshalBinary(f *testing.F) {
	r, err := mce.Read(files(small()))
	require.NoError(f, err)
	data, err := r.MarshalBinary()
	require.NoError(f, err)
	f.Add(gunzip(f, data))
	f.Fuzz(func(t *testing.T, raw []byte) {
		if r := new(mce.Release); r.UnmarshalBinary(gzipped(t, raw)) == nil {
			use(r)
		}
	})
}

// A table without ICD-9-CM edits the discharges since ICD-10-CM.
func TestWithoutICD9(t *testing.T) {
	list := func(code, flag string) string {
		return textOf(message{}.text(1, textOf(message{}.text(1, code).text(2, "19851001").text(3, "20150930").text(4, flag))))
	}
	icd9 := textOf(message{}.text(5, list("0010", "")).text(6, list("0066", "or_indic")))
	full := textOf(small())
	require.Contains(t, full, icd9)
	r, err := mce.Read(files(message(strings.Replace(full, icd9, "", 1))))
	require.NoError(t, err)
	require.Len(t, r.Diagnostics(), 2)
	require.Equal(t, "missing-part", string(r.Diagnostics()[0].Kind))
	require.Equal(t, "2015-10-01 to 2026-09-30", r.Provenance().Effective.String())
	require.Zero(t, r.Len(mce.ICD9Diagnoses))
}
