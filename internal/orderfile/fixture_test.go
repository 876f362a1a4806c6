package orderfile_test

import (
	"cmp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/internal/codeword"
	"github.com/medcode/medcode/internal/orderfile"
)

const order = "00001 A00     0 Cholera                                                      Cholera\r\n" +
	"00002 A000    1 Cholera due to Vibrio cholerae 01, biovar cholerae           Cholera due to Vibrio cholerae 01, biovar cholerae\r\n" +
	"00003 A009    1 Cholera, unsp                                                Cholera, unspecified\r\n" +
	"00004 B00     0 Herpesviral infections                                       Herpesviral [herpes simplex] infections\r\n" +
	"00005 B000    1 Eczema herpeticum                                            Eczema herpeticum\r\n"

const codes = "A000    Cholera due to Vibrio cholerae 01, biovar cholerae\r\nA009    Cholera, unspecified\r\nB000    Eczema herpeticum\r\n"

const addenda = "Delete:      1 A009    Cholera, unsp                                                Cholera, unspecified\r\n" +
	"Add:         0 A009    Cholera, unsp                                                Cholera, unspecified\r\n" +
	"Add:         1 A0091   Cholera, unsp, mild                                          Cholera, unspecified, mild\r\n" +
	"Revise from: 1 B000    Eczema herpeticum                                            Eczema herpeticum\r\n" +
	"Revise to:   1 B000    Kaposi eruption                                              Kaposi's varicelliform eruption\r\n" +
	"\r\nHeaders\r\n" +
	"      2 headers in icd10cm_order_2025.txt\r\n      3 headers in icd10cm_order_2026.txt\r\n" +
	"      1 additions\r\n      0 deletions\r\n      0 revisions\r\nof which\r\n      0 revisions to both long and short titles\r\n" +
	"\r\nCodes\r\n" +
	"      3 codes in icd10cm_order_2025.txt\r\n      3 codes in icd10cm_order_2026.txt\r\n" +
	"      1 additions\r\n      1 deletions\r\n      1 revisions\r\n"

func compare(a, b codeword.Word) int { return cmp.Compare(a, b) }

func kinds(diags []medcode.Diagnostic) []string {
	var all []string
	for _, d := range diags {
		all = append(all, string(d.Kind))
	}
	return all
}

func TestSniff(t *testing.T) {
	pcsAddenda := "Add:         0DTJ4ZZ Resection of Appendix                                        Resection of Appendix, Whole\r\n"
	for text, want := range map[string]orderfile.Kind{
		order:      orderfile.Order,
		codes:      orderfile.Codes,
		addenda:    orderfile.Addenda,
		pcsAddenda: orderfile.PCSAddenda,
		"Add:         A000    Cholera\r\n\r\nCodes\r\n": orderfile.CodesAddenda,
		"":                   orderfile.Unknown,
		"\r\n":               orderfile.Unknown,
		"Some other text.\n": orderfile.Unknown,
		strings.Replace(order, "00003 ", "00003;", 1): orderfile.Order, // Read will say which row
		"short\n": orderfile.Unknown,
	} {
		require.Equal(t, want, orderfile.Sniff([]byte(text), any7), "%q", text)
	}
	require.Equal(t, orderfile.Unknown, orderfile.Sniff([]byte(order), func([]byte) bool { return false }))
	require.Equal(t, "PCS addenda", orderfile.PCSAddenda.String())
}

func TestRead(t *testing.T) {
	f, err := orderfile.Read("f", []byte(order), orderfile.Order, form)
	require.NoError(t, err)
	require.Empty(t, f.Diagnostics)
	require.Len(t, f.Rows, 5)
	row := f.Rows[3]
	require.Equal(t, codeword.Pack("B00"), row.Code)
	require.EqualValues(t, 4, row.Number)
	require.False(t, row.Valid)
	require.Equal(t, "Herpesviral infections", row.Short)
	require.Equal(t, "Herpesviral [herpes simplex] infections", row.Long)
	require.Equal(t, order, string(f.AppendText(nil)))

	f, err = orderfile.Read("f", []byte(codes), orderfile.Codes, form)
	require.NoError(t, err)
	require.Equal(t, "Cholera, unspecified", f.Rows[1].Long)
	require.Empty(t, f.Rows[1].Short)
	require.True(t, f.Rows[1].Valid)
	require.Equal(t, codes, string(f.AppendText(nil)))
}

