package xlsx_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/internal/official"
	"github.com/medcode/medcode/internal/xlsx"
)

func TestOfficial(t *testing.T) {
	for _, pattern := range []string{"icd10cm/2026/*.xlsx", "icd10cm/2025/*.xlsx", "ahrq/*.xlsx", "hcpcs/2020-10/*.xlsx"} {
		files, err := filepath.Glob(filepath.Join(official.Path(t, "releases"), filepath.FromSlash(pattern)))
		if err != nil || len(files) == 0 {
			t.Fatal(pattern, err)
		}
		for _, f := range files {
			data, err := os.ReadFile(f)
			if err != nil {
				t.Fatal(err)
			}
			b, err := xlsx.Open(f, data, medcode.Limits{})
			if err != nil {
				t.Fatal(err)
			}
			for _, s := range b.Sheets() {
				n, cells := 0, 0
				for row, err := range b.Rows(s) {
					if err != nil {
						t.Fatal(err)
					}
					if n++; n <= 3 {
						t.Logf("%s %s %d: %s", filepath.Base(f), s, row.Number, strings.Join(row.Cells[:min(len(row.Cells), 12)], "|"))
					}
					cells += len(row.Cells)
				}
				t.Logf("%s %s: %d rows, %d cells", filepath.Base(f), s, n, cells)
			}
		}
	}
}
