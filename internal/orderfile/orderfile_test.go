package orderfile_test

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/internal/codeword"
	"github.com/medcode/medcode/internal/official"
	"github.com/medcode/medcode/internal/orderfile"
	"github.com/medcode/medcode/internal/source"
)

func form(code []byte) (codeword.Word, error) {
	for i, c := range code {
		if !codeword.IsDigit(c) && !codeword.IsUpper(c) {
			return 0, &medcode.CodeError{System: "test", Text: string(code), Offset: i, Reason: "want capitals and digits"}
		}
	}
	return codeword.Pack(string(code)), nil
}

func any7([]byte) bool { return true }

// officialTexts calls fn for each file under releases/icd10cm and icd10pcs that is
// of one of the four layouts.
func officialTexts(t testing.TB, folder string, fn func(name string, text []byte, kind orderfile.Kind)) {
	dir := official.Path(t, "releases/"+folder)
	err := source.Walk(os.DirFS(dir), medcode.ReadOptions{}, func(e *source.Entry) error {
		data, err := e.Bytes()
		if err != nil || filepath.Ext(e.Base()) != ".txt" || source.Sniff(data) != source.Text {
			return err
		}
		text, err := e.Text()
		if err != nil {
			return err
		}
		if kind := orderfile.Sniff(text, any7); kind != orderfile.Unknown {
			fn(e.Path, text, kind)
		}
		return nil
	})
	require.NoError(t, err)
}

func TestOfficialFilesRoundTrip(t *testing.T) {
	kinds := map[orderfile.Kind]int{}
	for _, folder := range []string{"icd10cm", "icd10pcs"} {
		officialTexts(t, folder, func(name string, text []byte, kind orderfile.Kind) {
			kinds[kind]++
			var got []byte
			var diags []medcode.Diagnostic
			switch kind {
			case orderfile.Order, orderfile.Codes:
				f, err := orderfile.Read(name, text, kind, form)
				require.NoError(t, err)
				got, diags = f.AppendText(nil), f.Diagnostics
			default:
				f, err := orderfile.ReadAddenda(name, text, kind, form)
				require.NoError(t, err)
				require.NotEmpty(t, f.Summaries)
				got, diags = f.AppendText(nil), f.Diagnostics
			}
			require.True(t, bytes.Equal(text, got), "%s changes when read and written", name)
			if strings.Contains(name, "order_2016") && folder == "icd10cm" { // two short titles begin with a blank
				require.Len(t, diags, 2)
				diags = nil
			}
			if strings.Contains(name, "_2016") || strings.Contains(name, "_2017") { // the counts of two addenda end in LF
				diags = slices.DeleteFunc(diags, func(d medcode.Diagnostic) bool { return d.Kind == "line-end" })
			}
			require.Empty(t, diags, name)
		})
	}
	require.GreaterOrEqual(t, kinds[orderfile.Order], 8)
	require.GreaterOrEqual(t, kinds[orderfile.Addenda], 4)
	require.GreaterOrEqual(t, kinds[orderfile.PCSAddenda], 4)
	require.GreaterOrEqual(t, kinds[orderfile.Codes], 4)
	require.GreaterOrEqual(t, kinds[orderfile.CodesAddenda], 4)
}

func BenchmarkRead(b *testing.B) {
	var text []byte
	officialTexts(b, "icd10cm/2026", func(_ string, data []byte, kind orderfile.Kind) {
		if kind == orderfile.Order {
			text = data
		}
	})
	rows := 0
	for b.Loop() {
		f, err := orderfile.Read("order", text, orderfile.Order, form)
		require.NoError(b, err)
		rows = len(f.Rows)
	}
	b.SetBytes(int64(len(text)))
	b.ReportMetric(float64(rows)*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
}

// TestOtherLayouts tells order files and mappings from lists of codes, whose
// columns they fit.
func TestOtherLayouts(t *testing.T) {
	backward, forward := "A000    0010  00000\r\nA001    0011  00000\r\n", "0010  A000    00000\r\n0011  A001    00000\r\n"
	for _, text := range []string{backward, forward} {
		require.Equal(t, orderfile.Unknown, orderfile.Sniff([]byte(text), any7))
		require.True(t, orderfile.IsICD10([]byte(text)))
	}
	require.True(t, orderfile.IsICD10([]byte(order)))
	require.False(t, orderfile.IsICD10([]byte(codes)))
	require.False(t, orderfile.IsICD10(nil))
}