func TestRoundTripOfUnusualFiles(t *testing.T) {
	for text, want := range map[string][]string{
		strings.ReplaceAll(order, "\r\n", "\n"):                     {"line-end"},
		strings.TrimSuffix(order, "\r\n"):                           {"unfinished"},
		order + "\r\n\r\n":                                          nil,
		order + " \r\n \x1a"[:3]:                                    nil,
		strings.Replace(order, "Eczema herpeticum\r", "Ecz  \r", 1): nil,
		strings.Replace(order, "00004", "00009", 1):                 {"order-number", "order-number"},
		strings.TrimSuffix(order[:90], "\n")[:80]:                   {"unfinished"},
	} {
		f, err := orderfile.Read("f", []byte(text), orderfile.Order, form)
		if err != nil {
			require.Contains(t, text, " \r\n", "%q: %v", text, err)
			continue
		}
		require.Equal(t, want, kinds(f.Diagnostics), "%q", text)
		require.Equal(t, text, string(f.AppendText(nil)))
	}
}

func TestEncoding(t *testing.T) {
	f, err := orderfile.Read("f", []byte(strings.Replace(order, "Cholera, unspecified", "Chol\xe9ra", 1)), orderfile.Order, form)
	require.NoError(t, err)
	require.Equal(t, "Choléra", f.Rows[2].Long)
	require.Equal(t, []medcode.Diagnostic{{File: "f", Line: 3, Column: 78, Kind: "encoding", Text: "Chol\xe9ra", Message: "a title is not UTF-8; read as Windows-1252"}}, f.Diagnostics)
}

func TestReadErrors(t *testing.T) {
	for text, want := range map[string]string{
		"": "f: no rows: unknown layout",
		strings.Replace(order, "A009 ", "A-09 ", 1):   `f:3:8: test code "A-09": character 2: want capitals and digits: "00003 A-09`,
		order[:len(order)-60]:                         `f:5:1: not a row of an order file, which has the code in column 7 and its title in column 78: malformed`,
		strings.Replace(order, "00002", "0000x", 1):   `f:2:1: not a row`,
		strings.Replace(order, "\r\n", "\r\n\r\n", 1): `f:2:1: not a row`,
		strings.Replace(order, " 1 C", " 2 C", 1):     `f:2:1: not a row`,
		strings.Replace(order, "A000 ", "A000;", 1):   `f:2:11: test code`,
	} {
		_, err := orderfile.Read("f", []byte(text), orderfile.Order, form)
		var fe *medcode.FileError
		require.ErrorAs(t, err, &fe, "%q", text)
		require.ErrorContains(t, err, want)
	}
	_, err := orderfile.Read("f", []byte("?"), orderfile.Codes, form)
	require.ErrorContains(t, err, "not a row of a codes file, which has the code in column 1")
	_, err = orderfile.Read("f", []byte(addenda), orderfile.Addenda, form)
	require.ErrorIs(t, err, medcode.ErrLayout)
	_, err = orderfile.ReadAddenda("f", []byte(order), orderfile.Order, form)
	require.ErrorIs(t, err, medcode.ErrLayout)
	_, err = orderfile.ReadAddenda("f", []byte("\r\n"), orderfile.Addenda, form)
	require.ErrorIs(t, err, medcode.ErrLayout)
	_, err = orderfile.ReadAddenda("f", []byte(order), orderfile.Addenda, form)
	require.ErrorIs(t, err, medcode.ErrSyntax)
}

func TestReadAddenda(t *testing.T) {
	f, err := orderfile.ReadAddenda("f", []byte(addenda), orderfile.Addenda, form)
	require.NoError(t, err)
	require.Empty(t, f.Diagnostics)
	require.Len(t, f.Changes, 5)
	c := f.Changes[1]
	require.Equal(t, orderfile.Add, c.Action)
	require.True(t, c.Header)
	require.EqualValues(t, 2, c.Line)
	require.Equal(t, "Cholera, unsp", c.Short)
	require.Equal(t, addenda, string(f.AppendText(nil)))
	require.Len(t, f.Summaries, 2)
	s := f.Summaries[1]
	require.Equal(t, "icd10cm_order_2026.txt", s.AfterFile)
	require.Equal(t, []int{3, 3, 1, 1, 1}, []int{s.Before, s.After, s.Additions, s.Deletions, s.Revisions})
}

