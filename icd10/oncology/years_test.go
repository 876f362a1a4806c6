package oncology_test

import (
	"bytes"
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode/icd10/oncology"
	"github.com/medcode/medcode/internal/xlsx/xlsxtest"
)

// Lists of other years have quotes around the names, blanks, other columns or
// another order; they are read by the names.
func TestOtherLayouts(t *testing.T) {
	data, err := os.ReadFile("testdata/sitetype.icdo3.d20150918.csv")
	require.NoError(t, err)
	plain, err := oncology.Read(fstest.MapFS{"a.csv": {Data: data}, "readme.docx": {Data: xlsxtest.Document(t)}})
	require.NoError(t, err)
	text := strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(string(data))
	const row = `"C000-C006",LIP,801,"CARCINOMA, NOS",8010/2,"Carcinoma in situ, NOS"`
	for name, c := range map[string]struct {
		text  string
		kinds int
	}{
		"quoted header": {strings.Replace(text, text[:strings.Index(text, "\n")], `"Site recode", "Site Description","Histology","Histology Description","Histology/Behavior","Histology/Behavior Description"`, 1), -1},
		"blank columns": {strings.ReplaceAll(strings.TrimSuffix(text, "\n"), "\n", ",,\n") + ",,\n,,,,,,,\n\x1a", -1},
		"other order": {"Histology/Behavior,Histology/Behavior Description,Site recode,Site Description,Note,Histology,Histology Description\n" +
			"8010/2, \"Carcinoma in situ, NOS\",\"C000-C006\",LIP,new,801,\"CARCINOMA, NOS\"\n", 1},
		"Windows-1252": {"Site recode,Site Description,Histology,Histology Description,Histology/Behavior,Histology/Behavior Description\n" + strings.Replace(row, "LIP", "L\xcdP", 1) + "\n", 0},
	} {
		text := c.text
		r, err := oncology.Read(fstest.MapFS{"a.csv": {Data: []byte(text)}})
		require.NoError(t, err, name)
		if c.kinds < 0 {
			require.Equal(t, plain.Len(), r.Len(), name)
			require.Equal(t, plain.Groups(), r.Groups(), name)
		} else {
			require.Equal(t, 1, r.Len(), name)
			require.Len(t, r.Diagnostics(), c.kinds, name)
			got, ok := r.Lookup(oncology.MustParseMorphology("8010/2"))
			require.True(t, ok)
			require.Equal(t, "Carcinoma in situ, NOS", got.Term)
		}
		if name != "Windows-1252" {
			var b bytes.Buffer
			_, err = r.WriteTo(&b)
			require.NoError(t, err)
			require.Equal(t, text, b.String(), name)
		}
	}
}
