package intake_test

import (
	"errors"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/internal/intake"
	"github.com/medcode/medcode/internal/source"
)

func read(fsys fstest.MapFS, opts medcode.ReadOptions) (*intake.Intake, error) {
	return intake.Read(fsys, opts, "the system", func(e *source.Entry) (bool, error) {
		data, _ := e.Bytes()
		if string(data) == "bad" {
			return false, errors.New("a bad file")
		}
		if string(data) == "known" {
			return false, intake.Unused("of no use")
		}
		return string(data) == "part", nil
	})
}

func TestRead(t *testing.T) {
	in, err := read(fstest.MapFS{
		".hidden":  {Data: []byte("what")},
		"a.txt":    {Data: []byte("part")},
		"b.txt":    {Data: []byte("part")},
		"c.txt":    {Data: []byte("what is this\r\nfile")},
		"d.xsd":    {Data: []byte(`<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"/>`)},
		"d.xml":    {Data: []byte("<?xml version=\"1.0\"?>\n<ICD")},
		"e.pdf":    {Data: []byte("%PDF-1.4")},
		"f.bin":    {Data: []byte("\x00\x01")},
		"g/h.html": {Data: []byte("<html>")},
	}, medcode.ReadOptions{})
	require.NoError(t, err)
	require.Len(t, in.Files, 1)
	require.Equal(t, "a.txt", in.Files[0].Name)
	require.Len(t, in.Files[0].SHA256, 64)
	var got []string
	for _, d := range in.Diagnostics {
		got = append(got, d.String())
	}
	require.Equal(t, []string{
		`b.txt: the same file occurs twice; read once: "a.txt"`,
		`c.txt: not read: text, but no file of the system that is known: "what"`,
		`d.xml: not read: XML, but no file of the system that is known: "<?xml"`,
		`f.bin: not read: binary data, but no file of the system that is known: "\x00\x01"`,
		`g/h.html: not read: an HTML page, but no file of the system that is known: "<html>"`,
	}, got)
}

func TestErrors(t *testing.T) {
	_, err := read(fstest.MapFS{}, medcode.ReadOptions{})
	require.ErrorIs(t, err, medcode.ErrNoFile)
	require.ErrorContains(t, err, "no file of the system; want its files")

	_, err = read(fstest.MapFS{"a.pdf": {Data: []byte("%PDF-1.4")}}, medcode.ReadOptions{})
	require.ErrorIs(t, err, medcode.ErrNoFile)
	require.ErrorIs(t, err, medcode.ErrLayout)
	require.ErrorContains(t, err, "no file of the system; met a.pdf (a PDF)")

	_, err = read(fstest.MapFS{"a.txt": {Data: []byte("known")}}, medcode.ReadOptions{})
	require.ErrorIs(t, err, medcode.ErrNoFile)
	require.ErrorContains(t, err, "a.txt: not read: of no use")

	_, err = read(fstest.MapFS{"a.txt": {Data: nil}}, medcode.ReadOptions{})
	require.ErrorIs(t, err, medcode.ErrNoFile)
	require.ErrorIs(t, err, medcode.ErrLayout)
	require.ErrorContains(t, err, "a.txt: not read: an empty file")

	_, err = read(fstest.MapFS{"a.txt": {Data: []byte("part")}, "b.txt": {Data: []byte("bad")}}, medcode.ReadOptions{})
	require.ErrorContains(t, err, "a bad file")

	_, err = read(fstest.MapFS{"a.txt": {Data: []byte("part")}}, medcode.ReadOptions{Limits: medcode.Limits{EntryBytes: 3}})
	require.ErrorIs(t, err, medcode.ErrLimit)
}

func TestOnce(t *testing.T) {
	var part bool
	require.NoError(t, intake.Once(&part, "a.txt", "order file"))
	require.True(t, part)
	err := intake.Once(&part, "b.txt", "order file")
	require.ErrorIs(t, err, medcode.ErrLayout)
	require.ErrorContains(t, err, "b.txt: a second, different order file")
}