func TestAddendaThatDisagree(t *testing.T) {
	rows, _, _ := strings.Cut(addenda, "\r\n\r\n")
	for text, want := range map[string][]string{
		rows + "\r\n": {"cut-short"},
		rows:          {"cut-short", "unfinished"},
		strings.Replace(addenda, "      1 deletions", "      2 deletions", 1):     {"count", "count"},
		strings.Replace(addenda, "Revise from: 1 B000", "Add:         1 B001", 1): {"revision", "count"},
		strings.Replace(addenda, "Revise to:   1 B000", "Add:         1 B001", 1): {"revision", "count"},
		addenda + "and a remark\r\n":           nil,
		rows + "\r\n\r\n      1 additions\r\n": {"cut-short"},
	} {
		f, err := orderfile.ReadAddenda("f", []byte(text), orderfile.Addenda, form)
		require.NoError(t, err)
		require.Equal(t, want, kinds(f.Diagnostics), "%q", text)
		require.Equal(t, text, string(f.AppendText(nil)))
	}
}

func TestApply(t *testing.T) {
	f, err := orderfile.Read("f", []byte(order), orderfile.Order, form)
	require.NoError(t, err)
	a, err := orderfile.ReadAddenda("f", []byte(addenda), orderfile.Addenda, form)
	require.NoError(t, err)
	rows, misfits := orderfile.Apply(f.Rows, a.Changes, compare)
	require.Empty(t, misfits)
	made := orderfile.File{Kind: orderfile.Order, Rows: rows}
	want := strings.NewReplacer("00003 A009    1", "00003 A009    0",
		"00004 B00 ", "00004 A0091   1 Cholera, unsp, mild                                          Cholera, unspecified, mild\r\n00005 B00 ",
		"00005 B000    1 Eczema herpeticum                                            Eczema herpeticum",
		"00006 B000    1 Kaposi eruption                                              Kaposi's varicelliform eruption").Replace(order)
	require.Equal(t, want, string(made.AppendText(nil)))
	require.Equal(t, order, string(f.AppendText(nil)), "the old rows stay")

	_, misfits = orderfile.Apply(rows, a.Changes, compare)
	var got []string
	for _, m := range misfits {
		got = append(got, m.Action.String()+" "+m.Code.String()+" "+m.Reason)
	}
	require.Equal(t, []string{
		"Delete: A009 stands there with other titles or flag",
		"Add: A0091 is there already",
		"Revise from: B000 stands there with other titles or flag",
	}, got)

	c := a.Changes[2]
	rows, misfits = orderfile.Apply(f.Rows[:1], []orderfile.Change{c, c, a.Changes[0], a.Changes[4]}, compare)
	require.Len(t, rows, 2)
	require.Len(t, misfits, 3)
	require.Equal(t, "is added twice", misfits[0].Reason)
	require.Equal(t, "is not there", misfits[1].Reason)
}

func FuzzRead(f *testing.F) {
	for _, s := range []string{order, codes, addenda, "Add:         A000    Cholera\r\n\r\nCodes\r\n      1 additions",
		// What fuzzing found not to be written as it was read.
		"0000000 0\r",
		"00000 000000000 " + strings.Repeat("0", 60) + " 0",
		"Delete:  \r   0000000 0",
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		clean := func(diags []medcode.Diagnostic) bool {
			for _, d := range diags {
				if d.Kind == "encoding" || d.Kind == "line-end" {
					return false
				}
			}
			return true
		}
		switch kind := orderfile.Sniff(text, any7); kind {
		case orderfile.Unknown:
		case orderfile.Order, orderfile.Codes:
			if file, err := orderfile.Read("f", text, kind, form); err == nil && clean(file.Diagnostics) {
				require.Equal(t, string(text), string(file.AppendText(nil)))
			}
		default:
			if file, err := orderfile.ReadAddenda("f", text, kind, form); err == nil && clean(file.Diagnostics) {
				require.Equal(t, string(text), string(file.AppendText(nil)))
			}
		}
	})
}