func TestYears(t *testing.T) {
	for s, want := range map[string][]string{
		"":                        nil,
		"icd10pcs_order_2026.txt": {"2026"},
		"2025-04/order202.txt":    {"2025"},
		"20202021":                {"2020", "2021"},
		"1999 and 20":             nil,
	} {
		require.Equal(t, want, intake.Years(s), s)
	}
}

func TestDating(t *testing.T) {
	for _, c := range []struct {
		years, names    []string
		release, period string
		kind            string
	}{
		{nil, nil, "", " to ", "release-unknown"},
		{[]string{"2025"}, []string{"order_2019.txt"}, "2025", "2024-10-01 to 2025-09-30", ""},
		{[]string{"icd10cm_order_2025.txt", "x"}, nil, "2025", "2024-10-01 to 2025-09-30", ""},
		{[]string{"2024", "2025"}, nil, "2025", "2024-10-01 to 2025-09-30", "other-release"},
		{nil, []string{"icd10pcs_order_2026.txt"}, "2026", "2025-10-01 to 2026-09-30", ""},
		{nil, []string{"POAexemptFY26.zip!a.txt"}, "2026", "2025-10-01 to 2026-09-30", ""},
		{nil, []string{"order fy 27.txt"}, "2027", "2026-10-01 to 2027-09-30", ""},
		{nil, []string{"FY2.txt FY123.txt"}, "", " to ", "release-unknown"},
		{nil, []string{"tabular-April-2025.zip"}, "2025-04", "2025-04-01 to 2025-09-30", ""},
		{[]string{"2025"}, []string{"Apr1/a.xml"}, "2025-04", "2025-04-01 to 2025-09-30", ""},
		{[]string{"2025"}, []string{"2025-04/a.xml"}, "2025-04", "2025-04-01 to 2025-09-30", ""},
		{[]string{"2025"}, []string{"January 2025/a.xml"}, "2025-01", "2025-01-01 to 2025-09-30", ""},
		{[]string{"2025"}, []string{"aprilia/a.xml"}, "2025", "2024-10-01 to 2025-09-30", ""},
	} {
		release, period, diags := intake.Dating(intake.Evidence{Years: c.years, Names: c.names})
		require.Equal(t, c.release, release, c)
		require.Equal(t, c.period, period.String(), c)
		require.Equal(t, c.kind != "", len(diags) == 1)
		for _, d := range diags {
			require.Equal(t, c.kind, string(d.Kind))
		}
	}
}

func TestDatingByEvidence(t *testing.T) {
	april, october := medcode.MustParseDate("2022-04-01"), medcode.MustParseDate("2021-10-01")
	for _, c := range []struct {
		evidence intake.Evidence
		release  string
		kind     string
	}{
		{intake.Evidence{Names: []string{"POAexemptCodesApr22.txt"}}, "2022-04", ""},
		{intake.Evidence{Names: []string{"POA-exempt-Codes-Jan-2021.zip"}}, "2021-01", ""},
		{intake.Evidence{Names: []string{"Table-FY18-Effective-10-1-2017.xlsx"}}, "2018", ""},
		{intake.Evidence{Names: []string{"Table-FY2022-Effective-10-1-2021-updated-08-24-2021.xlsx"}}, "2022", ""},
		{intake.Evidence{Names: []string{"codes- April 1 2023.txt"}}, "2023-04", ""},
		{intake.Evidence{Years: []string{"ordapr22"}}, "2022-04", ""},
		{intake.Evidence{Years: []string{"OrdFY25"}}, "2025", ""},
		{intake.Evidence{Names: []string{"order_2022.txt"}, Begins: []medcode.Date{october, april}}, "2022-04", ""},
		{intake.Evidence{Names: []string{"order_2023.txt"}, Begins: []medcode.Date{april}}, "2023", ""},
		{intake.Evidence{Names: []string{"order_2022.txt"}, Updates: true}, "2022-04", "release-inferred"},
	} {
		release, period, diags := intake.Dating(c.evidence)
		require.Equal(t, c.release, release, c.evidence)
		require.Equal(t, c.release[:4]+"-09-30", period.To.String())
		require.Equal(t, c.kind != "", len(diags) == 1, c.evidence)
	}
}
